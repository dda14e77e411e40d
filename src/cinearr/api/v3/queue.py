"""`/api/v3/queue`: what is on its way into the library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from litestar import Request, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from cinearr.api._errors import BadRequest
from cinearr.api.v3._movies import MovieResource
from cinearr.api.v3._paging import PagedResource, page_of, paging
from cinearr.api.v3._quality import (
    FormatName,
    LanguageResource,
    QualityModelResource,
    format_names,
    language,
    quality_model,
)
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource, WireEnum, span
from cinearr.api.v3._within import films_within
from cinearr.core.releases.model import Protocol
from cinearr.views import queue as view
from cinearr.workflows import remove_queue_items
from cinearr.workflows.program import Program
from cinearr.workflows.remove_queue_items import ClientGone, Removal


class DownloadProtocol(WireEnum):
    """How releases are fetched."""

    UNKNOWN = "unknown", 0
    USENET = "usenet", 1
    TORRENT = "torrent", 2


class QueueStatus(WireEnum):
    """How an item is doing."""

    UNKNOWN = "unknown", 0
    QUEUED = "queued", 1
    PAUSED = "paused", 2
    DOWNLOADING = "downloading", 3
    COMPLETED = "completed", 4
    FAILED = "failed", 5
    WARNING = "warning", 6
    DELAY = "delay", 7
    DOWNLOAD_CLIENT_UNAVAILABLE = "downloadClientUnavailable", 8
    FALLBACK = "fallback", 9


class StatusMessageResource(Resource):
    """A heading, most often a file, with what is to be said of it."""

    title: str
    messages: list[str]


class QueueResource(Resource, kw_only=True):
    """One item. Sizes in bytes; what waits for its time has no download id and is tracked nowhere."""

    movie_id: int | None = None
    movie: MovieResource | None = None
    languages: list[LanguageResource]
    quality: QualityModelResource
    custom_formats: list[FormatName]
    custom_format_score: int
    size: float
    title: str
    estimated_completion_time: datetime | None = None
    added: datetime | None = None
    status: str
    tracked_download_status: str | None = None
    tracked_download_state: str | None = None
    status_messages: list[StatusMessageResource] | None = None
    error_message: str | None = None
    download_id: str | None = None
    protocol: str
    download_client: str | None = None
    download_client_has_post_import_category: bool
    indexer: str | None = None
    output_path: str | None = None
    sizeleft: float
    timeleft: str | None = None
    id: int


class QueueStatusResource(Resource):
    """The queue in a few numbers."""

    total_count: int
    count: int
    unknown_count: int
    errors: bool
    warnings: bool
    unknown_errors: bool
    unknown_warnings: bool


class _Page(Resource):
    include_unknown_movie_items: bool = False
    include_movie: bool = False
    movie_ids: list[int] = []
    protocol: DownloadProtocol | None = None
    languages: list[int] = []
    quality: list[int] = []
    status: list[QueueStatus] = []


class _Details(Resource):
    movie_id: int | None = None
    include_movie: bool = False


class _Removal(Resource):
    remove_from_client: bool = True
    blocklist: bool = False
    skip_redownload: bool = False
    change_category: bool = False


class QueueBulkResource(Resource):
    """Many items."""

    ids: list[Int32] | None = None


def queue_resource(shown: view.Shown, movie: MovieResource | None) -> QueueResource:
    """A row as the wire has it."""
    row, tracked = shown.row, shown.row.tracked
    return QueueResource(
        movie_id=row.movie_id,
        movie=movie,
        languages=[language(each.id) for each in row.languages],
        quality=quality_model(row.quality),
        custom_formats=format_names(shown.formats),
        custom_format_score=shown.score,
        size=row.size,
        title=row.title,
        estimated_completion_time=row.expected,
        added=row.added,
        status=row.status,
        tracked_download_status=tracked.status if tracked else None,
        tracked_download_state=tracked.state if tracked else None,
        status_messages=[StatusMessageResource(**each) for each in tracked.messages] if tracked else None,
        error_message=tracked.item.get("message") if tracked else None,
        download_id=tracked.download_id if tracked else None,
        protocol=row.protocol.wire,
        download_client=row.client.name if row.client else None,
        download_client_has_post_import_category=shown.has_post_import_category,
        indexer=row.indexer,
        output_path=tracked.item.get("output_path") if tracked else None,
        sizeleft=row.left,
        timeleft=span(row.time_left) if row.time_left is not None else None,
        id=row.id,
    )


async def _resources(program: Program, rows: Sequence[view.QueueRow], *, with_movie: bool) -> list[QueueResource]:
    async with program.database.read() as session:
        shown = await view.shown(session, rows)
    wanted = {row.movie_id for row in rows if row.movie_id is not None} if with_movie else set()
    films = await films_within(program, wanted)
    return [queue_resource(each, films.get(each.row.movie_id or 0)) for each in shown]


@get("/api/v3/queue")
async def queue_page(
    request: Request[Any, Any, Any], program: NamedDependency[Program]
) -> PagedResource[QueueResource]:
    """One page."""
    asked = read_query(request, _Page)
    wanted = paging(request, list(view.SORTS), default="timeleft")
    filters = view.Filters(
        with_unknown=asked.include_unknown_movie_items,
        movie_ids=asked.movie_ids,
        protocol=Protocol(asked.protocol.number) if asked.protocol is not None else None,
        language_ids=asked.languages,
        quality_ids=asked.quality,
        statuses=[each.value for each in asked.status],
    )
    clients = await program.download_clients.all()
    async with program.database.read() as session:
        found = await view.rows(session, clients, program.clock())
    rows = view.ordered(filter(filters.accept, found), wanted.sort_key, descending=wanted.descending)
    page = rows[wanted.offset : wanted.offset + wanted.limit]
    return page_of(wanted, len(rows), await _resources(program, page, with_movie=asked.include_movie))


@get("/api/v3/queue/details")
async def queue_details(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> list[QueueResource]:
    """The whole queue, or what of it is for one film."""
    asked = read_query(request, _Details)
    clients = await program.download_clients.all()
    async with program.database.read() as session:
        rows = await view.rows(session, clients, program.clock(), movie_id=asked.movie_id)
    return await _resources(program, rows, with_movie=asked.include_movie)


@get("/api/v3/queue/status")
async def queue_status(program: NamedDependency[Program]) -> QueueStatusResource:
    """How many there are, and whether anything is wrong."""
    return await queue_status_shown(program)


async def queue_status_shown(program: Program) -> QueueStatusResource:
    """The counts as the wire has them."""
    async with program.database.read() as session:
        status = await view.status(session)
    return QueueStatusResource(
        total_count=status.total,
        count=status.known,
        unknown_count=status.unknown,
        errors=status.errors,
        warnings=status.warnings,
        unknown_errors=status.unknown_errors,
        unknown_warnings=status.unknown_warnings,
    )


@delete("/api/v3/queue/{queue_id:int}", status_code=200)
async def remove_one(
    request: Request[Any, Any, Any], program: NamedDependency[Program], queue_id: FromPath[int]
) -> dict[str, Any]:
    """Take an item out of the queue."""
    return await _remove(request, program, [queue_id])


@delete("/api/v3/queue/bulk", status_code=200)
async def remove_many(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[QueueBulkResource]
) -> dict[str, Any]:
    """Take many out; none when one of them is not there."""
    return await _remove(request, program, _ids(data))


async def _remove(request: Request[Any, Any, Any], program: Program, ids: Sequence[int]) -> dict[str, Any]:
    asked = read_query(request, _Removal)
    removal = Removal(
        from_client=asked.remove_from_client,
        change_category=asked.change_category,
        blocklist=asked.blocklist,
        skip_redownload=asked.skip_redownload,
    )
    try:
        await remove_queue_items.remove(program, ids, removal)
    except ClientGone as error:
        raise BadRequest(error.message) from None
    return {}


@post("/api/v3/queue/grab/{queue_id:int}", status_code=200)
async def grab_one(program: NamedDependency[Program], queue_id: FromPath[int]) -> dict[str, Any]:
    """Take a waiting release at once."""
    await remove_queue_items.grab(program, [queue_id])
    return {}


@post("/api/v3/queue/grab/bulk", status_code=200)
async def grab_many(program: NamedDependency[Program], data: JSONBody[QueueBulkResource]) -> dict[str, Any]:
    """Take many at once."""
    await remove_queue_items.grab(program, _ids(data))
    return {}


def _ids(data: QueueBulkResource) -> list[int]:
    if not data.ids:
        raise BadRequest("ids must be provided")
    return data.ids


ROUTES = [queue_page, queue_details, queue_status, remove_one, remove_many, grab_one, grab_many]
