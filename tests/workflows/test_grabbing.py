"""Which release is taken, when, and that it is taken once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from cinearr.core.releases.model import Release
from cinearr.features.blocklist.tables import BlocklistRow
from cinearr.features.download_clients.tables import EngineTorrentRow
from cinearr.features.downloads.tables import GrabRow
from cinearr.features.history import EventType
from cinearr.features.history.tables import HistoryRow
from cinearr.features.indexers.download import Payload
from cinearr.features.indexers.fetch import Way
from cinearr.features.indexers.tables import IndexerRow
from cinearr.features.profiles.tables import DelayProfileRow
from cinearr.kit import provider_status
from cinearr.kit.db import Database
from cinearr.workflows import acquire
from tests.fakes.http_server import Answer
from tests.fakes.line import Line, a_line, client_row
from tests.fakes.program import commands_queued, run_command

WEB = "Sintel.2010.1080p.WEB-DL.H264-GROUP"
WEB_720 = "Sintel.2010.720p.WEB-DL.H264-GROUP"
BLURAY = "Sintel.2010.1080p.BluRay.x264-GROUP"


@pytest.fixture
async def line(database: Database, tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(database, tmp_path) as found:
        yield found


def break_downloads_of(title: str, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the file behind a release cannot be had for a reason of our own."""
    download = acquire.payloads.download

    async def broken(release: Release, way: Way) -> Payload:
        if release.title == title:
            raise error
        return await download(release, way)

    monkeypatch.setattr(acquire.payloads, "download", broken)


