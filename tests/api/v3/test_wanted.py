"""`/api/v3/wanted`: pages of films that are missing or should be better."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from cinearr.core.films import AlternativeTitle
from cinearr.features.movies.tables import Movie
from cinearr.features.profiles.tables import QualityProfileRow
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie


async def page(client: httpx.AsyncClient, which: str, **asked: Any) -> dict[str, Any]:
    answer = await client.get(f"/api/v3/wanted/{which}", params=asked)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def titles(found: dict[str, Any]) -> list[str]:
    return [record["title"] for record in found["records"]]


@pytest.mark.parametrize("which", ["missing", "cutoff"])
async def test_an_empty_page(client: httpx.AsyncClient, which: str) -> None:
    answer = await client.get(f"/api/v3/wanted/{which}")
    assert answer.text == (
        '{"page":1,"pageSize":10,"sortKey":"movieMetadata.sortTitle","sortDirection":"descending",'
        '"totalRecords":0,"records":[]}'
    )


class TestMissing:
    @pytest.fixture(autouse=True)
    async def films(self, program: Program, tmp_path: Path) -> None:
        for number, title, year in ((1, "The Alpha", 1999), (2, "Beta", 2005), (3, "Gamma", 1980)):
            film = a_film(number, title, year, alternative_titles=(AlternativeTitle(title=f"{title} II"),))
            await a_movie(program, tmp_path, film)
        async with program.database.begin() as session:
            await session.execute(
                update(Movie).where(Movie.title == "Beta").values(last_search_time=datetime(2026, 1, 1, tzinfo=UTC))
            )

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ({}, ["Gamma", "Beta", "The Alpha"]),
            ({"sortDirection": "ascending"}, ["The Alpha", "Beta", "Gamma"]),
            ({"sortKey": "movieMetadata.year", "sortDirection": "ascending"}, ["Gamma", "The Alpha", "Beta"]),
            ({"sortKey": "movies.lastSearchTime", "sortDirection": "ascending"}, ["The Alpha", "Gamma", "Beta"]),
            ({"sortKey": "movies.lastSearchTime"}, ["Beta", "The Alpha", "Gamma"]),
            ({"pageSize": 2, "page": 2}, ["The Alpha"]),
            ({"pageSize": 2, "page": 9}, []),
            ({"pageSize": 0}, []),
            ({"page": -1, "pageSize": 1}, ["Gamma"]),
            ({"monitored": "false"}, []),
        ],
    )
    async def test_pages(self, client: httpx.AsyncClient, asked: dict[str, Any], expected: list[str]) -> None:
        found = await page(client, "missing", **asked)
        assert titles(found) == expected
        assert found["totalRecords"] == (0 if asked.get("monitored") else 3)

    async def test_an_unknown_key_counts_as_the_title(self, client: httpx.AsyncClient) -> None:
        found = await page(client, "missing", sortKey="nonsense")
        assert (found["sortKey"], len(found["records"])) == ("movieMetadata.sortTitle", 3)

    async def test_records_leave_out_what_v3_does(self, client: httpx.AsyncClient) -> None:
        record = (await page(client, "missing"))["records"][0]
        assert record["alternateTitles"] == []
        assert "rootFolderPath" not in record
        assert record["hasFile"] is False
        assert record["statistics"] == {"movieFileCount": 0, "sizeOnDisk": 0, "releaseGroups": []}

    async def test_films_without_a_year_are_not_wanted_yet(self, client: httpx.AsyncClient, program: Program) -> None:
        async with program.database.begin() as session:
            await session.execute(update(Movie).where(Movie.title == "Gamma").values(year=0))
        assert titles(await page(client, "missing")) == ["Beta", "The Alpha"]


class TestCutoff:
    async def test_films_below_it(self, client: httpx.AsyncClient, program: Program, tmp_path: Path) -> None:
        async with program.database.begin() as session:
            await session.execute(
                update(QualityProfileRow)
                .where(QualityProfileRow.id == 1)
                .values(
                    upgrade_allowed=True,
                    cutoff=7,
                    items=[{"quality": 3, "allowed": True}, {"quality": 7, "allowed": True}],
                )
            )
        for number, quality in ((1, 3), (2, 7), (3, None)):
            movie = await a_movie(program, tmp_path, a_film(number, f"Film {number}"))
            if quality is not None:
                await a_file(program, movie, quality={"id": quality, "version": 1, "real": 0, "is_repack": False})
        found = await page(client, "cutoff")
        assert titles(found) == ["Film 1"]
        (record,) = found["records"]
        assert (record["hasFile"], record["sizeOnDisk"]) == (True, 1000)
        assert record["movieFileId"] > 0
        assert "movieFile" not in record
