"""`/api/v3/customformat`: named sets of conditions on releases and files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api._dto import WireResponse
from cinearr.api._errors import BadRequest
from cinearr.api.v3._answers import accepted, created, id_of
from cinearr.api.v3._problems import require, require_new
from cinearr.api.v3._providers import FieldBody, field_resource
from cinearr.api.v3._wire import Int32, Resource
from cinearr.core.formats import Condition, CustomFormat, Kind
from cinearr.core.formats import problems as format_problems
from cinearr.core.formats.exchange import ExchangeError, condition, fields_of
from cinearr.core.formats.model import PATTERNS
from cinearr.core.problems import Problem
from cinearr.features import custom_formats
from cinearr.features.custom_formats import CustomFormatRow
from cinearr.features.custom_formats.fields import FIELDS, PRESETS
from cinearr.kit import providers, rows
from cinearr.workflows import edit_custom_formats
from cinearr.workflows.program import Program

_LINK = "https://wiki.servarr.com/radarr/settings#custom-formats-2"  # clients show it


class ConditionResource(Resource, kw_only=True, frozen=True):
    """One condition, with the fields its kind has. Presets are shown by the schema alone."""

    name: str | None = None
    implementation: str
    implementation_name: str
    info_link: str = _LINK
    negate: bool
    required: bool
    fields: list[dict[str, Any]]
    presets: list[ConditionResource] | None = None


class CustomFormatResource(Resource):
    """A custom format."""

    id: int
    name: str
    include_custom_format_when_renaming: bool
    specifications: list[ConditionResource]


class ConditionBody(Resource):
    """What clients send of a condition."""

    name: str | None = None
    implementation: str | None = None
    negate: bool = False
    required: bool = False
    fields: list[FieldBody] = []


class CustomFormatBody(Resource):
    """What clients send of a format."""

    id: Int32 = 0
    name: str | None = None
    include_custom_format_when_renaming: bool = False
    specifications: list[ConditionBody] = []


class BulkBody(Resource):
    """A change to several."""

    ids: list[Int32] = []
    include_custom_format_when_renaming: bool | None = None


def resource(each: CustomFormat) -> CustomFormatResource:
    """A format as the wire has it."""
    return CustomFormatResource(
        id=each.id,
        name=each.name,
        include_custom_format_when_renaming=each.include_when_renaming,
        specifications=[_condition(part, part.name) for part in each.conditions],
    )


def _condition(each: Condition, name: str | None, presets: list[ConditionResource] | None = None) -> ConditionResource:
    values = fields_of(each)
    kind = FIELDS[each.kind]
    return ConditionResource(
        name=name,
        implementation=each.kind.value,
        implementation_name=providers.spaced(each.kind.value.removesuffix("Specification")),
        negate=each.negate,
        required=each.required,
        fields=[field_resource(spec, _shown(values[spec.name], spec.default)) for spec in providers.fields_of(kind)],
        presets=presets,
    )


def _shown(value: Any, default: Any) -> Any:
    """Whole numbers have no fraction; an expression that was not written yet is left out."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return default if value == "" else value


def _template(kind: Kind, formats: Iterable[CustomFormat]) -> ConditionResource:
    """A kind of condition to choose: empty, ready-made, and as other formats have it."""
    ready = [Condition(kind=kind, value=text, name=name) for name, text in PRESETS.items()]
    presets = [_condition(each, each.name) for each in ready if kind is Kind.RELEASE_TITLE]
    for each in formats:
        presets += [_condition(part, f"{each.name}: {part.name}") for part in each.conditions if part.kind is kind]
    return _condition(Condition(kind=kind, value="" if kind in PATTERNS else 0), None, presets)


def format_of(sent: CustomFormatBody, format_id: int = 0) -> CustomFormat:
    """The format a client means. Raises Invalid for a kind that there is not, or values of the wrong type."""
    return CustomFormat(
        id=format_id,
        name=sent.name or "",
        conditions=tuple(_sent_condition(part) for part in sent.specifications),
        include_when_renaming=sent.include_custom_format_when_renaming,
    )