class TestChoice:
    async def test_the_best_is_taken_and_nothing_else(self, line: Line) -> None:
        line.offer(BLURAY)
        line.offer(WEB)
        line.offer(WEB_720)
        await line.rss()
        assert await line.grabs() == [BLURAY]
        assert line.dropped() == [BLURAY]
        assert await line.outcomes() == {BLURAY: "grabbed", WEB: "approved", WEB_720: "approved"}

    @pytest.mark.parametrize(
        ("answer", "outcome"),
        [
            (Answer(body=b"<html>log in first</html>"), "failed"),
            (Answer(status=500), "failed"),
            (Answer(status=404), "approved"),
            (Answer(body=b"d4:infod", cut=True), "failed"),
        ],
        ids=["a page", "an error", "gone", "cut off"],
    )
    async def test_the_next_is_tried_when_it_cannot_be_had(self, line: Line, answer: Answer, outcome: str) -> None:
        line.offer(BLURAY, answer=answer)
        line.offer(WEB)
        await line.rss()
        assert await line.grabs() == [WEB]
        assert (await line.outcomes())[BLURAY] == outcome

    async def test_the_next_is_tried_when_something_goes_wrong_that_nobody_foresaw(
        self, line: Line, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        line.offer(BLURAY)
        line.offer(WEB)
        break_downloads_of(BLURAY, KeyError("hash"), monkeypatch)
        with capture_logs() as told:
            await line.rss()
        assert await line.grabs() == [WEB]
        assert (await line.outcomes())[BLURAY] == "failed"
        assert [(each["log_level"], each["release"]) for each in told if each.get("exc_info")] == [("error", BLURAY)]

    async def test_a_database_that_is_away_ends_the_round(self, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
        line.offer(BLURAY)
        line.offer(WEB)
        break_downloads_of(BLURAY, psycopg.OperationalError("gone"), monkeypatch)
        with pytest.raises(psycopg.OperationalError):
            await line.rss()
        assert await line.grabs() == []

    async def test_the_same_release_is_never_taken_twice(self, line: Line) -> None:
        line.offer(WEB)
        await line.rss()
        line.clock.ahead += timedelta(days=2)  # neither queue nor recent history stand in its way any more
        await line.rss()
        await line.search()
        assert await line.grabs() == [WEB]

    async def test_two_syncs_at_once_take_it_once(self, line: Line) -> None:
        line.offer(WEB)
        line.offer(BLURAY)
        await asyncio.gather(line.rss(), line.rss(), line.search())
        assert await line.grabs() == [BLURAY]
        assert line.dropped() == [BLURAY]
        assert await line.history() == [EventType.GRABBED]
        assert [row.state for row in await line.rows(GrabRow) if row.state == "sending"] == []


class TestHashThatFailed:
    @pytest.mark.parametrize(("rejects", "taken"), [(True, WEB), (False, BLURAY)])
    async def test_it_is_known_once_the_torrent_is_there_and_the_next_is_taken(
        self, line: Line, rejects: bool, taken: str
    ) -> None:
        line.offer(WEB)
        failed = line.offer(BLURAY)
        async with line.program.database.begin() as session:
            row = await session.get_one(IndexerRow, 1)
            row.settings = {**row.settings, "rejectBlocklistedTorrentHashesWhileGrabbing": rejects}
            session.add(
                BlocklistRow(
                    movie_id=line.movie.id,
                    source_title="Sintel under another name",
                    quality={"id": 7},
                    languages=[1],
                    protocol=2,
                    indexer="Another",
                    torrent_info_hash=failed,
                )
            )
        await line.rss()
        assert await line.grabs() == [taken]


class TestWaiting:
    async def delay(self, line: Line, **columns: int) -> None:
        async with line.program.database.begin() as session:
            await session.execute(update(DelayProfileRow).values(bypass_if_highest_quality=False, **columns))

    async def test_a_delay_is_waited_for_and_something_better_taken_instead(self, line: Line) -> None:
        await self.delay(line, torrent_delay=180)
        line.offer(WEB, age=timedelta(minutes=30))
        await line.rss()
        assert await line.grabs() == []
        assert await line.pending() == [(WEB, "delay")]
        line.indexer.items.clear()  # the feed has moved on
        line.clock.ahead += timedelta(minutes=60)
        line.offer(BLURAY, age=timedelta(minutes=1))
        await line.rss()
        assert sorted(await line.pending()) == [(BLURAY, "delay"), (WEB, "fallback")]
        line.clock.ahead += timedelta(minutes=180)
        await line.rss()
        assert await line.grabs() == [BLURAY]
        assert await line.pending() == []

    async def test_what_waits_is_taken_when_its_time_has_come_though_no_feed_has_it_any_more(self, line: Line) -> None:
        await self.delay(line, torrent_delay=180)
        line.offer(WEB, age=timedelta(minutes=30))
        await line.rss()
        line.indexer.items.clear()
        line.clock.ahead += timedelta(minutes=180)
        await line.rss()
        assert await line.grabs() == [WEB]

    async def test_without_a_client_it_waits_and_is_taken_when_there_is_one(
        self, database: Database, tmp_path: Path
    ) -> None:
        async with a_line(database, tmp_path, clients=[]) as line:
            line.offer(WEB)
            line.offer(BLURAY)
            await line.rss()
            assert await line.pending() == [(BLURAY, "downloadClientUnavailable"), (WEB, "fallback")]
            line.indexer.items.clear()
            async with database.begin() as session:
                session.add(client_row("blackhole", line.folder))
            await line.rss()
            assert await line.grabs() == [BLURAY]
            assert await line.pending() == []

    async def test_a_client_that_does_not_answer_is_left_alone_and_asked_again(self, line: Line) -> None:
        line.offer(WEB)
        line.torrent_folder.rmdir()
        await line.rss()
        assert await line.grabs() == []
        assert await line.pending() == [(WEB, "downloadClientUnavailable")]
        line.clock.ahead += timedelta(minutes=6)  # beyond the first minutes, in which it may just be starting
        await line.rss()
        line.torrent_folder.mkdir()
        await line.rss()
        assert await line.grabs() == []
        assert await line.pending() == [(WEB, "downloadClientUnavailable")]
        line.clock.ahead += timedelta(minutes=30)
        await line.rss()
        assert await line.grabs() == [WEB]
        assert await line.pending() == []
        assert await line.history() == [EventType.GRABBED]

    async def test_what_an_indexer_told_that_is_left_alone_waits_on(self, line: Line) -> None:
        await self.delay(line, torrent_delay=180)
        line.offer(WEB, age=timedelta(minutes=30))
        await line.rss()
        line.indexer.items.clear()
        line.clock.ahead += timedelta(minutes=180)
        now = line.program.clock()
        async with line.program.database.begin() as session:
            until = now + timedelta(hours=1)
            await provider_status.save(session, "indexer", 1, initial_failure=now, disabled_till=until)
        await line.rss()
        assert await line.grabs() == []
        assert await line.pending() == [(WEB, "delay")]
        line.clock.ahead += timedelta(hours=2)
        await line.rss()
        assert await line.grabs() == [WEB]

    async def test_what_was_refused_meanwhile_waits_no_longer(self, line: Line) -> None:
        await self.delay(line, torrent_delay=180)
        line.offer(WEB, age=timedelta(minutes=30))
        await line.rss()
        async with line.program.database.begin() as session:
            session.add(
                BlocklistRow(
                    movie_id=line.movie.id,
                    source_title=WEB,
                    quality={"id": 3},
                    languages=[1],
                    protocol=2,
                    indexer=None,
                    torrent_info_hash=None,
                )
            )
        await line.rss()
        assert await line.pending() == []


class TestFailure:
    async def test_a_failed_download_is_blocked_and_another_is_looked_for(
        self, database: Database, tmp_path: Path
    ) -> None:
        async with a_line(database, tmp_path, clients=["built-in"]) as line:
            failing = line.offer(BLURAY)
            line.offer(WEB)
            await line.rss()
            assert await line.grabs() == [BLURAY]
            async with database.begin() as session:
                await session.execute(update(EngineTorrentRow).values(state="failed", error="The tracker says no"))
            await run_command(line.program, "RefreshMonitoredDownloads")
            [tracked] = await line.tracked()
            assert tracked.state == "failedPending"
            await run_command(line.program, "ProcessMonitoredDownloads")
            [blocked] = await line.rows(BlocklistRow)
            assert (blocked.source_title, blocked.message, blocked.torrent_info_hash) == (
                BLURAY,
                "The tracker says no",
                failing,
            )
            assert await line.history() == [EventType.GRABBED, EventType.FAILED]
            queued = await commands_queued(line.program)
            assert ("MoviesSearch", {"movieIds": [line.movie.id]}) in queued
            await line.search()
            assert await line.grabs() == [BLURAY, WEB]
            assert (await line.outcomes())[BLURAY] == "rejected"


class TestKilled:
    """A process that dies in the middle of a grab: the next one takes up what it left."""

    async def killed_at(self, point: str, url: str, home: Path) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.fakes.rss_once",
            url,
            str(home),
            env={**os.environ, "CINEARR_CRASH_AT": point, "PYTHONPATH": "src:."},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await process.communicate()
        assert process.returncode == -signal.SIGKILL, said.decode()[-2000:]

    @pytest.mark.parametrize("client", ["built-in", "blackhole"])
    @pytest.mark.parametrize("point", ["grab.begun", "grab.added", "grab.sent"])
    async def test_nothing_is_taken_twice_and_nothing_is_lost(
        self, database: Database, database_url: str, tmp_path: Path, point: str, client: str
    ) -> None:
        async with a_line(database, tmp_path, clients=[client]) as line:
            info_hash = line.offer(WEB)
            await self.killed_at(point, database_url, tmp_path)
            line.clock.ahead += timedelta(minutes=5)
            await acquire.settle(line.program)
            for _ in range(2):
                await line.rss()
            assert await line.grabs() == [WEB]
            assert await line.grabs("sending") == []
            assert await line.history() == [EventType.GRABBED]
            async with database.read() as session:
                held = list(await session.scalars(select(EngineTorrentRow.info_hash)))
                recorded = await session.scalar(select(HistoryRow.download_id))
            if client == "built-in":
                assert (held, recorded) == ([info_hash], info_hash)
            else:
                assert line.dropped() == [WEB]
