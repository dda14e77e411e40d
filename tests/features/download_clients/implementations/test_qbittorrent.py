"""The rules by which qBittorrent's answers become items; talking to a real one is tested beside this."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

import pytest

from cinearr.features.download_clients.contract import ItemStatus
from cinearr.features.download_clients.implementations.qbittorrent import (
    QBittorrentSettings,
    content_path,
    item_of,
    seed_goal_met,
    status_of,
)
from cinearr.features.download_clients.implementations.qbittorrent_api import Preferences, Torrent

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "status", "says"),
    [
        ("error", ItemStatus.WARNING, "reporting an error"),
        ("missingFiles", ItemStatus.WARNING, "missing files"),
        ("stalledDL", ItemStatus.WARNING, "The download is stalled with no connections"),
        ("queuedDL", ItemStatus.QUEUED, None),
        ("metaDL", ItemStatus.QUEUED, None),
        ("forcedMetaDL", ItemStatus.QUEUED, None),
        ("checkingDL", ItemStatus.QUEUED, None),
        ("checkingUP", ItemStatus.QUEUED, None),
        ("checkingResumeData", ItemStatus.QUEUED, None),
        ("pausedDL", ItemStatus.PAUSED, None),
        ("stoppedDL", ItemStatus.PAUSED, None),
        ("downloading", ItemStatus.DOWNLOADING, None),
        ("forcedDL", ItemStatus.DOWNLOADING, None),
        ("moving", ItemStatus.DOWNLOADING, None),
        ("uploading", ItemStatus.COMPLETED, None),
        ("stalledUP", ItemStatus.COMPLETED, None),
        ("queuedUP", ItemStatus.COMPLETED, None),
        ("forcedUP", ItemStatus.COMPLETED, None),
        ("pausedUP", ItemStatus.COMPLETED, None),
        ("stoppedUP", ItemStatus.COMPLETED, None),
        ("newInVersion9", ItemStatus.DOWNLOADING, "unknown state 'newInVersion9'"),
    ],
)
def test_states(state: str, status: ItemStatus, says: str | None) -> None:
    found, message = status_of(state)
    assert found is status
    assert (message is None) if says is None else says in str(message)


def test_a_magnet_link_goes_nowhere_without_dht() -> None:
    assert status_of("metaDL", has_dht=False)[0] is ItemStatus.WARNING


def torrent(**more: Any) -> Torrent:
    values = {
        "hash": "ab" * 20,
        "name": "Sintel.2010.1080p",
        "state": "pausedUP",
        "size": 1000,
        "progress": 1.0,
        "save_path": "/downloads",
        "content_path": "/downloads/Sintel.2010.1080p",
        "ratio": 1.0,
        "seeding_time": 600,
    }
    return Torrent(**{**values, **more})


GLOBAL_RATIO = Preferences(max_ratio_enabled=True, max_ratio=1.0)
GLOBAL_TIME = Preferences(max_seeding_time_enabled=True, max_seeding_time=10)
GLOBAL_IDLE = Preferences(max_inactive_seeding_time_enabled=True, max_inactive_seeding_time=5)
LONG_AGO = int(NOW.timestamp()) - 3600


@pytest.mark.parametrize(
    ("values", "preferences", "met"),
    [
        ({}, Preferences(), False),
        ({"ratio": 0.9}, GLOBAL_RATIO, False),
        ({"ratio": 1.0}, GLOBAL_RATIO, True),
        ({"ratio": 0.9995}, GLOBAL_RATIO, True),
        ({"ratio": 5, "ratio_limit": -1}, GLOBAL_RATIO, False),
        ({"ratio": 0.5, "ratio_limit": 0.5}, Preferences(), True),
        ({"ratio": 1.4, "ratio_limit": 1.5}, GLOBAL_RATIO, False),
        ({"ratio": 0.0, "ratio_limit": 0}, Preferences(), True),
        ({"seeding_time": 599}, GLOBAL_TIME, False),
        ({"seeding_time": 600}, GLOBAL_TIME, True),
        ({"seeding_time": None}, GLOBAL_TIME, False),
        ({"seeding_time": 60, "seeding_time_limit": 1}, Preferences(), True),
        ({"seeding_time": 6000, "seeding_time_limit": -1}, GLOBAL_TIME, False),
        ({"last_activity": LONG_AGO}, GLOBAL_IDLE, True),
        ({"last_activity": LONG_AGO}, Preferences(), False),
        ({"last_activity": 0}, GLOBAL_IDLE, False),
        ({"last_activity": LONG_AGO, "inactive_seeding_time_limit": 61}, GLOBAL_IDLE, False),
    ],
)
def test_seed_goals(values: dict[str, Any], preferences: Preferences, met: bool) -> None:
    assert seed_goal_met(torrent(**values), preferences, NOW) is met


@pytest.mark.parametrize(("state", "removable"), [("pausedUP", True), ("stoppedUP", True), ("uploading", False)])
def test_only_what_has_stopped_seeding_may_be_removed(state: str, removable: bool) -> None:
    item = item_of(torrent(state=state), GLOBAL_RATIO, NOW)
    assert item.can_be_removed is item.can_move_files is removable


class TestItemOf:
    def test_completed(self) -> None:
        item = item_of(torrent(category="radarr"), Preferences(), NOW)
        assert (item.download_id, item.status) == ("AB" * 20, ItemStatus.COMPLETED)
        assert (item.total_size, item.remaining_size, item.remaining_time) == (1000, 0, 0)
        assert (item.output_path, item.category) == (PurePosixPath("/downloads/Sintel.2010.1080p"), "radarr")

    def test_downloading(self) -> None:
        item = item_of(torrent(state="downloading", progress=0.7, eta=90), Preferences(), NOW)
        assert (item.status, item.remaining_size, item.remaining_time) == (ItemStatus.DOWNLOADING, 300, 90)

    @pytest.mark.parametrize("eta", [8640000, -1, None])
    def test_no_end_in_sight(self, eta: int | None) -> None:
        assert item_of(torrent(state="downloading", eta=eta), Preferences(), NOW).remaining_time is None

    def test_without_metadata_there_is_no_size(self) -> None:
        item = item_of(torrent(state="metaDL", size=-1, progress=0.0, content_path=""), Preferences(), NOW)
        assert (item.total_size, item.remaining_size, item.output_path) == (0, 0, None)

    def test_files_loose_in_the_download_folder_are_not_imported(self) -> None:
        item = item_of(torrent(content_path="/downloads/"), Preferences(), NOW)
        assert item.status is ItemStatus.WARNING
        assert item.output_path is None
        assert "Torrent Content Layout" in str(item.message)


@pytest.mark.parametrize(
    ("save_path", "names", "expected"),
    [
        ("/d", ["film.mkv"], "/d/film.mkv"),
        ("/d/", ["Film/film.mkv", "Film/film.srt"], "/d/Film"),
        ("/d", ["Film/film.mkv"], "/d/Film"),
        ("/d", ["film.mkv", "film.srt"], "/d"),
        ("/d", ["A/film.mkv", "B/film.srt"], "/d"),
        ("C:\\d\\", ["Film\\film.mkv", "Film\\film.srt"], "C:\\d\\Film"),
        ("/d", [], None),
    ],
)
def test_content_path_of_older_versions(save_path: str, names: list[str], expected: str | None) -> None:
    assert content_path(save_path, names) == expected


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({}, []),
        ({"host": ""}, ["Host"]),
        ({"host": "http://localhost"}, ["Host"]),
        ({"host": "localhost:8080"}, ["Host"]),
        ({"host": "[::1]"}, []),
        ({"host": "fd00::7"}, []),
        ({"port": 0}, ["Port"]),
        ({"port": 70000}, ["Port"]),
        ({"url_base": "qb"}, []),
        ({"url_base": "http://x/qb"}, ["UrlBase"]),
        ({"movie_category": "films/radarr"}, []),
        ({"movie_category": "a//b"}, ["MovieCategory"]),
        ({"movie_category": "/a"}, ["MovieCategory"]),
        ({"movie_category": "a\\b"}, ["MovieCategory"]),
        ({"movie_imported_category": "a/"}, ["MovieImportedCategory"]),
    ],
)
def test_settings(values: dict[str, Any], broken: list[str]) -> None:
    assert [failure.property_name for failure in QBittorrentSettings(**values).check()] == broken


@pytest.mark.parametrize(
    ("values", "url"),
    [
        ({}, "http://localhost:8080"),
        ({"use_ssl": True, "port": 443, "url_base": "/qb/"}, "https://localhost:443/qb"),
        ({"host": "fd00::7"}, "http://[fd00::7]:8080"),
    ],
)
def test_url(values: dict[str, Any], url: str) -> None:
    assert QBittorrentSettings(**values).url == url
