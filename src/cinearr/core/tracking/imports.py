"""The step after an import was tried: where does the download stand now?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from cinearr.core.tracking.model import StatusMessage, Tracked, TrackedState, TrackedStatus

NO_FILES: Final = "No files found are eligible for import in {path}"
NOT_ALL: Final = "One or more movies expected in this release were not imported or missing from the release"


class ImportOutcome(Enum):
    """What came of one file."""

    IMPORTED = "imported"
    REJECTED = "rejected"
    SKIPPED = "skipped"


class BadFile(Enum):
    """A file that no film is; values are the v3 numbers of an indexer's `failDownloads`."""

    EXECUTABLE = 0
    DANGEROUS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FileResult:
    """One file, what came of it, and why it did not come in. `path` is how messages name it."""

    path: str
    outcome: ImportOutcome
    messages: tuple[str, ...] = ()
    bad_file: BadFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFacts:
    """What decides beside the files. `fail_on` is None when the indexer of the grab is not known any more.

    `imported_before`: the newest history row of the film for this download is an import. `known_release`: history has
    a grab of it.
    """

    title: str
    path: str
    known_release: bool = False
    imported_before: bool = False
    fail_on: frozenset[BadFile] | None = None


def begin(tracked: Tracked) -> Tracked:
    """The import starts."""
    return replace(tracked, state=TrackedState.IMPORTING)


def after_import(tracked: Tracked, results: tuple[FileResult, ...], facts: ImportFacts) -> Tracked:
    """Where the download stands when the import of its files is over."""
    if facts.imported_before or any(result.outcome is ImportOutcome.IMPORTED for result in results):
        return replace(tracked, state=TrackedState.IMPORTED, status=TrackedStatus.OK, messages=())
    if not results:
        return _again(tracked, StatusMessage(facts.title, (NO_FILES.format(path=facts.path),)))
    if len(results) == 1 and results[0].outcome is ImportOutcome.REJECTED and facts.known_release:
        return _single(tracked, results[0], facts)
    missing = sorted((result for result in results), key=lambda result: result.path)
    messages = (
        StatusMessage(facts.title, (NOT_ALL,)),
        *(StatusMessage(result.path, result.messages) for result in missing),
    )
    return replace(tracked, state=TrackedState.IMPORT_BLOCKED, status=TrackedStatus.WARNING, messages=messages)


def _single(tracked: Tracked, result: FileResult, facts: ImportFacts) -> Tracked:
    message = StatusMessage(result.path, result.messages)
    if result.bad_file is None or facts.fail_on is None or result.bad_file not in facts.fail_on:
        return _again(tracked, message)
    return replace(
        tracked,
        state=TrackedState.FAILED_PENDING,
        status=TrackedStatus.ERROR,
        messages=(message,),
        removable=True,
        failure=", ".join(result.messages) or None,
    )


def _again(tracked: Tracked, message: StatusMessage) -> Tracked:
    """The import is tried anew with every round; what stands in its way may be mended meanwhile."""
    return replace(tracked, state=TrackedState.IMPORT_PENDING, status=TrackedStatus.WARNING, messages=(message,))
