"""The API that Newznab and Torznab share: settings, capabilities, requests, errors and the common part of an item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Final
from urllib.parse import quote, quote_plus

from cinearr.core import languages
from cinearr.core.languages import Language
from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.releases.model import Release
from cinearr.core.releases.titles import search_title
from cinearr.features.indexers.contract import Capabilities, Category, Choice, Pages, SearchCriteria, Tiers
from cinearr.features.indexers.implementations import _settings
from cinearr.features.indexers.implementations._settings import FailDownloads, MultiLanguages
from cinearr.kit import xml
from cinearr.kit.errors import BadAnswer, Failure, NotAuthorised, ProviderError, RateLimited
from cinearr.kit.http import Request, Response
from cinearr.kit.providers import Settings, setting
from cinearr.kit.xml import Element

MAX_PAGE_SIZE: Final = 100
MAX_PAGES: Final = 30
_IMDB_ID: Final = re.compile(r"tt(\d+)")
_ACCEPT: Final = "application/rss+xml, text/rss+xml, application/xml, text/xml"
_MOVIES: Final = (
    (2000, "Movies"),
    (2010, "Foreign"),
    (2020, "Other"),
    (2030, "SD"),
    (2040, "HD"),
    (2045, "UHD"),
    (2050, "BluRay"),
    (2060, "3D"),
    (2070, "DVD"),
)
# Consoles, sound, programs, pictures for adults and books have no films.
_WITHOUT_FILMS: Final = frozenset({0, 1000, 3000, 4000, 6000, 7000})
DEFAULT_CATEGORIES: Final = (2000, 2010, 2020, 2030, 2040, 2045, 2050, 2060)


class ApiSettings(Settings, frozen=True, kw_only=True):
    """The fields both kinds begin with, in the order of the v3 schema."""

    base_url: Annotated[str | None, setting("URL")] = None
    api_path: Annotated[
        str | None, setting("API Path", advanced=True, help_text="Where the API is below the URL, most often /api")
    ] = "/api"
    api_key: Annotated[str | None, setting("API Key", privacy="apiKey")] = None
    categories: Annotated[
        tuple[int, ...],
        setting("Categories", "select", help_text="At least one", select_action="newznabCategories"),
    ] = DEFAULT_CATEGORIES
    additional_parameters: Annotated[
        str | None,
        setting("Additional Parameters", advanced=True, help_text="Sent with every query, such as &name=value"),
    ] = None
    multi_languages: MultiLanguages = ()
    fail_downloads: FailDownloads = ()
    remove_year: Annotated[
        bool,
        setting(
            "Remove year from search query",
            "checkbox",
            advanced=True,
            help_text="Search for the title alone, for indexers that find nothing with a year behind it",
        ),
    ] = False

    def check(self) -> Sequence[Failure]:
        """The rules of the v3 API, in its order."""
        failures = []
        if not self.categories:
            failures.append(Failure(property_name="", message="'Categories' must be provided"))
        return [
            *failures,
            *_settings.url_failures(self, "base_url"),
            *_settings.path_failures(self, "api_path"),
            *_settings.parameter_failures(self, "additional_parameters"),
        ]

    @property
    def api_url(self) -> str:
        """Where every query goes."""
        return (self.base_url or "").strip().rstrip("/") + "/" + (self.api_path or "").strip().strip("/")


class ApiIndexer:
    """Requests and capabilities of both kinds; `_release` reads what differs."""

    protocol: ClassVar[ReleaseProtocol]
    supports_rss: ClassVar[bool] = True
    supports_search: ClassVar[bool] = True
    rate_limit: ClassVar[float] = 2.0

    def __init__(self, settings: ApiSettings) -> None:
        self._settings = settings

    def capabilities_request(self) -> Request | None:
        """`t=caps`."""
        return self._request(f"?t=caps{self._key()}")

    def parse_capabilities(self, response: Response) -> Capabilities:
        """The caps document."""
        root = xml.parse(response.content)
        raise_error(root, has_key=bool(self._settings.api_key))
        if root.tag != "caps":
            raise BadAnswer(f"The capabilities are no caps document (it begins with <{root.tag}>)")
        return capabilities_of(root)

    def page_size(self, capabilities: Capabilities) -> int:
        """Never more than one hundred, whatever the indexer offers."""
        return min(MAX_PAGE_SIZE, max(capabilities.default_page_size, capabilities.max_page_size))

    def recent_requests(self, capabilities: Capabilities) -> Tiers:
        """The newest of the chosen categories."""
        function = "search" if capabilities.movie_search_params is None else "movie"
        pages = self._pages(function, "", capabilities)
        return [[pages]] if pages else []

    def search_requests(self, criteria: SearchCriteria, capabilities: Capabilities) -> Tiers:
        """By id, and only if that gives nothing by title."""
        by_id = [self._pages("movie", query, capabilities) for query in _id_queries(criteria, capabilities)]
        by_title = [
            self._pages("search", f"&q={quote(words, safe='')}", capabilities)
            for words in self._titles(criteria, capabilities)
        ]
        tiers = ([pages for pages in tier if pages] for tier in (by_id, by_title))
        return [tier for tier in tiers if tier]

    def parse(self, response: Response) -> list[Release]:
        """The items of a feed."""
        raise NotImplementedError

    def choices(self, action: str, capabilities: Capabilities) -> tuple[Choice, ...]:
        """The categories that may hold films, those of films first."""
        if action != "newznabCategories":
            return ()
        offered = capabilities.categories or default_categories()
        kept = [one for one in offered if (one.parent if one.parent is not None else one.id) not in _WITHOUT_FILMS]
        return tuple(
            Choice(value=one.id, name=one.name, hint=f"({one.id})", parent=one.parent)
            for one in sorted(kept, key=lambda one: (one.parent or one.id) not in (2000,))
        )

    def _titles(self, criteria: SearchCriteria, capabilities: Capabilities) -> Iterator[str]:
        if "q" not in capabilities.search_params or criteria.year <= 0:
            return
        seen: set[str] = set()
        for title in criteria.scene_titles:
            words = title.strip() if capabilities.text_search_engine == "raw" else search_title(title)
            if not self._settings.remove_year:
                words = f"{words} {criteria.year}"
            words = words.replace("+", " ").strip()
            if words.casefold() not in seen and words != str(criteria.year):
                seen.add(words.casefold())
                yield words

    def _pages(self, function: str, query: str, capabilities: Capabilities) -> Pages:
        categories = ",".join(str(category) for category in dict.fromkeys(self._settings.categories))
        if not categories:
            return []
        more = self._settings.additional_parameters or ""
        start = f"?t={function}&cat={categories}&extended=1{more}{self._key()}"
        size = self.page_size(capabilities)
        if size == 0:
            return [self._request(start + query)]
        return [self._request(f"{start}&offset={page * size}&limit={size}{query}") for page in range(MAX_PAGES)]

    def _key(self) -> str:
        key = self._settings.api_key
        return f"&apikey={quote_plus(key.strip())}" if key else ""

    def _request(self, query: str) -> Request:
        return Request(url=self._settings.api_url + query, headers={"Accept": _ACCEPT})


def _id_queries(criteria: SearchCriteria, capabilities: Capabilities) -> list[str]:
    known = capabilities.movie_search_params or ()
    tmdb = f"&tmdbid={criteria.tmdb_id}" if "tmdbid" in known and criteria.tmdb_id else ""
    number = _IMDB_ID.fullmatch(criteria.imdb_id or "")
    imdb = f"&imdbid={number[1]}" if "imdbid" in known and number else ""
    query = tmdb + imdb if capabilities.aggregate_ids else tmdb or imdb
    return [query] if query else []


def capabilities_of(root: Element) -> Capabilities:
    """A caps document as values; what it does not say keeps its usual value."""
    search, movies = root.find("searching/search"), root.find("searching/movie-search")
    default = Capabilities()
    return Capabilities(
        search_params=_params(search, default.search_params) or (),
        movie_search_params=_params(movies, default.movie_search_params),
        # Only who lists what a movie search takes can be trusted with several ids at once.
        aggregate_ids=movies is not None and bool(movies.get("supportedParams")),
        text_search_engine=_engine(search),
        default_page_size=_limit(root, "default"),
        max_page_size=_limit(root, "max"),
        categories=tuple(_categories(root)),
    )


def _params(element: Element | None, usual: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if element is None:
        return usual
    if element.get("available") != "yes":
        return None
    listed = element.get("supportedParams")
    return tuple(part.strip().lower() for part in listed.split(",") if part.strip()) if listed else usual


def _engine(element: Element | None) -> str:
    return (element.get("searchEngine") if element is not None else None) or Capabilities().text_search_engine


def _limit(root: Element, name: str) -> int:
    limits = root.find("limits")
    text = (limits.get(name) or "") if limits is not None else ""
    return int(text) if text.isdecimal() and len(text) < 9 else MAX_PAGE_SIZE


def _categories(root: Element) -> Iterator[Category]:
    for element in root.iterfind("categories/category"):
        above = _category(element, None)
        if above is None:
            continue
        yield above
        for inner in element.iterfind("subcat"):
            below = _category(inner, above.id)
            if below is not None:
                yield below


def _category(element: Element, parent: int | None) -> Category | None:
    """None for an id that is no number: one odd category does not spoil the others."""
    text, name = element.get("id") or "", element.get("name") or ""
    return Category(id=int(text), name=name, parent=parent) if text.isdecimal() and len(text) < 10 else None


def default_categories() -> tuple[Category, ...]:
    """What is offered before an indexer could be asked."""
    return tuple(Category(id=number, name=name, parent=2000 if number != 2000 else None) for number, name in _MOVIES)


def raise_error(root: Element, *, has_key: bool) -> None:
    """Raise what an `<error code description>` document says; other documents pass."""
    if str(root.tag).lower() != "error":
        return
    code, text = root.get("code") or "", (root.get("description") or "").strip()
    raise _error(int(code) if code.isdecimal() and len(code) < 6 else 0, text, has_key=has_key)


def _error(code: int, text: str, *, has_key: bool) -> ProviderError:
    if code == 100:
        return NotAuthorised("Invalid API Key")
    if 100 < code < 200:
        return NotAuthorised(text or "Invalid API Key")
    if not has_key and text.lower().startswith("missing parameter"):
        return NotAuthorised("Indexer requires an API key")
    if "limit reached" in text.lower() or code in (429, 500, 501):
        return RateLimited(text or "Request limit reached")
    return BadAnswer(f"Indexer answered with an error: {text or code}")


def attributes_of(item: Element, namespace: str) -> dict[str, list[str]]:
    """The `attr` elements of an item: lower-case name → values, in their order."""
    found: dict[str, list[str]] = {}
    for element in item.iterfind(f"{{{namespace}}}attr"):
        name, value = (element.get("name") or "").strip().lower(), (element.get("value") or "").strip()
        if name and value:
            found.setdefault(name, []).append(value)
    return found


def first(attributes: dict[str, list[str]], *names: str) -> str | None:
    """The first value of the first of these attributes that is there."""
    for name in names:
        if name in attributes:
            return attributes[name][0]
    return None


def ids_of(attributes: dict[str, list[str]]) -> tuple[int, int]:
    """TMDb and IMDb id, 0 when not told; the IMDb id with or without its `tt`."""
    return _id(first(attributes, "tmdb", "tmdbid")), _id(
        (first(attributes, "imdb", "imdbid") or "").lower().lstrip("t")
    )


def _id(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def languages_told(attributes: dict[str, list[str]]) -> tuple[Language, ...]:
    """The languages an indexer names, by name or code."""
    found: dict[int, Language] = {}
    for value in attributes.get("language", ()):
        for word in re.split(r"[,/;|]", value):
            language = _language(word.strip())
            if language is not None:
                found[language.id] = language
    return tuple(found.values())


def _language(word: str) -> Language | None:
    named = languages.BY_NAME.get(word.lower())
    if named is not None:
        return named if named.id > 0 else None
    code, _, country = word.partition("-")
    return languages.by_iso(code, country or None) if len(code) == 2 else None


def categories_told(attributes: dict[str, list[str]]) -> tuple[int, ...]:
    """The category numbers of an item."""
    return tuple(dict.fromkeys(int(v) for v in attributes.get("category", ()) if v.isdecimal() and len(v) < 10))
