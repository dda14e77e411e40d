"""The import journal: what is on its way into the library, and how far it got."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.imports.tables import ImportRow

__all__ = ["ImportRow", "begin", "purge", "step", "unfinished"]

OPEN = ("planned", "staged", "placed", "committed")


async def begin(
    session: AsyncSession, *, movie_id: int, target_id: int, download_id: str | None, plan: Mapping[str, Any]
) -> int:
    """Write the plan down before anything moves; the journal id."""
    row = ImportRow(movie_id=movie_id, target_id=target_id, download_id=download_id, step="planned", plan=dict(plan))
    session.add(row)
    await session.flush()
    return row.id


async def step(session: AsyncSession, import_id: int, name: str, message: str | None = None, **plan: Any) -> None:
    """Note that a step is done; further facts are merged into the plan."""
    values: dict[str, Any] = {"step": name, "message": message, "changed": func.now()}
    if plan:
        values["plan"] = ImportRow.plan.concat(plan)
    await session.execute(update(ImportRow).where(ImportRow.id == import_id).values(**values))


async def unfinished(session: AsyncSession) -> list[ImportRow]:
    """Imports that have not come to their end, oldest first."""
    rows = await session.scalars(select(ImportRow).where(ImportRow.step.in_(OPEN)).order_by(ImportRow.id))
    return list(rows)


async def purge(session: AsyncSession, before: Any) -> None:
    """Forget finished rows older than `before`."""
    await session.execute(delete(ImportRow).where(ImportRow.step.not_in(OPEN), ImportRow.changed < before))
