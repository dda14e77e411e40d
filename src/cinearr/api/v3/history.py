"""`/api/v3/history`: what happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import select

from cinearr.api._errors import BadRequest
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
from cinearr.features.history import EventType
from cinearr.features.history.tables import HistoryRow
from cinearr.views import history as history_views
from cinearr.workflows import failed_downloads
from cinearr.workflows.program import Program


class HistoryEvent(WireEnum):
    """Kinds of events."""

    UNKNOWN = "unknown", 0
    GRABBED = "grabbed", 1
    DOWNLOAD_FOLDER_IMPORTED = "downloadFolderImported", 3
    DOWNLOAD_FAILED = "downloadFailed", 4
    MOVIE_FILE_DELETED = "movieFileDeleted", 6
    MOVIE_FOLDER_IMPORTED = "movieFolderImported", 7
    MOVIE_FILE_RENAMED = "movieFileRenamed", 8
    DOWNLOAD_IGNORED = "downloadIgnored", 9


class HistoryResource(Resource, kw_only=True):
    """One event."""

    movie_id: int
    source_title: str
    languages: list[LanguageResource]
    quality: QualityModelResource
    custom_formats: list[FormatName]
    custom_format_score: int
    quality_cutoff_not_met: bool
    date: datetime
    download_id: str | None = None
    event_type: str
    data: dict[str, Any]
    movie: MovieResource | None = None
    id: int


class _Page(Resource):
    include_movie: bool = False
    event_type: list[int] = []
    download_id: str | None = None
    movie_ids: list[int] = []
    languages: list[int] = []
    quality: list[int] = []


class _Since(Resource):
    date: datetime | None = None
    event_type: HistoryEvent | None = None
    include_movie: bool = False


class _OfMovie(Resource):
    movie_id: int = 0
    event_type: HistoryEvent | None = None
    include_movie: bool = False


async def _resources(program: Program, rows: list[HistoryRow], *, with_movie: bool) -> list[HistoryResource]:
    async with program.database.read() as session:
        shown = await history_views.shown(session, rows)
    films = await films_within(program, {row.movie_id for row in rows}) if with_movie else {}
    return [
        HistoryResource(
            movie_id=row.movie_id,
            source_title=row.source_title,
            languages=languages(row.languages),
            quality=quality(row.quality),
            custom_formats=format_names(shown[row.id].formats),
            custom_format_score=shown[row.id].score,
            quality_cutoff_not_met=shown[row.id].cutoff_not_met,
            date=row.date,
            download_id=row.download_id,
            event_type=EventType(row.event_type).wire,
            data=row.data,
            movie=films.get(row.movie_id),
            id=row.id,
        )
        for row in rows
    ]


@get("/api/v3/history")
async def history_page(
    request: Request[Any, Any, Any], program: NamedDependency[Program]
) -> PagedResource[HistoryResource]:
    """One page of events."""
    asked = read_query(request, _Page)
    wanted = paging(request, list(history_views.SORTS), default="date")
    filters = history_views.filtered(
        event_types=asked.event_type,
        download_id=asked.download_id,
        movie_ids=asked.movie_ids,
        language_ids=asked.languages,
        quality_ids=asked.quality,
    )
    async with program.database.read() as session:
        total, rows = await history_views.page(
            session,
            HistoryRow,
            filters,
            history_views.SORTS[wanted.sort_key],
            descending=wanted.descending,
            offset=wanted.offset,
            limit=wanted.limit,
        )
    return page_of(wanted, total, await _resources(program, rows, with_movie=asked.include_movie))


@get("/api/v3/history/since")
async def history_since(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> list[HistoryResource]:
    """Events from a moment on, oldest first."""
    asked = read_query(request, _Since)
    query = select(HistoryRow).order_by(HistoryRow.date, HistoryRow.id)
    if asked.date is not None:
        query = query.where(HistoryRow.date >= asked.date)
    if asked.event_type is not None:
        query = query.where(HistoryRow.event_type == asked.event_type.number)
    async with program.database.read() as session:
        rows = list(await session.scalars(query))
    return await _resources(program, rows, with_movie=asked.include_movie)


@get("/api/v3/history/movie")
async def history_of_movie(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> list[HistoryResource]:
    """Events of one film, newest first."""
    asked = read_query(request, _OfMovie)
    query = (
        select(HistoryRow)
        .where(HistoryRow.movie_id == asked.movie_id)
        .order_by(HistoryRow.date.desc(), HistoryRow.id.desc())
    )
    if asked.event_type is not None:
        query = query.where(HistoryRow.event_type == asked.event_type.number)
    async with program.database.read() as session:
        rows = list(await session.scalars(query))
    return await _resources(program, rows, with_movie=asked.include_movie)


@post(["/api/v3/history/failed", "/api/v3/history/failed/{history_id:int}"], status_code=200)
async def mark_failed(
    request: Request[Any, Any, Any], program: NamedDependency[Program], history_id: FromPath[int] = 0
) -> dict[str, Any]:
    """A grab was no good: block it, and look for another."""
    if history_id <= 0:
        raise BadRequest("id must be provided")
    skip = request.query_params.get("skipRedownload", "").lower() == "true"
    await failed_downloads.fail_history(program, history_id, skip_redownload=skip)
    return {}


ROUTES = [history_page, history_since, history_of_movie, mark_failed]
