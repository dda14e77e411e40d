"""Writes `docs/parity.md`: every operation of the v3 contract and what the route table really has of it.

    python -m scripts.parity           write it
    python -m scripts.parity --check   fail when it is not what would be written

The operations stand in `docs/v3-operations.txt`, what a table cannot know in `scripts/parity_notes.toml`.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cinearr.api import login, pages, realtime
from cinearr.api.v3 import not_built
from cinearr.api.v3.not_built import operation, operations_of
from cinearr.api.v3.routes import BUILT

_ROOT: Final = Path(__file__).parent.parent
INVENTORY: Final = _ROOT / "docs" / "v3-operations.txt"
NOTES: Final = Path(__file__).with_name("parity_notes.toml")
PAGE: Final = _ROOT / "docs" / "parity.md"
STATES: Final = ("works", "partial", "missing")
_STALE: Final = "docs/parity.md is out of date: run `python -m scripts.parity` and look at what changed"


@dataclass(frozen=True, slots=True)
class Row:
    """One operation: `works`, `partial` or `missing`, and why it is not more."""

    operation: str
    state: str
    remark: str = ""

    @property
    def area(self) -> str:
        """What it is listed under: `movie` of `/api/v3/movie/{id}`."""
        parts = [part for part in self.operation.partition(" ")[2].split("/") if part]
        return parts[2] if parts[:2] == ["api", "v3"] else "outside the API"


class NotesError(Exception):
    """The notes do not fit the inventory or the routes."""


def inventory() -> list[str]:
    """Every operation of the contract: `GET /api/v3/tag`."""
    return INVENTORY.read_text(encoding="utf-8").split("\n")[:-1]


def answered() -> set[str]:
    """What the server has handlers for that do what they say."""
    return operations_of((*BUILT, *login.ROUTES, *pages.ROUTES, *realtime.ROUTES))


def rows(notes: Mapping[str, Any]) -> list[Row]:
    """Every operation with its state. Raises NotesError when the notes speak of something else."""
    known, operations = answered(), inventory()
    partial, missing = notes["partial"], notes["missing"]
    why = {each: f"{what} not built yet." for what, listed in not_built.OPERATIONS.items() for each in listed}
    strange = [each for each in (*partial, *missing, *why) if each not in operations]
    stale = [each for each in why if operation(each) in known]
    if strange or stale:
        raise NotesError(f"No operation of the inventory: {strange}. Listed as not built, but answered: {stale}.")
    return [_row(each, known, partial, missing, why) for each in operations]


def _row(
    each: str, known: set[str], partial: Mapping[str, str], missing: Mapping[str, str], why: Mapping[str, str]
) -> Row:
    if each in missing:
        return Row(each, "missing", missing[each])
    if operation(each) not in known and each not in partial:
        return Row(each, "missing", why.get(each, "Nothing answers here."))
    return Row(each, "partial", partial[each]) if each in partial else Row(each, "works")


def render() -> str:
    """The page as it should be."""
    notes = tomllib.loads(NOTES.read_text(encoding="utf-8"))
    found = rows(notes)
    return "\n".join([*_head(found), *_operations(found), *_features(notes), *_golden(notes), *_better(notes)]) + "\n"


def _head(found: list[Row]) -> Iterator[str]:
    counts = Counter(row.state for row in found)
    told = f"{counts['works']} work, {counts['partial']} do in part, {counts['missing']} are missing"
    yield "# Parity with the v3 API"
    yield ""
    yield f"Of the {len(found)} operations of the contract: {told}. What is missing answers 501 with a sentence."
    yield ""
    yield "Written by `python -m scripts.parity` from the route table; remarks stand in `scripts/parity_notes.toml`."


def _operations(found: list[Row]) -> Iterator[str]:
    yield from ("", "## Operations", "", "| area | operation | state | remark |", "|---|---|---|---|")
    for row in sorted(found, key=lambda row: (row.area == "outside the API", row.area)):
        yield f"| {row.area} | `{row.operation}` | {row.state} | {row.remark} |"


def _features(notes: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", "## Features", "", "| feature | state | remark |", "|---|---|---|")
    for each in notes["feature"]:
        if each["state"] not in STATES:
            raise NotesError(f"{each['name']} has the state {each['state']}")
        yield f"| {each['name']} | {each['state']} | {each.get('remark', '')} |"


def _golden(notes: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", "## Agreement with recorded answers", "", notes["golden"]["about"].strip(), "")
    yield from ("| area | agrees | but for what differs on purpose | what differs |", "|---|--:|--:|---|")
    for each in notes["golden"]["area"]:
        yield f"| {each['name']} | {each['agrees']} | {each['purposely']} | {each['why']} |"


def _better(notes: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        "",
        "## Better on purpose",
        "",
        "Where the original's answer is poor, ours differs. Clients accept both.",
    )
    yield from ("", "| what | original | here | why |", "|---|---|---|---|")
    for each in notes["better"]:
        yield f"| {each['what']} | {each['original']} | {each['here']} | {each['why']} |"


def main(arguments: list[str]) -> int:
    """Write the page, or only look at it."""
    page = render()
    if "--check" in arguments:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
            return 0
        print(_STALE, file=sys.stderr)
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
