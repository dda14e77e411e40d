from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cinearr.core.evidence import release_to_json
from cinearr.core.releases.model import Protocol, Release
from cinearr.core.tracking import pending_id, tracked_id
from cinearr.features.blocklist.tables import BlocklistRow
from cinearr.features.downloads.tables import DownloadEventRow, PendingReleaseRow, TrackedDownloadRow
from cinearr.features.history import EventType
from cinearr.features.settings import DownloadClients
from tests.factories.library import use
from tests.fakes.line import Line
from tests.fakes.program import commands_queued, run_command

WEB = "Sintel.2010.1080p.WEB-DL.H264-GROUP"


async def a_download(line: Line, title: str = WEB, **columns: Any) -> TrackedDownloadRow:
    """A download of the film that nobody here grabbed."""
    item = {
        "status": "downloading",
        "category": "Radarr",
        "total_size": 1000,
        "remaining_size": 250,
        "remaining_time": 90,
        "output_path": f"/downloads/{title}",
        "can_be_removed": True,
        **columns.pop("item", {}),
    }
    values: dict[str, Any] = {
        "download_client_id": 1,
        "download_id": f"Blackhole_{title}_1",
        "movie_id": line.movie.id,
        "state": "downloading",
        "status": "ok",
        "title": title,
        "protocol": 2,
        "quality": {"id": 3, "version": 1, "real": 0, "is_repack": False},
        "languages": [0],
        "item": item,
        "messages": [],
    }
    async with line.program.database.begin() as session:
        row = TrackedDownloadRow(**{**values, **columns})
        session.add(row)
    return row


async def a_waiting_release(line: Line, title: str = WEB, reason: str = "delay", **more: Any) -> PendingReleaseRow:
    published = datetime.now(UTC) - timedelta(hours=1)
    values: dict[str, Any] = {
        "guid": f"guid {title}",
        "title": title,
        "protocol": Protocol.TORRENT,
        "indexer": "Tracker",
        "size": 700,
        "publish_date": published,
    }
    release = Release(**{**values, **more})
    async with line.program.database.begin() as session:
        row = PendingReleaseRow(
            movie_id=line.movie.id,
            target_id=1,
            title=title,
            reason=reason,
            release=release_to_json(release),
            added=published,
        )
        session.add(row)
    return row


async def titles(line_client: httpx.AsyncClient, query: str) -> list[str]:
    answer = await line_client.get(f"/api/v3/queue?{query}")
    assert answer.status_code == 200, answer.text
    return [each["title"] for each in answer.json()["records"]]


