"""From a feed to a file in the library, and on to a better one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from cinearr.features.download_clients.engine import Engine
from cinearr.features.history import EventType
from cinearr.features.settings import MediaManagement
from cinearr.kit.db import Database
from tests.factories.library import use
from tests.factories.videos import a_video
from tests.fakes.engine_process import LOOPBACK, QUICK
from tests.fakes.line import Line, a_line
from tests.fakes.program import commands_queued, run_command
from tests.fakes.swarm import Seeder, Tracker, torrent_of

WEB = "Sintel.2010.1080p.WEB-DL.H264-GROUP"
BLURAY = "Sintel.2010.1080p.BluRay.x264-GROUP"


class TestBlackhole:
    async def test_a_film_is_found_loaded_imported_and_upgraded(self, database: Database, tmp_path: Path) -> None:
        async with a_line(database, tmp_path) as line:
            await use(line.program, MediaManagement(recycle_bin=str(tmp_path / "bin")))
            (tmp_path / "bin").mkdir()
            await line.allow_upgrades()
            line.offer("Some.Other.Film.2010.1080p.WEB-DL.H264-GROUP")
            line.offer(WEB)
            await line.rss()
            assert await line.grabs() == [WEB]
            assert line.dropped() == [WEB]

            folder = line.download(WEB)
            await line.track()
            assert line.files() == ["Sintel (2010) WEBDL-1080p.mkv"]
            [file] = await line.movie_files()
            assert (file.relative_path, file.quality["id"]) == ("Sintel (2010) WEBDL-1080p.mkv", 3)
            [tracked] = await line.tracked()
            assert tracked.state == "imported"
            assert not folder.exists()

            line.offer(BLURAY)
            await line.rss()
            assert await line.grabs() == [WEB, BLURAY]
            line.download(BLURAY, a_video(grey=99))
            await line.track()
            assert line.files() == ["Sintel (2010) Bluray-1080p.mkv"]
            [file] = await line.movie_files()
            assert file.quality["id"] == 7
            recycled = [each.name for each in (tmp_path / "bin").rglob("*") if each.is_file()]
            assert recycled == ["Sintel (2010) WEBDL-1080p.mkv"]
            assert await line.history() == [
                EventType.GRABBED,
                EventType.IMPORTED,
                EventType.GRABBED,
                EventType.FILE_DELETED,
                EventType.IMPORTED,
            ]

            await line.rss()
            assert await line.grabs() == [WEB, BLURAY]
            assert await commands_queued(line.program) == []

    async def test_what_is_found_to_be_finished_is_imported_without_waiting_for_the_next_look(
        self, database: Database, tmp_path: Path
    ) -> None:
        async with a_line(database, tmp_path) as line:
            line.offer(WEB)
            await line.rss()
            line.download(WEB)
            await run_command(line.program, "RefreshMonitoredDownloads")
            assert [row.state for row in await line.tracked()] == ["importPending"]
            assert await commands_queued(line.program) == [("ProcessMonitoredDownloads", {})]


class TestBuiltInClient:
    async def test_a_film_is_found_loaded_imported_and_upgraded(self, database: Database, tmp_path: Path) -> None:
        async with a_line(database, tmp_path, clients=["built-in"]) as line, _swarm(tmp_path) as swarm, _engine(line):
            await line.allow_upgrades()
            swarm.offer(line, WEB, a_video())
            await line.rss()
            await _until(line, imported=1)
            assert line.files() == ["Sintel (2010) WEBDL-1080p.mkv"]

            swarm.offer(line, BLURAY, a_video(grey=99))
            await line.rss()
            assert await line.grabs() == [WEB, BLURAY]
            await _until(line, imported=2)
            assert line.files() == ["Sintel (2010) Bluray-1080p.mkv"]
            assert len(await line.movie_files()) == 1


class _Swarm:
    def __init__(self, seeder: Seeder, tracker: Tracker) -> None:
        self._seeder, self._tracker = seeder, tracker

    def offer(self, line: Line, title: str, video: bytes) -> None:
        files = {f"{title}.mkv": video}
        torrent = torrent_of(title, files, tracker=self._tracker.url)
        self._seeder.seed(torrent, files)
        info_hash = line.offer(title, torrent=torrent)
        swarm = self._tracker.peers.setdefault(bytes.fromhex(info_hash), set())
        swarm.add(bytes([127, 0, 0, 1]) + self._seeder.port.to_bytes(2, "big"))


@asynccontextmanager
async def _swarm(folder: Path) -> AsyncIterator[_Swarm]:
    (folder / "seeder").mkdir()
    seeder, tracker = Seeder(folder / "seeder"), await Tracker.start()
    try:
        yield _Swarm(seeder, tracker)
    finally:
        seeder.stop()
        await tracker.stop()


@asynccontextmanager
async def _engine(line: Line) -> AsyncIterator[None]:
    async def settings() -> Any:
        return LOOPBACK

    async def on_change(_: str) -> None:
        pass

    engine = Engine(line.program.database, read_settings=settings, on_change=on_change, pace=QUICK)
    task = asyncio.create_task(engine.run())
    try:
        yield
    finally:
        engine.stop()
        await asyncio.wait_for(task, 15)


async def _until(line: Line, *, imported: int) -> None:
    for _ in range(100):
        await line.track()
        rows = await line.tracked()
        if sum(row.state == "imported" for row in rows) == imported:
            return
        await asyncio.sleep(0.1)
    pytest.fail(f"never imported: {[(row.title, row.state, row.messages) for row in rows]}")
