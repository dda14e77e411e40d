"""Which film a release is of, and which languages it has."""

from __future__ import annotations

from typing import Any

import pytest

from cinearr.core import languages
from cinearr.core.decisions import LibraryIndex, MatchType, keys, match_film
from cinearr.core.decisions.aggregation import release_languages
from cinearr.core.languages import Language
from tests.core.decisions.factories import film, parsed, release

ROCKY = film(movie_id=1, title="Rocky", tmdb_id=11, imdb_id=111, year=1976)
ROCKY_2 = film(movie_id=2, title="Rocky II", tmdb_id=12, imdb_id=112, year=1979)
HEAT = film(movie_id=3, title="Heat", tmdb_id=13, imdb_id=113, year=1995)
OLD_HEAT = film(movie_id=4, title="Heat", tmdb_id=14, imdb_id=114, year=1986)
LOLA = film(
    movie_id=5,
    title="Run Lola Run",
    titles=["Run Lola Run", "Lola rennt", "Corre, Lola, corre"],
    tmdb_id=15,
    imdb_id=115,
    year=1998,
    secondary_year=1999,
)
TWIN = film(movie_id=6, title="Twin", tmdb_id=16, imdb_id=116, year=2000)
TWIN_TOO = film(movie_id=7, title="Twin", tmdb_id=17, imdb_id=117, year=2000)
INDEX = LibraryIndex([ROCKY, ROCKY_2, HEAT, OLD_HEAT, LOLA, TWIN, TWIN_TOO])
ID, TITLE = MatchType.ID, MatchType.TITLE

FEED: list[tuple[dict[str, Any], dict[str, Any], int | None, MatchType]] = [
    # what the title says, what the indexer says, the film, by what
    ({"titles": ("Rocky",), "year": 1976}, {}, 1, TITLE),
    ({"titles": ("Rocky II",), "year": 1979}, {}, 2, TITLE),
    ({"titles": ("Rocky 2",), "year": 1979}, {}, 2, TITLE),
    ({"titles": ("ROCKY ii",), "year": 0}, {}, 2, TITLE),
    ({"titles": ("Rocky",), "year": 1979}, {}, None, MatchType.UNKNOWN),
    ({"titles": ("Heat",), "year": 1995}, {}, 3, TITLE),
    ({"titles": ("Heat",), "year": 1986}, {}, 4, TITLE),
    ({"titles": ("Lola rennt",), "year": 1998}, {}, 5, TITLE),
    ({"titles": ("Corre Lola corre",), "year": 1999}, {}, 5, TITLE),
    ({"titles": ("Lauf Lola AKA Lola rennt", "Lauf Lola", "Lola rennt"), "year": 1998}, {}, 5, TITLE),
    # A name that can be read in two ways is looked up under both, the likelier first.
    ({"titles": ("Nobody Has",), "further_titles": ("Rocky II",), "year": 1979}, {}, 2, TITLE),
    ({"titles": ("Heat",), "further_titles": ("Rocky",), "year": 1995}, {}, 3, TITLE),
    ({"titles": ("Nobody Has This",), "year": 1998}, {}, None, MatchType.UNKNOWN),
    # An id with the right year, or without one, wins over the name.
    ({"titles": ("Something Else",), "year": 1976}, {"imdb_id": 111}, 1, ID),
    ({"titles": ("Something Else",), "year": 0}, {"tmdb_id": 11}, 1, ID),
    ({"titles": ("Something Else",), "year": 1999}, {"tmdb_id": 15}, 5, ID),
    ({"titles": ("Heat",), "year": 1995}, {"imdb_id": 111}, 3, TITLE),
    ({"titles": ("Something Else",), "year": 1977}, {"imdb_id": 111}, None, MatchType.UNKNOWN),
    ({"titles": ("Something Else",), "year": 1976, "imdb_id": "tt0000111"}, {}, 1, ID),
    ({"titles": ("Something Else",), "year": 1976, "tmdb_id": 11}, {}, 1, ID),
    # What the indexer says goes before what the name says.
    ({"titles": ("Rocky II",), "year": 1979, "tmdb_id": 11}, {"tmdb_id": 12}, 2, ID),
]


@pytest.mark.parametrize(("names", "offer", "movie_id", "by"), FEED)
def test_in_a_feed(names: dict[str, Any], offer: dict[str, Any], movie_id: int | None, by: MatchType) -> None:
    match = match_film(parsed(**names), release(**offer), INDEX)
    assert (match.film.movie_id if match.film else None, match.type) == (movie_id, by)


