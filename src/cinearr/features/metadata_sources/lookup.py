"""Finding new films by what a person typed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

from cinearr.core.lookup import ByImdbId, ByText, ByTmdbId, Term, is_named
from cinearr.features.metadata_sources.contract import Film, MetadataSource

MOST_FOUND: Final = 20


async def lookup(source: MetadataSource, term: Term) -> list[Film]:
    """Films the term may mean, best first, at most twenty. Raises what the source raises."""
    match term:
        case ByTmdbId(tmdb_id):
            return _one(await source.film(tmdb_id))
        case ByImdbId(imdb_id):
            return _one(await source.film_by_imdb(imdb_id))
        case ByText(text, None, _):
            return _named_first(text, await source.search(text)) if text else []
        case ByText(text, year, whole):
            return await _by_title_and_year(source, text, year, whole)
        case _:
            return []


async def _by_title_and_year(source: MetadataSource, text: str, year: int | None, whole: str) -> list[Film]:
    """Films of that year first, then the others: a year is easily one off, and may be part of the title."""
    of_the_year, any_year = await asyncio.gather(source.search(text, year=year), source.search(text))
    if not of_the_year:
        of_the_year = await source.search(whole)
    return _distinct([*of_the_year, *any_year])[:MOST_FOUND]


def _named_first(text: str, films: list[Film]) -> list[Film]:
    """A film that is called just so before those that are better known; else the source knows best."""
    return sorted(films, key=lambda film: not is_named(text, film.title))


def _distinct(films: Iterable[Film]) -> list[Film]:
    return list({film.tmdb_id: film for film in films}.values())


def _one(film: Film | None) -> list[Film]:
    return [] if film is None else [film]
