"""Changing what is wanted of films: one at a time, as the edit page does, or many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.importing.paths import OutsidePath, build_movie_path
from cinearr.core.movies import MovieStatus
from cinearr.core.naming.builder import build_folder_name
from cinearr.features import movies, root_folders, settings
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import events
from cinearr.kit.errors import Failure, Invalid
from cinearr.kit.validators import broken, not_empty
from cinearr.workflows.add_movie import check_path, check_profile
from cinearr.workflows.naming_facts import naming_config, naming_facts
from cinearr.workflows.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """All that a person may change of one film."""

    movie_id: int
    path: str
    quality_profile_id: int
    monitored: bool = True
    minimum_availability: MovieStatus = MovieStatus.RELEASED
    tags: tuple[int, ...] = ()
    add_options: Mapping[str, Any] | None = None


class ApplyTags(Enum):
    """What is done with the tags of a bulk edit; the values are the v3 words."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEdit:
    """The same change to many films. None leaves things as they are."""

    movie_ids: tuple[int, ...]
    monitored: bool | None = None
    quality_profile_id: int | None = None
    minimum_availability: MovieStatus | None = None
    root_folder_path: str | None = None
    tags: tuple[int, ...] | None = None
    apply_tags: ApplyTags = ApplyTags.ADD
    move_files: bool = False


async def edit(program: Program, change: Edit, *, move_files: bool = False) -> Movie:
    """Change one film; the film as it is then. With `move_files` the files follow a new path by a command of their own.

    Raises NotFound, or Invalid with every broken rule.
    """
    path = change.path.rstrip("/") or "/" if change.path else ""
    try:
        async with program.database.begin() as session:
            movie = await movies.get(session, change.movie_id)
            target = await movies.target_of(session, change.movie_id)
            await _check(session, change, path)
            before = target.path
            target.path = path
            target.quality_profile_id = change.quality_profile_id
            target.monitored = change.monitored
            target.minimum_availability = change.minimum_availability.value
            _set_tags(movie, change.tags)
            if change.add_options is not None:
                movie.add_options = dict(change.add_options)
            if move_files and before != path:
                body = {"movieId": movie.id, "sourcePath": before, "destinationPath": path}
                await program.queue.command(session, "MoveMovie", body, trigger="manual")
            await session.flush()
            await events.changed(session, "movie", "updated", movie.id)
            return movie
    except IntegrityError:
        raise Invalid(_path_taken(path)) from None


async def _check(session: AsyncSession, change: Edit, path: str) -> None:
    failures: list[Failure] = await check_profile(session, change.quality_profile_id)
    roots = [folder.path for folder in await root_folders.all_folders(session)]
    failures += not_empty("Path", path) or await check_path(session, path, roots, movie_id=change.movie_id)
    if failures:
        raise Invalid(*failures)


async def edit_many(program: Program, change: BulkEdit) -> list[int]:
    """Change many films, all or none; the ids of those that exist. Raises Invalid.

    A new root folder keeps the films' folders below it, unless the files move too: then the folders are named anew.
    """
    try:
        async with program.database.begin() as session:
            await _check_many(session, change)
            rows = await movies.some(session, change.movie_ids)
            targets = await movies.targets_of(session, [row.id for row in rows])
            for movie in rows:
                _apply(movie, targets[movie.id], change)
            if change.root_folder_path:
                await _change_root(program, session, rows, targets, change)
            await session.flush()
            await events.changed(session, "movie", "updated", *(row.id for row in rows))
            return [row.id for row in rows]
    except IntegrityError:
        raise Invalid(_path_taken(change.root_folder_path or "")) from None


def _apply(movie: Movie, target: Target, change: BulkEdit) -> None:
    if change.monitored is not None:
        target.monitored = change.monitored
    if change.quality_profile_id is not None:
        target.quality_profile_id = change.quality_profile_id
    if change.minimum_availability is not None:
        target.minimum_availability = change.minimum_availability.value
    if change.tags is not None:
        match change.apply_tags:
            case ApplyTags.ADD:
                _set_tags(movie, (*movie.tags, *change.tags))
            case ApplyTags.REMOVE:
                _set_tags(movie, [tag for tag in movie.tags if tag not in change.tags])
            case ApplyTags.REPLACE:
                _set_tags(movie, change.tags)


def _set_tags(movie: Movie, tags: Sequence[int]) -> None:
    wanted = sorted(set(tags))
    if wanted != list(movie.tags):
        movie.tags = wanted


async def _check_many(session: AsyncSession, change: BulkEdit) -> None:
    failures: list[Failure] = []
    if change.quality_profile_id is not None:
        failures += await check_profile(session, change.quality_profile_id)
    if change.root_folder_path:
        roots = [folder.path for folder in await root_folders.all_folders(session)]
        if change.root_folder_path.rstrip("/") not in roots:
            path = change.root_folder_path
            message = f"Root folder '{path}' does not exist"
            failures.append(broken("RootFolderPath", message, path, "RootFolderExistsValidator", path=path))
    if failures:
        raise Invalid(*failures)


async def _change_root(
    program: Program,
    session: AsyncSession,
    rows: Sequence[Movie],
    targets: Mapping[int, Target],
    change: BulkEdit,
) -> None:
    assert change.root_folder_path is not None
    root = PurePosixPath(change.root_folder_path.rstrip("/") or "/")
    roots = [folder.path for folder in await root_folders.all_folders(session)]
    config = naming_config(await settings.get(session, settings.Naming))
    moving = []
    for movie in rows:
        target = targets[movie.id]
        before = target.path
        try:
            path = build_movie_path(
                root,
                build_folder_name(config, naming_facts(movies.film_of(movie))),
                existing_path=PurePosixPath(before),
                existing_root=PurePosixPath(root_folders.best_for(before, roots)),
                use_existing=not change.move_files,
            )
        except OutsidePath as error:
            raise Invalid(broken("RootFolderPath", str(error), change.root_folder_path)) from None
        if str(path) == before:
            continue
        owner = await session.scalar(select(Target.movie_id).where(Target.path == str(path)))
        if owner is not None and owner != movie.id:
            raise Invalid(_path_taken(str(path)))
        target.path = str(path)
        moving.append({"movieId": movie.id, "sourcePath": before})
    if change.move_files and moving:
        body = {"movies": moving, "destinationRootFolder": str(root)}
        await program.queue.command(session, "BulkMoveMovie", body, trigger="manual")


def _path_taken(path: str) -> Failure:
    message = f"Path '{path}' is already configured for an existing movie"
    return broken("Path", message, path, "MoviePathValidator", path=path)
