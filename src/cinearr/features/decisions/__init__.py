"""The decision journal: every judged release that was of a film, with every rule's verdict, for a bounded time and size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.decisions.tables import DecisionRow
from cinearr.kit.db import driver_connection

__all__ = ["DecisionRow", "purge", "record"]

KEPT_ROWS: Final = 100_000


_COLUMNS: Final = (
    "at",
    "movie_id",
    "target_id",
    "source",
    "outcome",
    "title",
    "guid",
    "indexer",
    "release",
    "verdicts",
    "facts",
)
_COPY: Final = f"copy decision_journal ({', '.join(_COLUMNS)}) from stdin"


async def record(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write down verdicts, one row for each release with a value for every column but the id.

    Whatever is beyond the bound goes at once, so that a busy day between two housekeepings cannot fill a disk.
    """
    if not rows:
        return
    connection = await driver_connection(session)
    async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            await copy.write_row([_value(row[name]) for name in _COLUMNS])
    newest = select(func.max(DecisionRow.id)).scalar_subquery()
    await session.execute(delete(DecisionRow).where(DecisionRow.id <= newest - KEPT_ROWS))


def _value(value: Any) -> Any:
    """JSON as text, whatever else as it is."""
    return msgspec.json.encode(value).decode() if isinstance(value, (dict, list)) else value


async def purge(session: AsyncSession, before: datetime) -> None:
    """Forget what is older than `before`."""
    await session.execute(delete(DecisionRow).where(DecisionRow.at < before))
