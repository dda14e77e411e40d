"""`/api/v3/calendar` and the feed: films by their days. Today is 25 November 2026."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from cinearr.features import tags
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie


@pytest.fixture(autouse=True)
async def films(program: Program) -> None:
    async with program.database.begin() as session:
        tag = await tags.ensure(session, "kids")
    days: list[tuple[int, dict[str, Any]]] = [
        (1, {"in_cinemas": date(2026, 11, 25), "digital_release": None, "physical_release": None}),
        (2, {"in_cinemas": date(2026, 8, 1), "digital_release": date(2026, 11, 27), "physical_release": None}),
        (3, {"in_cinemas": date(2026, 8, 1), "digital_release": None, "physical_release": date(2026, 12, 10)}),
        (4, {"in_cinemas": date(2026, 11, 26), "digital_release": None, "physical_release": None}),
    ]
    for number, dates in days:
        target = {"monitored": number != 4, "tags": [tag.id] if number == 2 else []}
        film = a_film(number, f"Film {number}", 2026, **dates, studio="Blender")
        await a_movie(program, Path("/films"), film, status=2 if number != 3 else 1, **target)


class TestCalendar:
    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({}, [2, 1]),
            ({"unmonitored": "true"}, [2, 1, 4]),
            ({"start": "2026-12-10", "end": "2026-12-10"}, [3]),
            ({"start": "2026-08-01T00:00:00Z", "end": "2026-08-01T00:00:00Z"}, [3, 2]),
            ({"start": "2026-08-01T02:00:01+02:00", "end": "2026-08-02"}, []),
            ({"start": "2026-08-02", "end": "2026-08-01"}, []),
            ({"start": "1990-01-01", "end": "2030-01-01", "tags": "kids"}, [2]),
            ({"start": "1990-01-01", "end": "2030-01-01", "tags": "1,99"}, [2]),
            ({"start": "1990-01-01", "end": "2030-01-01", "tags": "unknown"}, []),
        ],
    )
    async def test_films_of_a_span(self, client: httpx.AsyncClient, asked: dict[str, str], expected: list[int]) -> None:
        answer = await client.get("/api/v3/calendar", params=asked)
        assert answer.status_code == 200
        assert [film["title"] for film in answer.json()] == [f"Film {number}" for number in expected]

    async def test_leaves_out_the_root_folder(self, client: httpx.AsyncClient) -> None:
        film = (await client.get("/api/v3/calendar")).json()[0]
        assert "rootFolderPath" not in film
        assert film["statistics"]["movieFileCount"] == 0

    async def test_files_come_with_their_formats(
        self, client: httpx.AsyncClient, program: Program, tmp_path: Path
    ) -> None:
        film = a_film(9, "Out", 2026, digital_release=date(2026, 11, 25))
        file = await a_file(program, await a_movie(program, tmp_path, film))
        found = next(each for each in (await client.get("/api/v3/calendar")).json() if each["title"] == "Out")
        assert found["movieFile"]["id"] == file.id
        assert (found["movieFile"]["customFormats"], found["movieFile"]["customFormatScore"]) == ([], 0)
        assert list(found)[-3:] == ["popularity", "statistics", "id"]

    async def test_a_bad_date(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/v3/calendar", params={"start": "nope"})
        assert answer.status_code == 400
        assert answer.json()["errors"] == {"start": ["The value 'nope' is not valid."]}


class TestFeed:
    PATH = "/feed/v3/calendar/radarr.ics"

    async def test_is_a_calendar(self, client: httpx.AsyncClient) -> None:
        answer = await client.get(self.PATH.replace("radarr", "Radarr"), params={"futureDays": 20})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/calendar")
        lines = answer.text.split("\r\n")
        assert lines[0] == "BEGIN:VCALENDAR"
        summaries = [line for line in lines if line.startswith(("SUMMARY", "STATUS", "UID"))]
        assert summaries == [
            "STATUS:CONFIRMED",
            "SUMMARY:Film 1 (Theatrical Release)",
            "UID:Radarr_movie_1_cinemas",
            "STATUS:CONFIRMED",
            "SUMMARY:Film 2 (Theatrical Release)",
            "UID:Radarr_movie_2_cinemas",
            "STATUS:CONFIRMED",
            "SUMMARY:Film 2 (Digital Release)",
            "UID:Radarr_movie_2_digital",
            "STATUS:TENTATIVE",
            "SUMMARY:Film 3 (Theatrical Release)",
            "UID:Radarr_movie_3_cinemas",
            "STATUS:TENTATIVE",
            "SUMMARY:Film 3 (Physical Release)",
            "UID:Radarr_movie_3_physical",
        ]

    @pytest.mark.parametrize(
        ("asked", "events"),
        [
            ({"releaseTypes": "physicalRelease"}, 1),
            ({"releaseTypes": ["physicalRelease", "digitalRelease"]}, 2),
            ({"tags": "kids"}, 2),
            ({"unmonitored": "true"}, 6),
            ({"pastDays": 0, "futureDays": 0}, 1),
            ({"pastDays": 2147483647, "futureDays": -1}, 4),
        ],
    )
    async def test_days_it_has(self, client: httpx.AsyncClient, asked: dict[str, Any], events: int) -> None:
        answer = await client.get(self.PATH, params=asked)
        assert answer.text.count("BEGIN:VEVENT") == events
