"""Calendars other programs subscribe to."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler

from cinearr.api._dto import WireResponse
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource, WireEnum
from cinearr.core.calendar_feed import Entry, ReleaseKind, entries
from cinearr.kit import ical
from cinearr.views import calendar
from cinearr.views.calendar import Window
from cinearr.workflows.program import Program

# Subscribed calendars know the feed by these.
NAME: Final = "Radarr Movies Calendar"
PRODUCT: Final = "-//radarr.video//Radarr//EN"


class ReleaseTypes(WireEnum):
    """Which days."""

    CINEMA = "cinemaRelease", 0
    DIGITAL = "digitalRelease", 1
    PHYSICAL = "physicalRelease", 2


class _Asked(Resource):
    past_days: Int32 = 7
    future_days: Int32 = 28
    tags: list[str] = []
    unmonitored: bool = False
    release_types: list[ReleaseTypes] = []


@get("/feed/v3/calendar/radarr.ics")
async def feed(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> Response[bytes]:
    """Every day of the films that have one near today."""
    asked = read_query(request, _Asked)
    now = program.clock()
    start, end = _day(now, -asked.past_days), _day(now, asked.future_days)
    async with program.database.read() as session:
        window = Window(
            start=datetime.combine(start, datetime.min.time(), UTC),
            end=datetime.combine(end, datetime.min.time(), UTC),
            unmonitored=asked.unmonitored,
            tags=await calendar.tag_ids(session, asked.tags) if asked.tags else None,
        )
        found = await calendar.film_days(session, window)
    kinds = [ReleaseKind(each.value) for each in asked.release_types] or list(ReleaseKind)
    events = map(_event, entries(found, start=start, end=end, kinds=kinds))
    return WireResponse(ical.render(events, name=NAME, product=PRODUCT, at=now), media_type="text/calendar")


def _day(now: datetime, days: int) -> date:
    """So many days from now, as far as there are days."""
    try:
        return (now + timedelta(days=days)).date()
    except OverflowError:
        return date.max if days > 0 else date.min


def _event(entry: Entry) -> ical.AllDayEvent:
    return ical.AllDayEvent(
        uid=entry.uid,
        summary=entry.summary,
        day=entry.day,
        description=entry.description,
        category=entry.category,
        is_tentative=entry.is_tentative,
    )


ROUTES: Final[list[BaseRouteHandler]] = [feed]
