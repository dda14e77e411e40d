"""What an indexer is: it builds requests and parses answers. Fetching, paging, limits and back-off are elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from cinearr.core.languages import Language
from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.releases.model import Release
from cinearr.kit.http import Http, Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchCriteria:
    """The film a search is for. `scene_titles` are title, original title and translations in wanted languages."""

    tmdb_id: int
    imdb_id: str | None
    year: int
    title: str
    scene_titles: tuple[str, ...]
    interactive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an indexer says it can do; from caps for Newznab and Torznab, fixed for others."""

    supports_search: bool = True
    search_params: tuple[str, ...] = ("q",)
    movie_search_params: tuple[str, ...] | None = ("q", "imdbid")
    aggregate_ids: bool = False
    raw_search: bool = False
    default_page_size: int = 100
    max_page_size: int = 100
    categories: tuple[tuple[int, str, tuple[tuple[int, str], ...]], ...] = ()


# A search is a list of tiers: the next tier is asked only if the ones before gave nothing. A tier is a list of
# queries; a query is a list of page requests, asked in order until a page is not full.
Pages = Sequence[Request]
Tiers = Sequence[Sequence[Pages]]


class Indexer(Protocol):
    """One indexer, made from its settings."""

    protocol: ClassVar[ReleaseProtocol]
    supports_rss: ClassVar[bool]
    supports_search: ClassVar[bool]
    rate_limit: ClassVar[float]  # seconds between two requests

    async def capabilities(self, http: Http) -> Capabilities:
        """Ask what it can do; the service keeps the answer for seven days."""
        ...

    def recent_requests(self, capabilities: Capabilities) -> Tiers:
        """Requests for the newest releases."""
        ...

    def search_requests(self, criteria: SearchCriteria, capabilities: Capabilities) -> Tiers:
        """Requests for one film."""
        ...

    def parse(self, response: Response) -> list[Release]:
        """Releases of one answer, in its order, without indexer id, name and priority. Raises ProviderErrors."""
        ...

    def languages_of_multi(self) -> tuple[Language, ...]:
        """Which languages MULTi means on this indexer."""
        ...
