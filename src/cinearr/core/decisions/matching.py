"""Which film a release is of. When several fit equally well that is said, never guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from cinearr.core.decisions.model import FilmFacts, MatchType
from cinearr.core.releases.model import ParsedRelease, Release
from cinearr.core.releases.titles import clean_title, title_variants

# A parsed year below this is none.
FIRST_YEAR: Final = 1800


class FilmIndex(Protocol):
    """The films a batch of releases may be of."""

    def by_tmdb_id(self, tmdb_id: int) -> FilmFacts | None:
        """The film with this TMDb id."""

    def by_imdb_id(self, imdb_id: int) -> FilmFacts | None:
        """The film with this IMDb id, as a number."""

    def by_clean_title(self, clean_title: str) -> Sequence[FilmFacts]:
        """The films one of whose titles is this."""


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: one film, none, or several between which nothing decides."""

    film: FilmFacts | None = None
    type: MatchType = MatchType.UNKNOWN
    candidates: tuple[FilmFacts, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """Several films fit."""
        return self.film is None and len(self.candidates) > 1


@dataclass(frozen=True, slots=True)
class MatchKeys:
    """What a store must look up to match a batch: everything by which one of its releases could find a film."""

    tmdb_ids: frozenset[int]
    imdb_ids: frozenset[int]
    clean_titles: frozenset[str]


_NONE: Final = Match()


class LibraryIndex:
    """A FilmIndex in memory."""

    def __init__(self, films: Iterable[FilmFacts]) -> None:
        self._by_tmdb: dict[int, FilmFacts] = {}
        self._by_imdb: dict[int, FilmFacts] = {}
        self._by_title: defaultdict[str, list[FilmFacts]] = defaultdict(list)
        for film in films:
            if film.tmdb_id:
                self._by_tmdb.setdefault(film.tmdb_id, film)
            if film.imdb_id:
                self._by_imdb.setdefault(film.imdb_id, film)
            for title in film.clean_titles:
                self._by_title[title].append(film)

    def by_tmdb_id(self, tmdb_id: int) -> FilmFacts | None:
        """The film with this TMDb id."""
        return self._by_tmdb.get(tmdb_id)

    def by_imdb_id(self, imdb_id: int) -> FilmFacts | None:
        """The film with this IMDb id, as a number."""
        return self._by_imdb.get(imdb_id)

    def by_clean_title(self, clean_title: str) -> Sequence[FilmFacts]:
        """The films one of whose titles is this."""
        return self._by_title.get(clean_title, ())


def match_film(
    parsed: ParsedRelease, release: Release | None, index: FilmIndex, searched: FilmFacts | None = None
) -> Match:
    """The film of a release. `release` gives the ids its indexer told; `searched` is the film a search was for."""
    imdb_id, tmdb_id = _ids(parsed, release)
    found = index.by_imdb_id(imdb_id) if imdb_id else None
    if found is None or not _year_fits(parsed, found):
        found = index.by_tmdb_id(tmdb_id) if tmdb_id else None
    if found is not None and _year_fits(parsed, found):
        return Match(found, MatchType.ID)
    if searched is not None:
        return _match_searched(parsed, searched, imdb_id, tmdb_id)
    return _match_title(parsed, index)


def _match_searched(parsed: ParsedRelease, searched: FilmFacts, imdb_id: int, tmdb_id: int) -> Match:
    if _year_fits(parsed, searched) and any(
        clean_title(title) in searched.clean_titles for title in parsed.titles_to_match
    ):
        return Match(searched, MatchType.TITLE)
    # An indexer that was asked for the film by its id knows better than the name.
    if (imdb_id and imdb_id == searched.imdb_id) or (tmdb_id and tmdb_id == searched.tmdb_id):
        return Match(searched, MatchType.ID)
    return _NONE


def _match_title(parsed: ParsedRelease, index: FilmIndex) -> Match:
    for title in parsed.titles_to_match:
        clean = clean_title(title)
        found = [film for film in index.by_clean_title(clean) if _year_fits(parsed, film)] if clean else []
        if len(found) == 1:
            return Match(found[0], MatchType.TITLE)
        if found:
            return Match(candidates=tuple(found))
    return _NONE


def _year_fits(parsed: ParsedRelease, film: FilmFacts) -> bool:
    return parsed.year < FIRST_YEAR or parsed.year in (film.year, film.secondary_year)


def _ids(parsed: ParsedRelease, release: Release | None) -> tuple[int, int]:
    """IMDb and TMDb id: of the indexer, else those the title names; 0 for none."""
    imdb_id, tmdb_id = (release.imdb_id, release.tmdb_id) if release is not None else (0, 0)
    return imdb_id or imdb_number(parsed.imdb_id), tmdb_id or parsed.tmdb_id


def imdb_number(imdb_id: str | None) -> int:
    """`tt0133093` as 133093; 0 for none."""
    digits = (imdb_id or "").removeprefix("tt")
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def clean_titles(titles: Iterable[str]) -> frozenset[str]:
    """Every form under which a film of these titles is found: clean, with numerals in both ways of writing."""
    return frozenset(form for title in titles for form in title_variants(title))


def keys(pairs: Iterable[tuple[ParsedRelease, Release | None]]) -> MatchKeys:
    """What to look up for these releases, each with what its title says."""
    tmdb_ids: set[int] = set()
    imdb_ids: set[int] = set()
    titles: set[str] = set()
    for parsed, release in pairs:
        imdb_id, tmdb_id = _ids(parsed, release)
        imdb_ids.add(imdb_id)
        tmdb_ids.add(tmdb_id)
        titles.update(clean_title(title) for title in parsed.titles_to_match)
    return MatchKeys(frozenset(tmdb_ids - {0}), frozenset(imdb_ids - {0}), frozenset(titles - {""}))
