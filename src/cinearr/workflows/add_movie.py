"""Adding films: checked, looked up, put into the library, and left to the refresh that follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.films import Film
from cinearr.core.importing.paths import OutsidePath, build_movie_path
from cinearr.core.movies import MovieStatus, ReleaseDates, status
from cinearr.core.naming.builder import build_folder_name
from cinearr.features import movies, root_folders, settings
from cinearr.features.movies.store import moment
from cinearr.features.movies.tables import Movie, Target
from cinearr.features.profiles.tables import QualityProfileRow
from cinearr.kit import events
from cinearr.kit.errors import Failure, Invalid
from cinearr.kit.validators import broken, greater_than, not_empty
from cinearr.workflows.events import MovieAdded
from cinearr.workflows.naming_facts import naming_config, naming_facts
from cinearr.workflows.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRequest:
    """A film to add. One of `root_folder_path` and `path` is needed; `add_options` are the v3 ones by wire name."""

    tmdb_id: int = 0
    title: str | None = None
    quality_profile_id: int = 0
    root_folder_path: str | None = None
    path: str | None = None
    folder: str | None = None
    monitored: bool = True
    minimum_availability: MovieStatus = MovieStatus.RELEASED
    tags: tuple[int, ...] = ()
    add_options: dict[str, Any] = field(default_factory=dict)
    add_method: str = "manual"


async def add(program: Program, request: AddRequest) -> Movie:
    """Add one film. Raises Invalid with every broken rule, or a ProviderError when the metadata source fails."""
    async with program.database.read() as session:
        failures = await check(session, request)
        if failures:
            raise Invalid(*failures)
    film = await program.metadata.film(request.tmdb_id)
    if film is None:
        raise Invalid(_not_found(request.tmdb_id))
    try:
        async with program.database.begin() as session:
            return await store(program, session, request, film)
    except IntegrityError:
        # Two requests at once: the first one won.
        raise Invalid(_exists(request.tmdb_id)) from None


async def store(program: Program, session: AsyncSession, request: AddRequest, film: Film) -> Movie:
    """Put a film that was checked and looked up into the library, and queue what follows."""
    now = program.clock()
    path = await movie_path(session, request, film)
    taken = await session.scalar(select(Target.id).where(Target.path == path))
    if taken is not None:
        raise Invalid(_path_taken(path))
    monitor = request.add_options.get("monitor", "movieOnly")
    movie = await movies.add(
        session,
        film,
        film_status(film, now).value,
        {
            "quality_profile_id": request.quality_profile_id,
            "path": path,
            "minimum_availability": request.minimum_availability.value,
            "monitored": request.monitored and monitor != "none",
        },
        tags=list(request.tags),
        added=now,
        add_method=request.add_method,
        add_options=request.add_options or None,
    )
    await program.queue.publish(session, MovieAdded(movie_id=movie.id, add_method=request.add_method))
    await program.queue.command(session, "RefreshMovie", {"movieIds": [movie.id], "isNewMovie": True}, priority=1)
    await events.changed(session, "movie", "updated", movie.id)
    return movie


async def check(session: AsyncSession, request: AddRequest) -> list[Failure]:
    """Every rule of v3 that can be judged without the metadata source."""
    failures = await check_profile(session, request.quality_profile_id)
    roots = [folder.path for folder in await root_folders.all_folders(session)]
    if not request.path and not request.root_folder_path:
        failures += not_empty("Path", request.path) + not_empty("RootFolderPath", request.root_folder_path)
    elif request.path:
        failures += await check_path(session, request.path, roots)
    elif request.root_folder_path and request.root_folder_path.rstrip("/") not in roots:
        failures.append(
            broken(
                "RootFolderPath",
                f"Root folder '{request.root_folder_path}' does not exist",
                request.root_folder_path,
                "RootFolderExistsValidator",
                path=request.root_folder_path,
            )
        )
    if request.tmdb_id <= 0:
        failures += not_empty("Title", request.title)
    failures += not_empty("TmdbId", request.tmdb_id)
    if request.tmdb_id and await movies.by_tmdb(session, request.tmdb_id) is not None:
        failures.append(_exists(request.tmdb_id))
    return failures


async def check_profile(session: AsyncSession, profile_id: int) -> list[Failure]:
    """The profile must be named and exist."""
    failures = greater_than("QualityProfileId", profile_id, 0)
    if not failures and await session.get(QualityProfileRow, profile_id) is None:
        failures.append(
            broken("QualityProfileId", "Quality Profile does not exist", profile_id, "QualityProfileExistsValidator")
        )
    return failures


async def check_path(
    session: AsyncSession, path: str, roots: Sequence[str], *, movie_id: int | None = None
) -> list[Failure]:
    """A film's own folder: absolute, no root folder, no other film's."""
    if not path.startswith("/") or "\0" in path or ".." in PurePosixPath(path).parts:
        return [broken("Path", f"Invalid Path: '{path}'", path, "PathValidator", path=path)]
    path = path.rstrip("/") or "/"
    if path in roots:
        message = f"Path '{path}' is already configured as a root folder"
        return [broken("Path", message, path, "RootFolderValidator", path=path)]
    owner = await session.scalar(select(Target.movie_id).where(Target.path == path))
    return [] if owner in (None, movie_id) else [_path_taken(path)]


async def movie_path(session: AsyncSession, request: AddRequest, film: Film) -> str:
    """The folder a film gets: the one given, or its built name below the root folder."""
    if request.path:
        return request.path.rstrip("/") or "/"
    assert request.root_folder_path is not None
    root = PurePosixPath(request.root_folder_path.rstrip("/") or "/")
    config = naming_config(await settings.get(session, settings.Naming))
    try:
        return str(build_movie_path(root, build_folder_name(config, naming_facts(film))))
    except OutsidePath as error:
        raise Invalid(broken("Path", str(error), request.root_folder_path)) from None


def film_status(film: Film, now: datetime) -> MovieStatus:
    """How far a film has come, by its dates."""
    dates = ReleaseDates(
        in_cinemas=moment(film.in_cinemas), digital=moment(film.digital_release), physical=moment(film.physical_release)
    )
    return status(dates, now=now)


def _not_found(tmdb_id: int) -> Failure:
    return Failure(property_name="TmdbId", message="A movie with this ID was not found. Path: ", attempted=tmdb_id)


def _exists(tmdb_id: int) -> Failure:
    return broken("TmdbId", "This movie has already been added", tmdb_id, "MovieExistsValidator")


def _path_taken(path: str) -> Failure:
    message = f"Path '{path}' is already configured for an existing movie"
    return broken("Path", message, path, "MoviePathValidator", path=path)
