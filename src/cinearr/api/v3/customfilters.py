"""`/api/v3/customfilter`: filters of screens, kept as they come."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from cinearr.api.v3._answers import accepted, created, id_of
from cinearr.api.v3._problems import require, require_new
from cinearr.api.v3._wire import Int32, Resource
from cinearr.core.problems import not_empty
from cinearr.features.custom_filters import CustomFilterRow
from cinearr.kit import rows
from cinearr.workflows.program import Program


class CustomFilterResource(Resource):
    """A filter of a screen (`type`)."""

    type: str | None = None
    label: str | None = None
    filters: list[dict[str, Any]] = []
    id: Int32 = 0


def _resource(row: CustomFilterRow) -> CustomFilterResource:
    return CustomFilterResource(type=row.type, label=row.label, filters=row.filters, id=row.id)


def _columns(sent: CustomFilterResource) -> dict[str, Any]:
    """The columns of what a client sent. Raises Invalid."""
    texts = {"Type": sent.type, "Label": sent.label}
    require(not_empty(name, text) for name, text in texts.items() if not (text or "").strip())
    return {"type": sent.type, "label": sent.label, "filters": sent.filters}


@get("/api/v3/customfilter")
async def list_filters(program: NamedDependency[Program]) -> list[CustomFilterResource]:
    """Every filter."""
    async with program.database.read() as session:
        return [_resource(row) for row in await rows.every(session, CustomFilterRow)]


@get("/api/v3/customfilter/{filter_id:int}")
async def one_filter(program: NamedDependency[Program], filter_id: FromPath[int]) -> CustomFilterResource:
    """One filter."""
    async with program.database.read() as session:
        return _resource(await rows.one(session, CustomFilterRow, filter_id))


@post("/api/v3/customfilter")
async def add_filter(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[CustomFilterResource]
) -> Response[CustomFilterResource]:
    """A new filter."""
    require_new(data.id)
    columns = _columns(data)
    async with program.database.begin() as session:
        row = await rows.add(session, CustomFilterRow(**columns))
    return created(request, "customfilter", _resource(row))


@put(["/api/v3/customfilter", "/api/v3/customfilter/{filter_id:int}"])
async def change_filter(
    request: Request[Any, Any, Any],
    program: NamedDependency[Program],
    data: JSONBody[CustomFilterResource],
    filter_id: FromPath[int] = 0,
) -> Response[CustomFilterResource]:
    """The filter as sent."""
    columns = _columns(data)
    async with program.database.begin() as session:
        row = await rows.one(session, CustomFilterRow, id_of(data.id, filter_id))
        await rows.change(session, row, columns)
    return accepted(request, "customfilter", _resource(row))


@delete("/api/v3/customfilter/{filter_id:int}", status_code=200)
async def remove_filter(program: NamedDependency[Program], filter_id: FromPath[int]) -> dict[str, Any]:
    """Forget a filter."""
    async with program.database.begin() as session:
        await rows.remove(session, CustomFilterRow, filter_id)
    return {}


ROUTES = [list_filters, one_filter, add_filter, change_filter, remove_filter]
