"""Who bears which tag."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.download_clients.tables import DownloadClientRow
from cinearr.features.indexers.tables import IndexerRow
from cinearr.features.movies.tables import Movie
from cinearr.features.notifications.tables import NotificationRow
from cinearr.features.profiles.tables import DelayProfileRow, ReleaseProfileRow


@dataclass(slots=True)
class TagUse:
    """Ids of everything that bears one tag."""

    delay_profiles: list[int] = field(default_factory=list)
    notifications: list[int] = field(default_factory=list)
    release_profiles: list[int] = field(default_factory=list)
    indexers: list[int] = field(default_factory=list)
    download_clients: list[int] = field(default_factory=list)
    movies: list[int] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Somebody bears it."""
        return any(
            (
                self.delay_profiles,
                self.notifications,
                self.release_profiles,
                self.indexers,
                self.download_clients,
                self.movies,
            )
        )


_SOURCES: tuple[tuple[str, ColumnElement[int], ColumnElement[list[int]]], ...] = (
    ("delay_profiles", DelayProfileRow.id.expression, DelayProfileRow.tags.expression),
    ("notifications", NotificationRow.id.expression, NotificationRow.tags.expression),
    ("release_profiles", ReleaseProfileRow.id.expression, ReleaseProfileRow.tags.expression),
    ("indexers", IndexerRow.id.expression, IndexerRow.tags.expression),
    ("download_clients", DownloadClientRow.id.expression, DownloadClientRow.tags.expression),
    ("movies", Movie.id.expression, Movie.tags.expression),
)


async def load(session: AsyncSession) -> dict[int, TagUse]:
    """Use by tag id, one query a kind; only rows that bear a tag are read."""
    found: defaultdict[int, TagUse] = defaultdict(TagUse)
    for name, row_id, row_tags in _SOURCES:
        rows = await session.execute(select(row_id, row_tags).where(row_tags != []).order_by(row_id))
        for each_id, tags in rows:
            for tag in tags:
                getattr(found[tag], name).append(each_id)
    return found
