"""`/api/v3/qualityprofile`: which qualities are wanted, and what custom formats are worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api.v3._answers import accepted, created, id_of
from cinearr.api.v3._problems import require, require_new
from cinearr.api.v3._quality import LanguageResource, QualityResource, language, quality_resource
from cinearr.api.v3._wire import Int32, Resource
from cinearr.core import languages, quality
from cinearr.core.problems import Problem
from cinearr.core.profiles import SCHEMA, ProfileItem, QualityProfile
from cinearr.core.profiles.validation import problems
from cinearr.features import profiles
from cinearr.features.custom_formats import CustomFormatRow
from cinearr.features.profiles import QualityProfileRow
from cinearr.kit import rows
from cinearr.kit.errors import CinearrError
from cinearr.views import profile_use
from cinearr.workflows.program import Program


class ProfileItemResource(Resource):
    """A quality, or a named group of equals with an id of its own."""

    name: str | None = None
    quality: QualityResource | None = None
    items: list[ProfileItemResource] = []
    allowed: bool = False
    id: Int32 = 0


class FormatItemResource(Resource):
    """What a custom format is worth. Of what clients send the name does not count."""

    format: Int32 = 0
    name: str | None = None
    score: Int32 = 0


class QualityProfileResource(Resource):
    """A quality profile; items go from worst to best."""

    name: str | None = None
    upgrade_allowed: bool = False
    cutoff: Int32 = 0
    items: list[ProfileItemResource] = []
    min_format_score: Int32 = 0
    cutoff_format_score: Int32 = 0
    min_upgrade_format_score: Int32 = 1
    format_items: list[FormatItemResource] | None = None
    language: LanguageResource | None = None
    id: Int32 = 0


def _item_resource(item: ProfileItem) -> ProfileItemResource:
    if item.quality is not None:
        return ProfileItemResource(quality=quality_resource(item.quality), allowed=item.allowed)
    members = [_item_resource(member) for member in item.members]
    return ProfileItemResource(name=item.name, items=members, allowed=item.allowed, id=item.id)


def _format_items(scores: Mapping[int, int], names: Mapping[int, str]) -> list[FormatItemResource]:
    return [
        FormatItemResource(format=format_id, name=names[format_id], score=score)
        for format_id, score in scores.items()
        if format_id in names
    ]


def _resource(row: QualityProfileRow, names: Mapping[int, str]) -> QualityProfileResource:
    profile = profiles.profile_of(row)
    return QualityProfileResource(
        name=profile.name,
        upgrade_allowed=profile.upgrade_allowed,
        cutoff=profile.cutoff,
        items=[_item_resource(item) for item in profile.items],
        min_format_score=profile.min_format_score,
        cutoff_format_score=profile.cutoff_format_score,
        min_upgrade_format_score=profile.min_upgrade_format_score,
        format_items=_format_items(profile.format_scores, names),
        language=language(row.language_id) if row.language_id is not None else None,
        id=profile.id,
    )


def _item(sent: ProfileItemResource) -> ProfileItem:
    return ProfileItem(
        quality=quality.by_id(sent.quality.id) if sent.quality is not None else None,
        allowed=sent.allowed,
        id=sent.id,
        name=sent.name or "",
        members=tuple(_item(member) for member in sent.items),
    )


def _profile(sent: QualityProfileResource, profile_id: int, format_ids: Iterable[int]) -> QualityProfile:
    """The profile a client means, without scores of formats that do not exist."""
    known = frozenset(format_ids)
    scores = {item.format: item.score for item in sent.format_items or () if item.format in known}
    return QualityProfile(
        id=profile_id,
        name=sent.name or "",
        items=tuple(_item(item) for item in sent.items),
        cutoff=sent.cutoff,
        upgrade_allowed=sent.upgrade_allowed,
        min_format_score=sent.min_format_score,
        cutoff_format_score=sent.cutoff_format_score,
        min_upgrade_format_score=sent.min_upgrade_format_score,
        format_scores=scores,
    )


def _unknown(sent: QualityProfileResource) -> Iterator[Problem]:
    """Ids of languages and qualities that there are not."""
    if sent.language is not None and sent.language.id not in languages.BY_ID:
        yield Problem(property_name="Language", message="Language does not exist", attempted=sent.language.id)
    items = [*sent.items, *(member for item in sent.items for member in item.items)]
    for item in items:
        if item.quality is not None and item.quality.id not in quality.BY_ID:
            yield Problem(property_name="Items", message="Quality does not exist", attempted=item.quality.id)


async def _columns(session: AsyncSession, sent: QualityProfileResource, profile_id: int) -> dict[str, Any]:
    """The columns of what a client sent. Raises Invalid."""
    names = await _names(session)
    profile = _profile(sent, profile_id, names)
    taken = [row.name for row in await rows.every(session, QualityProfileRow) if row.id != profile_id]
    found = [*problems(profile, names), *_unknown(sent)]
    if profile.name in taken:
        found.append(Problem(property_name="Name", message="Must be unique.", attempted=profile.name))
    require(found, absent=() if sent.name is not None else ("Name",))
    language_id = sent.language.id if sent.language is not None else None
    return {**profiles.profile_columns(profile), "language_id": language_id}


async def _names(session: AsyncSession) -> dict[int, str]:
    """The names of all custom formats by id."""
    return {row.id: row.name for row in await rows.every(session, CustomFormatRow)}


@get("/api/v3/qualityprofile")
async def list_profiles(program: NamedDependency[Program]) -> list[QualityProfileResource]:
    """Every profile."""
    async with program.database.read() as session:
        names = await _names(session)
        return [_resource(row, names) for row in await rows.every(session, QualityProfileRow)]


@get("/api/v3/qualityprofile/{profile_id:int}")
async def one_profile(program: NamedDependency[Program], profile_id: FromPath[int]) -> QualityProfileResource:
    """One profile."""
    async with program.database.read() as session:
        return _resource(await rows.one(session, QualityProfileRow, profile_id), await _names(session))


@get("/api/v3/qualityprofile/schema")
async def profile_schema(program: NamedDependency[Program]) -> QualityProfileResource:
    """What a new profile starts from."""
    async with program.database.read() as session:
        names = await _names(session)
    return QualityProfileResource(
        name="",
        items=[_item_resource(item) for item in SCHEMA.items],
        format_items=_format_items(dict.fromkeys(names, 0), names),
        language=language(SCHEMA.language.id),
    )


@post("/api/v3/qualityprofile")
async def add_profile(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[QualityProfileResource]
) -> Response[QualityProfileResource]:
    """A new profile."""
    require_new(data.id)
    async with program.database.begin() as session:
        await profiles.lock(session)
        row = await rows.add(session, QualityProfileRow(**await _columns(session, data, 0)))
        return created(request, "qualityprofile", _resource(row, await _names(session)))


@put(["/api/v3/qualityprofile", "/api/v3/qualityprofile/{profile_id:int}"])
async def change_profile(
    request: Request[Any, Any, Any],
    program: NamedDependency[Program],
    data: JSONBody[QualityProfileResource],
    profile_id: FromPath[int] = 0,
) -> Response[QualityProfileResource]:
    """The profile as sent."""
    profile_id = id_of(data.id, profile_id)
    async with program.database.begin() as session:
        await profiles.lock(session)
        row = await rows.one(session, QualityProfileRow, profile_id)
        await rows.change(session, row, await _columns(session, data, profile_id))
        return accepted(request, "qualityprofile", _resource(row, await _names(session)))


@delete("/api/v3/qualityprofile/{profile_id:int}", status_code=200)
async def remove_profile(program: NamedDependency[Program], profile_id: FromPath[int]) -> dict[str, Any]:
    """Forget a profile nothing has. The status of the refusal (500) is the one clients know."""
    async with program.database.begin() as session:
        if await profile_use.is_used(session, profile_id):
            raise CinearrError(f"QualityProfile [{profile_id}] is in use.")
        await rows.remove(session, QualityProfileRow, profile_id)
    return {}


ROUTES = [list_profiles, one_profile, profile_schema, add_profile, change_profile, remove_profile]
