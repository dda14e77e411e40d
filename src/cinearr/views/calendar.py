"""Films by their days: in the cinema, digital, on disc."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.calendar_feed import FilmDays
from cinearr.core.movies import MovieStatus
from cinearr.features.movies.tables import Movie, Target
from cinearr.features.tags.tables import Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From when to when, both included; unmonitored films only when asked for. `tags`: any of them, None for all films."""

    start: datetime
    end: datetime
    unmonitored: bool = False
    tags: Sequence[int] | None = None


def _within(window: Window) -> list[ColumnElement[bool]]:
    days = (Movie.in_cinemas, Movie.digital_release, Movie.physical_release)
    wanted: list[ColumnElement[bool]] = [or_(*(day.between(window.start, window.end) for day in days))]
    if not window.unmonitored:
        wanted.append(Target.monitored.is_(True))
    if window.tags is not None:
        wanted.append(Movie.tags.overlap(list(window.tags)))
    return wanted


async def film_ids(session: AsyncSession, window: Window) -> list[int]:
    """Films with a day in the window, by their days."""
    days = (Movie.in_cinemas, Movie.digital_release, Movie.physical_release)
    query: Select[int] = (
        select(Movie.id)
        .join(Target, and_(Target.movie_id == Movie.id, Target.is_default))
        .where(*_within(window))
        .order_by(*(day.nulls_first() for day in days), Movie.id)
    )
    return list(await session.scalars(query))


async def film_days(session: AsyncSession, window: Window) -> list[FilmDays]:
    """All days of the films with one in the window, in the order films were added."""
    rows = await session.execute(
        select(
            Movie.id,
            Movie.title,
            Movie.document["overview"].astext,
            Movie.studio,
            Movie.in_cinemas,
            Movie.digital_release,
            Movie.physical_release,
            Movie.status,
        )
        .join(Target, and_(Target.movie_id == Movie.id, Target.is_default))
        .where(*_within(window))
        .order_by(Movie.id)
    )
    return [
        FilmDays(
            id=movie_id,
            title=title,
            overview=overview or "",
            studio=studio,
            in_cinemas=in_cinemas.date() if in_cinemas else None,
            digital=digital.date() if digital else None,
            physical=physical.date() if physical else None,
            is_announced=status == MovieStatus.ANNOUNCED.value,
        )
        for movie_id, title, overview, studio, in_cinemas, digital, physical, status in rows
    ]


async def tag_ids(session: AsyncSession, named: Sequence[str]) -> list[int]:
    """Tags by id or label; those that do not exist are left out."""
    rows = (await session.execute(select(Tag.id, Tag.label))).all()
    by_name = {label: tag_id for tag_id, label in rows} | {str(tag_id): tag_id for tag_id, _ in rows}
    return [by_name[name.lower()] for name in named if name.lower() in by_name]
