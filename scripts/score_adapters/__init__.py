"""Adaptors between the calls of a corpus and the functions of this project, one module per subject.

A module here offers `CALLS`: the name of a call to the function that answers it. The function gets the case's `input` as
keyword arguments and returns any object, mapping or plain value; `scripts/score.py` reads the fields it needs from that.
A module may also offer `AREAS`: the name of an area to such a table, for areas whose cases ask something else than the
call's default (it wins over `CALLS` there, and the script says so).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any

Call = Callable[..., Any]


class Registry:
    """Every call this project answers, gathered from the modules of this package."""

    def __init__(self) -> None:
        self.calls: dict[str, Call] = {}
        self.areas: dict[str, dict[str, Call]] = {}

    def add(self, name: str, calls: Mapping[str, Call], areas: Mapping[str, Mapping[str, Call]]) -> None:
        """Take in one module; two modules that answer one call are a mistake and raise ValueError."""
        twice = self.calls.keys() & calls.keys()
        if twice:
            raise ValueError(f"{name} answers calls that another module answers: {', '.join(sorted(twice))}")
        self.calls.update(calls)
        for area, table in areas.items():
            self.areas.setdefault(area, {}).update(table)

    def find(self, area: str, call: str) -> Call | None:
        """The function for a case, or None when nothing answers it."""
        return self.areas.get(area, {}).get(call) or self.calls.get(call)


def gather() -> Registry:
    """The registry of all modules of this package."""
    registry = Registry()
    for found in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{found.name}")
        registry.add(found.name, getattr(module, "CALLS", {}), getattr(module, "AREAS", {}))
    return registry
