"""What a notification connection is: it is told of events in one neutral shape and carries them where it will."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import ClassVar, Protocol

from cinearr.core.notices.facts import Notice


class Event(Enum):
    """Events a connection can be told of; values are the v3 flags' names, order is the v3 order."""

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


EVERY_EVENT = frozenset(Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A notice to tell, by whom and when (UTC)."""

    notice: Notice
    at: datetime
    instance_name: str = "Radarr"
    application_url: str = ""


class Notification(Protocol):
    """One connection, made from its settings and the outbound client. Raises the four ProviderErrors.

    `address_field` is the property (PascalCase) that a failed test is put down to.
    """

    supports: ClassVar[frozenset[Event]]
    address_field: ClassVar[str]

    async def send(self, message: Message) -> None:
        """Tell it. A `Tested` notice is told like any other."""
        ...
