"""What is wrong with the installation, in the terms of the v3 health page.

`checks.run(facts)` judges facts that others load; `replace(session, found, …)` keeps what they found and says what people are told.
`issues(session)` is what is wrong at present.
"""

from __future__ import annotations

from cinearr.features.health.changes import changes
from cinearr.features.health.checks import CHECKS, run
from cinearr.features.health.facts import ClientState, ConnectionState, HealthState, IndexerState, PathState
from cinearr.features.health.store import facts_of, issues, replace
from cinearr.features.health.tables import HealthIssueRow

__all__ = [
    "CHECKS",
    "ClientState",
    "ConnectionState",
    "HealthIssueRow",
    "HealthState",
    "IndexerState",
    "PathState",
    "changes",
    "facts_of",
    "issues",
    "replace",
    "run",
]
