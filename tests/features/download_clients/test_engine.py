"""The built-in engine: real libtorrent, real PostgreSQL, a real tracker and seeder on loopback."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import libtorrent as lt
import pytest
import pytest_asyncio
from sqlalchemy import select, text

from cinearr.core.torrents import read_torrent
from cinearr.features.download_clients import engine_store
from cinearr.features.download_clients.contract import Download, Item, ItemStatus
from cinearr.features.download_clients.engine import Engine
from cinearr.features.download_clients.engine_settings import EngineSettings
from cinearr.features.download_clients.engine_store import State
from cinearr.features.download_clients.engine_torrent import goal_met
from cinearr.features.download_clients.implementations.builtin import Cinearr, CinearrSettings
from cinearr.features.download_clients.parts import Parts
from cinearr.features.download_clients.tables import EngineTorrentRow
from cinearr.kit.clock import utc_now
from cinearr.kit.db import Database
from cinearr.kit.errors import BadAnswer
from cinearr.kit.http import HttpClient
from tests.fakes.engine_process import LOOPBACK, QUICK
from tests.fakes.swarm import Seeder, Tracker, bencode, content_of, magnet_of, torrent_of

FILES = {"Sintel.2010.1080p.mkv": content_of(600_000), "Subs/en.srt": b"1\n"}


@pytest_asyncio.fixture
async def tracker() -> AsyncIterator[Tracker]:
    found = await Tracker.start()
    yield found
    await found.stop()


@pytest.fixture
def seeder(tmp_path: Path) -> Any:
    (tmp_path / "seeder").mkdir()
    found = Seeder(tmp_path / "seeder")
    yield found
    found.stop()


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    (tmp_path / "downloads").mkdir()
    return tmp_path / "downloads"


MakeClient = Callable[..., Cinearr]


@pytest.fixture
def client_of(database: Database, downloads: Path) -> MakeClient:
    def make(**more: Any) -> Cinearr:
        values = {"download_folder": str(downloads), "seed_ratio": None, "seed_time": None, **more}
        parts = Parts(http=HttpClient(user_agent="tests"), database=database, clock=utc_now, name="Cinearr", id=1)
        return Cinearr(CinearrSettings(**values), parts)

    return make


@pytest.fixture
def client(client_of: MakeClient) -> Cinearr:
    return client_of()


@asynccontextmanager
async def running(
    database: Database,
    changes: list[str] | None = None,
    read_settings: Callable[[], Awaitable[EngineSettings | None]] | None = None,
) -> AsyncIterator[Engine]:
    """An engine in this process."""

    async def on_change(info_hash: str) -> None:
        if changes is not None:
            changes.append(info_hash)

    async def loopback() -> EngineSettings:
        return LOOPBACK

    engine = Engine(database, read_settings=read_settings or loopback, on_change=on_change, pace=QUICK)
    task = asyncio.create_task(engine.run())
    try:
        yield engine
    finally:
        engine.stop()
        await asyncio.wait_for(task, 15)


def offer(
    seeder: Seeder, tracker: Tracker, name: str, files: dict[str, bytes] | bytes = FILES, *, private: bool = False
) -> tuple[bytes, str]:
    torrent = torrent_of(name, files, tracker=tracker.url, private=private)
    seeder.seed(torrent, files)
    info_hash = read_torrent(torrent).info_hash
    swarm = tracker.peers.setdefault(bytes.fromhex(info_hash), set())
    swarm.add(bytes([127, 0, 0, 1]) + seeder.port.to_bytes(2, "big"))
    return torrent, info_hash


def download(title: str, torrent: bytes, **more: Any) -> Download:
    return Download(title=title, file_name=f"{title}.torrent", content=torrent, **more)


async def until(client: Cinearr, wanted: Callable[[Item], bool], *, seconds: float = 15) -> Item:
    items: list[Item] = []
    for _ in range(int(seconds / 0.1)):
        items = await client.items()
        if items and wanted(items[0]):
            return items[0]
        await asyncio.sleep(0.1)
    raise AssertionError(f"never became so: {items}")


async def row_of(database: Database, info_hash: str) -> EngineTorrentRow | None:
    async with database.read() as session:
        return await session.scalar(select(EngineTorrentRow).where(EngineTorrentRow.info_hash == info_hash))


async def eventually(holds: Callable[[], Awaitable[bool]], *, seconds: float = 10) -> None:
    for _ in range(int(seconds / 0.1)):
        if await holds():
            return
        await asyncio.sleep(0.1)
    raise AssertionError("never came true")


def completed(item: Item) -> bool:
    return item.status is ItemStatus.COMPLETED


class TestMainLine:
    @pytest.mark.parametrize("by", ["file", "magnet"])
    async def test_add_download_remove(
        self, database: Database, client: Cinearr, downloads: Path, seeder: Seeder, tracker: Tracker, by: str
    ) -> None:
        torrent, info_hash = offer(seeder, tracker, "Sintel.2010.1080p.BluRay.x264-DEMO")
        changes: list[str] = []
        wanted = download("Sintel.2010", torrent)
        if by == "magnet":
            wanted = Download(title="Sintel.2010", file_name="x", magnet=magnet_of(torrent, tracker=tracker.url))
        async with running(database, changes):
            for _ in range(2):
                assert await client.add(wanted) == info_hash
            item = await until(client, completed)
            assert len(await client.items()) == 1
            assert (item.title, item.download_id) == ("Sintel.2010", info_hash)
            assert (item.total_size, item.remaining_size, item.remaining_time) == (600_002, 0, 0)
            assert item.output_path is not None
            assert Path(item.output_path).name == "Sintel.2010.1080p.BluRay.x264-DEMO"
            for path, data in FILES.items():
                assert (Path(item.output_path) / path).read_bytes() == data
            assert not item.can_be_removed
            assert changes == [info_hash]

            await client.remove(item, delete_data=True)
            assert await client.items() == []
            await eventually(lambda: _is_gone(database, info_hash))
            assert list(downloads.iterdir()) == []

    async def test_removing_can_leave_the_files(
        self, database: Database, client: Cinearr, seeder: Seeder, tracker: Tracker
    ) -> None:
        torrent, info_hash = offer(seeder, tracker, "Kept.mkv", content_of(50_000))
        async with running(database):
            await client.add(download("Kept", torrent))
            item = await until(client, completed)
            await client.remove(item, delete_data=False)
            await eventually(lambda: _is_gone(database, info_hash))
            await client.remove(item, delete_data=False)
        assert item.output_path is not None
        assert Path(item.output_path).read_bytes() == content_of(50_000)

    async def test_removed_while_no_engine_runs(
        self, database: Database, client: Cinearr, downloads: Path, seeder: Seeder, tracker: Tracker
    ) -> None:
        torrent, info_hash = offer(seeder, tracker, "Later.mkv", content_of(50_000))
        await client.add(download("Later", torrent))
        async with running(database):
            item = await until(client, completed)
        await client.remove(item, delete_data=True)
        assert await client.items() == []
        async with running(database):
            await eventually(lambda: _is_gone(database, info_hash))
        assert list(downloads.iterdir()) == []

    async def test_added_again_while_it_is_being_removed(
        self, database: Database, client: Cinearr, seeder: Seeder, tracker: Tracker
    ) -> None:
        torrent, _ = offer(seeder, tracker, "Again.mkv", content_of(50_000))
        async with running(database):
            await client.add(download("Again", torrent))
            item = await until(client, completed)
            await client.remove(item, delete_data=True)
            await client.add(download("Again", torrent))
            again = await until(client, completed)
            assert again.output_path is not None
            await eventually(lambda: _holds(again, content_of(50_000)))

    async def test_two_torrents_of_one_name_stay_apart(
        self, database: Database, client: Cinearr, tmp_path: Path, tracker: Tracker
    ) -> None:
        seeders, contents = [], [content_of(40_000, salt="a"), content_of(40_000, salt="b")]
        async with running(database):
            for number, content in enumerate(contents):
                (tmp_path / f"s{number}").mkdir()
                seeders.append(Seeder(tmp_path / f"s{number}"))
                torrent, _ = offer(seeders[-1], tracker, "Same.mkv", content)
                await client.add(download("Same", torrent))

            async def both() -> bool:
                items = await client.items()
                return len(items) == 2 and all(completed(item) for item in items)

            await eventually(both, seconds=15)
            assert [Path(str(item.output_path)).read_bytes() for item in await client.items()] == contents
        for found in seeders:
            found.stop()

    async def test_categories_tell_clients_apart(self, client_of: MakeClient) -> None:
        first, second = client_of(movie_category="a"), client_of(movie_category="b")
        await first.add(download("A", torrent_of("A.mkv", b"a" * 9)))
        assert len(await first.items()) == 1
        assert await second.items() == []


async def _is_gone(database: Database, info_hash: str) -> bool:
    return await row_of(database, info_hash) is None


async def _holds(item: Item, data: bytes) -> bool:
    path = Path(str(item.output_path))
    return path.exists() and path.read_bytes() == data


class TestSeedGoals:
    @pytest.mark.parametrize(
        ("ratio", "minutes", "uploaded", "seconds", "met"),
        [
            (None, None, 10_000, 10**6, False),
            (1.0, None, 999, 10**6, False),
            (1.0, None, 1000, 0, True),
            (0.0, None, 0, 0, True),
            (None, 10, 0, 599, False),
            (None, 10, 0, 600, True),
            (2.0, 10, 0, 600, True),
            (2.0, 10, 2000, 0, True),
        ],
    )
    def test_rule(self, ratio: float | None, minutes: int | None, uploaded: int, seconds: int, met: bool) -> None:
        assert (
            goal_met(seed_ratio=ratio, seed_time=minutes, uploaded=uploaded, size=1000, seeding_seconds=seconds) is met
        )

    async def test_a_met_goal_ends_the_seeding(
        self, database: Database, client_of: MakeClient, seeder: Seeder, tracker: Tracker
    ) -> None:
        torrent, info_hash = offer(seeder, tracker, "Goal.mkv", content_of(50_000))
        client = client_of(seed_ratio=9.0)
        changes: list[str] = []
        async with running(database, changes):
            await client.add(download("Goal", torrent, seed_time=0))
            item = await until(client, lambda item: item.can_be_removed)
            assert completed(item)
            assert item.can_move_files
            await eventually(lambda: _has_left(tracker))
        assert changes[-1] == info_hash


async def _has_left(tracker: Tracker) -> bool:
    return any("stopped" in asked.get("event", ()) for asked in tracker.announces)


class TestPrivate:
    @pytest.mark.parametrize("by", ["file", "magnet"])
    async def test_peers_come_from_the_tracker_alone(
        self, database: Database, client: Cinearr, seeder: Seeder, tracker: Tracker, by: str
    ) -> None:
        # A private torrent's metadata is never sent to peers, so its magnet link is only marked as private.
        torrent, info_hash = offer(seeder, tracker, "Private.mkv", content_of(50_000), private=by == "file")
        wanted = download("Private", torrent)
        if by == "magnet":
            wanted = Download(title="P", file_name="P", magnet=magnet_of(torrent, tracker=tracker.url), is_private=True)
        async with running(database) as engine:
            await client.add(wanted)
            await until(client, completed)
            flags = engine._loaded[info_hash].handle.flags()
        for forbidden in ("disable_dht", "disable_lsd", "disable_pex"):
            assert flags & getattr(lt.torrent_flags, forbidden), forbidden
        row = await row_of(database, info_hash)
        assert row is not None
        assert row.is_private


class TestBadDays:
    async def test_killed_in_the_middle_it_goes_on(
        self, database: Database, database_url: str, client: Cinearr, tmp_path: Path, tracker: Tracker
    ) -> None:
        (tmp_path / "slow").mkdir()
        seeder = Seeder(tmp_path / "slow", upload_limit=400_000)
        content = content_of(2_000_000)
        torrent, info_hash = offer(seeder, tracker, "Big.mkv", content)
        await client.add(download("Big", torrent))
        process = await start_engine(database_url)
        await until(client, lambda item: 500_000 < item.total_size - item.remaining_size < 1_600_000)
        await eventually(lambda: _has_resume_data(database, info_hash))
        process.kill()
        await process.wait()

        seeder.limit(0)
        process = await start_engine(database_url)
        try:
            item = await until(client, completed)
            assert Path(str(item.output_path)).read_bytes() == content
            row = await row_of(database, info_hash)
            assert row is not None
            assert row.downloaded < len(content) * 1.5, "what was there already is not loaded again"
        finally:
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 15) == 0
            seeder.stop()

    async def test_killed_while_seeding_it_stays_complete(
        self, database: Database, database_url: str, client: Cinearr, seeder: Seeder, tracker: Tracker
    ) -> None:
        torrent, _ = offer(seeder, tracker, "Seed.mkv", content_of(300_000))
        await client.add(download("Seed", torrent))
        process = await start_engine(database_url)
        await until(client, completed)
        process.kill()
        await process.wait()
        seeder.stop()
        changes: list[str] = []
        async with running(database, changes):
            for _ in range(15):
                [item] = await client.items()
                assert completed(item)
                await asyncio.sleep(0.1)
        assert changes == []

    async def test_second_engine_waits_and_takes_over(
        self, database: Database, database_url: str, client: Cinearr, seeder: Seeder, tracker: Tracker
    ) -> None:
        process = await start_engine(database_url)
        await eventually(lambda: _is_locked(database))
        async with running(database) as second:
            await asyncio.sleep(1)
            assert not second.is_active
            process.kill()
            await process.wait()
            torrent, _ = offer(seeder, tracker, "Over.mkv", content_of(50_000))
            await client.add(download("Over", torrent))
            await until(client, completed)
            assert second.is_active

    async def test_lost_database_connections_are_survived(
        self, database: Database, client: Cinearr, seeder: Seeder, tracker: Tracker
    ) -> None:
        async with running(database) as engine:
            await eventually(lambda: _is_active(engine))
            async with database.begin() as session:
                await session.execute(
                    text(
                        "select pg_terminate_backend(pid) from pg_stat_activity "
                        "where datname = current_database() and pid <> pg_backend_pid()"
                    )
                )
            await database.engine.dispose()
            torrent, _ = offer(seeder, tracker, "Back.mkv", content_of(50_000))
            await client.add(download("Back", torrent))
            await until(client, completed)

    async def test_missing_folder_is_told_and_mended(
        self, database: Database, client: Cinearr, downloads: Path, seeder: Seeder, tracker: Tracker
    ) -> None:
        downloads.rmdir()
        torrent, _ = offer(seeder, tracker, "Unmounted.mkv", content_of(50_000))
        changes: list[str] = []
        async with running(database, changes):
            await client.add(download("Unmounted", torrent))
            item = await until(client, lambda item: item.status is ItemStatus.WARNING)
            assert "cannot be used: No such file or directory" in str(item.message)
            assert len(changes) == 1
            downloads.mkdir()
            item = await until(client, completed)
            assert item.message is None

    async def test_write_error_is_told_and_mended(
        self, database: Database, client: Cinearr, downloads: Path, seeder: Seeder, tracker: Tracker
    ) -> None:
        torrent, info_hash = offer(seeder, tracker, "Blocked.mkv", content_of(50_000))
        obstacle = downloads / info_hash.lower() / "Blocked.mkv"
        obstacle.mkdir(parents=True)
        async with running(database):
            await client.add(download("Blocked", torrent))
            item = await until(client, lambda item: item.status is ItemStatus.WARNING)
            assert "Is a directory" in str(item.message)
            assert "Blocked.mkv" in str(item.message)
            await asyncio.sleep(1)
            [still] = await client.items()
            assert still.status is ItemStatus.WARNING
            obstacle.rmdir()
            item = await until(client, completed)
            assert item.message is None
            assert Path(str(item.output_path)).read_bytes() == content_of(50_000)

    async def test_full_disk_is_told_and_mended(
        self, database: Database, database_url: str, client: Cinearr, seeder: Seeder, tracker: Tracker
    ) -> None:
        """A limit on file sizes stands in for a full disk: writes fail the same way, at the same place."""
        torrent, _ = offer(seeder, tracker, "Full.mkv", content_of(600_000))
        process = await start_engine(database_url, file_limit=200_000)
        await client.add(download("Full", torrent))
        item = await until(client, lambda item: item.status is ItemStatus.WARNING and bool(item.message))
        assert "File too large" in str(item.message)
        process.kill()
        await process.wait()
        async with running(database):
            item = await until(client, completed)
            assert Path(str(item.output_path)).read_bytes() == content_of(600_000)

    async def test_climbing_names_in_a_file_are_refused(self, client: Cinearr) -> None:
        info = {
            "name": "x",
            "piece length": 16384,
            "pieces": b"x" * 20,
            "files": [{"length": 5, "path": ["..", "..", "evil"]}],
        }
        with pytest.raises(BadAnswer, match="names a file outside its folder"):
            await client.add(download("Evil", bencode({"info": info})))
        assert await client.items() == []

    async def test_climbing_names_behind_a_magnet_link_are_refused(
        self, database: Database, client: Cinearr, downloads: Path, seeder: Seeder, tracker: Tracker
    ) -> None:
        files = {"../../evil.mkv": content_of(50_000)}
        torrent = torrent_of("x", files, tracker=tracker.url)
        info_hash = read_torrent(torrent).info_hash
        seeder.seed_raw(torrent)
        tracker.peers[bytes.fromhex(info_hash)] = {bytes([127, 0, 0, 1]) + seeder.port.to_bytes(2, "big")}
        changes: list[str] = []
        async with running(database, changes):
            await client.add(Download(title="Evil", file_name="x", magnet=magnet_of(torrent, tracker=tracker.url)))
            item = await until(client, lambda item: item.status is ItemStatus.FAILED)
            assert "names a file outside its folder" in str(item.message)
        assert changes == [info_hash]
        assert list(downloads.parent.rglob("evil*")) == []

    @pytest.mark.parametrize("content", [b"", b"d4:infode", b"<html>"])
    async def test_what_is_no_torrent_is_refused(self, client: Cinearr, content: bytes) -> None:
        with pytest.raises(BadAnswer):
            await client.add(download("Bad", content))

    async def test_magnet_link_without_hash_is_refused(self, client: Cinearr) -> None:
        with pytest.raises(BadAnswer, match="no info hash"):
            await client.add(Download(title="Bad", file_name="x", magnet="magnet:?dn=x"))

    async def test_nobody_to_load_from(self, database: Database, client: Cinearr, tracker: Tracker) -> None:
        async with running(database):
            await client.add(download("Lonely", torrent_of("Lonely.mkv", b"x" * 99, tracker=tracker.url)))
            item = await until(client, lambda item: item.status is ItemStatus.WARNING)
            assert item.message == "The download is stalled with no connections"


class TestControl:
    async def test_pause_and_resume(
        self, database: Database, client: Cinearr, tmp_path: Path, tracker: Tracker
    ) -> None:
        (tmp_path / "slow").mkdir()
        seeder = Seeder(tmp_path / "slow", upload_limit=200_000)
        torrent, info_hash = offer(seeder, tracker, "Paused.mkv", content_of(1_000_000))
        async with running(database):
            await client.add(download("Paused", torrent))
            await until(client, lambda item: item.remaining_size < item.total_size)
            async with database.begin() as session:
                await engine_store.request_pause(session, info_hash, paused=True)
            await until(client, lambda item: item.status is ItemStatus.PAUSED)
            seeder.limit(0)
            async with database.begin() as session:
                await engine_store.request_pause(session, info_hash, paused=False)
            await until(client, completed)
        seeder.stop()

    async def test_switched_off_and_on(
        self, database: Database, client: Cinearr, seeder: Seeder, tracker: Tracker
    ) -> None:
        settings: EngineSettings | None = None

        async def read_settings() -> EngineSettings | None:
            return settings

        torrent, _ = offer(seeder, tracker, "Off.mkv", content_of(50_000))
        async with running(database, read_settings=read_settings) as engine:
            await client.add(download("Off", torrent))
            await asyncio.sleep(1)
            assert engine.port == 0
            [item] = await client.items()
            assert item.status is ItemStatus.QUEUED
            settings = LOOPBACK
            await until(client, completed)

    async def test_nothing_is_written_when_nothing_changes(
        self, database: Database, client: Cinearr, seeder: Seeder, tracker: Tracker
    ) -> None:
        torrent, info_hash = offer(seeder, tracker, "Idle.mkv", content_of(50_000))
        async with running(database):
            await client.add(download("Idle", torrent))
            await until(client, completed)
            await asyncio.sleep(2.5)
            before = await row_of(database, info_hash)
            assert before is not None
            await asyncio.sleep(0.8)
            after = await row_of(database, info_hash)
            assert after is not None
            assert State(after.state) is State.SEEDING
            assert (after.changed - before.changed).total_seconds() < 1.1

    async def test_button(self, client: Cinearr, downloads: Path) -> None:
        assert await client.test() == []
        downloads.rmdir()
        [failure] = await client.test()
        assert (failure.property_name, failure.message) == ("DownloadFolder", "Folder does not exist")


async def _has_resume_data(database: Database, info_hash: str) -> bool:
    async with database.read() as session:
        return bool(
            await session.scalar(
                select(EngineTorrentRow.resume_data.is_not(None)).where(EngineTorrentRow.info_hash == info_hash)
            )
        )


async def _is_locked(database: Database) -> bool:
    async with database.read() as session:
        return bool(await session.scalar(text("select count(*) from pg_locks where locktype = 'advisory'")))


async def _is_active(engine: Engine) -> bool:
    return engine.is_active


async def start_engine(url: str, *, file_limit: int | None = None) -> asyncio.subprocess.Process:
    """An engine in a process of its own."""
    command = [sys.executable, "-m", "tests.fakes.engine_process", url]
    if file_limit:
        command = ["prlimit", f"--fsize={file_limit}", *command]
    root = Path(__file__).parents[3]
    return await asyncio.create_subprocess_exec(
        *command, cwd=root, env={"PYTHONPATH": f"{root / 'src'}:{root}", "PATH": "/usr/bin:/bin"}
    )
