"""The table of reactions and the events agree."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Final

import msgspec
import pytest

from cinearr.workflows import events
from cinearr.workflows.reactions import REACTIONS

EVENTS: Final = [each for _, each in inspect.getmembers(events, inspect.isclass) if issubclass(each, msgspec.Struct)]
SOURCES: Final = Path(events.__file__).parents[1]


@pytest.mark.parametrize("event", EVENTS)
def test_something_follows_from_every_event(event: type[msgspec.Struct]) -> None:
    assert REACTIONS.get(event), "an event that nobody reacts to is none"


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_happens_somewhere(event: type[msgspec.Struct]) -> None:
    made = re.compile(rf"\b{event.__name__}\(|\b{event.__name__} if ")
    places = [path.name for path in SOURCES.rglob("*.py") if made.search(path.read_text("utf-8"))]
    assert set(places) - {"events.py"}, "nothing in the program publishes it"


def test_a_name_stands_for_one_reaction() -> None:
    names = [name for reactions in REACTIONS.values() for name in reactions]
    assert len(set(names)) == len(names)
