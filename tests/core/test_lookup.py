"""Search terms and what they mean."""

from __future__ import annotations

import pytest

from cinearr.core import lookup
from cinearr.core.lookup import ByImdbId, ByText, ByTmdbId, Nothing, Term, parse


@pytest.mark.parametrize(
    ("term", "meaning"),
    [
        ("tmdb:603", ByTmdbId(603)),
        ("tmdbid:603", ByTmdbId(603)),
        ("TMDB: 603 ", ByTmdbId(603)),
        ("tmdb:abc", Nothing()),
        ("tmdb:0", Nothing()),
        ("tmdb:-5", Nothing()),
        ("tmdb:", Nothing()),
        ("tmdb:99999999999999", Nothing()),
        ("tmdb:１２", Nothing()),
        ("imdb:tt0133093", ByImdbId("tt0133093")),
        ("imdbid:tt0133093", ByImdbId("tt0133093")),
        ("IMDB:TT133093", ByImdbId("tt0133093")),
        ("imdb:0133093", ByImdbId("tt0133093")),
        ("imdb:tt10872600", ByImdbId("tt10872600")),
        ("imdb:nm0000206", Nothing()),
        ("https://www.themoviedb.org/movie/603", ByTmdbId(603)),
        ("https://www.themoviedb.org/movie/603-the-matrix?language=de", ByTmdbId(603)),
        ("themoviedb.org/movie/603", ByTmdbId(603)),
        ("https://www.themoviedb.org/tv/1399", Nothing()),
        ("https://www.imdb.com/title/tt0133093/", ByImdbId("tt0133093")),
        ("https://m.imdb.com/title/tt0133093/?ref_=nv_sr_1", ByImdbId("tt0133093")),
        ("https://www.imdb.com/de/title/tt0133093/", ByImdbId("tt0133093")),
        ("https://www.imdb.com/name/nm0000206/", Nothing()),
        ("https://example.org/movie/603", Nothing()),
        ("https://[", Nothing()),
    ],
)
def test_ids_and_addresses(term: str, meaning: Term) -> None:
    assert parse(term) == meaning


@pytest.mark.parametrize(
    ("term", "text", "year"),
    [
        ("the matrix", "the matrix", None),
        ("The Matrix 1999", "The Matrix", 1999),
        ("  The   Matrix (1999) ", "The Matrix", 1999),
        ("The Matrix [1999]", "The Matrix", 1999),
        ("Blade Runner 2049", "Blade Runner", 2049),
        ("2012", "2012", None),
        ("1917 2019", "1917", 2019),
        ("300", "300", None),
        ("300 (2006)", "300", 2006),
        ("Ocean's 2100x", "Ocean's 2100x", None),
        ("Se7en 1700", "Se7en 1700", None),
        ("E.T.", "E.T.", None),
        ("千と千尋", "千と千尋", None),
        ("Alien: Romulus", "Alien: Romulus", None),
        ("tt0133093", "tt0133093", None),
        ("", "", None),
        ("   ", "", None),
    ],
)
def test_text_with_and_without_a_year(term: str, text: str, year: int | None) -> None:
    found = parse(term)
    assert isinstance(found, ByText)
    assert (found.text, found.year) == (text, year)
    assert found.whole == " ".join(term.split())


def test_an_endless_term_is_cut() -> None:
    found = parse("x" * 100_000)
    assert isinstance(found, ByText)
    assert len(found.text) == 300


def test_the_title_that_was_typed_comes_first() -> None:
    assert lookup.closest_first("blocklist", ["The Blocklist", "Blocklist"]) == ["Blocklist", "The Blocklist"]
    assert lookup.closest_first("the blocklist", ["Blocklist", "The Blocklist"]) == ["The Blocklist", "Blocklist"]
    assert lookup.closest_first("heat", ["Heat Wave", "The Heat", "H.E.A.T", "Heat"])[:2] == ["Heat", "H.E.A.T"]
