"""Folders instead of a program: files dropped whole, downloads found when nothing in them changes any more."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from cinearr.features.download_clients.contract import Download, Item, ItemStatus
from cinearr.features.download_clients.implementations.torrent_blackhole import (
    TorrentBlackhole,
    TorrentBlackholeSettings,
)
from cinearr.features.download_clients.implementations.usenet_blackhole import UsenetBlackhole, UsenetBlackholeSettings
from cinearr.features.download_clients.parts import Parts
from cinearr.kit.db import Database
from cinearr.kit.errors import BadAnswer, Unreachable
from cinearr.kit.http import HttpClient

NZB = b'<nzb xmlns="http://www.newzbin.com/DTD/2003/nzb"><file subject="x"/></nzb>'
MAGNET = "magnet:?xt=urn:btih:" + "ab" * 20


class Now:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def later(self, **span: float) -> None:
        self.offset += timedelta(**span)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    (tmp_path / "drop").mkdir()
    return tmp_path / "drop"


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    (tmp_path / "watch").mkdir()
    return tmp_path / "watch"


def parts(now: Now) -> Parts:
    """Neither network nor database is touched."""
    return Parts(
        http=HttpClient(user_agent="tests"), database=Database("postgresql://nowhere/x"), clock=now, name="Hole", id=1
    )


def torrents(drop: Path, watch: Path, now: Now, **more: Any) -> TorrentBlackhole:
    settings = TorrentBlackholeSettings(torrent_folder=str(drop), watch_folder=str(watch), **more)
    return TorrentBlackhole(settings, parts(now))


def usenet(drop: Path, watch: Path, now: Now) -> UsenetBlackhole:
    settings = UsenetBlackholeSettings(nzb_folder=str(drop), watch_folder=str(watch))
    return UsenetBlackhole(settings, parts(now))


class TestDropping:
    async def test_torrent_file(self, drop: Path, watch: Path, now: Now) -> None:
        client = torrents(drop, watch, now)
        for _ in range(2):
            assert await client.add(Download(title="Akira.1988", file_name="x.torrent", content=b"d1")) is None
        assert {path.name: path.read_bytes() for path in drop.iterdir()} == {"Akira.1988.torrent": b"d1"}

    @pytest.mark.parametrize(
        ("extension", "name"), [(".magnet", "A.magnet"), ("link", "A.link"), ("", "A.magnet"), ("../x", "A.+x")]
    )
    async def test_magnet_link(self, drop: Path, watch: Path, now: Now, extension: str, name: str) -> None:
        client = torrents(drop, watch, now, save_magnet_files=True, magnet_file_extension=extension)
        await client.add(Download(title="A", file_name="A.torrent", magnet=MAGNET))
        assert (drop / name).read_text() == MAGNET

    async def test_magnet_link_where_they_are_not_wanted(self, drop: Path, watch: Path, now: Now) -> None:
        with pytest.raises(BadAnswer, match="only a magnet link"):
            await torrents(drop, watch, now).add(Download(title="A", file_name="A.torrent", magnet=MAGNET))
        assert list(drop.iterdir()) == []

    async def test_names_stay_in_the_folder(self, drop: Path, watch: Path, now: Now) -> None:
        await torrents(drop, watch, now).add(Download(title="../../etc/x", file_name="x.torrent", content=b"d"))
        assert [path.name for path in drop.iterdir()] == ["+..+etc+x.torrent"]

    async def test_nzb(self, drop: Path, watch: Path, now: Now) -> None:
        await usenet(drop, watch, now).add(Download(title="Oldboy.2003", file_name="x.nzb", content=NZB))
        assert (drop / "Oldboy.2003.nzb").read_bytes() == NZB

    async def test_folder_gone(self, drop: Path, watch: Path, now: Now) -> None:
        drop.rmdir()
        with pytest.raises(Unreachable, match="cannot be written into"):
            await torrents(drop, watch, now).add(Download(title="A", file_name="A.torrent", content=b"d"))


class TestWatching:
    async def test_waits_until_nothing_changes(self, drop: Path, watch: Path, now: Now) -> None:
        (watch / "Akira.1988").mkdir()
        (watch / "Akira.1988" / "akira.mkv").write_bytes(b"x" * 10)
        client = torrents(drop, watch, now)
        [item] = await client.items()
        assert item.status is ItemStatus.DOWNLOADING
        assert 0 < (item.remaining_time or 0) <= 30
        assert (item.title, item.total_size, item.remaining_size) == ("Akira.1988", 10, 0)

        now.later(seconds=31)
        [later] = await client.items()
        assert later.status is ItemStatus.COMPLETED
        assert later.download_id == item.download_id
        assert later.download_id.startswith("Hole_Akira.1988_63")
        assert later.output_path == PurePosixPath(watch / "Akira.1988")
        assert later.category

    async def test_a_file_that_grows_with_an_old_time_stamp_is_not_complete(
        self, drop: Path, watch: Path, now: Now
    ) -> None:
        path = watch / "akira.mkv"
        path.write_bytes(b"x")
        os.utime(path, (1_000_000_000, 1_000_000_000))
        [item] = await usenet(drop, watch, now).items()
        assert item.status is ItemStatus.DOWNLOADING

    @pytest.mark.parametrize(
        ("offset", "status"),
        [
            ({"minutes": -5}, ItemStatus.DOWNLOADING),
            ({"days": -2}, ItemStatus.COMPLETED),
            ({"minutes": 5}, ItemStatus.COMPLETED),
        ],
    )
    async def test_clocks_that_differ(
        self, drop: Path, watch: Path, now: Now, offset: dict[str, float], status: ItemStatus
    ) -> None:
        (watch / "akira.mkv").write_bytes(b"x")
        now.later(**offset)
        [item] = await usenet(drop, watch, now).items()
        assert item.status is status

    async def test_only_folders_and_films_count(self, drop: Path, watch: Path, now: Now) -> None:
        for name in ("a.mkv", "b.nfo", ".hidden.mkv", "c.MP4"):
            (watch / name).write_bytes(b"x")
        (watch / ".stfolder").mkdir()
        (watch / "dangling.mkv").symlink_to(watch / "nowhere")
        assert [item.title for item in await usenet(drop, watch, now).items()] == ["a.mkv", "c.MP4"]

    async def test_folder_gone(self, drop: Path, watch: Path, now: Now) -> None:
        watch.rmdir()
        with pytest.raises(Unreachable, match="cannot be read"):
            await usenet(drop, watch, now).items()

    @pytest.mark.parametrize("read_only", [True, False])
    async def test_read_only(self, drop: Path, watch: Path, now: Now, read_only: bool) -> None:
        (watch / "a.mkv").write_bytes(b"x")
        [item] = await torrents(drop, watch, now, read_only=read_only).items()
        assert item.can_be_removed is item.can_move_files is not read_only

    async def test_no_folder_set(self, now: Now) -> None:
        client = TorrentBlackhole(TorrentBlackholeSettings(), parts(now))
        assert await client.items() == []
        with pytest.raises(Unreachable, match="No folder is set"):
            await client.add(Download(title="A", file_name="A.torrent", content=b"d"))


class TestRemoving:
    async def test_with_data(self, drop: Path, watch: Path, now: Now) -> None:
        (watch / "Akira").mkdir()
        (watch / "Akira" / "akira.mkv").write_bytes(b"x")
        (watch / "b.mkv").write_bytes(b"x")
        client = usenet(drop, watch, now)
        for item in await client.items():
            await client.remove(item, delete_data=True)
            await client.remove(item, delete_data=True)
        assert list(watch.iterdir()) == []

    async def test_without_data(self, drop: Path, watch: Path, now: Now) -> None:
        (watch / "b.mkv").write_bytes(b"x")
        client = torrents(drop, watch, now)
        [item] = await client.items()
        await client.remove(item, delete_data=False)
        assert (watch / "b.mkv").exists()

    @pytest.mark.parametrize("path", ["/etc", "{watch}", "{watch}/..", "{watch}/a/b", "{watch}/../other"])
    async def test_nothing_outside_the_folder(self, drop: Path, watch: Path, now: Now, path: str) -> None:
        item = Item(
            download_id="x",
            title="x",
            status=ItemStatus.COMPLETED,
            output_path=PurePosixPath(path.replace("{watch}", str(watch))),
        )
        with pytest.raises(BadAnswer, match="does not lie in the watch folder"):
            await usenet(drop, watch, now).remove(item, delete_data=True)


class TestButton:
    async def test_good_folders(self, drop: Path, watch: Path, now: Now) -> None:
        assert await torrents(drop, watch, now).test() == []
        assert await usenet(drop, watch, now).test() == []

    async def test_missing_folders(self, drop: Path, watch: Path, now: Now) -> None:
        drop.rmdir()
        watch.rmdir()
        failures = await torrents(drop, watch, now).test()
        assert [(f.property_name, f.message) for f in failures] == [
            ("TorrentFolder", "Folder does not exist"),
            ("WatchFolder", "Folder does not exist"),
        ]


@pytest.mark.parametrize(
    ("settings", "broken"),
    [
        (TorrentBlackholeSettings(torrent_folder="/a"), []),
        (TorrentBlackholeSettings(torrent_folder="a"), ["TorrentFolder"]),
        (TorrentBlackholeSettings(torrent_folder="/a", magnet_file_extension=""), ["MagnetFileExtension"]),
        (UsenetBlackholeSettings(nzb_folder="/a"), ["WatchFolder"]),
        (UsenetBlackholeSettings(nzb_folder="C:\\a", watch_folder="/b"), ["NzbFolder"]),
    ],
)
def test_settings(settings: Any, broken: list[str]) -> None:
    assert [failure.property_name for failure in settings.check()] == broken
