"""The present issues in the database."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.notices.facts import HealthFacts, HealthFailed, HealthRestored
from cinearr.features.health.changes import changes
from cinearr.features.health.tables import HealthIssueRow


async def issues(session: AsyncSession) -> list[HealthIssueRow]:
    """What is wrong at present, in the order it was found."""
    return list(await session.scalars(select(HealthIssueRow).order_by(HealthIssueRow.id)))


async def replace(
    session: AsyncSession, found: Iterable[HealthFacts], *, hold: bool
) -> tuple[bool, list[HealthFailed | HealthRestored]]:
    """Keep what a run of the checks found: whether anything changed, and what is to be told.

    While `hold` new issues are kept but not told of; they are told by a later run if they are still there. What was never
    told of is not told to be over either.
    """
    await session.execute(text("select pg_advisory_xact_lock(hashtext('health_issues'))"))
    rows = {row.source: row for row in await issues(session)}
    now = {issue.source: issue for issue in found}
    told = changes([facts_of(row) for row in rows.values() if row.told], now.values())
    if hold:
        told = [notice for notice in told if isinstance(notice, HealthRestored)]
    changed = False
    for source, row in rows.items():
        if source not in now:
            changed = True
            await session.delete(row)
    for source, issue in now.items():
        known = rows.get(source)
        same = known is not None and facts_of(known) == issue
        changed = changed or not same
        if known is None:
            known = HealthIssueRow(source=source)
            session.add(known)
        known.level, known.message, known.wiki_url = issue.level, issue.message, issue.wiki_url or ""
        known.told = not hold or (same and known.told)
    await session.flush()
    return changed, told


def facts_of(row: HealthIssueRow) -> HealthFacts:
    """The issue of a row."""
    return HealthFacts(source=row.source, level=row.level, message=row.message, wiki_url=row.wiki_url or None)
