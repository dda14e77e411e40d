"""`/api/v3/releaseprofile`: words a release's title must or must not contain."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api.v3._answers import accepted, created, id_of
from cinearr.api.v3._problems import require, require_new
from cinearr.api.v3._wire import Int32, Resource
from cinearr.core.profiles import ReleaseProfile, release
from cinearr.features.indexers.tables import IndexerRow
from cinearr.features.profiles import ReleaseProfileRow
from cinearr.kit import rows
from cinearr.workflows.program import Program


class ReleaseProfileResource(Resource):
    """Terms come as a list, or as one text with commas; they are always shown as a list. Indexer 0 is any."""

    name: str | None = None
    enabled: bool = False
    required: list[str] | str | None = None
    ignored: list[str] | str | None = None
    indexer_id: Int32 = 0
    tags: list[Int32] = []
    id: Int32 = 0


def _resource(row: ReleaseProfileRow) -> ReleaseProfileResource:
    return ReleaseProfileResource(
        name=row.name,
        enabled=row.enabled,
        required=list(row.required),
        ignored=list(row.ignored),
        indexer_id=row.indexer_id,
        tags=list(row.tags),
        id=row.id,
    )


def _terms(sent: list[str] | str | None) -> tuple[str, ...]:
    """Blank ones of a list stay, to be refused."""
    return tuple(sent) if isinstance(sent, list) else release.terms(sent)


async def _columns(session: AsyncSession, sent: ReleaseProfileResource) -> dict[str, Any]:
    """The columns of what a client sent. Raises Invalid."""
    indexer_ids = [row.id for row in await rows.every(session, IndexerRow)]
    profile = ReleaseProfile(
        name=sent.name or "",
        enabled=sent.enabled,
        required=_terms(sent.required),
        ignored=_terms(sent.ignored),
        indexer_id=sent.indexer_id,
        tags=frozenset(sent.tags),
    )
    require(release.problems(profile, indexer_ids))
    return {
        "name": sent.name,
        "enabled": profile.enabled,
        "required": list(profile.required),
        "ignored": list(profile.ignored),
        "indexer_id": profile.indexer_id,
        "tags": sorted(profile.tags),
    }


@get("/api/v3/releaseprofile")
async def list_profiles(program: NamedDependency[Program]) -> list[ReleaseProfileResource]:
    """Every profile."""
    async with program.database.read() as session:
        return [_resource(row) for row in await rows.every(session, ReleaseProfileRow)]


@get("/api/v3/releaseprofile/{profile_id:int}")
async def one_profile(program: NamedDependency[Program], profile_id: FromPath[int]) -> ReleaseProfileResource:
    """One profile."""
    async with program.database.read() as session:
        return _resource(await rows.one(session, ReleaseProfileRow, profile_id))


@post("/api/v3/releaseprofile")
async def add_profile(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[ReleaseProfileResource]
) -> Response[ReleaseProfileResource]:
    """A new profile."""
    require_new(data.id)
    async with program.database.begin() as session:
        row = await rows.add(session, ReleaseProfileRow(**await _columns(session, data)))
        return created(request, "releaseprofile", _resource(row))


@put(["/api/v3/releaseprofile", "/api/v3/releaseprofile/{profile_id:int}"])
async def change_profile(
    request: Request[Any, Any, Any],
    program: NamedDependency[Program],
    data: JSONBody[ReleaseProfileResource],
    profile_id: FromPath[int] = 0,
) -> Response[ReleaseProfileResource]:
    """The profile as sent."""
    async with program.database.begin() as session:
        row = await rows.one(session, ReleaseProfileRow, id_of(data.id, profile_id))
        await rows.change(session, row, await _columns(session, data))
        return accepted(request, "releaseprofile", _resource(row))


@delete("/api/v3/releaseprofile/{profile_id:int}", status_code=200)
async def remove_profile(program: NamedDependency[Program], profile_id: FromPath[int]) -> dict[str, Any]:
    """Forget a profile."""
    async with program.database.begin() as session:
        await rows.remove(session, ReleaseProfileRow, profile_id)
    return {}


ROUTES = [list_profiles, one_profile, add_profile, change_profile, remove_profile]
