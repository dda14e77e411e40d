"""What is wrong with the installation, in the terms of the v3 health page.

`checks.run(facts)` judges facts that others load; `changes(before, after)` says what people are told.
"""

from __future__ import annotations

from cinearr.features.health.changes import changes
from cinearr.features.health.checks import CHECKS, run
from cinearr.features.health.facts import ClientState, HealthState, IndexerState, PathState, ProviderState

__all__ = ["CHECKS", "ClientState", "HealthState", "IndexerState", "PathState", "ProviderState", "changes", "run"]
