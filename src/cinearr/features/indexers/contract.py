"""What an indexer is: it builds requests and parses answers. Fetching, paging, limits and back-off are elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.releases.model import Release
from cinearr.kit.http import Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchCriteria:
    """The film a search is for. `scene_titles` are title, original title and translations in wanted languages."""

    tmdb_id: int
    imdb_id: str | None
    year: int
    title: str
    scene_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category an indexer sorts its releases into; `parent` is the id of the one above it."""

    id: int
    name: str
    parent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an indexer says it can do; from caps for Newznab and Torznab, fixed for others.

    The params are those `t=search` and `t=movie` take; None when there is no `t=movie`. `aggregate_ids` means that
    several ids may stand in one query. A text search engine `raw` wants titles as they are, others cleaned ones.
    """

    search_params: tuple[str, ...] = ("q",)
    movie_search_params: tuple[str, ...] | None = ("q", "imdbid")
    aggregate_ids: bool = False
    text_search_engine: str = "sphinx"
    default_page_size: int = 100
    max_page_size: int = 100
    categories: tuple[Category, ...] = ()


# A search is a list of tiers: the next tier is asked only if the ones before gave nothing. A tier is a list of
# queries; a query is a list of page requests, asked in order until a page is not full.
Pages = Sequence[Request]
Tiers = Sequence[Sequence[Pages]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One choice of a select field that only the indexer itself knows."""

    value: int
    name: str
    hint: str
    parent: int | None = None


class Indexer(Protocol):
    """One indexer, made from its settings. It neither fetches nor waits: it builds requests and parses answers."""

    protocol: ClassVar[ReleaseProtocol]
    supports_rss: ClassVar[bool]
    supports_search: ClassVar[bool]
    rate_limit: ClassVar[float]  # seconds between two requests

    def capabilities_request(self) -> Request | None:
        """How to ask what it can do; None when that is known without asking. The answer is good for seven days."""
        ...

    def parse_capabilities(self, response: Response) -> Capabilities:
        """The answer to `capabilities_request`. Raises ProviderErrors."""
        ...

    def page_size(self, capabilities: Capabilities) -> int:
        """Releases on a full page; 0 when it has no pages."""
        ...

    def recent_requests(self, capabilities: Capabilities) -> Tiers:
        """Requests for the newest releases."""
        ...

    def search_requests(self, criteria: SearchCriteria, capabilities: Capabilities) -> Tiers:
        """Requests for one film; none when it cannot be asked for it."""
        ...

    def parse(self, response: Response) -> list[Release]:
        """Releases of one answer, in its order, without indexer id, name and priority. Raises ProviderErrors.

        Items without title or address are in it, with empty ones, so that a full page can be told.
        """
        ...

    def choices(self, action: str, capabilities: Capabilities) -> tuple[Choice, ...]:
        """The choices of the select field that names this action; none for an unknown one."""
        ...
