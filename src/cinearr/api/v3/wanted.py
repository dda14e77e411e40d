"""`/api/v3/wanted`: films without a file, and films whose file should be better."""

from __future__ import annotations

from typing import Any, Final, Protocol, cast

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api.v3._library import Library
from cinearr.api.v3._movies import MovieResource
from cinearr.api.v3._movies import wanted as shape
from cinearr.api.v3._paging import PagedResource, page_of, paging
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Resource
from cinearr.views import wanted
from cinearr.views.wanted import PageAsked
from cinearr.workflows.program import Program

AnyRequest = Request[Any, Any, Any]


class _Asked(Resource):
    monitored: bool = True


class Find(Protocol):
    """A page of ids and how many there are."""

    __name__: str

    async def __call__(self, session: AsyncSession, asked: PageAsked) -> tuple[list[int], int]: ...


@get("/api/v3/wanted/missing")
async def missing(
    request: AnyRequest, program: NamedDependency[Program], library: NamedDependency[Library]
) -> PagedResource[MovieResource]:
    """Films without a file."""
    return await _page(request, program, library, wanted.missing_page)


@get("/api/v3/wanted/cutoff")
async def cutoff(
    request: AnyRequest, program: NamedDependency[Program], library: NamedDependency[Library]
) -> PagedResource[MovieResource]:
    """Films whose file's quality is below the cut-off of their profile."""
    return await _page(request, program, library, wanted.cutoff_page)


async def _page(
    request: AnyRequest,
    program: Program,
    library: Library,
    find: Find,
) -> PagedResource[MovieResource]:
    asked = paging(request, list(wanted.SORTS), default="movieMetadata.sortTitle")
    page = PageAsked(
        monitored=read_query(request, _Asked).monitored,
        sort=asked.sort_key,
        descending=asked.descending,
        offset=asked.offset,
        limit=asked.limit,
    )

    async def ask() -> tuple[list[int], int]:
        async with program.database.read() as session:
            return await find(session, page)

    ids, total = await library.remembered((find.__name__, page), ask)
    records = [msgspec.Raw(shape(film)) for _, film in await library.some(ids)]
    # Films are kept as JSON; the type says what is in it.
    return page_of(asked, total, cast("list[MovieResource]", records))


ROUTES: Final[list[BaseRouteHandler]] = [missing, cutoff]
