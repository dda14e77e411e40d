"""`cinearr serve`: everything that should run by itself, started, watched and stopped.

With role `all` this process is the web server, starts PostgreSQL when none is named, and keeps one worker process running
beside it, so that heavy work never stands in the way of an answer. With role `web` or `worker` it is just that.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import structlog

from cinearr.kit import logging as logs
from cinearr.kit.config import Config, ConfigError, prepare_home
from cinearr.kit.embedded_postgres import EmbeddedPostgres

log = structlog.get_logger(__name__)
tail: logs.Tail | None = None  # set by the command line before `run`

WORKER_STOP_SECONDS = 40


def run(config: Config) -> int:
    """Serve until a signal says stop; the exit code."""
    prepare_home(config)
    with _only_one(config):
        return asyncio.run(_serve(config))


@contextlib.contextmanager
def _only_one(config: Config) -> Iterator[None]:
    """A second server on the same data folder is refused; servers of other roles share a database, not a folder's lock."""
    if config.role != "all":
        yield
        return
    import fcntl

    path = config.home / "cinearr.lock"
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise ConfigError(
                f"Another Cinearr (process {holder}) already runs on {config.home}. Stop it, or give this one a data folder "
                "of its own with CINEARR_HOME."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


async def _serve(config: Config) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    # Importing takes longer than anything else of a start, and the database starts meanwhile.
    module = "cinearr.entrypoints.worker" if config.role == "worker" else "cinearr.entrypoints.web"
    importing = asyncio.create_task(asyncio.to_thread(importlib.import_module, module))
    async with _database(config) as url:
        await importing
        from cinearr import migrations

        if config.role == "worker":
            from cinearr.entrypoints import worker

            if not _stop_with_parent(stop):
                await asyncio.to_thread(migrations.upgrade, url)  # nobody has done so for it
            await worker.run(config, url, stop)
            return 0
        await asyncio.to_thread(migrations.upgrade, url)
        from cinearr.entrypoints import web

        if config.role == "web":
            await web.run(config, url, stop, asyncio.Event())
            return 0
        ready = asyncio.Event()
        keeper = asyncio.create_task(_keep_worker(url, stop, ready))
        try:
            await web.run(config, url, stop, ready)
        finally:
            stop.set()
            ready.set()
            await keeper
    return 0


@asynccontextmanager
async def _database(config: Config) -> AsyncIterator[str]:
    if config.database_url is not None:
        yield config.database_url
        return
    server = EmbeddedPostgres(config.home / "postgres")
    url = await server.start()
    watching = asyncio.create_task(server.watch())
    try:
        yield url
    finally:
        watching.cancel()
        await server.stop()


async def _keep_worker(url: str, stop: asyncio.Event, ready: asyncio.Event) -> None:
    """One worker process, started again when it dies. Its standard input is a rope: when we are gone, it ends too.

    It begins when requests are answered, so that a person does not wait for its start.
    """
    await ready.wait()
    delay = 1.0
    while not stop.is_set():
        environment = {**os.environ, "CINEARR_DATABASE_URL": url, "CINEARR_ROLE": "worker", "CINEARR_ROPE": "1"}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cinearr", "serve", env=environment, stdin=asyncio.subprocess.PIPE
        )
        ended = asyncio.create_task(process.wait())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({ended, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(ended, WORKER_STOP_SECONDS)
            except TimeoutError:
                log.warning("the worker does not stop, ending it; its jobs will be taken up again")
                process.kill()
                await process.wait()
            return
        stopping.cancel()
        log.error("the worker ended, starting it again", code=process.returncode)
        await asyncio.sleep(delay)
        delay = min(delay * 2, 30)


def _stop_with_parent(stop: asyncio.Event) -> bool:
    """A worker that a server started ends when that server is gone, however it went. Whether one did."""
    if os.environ.get("CINEARR_ROPE") != "1":
        return False
    loop = asyncio.get_running_loop()

    def readable() -> None:
        if not os.read(sys.stdin.fileno(), 1024):
            loop.remove_reader(sys.stdin.fileno())
            stop.set()

    loop.add_reader(sys.stdin.fileno(), readable)
    return True
