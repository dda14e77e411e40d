"""The real program as a person runs it: processes of their own, spoken to through the public API, killed without mercy."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import psycopg

from cinearr.demo.client import Api, ApiError
from cinearr.kit.embedded_postgres import EmbeddedPostgres

SOURCES = Path(__file__).parents[2] / "src"
API_KEY = "e2e0123456789abcdef0123456789abc"
START_SECONDS = 60.0
STOP_SECONDS = 45.0
WAIT_SECONDS = 60.0
POLL = 0.1


class Server:
    """One `cinearr serve` in a process group of its own, with everything it says kept in `log`.

    `settings` are further variables. Without `database_url` it starts its own PostgreSQL, which lives in a session of its
    own and so outlives a kill.
    """

    def __init__(
        self,
        home: Path,
        settings: Mapping[str, str] | None = None,
        *,
        database_url: str | None = None,
        role: str = "all",
        log: Path | None = None,
    ) -> None:
        self.home = home
        self.port = free_port()
        self.api = Api(self.url, API_KEY)
        self.log = log or home.with_suffix(".log")
        self._role = role
        self._database_url = database_url
        self._settings = dict(settings or {})
        self._process: asyncio.subprocess.Process | None = None
        self._read_from = 0

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether the process that was started is still there."""
        return self._process is not None and self._process.returncode is None

    @property
    def database_url(self) -> str:
        """Where its database is; for the few things no API tells."""
        return self._database_url or EmbeddedPostgres(self.home / "postgres").url

    async def start(self, *, wait: bool = True, **environment: str) -> None:
        """Run it until it answers (a worker: until it says it works). Raises RuntimeError with its last words."""
        self.home.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CINEARR_")}
        told = {
            "PYTHONPATH": str(SOURCES),
            "CINEARR_HOME": str(self.home),
            "CINEARR_PORT": str(self.port),
            "CINEARR_API_KEY": API_KEY,
            "CINEARR_ROLE": self._role,
            **({"CINEARR_DATABASE_URL": self._database_url} if self._database_url else {}),
            **self._settings,
            **environment,
        }
        self._read_from = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "cinearr", "serve"),
                env=kept | told,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        if wait:
            await self._until_up()

    async def _until_up(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.returncode is not None:
                raise RuntimeError(f"the server ended with code {self._process.returncode}:\n{self.last_words()}")
            if self.says("worker ready") if self._role == "worker" else await self.api.is_up():
                return
            await asyncio.sleep(POLL)
        raise RuntimeError(f"the server is not up after {START_SECONDS} seconds:\n{self.last_words()}")

    def says(self, words: str) -> bool:
        """Whether the words are in its log since the last start."""
        with self.log.open("rb") as log:
            log.seek(self._read_from)
            return words.encode() in log.read()

    async def says_soon(self, words: str) -> bool:
        """`says`, to be waited for."""
        return self.says(words)

    def last_words(self, lines: int = 40) -> str:
        """The end of its log."""
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        return ""

    async def ended(self) -> int:
        """Wait for its end; the exit code."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), STOP_SECONDS)

    async def stop(self) -> int:
        """Stop it as a service manager does; the exit code."""
        assert self._process is not None
        self._process.terminate()
        return await self.ended()

    async def kill(self) -> None:
        """SIGKILL to the whole process group, web server and worker at once. PostgreSQL is left alone."""
        process = self._process
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        while _group_lives(process.pid):  # noqa: ASYNC110 (nobody tells of the end of a grandchild)
            await asyncio.sleep(0.02)

    def kill_postgres(self) -> None:
        """SIGKILL to its own PostgreSQL with all of its processes."""
        pid = self._postmaster()
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)

    def _postmaster(self) -> int | None:
        try:
            return int((self.home / "postgres" / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    async def close(self) -> None:
        """Leave nothing running."""
        await self.kill()
        await self.api.close()
        if self._database_url is None and (pid := self._postmaster()) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
                for _ in range(200):
                    os.kill(pid, 0)
                    await asyncio.sleep(0.05)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """One statement in its database: to make time pass, and to count what no API shows."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            done = connection.execute(statement.encode(), values)
            return done.fetchall() if done.description else []

    def time_passes(self, minutes: int = 5) -> None:
        """As if it had been off for a while: heartbeats and half-made grabs are old when it starts again."""
        for column in ("procrastinate_workers.last_heartbeat", "grabs.created"):
            table, _, name = column.partition(".")
            self.sql(f"update {table} set {name} = {name} - make_interval(mins => %s)", minutes)


@asynccontextmanager
async def running(*servers: Server) -> AsyncIterator[None]:
    """Servers that are ended after the block, whatever happened; their logs are shown when it failed."""
    try:
        await asyncio.gather(*(server.start() for server in servers))
        yield
    except BaseException as error:
        for server in servers:
            error.add_note(f"--- the end of {server.log.name} ---\n{server.last_words()}")
        raise
    finally:
        await asyncio.gather(*(server.close() for server in servers))


async def until(probe: Callable[[], Awaitable[Any]], what: str, *, seconds: float = WAIT_SECONDS) -> Any:
    """Look until the probe gives something true; what it gave. An answer of the server that is no success counts as no."""
    deadline = time.monotonic() + seconds
    last = ""
    while time.monotonic() < deadline:
        try:
            if found := await probe():
                return found
        except (ApiError, httpx2.TransportError) as error:
            last = f" ({error})"
        await asyncio.sleep(POLL)
    raise TimeoutError(f"not within {seconds:.0f} seconds: {what}{last}")


def files_below(*folders: Path) -> list[Path]:
    """Every file, sorted."""
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def litter(paths: Iterable[Path]) -> list[Path]:
    """Names that only an unfinished step has."""
    return [path for path in paths if ".cinearr-" in path.name or path.name.endswith(".part")]


def free_port() -> int:
    """A port of loopback nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _group_lives(pid: int) -> bool:
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True
