"""Collections as the JSON clients read, made again only when something in them changed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, Text, cast, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api.v3._library import Library
from cinearr.api.v3._movies import ImageResource, MovieStatusType, RatingsResource, ratings, remote_images, status_type
from cinearr.api.v3._wire import Int32, Resource, encode
from cinearr.core.films import Film
from cinearr.core.naming.builder import build_folder_name
from cinearr.core.naming.model import NamingConfig
from cinearr.core.releases.titles import clean_title, sort_title
from cinearr.features import collections, exclusions, settings
from cinearr.features.collections import CollectionRow
from cinearr.workflows.add_movie import film_status
from cinearr.workflows.naming_facts import naming_config, naming_facts
from cinearr.workflows.program import Program


class CollectionMovieResource(Resource):
    """A film of a collection, in the library or not."""

    tmdb_id: int
    imdb_id: str | None
    title: str
    clean_title: str
    sort_title: str
    status: MovieStatusType
    overview: str
    runtime: int
    images: list[ImageResource]
    year: int
    ratings: RatingsResource
    genres: list[str]
    folder: str
    is_existing: bool
    is_excluded: bool


class CollectionResource(Resource):
    """A collection and what is to happen with its films."""

    title: str | None = None
    sort_title: str | None = None
    tmdb_id: int = 0
    images: list[ImageResource] = []
    overview: str | None = None
    monitored: bool = False
    root_folder_path: str | None = None
    quality_profile_id: Int32 = 0
    search_on_add: bool = False
    minimum_availability: MovieStatusType = MovieStatusType.TBA
    movies: list[CollectionMovieResource] = []
    missing_movies: int = 0
    tags: list[Int32] = []
    id: Int32 = 0


@dataclass(frozen=True, slots=True)
class _Scene:
    """What all collections are shown with."""

    config: NamingConfig
    today: date
    program: Program


@dataclass(frozen=True, slots=True)
class _Kept:
    """A collection as JSON, and what it was made from."""

    version: str
    members: tuple[int, ...]
    present: frozenset[int]
    excluded: frozenset[int]
    body: bytes


# Which transaction wrote the row: another one for every change.
_VERSION: Final[ColumnElement[str]] = cast(literal_column("collections.xmin"), Text)


class Collections:
    """All collections, as JSON. Each process keeps its own."""

    def __init__(self, program: Program, library: Library) -> None:
        self._program = program
        self._library = library
        self._kept: dict[int, _Kept] = {}
        self._scene: _Scene | None = None

    async def all(self) -> list[bytes]:
        """Every collection by id, as it is now."""
        present = await self._library.tmdb_ids()
        async with self._program.database.read() as session:
            scene = await self._scene_now(session)
            kept = self._kept if scene == self._scene else {}
            versions = dict((await session.execute(select(CollectionRow.id, _VERSION))).all())
            left_out = {row.tmdb_id for row in await exclusions.all_exclusions(session)}
            stale = [
                each for each, version in versions.items() if not _holds(kept.get(each), version, present, left_out)
            ]
            rows = await collections.some(session, stale) if stale else []
        made = await asyncio.to_thread(_made, rows, versions, present, left_out, scene)
        # Another request may have done the same meanwhile; both are right.
        self._kept = {each: made.get(each) or kept[each] for each in sorted(versions) if each in made or each in kept}
        self._scene = scene
        return [each.body for each in self._kept.values()]

    async def one(self, row: CollectionRow) -> CollectionResource:
        """One collection, made for this answer."""
        present = await self._library.tmdb_ids()
        async with self._program.database.read() as session:
            scene = await self._scene_now(session)
            left_out = await exclusions.excluded(session, _members(row))
        return resource(row, present, left_out, scene)

    async def _scene_now(self, session: AsyncSession) -> _Scene:
        config = naming_config(await settings.get(session, settings.Naming))
        return _Scene(config, self._program.clock().date(), self._program)


def _holds(kept: _Kept | None, version: str, present: Collection[int], left_out: Collection[int]) -> bool:
    return (
        kept is not None
        and kept.version == version
        and all((each in present) == (each in kept.present) for each in kept.members)
        and all((each in left_out) == (each in kept.excluded) for each in kept.members)
    )


def _made(
    rows: Iterable[CollectionRow],
    versions: Mapping[int, str],
    present: Collection[int],
    left_out: Collection[int],
    scene: _Scene,
) -> dict[int, _Kept]:
    made = {}
    for row in rows:
        members = tuple(_members(row))
        made[row.id] = _Kept(
            versions[row.id],
            members,
            frozenset(each for each in members if each in present),
            frozenset(each for each in members if each in left_out),
            encode(resource(row, present, left_out, scene)),
        )
    return made


def _members(row: CollectionRow) -> list[int]:
    return [film["tmdb_id"] for film in row.document.get("films", ())]


def without_films(row: CollectionRow) -> CollectionResource:
    """A collection as answers to changes of many have it."""
    document = collections.collection_of(row)
    return CollectionResource(
        title=row.title,
        sort_title=row.sort_title,
        tmdb_id=row.tmdb_id,
        images=remote_images(document.images),
        overview=document.overview,
        monitored=row.monitored,
        root_folder_path=row.root_folder_path,
        quality_profile_id=row.quality_profile_id,
        search_on_add=row.search_on_add,
        minimum_availability=status_type(row.minimum_availability),
        tags=list(row.tags),
        id=row.id,
    )


def resource(
    row: CollectionRow, present: Collection[int], left_out: Collection[int], scene: _Scene
) -> CollectionResource:
    """A collection with its films."""
    films = [_film(film, present, left_out, scene) for film in collections.collection_of(row).films]
    missing = sum(not film.is_existing and not film.is_excluded for film in films)
    return msgspec.structs.replace(without_films(row), movies=films, missing_movies=missing)


def _film(film: Film, present: Collection[int], left_out: Collection[int], scene: _Scene) -> CollectionMovieResource:
    return CollectionMovieResource(
        tmdb_id=film.tmdb_id,
        imdb_id=film.imdb_id,
        title=film.title,
        clean_title=clean_title(film.title),
        sort_title=sort_title(film.title),
        status=status_type(film_status(film, scene.program.clock()).value),
        overview=film.overview,
        runtime=film.runtime,
        images=remote_images(film.images),
        year=film.year,
        ratings=ratings(film.ratings),
        genres=list(film.genres),
        folder=build_folder_name(scene.config, naming_facts(film)),
        is_existing=film.tmdb_id in present,
        is_excluded=film.tmdb_id in left_out,
    )
