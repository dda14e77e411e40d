"""What is wanted: films without a file, films below their cut-off, and which of them may be searched for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, cast, collate, exists, func, not_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Integer

from cinearr.core.movies import MovieStatus, ReleaseDates, is_available
from cinearr.core.profiles import QualityProfile
from cinearr.features import profiles
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie, Target

OVER = ("imported", "failed", "ignored")


def has_file() -> ColumnElement[bool]:
    """The film's default target has a file."""
    return exists().where(MovieFile.target_id == Target.id)


def is_missing() -> ColumnElement[bool]:
    """No file, and a year: films nobody knows a year of are not wanted yet."""
    return and_(not_(has_file()), Movie.year > 0)


def below_cutoff(found: dict[int, QualityProfile]) -> ColumnElement[bool]:
    """Has a file whose quality is below the profile's cut-off: one of these pairs of profile and quality."""
    pairs = [
        (profile.id, quality.id)
        for profile in found.values()
        for item in profile.items[: cutoff_index(profile)]
        for quality in item.qualities
    ]
    if not pairs:
        return Movie.id < 0
    # As rows, so that the database makes a table of them rather than comparing each file with each pair.
    rows = select(*(func.unnest(cast(list(column), ARRAY(Integer))) for column in zip(*pairs, strict=True)))
    return exists().where(
        MovieFile.target_id == Target.id, tuple_(Target.quality_profile_id, MovieFile.quality_id).in_(rows)
    )


def cutoff_index(profile: QualityProfile) -> int:
    """Where the cut-off stands: the first allowed item when upgrades are not allowed."""
    if not profile.upgrade_allowed:
        return profile.first_allowed
    return next((index for index, item in enumerate(profile.items) if item.key == profile.cutoff), 0)


def in_queue() -> ColumnElement[bool]:
    """Something for the film is on its way."""
    return exists().where(
        TrackedDownloadRow.movie_id == Movie.id, TrackedDownloadRow.state.not_in(OVER), not_(TrackedDownloadRow.gone)
    )


def _monitored() -> Select[int]:
    return (
        select(Movie.id)
        .join(Target, and_(Target.movie_id == Movie.id, Target.is_default))
        .where(Target.monitored, not_(in_queue()))
    )


async def missing_ids(session: AsyncSession) -> list[int]:
    """Monitored films without a file that are not on their way."""
    return list(await session.scalars(_monitored().where(is_missing())))


async def cutoff_unmet_ids(session: AsyncSession) -> list[int]:
    """Monitored films below their cut-off that are not on their way."""
    found = await profiles.quality_profiles(session)
    return list(await session.scalars(_monitored().where(below_cutoff(found))))


async def searchable(session: AsyncSession, ids: Collection[int], now: datetime) -> list[int]:
    """Of these films, those that are monitored and available today."""
    rows = await session.execute(
        select(
            Movie.id,
            Movie.in_cinemas,
            Movie.digital_release,
            Movie.physical_release,
            Target.minimum_availability,
        )
        .join(Target, and_(Target.movie_id == Movie.id, Target.is_default))
        .where(Movie.id.in_(ids), Target.monitored)
    )
    return [
        movie_id
        for movie_id, cinemas, digital, physical, minimum in rows
        if is_available(
            ReleaseDates(in_cinemas=cinemas, digital=digital, physical=physical), MovieStatus(minimum), now=now
        )
    ]


SORTS: Final[Mapping[str, ColumnElement[Any]]] = {
    "movieMetadata.sortTitle": collate(Movie.sort_title, "C"),
    "movieMetadata.digitalRelease": Movie.digital_release.expression,
    "movieMetadata.inCinemas": Movie.in_cinemas.expression,
    "movieMetadata.physicalRelease": Movie.physical_release.expression,
    "movieMetadata.year": Movie.year.expression,
    "movies.lastSearchTime": Movie.last_search_time.expression,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAsked:
    """A page of the wanted films. `sort` is one of `SORTS`."""

    monitored: bool
    sort: str
    descending: bool
    offset: int
    limit: int


async def missing_page(session: AsyncSession, asked: PageAsked) -> tuple[list[int], int]:
    """Ids of a page of films without a file, and how many there are."""
    return await _page(session, is_missing(), asked)


async def cutoff_page(session: AsyncSession, asked: PageAsked) -> tuple[list[int], int]:
    """Ids of a page of films below their cut-off, and how many there are."""
    return await _page(session, below_cutoff(await profiles.quality_profiles(session)), asked)


async def _page(session: AsyncSession, wanted: ColumnElement[bool], asked: PageAsked) -> tuple[list[int], int]:
    found = (
        select(Movie.id, SORTS[asked.sort].label("key"))
        .join(Target, and_(Target.movie_id == Movie.id, Target.is_default))
        .where(wanted, Target.monitored == asked.monitored)
        .cte()
    )
    key = found.c.key.desc().nulls_last() if asked.descending else found.c.key.asc().nulls_first()
    page = select(found.c.id).order_by(key, found.c.id).offset(asked.offset).limit(asked.limit)
    count = select(func.count()).select_from(found).scalar_subquery()
    row = (await session.execute(select(count, func.array(page.scalar_subquery())))).one()
    return list(row[1]), row[0]
