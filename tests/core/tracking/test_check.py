"""Where a download stands: a table of what its client says and what history knows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath

import pytest

from cinearr.core.decisions import MatchType, ReleaseSource
from cinearr.core.tracking import (
    GrabHistory,
    ItemFacts,
    ItemStatus,
    LastEvent,
    Tracked,
    TrackedState,
    TrackedStatus,
    check,
    failure_text,
    first_seen,
)

FOLDER = PurePath("/downloads/Film.2001.1080p.WEB-DL-GRP")


@dataclass(frozen=True)
class Item:
    download_id: str = "ABC"
    title: str = "Film.2001.1080p.WEB-DL-GRP"
    status: ItemStatus = ItemStatus.COMPLETED
    category: str | None = "films"
    output_path: PurePath | None = FOLDER
    message: str | None = None
    is_encrypted: bool = False
    can_be_removed: bool = False


GRAB = GrabHistory(movie_id=7, match_type=MatchType.TITLE, source=ReleaseSource.RSS)
BY_ID = replace(GRAB, match_type=MatchType.ID)
S, OK, WARNING = TrackedState, TrackedStatus.OK, TrackedStatus.WARNING
DONE, LOADING, FAILED = ItemStatus.COMPLETED, ItemStatus.DOWNLOADING, ItemStatus.FAILED

CASES = [
    # item, facts, state, status, words of the message
    (Item(status=LOADING), ItemFacts(movie_id=7, grab=GRAB), S.DOWNLOADING, OK, ""),
    (Item(status=LOADING), ItemFacts(ambiguous=True), S.DOWNLOADING, WARNING, "fits several movies"),
    (Item(status=LOADING), ItemFacts(ambiguous=True, grab=GRAB), S.DOWNLOADING, OK, ""),
    (Item(status=FAILED), ItemFacts(movie_id=7, grab=GRAB), S.FAILED_PENDING, OK, ""),
    (Item(status=FAILED), ItemFacts(movie_id=7), S.DOWNLOADING, WARNING, "wasn't grabbed"),
    (Item(is_encrypted=True), ItemFacts(movie_id=7, grab=GRAB), S.FAILED_PENDING, OK, ""),
    (Item(), ItemFacts(movie_id=7, grab=GRAB), S.IMPORT_PENDING, OK, ""),
    (Item(), ItemFacts(movie_id=7), S.IMPORT_PENDING, OK, ""),
    (Item(category=None), ItemFacts(movie_id=7), S.DOWNLOADING, WARNING, "not in a category"),
    (Item(category=None), ItemFacts(movie_id=7, grab=GRAB), S.IMPORT_PENDING, OK, ""),
    (Item(output_path=None), ItemFacts(movie_id=7, grab=GRAB), S.DOWNLOADING, WARNING, "intermediate path"),
    (Item(output_path=PurePath()), ItemFacts(movie_id=7, grab=GRAB), S.DOWNLOADING, WARNING, "intermediate path"),
    (
        Item(),
        ItemFacts(movie_id=7, grab=GRAB, path_is_local=False),
        S.DOWNLOADING,
        WARNING,
        "Remote Path Mapping",
    ),
    (Item(), ItemFacts(), S.IMPORT_BLOCKED, WARNING, "title mismatch"),
    (Item(), ItemFacts(ambiguous=True), S.IMPORT_BLOCKED, WARNING, "fits several movies"),
    (Item(), ItemFacts(ambiguous=True, grab=GRAB), S.IMPORT_PENDING, OK, ""),
    (Item(), ItemFacts(grab=GRAB), S.IMPORT_PENDING, OK, ""),
    (Item(), ItemFacts(grab=BY_ID), S.IMPORT_BLOCKED, WARNING, "matched to movie by ID"),
    (Item(), ItemFacts(movie_id=7, grab=BY_ID), S.IMPORT_PENDING, OK, ""),
    (
        Item(),
        ItemFacts(grab=replace(BY_ID, source=ReleaseSource.INTERACTIVE_SEARCH)),
        S.IMPORT_PENDING,
        OK,
        "",
    ),
]


@pytest.mark.parametrize("state", [S.DOWNLOADING, S.IMPORT_BLOCKED])
@pytest.mark.parametrize(("item", "facts", "expected", "status", "words"), CASES)
def test_check(
    item: Item, facts: ItemFacts, expected: TrackedState, status: TrackedStatus, words: str, state: TrackedState
) -> None:
    found = check(Tracked(state=state), item, facts)
    assert (found.state, found.status) == (expected, status)
    text = " ".join(line for message in found.messages for line in message.messages)
    assert words in text
    assert bool(text) == bool(words)


@pytest.mark.parametrize("state", [S.IMPORT_PENDING, S.IMPORTING, S.IMPORTED, S.FAILED_PENDING, S.FAILED, S.IGNORED])
def test_what_is_further_on_its_way_is_left_alone(state: TrackedState) -> None:
    tracked = Tracked(state=state, movie_id=3)
    assert check(tracked, Item(status=FAILED), ItemFacts(movie_id=7, grab=GRAB)) is tracked


def test_the_film_is_that_of_the_name_before_that_of_history() -> None:
    assert check(Tracked(), Item(), ItemFacts(movie_id=8, grab=GRAB)).movie_id == 8
    assert check(Tracked(), Item(), ItemFacts(grab=GRAB)).movie_id == 7


def test_why_it_failed() -> None:
    assert failure_text(Item(is_encrypted=True)) == "Encrypted download detected"
    assert failure_text(Item(status=FAILED, message="Unpacking failed")) == "Unpacking failed"
    assert failure_text(Item(status=FAILED)) == "Failed download detected"
    assert check(Tracked(), Item(status=FAILED, message="gone"), ItemFacts(grab=GRAB)).failure == "gone"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (None, S.DOWNLOADING),
        (LastEvent.GRABBED, S.DOWNLOADING),
        (LastEvent.IMPORTED, S.IMPORTED),
        (LastEvent.FAILED, S.FAILED),
        (LastEvent.IGNORED, S.IGNORED),
    ],
)
def test_a_download_seen_anew_goes_on_where_it_was(event: LastEvent | None, expected: TrackedState) -> None:
    assert first_seen(ItemFacts(grab=GRAB, last_event=event)) == Tracked(state=expected, movie_id=7)
