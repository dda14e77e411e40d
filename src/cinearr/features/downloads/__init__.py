"""Grabs, tracked downloads and releases that wait."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.downloads.tables import (
    DownloadEventRow,
    GrabRow,
    OfferRow,
    PendingReleaseRow,
    RemotePathMappingRow,
    TrackedDownloadRow,
)
from cinearr.kit import events

__all__ = [
    "FREE",
    "OVER",
    "DownloadEventRow",
    "GrabRow",
    "OfferRow",
    "PendingReleaseRow",
    "RemotePathMappingRow",
    "TrackedDownloadRow",
    "drop_pending",
    "latest_events",
    "newest_grab_id",
    "queue_changed",
    "record_event",
    "sending",
    "settle",
    "trackable",
]

# A tracked download in one of these states is over.
OVER = ("imported", "failed", "ignored")
# A grab in one of these states came to nothing: its release may be taken again.
FREE = ("refused", "lost")


async def newest_grab_id(session: AsyncSession) -> int:
    """A mark: every grab made later has a greater id."""
    return await session.scalar(select(func.max(GrabRow.id))) or 0


async def sending(session: AsyncSession, before: datetime) -> list[GrabRow]:
    """Grabs that were begun before a moment and never came to an end."""
    rows = await session.scalars(
        select(GrabRow).where(GrabRow.state == "sending", GrabRow.created < before).order_by(GrabRow.id)
    )
    return list(rows)


async def trackable(session: AsyncSession) -> list[TrackedDownloadRow]:
    """Downloads that stand in the queue."""
    rows = await session.scalars(
        select(TrackedDownloadRow)
        .where(TrackedDownloadRow.state.not_in(OVER), ~TrackedDownloadRow.gone)
        .order_by(TrackedDownloadRow.id)
    )
    return list(rows)


async def record_event(
    session: AsyncSession, event: str, *, movie_id: int, download_id: str, source_title: str, **columns: Any
) -> None:
    """Note what became of a download id."""
    session.add(
        DownloadEventRow(event=event, movie_id=movie_id, download_id=download_id, source_title=source_title, **columns)
    )
    await session.flush()


async def latest_events(session: AsyncSession, download_ids: Collection[str]) -> dict[str, DownloadEventRow]:
    """The newest event of each download id."""
    rows = await session.scalars(
        select(DownloadEventRow)
        .where(DownloadEventRow.download_id.in_(download_ids))
        .ext(distinct_on(DownloadEventRow.download_id))
        .order_by(DownloadEventRow.download_id, DownloadEventRow.date.desc(), DownloadEventRow.id.desc())
    )
    return {row.download_id: row for row in rows}


async def drop_pending(session: AsyncSession, ids: Collection[int]) -> None:
    """Forget waiting releases."""
    if ids:
        await session.execute(delete(PendingReleaseRow).where(PendingReleaseRow.id.in_(ids)))
        await queue_changed(session)


async def settle(session: AsyncSession, grab_id: int, **columns: Any) -> None:
    """Change a grab."""
    await session.execute(update(GrabRow).where(GrabRow.id == grab_id).values(changed=func.now(), **columns))


async def queue_changed(session: AsyncSession) -> None:
    """Tell every screen that shows the queue."""
    await events.changed(session, "queue", "sync")
