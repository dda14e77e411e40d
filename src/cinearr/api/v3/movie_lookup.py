"""`/api/v3/movie/lookup`: films to add, and whether they are here already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from sqlalchemy import select

from cinearr.api.pictures import proxied
from cinearr.api.v3._library import Library
from cinearr.api.v3._movies import MovieResource, found_film
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource
from cinearr.core.films import Film
from cinearr.core.lookup import ByImdbId, ByTmdbId, parse
from cinearr.core.naming.builder import build_folder_name
from cinearr.core.naming.model import NamingConfig
from cinearr.features import settings
from cinearr.features.metadata_sources.lookup import lookup
from cinearr.features.movies.tables import Movie
from cinearr.kit.errors import NotFound, ProviderError
from cinearr.workflows.add_movie import film_status
from cinearr.workflows.naming_facts import naming_config, naming_facts
from cinearr.workflows.program import Program

AnyRequest = Request[Any, Any, Any]


class _Term(Resource):
    term: str = ""


class _Tmdb(Resource):
    tmdb_id: Int32 = 0


class _Imdb(Resource):
    imdb_id: str = ""


@get("/api/v3/movie/lookup")
async def by_term(
    request: AnyRequest, program: NamedDependency[Program], library: NamedDependency[Library]
) -> list[MovieResource]:
    """Films for what a person typed, best first."""
    term = read_query(request, _Term).term
    if not term.strip():
        raise ProviderError("Search for '' failed. Type a title, or an id as tmdb:603 or imdb:tt0133093.")
    films = await lookup(program.metadata, parse(term))
    return await _shown(program, library, films)


@get("/api/v3/movie/lookup/tmdb")
async def by_tmdb(
    request: AnyRequest, program: NamedDependency[Program], library: NamedDependency[Library]
) -> MovieResource:
    """The film with a TMDb id."""
    tmdb_id = read_query(request, _Tmdb).tmdb_id
    films = await lookup(program.metadata, ByTmdbId(tmdb_id)) if tmdb_id > 0 else []
    if not films:
        raise NotFound(f"Movie with tmdbId {tmdb_id} was not found, it may have been removed from TMDb.")
    return await _single(program, library, films[0])


@get("/api/v3/movie/lookup/imdb")
async def by_imdb(
    request: AnyRequest, program: NamedDependency[Program], library: NamedDependency[Library]
) -> MovieResource:
    """The film with an IMDb id."""
    imdb_id = read_query(request, _Imdb).imdb_id
    term = parse(f"imdb:{imdb_id}")
    films = await lookup(program.metadata, term) if isinstance(term, ByImdbId) else []
    if not films:
        raise NotFound(f"Movie with imdbId {imdb_id!r} was not found.")
    return await _single(program, library, films[0])


async def _single(program: Program, library: Library, film: Film) -> MovieResource:
    (found,) = await _shown(program, library, [film])
    images = found.images or []
    if not found.id:
        images = [msgspec.structs.replace(image, url=None) for image in images]
    return msgspec.structs.replace(found, folder=None, remote_poster=None, images=images)


async def _shown(program: Program, library: Library, films: Sequence[Film]) -> list[MovieResource]:
    """Films of the library as they are there, the others as the source knows them."""
    tmdb_ids = [film.tmdb_id for film in films]
    async with program.database.read() as session:
        rows = await session.execute(select(Movie.tmdb_id, Movie.id).where(Movie.tmdb_id.in_(tmdb_ids)))
        present = dict(rows.all())
        config = naming_config(await settings.get(session, settings.Naming))
    here = {each.tmdb_id: _brief(each) for each in await library.resources(list(present.values()))}
    return [_one(program, film, here, config) for film in films]


def _brief(film: MovieResource) -> MovieResource:
    """`hasFile` is ours: clients ask for it here, and v3 does not say."""
    return msgspec.structs.replace(film, size_on_disk=None, statistics=None)


def _one(program: Program, film: Film, here: Mapping[int, MovieResource], config: NamingConfig) -> MovieResource:
    found = here.get(film.tmdb_id)
    if found is None:
        found = found_film(film, film_status(film, program.clock()))
        url_base = program.config.url_base
        found = msgspec.structs.replace(found, images=proxied(found.images or (), program.api_key, url_base))
    poster = next((image.url for image in film.images if image.cover_type == "poster"), None)
    return msgspec.structs.replace(
        found,
        remote_poster=poster,
        folder=build_folder_name(config, naming_facts(film)),
    )


ROUTES: Final[list[BaseRouteHandler]] = [by_term, by_tmdb, by_imdb]
