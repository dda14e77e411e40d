"""What a notification connection is: it is told of events in one neutral shape and carries them where it will."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, Protocol

from cinearr.kit.errors import Failure


class Event(Enum):
    """Events a connection can be told of; values are the v3 flags' names."""

    GRAB = "onGrab"
    DOWNLOAD = "onDownload"
    UPGRADE = "onUpgrade"
    RENAME = "onRename"
    MOVIE_ADDED = "onMovieAdded"
    MOVIE_DELETE = "onMovieDelete"
    MOVIE_FILE_DELETE = "onMovieFileDelete"
    MOVIE_FILE_DELETE_FOR_UPGRADE = "onMovieFileDeleteForUpgrade"
    HEALTH_ISSUE = "onHealthIssue"
    HEALTH_RESTORED = "onHealthRestored"
    APPLICATION_UPDATE = "onApplicationUpdate"
    MANUAL_INTERACTION_REQUIRED = "onManualInteractionRequired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One event to tell.

    `title` and `text` are for people. `payload` is the v3 webhook body of the event without `eventType`,
    `instanceName` and `applicationUrl`, which the connection adds.
    """

    event: Event
    title: str
    text: str
    payload: dict[str, Any] = field(default_factory=dict)
    is_test: bool = False
    instance_name: str = "Radarr"
    application_url: str = ""


class Notification(Protocol):
    """One connection, made from its settings. Raises the four ProviderErrors."""

    supports: ClassVar[frozenset[Event]]

    async def send(self, message: Message) -> None:
        """Tell it."""
        ...

    async def test(self) -> list[Failure]:
        """What the test button finds; it really sends a test message."""
        ...
