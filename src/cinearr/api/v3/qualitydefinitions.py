"""`/api/v3/qualitydefinition`: what qualities are called, and how large their releases may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from litestar import Request, Response, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from cinearr.api._dto import WireResponse
from cinearr.api.v3._answers import accepted, id_of
from cinearr.api.v3._problems import require
from cinearr.api.v3._quality import QualityResource, quality_resource
from cinearr.api.v3._wire import Int32, Resource
from cinearr.core.problems import Problem, not_empty
from cinearr.core.profiles.definitions import MAXIMUM, MINIMUM
from cinearr.features import profiles
from cinearr.features.profiles import QualityDefinitionRow
from cinearr.kit import rows
from cinearr.workflows.program import Program


class QualityDefinitionResource(Resource):
    """Sizes in megabytes a minute; one that is left out is no limit. Quality and weight cannot be changed."""

    quality: QualityResource | None = None
    title: str | None = None
    weight: Int32 = 0
    min_size: float | None = None
    max_size: float | None = None
    preferred_size: float | None = None
    id: Int32 = 0


class LimitsResource(Resource):
    """What sizes may be."""

    min: int = MINIMUM
    max: int = MAXIMUM


def _resource(row: QualityDefinitionRow) -> QualityDefinitionResource:
    definition = profiles.definition_of(row)
    return QualityDefinitionResource(
        quality=quality_resource(definition.quality),
        title=definition.title,
        weight=definition.quality.weight,
        min_size=definition.min_size,
        max_size=definition.max_size,
        preferred_size=definition.preferred_size,
        id=definition.id,
    )


def _problems(sent: QualityDefinitionResource) -> Iterator[Problem]:
    """Sizes outside the limits. Sizes are not held against each other, since v3 takes them in any order."""
    if sent.quality is None:
        yield not_empty("Quality", None)
    for name, size in (
        ("MinSize", sent.min_size),
        ("PreferredSize", sent.preferred_size),
        ("MaxSize", sent.max_size),
    ):
        if size is not None and not MINIMUM <= size <= MAXIMUM:
            message = f"Must be between {MINIMUM} and {MAXIMUM} megabytes a minute"
            yield Problem(property_name=name, message=message, attempted=size)


def _columns(sent: QualityDefinitionResource, row: QualityDefinitionRow) -> dict[str, Any]:
    return {
        "title": sent.title or row.title,
        "min_size": sent.min_size,
        "preferred_size": sent.preferred_size,
        "max_size": sent.max_size,
    }


@get("/api/v3/qualitydefinition")
async def list_definitions(program: NamedDependency[Program]) -> list[QualityDefinitionResource]:
    """Every definition, worst quality first."""
    async with program.database.read() as session:
        return [_resource(row) for row in await rows.every(session, QualityDefinitionRow)]


@get("/api/v3/qualitydefinition/{definition_id:int}")
async def one_definition(program: NamedDependency[Program], definition_id: FromPath[int]) -> QualityDefinitionResource:
    """One definition."""
    async with program.database.read() as session:
        return _resource(await rows.one(session, QualityDefinitionRow, definition_id))


@get("/api/v3/qualitydefinition/limits")
async def limits() -> LimitsResource:
    """What sizes may be."""
    return LimitsResource()


@put(["/api/v3/qualitydefinition", "/api/v3/qualitydefinition/{definition_id:int}"])
async def change_definition(
    request: Request[Any, Any, Any],
    program: NamedDependency[Program],
    data: JSONBody[QualityDefinitionResource],
    definition_id: FromPath[int] = 0,
) -> Response[QualityDefinitionResource]:
    """Another title and other sizes."""
    require(_problems(data))
    async with program.database.begin() as session:
        row = await rows.one(session, QualityDefinitionRow, id_of(data.id, definition_id))
        await rows.change(session, row, _columns(data, row))
        return accepted(request, "qualitydefinition", _resource(row))


@put("/api/v3/qualitydefinition/update")
async def change_definitions(
    program: NamedDependency[Program], data: JSONBody[list[QualityDefinitionResource]]
) -> Response[list[QualityDefinitionResource]]:
    """Some of them changed; the answer is all of them."""
    require(problem for sent in data for problem in _problems(sent))
    async with program.database.begin() as session:
        for sent in data:
            row = await rows.one(session, QualityDefinitionRow, sent.id)
            await rows.change(session, row, _columns(sent, row))
        every = [_resource(row) for row in await rows.every(session, QualityDefinitionRow)]
    return WireResponse(every, status_code=202)


ROUTES = [list_definitions, one_definition, limits, change_definition, change_definitions]
