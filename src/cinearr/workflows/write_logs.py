"""Log lines into the database, for the log page."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cinearr.features import logs
from cinearr.kit.logging import Line, Tail
from cinearr.workflows.program import Program

EVERY: Final = 2.0
MOST_WAITING: Final = 5_000


@asynccontextmanager
async def writing(program: Program, tail: Tail | None, *, every: float = EVERY) -> AsyncIterator[None]:
    """Write what is logged during the block; nothing when no tail was set up."""
    if tail is None:
        yield
        return
    task = asyncio.create_task(write_logs(program, tail, every=every), name="log writer")
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def write_logs(program: Program, tail: Tail, *, every: float = EVERY) -> None:
    """Write what comes in, until cancelled; what is left then is written too. While the database is away lines wait, the oldest go."""
    waiting: list[Line] = []
    try:
        while True:
            waiting += tail.take()
            await _write(program, waiting)
            await asyncio.sleep(every)
    finally:
        waiting += tail.take()
        await _write(program, waiting)


async def _write(program: Program, waiting: list[Line]) -> None:
    """Empties the list when the lines are safe. Nothing is logged here: it would come back as the next line."""
    if not waiting:
        return
    try:
        async with program.database.begin() as session:
            await logs.write(session, waiting)
    except (DBAPIError, PoolTimeout, psycopg.Error, OSError):
        del waiting[:-MOST_WAITING]
    else:
        waiting.clear()
