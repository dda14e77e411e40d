"""The real server (web, worker and database) for benchmarks that look at it from outside."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import library
from cinearr import migrations
from cinearr.kit.db import Database
from cinearr.kit.embedded_postgres import EmbeddedPostgres

KEY = "0123456789abcdef0123456789abcdef"


class Client:
    """One connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """The answer to a change, read. An answer that tells of an error ends the run."""
        headers = {"X-Api-Key": KEY, "Content-Type": "application/json"}
        self._connection.request(method, f"/api/v3/{path}", json.dumps(body), headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status >= 400:
            raise SystemExit(f"{method} {path} answered {answer.status}: {content[:300]!r}")
        return json.loads(content) if content else None

    def get(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body."""
        self._connection.request("GET", f"/api/v3/{path}", headers={"X-Api-Key": KEY, **headers})
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def close(self) -> None:
        """The next question makes a new connection."""
        self._connection.close()


async def seed(home: Path, films: int) -> None:
    """A database with so many films in a data folder."""
    server = EmbeddedPostgres(home / "postgres")
    url = await server.start()
    try:
        await asyncio.to_thread(migrations.upgrade, url)
        database = Database(url)
        await library.seed(database, films)
        await database.close()
    finally:
        await server.stop()


@contextmanager
def serving(home: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Its port and its process; ended with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "CINEARR_HOME": str(home),
        "CINEARR_PORT": str(port),
        "CINEARR_HOST": "127.0.0.1",
        "CINEARR_API_KEY": KEY,
        "CINEARR_AUTH": "external",
        "CINEARR_LOG_LEVEL": "error",
        "CINEARR_TMDB_URL": "http://127.0.0.1:9",  # nothing is to be refreshed meanwhile
    }
    process = subprocess.Popen([sys.executable, "-m", "cinearr", "serve"], env=environment)
    try:
        yield port, process
    finally:
        process.terminate()
        process.wait(60)


def wait(client: Client) -> None:
    """Until it answers."""
    for _ in range(3000):
        try:
            if client.get("system/status")[0] == 200:
                return
        except OSError:
            client.close()
        time.sleep(0.02)
    raise SystemExit("The server does not answer.")
