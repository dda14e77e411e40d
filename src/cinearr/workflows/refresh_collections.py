"""Collections: kept up to date, and the films that monitored ones miss are added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import msgspec
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.films import Collection, CollectionRef
from cinearr.core.movies import MovieStatus
from cinearr.features import collections, exclusions, root_folders
from cinearr.features.collections.tables import CollectionRow
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import events
from cinearr.kit.errors import CinearrError, ProviderError
from cinearr.kit.jobs.spec import Body, CommandContext, CommandFailed
from cinearr.workflows import add_movie
from cinearr.workflows.add_movie import AddRequest
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

FRESH_FOR: Final = timedelta(days=15)


class CollectionIds(Body, frozen=True, kw_only=True, rename="camel"):
    """Collections by id; none means those that are due."""

    collection_ids: list[int] = msgspec.field(default_factory=list)


async def run(context: CommandContext[Program]) -> None:
    """The RefreshCollections command. Started by a person without ids it takes all."""
    program, ids = context.program, context.body.collection_ids
    async with program.database.read() as session:
        if ids:
            rows = await collections.some(session, ids)
        elif context.user_invoked:
            rows = await collections.all_collections(session)
        else:
            rows = await collections.due(session, program.clock() - FRESH_FOR)
    failed = 0
    for row in rows:
        await context.progress(f"Updating info for {row.title}")
        try:
            await refresh(program, row)
        except ProviderError as error:
            failed += 1
            log.warning("a collection could not be refreshed", collection=row.title, reason=error.message)
    if failed and failed == len(rows):
        raise CommandFailed("The metadata source did not answer for any collection")


async def refresh(program: Program, row: CollectionRow) -> None:
    """One collection from the source; one that is gone there goes here. Missing films are added. Raises a ProviderError."""
    found = await program.metadata.collection(row.tmdb_id)
    async with program.database.begin() as session:
        stored = await session.get(CollectionRow, row.id, with_for_update=True)
        if stored is None:
            return
        if found is None:
            await collections.remove(session, [row.id])
            await events.changed(session, "collection", "deleted", row.id)
            log.info("a collection is gone from the metadata source", collection=row.title)
            return
        collections.apply(stored, found, program.clock())
        await events.changed(session, "collection", "updated", row.id)
    await add_missing(program, row.id)


async def of_movie(program: Program, movie_id: int, ref: CollectionRef) -> None:
    """Make sure of the collection a film of the library belongs to; a new one takes over the film's choices.

    A film that was added together with its collection has it monitored, whether it was known or not.
    """
    async with program.database.read() as session:
        known = await collections.by_tmdb(session, ref.tmdb_id)
        movie = await session.get(Movie, movie_id)
    if movie is None:
        return
    monitor = (movie.add_options or {}).get("monitor") == "movieAndCollection"
    if known is not None:
        if monitor and not known.monitored:
            await _monitor(program, known.id)
            await add_missing(program, known.id)
        return
    found, synced = await _ask(program, ref)
    async with program.database.begin() as session:
        columns = await _choices(session, movie, monitored=monitor)
        if columns is None:
            return
        made = await collections.ensure(session, found, **columns, last_info_sync=program.clock() if synced else None)
        if made is None:
            return
        await events.changed(session, "collection", "created", made)
    await add_missing(program, made)


async def _ask(program: Program, ref: CollectionRef) -> tuple[Collection, bool]:
    """The collection with its films; by its name alone when the source does not tell now (the daily refresh will)."""
    plain = Collection(tmdb_id=ref.tmdb_id, title=ref.title, images=ref.images)
    try:
        found = await program.metadata.collection(ref.tmdb_id)
    except ProviderError as error:
        log.warning("a collection could not be looked up", collection=ref.title, reason=error.message)
        return plain, False
    return (found, True) if found is not None else (plain, True)


async def _choices(session: AsyncSession, movie: Movie, *, monitored: bool) -> dict[str, object] | None:
    target = await session.scalar(select(Target).where(Target.movie_id == movie.id, Target.is_default))
    if target is None:
        return None
    roots = [row.path for row in await root_folders.all_folders(session)]
    return {
        "monitored": monitored,
        "search_on_add": bool((movie.add_options or {}).get("searchForMovie")),
        "quality_profile_id": target.quality_profile_id,
        "root_folder_path": root_folders.best_for(target.path, roots),
        "minimum_availability": target.minimum_availability,
        "tags": list(movie.tags),
    }


async def _monitor(program: Program, collection_id: int) -> None:
    async with program.database.begin() as session:
        row = await session.get(CollectionRow, collection_id, with_for_update=True)
        if row is not None:
            row.monitored = True
            await events.changed(session, "collection", "updated", row.id)


async def add_missing(program: Program, collection_id: int) -> int:
    """Add the films of a monitored collection that are out, neither excluded nor here; how many. One that fails is passed over."""
    async with program.database.read() as session:
        row = await session.get(CollectionRow, collection_id)
        if row is None or not row.monitored:
            return 0
        document = collections.collection_of(row)
        members = [film.tmdb_id for film in document.films]
        present = await _present(session, members) | await exclusions.excluded(session, members)
    now = program.clock()
    added = 0
    for film in document.films:
        status = add_movie.film_status(film, now)
        if film.tmdb_id in present or status not in (MovieStatus.IN_CINEMAS, MovieStatus.RELEASED):
            continue
        try:
            await add_movie.add(program, _request(row, film.tmdb_id))
        except CinearrError as error:
            log.warning("a film of a collection was not added", film=film.title, reason=error.message)
        else:
            added += 1
    return added


def _request(row: CollectionRow, tmdb_id: int) -> AddRequest:
    return AddRequest(
        tmdb_id=tmdb_id,
        quality_profile_id=row.quality_profile_id,
        root_folder_path=row.root_folder_path,
        monitored=True,
        minimum_availability=MovieStatus(row.minimum_availability),
        tags=tuple(row.tags),
        add_options={"searchForMovie": row.search_on_add},
        add_method="collection",
    )


async def _present(session: AsyncSession, tmdb_ids: Sequence[int]) -> set[int]:
    return set(await session.scalars(select(Movie.tmdb_id).where(Movie.tmdb_id.in_(tmdb_ids))))


async def drop_empty(session: AsyncSession, tmdb_ids: Sequence[int] | None = None) -> None:
    """Forget collections no film of the library belongs to any more."""
    used = select(Movie.collection_tmdb_id).where(Movie.collection_tmdb_id.is_not(None))
    empty = select(CollectionRow.id).where(CollectionRow.tmdb_id.not_in(used))
    if tmdb_ids is not None:
        empty = empty.where(CollectionRow.tmdb_id.in_(tmdb_ids))
    ids = list(await session.scalars(empty))
    if ids:
        await collections.remove(session, ids)
        await events.changed(session, "collection", "deleted", *ids)
