"""What trackers with a JSON API of their own share: one page a question, rows of torrents, and nothing to choose."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol, TypeVar

import msgspec

from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.features.indexers.contract import Capabilities, Choice
from cinearr.features.indexers.implementations import _rss
from cinearr.kit.http import Request

T = TypeVar("T")


class TrackerSettings(Protocol):
    """The settings they have in common."""

    @property
    def base_url(self) -> str | None:
        """Where the tracker is."""
        ...

    @property
    def multi_languages(self) -> tuple[int, ...]:
        """Ids of the languages of a release marked MULTi."""
        ...


class Tracker:
    """All of an indexer but its questions and how it reads the answers."""

    protocol: ClassVar[ReleaseProtocol] = ReleaseProtocol.TORRENT
    supports_rss: ClassVar[bool] = True
    supports_search: ClassVar[bool] = True
    rate_limit: ClassVar[float] = 2.0

    def __init__(self, settings: TrackerSettings) -> None:
        self._base = (settings.base_url or "").strip().rstrip("/")

    def capabilities_request(self) -> Request | None:
        """Nothing to ask."""
        return None

    def page_size(self, capabilities: Capabilities) -> int:
        """One page is all there is."""
        return 0

    def choices(self, action: str, capabilities: Capabilities) -> tuple[Choice, ...]:
        """No field asks for any."""
        return ()

    def _url(self, path: str) -> str:
        return self._base + path


def row_of(row: Any, kind: type[T]) -> T:
    """One row of an answer. Raises UnreadableItem."""
    try:
        return msgspec.convert(row, type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise _rss.UnreadableItem(str(error)) from error


def peers_of(seeders: int | None, leechers: int | None) -> int | None:
    """All who take part, None when one number was not told."""
    return None if seeders is None or leechers is None else seeders + leechers
