"""Films and targets in the database: the verbs workflows are made of."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.films import Film
from cinearr.core.releases.titles import clean_title, sort_title
from cinearr.features.movies.tables import Movie, MovieTitle, Target
from cinearr.kit import events
from cinearr.kit.errors import NotFound


def film_of(movie: Movie) -> Film:
    """The source's document of a film."""
    return msgspec.convert(movie.document, Film)


def moment(day: date | None) -> datetime | None:
    """The start of a day in UTC."""
    return datetime.combine(day, time(), UTC) if day else None


def describe(film: Film, status: int) -> dict[str, Any]:
    """The columns a film's document fills."""
    return {
        "tmdb_id": film.tmdb_id,
        "imdb_id": film.imdb_id,
        "title": film.title,
        "clean_title": clean_title(film.title),
        "sort_title": sort_title(film.title),
        "original_title": film.original_title or film.title,
        "original_language": film.original_language_id,
        "year": film.year,
        "secondary_year": film.secondary_year,
        "status": status,
        "runtime": film.runtime,
        "in_cinemas": moment(film.in_cinemas),
        "digital_release": moment(film.digital_release),
        "physical_release": moment(film.physical_release),
        "certification": film.certification,
        "studio": film.studio,
        "popularity": film.popularity,
        "collection_tmdb_id": film.collection.tmdb_id if film.collection else None,
        "document": msgspec.to_builtins(film),
    }


def titles_of(film: Film) -> list[dict[str, Any]]:
    """Every title a release of the film may carry, one row a distinct clean title and kind."""
    original = film.original_title
    named = [("title", film.title, film.original_language_id), ("original", original, film.original_language_id)]
    named += [("alternative", other.title, other.language_id) for other in film.alternative_titles]
    named += [("translation", other.title or "", other.language_id) for other in film.translations]
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, title, language in named:
        cleaned = clean_title(title) if title else ""
        # Alternative titles are shown by v3, so they stay apart even when they clean to the same.
        key = (kind, title if kind == "alternative" else cleaned)
        if cleaned and key not in rows:
            rows[key] = {"title": title, "clean_title": cleaned, "kind": kind, "language_id": language}
    return list(rows.values())


async def get(session: AsyncSession, movie_id: int) -> Movie:
    """One film. Raises NotFound."""
    movie = await session.get(Movie, movie_id)
    if movie is None:
        raise NotFound(f"Movie with ID {movie_id} does not exist")
    return movie


async def some(session: AsyncSession, movie_ids: Some[int]) -> list[Movie]:
    """The films of these ids that exist."""
    return list(await session.scalars(select(Movie).where(Movie.id.in_(movie_ids)).order_by(Movie.id)))


async def by_tmdb(session: AsyncSession, tmdb_id: int) -> Movie | None:
    """The film with this TMDb id, if it is in the library."""
    return await session.scalar(select(Movie).where(Movie.tmdb_id == tmdb_id))


async def target_of(session: AsyncSession, movie_id: int) -> Target:
    """The default target of a film. Raises NotFound."""
    target = await session.scalar(select(Target).where(Target.movie_id == movie_id, Target.is_default))
    if target is None:
        raise NotFound(f"Movie with ID {movie_id} does not exist")
    return target


async def targets_of(session: AsyncSession, movie_ids: Some[int]) -> dict[int, Target]:
    """Default targets by film id."""
    rows = await session.scalars(select(Target).where(Target.movie_id.in_(movie_ids), Target.is_default))
    return {row.movie_id: row for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMovie:
    """A film for the library: its document and status, the columns of its default target, and others of its own."""

    film: Film
    status: int
    target: dict[str, Any]
    columns: dict[str, Any]


async def add_all(session: AsyncSession, new: Sequence[NewMovie]) -> list[int]:
    """Put films with their default targets and titles into the library, in a fixed number of statements; their ids."""
    rows = [Movie(**describe(each.film, each.status), **each.columns) for each in new]
    session.add_all(rows)
    await session.flush()
    ids = [row.id for row in rows]
    targets = [
        {"movie_id": movie_id, "is_default": True, "name": "", **each.target}
        for movie_id, each in zip(ids, new, strict=True)
    ]
    titles = [
        {"movie_id": movie_id, **title}
        for movie_id, each in zip(ids, new, strict=True)
        for title in titles_of(each.film)
    ]
    await session.execute(insert(Target), targets)
    if titles:
        await session.execute(insert(MovieTitle), titles)
    return ids


async def apply(session: AsyncSession, movie: Movie, film: Film, status: int, now: datetime) -> bool:
    """Take over a fresh document; whether anything in it changed."""
    columns = describe(film, status)
    changed = {name: value for name, value in columns.items() if getattr(movie, name) != value}
    for name, value in changed.items():
        setattr(movie, name, value)
    movie.last_info_sync = now
    await session.flush()
    if "document" in changed:
        await _write_titles(session, movie.id, film)
    return bool(changed)


async def _write_titles(session: AsyncSession, movie_id: int, film: Film) -> None:
    """Titles that stay keep their ids, since v3 shows them."""
    wanted = titles_of(film)
    present = list(await session.scalars(select(MovieTitle).where(MovieTitle.movie_id == movie_id)))
    by_key = {(row.kind, row.title): row for row in present}
    kept: set[int] = set()
    fresh: list[dict[str, Any]] = []
    for row in wanted:
        found = by_key.get((row["kind"], row["title"]))
        if found is None:
            fresh.append({"movie_id": movie_id, **row})
        else:
            kept.add(found.id)
    gone = [row.id for row in present if row.id not in kept]
    if gone:
        await session.execute(delete(MovieTitle).where(MovieTitle.id.in_(gone)))
    if fresh:
        await session.execute(insert(MovieTitle), fresh)


async def delete_many(session: AsyncSession, movie_ids: Sequence[int]) -> None:
    """Drop films with everything that hangs on them."""
    await session.execute(delete(Movie).where(Movie.id.in_(movie_ids)))


async def searched(session: AsyncSession, movie_ids: Iterable[int], now: datetime) -> None:
    """Note that indexers were asked for these films."""
    await session.execute(update(Movie).where(Movie.id.in_(list(movie_ids))).values(last_search_time=now))


async def tell_everywhere(session: AsyncSession, *movie_ids: int) -> None:
    """Films changed in a way that the screens of wanted films show too: something was grabbed, imported or deleted."""
    for name in ("movie", "wanted/missing", "wanted/cutoff"):
        await events.changed(session, name, "updated", *movie_ids)
