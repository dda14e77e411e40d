"""Adding films: checked, looked up, put into the library, and left to the refresh that follows."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.films import Film
from cinearr.core.importing.paths import OutsidePath, build_movie_path
from cinearr.core.movies import MovieStatus, ReleaseDates, status
from cinearr.core.naming.builder import build_folder_name
from cinearr.core.naming.model import NamingConfig
from cinearr.features import movies, root_folders, settings
from cinearr.features.movies.store import moment
from cinearr.features.movies.tables import Movie, Target
from cinearr.features.profiles.tables import QualityProfileRow
from cinearr.kit import events, folders
from cinearr.kit.errors import Failure, Invalid
from cinearr.kit.validators import broken, greater_than, not_empty
from cinearr.workflows import kept_places
from cinearr.workflows.events import MoviesAdded
from cinearr.workflows.naming_facts import naming_config, naming_facts
from cinearr.workflows.program import Program

AT_ONCE: Final = 100  # films that are looked up and put into the library together


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRequest:
    """A film to add. One of `root_folder_path` and `path` is needed; `add_options` are the v3 ones by wire name."""

    tmdb_id: int = 0
    title: str | None = None
    quality_profile_id: int = 0
    root_folder_path: str | None = None
    path: str | None = None
    monitored: bool = True
    minimum_availability: MovieStatus = MovieStatus.RELEASED
    tags: tuple[int, ...] = ()
    add_options: dict[str, Any] = field(default_factory=dict)
    add_method: str = "manual"


async def add(program: Program, request: AddRequest) -> int:
    """Add one film; its id. Raises Invalid with every broken rule, or a ProviderError when the metadata source fails."""
    (added,) = await add_many(program, [request])
    return added


async def add_many(program: Program, requests: Sequence[AddRequest]) -> list[int]:
    """Add films; their ids in the order of the requests. The work is done for many at once, not film by film.

    Raises Invalid with every broken rule of the first film that breaks one; what can be judged without the metadata source
    is judged for all before any is added. Raises a ProviderError when the source fails. Films are added `AT_ONCE` together,
    all of them or none: those of earlier rounds stay when a later one fails.
    """
    async with program.database.read() as session:
        known = await _known(session, requests)
    for request in requests:
        if failures := check(request, known):
            raise Invalid(*failures)
        known.take(request)
    added: list[int] = []
    for start in range(0, len(requests), AT_ONCE):
        added += await _add_round(program, requests[start : start + AT_ONCE])
    return added


async def _add_round(program: Program, requests: Sequence[AddRequest]) -> list[int]:
    films = await asyncio.gather(*(program.metadata.film(request.tmdb_id) for request in requests))
    found: list[tuple[AddRequest, Film]] = []
    for request, film in zip(requests, films, strict=True):
        if film is None:
            raise Invalid(_not_found(request.tmdb_id))
        found.append((request, film))
    try:
        async with program.database.begin() as session:
            return await store(program, session, found)
    except IntegrityError:
        # Two requests at once: the first one won.
        async with program.database.read() as session:
            present = (await _known(session, requests)).films
        raise Invalid(*(_exists(each.tmdb_id) for each in requests if each.tmdb_id in present)) from None


async def store(program: Program, session: AsyncSession, found: Sequence[tuple[AddRequest, Film]]) -> list[int]:
    """Put films that were checked and looked up into the library, and queue what follows. Raises Invalid for a taken folder."""
    now = program.clock()
    naming = naming_config(await settings.get(session, settings.Naming))
    paths = [_path(request, film, naming) for request, film in found]
    taken = set(await session.scalars(select(Target.path).where(Target.path.in_(paths))))
    for path in paths:
        if path in taken:
            raise Invalid(_path_taken(path))
        taken.add(path)
    added = await movies.add_all(
        session, [_new(request, film, path, now) for (request, film), path in zip(found, paths, strict=True)]
    )
    for method in sorted({request.add_method for request, _ in found}):
        ids = [each for each, (request, _) in zip(added, found, strict=True) if request.add_method == method]
        await program.queue.publish(session, MoviesAdded(movie_ids=ids, add_method=method))
    await program.queue.command(session, "RefreshMovie", {"movieIds": added, "isNewMovie": True}, priority=1)
    await events.changed(session, "movie", "updated", *added)
    return added


def _new(request: AddRequest, film: Film, path: str, now: datetime) -> movies.NewMovie:
    monitor = request.add_options.get("monitor", "movieOnly")
    return movies.NewMovie(
        film=film,
        status=film_status(film, now).value,
        target={
            "quality_profile_id": request.quality_profile_id,
            "path": path,
            "minimum_availability": request.minimum_availability.value,
            "monitored": request.monitored and monitor != "none",
        },
        columns={
            "tags": list(request.tags),
            "added": now,
            "last_info_sync": now,
            "add_method": request.add_method,
            "add_options": request.add_options or None,
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the library has of the things that requests name: profiles, root folders, films by TMDb id, films' folders.

    `above` are the folders in which films' folders lie, as far as a request could name one.
    """

    profiles: frozenset[int]
    roots: frozenset[str]
    films: set[int]
    paths: set[str]
    above: set[str]

    def take(self, request: AddRequest) -> None:
        """Count a film that is to be added as there already."""
        self.films.add(request.tmdb_id)
        if request.path:
            self.paths.add(_trimmed(request.path))
            self.above.update(_parents(request.path))


