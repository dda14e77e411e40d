"""The numbers and the order of the queue."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cinearr.core.decisions.processing import PendingReason
from cinearr.core.profiles import DelayProfile, QualityProfile
from cinearr.core.quality import Quality
from cinearr.core.releases.model import Protocol


def stable_id(text: str) -> int:
    """A number of 31 bits that is the same for the same text everywhere."""
    return int.from_bytes(hashlib.sha1(text.encode(), usedforsecurity=False).digest()[:4], "little") & 0x7FFFFFFF


def tracked_id(client_id: int, download_id: str) -> int:
    """The id of a download in the queue."""
    return stable_id(f"trackedDownload-{client_id}-{download_id}")


def pending_id(row_id: int, movie_id: int) -> int:
    """The id of a waiting release in the queue."""
    return stable_id(f"pending-{row_id}-movie{movie_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingRelease:
    """A release that waits. `published` is the date of its post or torrent."""

    id: int
    movie_id: int
    title: str
    parsed_title: str  # the first title its name tells
    indexer: str
    published: datetime
    protocol: Protocol
    quality: Quality
    reason: PendingReason


def updated_reason(stored: PendingReason, new: PendingReason) -> PendingReason:
    """The reason of a row when its release is to wait again: only a client that was missing is not forgotten."""
    return stored if stored is PendingReason.DOWNLOAD_CLIENT_UNAVAILABLE else new


def shown(
    rows: Iterable[PendingRelease], profiles: Mapping[int, QualityProfile], delays: Mapping[int, DelayProfile]
) -> list[PendingRelease]:
    """The waiting releases the queue shows: the best of each film. Both mappings are by movie id."""
    best: dict[int, tuple[tuple[int, bool], PendingRelease]] = {}
    for row in rows:
        if row.reason is PendingReason.FALLBACK or row.movie_id not in profiles:
            continue
        delay = delays.get(row.movie_id)
        rank = (profiles[row.movie_id].index(row.quality), delay is not None and delay.prefers(row.protocol))
        if row.movie_id not in best or rank > best[row.movie_id][0]:
            best[row.movie_id] = (rank, row)
    return [row for _, row in best.values()]


def obsolete(rows: Iterable[PendingRelease], profile: QualityProfile, grabbed: Quality) -> list[PendingRelease]:
    """Those waiting rows of a film that a grab has made needless: of the same quality or a worse one."""
    limit = profile.index(grabbed)
    return [row for row in rows if profile.index(row.quality) <= limit]


def removed_with(rows: Iterable[PendingRelease], chosen: PendingRelease) -> list[PendingRelease]:
    """Rows that go when a person removes one from the queue: all of its film whose names tell the same title."""
    return [
        row
        for row in rows
        if row.movie_id == chosen.movie_id and row.parsed_title.lower() == chosen.parsed_title.lower()
    ]


def expected(
    row: PendingRelease, delay: DelayProfile, *, minimum_age: int, next_sync: datetime, sync_interval: int
) -> datetime:
    """When a waiting release can be grabbed at the earliest. Ages and intervals in minutes."""
    minutes = max(delay.delay(row.protocol), minimum_age)
    ready = row.published + timedelta(minutes=minutes)
    return next_sync if ready < next_sync else ready + timedelta(minutes=sync_interval)


def time_left(when: datetime, now: datetime) -> timedelta:
    """The time until then, never negative."""
    return max(when - now, timedelta(0))


EXPIRY: Final = timedelta(days=14)
# Housekeeping takes such rows away when they are old; a delay ends by itself.
EXPIRING: Final = (PendingReason.DOWNLOAD_CLIENT_UNAVAILABLE, PendingReason.FALLBACK)
