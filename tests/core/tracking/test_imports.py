"""Where a download stands after its import, and what follows when it fails or is over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cinearr.core.decisions import ReleaseSource
from cinearr.core.tracking import (
    BadFile,
    FailureSettings,
    FileResult,
    ImportFacts,
    ImportOutcome,
    ItemStatus,
    Tracked,
    TrackedState,
    TrackedStatus,
    after_import,
    begin,
    removes_failed,
    removes_imported,
    searches_again,
)

FACTS = ImportFacts(title="Film.2001", path="/downloads/Film.2001", known_release=True, fail_on=frozenset())
IN = FileResult(path="film.mkv", outcome=ImportOutcome.IMPORTED)
OUT = FileResult(path="film.mkv", outcome=ImportOutcome.REJECTED, messages=("Not an upgrade",))
SKIPPED = FileResult(path="b.mkv", outcome=ImportOutcome.SKIPPED, messages=("Later",))
TROJAN = FileResult(
    path="film.exe", outcome=ImportOutcome.REJECTED, messages=("Executable",), bad_file=BadFile.EXECUTABLE
)
LINK = replace(TROJAN, path="film.lnk", bad_file=BadFile.DANGEROUS)
S = TrackedState

CASES = [
    # results, facts, state, status
    ((IN,), FACTS, S.IMPORTED, TrackedStatus.OK),
    ((IN, SKIPPED), FACTS, S.IMPORTED, TrackedStatus.OK),
    ((OUT,), replace(FACTS, imported_before=True), S.IMPORTED, TrackedStatus.OK),
    ((), FACTS, S.IMPORT_PENDING, TrackedStatus.WARNING),
    ((OUT,), FACTS, S.IMPORT_PENDING, TrackedStatus.WARNING),
    ((OUT,), replace(FACTS, known_release=False), S.IMPORT_BLOCKED, TrackedStatus.WARNING),
    ((SKIPPED,), FACTS, S.IMPORT_BLOCKED, TrackedStatus.WARNING),
    ((OUT, SKIPPED), FACTS, S.IMPORT_BLOCKED, TrackedStatus.WARNING),
    ((TROJAN,), FACTS, S.IMPORT_PENDING, TrackedStatus.WARNING),
    ((TROJAN,), replace(FACTS, fail_on=None), S.IMPORT_PENDING, TrackedStatus.WARNING),
    ((TROJAN,), replace(FACTS, fail_on=frozenset({BadFile.DANGEROUS})), S.IMPORT_PENDING, TrackedStatus.WARNING),
    ((TROJAN,), replace(FACTS, fail_on=frozenset({BadFile.EXECUTABLE})), S.FAILED_PENDING, TrackedStatus.ERROR),
    ((LINK,), replace(FACTS, fail_on=frozenset({BadFile.DANGEROUS})), S.FAILED_PENDING, TrackedStatus.ERROR),
]


@pytest.mark.parametrize(("results", "facts", "state", "status"), CASES)
def test_after_import(
    results: tuple[FileResult, ...], facts: ImportFacts, state: TrackedState, status: TrackedStatus
) -> None:
    found = after_import(begin(Tracked(movie_id=7)), results, facts)
    assert (found.state, found.status, found.movie_id) == (state, status, 7)
    assert bool(found.messages) is (status is not TrackedStatus.OK)


def test_every_file_left_out_is_named_in_order_below_a_heading() -> None:
    found = after_import(Tracked(), (SKIPPED, OUT), FACTS)
    assert [message.title for message in found.messages] == ["Film.2001", "b.mkv", "film.mkv"]


def test_a_bad_file_makes_the_download_removable_and_says_why_it_failed() -> None:
    found = after_import(Tracked(), (TROJAN,), replace(FACTS, fail_on=frozenset({BadFile.EXECUTABLE})))
    assert (found.removable, found.failure) == (True, "Executable")


RSS, BY_HAND = ReleaseSource.RSS, ReleaseSource.INTERACTIVE_SEARCH
ON = FailureSettings()


@pytest.mark.parametrize(
    ("settings", "source", "skip", "expected"),
    [
        (ON, RSS, False, True),
        (ON, BY_HAND, False, True),
        (ON, RSS, True, False),
        (FailureSettings(auto_redownload=False), RSS, False, False),
        (FailureSettings(auto_redownload_interactive=False), BY_HAND, False, False),
        (FailureSettings(auto_redownload_interactive=False), RSS, False, True),
    ],
)
def test_whether_another_release_is_looked_for(
    settings: FailureSettings, source: ReleaseSource, skip: bool, expected: bool
) -> None:
    assert searches_again(settings, source, skip=skip) is expected


def test_whether_a_failed_download_is_taken_out() -> None:
    assert removes_failed(ON, can_be_removed=True, removable=False)
    assert removes_failed(ON, can_be_removed=False, removable=True)
    assert not removes_failed(ON, can_be_removed=False, removable=False)
    assert not removes_failed(FailureSettings(remove_failed=False), can_be_removed=True, removable=True)


@pytest.mark.parametrize(
    ("settings", "state", "status", "can", "expected"),
    [
        (ON, S.IMPORTED, ItemStatus.COMPLETED, True, True),
        (ON, S.IMPORTED, ItemStatus.COMPLETED, False, False),
        (ON, S.IMPORTED, ItemStatus.DOWNLOADING, True, False),
        (ON, S.IMPORT_PENDING, ItemStatus.COMPLETED, True, False),
        (FailureSettings(remove_completed=False), S.IMPORTED, ItemStatus.COMPLETED, True, False),
    ],
)
def test_whether_an_imported_download_is_taken_out(
    settings: FailureSettings, state: TrackedState, status: ItemStatus, can: bool, expected: bool
) -> None:
    assert removes_imported(settings, state, status, can_be_removed=can) is expected
