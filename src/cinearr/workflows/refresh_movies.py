"""Keeping films up to date: what the source says, their pictures, their status, their collection, their files.

The daily run asks the source what changed since the last one and fetches that, films that were never fetched or not for
long, and those that are not out yet; the status of all others moves on by their dates alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog
from sqlalchemy import Select, nulls_first, select

from cinearr.core.films import Film
from cinearr.core.movies import MovieStatus, ReleaseDates, status
from cinearr.features import movies, settings
from cinearr.features.movies.tables import Movie
from cinearr.kit import events
from cinearr.kit.errors import ProviderError
from cinearr.kit.jobs.spec import Body, CommandContext, CommandFailed
from cinearr.workflows import add_movie, refresh_collections, rescan_movies
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

AT_ONCE: Final = 4
CHANGES_REACH_BACK: Final = timedelta(days=14)
RECENT: Final = timedelta(hours=12)
OLD: Final = timedelta(days=180)
AFTER_RELEASE: Final = timedelta(days=30)
_MARK: Final = ("program", "moviesRefreshedAt")


class RefreshBody(Body, frozen=True, kw_only=True, rename="camel"):
    """Films by id; none means those that are due."""

    movie_ids: list[int] = msgspec.field(default_factory=list)
    is_new_movie: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of a round, as films' ids."""

    refreshed: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)


async def run(context: CommandContext[Program]) -> None:
    """The RefreshMovie command."""
    if context.body.movie_ids:
        await _named(context, context.body.movie_ids)
    else:
        await _daily(context)


async def _named(context: CommandContext[Program], ids: Sequence[int]) -> None:
    program, body = context.program, context.body
    outcome = await refresh_all(context, ids, fresh=not body.is_new_movie)
    if body.is_new_movie or await _rescans(program, by_person=context.user_invoked):
        await rescan_movies.scan(program, ids)
    if body.is_new_movie:
        await _begin(program, ids)
    if outcome.unknown:
        raise CommandFailed(f"Movie with ID {outcome.unknown[0]} does not exist")
    if outcome.failed:
        raise CommandFailed("; ".join(outcome.failed.values()))


async def _daily(context: CommandContext[Program]) -> None:
    program = context.program
    started = program.clock()
    await move_statuses(program)
    ids = await _all_ids(program) if context.user_invoked else await due(program)
    outcome = await refresh_all(context, ids)
    if not outcome.failed:
        async with program.database.begin() as session:
            await settings.set_value(session, *_MARK, started.isoformat())
    if await _rescans(program, by_person=context.user_invoked):
        await rescan_movies.scan(program)
    log.info("films refreshed", refreshed=len(outcome.refreshed), failed=len(outcome.failed))
    if outcome.failed and not outcome.refreshed:
        raise CommandFailed(next(iter(outcome.failed.values())))


async def _rescans(program: Program, *, by_person: bool) -> bool:
    async with program.database.read() as session:
        page = await settings.get(session, settings.MediaManagement)
    return page.rescan_after_refresh == "always" or (page.rescan_after_refresh == "afterManual" and by_person)


# --- which ---


async def _all_ids(program: Program) -> list[int]:
    async with program.database.read() as session:
        return list(await session.scalars(select(Movie.id).order_by(nulls_first(Movie.last_info_sync), Movie.id)))


def _ages() -> Select[int, int, int, datetime | None, datetime | None, datetime | None]:
    return select(
        Movie.id, Movie.tmdb_id, Movie.status, Movie.last_info_sync, Movie.in_cinemas, Movie.physical_release
    ).order_by(nulls_first(Movie.last_info_sync), Movie.id)


async def due(program: Program) -> list[int]:
    """Films to fetch in a scheduled run, the one fetched longest ago first. When the source is away, those due by age."""
    now = program.clock()
    async with program.database.read() as session:
        mark = await settings.get_value(session, *_MARK)
        rows = (await session.execute(_ages())).all()
    changed = await _changed(program, datetime.fromisoformat(mark) if mark else None, now)
    return [
        movie_id
        for movie_id, tmdb_id, number, synced, cinemas, physical in rows
        if tmdb_id in changed or _is_due(number, synced, cinemas, physical, now)
    ]


async def _changed(program: Program, since: datetime | None, now: datetime) -> frozenset[int]:
    if since is None or since < now - CHANGES_REACH_BACK:
        return frozenset()
    try:
        return await program.metadata.changed(since, now)
    except ProviderError as error:
        log.warning("the metadata source does not tell what changed", reason=error.message)
        return frozenset()


def _is_due(
    number: int, synced: datetime | None, cinemas: datetime | None, physical: datetime | None, now: datetime
) -> bool:
    """By age alone: never or long ago; not yet out; out for less than a month."""
    if synced is None or synced < now - OLD:
        return True
    if synced > now - RECENT:
        return False
    if number in (MovieStatus.TBA.value, MovieStatus.ANNOUNCED.value, MovieStatus.IN_CINEMAS.value):
        return True
    out = ReleaseDates(in_cinemas=cinemas, physical=physical).home_or_guess
    return number == MovieStatus.RELEASED.value and out is not None and now - AFTER_RELEASE <= out <= now


# --- fetching ---


