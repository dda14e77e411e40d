"""Bad days of the main line: each ends in a clear state with its reason, goes on by itself, and loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, func, select
from structlog.testing import capture_logs

from cinearr.core.tracking import FileResult
from cinearr.features.download_clients.contract import Item
from cinearr.features.download_clients.tables import EngineTorrentRow
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.history import EventType
from cinearr.features.settings import MediaManagement
from cinearr.kit import provider_status
from cinearr.kit.db import Database
from cinearr.kit.jobs.tables import CommandRow
from cinearr.workflows import import_downloads
from cinearr.workflows.program import Program
from tests.factories.library import use
from tests.factories.videos import a_video
from tests.fakes.disks import a_small_disk, read_only
from tests.fakes.http_server import Answer, http_server
from tests.fakes.line import Line, a_line, hdbits_row, indexer_row, qbittorrent_row
from tests.fakes.newznab import feed_xml
from tests.fakes.program import commands_queued, run_command, working
from tests.fakes.swarm import torrent_of

WEB = "Sintel.2010.1080p.WEB-DL.H264-GROUP"
SMALLER = "Sintel.2010.720p.WEB-DL.H264-GROUP"
BLURAY = "Sintel.2010.1080p.BluRay.x264-GROUP"
FILM = "Sintel (2010) WEBDL-1080p.mkv"
HDBITS_ROW = {"id": 1, "name": BLURAY, "size": 200 * 1024**2, "added": "2026-11-20T20:30:46+0000", "seeders": 5}
DATED_BEYOND_TIME = (
    "<item><title>A</title><guid>a</guid><link>http://h/a</link>"
    "<pubDate>Mon, 27 Feb 2012 11:09:39 -9999999999999</pubDate></item>"
)


@pytest.fixture
async def line(database: Database, tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(database, tmp_path) as found:
        yield found


def later(line: Line, **time: float) -> None:
    line.clock.ahead += timedelta(**time)


async def message(line: Line) -> str:
    """Everything the queue says about the one download there is."""
    [row] = await line.tracked()
    return " ".join(text for each in row.messages for text in (each["title"], *each["messages"]))


async def until_ended(line: Line, commands: int) -> None:
    """Wait for the commands that bring files in; both need the disk."""
    ended = select(func.count(CommandRow.id)).where(
        CommandRow.name.in_(("ProcessMonitoredDownloads", "DownloadedMoviesScan")), CommandRow.status == "completed"
    )
    async with asyncio.timeout(20):
        while True:
            async with line.program.database.read() as session:
                if await session.scalar(ended) == commands:
                    return
            await asyncio.sleep(0.05)


async def downloaded(line: Line, title: str = WEB, video: bytes | None = None) -> Path:
    """A release that was grabbed and is complete in the client."""
    line.offer(title)
    await line.rss()
    assert line.dropped() == [title]
    return line.download(title, video)


class TestIndexerInTrouble:
    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (Answer(status=500), "500"),
            (
                Answer(body=b"<!doctype html><html><body>Checking your browser</body></html>"),
                "a web page where XML was expected",
            ),
            (Answer(body=b"<rss><channel><item></itm>"), "XML"),
            (Answer(chunks=(b"<rss><channel>" + b"<item/>" * 9000,), repeat=True), "longer than"),
            (Answer(body=feed_xml([]), cut=True), ""),
            (Answer(body=feed_xml([DATED_BEYOND_TIME])), "is no date"),
            (Answer(status=503, headers={"Retry-After": "Mon, 27 Feb 2012 11:09:39 -9999999999999"}), "503"),
        ],
        ids=["down", "web page", "wrong xml", "a gigabyte of feed", "broken off", "no such time", "no such wait"],
    )
    async def test_it_stands_in_nobodys_way_and_is_asked_again_later(
        self, line: Line, answer: Answer, reason: str
    ) -> None:
        line.offer(WEB)
        async with http_server() as other:
            other.routes["/api"] = answer
            async with line.program.database.begin() as session:
                row = indexer_row(other)
                session.add(row)
            await line.rss()
            assert await line.grabs() == [WEB]
            async with line.program.database.read() as session:
                status = await provider_status.load(session, "indexer")
            assert set(status) >= {row.id}
            assert status[row.id].message
            assert reason in str(status[row.id].message)
            assert status[row.id].disabled_till is not None

            asked = len(other.asked)
            await line.rss()
            assert len(other.asked) == asked  # it is left alone for a while
            later(line, hours=2)
            other.routes["/api"] = Answer(body=feed_xml([]))
            await line.rss()
            assert len(other.asked) > asked
            async with line.program.database.read() as session:
                assert await provider_status.blocked(session, "indexer", line.program.clock()) == set()

    async def test_a_search_that_found_nobody_home_is_made_up_for_by_the_next_sync(self, line: Line) -> None:
        line.offer(WEB)
        api, line.indexer.server.routes["/api"] = line.indexer.server.routes["/api"], Answer(status=503)
        await line.search()
        assert await line.grabs() == []
        line.indexer.server.routes["/api"] = api
        later(line, hours=2)
        await line.rss()
        assert await line.grabs() == [WEB]


class TestIndexerThatSendsNul:
    """PostgreSQL keeps no U+0000, wherever it comes from."""

    @pytest.mark.parametrize(
        ("answer", "outcomes"),
        [
            ({"status": 0, "data": [{**HDBITS_ROW, "name": f"{BLURAY}\0"}]}, {WEB, f"{BLURAY}\ufffd"}),
            ({"status": 0, "data": [{**HDBITS_ROW, "id": "\0"}]}, {WEB, BLURAY}),
            ({"status": 0, "data": [{**HDBITS_ROW, "hash": "\0"}]}, {WEB, BLURAY}),
            ({"status": 7, "message": "out of \0order"}, {WEB}),
        ],
        ids=["name", "id", "hash", "message"],
    )
    async def test_it_stands_in_nobodys_way(self, line: Line, answer: dict[str, Any], outcomes: set[str]) -> None:
        line.offer(WEB)
        async with http_server() as other:
            other.routes["/api/torrents"] = Answer(body=msgspec.json.encode(answer))
            other.routes["/download.php"] = Answer(status=500, headers={"Retry-After": "\0"})
            async with line.program.database.begin() as session:
                session.add(hdbits_row(other))
            await line.rss()
        assert await line.grabs() == [WEB]
        assert set(await line.outcomes()) == outcomes


class TestClientInTrouble:
    @pytest.mark.parametrize(
        "torrents",
        [
            b"<html>",
            b'[{"hash": "AB", "name": "\xff"}]',
            b"[" * 5000,
            b'[{"hash": "AB", "size": 1000000000000000000, "progress": -1e300}]',
        ],
        ids=["web page", "no text", "nested", "beyond numbers"],
    )
    async def test_it_stands_in_no_other_clients_way(self, line: Line, torrents: bytes) -> None:
        async with http_server() as other:
            other.routes["/api/v2/app/webapiVersion"] = Answer(body=b"2.9.3")
            other.routes["/api/v2/app/preferences"] = Answer(
                body=b'{"max_inactive_seeding_time_enabled": true, "max_inactive_seeding_time": 5}'
            )
            other.routes["/api/v2/torrents/info"] = Answer(body=torrents)
            await downloaded(line)
            async with line.program.database.begin() as session:
                row = qbittorrent_row(other)
                session.add(row)
            await line.track()
            assert line.files() == [FILM]
            assert "/api/v2/torrents/info" in {asked.path for asked in other.asked}
            async with line.program.database.read() as session:
                status = await provider_status.load(session, "downloadclient")
            assert "cannot be read" in str(status[row.id].message)

    async def test_a_path_that_is_too_long_to_be_one_holds_nothing(self, line: Line) -> None:
        torrent = {"hash": "0" * 40, "name": WEB, "state": "stoppedUP", "progress": 1, "content_path": f"/{'x' * 300}"}
        torrent["category"] = "radarr"
        async with http_server() as other:
            other.routes["/api/v2/app/webapiVersion"] = Answer(body=b"2.9.3")
            other.routes["/api/v2/app/preferences"] = Answer(body=b"{}")
            other.routes["/api/v2/torrents/info"] = Answer(body=msgspec.json.encode([torrent]))
            async with line.program.database.begin() as session:
                session.add(qbittorrent_row(other))
            await line.track()
            assert "No files found are eligible for import" in await message(line)
            await line.allow_upgrades()
            await downloaded(line, BLURAY)
            await line.track()
        assert line.files() == ["Sintel (2010) Bluray-1080p.mkv"]


class TestClockSetBack:
    async def test_nobody_is_left_alone_until_a_day_that_is_far_off(self, line: Line) -> None:
        await downloaded(line)
        async with line.program.database.begin() as session:
            for kind in ("indexer", "downloadclient"):
                await provider_status.save(
                    session, kind, 1, level=3, disabled_till=datetime.now(UTC) + timedelta(days=400)
                )
        await line.track()
        assert line.files() == [FILM]
        line.offer(BLURAY)
        await line.allow_upgrades()
        await line.rss()
        assert await line.grabs() == [WEB, BLURAY]


class TestTorrentThatClimbs:
    async def test_it_is_refused_and_the_next_best_is_taken(self, database: Database, tmp_path: Path) -> None:
        async with a_line(database, tmp_path, clients=["built-in"]) as line:
            line.offer(WEB, torrent=torrent_of("../../etc", {"passwd": b"root" * 10}))
            line.offer(SMALLER)
            await line.rss()
            assert await line.grabs() == [SMALLER]
            outcomes = await line.outcomes()
            assert outcomes[WEB] == "failed"
            async with database.read() as session:
                assert list(await session.scalars(select(EngineTorrentRow.title))) == [SMALLER]


class TestClientWithoutWhatItHad:
    """The built-in client's table stands in for any client: what is in it is what the client lists."""

    @pytest.fixture
    async def line(self, database: Database, tmp_path: Path) -> AsyncIterator[Line]:
        async with a_line(database, tmp_path, clients=["built-in"]) as found:
            found.offer(WEB)
            await found.rss()
            await found.track()
            assert [(row.state, row.gone) for row in await found.tracked()] == [("downloading", False)]
            async with database.begin() as session:
                await session.execute(delete(EngineTorrentRow))
            yield found

    async def test_after_trouble_it_has_lost_it_and_the_film_is_searched_for(self, line: Line) -> None:
        async with line.program.database.begin() as session:
            await provider_status.save(session, "downloadclient", 1, level=1, most_recent_failure=line.program.clock())
        await line.track()
        [row] = await line.tracked()
        assert row.gone
        assert await line.grabs("lost") == []  # it may only be slow to list what it has
        later(line, minutes=6)
        await line.track()
        [grab] = await line.grabs("lost")
        assert grab == WEB
        assert await line.history() == [EventType.GRABBED, EventType.FAILED]
        assert ("MoviesSearch", {"movieIds": [line.movie.id]}) in await commands_queued(line.program)
        await line.search()
        assert await line.grabs() == [WEB]
        assert await line.grabs("lost") == []
        async with line.program.database.begin() as session:
            await session.execute(delete(EngineTorrentRow))
        await line.track()  # the client does not list the second one yet
        assert await line.grabs("lost") == []

    async def test_otherwise_a_person_took_it_out_and_nobody_goes_after_it(self, line: Line) -> None:
        await line.track()
        later(line, minutes=6)
        await line.track()
        assert await line.grabs("lost") == [WEB]
        assert await line.history() == [EventType.GRABBED]
        assert not [name for name, _ in await commands_queued(line.program) if name == "MoviesSearch"]
        await line.search()
        assert await line.grabs() == [WEB]

    async def test_one_that_comes_back_goes_on_as_if_nothing_had_been(self, line: Line) -> None:
        await line.track()
        assert [row.gone for row in await line.tracked()] == [True]
        async with line.program.database.begin() as session:
            session.add(
                EngineTorrentRow(
                    info_hash=(await line.tracked())[0].download_id,
                    title=WEB,
                    category="cinearr",
                    content=b"",
                    save_path="/nowhere",
                    is_private=False,
                    state="downloading",
                )
            )
        later(line, minutes=6)
        await line.track()
        assert [(row.state, row.gone) for row in await line.tracked()] == [("downloading", False)]
        assert await line.grabs() == [WEB]


