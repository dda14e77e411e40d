"""Ids of the queue and the rules of releases that wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cinearr.core import quality
from cinearr.core.decisions import PendingReason
from cinearr.core.profiles import SCHEMA, DelayProfile
from cinearr.core.releases.model import Protocol
from cinearr.core.tracking import queue
from cinearr.core.tracking.queue import PendingRelease

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TORRENT, USENET = Protocol.TORRENT, Protocol.USENET
HD, UHD = quality.BY_NAME["WEBDL-1080p"], quality.BY_NAME["WEBDL-2160p"]
ROW = PendingRelease(
    id=1,
    movie_id=7,
    title="Film.2001.1080p.WEB-DL-GRP",
    parsed_title="Film",
    indexer="Alpha",
    published=NOW - timedelta(minutes=30),
    protocol=TORRENT,
    quality=HD,
    reason=PendingReason.DELAY,
)


def test_ids_are_numbers_of_31_bits_that_never_change() -> None:
    # SHA-1 of "abc" begins a9993e36.
    assert queue.stable_id("abc") == 0x363E99A9
    assert queue.tracked_id(1, "ABC") == queue.stable_id("trackedDownload-1-ABC")
    assert queue.pending_id(3, 7) == queue.stable_id("pending-3-movie7")
    assert all(0 <= queue.stable_id(str(number)) < 2**31 for number in range(500))


def test_the_queue_shows_the_best_of_each_film() -> None:
    better = replace(ROW, id=2, quality=UHD)
    news = replace(ROW, id=3, protocol=USENET)
    other = replace(ROW, id=4, movie_id=8)
    profiles = {7: SCHEMA, 8: SCHEMA}
    delays = {7: DelayProfile(preferred_protocol=USENET)}
    assert queue.shown([ROW, better, news, other], profiles, delays) == [better, other]
    assert queue.shown([ROW, news], profiles, delays) == [news]
    assert queue.shown([replace(better, reason=PendingReason.FALLBACK), ROW], profiles, delays) == [ROW]


def test_a_grab_makes_rows_of_its_quality_and_worse_needless() -> None:
    rip = replace(ROW, id=2, quality=quality.BY_NAME["WEBRip-1080p"])
    better = replace(ROW, id=3, quality=UHD)
    assert queue.obsolete([ROW, rip, better], SCHEMA, HD) == [ROW, rip]


def test_a_removed_row_takes_those_of_its_title_along() -> None:
    twin = replace(ROW, id=2, parsed_title="FILM")
    assert queue.removed_with([ROW, twin, replace(ROW, id=3, parsed_title="Filmo")], ROW) == [ROW, twin]
    assert queue.removed_with([replace(ROW, movie_id=8)], ROW) == []


def test_only_a_missing_client_is_not_forgotten() -> None:
    missing, delay, fallback = (
        PendingReason.DOWNLOAD_CLIENT_UNAVAILABLE,
        PendingReason.DELAY,
        PendingReason.FALLBACK,
    )
    assert queue.updated_reason(missing, delay) is missing
    assert queue.updated_reason(delay, fallback) is fallback
    assert queue.updated_reason(fallback, missing) is missing


@pytest.mark.parametrize(
    ("delay", "minimum_age", "expected"),
    [
        # Published 30 minutes ago, next sync in 10 minutes, then every 15.
        (0, 0, 10),
        (35, 0, 10),
        (60, 0, 30 + 15),
        (0, 90, 60 + 15),
        (120, 90, 90 + 15),
    ],
)
def test_when_a_release_can_be_grabbed(delay: int, minimum_age: int, expected: int) -> None:
    found = queue.expected(
        ROW,
        DelayProfile(torrent_delay=delay),
        minimum_age=minimum_age,
        next_sync=NOW + timedelta(minutes=10),
        sync_interval=15,
    )
    assert found == NOW + timedelta(minutes=expected)
    assert queue.time_left(found, NOW) == timedelta(minutes=expected)
    assert queue.time_left(found, found + timedelta(hours=1)) == timedelta(0)
