"""What follows when a download has failed or is over."""

from __future__ import annotations

from dataclasses import dataclass

from cinearr.core.decisions.model import ReleaseSource
from cinearr.core.tracking.model import ItemStatus, TrackedState


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureSettings:
    """What the settings say. `remove_failed` and `remove_completed` are those of the download client."""

    auto_redownload: bool = True
    auto_redownload_interactive: bool = True
    remove_failed: bool = True
    remove_completed: bool = True


def searches_again(settings: FailureSettings, source: ReleaseSource, *, skip: bool = False) -> bool:
    """Whether another release of the film is looked for. `source` is that of the grab, `skip` what a person asked."""
    if skip or not settings.auto_redownload:
        return False
    return source is not ReleaseSource.INTERACTIVE_SEARCH or settings.auto_redownload_interactive


def removes_failed(settings: FailureSettings, *, can_be_removed: bool, removable: bool) -> bool:
    """Whether a failed download is taken out of its client with what it has loaded."""
    return settings.remove_failed and (can_be_removed or removable)


def removes_imported(
    settings: FailureSettings, state: TrackedState, status: ItemStatus, *, can_be_removed: bool
) -> bool:
    """Whether an imported download is taken out of its client now; asked in every round until it is."""
    if state is not TrackedState.IMPORTED or not settings.remove_completed:
        return False
    return can_be_removed and status is not ItemStatus.DOWNLOADING
