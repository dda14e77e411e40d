"""`/api/v3/movie/editor` and `/api/v3/movie/import`: many films at once."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, delete, post, put
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import JSONBody

from cinearr.api._dto import WireResponse
from cinearr.api.v3._library import Library
from cinearr.api.v3._movies import MovieResource, MovieStatusType, just_imported, without_statistics
from cinearr.api.v3._wire import Int32, Resource, WireEnum
from cinearr.api.v3.movies import MovieBody, add_request
from cinearr.core.movies import MovieStatus
from cinearr.workflows import add_movie, delete_movie, edit_movie
from cinearr.workflows.edit_movie import BulkEdit
from cinearr.workflows.program import Program


class ApplyTags(WireEnum):
    """What is done with tags."""

    ADD = "add", 0
    REMOVE = "remove", 1
    REPLACE = "replace", 2


class EditorBody(Resource):
    """A change to many films; what is left out stays as it is."""

    movie_ids: list[Int32] = []
    monitored: bool | None = None
    quality_profile_id: Int32 | None = None
    minimum_availability: MovieStatusType | None = None
    root_folder_path: str | None = None
    tags: list[Int32] | None = None
    apply_tags: ApplyTags = ApplyTags.ADD
    move_files: bool = False
    delete_files: bool = False
    add_import_exclusion: bool = False


@put("/api/v3/movie/editor")
async def change(
    program: NamedDependency[Program], library: NamedDependency[Library], data: JSONBody[EditorBody]
) -> Response[list[MovieResource]]:
    """Change films; the answer has those that exist."""
    minimum = data.minimum_availability
    edit = BulkEdit(
        movie_ids=tuple(data.movie_ids),
        monitored=data.monitored,
        quality_profile_id=data.quality_profile_id,
        minimum_availability=MovieStatus(minimum.number) if minimum is not None else None,
        root_folder_path=data.root_folder_path,
        tags=tuple(data.tags) if data.tags is not None else None,
        apply_tags=edit_movie.ApplyTags(data.apply_tags.value),
        move_files=data.move_files,
    )
    changed = await edit_movie.edit_many(program, edit)
    found = await library.resources(changed)
    return WireResponse([without_statistics(film) for film in found], status_code=202)


@delete("/api/v3/movie/editor", status_code=200)
async def remove(program: NamedDependency[Program], data: JSONBody[EditorBody]) -> dict[str, Any]:
    """Take films out of the library; those that are not there are passed over."""
    await delete_movie.delete_many(
        program, data.movie_ids, delete_files=data.delete_files, exclude=data.add_import_exclusion
    )
    return {}


@post("/api/v3/movie/import", status_code=200)
async def bring_in(
    program: NamedDependency[Program], library: NamedDependency[Library], data: JSONBody[list[MovieBody]]
) -> list[MovieResource]:
    """Add films together; the first that is refused ends it."""
    added = await add_movie.add_many(program, [add_request(body) for body in data])
    found = await library.resources(added)
    return [
        msgspec.structs.replace(just_imported(film), add_options=body.add_options)
        for film, body in zip(found, data, strict=True)
    ]


ROUTES: Final[list[BaseRouteHandler]] = [change, remove, bring_in]