async def refresh_all(context: CommandContext[Program], ids: Sequence[int], *, fresh: bool = True) -> Outcome:
    """Fetch films side by side, a few at once; one that fails does not stop the rest."""
    program = context.program
    outcome = Outcome()
    waiting = iter(ids)
    every = max(1, len(ids) // 50)
    done = 0

    async def work() -> None:
        nonlocal done
        for movie_id in waiting:
            title = await _title(program, movie_id)
            if title is None:
                outcome.unknown.append(movie_id)
                continue
            if done % every == 0:
                await context.progress(f"Updating info for {title}")
            done += 1
            try:
                await refresh(program, movie_id, fresh=fresh)
            except ProviderError as error:
                log.warning("a film could not be refreshed", film=title, reason=error.message)
                outcome.failed[movie_id] = f"{title}: {error.message}"
            else:
                outcome.refreshed.append(movie_id)

    await asyncio.gather(*(work() for _ in range(min(AT_ONCE, len(ids)))))
    return outcome


async def _title(program: Program, movie_id: int) -> str | None:
    async with program.database.read() as session:
        return await session.scalar(select(Movie.title).where(Movie.id == movie_id))


async def refresh(program: Program, movie_id: int, *, fresh: bool = True) -> None:
    """One film from the source, with pictures and collection. Raises a ProviderError; one that is gone there is marked.

    Unless it is to be `fresh`, a film that was fetched before (just now, when it was added) is not fetched again.
    """
    async with program.database.read() as session:
        movie = await session.get(Movie, movie_id)
    if movie is None:
        return
    if fresh or movie.last_info_sync is None:
        film = await program.metadata.film(movie.tmdb_id, fresh=fresh)
        if film is None:
            await _mark_deleted(program, movie_id)
            return
        await _take_over(program, movie_id, film)
    else:
        film = movies.film_of(movie)
    await cover(program, movie_id, film)
    if film.collection is not None:
        await refresh_collections.of_movie(program, movie_id, film.collection)


async def _take_over(program: Program, movie_id: int, film: Film) -> None:
    async with program.database.begin() as session:
        stored = await session.get(Movie, movie_id, with_for_update=True)
        if stored is None or film.tmdb_id != stored.tmdb_id:
            return
        now = program.clock()
        changed = await movies.apply(session, stored, film, add_movie.film_status(film, now).value, now)
        if changed:
            await events.changed(session, "movie", "updated", movie_id)


async def cover(program: Program, movie_id: int, film: Film) -> None:
    """Have a film's pictures; what cannot be had now is tried again with the next refresh."""
    try:
        ensured = await program.covers.ensure(movie_id, film.images)
    except OSError as error:
        log.warning("pictures cannot be kept", movie=movie_id, reason=error.strerror or str(error))
        return
    if ensured.failed:
        log.warning("pictures could not be fetched", film=film.title, failed=list(ensured.failed))
    if not ensured.updated:
        return
    async with program.database.begin() as session:
        stored = await session.get(Movie, movie_id, with_for_update=True)
        if stored is None:
            return
        stored.covers_written = program.clock()
        await events.changed(session, "movie", "updated", movie_id)


async def _mark_deleted(program: Program, movie_id: int) -> None:
    """The film stays in the library, and the health page tells."""
    async with program.database.begin() as session:
        stored = await session.get(Movie, movie_id, with_for_update=True)
        if stored is None:
            return
        stored.last_info_sync = program.clock()
        if stored.status == MovieStatus.DELETED.value:
            return
        stored.status = MovieStatus.DELETED.value
        await events.changed(session, "movie", "updated", movie_id)
        await program.queue.command(session, "CheckHealth")
        log.warning("a film is gone from the metadata source", film=stored.title, tmdb_id=stored.tmdb_id)


async def move_statuses(program: Program) -> int:
    """Move films on by their dates alone; how many moved. Nobody is asked, so it is right even when the source is away."""
    now = program.clock()
    moved: list[int] = []
    async with program.database.begin() as session:
        waiting = await session.scalars(
            select(Movie)
            .where(Movie.status.in_([each.value for each in _BEFORE_RELEASE]))
            .order_by(Movie.id)
            .with_for_update()
        )
        for movie in waiting:
            dates = ReleaseDates(
                in_cinemas=movie.in_cinemas, digital=movie.digital_release, physical=movie.physical_release
            )
            after = status(dates, now=now)
            if after.value > movie.status:
                movie.status = after.value
                moved.append(movie.id)
        if moved:
            await events.changed(session, "movie", "updated", *moved)
    return len(moved)


_BEFORE_RELEASE: Final = (MovieStatus.TBA, MovieStatus.ANNOUNCED, MovieStatus.IN_CINEMAS)


async def _begin(program: Program, ids: Sequence[int]) -> None:
    """What was asked for when films were added, once: the search."""
    async with program.database.begin() as session:
        rows = await session.scalars(select(Movie).where(Movie.id.in_(ids)).order_by(Movie.id).with_for_update())
        wanted = []
        for movie in rows:
            if movie.add_options is None:
                continue
            if movie.add_options.get("searchForMovie"):
                wanted.append(movie.id)
            movie.add_options = None
        if wanted:
            await program.queue.command(session, "MoviesSearch", {"movieIds": wanted})
