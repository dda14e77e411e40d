"""What a person means who types into the search box for new films."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from cinearr.core.releases.titles import clean_title, edit_distance_clean


@dataclass(frozen=True, slots=True)
class ByTmdbId:
    """One film by its TMDb id."""

    tmdb_id: int


@dataclass(frozen=True, slots=True)
class ByImdbId:
    """One film by its IMDb id (`tt` and at least seven digits)."""

    imdb_id: str


@dataclass(frozen=True, slots=True)
class ByText:
    """Films by title. `text` is without the year found at its end, `whole` is what was typed.

    The year may belong to the title (`Blade Runner 2049`), so whoever finds nothing with it tries `whole`.
    """

    text: str
    year: int | None = None
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A term that cannot stand for a film: `tmdb:abc`, or an address of something else."""


Term = ByTmdbId | ByImdbId | ByText | Nothing

MAX_TERM: Final = 300  # longer than any title; the rest is cut off
_LARGEST_ID: Final = 2**31 - 1
_PREFIX = re.compile(r"^(tmdb|tmdbid|imdb|imdbid)\s*:\s*(.*)$", re.IGNORECASE)
_IMDB_ID = re.compile(r"^tt(\d{1,10})$", re.IGNORECASE)
_YEAR_AT_END = re.compile(r"^(?P<text>.*\S)\s+(?:(?P<bare>(?:18|19|20)\d\d)|[(\[](?P<bracketed>\d{4})[)\]])$")
_TMDB_PATH = re.compile(r"^/movie/(\d+)(?:[-/].*)?$")
_IMDB_PATH = re.compile(r"^(?:/[a-z]{2}(?:-[a-z]{2})?)?/title/(tt\d+)(?:/.*)?$", re.IGNORECASE)


def parse(term: str) -> Term:
    """Understand one search term; never fails. Blank text is `ByText("")`."""
    term = " ".join(term[:MAX_TERM].split())
    if prefixed := _PREFIX.match(term):
        kind, value = prefixed[1].lower(), prefixed[2].strip()
        return _tmdb(value) if kind.startswith("tmdb") else _imdb(value)
    if "://" in term or term.lower().startswith(("www.", "themoviedb.org/", "imdb.com/")):
        return _address(term)
    found = _YEAR_AT_END.match(term)
    if found is None:
        return ByText(term, whole=term)
    return ByText(found["text"], int(found["bare"] or found["bracketed"]), term)


def _tmdb(value: str) -> Term:
    if not value.isascii() or not value.isdigit() or not 0 < int(value) <= _LARGEST_ID:
        return Nothing()
    return ByTmdbId(int(value))


def _imdb(value: str) -> Term:
    found = _IMDB_ID.match(value if value.lower().startswith("tt") else f"tt{value}")
    if found is None or int(found[1]) == 0:
        return Nothing()
    return ByImdbId(f"tt{int(found[1]):07d}")


def _address(term: str) -> Term:
    try:
        parts = urlsplit(term if "://" in term else f"https://{term}")
    except ValueError:
        return Nothing()
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host == "themoviedb.org" and (found := _TMDB_PATH.match(parts.path)):
        return _tmdb(found[1])
    if host == "imdb.com" and (found := _IMDB_PATH.match(parts.path)):
        return _imdb(found[1])
    return Nothing()


def closest_first(text: str, titles: Iterable[str]) -> list[str]:
    """Titles that were found for a text, the likeliest first; those equally likely stay in their order."""
    return sorted(titles, key=lambda title: distance(text, title))


def is_named(text: str, title: str) -> bool:
    """Whether what was typed is this title, but for case and signs."""
    return not distance(text, title)[1]


def distance(text: str, title: str) -> tuple[bool, bool, int]:
    """A key that is smaller the nearer a title is to what was typed: the same, the same but for signs, alike."""
    return (
        text.casefold() != title.casefold(),
        clean_title(text) != clean_title(title),
        edit_distance_clean(text, title),
    )
