"""TMDb's version 3 API over HTTP: one call a film, few at a time, its limits kept and recent answers remembered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Final, TypeVar
from urllib.parse import urlencode

from cinearr.features.metadata_sources.implementations import tmdb_wire as wire
from cinearr.kit import json
from cinearr.kit.cache import Memo
from cinearr.kit.errors import BadAnswer, NotAuthorised, RateLimited, Unreachable
from cinearr.kit.http import Http, Request, Response

OFFICIAL: Final = "https://api.themoviedb.org/3"
OFFICIAL_PICTURES: Final = "https://image.tmdb.org/t/p/"

# What a list of films needs, and what a film of the library needs besides.
_LISTED: Final = ("release_dates", "alternative_titles", "images", "keywords", "videos")
_WHOLE: Final = (*_LISTED, "translations", "credits", "recommendations")

_MISSING: Final = 404
_PASSING_STATUSES: Final = frozenset({500, 502, 503, 504})  # a second try is worth it
_TRIES: Final = 3
_PATIENCE: Final = 15.0  # seconds one call waits for a limit to pass before it gives up
_MOST_PAGES: Final = 500  # the service's own end of any list

W = TypeVar("W", bound=wire.Wire)


class _Passing(BadAnswer):
    """An answer that another try may better."""


class TmdbClient:
    """What the service answers, as it answers it.

    `key` is either a version 3 key or a version 4 token. One client is shared by all who ask, since the service's limit
    is one for all. Raises the four ProviderErrors; a thing that is not there is None.
    """

    def __init__(
        self,
        http: Http,
        *,
        base_url: str = OFFICIAL,
        key: str = "",
        language: str = "en-US",
        at_once: int = 8,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._key = key.strip()
        self._language = language
        self._turn = asyncio.Semaphore(at_once)
        self._sleep = sleep
        self._monotonic = monotonic
        self._closed_until = 0.0
        self._films: Memo[wire.Film | None] = Memo(size=256, ttl=600, monotonic=monotonic)
        self._pages: Memo[wire.Page] = Memo(size=64, ttl=600, monotonic=monotonic)
        self._settings: Memo[str] = Memo(size=1, ttl=86_400, monotonic=monotonic)

    async def film(self, tmdb_id: int, *, fresh: bool = False) -> wire.Film | None:
        """A film with everything."""
        return await self._film(tmdb_id, _WHOLE, fresh)

    async def listed_film(self, tmdb_id: int) -> wire.Film | None:
        """A film with what a list shows; cheaper to ask and to remember."""
        return await self._film(tmdb_id, _LISTED, fresh=False)

    async def _film(self, tmdb_id: int, parts: tuple[str, ...], fresh: bool) -> wire.Film | None:
        query = {
            "language": self._language,
            "append_to_response": ",".join(parts),
            "include_image_language": f"{self._language[:2]},null",
        }
        key = f"{tmdb_id}/{len(parts)}"
        return await self._films.get(key, lambda: self._get(f"/movie/{tmdb_id}", query, wire.Film), fresh=fresh)

    async def search(self, text: str, year: int | None) -> tuple[wire.Row, ...]:
        """The first page of films by title."""
        query = {"language": self._language, "query": text, "include_adult": "false", "page": "1"}
        if year:
            query["year"] = str(year)
        page = await self._pages.get(f"{text}/{year}", lambda: self._page("/search/movie", query))
        return page.results or ()

    async def _page(self, path: str, query: Mapping[str, str]) -> wire.Page:
        return await self._get(path, query, wire.Page) or wire.Page()

    async def find_imdb(self, imdb_id: str) -> int | None:
        """The TMDb id of an IMDb id."""
        query = {"external_source": "imdb_id", "language": self._language}
        found = await self._get(f"/find/{imdb_id}", query, wire.Found)
        rows = (found.movie_results or ()) if found else ()
        return rows[0].id if rows else None

    async def collection(self, tmdb_id: int) -> wire.Collection | None:
        """A collection."""
        return await self._get(f"/collection/{tmdb_id}", {"language": self._language}, wire.Collection)

    async def changed(self, start: date, end: date) -> frozenset[int]:
        """Films that changed on these days; the service allows fourteen at once."""
        found: set[int] = set()
        for number in range(1, _MOST_PAGES + 1):
            query = {"start_date": start.isoformat(), "end_date": end.isoformat(), "page": str(number)}
            page = await self._get("/movie/changes", query, wire.ChangedPage)
            rows = (page.results or ()) if page else ()
            found.update(row.id for row in rows)
            if page is None or not rows or number >= (page.total_pages or 1):
                break
        return frozenset(found)

    async def pictures(self) -> str:
        """The base address of pictures, ending in a slash; the official one when the service does not say."""
        if kept := self._settings.peek("pictures"):
            return kept
        try:
            return await self._settings.get("pictures", self._ask_pictures)
        except (Unreachable, BadAnswer):
            return OFFICIAL_PICTURES

    async def _ask_pictures(self) -> str:
        found = await self._get("/configuration", {}, wire.Configuration)
        images = found.images if found else None
        base = (images.secure_base_url or images.base_url) if images else None
        if not base or not base.startswith(("http://", "https://")):
            return OFFICIAL_PICTURES
        return base.rstrip("/") + "/"

    async def _get(self, path: str, query: Mapping[str, str], kind: type[W]) -> W | None:
        response = await self._send(path, query)
        if response.status == _MISSING:
            return None
        return json.decode(response.content, kind, f"TMDb's answer to {path}")

    async def _send(self, path: str, query: Mapping[str, str]) -> Response:
        async with self._turn:
            for attempt in range(1, _TRIES):
                await self._wait_for_the_limit()
                try:
                    return await self._once(path, query)
                except RateLimited as error:
                    self._closed_until = self._monotonic() + (error.retry_after or 2.0 * attempt)
                except (Unreachable, _Passing):
                    await self._sleep(0.5 * attempt)
            await self._wait_for_the_limit()
            return await self._once(path, query)

    async def _once(self, path: str, query: Mapping[str, str]) -> Response:
        try:
            response = await self._http.send(self._request(path, query))
        except NotAuthorised as error:
            raise NotAuthorised("TMDb does not accept the API key; set a valid one (tmdb_key)") from error
        if response.status in _PASSING_STATUSES:
            raise _Passing(f"TMDb answers {path} with HTTP {response.status}")
        return response

    async def _wait_for_the_limit(self) -> None:
        left = self._closed_until - self._monotonic()
        if left > _PATIENCE:
            raise RateLimited(f"TMDb asks to wait {left:.0f} s", retry_after=left)
        if left > 0:
            await self._sleep(left)

    def _request(self, path: str, query: Mapping[str, str]) -> Request:
        headers = {"Accept": "application/json"}
        asked = dict(query)
        if "." in self._key:  # a version 4 token is a JWT
            headers["Authorization"] = f"Bearer {self._key}"
        elif self._key:
            asked["api_key"] = self._key
        address = f"{self._base_url}{path}"
        return Request(
            url=f"{address}?{urlencode(asked)}" if asked else address,
            headers=headers,
            timeout=20.0,
            statuses=_PASSING_STATUSES | {_MISSING},
        )
