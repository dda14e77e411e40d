"""Log lines in the database, for the log page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.logs.tables import LogRow
from cinearr.kit.logging import Line

__all__ = ["LEVELS", "LogRow", "clear", "page", "purge", "write"]

LEVELS: Final = ("trace", "debug", "info", "warn", "error", "fatal")  # ever more severe


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


async def page(
    session: AsyncSession, *, level: str | None, descending: bool, offset: int, limit: int
) -> tuple[int, Sequence[LogRow]]:
    """How many lines there are of this level or a more severe one (None: all), and some of them by time."""
    query = select(LogRow)
    if level is not None:
        query = query.where(LogRow.level.in_(LEVELS[LEVELS.index(level) :]))
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    order = LogRow.id.desc() if descending else LogRow.id
    rows = await session.scalars(query.order_by(order).offset(offset).limit(limit))
    return total or 0, rows.all()


async def clear(session: AsyncSession) -> None:
    """Forget every line."""
    await session.execute(delete(LogRow))


async def purge(session: AsyncSession, before: datetime) -> None:
    """Forget lines older than `before`."""
    await session.execute(delete(LogRow).where(LogRow.time < before))
