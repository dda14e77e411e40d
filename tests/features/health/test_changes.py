from __future__ import annotations

import msgspec

from cinearr.core.notices.facts import HealthFacts, HealthFailed, HealthRestored
from cinearr.features.health import changes

ROOT = HealthFacts(source="RootFolderCheck", level="error", message="Missing root folder: /a")
ROOTS = msgspec.structs.replace(ROOT, message="Missing root folders: /a | /b")
RSS = HealthFacts(source="IndexerRssCheck", level="error", message="No indexers")


def test_tells_what_is_new() -> None:
    assert changes([], [ROOT, RSS]) == [HealthFailed(health=ROOT), HealthFailed(health=RSS)]


def test_tells_nothing_twice() -> None:
    assert changes([ROOT], [ROOT]) == []


def test_tells_what_is_worse_in_another_way() -> None:
    assert changes([ROOT], [ROOTS]) == [HealthFailed(health=ROOTS)]


def test_tells_what_is_over() -> None:
    assert changes([ROOT, RSS], [RSS]) == [HealthRestored(health=ROOT)]
