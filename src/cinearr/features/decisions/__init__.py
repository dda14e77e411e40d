"""The decision journal: every judged release that was of a film, with every rule's verdict, for a bounded time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.decisions.tables import DecisionRow

__all__ = ["DecisionRow", "purge", "record"]

KEPT_ROWS = 200_000


async def record(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write down verdicts."""
    if rows:
        await session.execute(insert(DecisionRow), list(rows))


async def purge(session: AsyncSession, before: datetime) -> None:
    """Forget what is older than `before`, and the oldest beyond the bound."""
    await session.execute(delete(DecisionRow).where(DecisionRow.at < before))
    bound = await session.scalar(select(DecisionRow.id).order_by(DecisionRow.id.desc()).offset(KEPT_ROWS).limit(1))
    if bound is not None:
        await session.execute(delete(DecisionRow).where(DecisionRow.id <= bound))
