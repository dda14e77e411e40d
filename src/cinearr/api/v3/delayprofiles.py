"""`/api/v3/delayprofile`: how long to wait for something better. Number 1 holds for all films and always stays."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api._errors import Refused
from cinearr.api.v3._answers import accepted, created, id_of
from cinearr.api.v3._problems import require, require_new
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource, WireEnum
from cinearr.core.profiles import delay
from cinearr.core.profiles.delay import DelayProfile
from cinearr.core.releases.model import Protocol
from cinearr.features import profiles
from cinearr.features.profiles import DelayProfileRow
from cinearr.kit import rows
from cinearr.workflows.program import Program


class WireProtocol(WireEnum):
    """How releases are fetched."""

    UNKNOWN = "unknown", 0
    USENET = "usenet", 1
    TORRENT = "torrent", 2


class DelayProfileResource(Resource):
    """Delays in minutes."""

    enable_usenet: bool = False
    enable_torrent: bool = False
    preferred_protocol: WireProtocol = WireProtocol.UNKNOWN
    usenet_delay: Int32 = 0
    torrent_delay: Int32 = 0
    bypass_if_highest_quality: bool = False
    bypass_if_above_custom_format_score: bool = False
    minimum_custom_format_score: Int32 = 0
    order: Int32 = 0
    tags: list[Int32] | None = None
    id: Int32 = 0


class _Asked(Resource):
    after: Int32 | None = None


def _resource(row: DelayProfileRow) -> DelayProfileResource:
    profile = profiles.delay_profile_of(row)
    return DelayProfileResource(
        enable_usenet=profile.enable_usenet,
        enable_torrent=profile.enable_torrent,
        preferred_protocol=WireProtocol.read(profile.preferred_protocol.value),
        usenet_delay=profile.usenet_delay,
        torrent_delay=profile.torrent_delay,
        bypass_if_highest_quality=profile.bypass_if_highest_quality,
        bypass_if_above_custom_format_score=profile.bypass_if_above_custom_format_score,
        minimum_custom_format_score=profile.minimum_custom_format_score,
        order=profile.order,
        tags=sorted(profile.tags),
        id=profile.id,
    )


def _profile(sent: DelayProfileResource, profile_id: int, order: int) -> DelayProfile:
    return DelayProfile(
        id=profile_id,
        enable_usenet=sent.enable_usenet,
        enable_torrent=sent.enable_torrent,
        preferred_protocol=Protocol(sent.preferred_protocol.number),
        usenet_delay=sent.usenet_delay,
        torrent_delay=sent.torrent_delay,
        bypass_if_highest_quality=sent.bypass_if_highest_quality,
        bypass_if_above_custom_format_score=sent.bypass_if_above_custom_format_score,
        minimum_custom_format_score=sent.minimum_custom_format_score,
        order=delay.LAST if profile_id == delay.DEFAULT_ID else order,
        tags=frozenset(sent.tags or ()),
    )


async def _columns(
    session: AsyncSession, sent: DelayProfileResource, profile_id: int = 0, order: int | None = None
) -> dict[str, Any]:
    """The columns of what a client sent; a new profile comes after the others. Raises Invalid."""
    others = [each for each in await profiles.delay_profiles(session) if each.id != profile_id]
    if order is None:
        order = 1 + max((each.order for each in others if each.id != delay.DEFAULT_ID), default=0)
    profile = _profile(sent, profile_id, order)
    require(delay.problems(profile, others), absent=() if sent.tags is not None else ("Tags",))
    return profiles.delay_profile_columns(profile)


@get("/api/v3/delayprofile")
async def list_profiles(program: NamedDependency[Program]) -> list[DelayProfileResource]:
    """Every profile by id; `order` says which counts first."""
    async with program.database.read() as session:
        return [_resource(row) for row in await rows.every(session, DelayProfileRow)]


@get("/api/v3/delayprofile/{profile_id:int}")
async def one_profile(program: NamedDependency[Program], profile_id: FromPath[int]) -> DelayProfileResource:
    """One profile."""
    async with program.database.read() as session:
        return _resource(await rows.one(session, DelayProfileRow, profile_id))


@post("/api/v3/delayprofile")
async def add_profile(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[DelayProfileResource]
) -> Response[DelayProfileResource]:
    """A new profile for films with certain tags."""
    require_new(data.id)
    async with program.database.begin() as session:
        await profiles.lock(session)
        row = await rows.add(session, DelayProfileRow(**await _columns(session, data)))
        return created(request, "delayprofile", _resource(row))


@put(["/api/v3/delayprofile", "/api/v3/delayprofile/{profile_id:int}"])
async def change_profile(
    request: Request[Any, Any, Any],
    program: NamedDependency[Program],
    data: JSONBody[DelayProfileResource],
    profile_id: FromPath[int] = 0,
) -> Response[DelayProfileResource]:
    """The profile as sent; without an order it keeps its place."""
    profile_id = id_of(data.id, profile_id)
    async with program.database.begin() as session:
        await profiles.lock(session)
        row = await rows.one(session, DelayProfileRow, profile_id)
        await rows.change(session, row, await _columns(session, data, profile_id, data.order or row.order))
        return accepted(request, "delayprofile", _resource(row))


@put("/api/v3/delayprofile/reorder/{profile_id:int}")
async def move_profile(
    request: Request[Any, Any, Any], program: NamedDependency[Program], profile_id: FromPath[int]
) -> list[DelayProfileResource]:
    """Put a profile behind another one (`after`), or first."""
    after = read_query(request, _Asked).after
    async with program.database.begin() as session:
        await profiles.lock(session)
        await rows.one(session, DelayProfileRow, profile_id)
        ranked = delay.reordered(await profiles.delay_profiles(session), profile_id, after)
        places = {profile.id: place for place, profile in enumerate(ranked, 1) if profile.id != delay.DEFAULT_ID}
        every = await rows.every(session, DelayProfileRow)
        for row in every:
            row.order = places.get(row.id, delay.LAST)
        await session.flush()
        return [_resource(row) for row in every]


@delete("/api/v3/delayprofile/{profile_id:int}", status_code=200)
async def remove_profile(program: NamedDependency[Program], profile_id: FromPath[int]) -> dict[str, Any]:
    """Forget a profile."""
    if profile_id == delay.DEFAULT_ID:
        raise Refused("Cannot delete global delay profile")
    async with program.database.begin() as session:
        await rows.remove(session, DelayProfileRow, profile_id)
    return {}


ROUTES = [list_profiles, one_profile, add_profile, change_profile, move_profile, remove_profile]
