"""The Movie Database as a metadata source."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from cinearr.features.metadata_sources.contract import Collection, Film
from cinearr.features.metadata_sources.implementations import tmdb_film
from cinearr.features.metadata_sources.implementations import tmdb_wire as wire
from cinearr.features.metadata_sources.implementations.tmdb_client import TmdbClient
from cinearr.kit.errors import BadAnswer, Unreachable

DAYS_AT_ONCE: Final = 14  # what one question about changes may span
MOST_FOUND: Final = 20


class Tmdb:
    """A `MetadataSource`. Light: many may share one client, each with its own certification country (two letters)."""

    def __init__(self, client: TmdbClient, *, country: str = "US") -> None:
        self._client = client
        self._country = country

    def certify_by(self, country: str) -> None:
        """Whose certification films carry from now on."""
        self._country = country

    async def film(self, tmdb_id: int, *, fresh: bool = False) -> Film | None:
        """Everything about one film."""
        found = await self._client.film(tmdb_id, fresh=fresh)
        if found is None:
            return None
        return tmdb_film.film(found, pictures=await self._client.pictures(), country=self._country)

    async def film_by_imdb(self, imdb_id: str) -> Film | None:
        """The same, found by IMDb id."""
        tmdb_id = await self._client.find_imdb(imdb_id)
        return None if tmdb_id is None else await self.film(tmdb_id)

    async def search(self, text: str, *, year: int | None = None) -> list[Film]:
        """Films by title, best first."""
        if not text.strip():
            return []
        rows = await self._client.search(text.strip(), year)
        return await self._listed(rows[:MOST_FOUND])

    async def collection(self, tmdb_id: int) -> Collection | None:
        """A collection with its films."""
        found = await self._client.collection(tmdb_id)
        if found is None:
            return None
        films = await self._listed(found.parts or ())
        return tmdb_film.collection(found, films, pictures=await self._client.pictures())

    async def changed(self, since: datetime, until: datetime) -> frozenset[int]:
        """Films that changed, asked fortnight by fortnight."""
        found: set[int] = set()
        for start, end in fortnights(since.astimezone(UTC).date(), until.astimezone(UTC).date()):
            found |= await self._client.changed(start, end)
        return frozenset(found)

    async def _listed(self, rows: Iterable[wire.Row]) -> list[Film]:
        pictures = await self._client.pictures()
        found = await asyncio.gather(*(self._listed_one(row, pictures) for row in rows))
        return [film for film in found if film is not None]

    async def _listed_one(self, row: wire.Row, pictures: str) -> Film | None:
        # A list is worth showing even when the page of one of its films cannot be had just now.
        try:
            found = await self._client.listed_film(row.id)
        except (Unreachable, BadAnswer):
            return tmdb_film.film_of_row(row, pictures=pictures)
        return tmdb_film.film(found, pictures=pictures, country=self._country) if found else None


def fortnights(start: date, end: date) -> list[tuple[date, date]]:
    """The days from `start` to `end` in pieces the service answers; both ends included."""
    pieces = []
    while start <= end:
        last = min(end, start + timedelta(days=DAYS_AT_ONCE - 1))
        pieces.append((start, last))
        start = last + timedelta(days=1)
    return pieces