def _sent_condition(sent: ConditionBody) -> Condition:
    fields = {field.name: field.value for field in sent.fields}
    name = sent.name or ""
    try:
        return condition(sent.implementation or "", fields, name=name, negate=sent.negate, required=sent.required)
    except ExchangeError as error:
        problem = Problem(property_name="Specifications", message=str(error), attempted=sent.implementation)
        require([problem])
        raise


async def _checked(session: AsyncSession, each: CustomFormat) -> CustomFormat:
    """The same format. Raises Invalid."""
    taken = [row.name for row in await rows.every(session, CustomFormatRow) if row.id != each.id]
    require(format_problems(each, taken))
    return each


async def _some(session: AsyncSession, ids: Sequence[int]) -> list[CustomFormatRow]:
    if not ids:
        raise BadRequest("ids must be provided")
    return [await rows.one(session, CustomFormatRow, each) for each in dict.fromkeys(ids)]


@get("/api/v3/customformat")
async def list_formats(program: NamedDependency[Program]) -> list[CustomFormatResource]:
    """Every format."""
    async with program.database.read() as session:
        return [resource(each) for each in await custom_formats.all_formats(session)]


@get("/api/v3/customformat/{format_id:int}")
async def one_format(program: NamedDependency[Program], format_id: FromPath[int]) -> CustomFormatResource:
    """One format."""
    async with program.database.read() as session:
        return resource(custom_formats.format_of(await rows.one(session, CustomFormatRow, format_id)))


@get("/api/v3/customformat/schema")
async def format_schema(program: NamedDependency[Program]) -> list[ConditionResource]:
    """Every kind of condition, with presets."""
    async with program.database.read() as session:
        formats = await custom_formats.all_formats(session)
    return [_template(kind, formats) for kind in FIELDS]


@post("/api/v3/customformat")
async def add_format(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[CustomFormatBody]
) -> Response[CustomFormatResource]:
    """A new format; every quality profile gives it the score 0."""
    require_new(data.id)
    async with program.database.begin() as session:
        added = await edit_custom_formats.add(session, await _checked(session, format_of(data)))
    return created(request, "customformat", resource(added))


@put(["/api/v3/customformat", "/api/v3/customformat/{format_id:int}"])
async def change_format(
    request: Request[Any, Any, Any],
    program: NamedDependency[Program],
    data: JSONBody[CustomFormatBody],
    format_id: FromPath[int] = 0,
) -> Response[CustomFormatResource]:
    """The format as sent."""
    sent = format_of(data, id_of(data.id, format_id))
    async with program.database.begin() as session:
        await rows.one(session, CustomFormatRow, sent.id)
        changed = await edit_custom_formats.change(session, await _checked(session, sent))
    return accepted(request, "customformat", resource(changed))


@put("/api/v3/customformat/bulk")
async def change_formats(
    program: NamedDependency[Program], data: JSONBody[BulkBody]
) -> Response[list[CustomFormatResource]]:
    """Several at once; what is left out stays."""
    async with program.database.begin() as session:
        found = await _some(session, data.ids)
        if data.include_custom_format_when_renaming is not None:
            for row in found:
                row.include_when_renaming = data.include_custom_format_when_renaming
        await session.flush()
    return WireResponse([resource(custom_formats.format_of(row)) for row in found], status_code=202)


@delete("/api/v3/customformat/{format_id:int}", status_code=200)
async def remove_format(program: NamedDependency[Program], format_id: FromPath[int]) -> dict[str, Any]:
    """Forget a format, in all profiles too."""
    async with program.database.begin() as session:
        await edit_custom_formats.remove(session, [format_id])
    return {}


@delete("/api/v3/customformat/bulk", status_code=200)
async def remove_formats(program: NamedDependency[Program], data: JSONBody[BulkBody]) -> dict[str, Any]:
    """Forget several."""
    async with program.database.begin() as session:
        await _some(session, data.ids)
        await edit_custom_formats.remove(session, data.ids)
    return {}


ROUTES = [
    list_formats,
    one_format,
    format_schema,
    add_format,
    change_format,
    change_formats,
    remove_format,
    remove_formats,
]
