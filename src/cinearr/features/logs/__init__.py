"""Log lines in the database, for the log page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.logs.tables import LogRow
from cinearr.kit.logging import Line

__all__ = ["LogRow", "clear", "purge", "write"]


async def write(session: AsyncSession, lines: Sequence[Line]) -> None:
    """Keep lines in their order."""
    await session.execute(
        insert(LogRow),
        [
            {
                "time": line.time,
                "level": line.level,
                "logger": line.logger,
                "message": line.message,
                "exception": line.exception,
                "exception_type": line.exception_type,
            }
            for line in lines
        ],
    )


async def clear(session: AsyncSession) -> None:
    """Forget every line."""
    await session.execute(delete(LogRow))


async def purge(session: AsyncSession, before: datetime) -> None:
    """Forget lines older than `before`."""
    await session.execute(delete(LogRow).where(LogRow.time < before))
