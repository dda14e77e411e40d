"""History: `history.record(session, …)`, and the questions the main line asks of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import IntEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.history.tables import HistoryRow
from cinearr.kit import events

__all__ = ["EventType", "HistoryRow", "by_download", "grabs_of", "record"]


class EventType(IntEnum):
    """The v3 numbers. `wire` is the v3 word."""

    UNKNOWN = 0
    GRABBED = 1
    IMPORTED = 3
    FAILED = 4
    FILE_DELETED = 6
    FOLDER_IMPORTED = 7
    FILE_RENAMED = 8
    IGNORED = 9

    @property
    def wire(self) -> str:
        """The v3 word."""
        return _WORDS[self]


_WORDS = {
    EventType.UNKNOWN: "unknown",
    EventType.GRABBED: "grabbed",
    EventType.IMPORTED: "downloadFolderImported",
    EventType.FAILED: "downloadFailed",
    EventType.FILE_DELETED: "movieFileDeleted",
    EventType.FOLDER_IMPORTED: "movieFolderImported",
    EventType.FILE_RENAMED: "movieFileRenamed",
    EventType.IGNORED: "downloadIgnored",
}


async def record(
    session: AsyncSession,
    event: EventType,
    *,
    movie_id: int,
    target_id: int | None,
    source_title: str,
    quality: Mapping[str, Any],
    languages: Sequence[int],
    data: Mapping[str, object],
    download_id: str | None = None,
) -> HistoryRow:
    """Write one event. Values of `data` become texts as v3 has them; None stays null."""
    row = HistoryRow(
        movie_id=movie_id,
        target_id=target_id,
        event_type=int(event),
        source_title=source_title,
        quality=dict(quality),
        languages=list(languages),
        download_id=download_id,
        data={name: None if value is None else _text(value) for name, value in data.items()},
    )
    session.add(row)
    await session.flush()
    await events.changed(session, "history", "updated", row.id)
    return row


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "True" if value else "False"
    return str(value)


async def by_download(session: AsyncSession, download_id: str) -> list[HistoryRow]:
    """Everything about a download id, newest first."""
    rows = await session.scalars(
        select(HistoryRow)
        .where(HistoryRow.download_id == download_id)
        .order_by(HistoryRow.date.desc(), HistoryRow.id.desc())
    )
    return list(rows)


async def grabs_of(session: AsyncSession, download_ids: Collection[str]) -> dict[str, HistoryRow]:
    """The newest grab of each download id."""
    rows = await session.scalars(
        select(HistoryRow)
        .where(HistoryRow.download_id.in_(download_ids), HistoryRow.event_type == EventType.GRABBED)
        .order_by(HistoryRow.date, HistoryRow.id)
    )
    return {row.download_id or "": row for row in rows}
