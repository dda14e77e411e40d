"""Changing what is to happen with the films of collections."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from cinearr.core.movies import MovieStatus
from cinearr.features import collections
from cinearr.features.collections import CollectionRow
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import events
from cinearr.kit.errors import Invalid
from cinearr.workflows.add_movie import check_profile
from cinearr.workflows.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionEdit:
    """What is to change; None leaves things as they are. `monitor_movies` is about the films that are in the library."""

    monitored: bool | None = None
    search_on_add: bool | None = None
    quality_profile_id: int | None = None
    minimum_availability: MovieStatus | None = None
    root_folder_path: str | None = None
    tags: tuple[int, ...] | None = None
    monitor_movies: bool | None = None


async def edit(program: Program, ids: list[int], change: CollectionEdit, *, refresh: bool) -> list[CollectionRow]:
    """Change collections, all or none; those that exist. With `refresh` monitored ones add what they miss. Raises Invalid."""
    async with program.database.begin() as session:
        if change.quality_profile_id is not None:
            failures = await check_profile(session, change.quality_profile_id)
            if failures:
                raise Invalid(*failures)
        rows = await collections.some(session, ids)
        for row in rows:
            _apply(row, change)
        await session.flush()
        if change.monitor_movies is not None:
            members = select(Movie.id).where(Movie.collection_tmdb_id.in_([row.tmdb_id for row in rows]))
            changed = list(await session.scalars(members))
            await session.execute(
                update(Target).where(Target.movie_id.in_(changed)).values(monitored=change.monitor_movies)
            )
            if changed:
                await events.changed(session, "movie", "updated", *changed)
        if rows:
            await events.changed(session, "collection", "updated", *(row.id for row in rows))
        if refresh and rows:
            body = {"collectionIds": [row.id for row in rows]}
            await program.queue.command(session, "RefreshCollections", body)
        return rows


def _apply(row: CollectionRow, change: CollectionEdit) -> None:
    if change.monitored is not None:
        row.monitored = change.monitored
    if change.search_on_add is not None:
        row.search_on_add = change.search_on_add
    if change.quality_profile_id is not None:
        row.quality_profile_id = change.quality_profile_id
    if change.minimum_availability is not None:
        row.minimum_availability = change.minimum_availability.value
    if change.root_folder_path:
        row.root_folder_path = change.root_folder_path.rstrip("/") or "/"
    if change.tags is not None:
        row.tags = sorted(set(change.tags))
