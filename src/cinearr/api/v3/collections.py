"""`/api/v3/collection`: collections some film of the library belongs to."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, get, put
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody

from cinearr.api._dto import WireResponse
from cinearr.api._errors import JSON_UTF8
from cinearr.api.v3._answers import accepted, id_of
from cinearr.api.v3._collections import CollectionResource, Collections, without_films
from cinearr.api.v3._movies import MovieStatusType
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource, encode
from cinearr.core.movies import MovieStatus
from cinearr.features import collections
from cinearr.kit.errors import NotFound
from cinearr.workflows import edit_collections
from cinearr.workflows.edit_collections import CollectionEdit
from cinearr.workflows.program import Program

AnyRequest = Request[Any, Any, Any]


class CollectionBody(Resource):
    """What counts of a collection that a client sends."""

    monitored: bool = False
    root_folder_path: str | None = None
    quality_profile_id: Int32 = 0
    search_on_add: bool = False
    minimum_availability: MovieStatusType = MovieStatusType.TBA
    tags: list[Int32] = []
    id: Int32 = 0


class CollectionsBody(Resource):
    """The same change to many collections; what is left out stays as it is."""

    collection_ids: list[Int32] = []
    monitored: bool | None = None
    monitor_movies: bool | None = None
    search_on_add: bool | None = None
    quality_profile_id: Int32 | None = None
    root_folder_path: str | None = None
    minimum_availability: MovieStatusType | None = None


class _Asked(Resource):
    tmdb_id: Int32 | None = None


@get("/api/v3/collection")
async def list_collections(
    request: AnyRequest, program: NamedDependency[Program], library_collections: NamedDependency[Collections]
) -> Response[bytes]:
    """Every collection, or the one with a TMDb id."""
    tmdb_id = read_query(request, _Asked).tmdb_id
    if tmdb_id is not None:
        async with program.database.read() as session:
            row = await collections.by_tmdb(session, tmdb_id)
        bodies = [encode(await library_collections.one(row))] if row is not None else []
    else:
        bodies = await library_collections.all()
    return WireResponse(b"[" + b",".join(bodies) + b"]", media_type=JSON_UTF8)


@get("/api/v3/collection/{collection_id:int}")
async def one_collection(
    program: NamedDependency[Program], library_collections: NamedDependency[Collections], collection_id: FromPath[int]
) -> CollectionResource:
    """One collection."""
    async with program.database.read() as session:
        row = await collections.get(session, collection_id)
    return await library_collections.one(row)


@put("/api/v3/collection/{collection_id:int}")
async def change(
    request: AnyRequest,
    program: NamedDependency[Program],
    library_collections: NamedDependency[Collections],
    data: JSONBody[CollectionBody],
    collection_id: FromPath[int],
) -> Response[CollectionResource]:
    """Change one collection."""
    collection_id = id_of(data.id, collection_id)
    edit = CollectionEdit(
        monitored=data.monitored,
        search_on_add=data.search_on_add,
        quality_profile_id=data.quality_profile_id,
        minimum_availability=MovieStatus(data.minimum_availability.number),
        root_folder_path=data.root_folder_path,
        tags=tuple(data.tags),
    )
    rows = await edit_collections.edit(program, [collection_id], edit, refresh=False)
    if not rows:
        raise NotFound(f"Collection with ID {collection_id} does not exist")
    return accepted(request, "collection", await library_collections.one(rows[0]))


@put("/api/v3/collection")
async def change_many(
    program: NamedDependency[Program], data: JSONBody[CollectionsBody]
) -> Response[list[CollectionResource]]:
    """The same change to many collections; monitored ones then add what they miss."""
    minimum = data.minimum_availability
    edit = CollectionEdit(
        monitored=data.monitored,
        search_on_add=data.search_on_add,
        quality_profile_id=data.quality_profile_id,
        minimum_availability=MovieStatus(minimum.number) if minimum is not None else None,
        root_folder_path=data.root_folder_path,
        monitor_movies=data.monitor_movies,
    )
    rows = await edit_collections.edit(program, list(data.collection_ids), edit, refresh=True)
    return WireResponse([without_films(row) for row in rows], status_code=202)


ROUTES: Final[list[BaseRouteHandler]] = [list_collections, one_collection, change, change_many]
