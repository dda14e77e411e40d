"""Looking films up by what was typed."""

from __future__ import annotations

from datetime import datetime

import pytest

from cinearr.core.lookup import parse
from cinearr.features.metadata_sources.contract import Collection, Film
from cinearr.features.metadata_sources.lookup import lookup


class FakeSource:
    """A source of a few films that finds words of titles."""

    def __init__(self, *films: tuple[int, str, int]) -> None:
        self.films = [Film(tmdb_id=i, imdb_id=f"tt{i:07d}", title=title, year=year) for i, title, year in films]

    async def film(self, tmdb_id: int, *, fresh: bool = False) -> Film | None:
        return next((film for film in self.films if film.tmdb_id == tmdb_id), None)

    async def film_by_imdb(self, imdb_id: str) -> Film | None:
        return next((film for film in self.films if film.imdb_id == imdb_id), None)

    async def search(self, text: str, *, year: int | None = None) -> list[Film]:
        found = [film for film in self.films if text.lower() in film.title.lower()]
        return [film for film in found if year in (None, film.year)][:20]

    async def collection(self, tmdb_id: int) -> Collection | None:
        return None

    async def changed(self, since: datetime, until: datetime) -> frozenset[int]:
        return frozenset()


SOURCE = FakeSource(
    (1, "Sintel", 2010),
    (2, "Sintel", 1999),
    (3, "Sintel Returns", 2012),
    (4, "Blade Runner", 1982),
    (5, "Blade Runner 2049", 2017),
    (6, "2012", 2009),
    (7, "Heat of the Night", 2015),
    (8, "H.E.A.T.", 2021),
    (9, "Heat", 1995),
)


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("tmdb:3", [3]),
        ("tmdb:77", []),
        ("tmdb:abc", []),
        ("imdb:tt0000004", [4]),
        ("sintel", [1, 2, 3]),
        ("heat", [9, 7]),
        ("sintel 1999", [2, 1, 3]),
        ("Sintel (2012)", [3, 1, 2]),
        ("sintel 2011", [1, 2, 3]),
        ("Blade Runner 2049", [5, 4]),
        ("2012", [6]),
        ("", []),
        ("https://www.imdb.com/title/tt0000001/", [1]),
        ("https://example.org/", []),
    ],
)
async def test_lookup(term: str, found: list[int]) -> None:
    assert [film.tmdb_id for film in await lookup(SOURCE, parse(term))] == found


async def test_lists_at_most_twenty() -> None:
    many = FakeSource(*((i, f"Film {i}", 2000 + i % 2) for i in range(1, 60)))
    found = await lookup(many, parse("Film 2001"))
    assert len(found) == len({film.tmdb_id for film in found}) == 20
    assert found[0].year == 2001
