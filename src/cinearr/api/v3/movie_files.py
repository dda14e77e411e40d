"""`/api/v3/moviefile` and `/api/v3/rename`: the files of films."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, delete, get, put
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody

from cinearr.api._dto import WireResponse
from cinearr.api._errors import BadRequest
from cinearr.api.v3._answers import accepted, id_of
from cinearr.api.v3._files import MovieFileResource, file_alone
from cinearr.api.v3._quality import LanguageResource, QualityModelResource, language_ids, sent_quality
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource
from cinearr.features import media_files
from cinearr.kit.errors import NotFound
from cinearr.views import files
from cinearr.views.files import JudgedFile
from cinearr.workflows import delete_file, edit_files, rename_files
from cinearr.workflows.edit_files import FileEdit
from cinearr.workflows.program import Program

AnyRequest = Request[Any, Any, Any]


class FileBody(Resource):
    """What can be changed of a file; what is left out stays as it is."""

    languages: list[LanguageResource] | None = None
    quality: QualityModelResource | None = None
    edition: str | None = None
    release_group: str | None = None
    scene_name: str | None = None
    indexer_flags: Int32 | None = None
    id: Int32 = 0


class FilesBody(FileBody):
    """The same change to many files."""

    movie_file_ids: list[Int32] = []


class RenameResource(Resource):
    """A file that would get another name; paths are relative to the film's folder."""

    movie_id: int
    movie_file_id: int
    existing_path: str
    new_path: str


class _Asked(Resource):
    movie_id: list[Int32] = []
    movie_file_ids: list[Int32] = []


def _resource(found: JudgedFile) -> MovieFileResource:
    return file_alone(found.row, found.folder, found.profile, found.formats)


@get("/api/v3/moviefile")
async def list_files(request: AnyRequest, program: NamedDependency[Program]) -> list[MovieFileResource]:
    """Files of films, or files by id."""
    asked = read_query(request, _Asked)
    if not asked.movie_id and not asked.movie_file_ids:
        raise BadRequest("movieId or movieFileIds must be provided")
    async with program.database.read() as session:
        if asked.movie_id:
            found = await files.of_movies(session, asked.movie_id)
        else:
            found = await files.some(session, asked.movie_file_ids)
    return [_resource(each) for each in found]


@get("/api/v3/moviefile/{file_id:int}")
async def one_file(program: NamedDependency[Program], file_id: FromPath[int]) -> MovieFileResource:
    """One file."""
    (found,) = await _some(program, [file_id]) or (None,)
    if found is None:
        raise NotFound(f"MovieFile with ID {file_id} does not exist")
    return found


async def _some(program: Program, ids: list[int]) -> list[MovieFileResource]:
    async with program.database.read() as session:
        return [_resource(each) for each in await files.some(session, ids)]


def _edit(body: FileBody) -> FileEdit:
    return FileEdit(
        quality=sent_quality(body.quality) if body.quality is not None else None,
        languages=language_ids(body.languages) if body.languages is not None else None,
        edition=body.edition,
        release_group=body.release_group,
        scene_name=body.scene_name,
        indexer_flags=body.indexer_flags,
    )


@put(["/api/v3/moviefile", "/api/v3/moviefile/{file_id:int}"])
async def change(
    request: AnyRequest, program: NamedDependency[Program], data: JSONBody[FileBody], file_id: FromPath[int] = 0
) -> Response[MovieFileResource]:
    """Change what is known of a file."""
    file_id = id_of(data.id, file_id)
    async with program.database.read() as session:
        await media_files.get(session, file_id)
    await edit_files.edit(program, {file_id: _edit(data)})
    (resource,) = await _some(program, [file_id])
    return accepted(request, "moviefile", resource)


@put("/api/v3/moviefile/editor")
async def change_alike(
    program: NamedDependency[Program], data: JSONBody[FilesBody]
) -> Response[list[MovieFileResource]]:
    """The same change to many files."""
    change = _edit(data)
    changed = await edit_files.edit(program, dict.fromkeys(data.movie_file_ids, change))
    return WireResponse(await _some(program, changed), status_code=202, headers={"Deprecation": "true"})


@put("/api/v3/moviefile/bulk")
async def change_each(
    program: NamedDependency[Program], data: JSONBody[list[FileBody]]
) -> Response[list[MovieFileResource]]:
    """A change of its own to each file."""
    changed = await edit_files.edit(program, {body.id: _edit(body) for body in data})
    return WireResponse(await _some(program, changed), status_code=202)


@delete("/api/v3/moviefile/{file_id:int}", status_code=200)
async def remove(program: NamedDependency[Program], file_id: FromPath[int]) -> dict[str, Any]:
    """Delete a file from the disk."""
    await delete_file.delete(program, file_id)
    return {}


@delete("/api/v3/moviefile/bulk", status_code=200)
async def remove_many(program: NamedDependency[Program], data: JSONBody[FilesBody]) -> dict[str, Any]:
    """Delete files from the disk; ids that are not there are passed over."""
    if not data.movie_file_ids:
        raise BadRequest("movieFileIds must be provided")
    await delete_file.delete_many(program, data.movie_file_ids)
    return {}


@get("/api/v3/rename")
async def preview(request: AnyRequest, program: NamedDependency[Program]) -> list[RenameResource]:
    """Files of films that would get another name."""
    asked = read_query(request, _Asked)
    if not asked.movie_id:
        raise BadRequest("movieId must be provided")
    async with program.database.read() as session:
        found = await rename_files.preview(session, asked.movie_id)
    return [
        RenameResource(
            movie_id=each.movie_id,
            movie_file_id=each.movie_file_id,
            existing_path=each.existing_path,
            new_path=each.new_path,
        )
        for each in found
    ]


ROUTES: Final[list[BaseRouteHandler]] = [
    list_files,
    one_file,
    change,
    change_alike,
    change_each,
    remove,
    remove_many,
    preview,
]
