"""The step before an import: where does a download stand, given what its client and history say?"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from cinearr.core.decisions.model import MatchType, ReleaseSource
from cinearr.core.tracking.model import (
    ClientItem,
    ItemFacts,
    ItemStatus,
    LastEvent,
    StatusMessage,
    Tracked,
    TrackedState,
    TrackedStatus,
)

_NOT_OURS: Final = "Download wasn't grabbed by Cinearr and not in a category, Skipping."
_FAILED_NOT_OURS: Final = "Download wasn't grabbed by Cinearr, skipping"
_NO_PATH: Final = "Download doesn't contain intermediate path, Skipping."
_FOREIGN_PATH: Final = "[{path}] is not a valid local path. You may need a Remote Path Mapping."
_NO_MOVIE: Final = "Movie title mismatch, automatic import is not possible. Manual Import required."
_BY_ID: Final = (
    "Found matching movie via grab history, but release was matched to movie by ID."
    " Automatic import is not possible. Manual Import required."
)
_AMBIGUOUS: Final = "The name fits several movies, automatic import is not possible. Manual Import required."
_OPEN: Final = frozenset({TrackedState.DOWNLOADING, TrackedState.IMPORT_BLOCKED})
_FIRST_STATES: Final = {
    LastEvent.IMPORTED: TrackedState.IMPORTED,
    LastEvent.FAILED: TrackedState.FAILED,
    LastEvent.IGNORED: TrackedState.IGNORED,
}


def first_seen(facts: ItemFacts) -> Tracked:
    """A download that was not tracked until now; one that is over stays over."""
    state = TrackedState.DOWNLOADING if facts.last_event is None else _FIRST_STATES.get(facts.last_event)
    return Tracked(state=state or TrackedState.DOWNLOADING, movie_id=_movie(facts))


def _movie(facts: ItemFacts) -> int | None:
    if facts.movie_id is not None:
        return facts.movie_id
    return facts.grab.movie_id if facts.grab is not None else None


def check(tracked: Tracked, item: ClientItem, facts: ItemFacts) -> Tracked:
    """Where the download stands now. Only one that is loading or was held up can change by this."""
    if tracked.state not in _OPEN:
        return tracked
    fresh = replace(
        tracked, status=TrackedStatus.OK, messages=(), movie_id=_movie(facts), state=TrackedState.DOWNLOADING
    )
    if item.is_encrypted or item.status is ItemStatus.FAILED:
        return _failed(fresh, item, facts)
    if item.status is not ItemStatus.COMPLETED:
        return _warned(fresh, item, _AMBIGUOUS) if facts.ambiguous and facts.grab is None else fresh
    return _completed(fresh, item, facts)


def _failed(tracked: Tracked, item: ClientItem, facts: ItemFacts) -> Tracked:
    if facts.grab is None:
        return _warned(tracked, item, _FAILED_NOT_OURS)
    return replace(tracked, state=TrackedState.FAILED_PENDING, failure=failure_text(item))


def _completed(tracked: Tracked, item: ClientItem, facts: ItemFacts) -> Tracked:
    if facts.grab is None and not item.category:
        return _warned(tracked, item, _NOT_OURS)
    if item.output_path is None or not str(item.output_path).strip("."):
        return _warned(tracked, item, _NO_PATH)
    if not facts.path_is_local:
        return _warned(tracked, item, _FOREIGN_PATH.format(path=item.output_path))
    if facts.movie_id is not None:
        return replace(tracked, state=TrackedState.IMPORT_PENDING)
    if facts.ambiguous and facts.grab is None:
        return blocked(tracked, item, _AMBIGUOUS)
    if facts.grab is None:
        return blocked(tracked, item, _NO_MOVIE)
    if facts.grab.match_type is MatchType.ID and facts.grab.source is not ReleaseSource.INTERACTIVE_SEARCH:
        # The indexer said what it was, the name says something else: only a person can tell.
        return blocked(tracked, item, _BY_ID)
    return replace(tracked, state=TrackedState.IMPORT_PENDING)


def blocked(tracked: Tracked, item: ClientItem, message: str = _NO_MOVIE) -> Tracked:
    """The download waits for a person."""
    return _warned(replace(tracked, state=TrackedState.IMPORT_BLOCKED), item, message)


def _warned(tracked: Tracked, item: ClientItem, message: str) -> Tracked:
    return replace(tracked, status=TrackedStatus.WARNING, messages=(StatusMessage(item.title, (message,)),))


def failure_text(item: ClientItem) -> str:
    """Why a download failed, for history and the blocklist."""
    if item.is_encrypted:
        return "Encrypted download detected"
    if item.status is ItemStatus.FAILED and item.message:
        return item.message
    return "Failed download detected"
