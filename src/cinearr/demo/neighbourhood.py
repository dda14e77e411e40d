"""Starts the neighbours: one in this process (`python -m cinearr.demo.neighbourhood metadata`), or all as children.

async with Neighbourhood(folder) as near:
    near.indexer.url                                   # http://127.0.0.1:PORT
    await near.release("Big.Buck.Bunny.2008.720p.WEB-DL.AAC2.0.H.264-OPEN")
    await near.metadata.fail(mode="status", status=429, retry_after=5, times=2)
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .failures import Failing
from .http import Handler, HttpServer

SERVICES = ("metadata", "indexer", "seeder", "webhook")
INDEXER_KEY = "0123456789abcdef0123456789abcdef"
SOURCES = Path(__file__).parents[2]  # a child must find this package where its parent did
START_TIMEOUT = 90.0  # seconds; the seeder makes its films in this time


class Neighbour:
    """One service in a process of its own."""

    def __init__(self, service: str, *arguments: str, port: int = 0) -> None:
        self.service = service
        self.port = port
        self._arguments = arguments
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it and wait until it serves; restarted, it keeps its port. Raises RuntimeError when it does not."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "cinearr.demo.neighbourhood", self.service, "--port", str(self.port), *self._arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join((str(SOURCES), os.environ.get("PYTHONPATH", "")))},
            # Of its own, so that Ctrl-C in the terminal reaches it through us and in our order.
            start_new_session=True,
        )
        assert self._process.stdout is not None
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), START_TIMEOUT)
            self.port = int(json.loads(line)["port"])
        except (TimeoutError, ValueError, KeyError) as error:
            await self.stop()
            raise RuntimeError(f"the {self.service} service did not start") from error

    async def stop(self) -> None:
        """End it; harmless when it is gone already."""
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """One JSON exchange with it. Raises OSError when it is not there or refuses."""
        return await asyncio.to_thread(self._call, method, path, body)

    def _call(self, method: str, path: str, body: Any) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            return json.load(answer)

    async def fail(self, **how: Any) -> None:
        """Misbehave from now on; see `failures`. Without arguments it behaves again."""
        named = {"retryAfter" if name == "retry_after" else name: value for name, value in how.items()}
        await self.call("POST" if how else "DELETE", "/control/failure", named if how else None)

    async def requests(self) -> list[dict[str, Any]]:
        """What it was asked so far, oldest first: method, path, query."""
        asked: list[dict[str, Any]] = await self.call("GET", "/control/requests")
        return asked


class Neighbourhood:
    """All four. `folder` keeps the films, so that a second start is quick; `releases` are names out of the table."""

    def __init__(
        self,
        folder: Path,
        *,
        releases: Sequence[str] = (),
        upload_limit: int = 0,
        tmdb_key: str | None = None,
        indexer_key: str = INDEXER_KEY,
    ) -> None:
        share = ("--folder", str(folder))
        self.metadata = Neighbour("metadata", *(("--key", tmdb_key) if tmdb_key else ()))
        self.indexer = Neighbour("indexer", *share, "--key", indexer_key)
        self.seeder = Neighbour(
            "seeder", *share, "--upload-limit", str(upload_limit), *(f"--release={name}" for name in releases)
        )
        self.webhook = Neighbour("webhook")
        self.indexer_key = indexer_key
        self.folder = folder

    async def __aenter__(self) -> Self:
        try:
            first = (self.metadata, self.webhook, self.seeder)
            # Let all three come to an end before one's failure counts, so that none is left behind.
            for outcome in await asyncio.gather(*(one.start() for one in first), return_exceptions=True):
                if isinstance(outcome, BaseException):
                    raise outcome
            # The indexer lists what the seeder has made.
            await self.indexer.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def stop(self) -> None:
        """End all of them."""
        await asyncio.gather(*(one.stop() for one in (self.indexer, self.metadata, self.seeder, self.webhook)))

    async def release(self, *titles: str) -> None:
        """Make these the indexer's feed."""
        await self.indexer.call("PUT", "/control/released", list(titles))

    async def received(self) -> list[dict[str, Any]]:
        """What the webhook receiver got: at, method, path, headers, payload."""
        got: list[dict[str, Any]] = await self.webhook.call("GET", "/received")
        return got


Started = tuple[Handler, Callable[[int], Coroutine[Any, Any, None]] | None]


def _build(options: argparse.Namespace) -> Started:
    """The handler of a service, and what is to be done once it listens (with its port)."""
    match options.service:
        case "metadata":
            from .metadata import MetadataService

            return MetadataService(key=options.key), None
        case "indexer":
            from . import indexer

            service = indexer.Indexer(api_key=options.key or INDEXER_KEY)
            for item in indexer.load(options.folder / "releases.json", options.folder / "torrents"):
                service.add(item)
            return service, None
        case "seeder":
            from .seeder import Seeder
            from .tracker import Tracker

            tracker = Tracker()
            seeder = Seeder(options.folder, tracker, upload_limit=options.upload_limit)
            return tracker, lambda port: seeder.start(f"http://127.0.0.1:{port}/announce", options.release)
        case _:
            from .webhook import WebhookReceiver

            return WebhookReceiver(), None


async def serve(options: argparse.Namespace) -> None:
    """Run one service until SIGTERM, SIGINT or the end of whoever started it. Prints its port when it is ready."""
    handler, after = _build(options)
    server = HttpServer(Failing(handler))
    port = await server.start(options.port)
    if after is not None:
        await after(port)
    print(json.dumps({"service": options.service, "port": port}), flush=True)
    done = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    parent = os.getppid()
    while not done.is_set() and os.getppid() == parent:
        try:
            await asyncio.wait_for(done.wait(), 1)
        except TimeoutError:
            continue
    await server.stop()


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line of one service."""
    parser = argparse.ArgumentParser(prog="python -m cinearr.demo.neighbourhood", description=__doc__)
    parser.add_argument("service", choices=SERVICES)
    parser.add_argument("--release", action="append", default=[], help="for the seeder: a name of the table, else all")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--folder", type=Path, help="where films and .torrent files lie (seeder and indexer)")
    parser.add_argument("--key", help="the API key to ask for")
    parser.add_argument("--upload-limit", type=int, default=0, help="of the seeder, bytes a second; 0 for none")
    options = parser.parse_args(arguments)
    if options.service in ("seeder", "indexer") and options.folder is None:
        parser.error(f"{options.service} needs --folder")
    asyncio.run(serve(options))


if __name__ == "__main__":
    main()
