"""The decision journal for people: by film, name, time and outcome, newest first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.decisions.tables import DecisionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is wanted; empty filters let everything through. `title` is part of a name, `since` and `until` are inclusive."""

    movie_ids: Collection[int] = ()
    title: str = ""
    outcomes: Collection[str] = ()
    sources: Collection[str] = ()
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL."""
        found: list[ColumnElement[bool]] = []
        if self.movie_ids:
            found.append(DecisionRow.movie_id.in_(self.movie_ids))
        if self.title:
            found.append(DecisionRow.title.icontains(self.title, autoescape=True))
        if self.outcomes:
            found.append(DecisionRow.outcome.in_(self.outcomes))
        if self.sources:
            found.append(DecisionRow.source.in_(self.sources))
        if self.since is not None:
            found.append(DecisionRow.at >= self.since)
        if self.until is not None:
            found.append(DecisionRow.at <= self.until)
        return found


async def page(
    session: AsyncSession, filters: Filters, *, descending: bool, offset: int, limit: int
) -> tuple[int, list[DecisionRow]]:
    """How many decisions there are, and those of one page."""
    conditions = filters.conditions()
    total = await session.scalar(select(func.count()).select_from(DecisionRow).where(*conditions)) or 0
    if not limit:
        return total, []
    order = (
        (DecisionRow.at.desc(), DecisionRow.id.desc()) if descending else (DecisionRow.at.asc(), DecisionRow.id.asc())
    )
    rows = await session.scalars(select(DecisionRow).where(*conditions).order_by(*order).offset(offset).limit(limit))
    return total, list(rows)
