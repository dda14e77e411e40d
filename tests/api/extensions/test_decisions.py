from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cinearr.features.decisions.tables import DecisionRow
from cinearr.features.downloads.tables import GrabRow
from cinearr.features.indexers.tables import IndexerRow
from tests.fakes.line import Line

BASE = "/api/cinearr/decisions"
WEB = "Sintel.2010.1080p.WEB-DL.H264-GROUP"
BLURAY = "Sintel.2010.1080p.BluRay.x264-GROUP"
CAM = "Sintel.2010.HDCAM.x264-GROUP"


async def titles(client: httpx.AsyncClient, query: str = "") -> list[str]:
    answer = await client.get(f"{BASE}?{query}")
    assert answer.status_code == 200, answer.text
    return [each["title"] for each in answer.json()["records"]]


class TestJournal:
    async def test_every_judged_release_with_every_rules_verdict(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        line.offer("Some.Other.Film.2010.1080p.WEB-DL.H264-GROUP")
        line.offer(BLURAY, seeders=0)
        line.offer(WEB)
        await line.rss()
        answer = (await line_client.get(BASE)).json()
        assert (answer["totalRecords"], answer["sortKey"], answer["sortDirection"]) == (2, "at", "descending")
        by_title = {each["title"]: each for each in answer["records"]}
        taken, refused = by_title[WEB], by_title[BLURAY]
        assert (taken["outcome"], taken["source"], taken["movieId"]) == ("grabbed", "Rss", line.movie.id)
        assert taken["rejections"] == []
        assert len(taken["verdicts"]) > 15
        assert not any("rejection" in each for each in taken["verdicts"])
        assert refused["outcome"] == "rejected"
        [reason] = refused["rejections"]
        assert "seeders" in reason.lower()
        assert [each["rejection"] for each in refused["verdicts"] if "rejection" in each] == [reason]
        assert refused["facts"]["quality"]["name"] == "Bluray-1080p"
        assert (await line_client.get(f"{BASE}/{taken['id']}")).json() == taken
        assert (await line_client.get(f"{BASE}/999")).status_code == 404

    async def test_by_film_name_outcome_and_time(self, line: Line, line_client: httpx.AsyncClient) -> None:
        now = datetime.now(UTC)
        async with line.program.database.begin() as session:
            for number, (title, outcome) in enumerate([("A 100%", "grabbed"), ("b", "rejected"), ("C", "pending")]):
                session.add(
                    DecisionRow(
                        at=now - timedelta(hours=number),
                        movie_id=number,
                        target_id=1,
                        source="Rss" if number else "Search",
                        outcome=outcome,
                        title=title,
                        guid=title,
                        indexer="x",
                        release={},
                        verdicts=[],
                        facts={},
                    )
                )
        assert await titles(line_client) == ["A 100%", "b", "C"]
        assert await titles(line_client, "sortDirection=ascending") == ["C", "b", "A 100%"]
        assert await titles(line_client, "pageSize=1&page=2") == ["b"]
        assert await titles(line_client, "movieIds=1,2") == ["b", "C"]
        assert await titles(line_client, "title=B") == ["b"]
        assert await titles(line_client, "title=0%25") == ["A 100%"]
        assert await titles(line_client, "outcome=grabbed&outcome=pending") == ["A 100%", "C"]
        assert await titles(line_client, "source=Search") == ["A 100%"]
        middle = (now - timedelta(minutes=90)).isoformat().replace("+00:00", "Z")
        assert await titles(line_client, f"since={middle}") == ["A 100%", "b"]
        assert await titles(line_client, f"until={middle}") == ["C"]
        assert (await line_client.get(f"{BASE}?outcome=nonsense")).status_code == 400


class TestReplay:
    async def test_a_decision_of_the_journal_as_it_would_be_now(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        line.offer(BLURAY, seeders=0)
        await line.rss()
        [before] = (await line_client.get(BASE)).json()["records"]
        async with line.program.database.begin() as session:
            row = await session.get(IndexerRow, 1)
            assert row is not None
            row.settings = {**row.settings, "minimumSeeders": 0}
        answer = await line_client.post(f"{BASE}/replay", json={"decisionId": before["id"]})
        assert answer.status_code == 200, answer.text
        now = answer.json()
        assert (before["outcome"], now["outcome"], now["rejections"]) == ("rejected", "approved", [])
        assert now["movieId"] == line.movie.id
        assert await line.rows(GrabRow) == []
        assert len(await line.rows(DecisionRow)) == 1

    @pytest.mark.parametrize(
        ("body", "outcome", "reasons"),
        [
            ({"title": WEB}, "approved", []),
            ({"title": CAM}, "approved", []),
            ({"title": CAM, "qualityProfileId": 4}, "rejected", ["CAM is not wanted in profile"]),
            ({"title": WEB, "movieId": 1, "source": "Search"}, "approved", []),
            ({"title": "Odd.Name.2010.1080p.WEB-DL-X", "movieId": 1}, "approved", []),
            (
                {"title": "Odd.Name.2010.1080p.WEB-DL-X"},
                "rejected",
                ["Unknown Movie. Unable to match to correct movie using release title."],
            ),
        ],
    )
    async def test_a_pasted_name(
        self, line_client: httpx.AsyncClient, body: dict[str, Any], outcome: str, reasons: list[str]
    ) -> None:
        sent = {"size": 200 * 1024**2, "seeders": 5, **body}
        answer = await line_client.post(f"{BASE}/replay", json=sent)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["outcome"], answer.json()["rejections"]) == (outcome, reasons)

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({}, 400),
            ({"title": " "}, 400),
            ({"title": "90437"}, 400),
            ({"decisionId": 999}, 404),
            ({"title": WEB, "qualityProfileId": 999}, 404),
            ({"title": WEB, "movieId": 999}, 404),
            ({"title": WEB, "source": "nowhere"}, 400),
        ],
    )
    async def test_what_cannot_be_judged(
        self, line_client: httpx.AsyncClient, body: dict[str, Any], status: int
    ) -> None:
        assert (await line_client.post(f"{BASE}/replay", json=body)).status_code == status
