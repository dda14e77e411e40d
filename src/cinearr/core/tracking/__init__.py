"""Downloads on their way into the library: the states they go through and what moves them on."""

from cinearr.core.tracking.check import blocked, check, failure_text, first_seen
from cinearr.core.tracking.failures import FailureSettings, removes_failed, removes_imported, searches_again
from cinearr.core.tracking.imports import BadFile, FileResult, ImportFacts, ImportOutcome, after_import, begin
from cinearr.core.tracking.model import (
    ClientItem,
    GrabHistory,
    ItemFacts,
    ItemStatus,
    LastEvent,
    StatusMessage,
    Tracked,
    TrackedState,
    TrackedStatus,
)
from cinearr.core.tracking.queue import pending_id, stable_id, tracked_id

__all__ = [
    "BadFile",
    "ClientItem",
    "FailureSettings",
    "FileResult",
    "GrabHistory",
    "ImportFacts",
    "ImportOutcome",
    "ItemFacts",
    "ItemStatus",
    "LastEvent",
    "StatusMessage",
    "Tracked",
    "TrackedState",
    "TrackedStatus",
    "after_import",
    "begin",
    "blocked",
    "check",
    "failure_text",
    "first_seen",
    "pending_id",
    "removes_failed",
    "removes_imported",
    "searches_again",
    "stable_id",
    "tracked_id",
]
