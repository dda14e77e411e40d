"""`/api/v3/calendar`: films by their days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

import msgspec
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler

from cinearr.api.v3._files import MovieFileResource, file_alone
from cinearr.api.v3._library import Library
from cinearr.api.v3._movies import MovieResource, on_calendar, with_file
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Resource
from cinearr.views import calendar, files
from cinearr.views.calendar import Window
from cinearr.views.files import JudgedFile
from cinearr.workflows.program import Program

AnyRequest = Request[Any, Any, Any]
DAYS: Final = 2  # shown when no end is named
MOST_REMEMBERED: Final = 200


class _Asked(Resource):
    start: datetime | None = None
    end: datetime | None = None
    unmonitored: bool = False
    tags: list[str] = []


@get("/api/v3/calendar")
async def films(
    request: AnyRequest, program: NamedDependency[Program], library: NamedDependency[Library]
) -> list[MovieResource]:
    """Films with a day in a span of time: from today on for two days, unless told otherwise."""
    asked = read_query(request, _Asked)
    today = datetime.combine(program.clock().astimezone(UTC), datetime.min.time(), UTC)
    start = asked.start or today
    async with program.database.read() as session:
        window = Window(
            start=start,
            end=asked.end or today + timedelta(days=DAYS),
            unmonitored=asked.unmonitored,
            tags=await calendar.tag_ids(session, asked.tags) if asked.tags else None,
        )
        ids = await calendar.film_ids(session, window)

    async def show() -> list[msgspec.Raw]:
        return await _shown(program, library, ids)

    # A span of years holds the whole library; that is not kept a second time.
    shown = await (library.remembered(("calendar", *ids), show) if len(ids) <= MOST_REMEMBERED else show())
    # Films are kept as JSON; the type says what is in it.
    return cast("list[MovieResource]", shown)


async def _shown(program: Program, library: Library, ids: Sequence[int]) -> list[msgspec.Raw]:
    found = await library.some(ids)
    async with program.database.read() as session:
        judged = {each.row.movie_id: _file(each) for each in await files.of_movies(session, ids)}
    return [
        msgspec.Raw(with_file(on_calendar(film), judged[movie_id]) if movie_id in judged else on_calendar(film))
        for movie_id, film in found
    ]


def _file(judged: JudgedFile) -> MovieFileResource:
    return file_alone(judged.row, judged.folder, judged.profile, judged.formats)


ROUTES: Final[list[BaseRouteHandler]] = [films]
