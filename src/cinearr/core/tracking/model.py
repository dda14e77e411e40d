"""A download on its way from its client into the library, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath
from typing import Protocol

from cinearr.core.decisions.model import MatchType, ReleaseSource


def _wire(name: str) -> str:
    head, *rest = name.lower().split("_")
    return head + "".join(part.capitalize() for part in rest)


class ItemStatus(Enum):
    """State of one item in its client; values are the v3 numbers, names in lower case the v3 words."""

    QUEUED = 0
    PAUSED = 1
    DOWNLOADING = 2
    COMPLETED = 3
    FAILED = 4
    WARNING = 5

    @property
    def wire(self) -> str:
        """The v3 word."""
        return self.name.lower()


class TrackedState(Enum):
    """Where a download stands on its way; the names are the v3 words."""

    DOWNLOADING = 0
    IMPORT_BLOCKED = 1
    IMPORT_PENDING = 2
    IMPORTING = 3
    IMPORTED = 4
    FAILED_PENDING = 5
    FAILED = 6
    IGNORED = 7

    @property
    def wire(self) -> str:
        """The v3 word."""
        return _wire(self.name)


class TrackedStatus(Enum):
    """How worried a person should be; the names are the v3 words."""

    OK = 0
    WARNING = 1
    ERROR = 2

    @property
    def wire(self) -> str:
        """The v3 word."""
        return _wire(self.name)


@dataclass(frozen=True, slots=True)
class StatusMessage:
    """What is shown beside a download: a heading, often a file or the title, with lines."""

    title: str
    messages: tuple[str, ...] = ()


class ClientItem(Protocol):
    """What must be known of a client's item."""

    @property
    def download_id(self) -> str:
        """What the client knows it by."""

    @property
    def title(self) -> str:
        """Its name in the client."""

    @property
    def status(self) -> ItemStatus:
        """How it is doing."""

    @property
    def category(self) -> str | None:
        """The category the client has it in."""

    @property
    def output_path(self) -> PurePath | None:
        """Where it lies, as we see it."""

    @property
    def message(self) -> str | None:
        """What the client says about its troubles."""

    @property
    def is_encrypted(self) -> bool:
        """It turned out to need a password."""

    @property
    def can_be_removed(self) -> bool:
        """The client needs it no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrabHistory:
    """What history knows of a download id: the newest grab of it."""

    movie_id: int
    match_type: MatchType = MatchType.UNKNOWN
    source: ReleaseSource = ReleaseSource.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What is known about an item beside what its client says.

    `movie_id` is the film its title was matched to, `ambiguous` that several fit. `path_is_local`: its path is one of
    this system. `last_event`: what became of this download id last, for a download that is seen anew.
    """

    movie_id: int | None = None
    ambiguous: bool = False
    grab: GrabHistory | None = None
    path_is_local: bool = True
    last_event: LastEvent | None = None


class LastEvent(Enum):
    """What the download history says last of a download id; values are the words of its rows."""

    GRABBED = "grabbed"
    IMPORTED = "imported"
    FAILED = "failed"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A download as it is tracked. `movie_id` is None while nobody knows its film.

    `removable` overrules the client once a download is given up because of what it holds.
    """

    state: TrackedState = TrackedState.DOWNLOADING
    status: TrackedStatus = TrackedStatus.OK
    messages: tuple[StatusMessage, ...] = ()
    movie_id: int | None = None
    removable: bool = False
    failure: str | None = None  # why it failed, for history and blocklist
