"""`/api/v3/blocklist`: releases that must not be taken again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, delete, get
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy import ColumnElement

from cinearr.api.v3._movies import MovieResource
from cinearr.api.v3._paging import PagedResource, page_of, paging
from cinearr.api.v3._quality import (
    FormatName,
    LanguageResource,
    QualityModelResource,
    format_names,
    languages,
    quality,
)
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Resource, WireEnum
from cinearr.api.v3._within import films_within
from cinearr.core.releases.model import Protocol
from cinearr.features import blocklist
from cinearr.features.blocklist.tables import BlocklistRow
from cinearr.kit import events
from cinearr.views import history as history_views
from cinearr.workflows.program import Program


class WireProtocol(WireEnum):
    """How releases are fetched."""

    UNKNOWN = "unknown", 0
    USENET = "usenet", 1
    TORRENT = "torrent", 2


class BlocklistResource(Resource, kw_only=True):
    """One refused release."""

    movie_id: int
    source_title: str
    languages: list[LanguageResource]
    quality: QualityModelResource
    custom_formats: list[FormatName]
    date: datetime
    protocol: str
    indexer: str | None = None
    message: str | None = None
    movie: MovieResource | None = None
    id: int


class _Page(Resource):
    movie_ids: list[int] = []
    protocols: list[WireProtocol] = []


class _OfMovie(Resource):
    movie_id: int = 0


class _Ids(Resource):
    ids: list[int] = []


async def _resources(program: Program, rows: list[BlocklistRow]) -> list[BlocklistResource]:
    async with program.database.read() as session:
        formats = await history_views.shown_blocklist(session, rows)
    films = await films_within(program, {row.movie_id for row in rows})
    return [
        BlocklistResource(
            movie_id=row.movie_id,
            source_title=row.source_title,
            languages=languages(row.languages),
            quality=quality(row.quality),
            custom_formats=format_names(formats[row.id]),
            date=row.date,
            protocol=Protocol(row.protocol).wire,
            indexer=row.indexer,
            message=row.message,
            movie=films.get(row.movie_id),
            id=row.id,
        )
        for row in rows
    ]


@get("/api/v3/blocklist")
async def blocklist_page(
    request: Request[Any, Any, Any], program: NamedDependency[Program]
) -> PagedResource[BlocklistResource]:
    """One page."""
    asked = read_query(request, _Page)
    wanted = paging(request, list(history_views.BLOCKLIST_SORTS), default="date")
    filters: list[ColumnElement[bool]] = []
    if asked.movie_ids:
        filters.append(BlocklistRow.movie_id.in_(asked.movie_ids))
    if asked.protocols:
        filters.append(BlocklistRow.protocol.in_([each.number for each in asked.protocols]))
    async with program.database.read() as session:
        total, rows = await history_views.page(
            session,
            BlocklistRow,
            filters,
            history_views.BLOCKLIST_SORTS[wanted.sort_key],
            descending=wanted.descending,
            offset=wanted.offset,
            limit=wanted.limit,
        )
    return page_of(wanted, total, await _resources(program, rows))


@get("/api/v3/blocklist/movie")
async def blocklist_of_movie(
    request: Request[Any, Any, Any], program: NamedDependency[Program]
) -> list[BlocklistResource]:
    """Rows of one film."""
    asked = read_query(request, _OfMovie)
    async with program.database.read() as session:
        rows = await blocklist.of_movies(session, [asked.movie_id])
    return await _resources(program, rows)


@delete("/api/v3/blocklist/{blocklist_id:int}", status_code=200)
async def remove_one(program: NamedDependency[Program], blocklist_id: FromPath[int]) -> dict[str, Any]:
    """Take a row off the list; one that is gone already is fine."""
    return await _remove(program, [blocklist_id])


@delete("/api/v3/blocklist/bulk", status_code=200)
async def remove_many(program: NamedDependency[Program], data: JSONBody[_Ids]) -> dict[str, Any]:
    """Take many off the list."""
    return await _remove(program, data.ids)


async def _remove(program: Program, ids: list[int]) -> dict[str, Any]:
    async with program.database.begin() as session:
        await blocklist.remove(session, ids)
        await events.changed(session, "blocklist", "sync")
    return {}


ROUTES = [blocklist_page, blocklist_of_movie, remove_one, remove_many]