async def _known(session: AsyncSession, requests: Sequence[AddRequest]) -> Known:
    ids = [each.tmdb_id for each in requests]
    paths = [_trimmed(each.path) for each in requests if each.path]
    return Known(
        profiles=frozenset(await session.scalars(select(QualityProfileRow.id))),
        roots=frozenset(folder.path for folder in await root_folders.all_folders(session)),
        films=set(await session.scalars(select(Movie.tmdb_id).where(Movie.tmdb_id.in_(ids)))),
        paths=set(await session.scalars(select(Target.path).where(Target.path.in_(paths)))),
        above={parent for path in await _deeper(session, paths) for parent in _parents(path)},
    )


async def _deeper(session: AsyncSession, paths: Sequence[str]) -> list[str]:
    """Films' folders that may lie in one of these: those that have more folders above them. In most libraries there are none."""
    if not paths:
        return []
    depth = func.length(Target.path) - func.length(func.replace(Target.path, "/", ""))
    return list(await session.scalars(select(Target.path).where(depth > min(path.count("/") for path in paths))))


def _parents(path: str) -> list[str]:
    return [str(each) for each in PurePosixPath(_trimmed(path)).parents]


def check(request: AddRequest, known: Known) -> list[Failure]:
    """Every rule of v3 that can be judged without the metadata source."""
    failures = profile_failures(request.quality_profile_id, known.profiles)
    if not request.path and not request.root_folder_path:
        failures += not_empty("Path", request.path) + not_empty("RootFolderPath", request.root_folder_path)
    elif request.path:
        failures += path_failures(request.path, known.roots, known.paths, known.above)
    elif request.root_folder_path and request.root_folder_path.rstrip("/") not in known.roots:
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
    if request.tmdb_id and request.tmdb_id in known.films:
        failures.append(_exists(request.tmdb_id))
    return failures


async def check_profile(session: AsyncSession, profile_id: int) -> list[Failure]:
    """The profile must be named and exist."""
    return profile_failures(profile_id, frozenset(await session.scalars(select(QualityProfileRow.id))))


def profile_failures(profile_id: int, profiles: Container[int]) -> list[Failure]:
    """The same against the ids of the profiles there are."""
    failures = greater_than("QualityProfileId", profile_id, 0)
    if not failures and profile_id not in profiles:
        failures.append(
            broken("QualityProfileId", "Quality Profile does not exist", profile_id, "QualityProfileExistsValidator")
        )
    return failures


async def check_path(
    session: AsyncSession, path: str, roots: Collection[str], *, movie_id: int | None = None
) -> list[Failure]:
    """A film's own folder: absolute, no root folder, no other film's, and nothing that holds any of these."""
    path = _trimmed(path)
    below = Target.path.startswith(f"{path.rstrip('/')}/", autoescape=True)
    found = (await session.execute(select(Target.movie_id, Target.path).where((Target.path == path) | below))).all()
    if movie_id is not None and (movie_id, path) in found:
        return []  # it has it already
    others = [taken for owner, taken in found if owner != movie_id]
    return path_failures(path, roots, others, {path} if any(other != path for other in others) else set())


def path_failures(path: str, roots: Collection[str], taken: Container[str], above: Container[str]) -> list[Failure]:
    """The same against the folders other films have, and those these lie in."""
    if not path.startswith("/") or "\0" in path or ".." in PurePosixPath(path).parts:
        return [broken("Path", f"Invalid Path: '{path}'", path, "PathValidator", path=path)]
    path = _trimmed(path)
    if path in roots:
        message = f"Path '{path}' is already configured as a root folder"
        return [broken("Path", message, path, "RootFolderValidator", path=path)]
    if path in taken:
        return [_path_taken(path)]
    held = _what_else(path, roots, above)
    return [broken("Path", f"Path '{path}' {held[0]}", path, held[1], path=path)] if held is not None else []


def _what_else(path: str, roots: Collection[str], above: Container[str]) -> tuple[str, str] | None:
    """Why a folder cannot be one film's alone: deleting the film with its files would delete more than the film."""
    folder = PurePosixPath(path)
    if path in kept_places.SHELVES or folders.system_folder(path) is not None:
        return "is a folder of the system", "SystemFolderValidator"
    if any(PurePosixPath(root).is_relative_to(folder) for root in roots):
        return "is an ancestor of a root folder", "RootFolderAncestorValidator"
    if path in above:
        return "is an ancestor of an existing movie", "MovieAncestorValidator"
    return None


def _trimmed(path: str) -> str:
    return path.rstrip("/") or "/"


def _path(request: AddRequest, film: Film, naming: NamingConfig) -> str:
    """The folder a film gets: the one given, or its built name below the root folder."""
    if request.path:
        return _trimmed(request.path)
    assert request.root_folder_path is not None
    root = PurePosixPath(_trimmed(request.root_folder_path))
    try:
        return str(build_movie_path(root, build_folder_name(naming, naming_facts(film))))
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
