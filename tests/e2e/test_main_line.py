"""The whole job by itself: found, grabbed, downloaded, imported under its right name, upgraded, told, and let go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cinearr.demo.neighbourhood import Neighbourhood
from tests.e2e.line import BETTER, BETTER_FILE, FIRST, FIRST_FILE, Folders, Line, neighbours, use_qbittorrent
from tests.e2e.server import Server, free_port, running
from tests.fakes.leecher import Leecher
from tests.fakes.qbittorrent import QBittorrentProgram

RATIO = 0.2  # so much of a film must be given back


@pytest.fixture
async def qbittorrent(folder: Path) -> AsyncIterator[QBittorrentProgram]:
    program = QBittorrentProgram(folder / "qbittorrent")
    await program.start()
    yield program
    await program.stop()


class TestBuiltInEngine:
    async def test_from_a_wish_to_the_upgrade_and_the_end_of_seeding(self, folder: Path, near: Neighbourhood) -> None:
        folders = Folders.below(folder)
        server = Server(folder / "home", neighbours(near))
        async with running(server):
            line = Line(server, near, folders)
            await near.release(FIRST)
            await line.set_up()
            port = free_port()
            await line.use_engine(port, seedRatio=RATIO)
            await line.add_film()
            await wanted_film_arrives(line)
            await better_release_is_taken(line)

            assert len(folders.downloaded()) == 2  # both are still given to others
            async with Leecher(folder / "leecher") as leecher:
                for title in (FIRST, BETTER):
                    leecher.take(await torrent_of(near, title), port)
                await line.until(lambda: no_downloads(folders), "the client lets go of what has met its goal")
            await line.agrees()
            assert await line.queue() == []


class TestQBittorrent:
    @pytest.mark.needs("qbittorrent-nox")
    async def test_from_a_wish_to_the_upgrade_and_the_end_of_seeding(
        self, folder: Path, near: Neighbourhood, database_url: str, qbittorrent: QBittorrentProgram
    ) -> None:
        folders = Folders.below(folder)
        server = Server(folder / "home", neighbours(near), database_url=database_url)
        async with running(server):
            line = Line(server, near, folders)
            await near.release(FIRST)
            await line.set_up(**{"seedCriteria.seedRatio": RATIO})
            await use_qbittorrent(line, qbittorrent)
            await line.add_film()
            await wanted_film_arrives(line, asking=True)
            await better_release_is_taken(line, asking=True)

            async with Leecher(folder / "leecher") as leecher:
                for title in (FIRST, BETTER):
                    leecher.take(await torrent_of(near, title), qbittorrent.peer_port)

                async def look() -> bool:
                    await line.command("RefreshMonitoredDownloads")
                    return await no_downloads(folders)

                await line.until(look, "qBittorrent has let go of what has met its goal")
            await line.agrees()
            assert await line.queue() == []


async def wanted_film_arrives(line: Line, *, asking: bool = False) -> None:
    """What was asked for is found, downloaded and in the library, and people know."""
    await line.until_file(FIRST_FILE, asking=asking)
    await line.agrees()
    assert await line.history() == ["grabbed", "downloadFolderImported"]
    await line.until_told("Grab", FIRST)
    await line.until_told("Download", FIRST)


async def better_release_is_taken(line: Line, *, asking: bool = False) -> None:
    """A better release in the feed takes the place of the file, which is kept in the recycle bin."""
    await line.near.release(FIRST, BETTER)
    await line.command("RssSync")
    await line.until_file(BETTER_FILE, asking=asking)
    await line.until_told("Download", BETTER, upgrade=True)
    assert line.folders.recycled() == [Path(FIRST_FILE).name]
    await line.agrees()
    assert await line.history("grabbed") == [FIRST, BETTER]


async def no_downloads(folders: Folders) -> bool:
    return folders.downloaded() == []


async def torrent_of(near: Neighbourhood, title: str) -> bytes:
    return (near.folder / "torrents" / f"{title}.torrent").read_bytes()