class TestPage:
    async def test_an_empty_queue(self, line_client: httpx.AsyncClient) -> None:
        answer = await line_client.get("/api/v3/queue")
        assert answer.text == (
            '{"page":1,"pageSize":10,"sortKey":"timeleft","sortDirection":"descending","totalRecords":0,"records":[]}'
        )

    async def test_a_download(self, line: Line, line_client: httpx.AsyncClient) -> None:
        await a_download(line)
        answer = await line_client.get("/api/v3/queue")
        [record] = answer.json()["records"]
        assert list(record) == [
            "movieId",
            "languages",
            "quality",
            "customFormats",
            "customFormatScore",
            "size",
            "title",
            "estimatedCompletionTime",
            "status",
            "trackedDownloadStatus",
            "trackedDownloadState",
            "statusMessages",
            "downloadId",
            "protocol",
            "downloadClient",
            "downloadClientHasPostImportCategory",
            "outputPath",
            "sizeleft",
            "timeleft",
            "id",
        ]
        assert record.pop("estimatedCompletionTime") > "2026"
        assert record == {
            "movieId": line.movie.id,
            "languages": [{"id": 1, "name": "English"}],
            "quality": {
                "quality": {
                    "id": 3,
                    "name": "WEBDL-1080p",
                    "source": "webdl",
                    "resolution": 1080,
                    "modifier": "none",
                },
                "revision": {"version": 1, "real": 0, "isRepack": False},
            },
            "customFormats": [],
            "customFormatScore": 0,
            "size": 1000,
            "title": WEB,
            "status": "downloading",
            "trackedDownloadStatus": "ok",
            "trackedDownloadState": "downloading",
            "statusMessages": [],
            "downloadId": f"Blackhole_{WEB}_1",
            "protocol": "torrent",
            "downloadClient": "Blackhole",
            "downloadClientHasPostImportCategory": False,
            "outputPath": f"/downloads/{WEB}",
            "sizeleft": 250,
            "timeleft": "00:01:30",
            "id": tracked_id(1, f"Blackhole_{WEB}_1"),
        }

    async def test_one_of_an_unknown_film_is_there_when_asked_for(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        message = {"title": "Who.Knows", "messages": ["Movie title mismatch"]}
        await a_download(
            line, "Who.Knows", movie_id=None, quality=None, state="importBlocked", status="warning", messages=[message]
        )
        assert await titles(line_client, "") == []
        answer = await line_client.get("/api/v3/queue?includeUnknownMovieItems=true")
        [record] = answer.json()["records"]
        assert "movieId" not in record
        assert record["languages"] == [{"id": 0, "name": "Unknown"}]
        assert record["quality"]["quality"]["name"] == "Unknown"
        assert record["statusMessages"] == [message]

    async def test_a_waiting_release(self, line: Line, line_client: httpx.AsyncClient) -> None:
        row = await a_waiting_release(line, reason="downloadClientUnavailable")
        await a_waiting_release(line, "Sintel.2010.720p.WEB-DL.H264-GROUP", reason="fallback")
        [record] = (await line_client.get("/api/v3/queue")).json()["records"]
        assert record.pop("estimatedCompletionTime") > "2026"
        assert record.pop("added") > "2026"
        assert record.pop("timeleft")
        assert record["languages"] == [{"id": 1, "name": "English"}]
        assert record["quality"]["quality"]["id"] == 3
        left = {name: value for name, value in record.items() if name not in ("languages", "quality")}
        assert left == {
            "movieId": line.movie.id,
            "customFormats": [],
            "customFormatScore": 0,
            "size": 700,
            "title": WEB,
            "status": "downloadClientUnavailable",
            "protocol": "torrent",
            "downloadClientHasPostImportCategory": False,
            "indexer": "Tracker",
            "sizeleft": 700,
            "id": pending_id(row.id, line.movie.id),
        }

    async def test_the_film_comes_along_when_asked_for(self, line: Line, line_client: httpx.AsyncClient) -> None:
        await a_download(line)
        [record] = (await line_client.get("/api/v3/queue?includeMovie=true")).json()["records"]
        assert list(record)[:2] == ["movieId", "movie"]
        assert record["movie"]["title"] == "Sintel"
        assert {"sizeOnDisk", "hasFile", "statistics", "rootFolderPath"}.isdisjoint(record["movie"])

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("sortKey=title&sortDirection=ascending", ["A", "b", "C"]),
            ("sortKey=title", ["C", "b", "A"]),
            ("sortKey=size&sortDirection=ascending", ["b", "A", "C"]),
            ("sortKey=progress", ["b", "C", "A"]),
            ("sortDirection=ascending", ["C", "A", "b"]),
            ("sortKey=nonsense&sortDirection=ascending", ["C", "A", "b"]),
            ("pageSize=2&page=2&sortKey=title&sortDirection=ascending", ["C"]),
            ("pageSize=2&page=9", []),
            ("pageSize=0", []),
            ("status=paused&sortKey=title", ["b"]),
            ("status=paused,completed&sortKey=title&sortDirection=ascending", ["b", "C"]),
            ("protocol=usenet", ["C"]),
            ("movieIds=1&quality=7", ["A"]),
            ("movieIds=99", []),
            ("languages=2", []),
        ],
    )
    async def test_filters_order_and_pages(
        self, line: Line, line_client: httpx.AsyncClient, query: str, expected: list[str]
    ) -> None:
        await a_download(line, "A", quality={"id": 7}, item={"total_size": 20, "remaining_size": 15})
        paused = {"status": "paused", "total_size": 10, "remaining_size": 1, "remaining_time": None}
        await a_download(line, "b", item=paused)
        done = {"status": "completed", "total_size": 30, "remaining_size": 10, "remaining_time": 0}
        await a_download(line, "C", protocol=1, item=done)
        assert await titles(line_client, query) == expected

    @pytest.mark.parametrize("query", ["status=nonsense", "protocol=smoke", "page=one", "includeMovie=perhaps"])
    async def test_what_cannot_be_read_is_said(self, line_client: httpx.AsyncClient, query: str) -> None:
        answer = await line_client.get(f"/api/v3/queue?{query}")
        assert answer.status_code == 400
        assert answer.json()["title"] == "One or more validation errors occurred."

    async def test_what_is_over_or_gone_is_not_in_it(self, line: Line, line_client: httpx.AsyncClient) -> None:
        for number, columns in enumerate(
            [{"state": "imported"}, {"state": "failed"}, {"state": "ignored"}, {"gone": True}]
        ):
            await a_download(line, f"Over {number}", **columns)
        assert await titles(line_client, "") == []

    async def test_complete_ones_are_not_ours_without_completed_handling(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        await a_download(line, "Loading")
        await a_download(line, "Complete", item={"status": "completed"})
        await use(line.program, DownloadClients(enable_completed_download_handling=False))
        assert await titles(line_client, "") == ["Loading"]
        assert (await line_client.get("/api/v3/queue/status")).json()["totalCount"] == 1


class TestDetailsAndStatus:
    async def test_details_are_unpaged_and_may_be_of_one_film(self, line: Line, line_client: httpx.AsyncClient) -> None:
        await a_download(line)
        await a_download(line, "Who.Knows", movie_id=None, item={"remaining_time": 10})
        everything = (await line_client.get("/api/v3/queue/details")).json()
        assert [each["title"] for each in everything] == ["Who.Knows", WEB]
        mine = (await line_client.get(f"/api/v3/queue/details?movieId={line.movie.id}")).json()
        assert [each["title"] for each in mine] == [WEB]
        assert (await line_client.get("/api/v3/queue/details?movieId=99")).json() == []

    async def test_status_counts(self, line: Line, line_client: httpx.AsyncClient) -> None:
        await a_download(line)
        await a_download(line, "Bad", status="error")
        await a_download(line, "Who.Knows", movie_id=None, status="warning")
        await a_waiting_release(line)
        await a_waiting_release(line, reason="fallback")
        assert (await line_client.get("/api/v3/queue/status")).json() == {
            "totalCount": 4,
            "count": 3,
            "unknownCount": 1,
            "errors": True,
            "warnings": False,
            "unknownErrors": False,
            "unknownWarnings": True,
        }


class TestRemove:
    async def test_unknown_items_are_404_and_nothing_is_removed(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        row = await a_download(line)
        known = tracked_id(1, row.download_id)
        answer = await line_client.delete("/api/v3/queue/999999")
        assert (answer.status_code, answer.json()) == (404, {"message": "NotFound"})
        answer = await line_client.request("DELETE", "/api/v3/queue/bulk", json={"ids": [known, 999999]})
        assert answer.status_code == 404
        assert len(await titles(line_client, "")) == 1
        assert (await line_client.request("DELETE", "/api/v3/queue/bulk", json={})).status_code == 400

    async def test_out_of_the_client_with_its_data(self, line: Line, line_client: httpx.AsyncClient) -> None:
        folder = line.watch_folder / WEB
        folder.mkdir()
        row = await a_download(line, item={"output_path": str(folder)})
        answer = await line_client.delete(f"/api/v3/queue/{tracked_id(1, row.download_id)}")
        assert (answer.status_code, answer.json()) == (200, {})
        assert not folder.exists()
        assert await titles(line_client, "") == []
        assert await line.history() == []

    async def test_a_client_that_is_gone_is_a_bad_request(self, line: Line, line_client: httpx.AsyncClient) -> None:
        row = await a_download(line, download_client_id=99)
        answer = await line_client.delete(f"/api/v3/queue/{tracked_id(99, row.download_id)}")
        assert answer.status_code == 400
        assert len(await titles(line_client, "")) == 1

    async def test_blocked_and_not_looked_for_again(self, line: Line, line_client: httpx.AsyncClient) -> None:
        line.offer(WEB)
        await line.rss()
        folder = line.download(WEB)
        await run_command(line.program, "RefreshMonitoredDownloads")
        [row] = await line.tracked()
        queue_id = tracked_id(1, row.download_id)
        answer = await line_client.delete(f"/api/v3/queue/{queue_id}?blocklist=true&skipRedownload=true")
        assert answer.status_code == 200, answer.text
        assert not folder.exists()
        [blocked] = await line.rows(BlocklistRow)
        assert (blocked.source_title, blocked.message) == (WEB, "Manually marked as failed")
        assert "MoviesSearch" not in [name for name, _ in await commands_queued(line.program)]

    async def test_ignored_from_now_on(self, line: Line, line_client: httpx.AsyncClient) -> None:
        row = await a_download(line)
        queue_id = tracked_id(1, row.download_id)
        await line_client.delete(f"/api/v3/queue/{queue_id}?removeFromClient=false")
        assert await line.history() == [EventType.IGNORED]
        assert [each.event for each in await line.rows(DownloadEventRow)] == ["ignored"]
        assert await titles(line_client, "") == []

    async def test_a_waiting_release_with_others_of_the_same_title(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        row = await a_waiting_release(line)
        await a_waiting_release(line, "Sintel.2010.720p.WEB-DL.H264-GROUP", reason="fallback")
        queue_id = pending_id(row.id, line.movie.id)
        answer = await line_client.delete(f"/api/v3/queue/{queue_id}?blocklist=true")
        assert answer.status_code == 200
        assert await line.pending() == []
        [blocked] = await line.rows(BlocklistRow)
        assert (blocked.source_title, blocked.message, blocked.languages) == (
            WEB,
            "Pending release manually blocklisted",
            [1],
        )


class TestGrab:
    async def test_a_waiting_release_is_taken_at_once(self, line: Line, line_client: httpx.AsyncClient) -> None:
        line.offer(WEB)
        url = line.indexer.items[0].link
        row = await a_waiting_release(line, download_url=url)
        answer = await line_client.post(f"/api/v3/queue/grab/{pending_id(row.id, line.movie.id)}")
        assert (answer.status_code, answer.json()) == (200, {})
        assert line.dropped() == [WEB]
        assert await line.pending() == []

    async def test_only_what_waits_can_be_taken(self, line: Line, line_client: httpx.AsyncClient) -> None:
        row = await a_download(line)
        for queue_id in (tracked_id(1, row.download_id), 999999):
            answer = await line_client.post(f"/api/v3/queue/grab/{queue_id}")
            assert (answer.status_code, answer.json()) == (404, {"message": "NotFound"})
        assert (await line_client.post("/api/v3/queue/grab/bulk", json={"ids": []})).status_code == 400
