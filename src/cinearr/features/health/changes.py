"""What became worse and what became well between two runs of the checks. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from cinearr.core.notices.facts import HealthFacts, HealthFailed, HealthRestored


def changes(before: Iterable[HealthFacts], after: Iterable[HealthFacts]) -> list[HealthFailed | HealthRestored]:
    """The notices to tell: one for each check that finds something new, one for each that finds nothing any more."""
    known = {issue.source: issue for issue in before}
    found = {issue.source: issue for issue in after}
    failed = [HealthFailed(health=issue) for source, issue in found.items() if known.get(source) != issue]
    restored = [HealthRestored(health=issue) for source, issue in known.items() if source not in found]
    return [*failed, *restored]
