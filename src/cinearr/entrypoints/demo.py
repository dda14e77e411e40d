"""`cinearr demo`: the same server as `cinearr serve`, a neighbourhood around it, and the whole job in front of the person.

Everything stays on loopback and in one folder. The server is a child process that is only told addresses and keys.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cinearr.demo import story
from cinearr.demo.client import Api
from cinearr.demo.neighbourhood import Neighbourhood
from cinearr.demo.story import StepFailed, Story, Teller

SERVER_START_SECONDS = 90
SERVER_STOP_SECONDS = 60
INTERRUPTED = 130  # as a shell says of Ctrl-C
UPLOAD_LIMIT = 600_000  # bytes a second, so that the download can be watched


def run(*, once: bool, port: int = 0, home: str | None = None) -> int:
    """Play the demo; the exit code. With `home` everything stays in that folder, else in a temporary one."""
    base = Path(home).absolute() if home else Path(tempfile.mkdtemp(prefix="cinearr-demo-"))
    code = asyncio.run(_until_signalled(_play(base, once=once, port=port)))
    if home is None and code in (0, INTERRUPTED):
        shutil.rmtree(base, ignore_errors=True)
    else:
        print(f"Everything is left in {base}.")
    return code


async def _until_signalled(work: Coroutine[Any, Any, int]) -> int:
    """Run until the work ends, or until SIGTERM or Ctrl-C cancels it in order."""
    task = asyncio.create_task(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return INTERRUPTED


async def _play(base: Path, *, once: bool, port: int) -> int:
    run_folder = base / time.strftime("run-%Y%m%d-%H%M%S")
    library, recycle_bin = run_folder / "library", run_folder / "recycle-bin"
    for folder in (library, recycle_bin):
        folder.mkdir(parents=True)
    teller = Teller()
    api_key, tmdb_key = secrets.token_hex(16), secrets.token_hex(16)
    url = f"http://127.0.0.1:{port or _free_port()}"
    try:
        teller.chapter("Starting the neighbourhood and the server")
        async with Neighbourhood(
            base / "films", releases=story.RELEASES, upload_limit=UPLOAD_LIMIT, tmdb_key=tmdb_key
        ) as near:
            teller.tell("metadata service, indexer, tracker with seeder, webhook receiver")
            environment = _environment(url, run_folder, near, api_key=api_key, tmdb_key=tmdb_key)
            async with _server(environment, run_folder / "server.log") as process, Api(url, api_key) as api:
                await _wait_until_up(api, process)
                teller.tell(f"the server is up: {url}", "(open it in a browser to watch)")
                await Story(api, near, teller, library=library, recycle_bin=recycle_bin).play()
                teller.tell("All of it really happened.")
                if not once:
                    await _stay(url, api_key, process)
    except (StepFailed, RuntimeError) as error:
        print(f"\nThe demo failed at this step: {error}", file=sys.stderr)
        _show_log(run_folder / "server.log")
        return 1
    return 0


async def _stay(url: str, api_key: str, process: asyncio.subprocess.Process) -> None:
    print(f"\nIt keeps running:  {url}   API key {api_key}\nCtrl-C ends it.", flush=True)
    code = await process.wait()
    raise RuntimeError(f"the server ended by itself with code {code}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(url: str, folder: Path, near: Neighbourhood, *, api_key: str, tmdb_key: str) -> dict[str, str]:
    """What the server is told. Nothing of the person's own settings: the demo must not touch their library."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CINEARR_")}
    return kept | {
        "CINEARR_HOME": str(folder / "home"),
        "CINEARR_HOST": "127.0.0.1",
        "CINEARR_PORT": url.rpartition(":")[2],
        "CINEARR_API_KEY": api_key,
        # On loopback and thrown away afterwards: whoever sees the terminal may look without making an account.
        "CINEARR_AUTH": "external",
        "CINEARR_TMDB_URL": f"{near.metadata.url}/3",
        "CINEARR_TMDB_KEY": tmdb_key,
    }


@asynccontextmanager
async def _server(environment: dict[str, str], log: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "cinearr", "serve"),
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl-C in the terminal is for us; the server is stopped in order below.
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), SERVER_STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _wait_until_up(api: Api, process: asyncio.subprocess.Process) -> None:
    deadline = time.monotonic() + SERVER_START_SECONDS
    while time.monotonic() < deadline:
        if process.returncode is not None:
            raise StepFailed(f"start the server: it ended with code {process.returncode}")
        if await api.is_up():
            return
        await asyncio.sleep(0.1)
    raise StepFailed(f"start the server: it does not answer after {SERVER_START_SECONDS} seconds")


def _show_log(log: Path) -> None:
    with contextlib.suppress(OSError):
        lines = log.read_text(errors="replace").splitlines()[-20:]
        print("\nThe end of the server's log:", *lines, sep="\n  ", file=sys.stderr)
