"""`/api/v3/tag`, and who uses each."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from cinearr.api.v3._answers import accepted, created, id_of
from cinearr.api.v3._wire import Resource
from cinearr.features import tags
from cinearr.features.tags.tables import Tag
from cinearr.kit import events
from cinearr.kit.errors import Conflict
from cinearr.views import tag_use
from cinearr.workflows.program import Program


class TagResource(Resource):
    """A label."""

    label: str | None = None
    id: int = 0


class TagDetailResource(Resource):
    """A label with the ids of everything that bears it."""

    label: str
    delay_profile_ids: list[int]
    import_list_ids: list[int]
    notification_ids: list[int]
    release_profile_ids: list[int]
    indexer_ids: list[int]
    download_client_ids: list[int]
    auto_tag_ids: list[int]
    movie_ids: list[int]
    id: int


def _resource(tag: Tag) -> TagResource:
    return TagResource(label=tag.label, id=tag.id)


def _detail(tag: Tag, use: tag_use.TagUse) -> TagDetailResource:
    return TagDetailResource(
        label=tag.label,
        delay_profile_ids=use.delay_profiles,
        import_list_ids=[],
        notification_ids=use.notifications,
        release_profile_ids=use.release_profiles,
        indexer_ids=use.indexers,
        download_client_ids=use.download_clients,
        auto_tag_ids=[],
        movie_ids=use.movies,
        id=tag.id,
    )


@get("/api/v3/tag")
async def list_tags(program: NamedDependency[Program]) -> list[TagResource]:
    """Every tag by label."""
    async with program.database.read() as session:
        return [_resource(tag) for tag in await tags.all_tags(session)]


@get("/api/v3/tag/{tag_id:int}")
async def one_tag(program: NamedDependency[Program], tag_id: FromPath[int]) -> TagResource:
    """One tag."""
    async with program.database.read() as session:
        return _resource(await tags.get(session, tag_id))


@post("/api/v3/tag")
async def add_tag(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[TagResource]
) -> Response[TagResource]:
    """The tag of this label, made when there is none."""
    async with program.database.begin() as session:
        tag = await tags.ensure(session, data.label)
        await events.changed(session, "tag", "sync")
        return created(request, "tag", _resource(tag))


@put(["/api/v3/tag", "/api/v3/tag/{tag_id:int}"])
async def change_tag(
    request: Request[Any, Any, Any],
    program: NamedDependency[Program],
    data: JSONBody[TagResource],
    tag_id: FromPath[int] = 0,
) -> Response[TagResource]:
    """Another label."""
    async with program.database.begin() as session:
        tag = await tags.relabel(session, id_of(data.id, tag_id), data.label)
        await events.changed(session, "tag", "sync")
        return accepted(request, "tag", _resource(tag))


@delete("/api/v3/tag/{tag_id:int}", status_code=200)
async def remove_tag(program: NamedDependency[Program], tag_id: FromPath[int]) -> dict[str, Any]:
    """Forget a tag nobody bears."""
    async with program.database.begin() as session:
        tag = await tags.get(session, tag_id)
        use = (await tag_use.load(session)).get(tag_id)
        if use is not None and use.any:
            raise Conflict(f"Tag with ID {tag_id} '{tag.label}' cannot be deleted since it's still in use")
        await tags.remove(session, tag_id)
        await events.changed(session, "tag", "sync")
    return {}


@get("/api/v3/tag/detail")
async def tag_details(program: NamedDependency[Program]) -> list[TagDetailResource]:
    """Every tag with its use."""
    async with program.database.read() as session:
        use = await tag_use.load(session)
        return [_detail(tag, use.get(tag.id, tag_use.TagUse())) for tag in await tags.all_tags(session)]


@get("/api/v3/tag/detail/{tag_id:int}")
async def tag_detail(program: NamedDependency[Program], tag_id: FromPath[int]) -> TagDetailResource:
    """One tag with its use."""
    async with program.database.read() as session:
        tag = await tags.get(session, tag_id)
        return _detail(tag, (await tag_use.load(session)).get(tag.id, tag_use.TagUse()))


ROUTES = [list_tags, one_tag, add_tag, change_tag, remove_tag, tag_details, tag_detail]
