"""Bad days as a person sees them: the API says what is wrong, and when the cause is gone all goes on by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from cinearr.demo.neighbourhood import Neighbourhood
from tests.e2e.line import FIRST, FIRST_FILE, Folders, Line, neighbours, use_qbittorrent
from tests.e2e.server import Server, free_port, running
from tests.fakes.qbittorrent import QBittorrentProgram


@pytest.fixture
async def line(folder: Path, near: Neighbourhood, database_url: str) -> AsyncIterator[Line]:
    server = Server(folder / "home", neighbours(near), database_url=database_url)
    async with running(server):
        found = Line(server, near, Folders.below(folder))
        await near.release(FIRST)
        await found.set_up()
        yield found


async def test_a_lying_indexer_a_library_in_the_way_and_a_deaf_phone(line: Line, near: Neighbourhood) -> None:
    await line.use_engine(free_port())
    await near.indexer.fail(mode="html")
    await line.add_film()
    issue = await line.until(lambda: health(line, "IndexerStatusCheck"), "the indexer's trouble on the health page")
    assert "unavailable" in issue["message"]
    assert await line.history() == []

    in_the_way = line.folders.library / Path(FIRST_FILE).parent
    await line.until_idle()
    in_the_way.write_bytes(b"a stranger's")
    await near.indexer.fail()
    await near.webhook.fail(mode="status", status=500)
    line.server.sql("update provider_status set disabled_till = now()")  # the indexer's pause is over
    line.schedule_is_due("RssSync")
    row = await line.until(lambda: held_up(line), "the reason in the queue")
    assert row["trackedDownloadStatus"] == "warning"
    said = " ".join(text for message in row["statusMessages"] for text in message["messages"])
    assert f"There is a file where the film's folder should be: {in_the_way}" in said
    assert in_the_way.read_bytes() == b"a stranger's"

    await near.webhook.fail()
    await line.until_told("Grab", FIRST)
    in_the_way.unlink()
    line.schedule_is_due("RefreshMonitoredDownloads")
    await line.until_file(FIRST_FILE)
    await line.until_told("Download", FIRST)
    await line.agrees()
    assert await line.history() == ["grabbed", "downloadFolderImported"]
    await line.until(lambda: no_health(line, "IndexerStatusCheck"), "the health page without the indexer")


@pytest.mark.needs("qbittorrent-nox")
async def test_a_download_client_that_dies_and_comes_back_without_its_torrents(
    line: Line, folder: Path, near: Neighbourhood
) -> None:
    program = QBittorrentProgram(folder / "qbittorrent")
    await program.start()
    try:
        await use_qbittorrent(line, program)
        await near.seeder.fail(mode="hangup", path="/announce")
        await line.add_film()
        await line.until(lambda: queued(line), "the download in the queue")
        await program.stop()
        program.forget()
        line.schedule_is_due("RefreshMonitoredDownloads")
        issue = await line.until(lambda: health(line, "DownloadClientCheck"), "the client on the health page")
        assert "qBittorrent" in issue["message"]
        await line.until(lambda: noted_as_failing(line), "the failure noted by whoever follows downloads")
        assert await queued(line)  # nothing is given up while nobody can say

        await program.start()
        await near.seeder.fail()
        line.schedule_is_due("RefreshMonitoredDownloads")
        await line.until(lambda: nothing_queued(line), "an empty queue")
        for table, column in (("tracked_downloads", "changed"), ("grabs", "created")):
            line.server.sql(f"update {table} set {column} = {column} - interval '6 minutes'")
        line.schedule_is_due("RefreshMonitoredDownloads")
        await line.until_file(FIRST_FILE, asking=True)
        await line.agrees()
        assert await line.history() == ["grabbed", "downloadFailed", "grabbed", "downloadFolderImported"]
        [failed] = [
            row for row in await line.api.get("history/movie", movieId=line.movie_id) if "Failed" in row["eventType"]
        ]
        assert failed["data"]["message"] == "The download client came back without this download"
        await line.until(lambda: no_health(line, "DownloadClientCheck"), "the health page without the client")
    finally:
        await program.stop()


async def health(line: Line, source: str) -> Any:
    """The finding of a check."""
    return next((row for row in await line.api.get("health") if row["source"] == source), None)


async def no_health(line: Line, source: str) -> bool:
    return await health(line, source) is None


async def noted_as_failing(line: Line) -> bool:
    return bool(line.server.sql("select 1 from provider_status where kind = 'downloadclient' and level > 0"))


async def held_up(line: Line) -> Any:
    """The download that cannot be imported, with what is said of it."""
    return next((row for row in await line.queue() if row.get("statusMessages")), None)


async def queued(line: Line) -> bool:
    return any(row.get("downloadId") for row in await line.queue())


async def nothing_queued(line: Line) -> bool:
    return await line.queue() == []
