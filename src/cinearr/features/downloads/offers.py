"""Releases a person was shown, kept for a while so that they can be taken by any process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.downloads.tables import OfferRow

KEPT: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A release as JSON, the film it was taken for and how it came to be shown. An offer is found by indexer and guid."""

    indexer_id: int
    guid: str
    movie_id: int | None
    source: str
    release: dict[str, Any]


async def keep(session: AsyncSession, offers: Sequence[Offer], now: datetime) -> None:
    """Remember offers; the newest showing of a release counts. What is too old goes."""
    await session.execute(delete(OfferRow).where(OfferRow.at < now - KEPT))
    if not offers:
        return
    statement = insert(OfferRow)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["indexer_id", "guid"],
            set_={name: statement.excluded[name] for name in ("at", "movie_id", "source", "release")},
        ),
        # In one order everywhere, so that two who keep the same never wait for each other in a circle.
        [
            {
                "indexer_id": each.indexer_id,
                "guid": each.guid,
                "at": now,
                "movie_id": each.movie_id,
                "source": each.source,
                "release": each.release,
            }
            for each in sorted(offers, key=lambda each: (each.indexer_id, each.guid))
        ],
    )


async def find(session: AsyncSession, indexer_id: int, guid: str, now: datetime) -> Offer | None:
    """The offer, unless it is too old."""
    row = await session.scalar(
        select(OfferRow).where(OfferRow.indexer_id == indexer_id, OfferRow.guid == guid, OfferRow.at >= now - KEPT)
    )
    if row is None:
        return None
    return Offer(
        indexer_id=row.indexer_id, guid=row.guid, movie_id=row.movie_id, source=row.source, release=row.release
    )
