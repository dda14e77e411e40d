from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from cinearr.features.downloads import offers
from cinearr.features.downloads.tables import GrabRow, OfferRow
from cinearr.features.history.tables import HistoryRow
from cinearr.features.profiles.tables import DelayProfileRow
from cinearr.kit.provider_tables import ProviderStatusRow
from tests.fakes.http_server import Answer
from tests.fakes.line import Line, client_row

WEB = "Sintel.2010.1080p.WEB-DL.H264-GROUP"
LOW = "Sintel.2010.720p.WEB-DL.H264-GROUP"
BLURAY = "Sintel.2010.1080p.BluRay.x264-GROUP"
DISK = "Sintel.2010.COMPLETE.BLURAY-DISC"
OTHER = "Some.Other.Film.2010.German.1080p.WEB-DL.H264-GROUP"


async def search(line: Line, client: httpx.AsyncClient) -> list[dict[str, Any]]:
    answer = await client.get(f"/api/v3/release?movieId={line.movie.id}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    found: list[dict[str, Any]] = answer.json()
    return found


class TestSearch:
    async def test_everything_is_listed_best_first_with_what_speaks_against_it(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        line.offer(OTHER)
        line.offer("Sintel.1080p")
        line.offer(WEB)
        line.offer(DISK)
        found = await search(line, line_client)
        assert [each["title"] for each in found] == [DISK, WEB, "Sintel.1080p", OTHER]
        assert [each["releaseWeight"] for each in found] == [0, 1, 2, 3]
        assert [each["rejections"] for each in found] == [
            [],
            [],
            ["Unable to parse release"],
            ["Unknown Movie. Unable to match to correct movie using release title."],
        ]

    async def test_one_release(self, line: Line, line_client: httpx.AsyncClient) -> None:
        line.offer(WEB, seeders=25)
        [found] = await search(line, line_client)
        url = line.indexer.server.url
        ages = [found.pop(name) for name in ("age", "ageHours", "ageMinutes")]
        assert ages[0] == 0
        assert 2 < ages[1] < 3
        assert found.pop("publishDate") > "2026"
        assert list(found.items()) == [
            ("guid", "https://tracker.invalid/details/1"),
            (
                "quality",
                {
                    "quality": {
                        "id": 3,
                        "name": "WEBDL-1080p",
                        "source": "webdl",
                        "resolution": 1080,
                        "modifier": "none",
                    },
                    "revision": {"version": 1, "real": 0, "isRepack": False},
                },
            ),
            ("customFormats", []),
            ("customFormatScore", 0),
            ("qualityWeight", 1701),
            ("size", 200 * 1024**2),
            ("indexerId", 1),
            ("indexer", f"Tracker {line.indexer.server.port}"),
            ("releaseGroup", "GROUP"),
            ("releaseHash", ""),
            ("title", WEB),
            ("sceneSource", False),
            ("movieTitles", ["Sintel"]),
            ("languages", [{"id": 1, "name": "English"}]),
            ("mappedMovieId", line.movie.id),
            ("approved", True),
            ("temporarilyRejected", False),
            ("rejected", False),
            ("tmdbId", 0),
            ("imdbId", 0),
            ("rejections", []),
            ("downloadUrl", f"{url}/get/1.torrent"),
            ("infoUrl", "https://tracker.invalid/details/1"),
            ("movieRequested", True),
            ("downloadAllowed", True),
            ("releaseWeight", 0),
            ("edition", ""),
            ("magnetUrl", ""),
            ("seeders", 25),
            ("leechers", 2),
            ("protocol", "torrent"),
            ("indexerFlags", []),
        ]

    async def test_a_name_that_does_not_parse_keeps_its_quality_alone(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        line.offer("Sintel.DVDRip.XviD-GROUP")
        [found] = await search(line, line_client)
        assert found["quality"]["quality"]["name"] == "DVD"
        assert found["languages"] == [{"id": 0, "name": "Unknown"}]
        assert not found["downloadAllowed"]
        assert {"edition", "releaseGroup", "mappedMovieId"}.isdisjoint(found)

    async def test_the_newest_of_all_indexers_without_a_film(self, line: Line, line_client: httpx.AsyncClient) -> None:
        line.offer(WEB)
        [found] = (await line_client.get("/api/v3/release")).json()
        assert (found["mappedMovieId"], found["movieRequested"]) == (line.movie.id, False)
        assert await line.rows(GrabRow) == []
        async with line.program.database.read() as session:
            status = await session.get(ProviderStatusRow, ("indexer", 1))
        assert status is None or not status.state.get("last_seen"), "the next sync must not miss what was looked at"

    async def test_an_unknown_film(self, line_client: httpx.AsyncClient) -> None:
        assert (await line_client.get("/api/v3/release?movieId=999")).status_code == 404
        assert (await line_client.get("/api/v3/release?movieId=some")).status_code == 400


class TestTake:
    async def test_what_was_listed_is_taken_whatever_speaks_against_it(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        line.offer(WEB, seeders=0)
        [found] = await search(line, line_client)
        assert found["rejected"]
        answer = await line_client.post("/api/v3/release", json={"guid": found["guid"], "indexerId": 1})
        assert answer.status_code == 200, answer.text
        assert answer.json() == {
            "guid": found["guid"],
            "customFormatScore": 0,
            "qualityWeight": 0,
            "age": 0,
            "ageHours": 0,
            "ageMinutes": 0,
            "size": 0,
            "indexerId": 1,
            "sceneSource": False,
            "approved": False,
            "temporarilyRejected": False,
            "rejected": False,
            "tmdbId": 0,
            "imdbId": 0,
            "publishDate": "0001-01-01T00:00:00Z",
            "movieRequested": False,
            "downloadAllowed": False,
            "releaseWeight": 0,
            "protocol": "unknown",
        }
        assert line.dropped() == [WEB]
        [event] = await line.rows(HistoryRow)
        assert event.data["releaseSource"] == "InteractiveSearch"

    async def test_a_person_may_take_the_same_again(self, line: Line, line_client: httpx.AsyncClient) -> None:
        line.offer(WEB)
        [found] = await search(line, line_client)
        for _ in range(2):
            answer = await line_client.post("/api/v3/release", json={"guid": found["guid"], "indexerId": 1})
            assert answer.status_code == 200
        assert await line.grabs() == [WEB, WEB]

    async def test_what_is_better_than_what_a_person_took_still_waits(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        async with line.program.database.begin() as session:
            await session.execute(update(DelayProfileRow).values(bypass_if_highest_quality=False, torrent_delay=600))
        for title in (LOW, BLURAY, WEB):
            line.offer(title)
        await line.rss()
        assert sorted(await line.pending()) == [(BLURAY, "delay"), (WEB, "fallback"), (LOW, "fallback")]
        chosen = next(each for each in await search(line, line_client) if each["title"] == WEB)
        await line_client.post("/api/v3/release", json={"guid": chosen["guid"], "indexerId": 1})
        assert await line.grabs() == [WEB]
        assert await line.pending() == [(BLURAY, "delay")]

    async def test_a_person_may_know_better(self, line: Line, line_client: httpx.AsyncClient) -> None:
        line.offer(OTHER)
        [found] = await search(line, line_client)
        body = {
            "guid": found["guid"],
            "indexerId": 1,
            "shouldOverride": True,
            "movieId": line.movie.id,
            "quality": {"quality": {"id": 7, "name": "Bluray-1080p"}},
            "languages": [{"id": 2, "name": "French"}],
        }
        answer = await line_client.post("/api/v3/release", json=body)
        assert answer.status_code == 200, answer.text
        echoed = answer.json()
        assert echoed["quality"]["quality"] == {
            "id": 7,
            "name": "Bluray-1080p",
            "source": "unknown",
            "resolution": 0,
            "modifier": "none",
        }
        assert list(echoed)[-2:] == ["movieId", "shouldOverride"]
        [grab] = await line.rows(GrabRow)
        assert (grab.movie_id, grab.evidence["quality"]["id"], grab.evidence["languages"]) == (line.movie.id, 7, [2])

    async def test_a_film_can_be_named_for_one_that_matched_none(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        line.offer(OTHER)
        [found] = await search(line, line_client)
        body: dict[str, Any] = {"guid": found["guid"], "indexerId": 1}
        answer = await line_client.post("/api/v3/release", json=body)
        assert answer.status_code == 404
        assert "Unable to find matching movie" in answer.json()["message"]
        answer = await line_client.post("/api/v3/release", json=body | {"movieId": line.movie.id})
        assert answer.status_code == 200
        assert await line.grabs() == [OTHER]

    async def test_by_the_client_that_is_named(self, line: Line, line_client: httpx.AsyncClient) -> None:
        second = line.folder / "second"
        for name in ("torrents", "watch"):
            (second / name).mkdir(parents=True)
        async with line.program.database.begin() as session:
            row = client_row("blackhole", second)
            row.name, row.options = "Second", {"enable": True, "priority": 50}
            session.add(row)
        line.offer(WEB)
        [found] = await search(line, line_client)
        body = {"guid": found["guid"], "indexerId": 1, "downloadClientId": 2}
        assert (await line_client.post("/api/v3/release", json=body)).status_code == 200
        assert [each.stem for each in (second / "torrents").iterdir()] == [WEB]

    @pytest.mark.parametrize(
        ("body", "status", "said"),
        [
            ({}, 400, ["IndexerId", "Guid"]),
            ({"guid": "x"}, 400, ["IndexerId"]),
            ({"indexerId": 1}, 400, ["Guid"]),
            ({"guid": "x", "indexerId": 1, "shouldOverride": True}, 400, ["MovieId", "Quality", "Languages"]),
        ],
    )
    async def test_what_is_missing_is_said(
        self, line_client: httpx.AsyncClient, body: dict[str, Any], status: int, said: list[str]
    ) -> None:
        answer = await line_client.post("/api/v3/release", json=body)
        assert (answer.status_code, [each["propertyName"] for each in answer.json()]) == (status, said)

    async def test_what_was_not_listed_lately(self, line: Line, line_client: httpx.AsyncClient) -> None:
        line.offer(WEB)
        [found] = await search(line, line_client)
        line.clock.ahead += offers.KEPT
        for guid in ("nope", found["guid"]):
            answer = await line_client.post("/api/v3/release", json={"guid": guid, "indexerId": 1})
            assert answer.status_code == 404
            assert answer.json()["message"] == "Couldn't find requested release in cache, try searching again"
        await search(line, line_client)
        assert len(await line.rows_of(OfferRow)) == 1

    async def test_one_its_indexer_has_no_more(self, line: Line, line_client: httpx.AsyncClient) -> None:
        line.offer(WEB, answer=Answer(status=404))
        [found] = await search(line, line_client)
        answer = await line_client.post("/api/v3/release", json={"guid": found["guid"], "indexerId": 1})
        assert answer.status_code == 409
        assert answer.json()["message"].startswith("Getting release from indexer failed")
        assert await line.rows(GrabRow) == []


def pushed(line: Line, title: str = WEB, **more: Any) -> dict[str, Any]:
    line.offer(title)
    body = {
        "title": title,
        "downloadUrl": line.indexer.items[0].link,
        "protocol": "torrent",
        "publishDate": (datetime.now(UTC) - timedelta(hours=3)).isoformat(),
        "size": 200 * 1024**2,
        "indexer": f"Tracker {line.indexer.server.port}",
    }
    return {**body, **more}


class TestPush:
    async def test_a_wanted_release_is_taken(self, line: Line, line_client: httpx.AsyncClient) -> None:
        body = pushed(line)
        answer = await line_client.post("/api/v3/release/push", json=body)
        assert answer.status_code == 200, answer.text
        [found] = answer.json()
        assert found["guid"] == f"PUSH-{body['downloadUrl']}"
        assert (found["approved"], found["rejections"], found["mappedMovieId"]) == (True, [], line.movie.id)
        assert (found["indexerId"], found["indexer"]) == (1, body["indexer"])
        assert len(found["infoHash"]) == 40
        assert not found["movieRequested"]
        assert {"magnetUrl", "seeders", "leechers"}.isdisjoint(found)
        assert await line.grabs() == [WEB]
        assert (await line.rows(HistoryRow))[0].data["releaseSource"] == "ReleasePush"

    async def test_two_at_once_are_taken_once(self, line: Line, line_client: httpx.AsyncClient) -> None:
        one, other = pushed(line), pushed(line, "Sintel.2010.1080p.WEB-DL.H264-OTHER")
        answers = await asyncio.gather(
            *(line_client.post("/api/v3/release/push", json=body) for body in (one, one, other))
        )
        assert sorted(each.json()[0]["approved"] for each in answers) == [False, False, True]
        assert len(await line.rows(GrabRow)) == 1

    async def test_an_unwanted_one_is_refused(self, line: Line, line_client: httpx.AsyncClient) -> None:
        [found] = (await line_client.post("/api/v3/release/push", json=pushed(line, OTHER))).json()
        assert found["rejections"] == [
            "Unknown Movie. Unable to match to existing movie in Library using release title."
        ]
        assert not found["downloadAllowed"]
        assert await line.rows(GrabRow) == []

    async def test_without_a_client_it_waits(self, line: Line, line_client: httpx.AsyncClient) -> None:
        await line.program.download_clients.delete(1)
        [found] = (await line_client.post("/api/v3/release/push", json=pushed(line))).json()
        assert (found["approved"], found["rejected"], found["temporarilyRejected"]) == (True, False, False)
        assert await line.pending() == [(WEB, "downloadClientUnavailable")]

    async def test_a_strange_indexer_keeps_its_name(self, line: Line, line_client: httpx.AsyncClient) -> None:
        [found] = (await line_client.post("/api/v3/release/push", json=pushed(line, indexer="Strange"))).json()
        assert found["indexer"] == "Strange"
        assert "indexerId" in found and found["indexerId"] == 0

    async def test_a_magnet_link_alone(self, line: Line, line_client: httpx.AsyncClient) -> None:
        link = "magnet:?xt=urn:btih:" + "ab" * 20
        body = pushed(line, downloadUrl=None, magnetUrl=link)
        [found] = (await line_client.post("/api/v3/release/push", json=body)).json()
        assert found["guid"] == f"PUSH-{link}"
        assert found["infoHash"].lower() == "ab" * 20

    async def test_an_empty_body(self, line_client: httpx.AsyncClient) -> None:
        answer = await line_client.post("/api/v3/release/push", json={})
        assert answer.status_code == 400
        assert [(each["propertyName"], each["errorMessage"], each.get("attemptedValue")) for each in answer.json()] == [
            ("Title", "'Title' must not be empty.", None),
            ("DownloadUrl", "'Download Url' must not be empty.", None),
            ("MagnetUrl", "'Magnet Url' must not be empty.", None),
            ("Protocol", "'Protocol' must not be empty.", "unknown"),
            ("PublishDate", "'Publish Date' must not be empty.", "0001-01-01T00:00:00Z"),
        ]

    async def test_a_name_nobody_can_read(self, line: Line, line_client: httpx.AsyncClient) -> None:
        answer = await line_client.post("/api/v3/release/push", json=pushed(line, title="90437"))
        [failure] = answer.json()
        assert answer.status_code == 400
        assert (failure["propertyName"], failure["errorMessage"], failure["attemptedValue"]) == (
            "Title",
            "Unable to parse",
            "90437",
        )
