"""Collections of films that some film of the library belongs to."""

from __future__ import annotations

from collections.abc import Collection as Some
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.films import Collection
from cinearr.core.releases.titles import sort_title
from cinearr.features.collections.tables import CollectionRow
from cinearr.kit.errors import NotFound

__all__ = [
    "CollectionRow",
    "all_collections",
    "apply",
    "by_tmdb",
    "collection_of",
    "due",
    "ensure",
    "get",
    "remove",
    "some",
]


def collection_of(row: CollectionRow) -> Collection:
    """The source's document of a collection."""
    return msgspec.convert(row.document, Collection)


async def all_collections(session: AsyncSession) -> list[CollectionRow]:
    """Every collection by title."""
    return list(await session.scalars(select(CollectionRow).order_by(CollectionRow.sort_title, CollectionRow.id)))


async def get(session: AsyncSession, collection_id: int) -> CollectionRow:
    """One collection. Raises NotFound."""
    row = await session.get(CollectionRow, collection_id)
    if row is None:
        raise NotFound(f"Collection with ID {collection_id} does not exist")
    return row


async def some(session: AsyncSession, ids: Some[int]) -> list[CollectionRow]:
    """The collections of these ids that exist."""
    return list(
        await session.scalars(select(CollectionRow).where(CollectionRow.id.in_(ids)).order_by(CollectionRow.id))
    )


async def by_tmdb(session: AsyncSession, tmdb_id: int) -> CollectionRow | None:
    """The collection with this TMDb id."""
    return await session.scalar(select(CollectionRow).where(CollectionRow.tmdb_id == tmdb_id))


async def due(session: AsyncSession, before: datetime) -> list[CollectionRow]:
    """Collections that were never refreshed, or not since a moment."""
    old = or_(CollectionRow.last_info_sync.is_(None), CollectionRow.last_info_sync < before)
    return list(await session.scalars(select(CollectionRow).where(old).order_by(CollectionRow.id)))


async def ensure(session: AsyncSession, found: Collection, **columns: Any) -> int | None:
    """Keep a collection that is not known yet; its id, None when it was."""
    statement = insert(CollectionRow).values(**_describe(found), **columns)
    made = await session.execute(
        statement.on_conflict_do_nothing(index_elements=["tmdb_id"]).returning(CollectionRow.id)
    )
    return made.scalar()


def apply(row: CollectionRow, found: Collection, now: datetime) -> bool:
    """Take over a fresh document; whether anything in it changed."""
    columns = _describe(found)
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    row.last_info_sync = now
    return bool(changed)


async def remove(session: AsyncSession, ids: Some[int]) -> None:
    """Forget collections; their films stay."""
    await session.execute(delete(CollectionRow).where(CollectionRow.id.in_(ids)))


def _describe(found: Collection) -> dict[str, Any]:
    return {
        "tmdb_id": found.tmdb_id,
        "title": found.title,
        "sort_title": sort_title(found.title),
        "document": msgspec.to_builtins(found),
    }
