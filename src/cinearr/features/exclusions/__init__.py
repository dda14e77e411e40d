"""Exclusions: films that lists and collections leave alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.exclusions.tables import ExclusionRow
from cinearr.kit.errors import NotFound

__all__ = ["SORTS", "ExclusionRow", "all_exclusions", "ensure", "excluded", "get", "page", "remove"]

SORTS: Final[Mapping[str, ColumnElement[Any]]] = {
    "id": ExclusionRow.id.expression,
    "movieTitle": ExclusionRow.title.expression,
    "movieYear": ExclusionRow.year.expression,
    "tmdbId": ExclusionRow.tmdb_id.expression,
}


async def all_exclusions(session: AsyncSession) -> Sequence[ExclusionRow]:
    """Every exclusion in the order they were made."""
    return (await session.scalars(select(ExclusionRow).order_by(ExclusionRow.id))).all()


async def page(
    session: AsyncSession, *, sort: str, descending: bool, offset: int, limit: int
) -> tuple[Sequence[ExclusionRow], int]:
    """Some of them by one of `SORTS`, and how many there are."""
    key = SORTS[sort].desc() if descending else SORTS[sort].asc()
    rows = await session.scalars(select(ExclusionRow).order_by(key, ExclusionRow.id).offset(offset).limit(limit))
    return rows.all(), await session.scalar(select(func.count()).select_from(ExclusionRow)) or 0


async def get(session: AsyncSession, exclusion_id: int) -> ExclusionRow:
    """One of them. Raises NotFound."""
    row = await session.get(ExclusionRow, exclusion_id)
    if row is None:
        raise NotFound(f"ImportListExclusion with ID {exclusion_id} does not exist")
    return row


async def excluded(session: AsyncSession, tmdb_ids: Collection[int]) -> set[int]:
    """Which of these films are excluded."""
    return set(await session.scalars(select(ExclusionRow.tmdb_id).where(ExclusionRow.tmdb_id.in_(tmdb_ids))))


async def ensure(session: AsyncSession, films: Iterable[tuple[int, str, int]]) -> None:
    """Exclude films by TMDb id, title and year; those that are excluded already stay as they are."""
    values = [{"tmdb_id": tmdb_id, "title": title, "year": year} for tmdb_id, title, year in films]
    if values:
        await session.execute(insert(ExclusionRow).values(values).on_conflict_do_nothing())


async def remove(session: AsyncSession, ids: Collection[int]) -> None:
    """Let films come again; ids that are not there are passed over."""
    await session.execute(delete(ExclusionRow).where(ExclusionRow.id.in_(ids)))
