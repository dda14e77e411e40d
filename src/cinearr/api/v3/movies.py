"""`/api/v3/movie`: the films of the library."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody

from cinearr.api._dto import WireResponse
from cinearr.api._errors import JSON_UTF8, bad_query, empty
from cinearr.api.v3._answers import accepted, created, id_of
from cinearr.api.v3._library import Entry, Library
from cinearr.api.v3._movies import (
    AddOptionsResource,
    MovieResource,
    MovieStatusType,
    just_added,
    whole,
    without_local_covers,
)
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource
from cinearr.core import languages
from cinearr.core.movies import MovieStatus
from cinearr.core.naming.builder import build_folder_name
from cinearr.features import movies, settings
from cinearr.kit.errors import NotFound
from cinearr.views.library import LibraryFilm
from cinearr.workflows import add_movie, delete_movie, edit_movie
from cinearr.workflows.add_movie import AddRequest
from cinearr.workflows.edit_movie import Edit
from cinearr.workflows.naming_facts import naming_config, naming_facts
from cinearr.workflows.program import Program

AnyRequest = Request[Any, Any, Any]


class MovieBody(Resource):
    """What counts of a film that a client sends; the rest comes from the metadata source."""

    title: str | None = None
    path: str | None = None
    quality_profile_id: Int32 = 0
    monitored: bool = True
    minimum_availability: MovieStatusType = MovieStatusType.RELEASED
    tmdb_id: Int32 = 0
    root_folder_path: str | None = None
    folder: str | None = None
    tags: list[Int32] = []
    add_options: AddOptionsResource | None = None
    id: Int32 = 0


class FolderResource(Resource):
    """The name a film's folder would get."""

    folder: str = ""


class _Listed(Resource):
    tmdb_id: Int32 | None = None
    exclude_local_covers: bool = False
    language_id: int | None = None


@get("/api/v3/movie")
async def list_movies(request: AnyRequest, library: NamedDependency[Library]) -> Response[bytes]:
    """Every film, or the one with a TMDb id. A client that names the tag it has gets 304 when nothing changed."""
    asked = read_query(request, _Listed)
    bodies, tag = await _bodies(library, asked)
    if tag is not None and _has(request, tag):
        return empty(304, {"ETag": tag})
    body = b"[" + b",".join(bodies) + b"]"
    if asked.exclude_local_covers:
        body = without_local_covers(body)
    return WireResponse(body, media_type=JSON_UTF8, headers={"ETag": tag} if tag else {})


async def _bodies(library: Library, asked: _Listed) -> tuple[Any, str | None]:
    language = await _other_language(library, asked.language_id)
    if language is not None:
        return await library.in_language(language), None
    if asked.tmdb_id:
        entry = await library.by_tmdb(asked.tmdb_id)
        return [entry.body] if entry else [], None
    bodies, tag = await library.films()
    return bodies, f'"{tag[1:-1]}-r"' if asked.exclude_local_covers else tag


async def _other_language(library: Library, language_id: int | None) -> int | None:
    """The language, when it is not the one films are kept in."""
    if not language_id or language_id == languages.ANY.id:
        return None
    if language_id not in languages.BY_ID:
        raise bad_query("languageId", str(language_id))
    kept = (await library.scene()).facts.language
    return language_id if language_id != kept else None


def _has(request: AnyRequest, tag: str) -> bool:
    sent = request.headers.get("if-none-match", "")
    return any(each.strip().removeprefix("W/") in (tag, "*") for each in sent.split(",")) if sent else False


@get("/api/v3/movie/{movie_id:int}")
async def one_movie(request: AnyRequest, library: NamedDependency[Library], movie_id: FromPath[int]) -> Response[bytes]:
    """One film."""
    entry = await library.film(movie_id)
    if entry is None:
        raise NotFound(f"Movie with ID {movie_id} does not exist")
    return _one(request, entry)


def _one(request: AnyRequest, entry: Entry) -> Response[bytes]:
    if _has(request, entry.etag):
        return empty(304, {"ETag": entry.etag})
    return WireResponse(entry.body, media_type=JSON_UTF8, headers={"ETag": entry.etag})


@get("/api/v3/movie/{movie_id:int}/folder")
async def movie_folder(program: NamedDependency[Program], movie_id: FromPath[int]) -> FolderResource:
    """The name the film's folder would get today."""
    async with program.database.read() as session:
        movie = await movies.get(session, movie_id)
        config = naming_config(await settings.get(session, settings.Naming))
    return FolderResource(folder=build_folder_name(config, naming_facts(movies.film_of(movie))))


def add_request(body: MovieBody) -> AddRequest:
    """What a client wants added."""
    options = body.add_options
    return AddRequest(
        tmdb_id=body.tmdb_id,
        title=body.title,
        quality_profile_id=body.quality_profile_id,
        root_folder_path=body.root_folder_path,
        path=body.path,
        monitored=body.monitored,
        minimum_availability=MovieStatus(body.minimum_availability.number),
        tags=tuple(body.tags),
        add_options=msgspec.to_builtins(options) if options is not None else {},
    )


@post("/api/v3/movie")
async def add(
    request: AnyRequest, program: NamedDependency[Program], library: NamedDependency[Library], data: JSONBody[MovieBody]
) -> Response[MovieResource]:
    """Add a film."""
    added = await add_movie.add(program, add_request(data))

    def shape(film: LibraryFilm, scene: Any) -> MovieResource:
        # The refresh that follows may have used up the options already.
        return msgspec.structs.replace(just_added(whole(film, scene)), add_options=data.add_options)

    (resource,) = await library.resources([added], shape)
    return created(request, "movie", resource)


class _Changing(Resource):
    move_files: bool = False


@put(["/api/v3/movie", "/api/v3/movie/{movie_id:int}"])
async def change(
    request: AnyRequest,
    program: NamedDependency[Program],
    library: NamedDependency[Library],
    data: JSONBody[MovieBody],
    movie_id: FromPath[int] = 0,
) -> Response[MovieResource]:
    """Change what is wanted of a film. What is left out takes its default, as for a new one."""
    options = data.add_options
    edit = Edit(
        movie_id=id_of(data.id, movie_id),
        path=data.path or "",
        quality_profile_id=data.quality_profile_id,
        monitored=data.monitored,
        minimum_availability=MovieStatus(data.minimum_availability.number),
        tags=tuple(data.tags),
        add_options=msgspec.to_builtins(options) if options is not None else None,
    )
    movie = await edit_movie.edit(program, edit, move_files=read_query(request, _Changing).move_files)
    (resource,) = await library.resources([movie.id])
    return accepted(request, "movie", resource)


class _Removing(Resource):
    delete_files: bool = False
    add_import_exclusion: bool = False


@delete("/api/v3/movie/{movie_id:int}", status_code=200)
async def remove(request: AnyRequest, program: NamedDependency[Program], movie_id: FromPath[int]) -> dict[str, Any]:
    """Take a film out of the library."""
    asked = read_query(request, _Removing)
    await delete_movie.delete(program, movie_id, delete_files=asked.delete_files, exclude=asked.add_import_exclusion)
    return {}


ROUTES: Final[list[BaseRouteHandler]] = [list_movies, one_movie, movie_folder, add, change, remove]