class TestFileThatVanished:
    async def test_between_the_client_and_the_import_and_back_again(self, line: Line) -> None:
        folder = await downloaded(line)
        await run_command(line.program, "RefreshMonitoredDownloads")
        away = folder.rename(line.folder / "away")
        await run_command(line.program, "ProcessMonitoredDownloads")
        assert "No files found are eligible for import" in await message(line)
        away.rename(folder)
        await line.track()
        assert line.files() == [FILM]
        assert [row.state for row in await line.tracked()] == ["imported"]

    async def test_one_that_cannot_be_dealt_with_keeps_no_other_waiting(
        self, line: Line, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await line.allow_upgrades()
        await downloaded(line)
        await downloaded(line, BLURAY)
        import_tracked = import_downloads.import_tracked

        async def stumbling(program: Program, row: TrackedDownloadRow, item: Item) -> tuple[FileResult, ...]:
            if row.title == WEB:
                raise FileNotFoundError(WEB)
            return await import_tracked(program, row, item)

        monkeypatch.setattr(import_downloads, "import_tracked", stumbling)
        with capture_logs() as told:
            await line.track()
        assert {row.title: row.state for row in await line.tracked()} == {WEB: "importing", BLURAY: "imported"}
        assert [(each["log_level"], each["title"]) for each in told if each.get("exc_info")] == [("error", WEB)]


class TestLibraryThatCannotBeWritten:
    async def test_too_small_for_the_file_by_what_is_known_before(self, line: Line) -> None:
        await downloaded(line)
        with a_small_disk(line.root, 50) as disk:
            await line.track()
            assert "Not enough free space" in await message(line)
            assert line.files() == []
            disk.grow(400)
            await line.track()
            assert line.files() == [FILM]
            assert [row.state for row in await line.tracked()] == ["imported"]

    async def test_full_while_the_file_is_written(self, line: Line) -> None:
        await use(line.program, MediaManagement(skip_free_space_check_when_importing=True))
        folder = await downloaded(line, video=a_video() + bytes(2_000_000))
        with a_small_disk(line.root, 1) as disk:
            await line.track()
            assert "not enough space" in await message(line)
            assert [each for each in line.root.rglob("*") if each.is_file()] == []
            assert [each.stat().st_size > 2_000_000 for each in folder.iterdir()] == [True]
            disk.grow(400)
            await line.track()
            assert line.files() == [FILM]
            assert len(await line.movie_files()) == 1

    async def test_read_only(self, line: Line) -> None:
        await downloaded(line)
        with read_only(line.root):
            await line.track()
            assert "read-only" in (await message(line)).lower()
        await line.track()
        assert line.files() == [FILM]

    async def test_a_file_where_the_films_folder_should_be(self, line: Line) -> None:
        await downloaded(line)
        line.library.write_bytes(b"a stranger's")
        await line.track()
        assert "where the film's folder should be" in await message(line)
        assert line.library.read_bytes() == b"a stranger's"
        line.library.unlink()
        await line.track()
        assert line.files() == [FILM]

    async def test_a_root_folder_that_is_away(self, line: Line) -> None:
        await downloaded(line)
        away = line.root.rename(line.root.with_name("unplugged"))
        await line.track()
        assert "is not there" in await message(line)
        assert not line.root.exists()  # else the films would land on the wrong disk
        away.rename(line.root)
        await line.track()
        assert line.files() == [FILM]

    async def test_a_recycle_bin_that_is_full_keeps_both_files(self, line: Line, tmp_path: Path) -> None:
        bin_folder = tmp_path / "bin"
        await use(line.program, MediaManagement(recycle_bin=str(bin_folder)))
        await line.allow_upgrades()
        await downloaded(line, video=a_video() + bytes(2_000_000))
        await line.track()
        with a_small_disk(bin_folder, 1):
            await downloaded(line, BLURAY, a_video(grey=99))
            await line.track()
            assert line.files() == ["Sintel (2010) Bluray-1080p.mkv", FILM]
            [file] = await line.movie_files()
            assert file.relative_path == "Sintel (2010) Bluray-1080p.mkv"
            assert [each for each in bin_folder.rglob("*") if each.is_file()] == []
        await line.track()
        assert line.files() == ["Sintel (2010) Bluray-1080p.mkv"]
        assert [each.name for each in bin_folder.rglob("*") if each.is_file()] == [FILM]


class TestTwoImportsOfOneFilmAtOnce:
    @pytest.mark.parametrize("first", ["ProcessMonitoredDownloads", "DownloadedMoviesScan"])
    async def test_the_better_file_stays_and_the_database_agrees(self, line: Line, tmp_path: Path, first: str) -> None:
        await line.allow_upgrades()
        await downloaded(line)
        await run_command(line.program, "RefreshMonitoredDownloads")
        other = tmp_path / "by hand" / BLURAY
        other.mkdir(parents=True)
        (other / f"{BLURAY}.mkv").write_bytes(a_video(grey=99))
        scan = ("DownloadedMoviesScan", {"path": str(other)})
        wishes = [scan, ("ProcessMonitoredDownloads", None)]
        async with line.program.database.begin() as session:
            for name, body in sorted(wishes, key=lambda wish: wish[0] != first):
                await line.program.queue.command(session, name, body)
        async with working(line.program):
            await until_ended(line, len(wishes))
        [file] = await line.movie_files()
        assert file.relative_path == "Sintel (2010) Bluray-1080p.mkv"
        assert line.files() == ["Sintel (2010) Bluray-1080p.mkv"]
