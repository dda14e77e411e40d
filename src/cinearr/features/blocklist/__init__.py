"""The blocklist: releases that must not be taken again."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.blocklist.tables import BlocklistRow

__all__ = ["BlocklistRow", "clear", "of_movies", "remove"]


async def of_movies(session: AsyncSession, movie_ids: Collection[int]) -> list[BlocklistRow]:
    """Rows of these films, newest first."""
    rows = await session.scalars(
        select(BlocklistRow).where(BlocklistRow.movie_id.in_(movie_ids)).order_by(BlocklistRow.date.desc())
    )
    return list(rows)


async def remove(session: AsyncSession, ids: Collection[int]) -> None:
    """Take rows off the list; unknown ids do no harm."""
    await session.execute(delete(BlocklistRow).where(BlocklistRow.id.in_(ids)))


async def clear(session: AsyncSession) -> None:
    """Empty the list."""
    await session.execute(delete(BlocklistRow))