@pytest.mark.parametrize(
    ("names", "candidates"),
    [
        ({"titles": ("Heat",), "year": 0}, (HEAT, OLD_HEAT)),
        ({"titles": ("Twin",), "year": 2000}, (TWIN, TWIN_TOO)),
    ],
)
def test_several_that_fit_are_named_and_none_is_taken(names: dict[str, Any], candidates: tuple[Any, ...]) -> None:
    match = match_film(parsed(**names), None, INDEX)
    assert match.is_ambiguous
    assert match.film is None
    assert match.candidates == candidates


SEARCH: list[tuple[dict[str, Any], dict[str, Any], int | None, MatchType]] = [
    # In a search for Rocky.
    ({"titles": ("Rocky",), "year": 1976}, {}, 1, TITLE),
    ({"titles": ("Rocky",), "year": 0}, {}, 1, TITLE),
    ({"titles": ("Rocky",), "year": 1990}, {}, None, MatchType.UNKNOWN),
    # Its id wins over a wrong year and even over another title.
    ({"titles": ("Rocky",), "year": 1990}, {"imdb_id": 111}, 1, ID),
    ({"titles": ("Some Film Nobody Has",), "year": 2020}, {"tmdb_id": 11}, 1, ID),
    # A release of another film is that film's, by its id only.
    ({"titles": ("Heat",), "year": 1995}, {"tmdb_id": 13}, 3, ID),
    ({"titles": ("Heat",), "year": 1995}, {}, None, MatchType.UNKNOWN),
]


@pytest.mark.parametrize(("names", "offer", "movie_id", "by"), SEARCH)
def test_in_a_search(names: dict[str, Any], offer: dict[str, Any], movie_id: int | None, by: MatchType) -> None:
    match = match_film(parsed(**names), release(**offer), INDEX, ROCKY)
    assert (match.film.movie_id if match.film else None, match.type) == (movie_id, by)


def test_keys_are_all_that_a_store_must_look_up() -> None:
    found = keys(
        [
            (parsed(titles=("Rocky II", "Rocky")), release(tmdb_id=12)),
            (parsed(titles=("Heat",), imdb_id="tt0000113"), release()),
        ]
    )
    assert (found.tmdb_ids, found.imdb_ids) == ({12}, {113})
    assert found.clean_titles == {"rockyii", "rocky", "heat"}


EN, FR, DE, JA = (languages.BY_ID[number] for number in (1, 2, 4, 8))
UNKNOWN, ORIGINAL = languages.UNKNOWN, languages.ORIGINAL
PLAIN, MULTI = "The.Film.2001.1080p", "The.Film.2001.MULTi.1080p"
LANGUAGES = [
    # title, parsed, told by the indexer, of the film, of a MULTi release, the result
    (PLAIN, (DE,), (), EN, (), (DE,)),
    (PLAIN, (DE,), (FR,), EN, (), (FR,)),
    (PLAIN, (UNKNOWN,), (), JA, (), (JA,)),
    (PLAIN, (), (), JA, (), (JA,)),
    (PLAIN, (), (), UNKNOWN, (), (UNKNOWN,)),
    (PLAIN, (ORIGINAL, DE), (), EN, (), (DE, EN)),
    (PLAIN, (ORIGINAL, EN), (), EN, (), (EN, UNKNOWN)),
    (PLAIN, (DE,), (), EN, (FR,), (DE,)),
    (MULTI, (UNKNOWN,), (), EN, (DE, FR), (DE, FR)),
    (MULTI, (FR,), (), EN, (ORIGINAL, DE), (DE, EN)),
    (MULTI, (FR,), (JA,), EN, (ORIGINAL, DE), (JA, DE, EN)),
    (MULTI, (FR,), (EN,), EN, (ORIGINAL, DE), (EN, DE, UNKNOWN)),
    (MULTI.replace(".", "_"), (), (), EN, (DE,), (DE,)),
    (MULTI, (FR,), (), EN, (), (FR,)),
]


@pytest.mark.parametrize(("title", "named", "told", "original", "multi", "expected"), LANGUAGES)
def test_languages(
    title: str,
    named: tuple[Language, ...],
    told: tuple[Language, ...],
    original: Language,
    multi: tuple[Language, ...],
    expected: tuple[Language, ...],
) -> None:
    assert release_languages(title, named, told, original, multi) == expected
