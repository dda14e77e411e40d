"""Reads what is in media files, in child processes that a hostile file may kill without harm."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, Final, Self

import structlog

from cinearr.kit import media_probe_worker

log = structlog.get_logger(__name__)

Track = dict[str, Any]

PROGRAM: Final = Path(media_probe_worker.__file__)
_LONGEST_ANSWER: Final = 16 * 1024**2
_SECONDS_TO_DIE: Final = 5


class MediaProbe:
    """A few reading processes, started when they are needed, replaced after so many files and ended after idle seconds.

    Use one for the program; `await close()` ends its processes. Safe to call from many tasks at once.
    """

    def __init__(
        self, *, workers: int = 2, files_per_worker: int = 200, idle_seconds: float = 60, program: Path = PROGRAM
    ) -> None:
        self._program = program
        self._files_per_worker = files_per_worker
        self._idle_seconds = idle_seconds
        self._workers = workers
        self._rest: asyncio.Task[None] | None = None
        self._free: asyncio.Queue[_Worker | None] = asyncio.Queue()
        for _ in range(workers):
            self._free.put_nowait(None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self.close()

    async def probe(self, path: Path, timeout: float = 60) -> list[Track] | None:
        """The tracks of a file as MediaInfo names their fields, the general one first.

        None when the file cannot be analysed: it is gone, not a regular file, or reading it took more than `timeout`
        seconds or broke the reader. Waiting for a free reader is not counted.
        """
        worker, keep = await self._free.get(), False
        try:
            worker = worker or await _Worker.start(self._program)
            answer = await asyncio.wait_for(worker.ask(path), timeout)
            keep = worker.files < self._files_per_worker
        except (TimeoutError, OSError, EOFError, ValueError) as error:
            log.warning("media file cannot be analysed", path=str(path), reason=_reason(error))
            return None
        finally:
            # A worker that was left in the middle of an answer would give the rest of it to the next file.
            try:
                if worker is not None and not keep:
                    await worker.end()
            finally:
                self._free.put_nowait(worker if keep else None)
                self._rest_later()
        if "error" in answer:
            log.warning("media file cannot be analysed", path=str(path), reason=answer["error"])
            return None
        tracks: list[Track] = answer["tracks"]
        return tracks

    def _rest_later(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
        self._rest = asyncio.create_task(self._rest_when_idle())

    async def _rest_when_idle(self) -> None:
        """End the processes that have nothing to read; a file that comes begins the wait anew."""
        await asyncio.sleep(self._idle_seconds)
        places = [self._free.get_nowait() for _ in range(self._free.qsize())]
        for _ in places:
            self._free.put_nowait(None)
        resting = [worker for worker in places if worker is not None]
        for worker in resting:
            worker.kill()
        for worker in resting:
            await worker.end()

    async def close(self) -> None:
        """End all processes, waiting for files that are being read."""
        if self._rest is not None:
            self._rest.cancel()
        for _ in range(self._workers):
            worker = await self._free.get()
            if worker is not None:
                await worker.end()
        for _ in range(self._workers):
            self._free.put_nowait(None)


class _Worker:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.files = 0

    @classmethod
    async def start(cls, program: Path) -> Self:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            os.fspath(program),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_LONGEST_ANSWER,
        )
        return cls(process)

    async def ask(self, path: Path) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.files += 1
        self._process.stdin.write(json.dumps({"path": os.fspath(path)}).encode() + b"\n")
        await self._process.stdin.drain()
        line = await self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError("the reader died")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        self.kill()
        # A process that waits for a dead network disk cannot be killed; it is left to the system.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), _SECONDS_TO_DIE)


def _reason(error: BaseException) -> str:
    return "took too long" if isinstance(error, TimeoutError) else f"{type(error).__name__}: {error}"
