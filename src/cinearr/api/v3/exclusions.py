"""`/api/v3/exclusions`: films that lists and collections leave alone."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api.v3._answers import accepted, created, id_of
from cinearr.api.v3._paging import PagedResource, page_of, paging
from cinearr.api.v3._wire import Int32, Resource
from cinearr.features import exclusions
from cinearr.features.exclusions import ExclusionRow
from cinearr.kit.errors import Failure, Invalid
from cinearr.kit.validators import at_least, broken, greater_than, not_empty
from cinearr.workflows.program import Program

AnyRequest = Request[Any, Any, Any]


class ExclusionResource(Resource):
    """A film that is left alone."""

    tmdb_id: Int32 = 0
    movie_title: str | None = None
    movie_year: Int32 = 0
    id: Int32 = 0


class ExclusionIds(Resource):
    """Several by id."""

    ids: list[Int32] = []


def _resource(row: ExclusionRow) -> ExclusionResource:
    return ExclusionResource(tmdb_id=row.tmdb_id, movie_title=row.title, movie_year=row.year, id=row.id)


@get("/api/v3/exclusions")
async def list_exclusions(program: NamedDependency[Program]) -> list[ExclusionResource]:
    """All of them."""
    async with program.database.read() as session:
        return [_resource(row) for row in await exclusions.all_exclusions(session)]


@get("/api/v3/exclusions/paged")
async def exclusion_page(request: AnyRequest, program: NamedDependency[Program]) -> PagedResource[ExclusionResource]:
    """Some of them."""
    asked = paging(request, list(exclusions.SORTS), default="id")
    async with program.database.read() as session:
        rows, total = await exclusions.page(
            session, sort=asked.sort_key, descending=asked.descending, offset=asked.offset, limit=asked.limit
        )
    return page_of(asked, total, [_resource(row) for row in rows])


@get("/api/v3/exclusions/{exclusion_id:int}")
async def one_exclusion(program: NamedDependency[Program], exclusion_id: FromPath[int]) -> ExclusionResource:
    """One of them."""
    async with program.database.read() as session:
        return _resource(await exclusions.get(session, exclusion_id))


async def _check(session: AsyncSession, sent: ExclusionResource, own_id: int = 0) -> None:
    failures: list[Failure] = greater_than("TmdbId", sent.tmdb_id, 0)
    present = [row for row in await exclusions.all_exclusions(session) if row.tmdb_id == sent.tmdb_id]
    if any(row.id != own_id for row in present):
        message = "This exclusion has already been added."
        failures.append(broken("TmdbId", message, sent.tmdb_id, "ImportListExclusionExistsValidator"))
    failures += not_empty("MovieTitle", sent.movie_title)
    failures += at_least("MovieYear", sent.movie_year, 0)
    if failures:
        raise Invalid(*failures)


async def _add(session: AsyncSession, sent: ExclusionResource) -> ExclusionRow:
    row = ExclusionRow(tmdb_id=sent.tmdb_id, title=sent.movie_title or "", year=sent.movie_year)
    session.add(row)
    await session.flush()
    return row


@post("/api/v3/exclusions")
async def add(
    request: AnyRequest, program: NamedDependency[Program], data: JSONBody[ExclusionResource]
) -> Response[ExclusionResource]:
    """Exclude a film."""
    async with program.database.begin() as session:
        await _check(session, data)
        row = await _add(session, data)
    return created(request, "exclusions", _resource(row))


@post("/api/v3/exclusions/bulk", status_code=200)
async def add_many(
    program: NamedDependency[Program], data: JSONBody[list[ExclusionResource]]
) -> list[ExclusionResource]:
    """Exclude films, all or none; the same film named twice counts once."""
    async with program.database.begin() as session:
        rows = []
        for sent in {each.tmdb_id: each for each in data}.values():
            await _check(session, sent)
            rows.append(await _add(session, sent))
    return [_resource(row) for row in rows]


@put(["/api/v3/exclusions", "/api/v3/exclusions/{exclusion_id:int}"])
async def change(
    request: AnyRequest,
    program: NamedDependency[Program],
    data: JSONBody[ExclusionResource],
    exclusion_id: FromPath[int] = 0,
) -> Response[ExclusionResource]:
    """Change one."""
    async with program.database.begin() as session:
        row = await exclusions.get(session, id_of(data.id, exclusion_id))
        await _check(session, data, row.id)
        row.tmdb_id, row.title, row.year = data.tmdb_id, data.movie_title or "", data.movie_year
    return accepted(request, "exclusions", _resource(row))


@delete("/api/v3/exclusions/{exclusion_id:int}", status_code=200)
async def remove(program: NamedDependency[Program], exclusion_id: FromPath[int]) -> dict[str, Any]:
    """Let a film come again; also when there is no such exclusion."""
    async with program.database.begin() as session:
        await exclusions.remove(session, [exclusion_id])
    return {}


@delete("/api/v3/exclusions/bulk", status_code=200)
async def remove_many(program: NamedDependency[Program], data: JSONBody[ExclusionIds]) -> dict[str, Any]:
    """The same for many."""
    async with program.database.begin() as session:
        await exclusions.remove(session, data.ids)
    return {}


ROUTES: Final[list[BaseRouteHandler]] = [
    list_exclusions,
    exclusion_page,
    one_exclusion,
    add,
    add_many,
    change,
    remove,
    remove_many,
]
