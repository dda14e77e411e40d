"""`/api/v3/collection`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, update

from cinearr.core.films import Collection, CollectionRef, Image
from cinearr.features import collections, exclusions, settings
from cinearr.features.movies.tables import Movie
from cinearr.workflows.program import Program
from tests.factories.library import a_film, a_movie, use
from tests.fakes.program import commands_queued


def ok(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


DRAGONS = Collection(
    tmdb_id=9,
    title="The Dragons",
    overview="All of them.",
    images=(Image(cover_type="poster", url="https://image.test/p9.jpg"),),
    films=(a_film(1, "One"), a_film(2, "Two"), a_film(3, "Three")),
)


@pytest.fixture
async def number(program: Program) -> int:
    movie = await a_movie(
        program, Path("/films"), a_film(1, "One", collection=CollectionRef(tmdb_id=9, title="The Dragons"))
    )
    assert movie.id == 1
    async with program.database.begin() as session:
        found = await collections.ensure(
            session, DRAGONS, quality_profile_id=1, root_folder_path="/films", search_on_add=False, tags=[4]
        )
        await collections.ensure(
            session, Collection(tmdb_id=5, title="Another"), quality_profile_id=1, root_folder_path="/films"
        )
        await exclusions.ensure(session, [(3, "Three", 2010)])
    assert found is not None
    return found


class TestReading:
    async def test_one(self, client: httpx.AsyncClient, number: int) -> None:
        found = ok(await client.get(f"/api/v3/collection/{number}"))
        members = found.pop("movies")
        assert found == {
            "title": "The Dragons",
            "sortTitle": "dragons",
            "tmdbId": 9,
            "images": [{"coverType": "poster", "remoteUrl": "https://image.test/p9.jpg"}],
            "overview": "All of them.",
            "monitored": False,
            "rootFolderPath": "/films",
            "qualityProfileId": 1,
            "searchOnAdd": False,
            "minimumAvailability": "released",
            "missingMovies": 1,
            "tags": [4],
            "id": number,
        }
        assert members[0] == {
            "tmdbId": 1,
            "imdbId": "tt0000001",
            "title": "One",
            "cleanTitle": "one",
            "sortTitle": "one",
            "status": "released",
            "overview": "The story of One.",
            "runtime": 15,
            "images": [],
            "year": 2010,
            "ratings": {},
            "genres": ["Animation", "Fantasy"],
            "folder": "One (2010)",
            "isExisting": True,
            "isExcluded": False,
        }
        assert [(each["isExisting"], each["isExcluded"]) for each in members] == [
            (True, False),
            (False, False),
            (False, True),
        ]

    async def test_all_and_by_tmdb_id(self, client: httpx.AsyncClient, number: int) -> None:
        one = ok(await client.get(f"/api/v3/collection/{number}"))
        everything = ok(await client.get("/api/v3/collection"))
        assert everything[0] == one
        assert [each["title"] for each in everything] == ["The Dragons", "Another"]
        assert ok(await client.get("/api/v3/collection", params={"tmdbId": 9})) == [one]
        assert ok(await client.get("/api/v3/collection", params={"tmdbId": 99})) == []

    async def test_unknown(self, client: httpx.AsyncClient) -> None:
        assert ok(await client.get("/api/v3/collection/99"), 404)["title"] == "Not Found"
        assert ok(await client.put("/api/v3/collection/99", json={"qualityProfileId": 1}), 404)["message"]

    async def test_is_never_out_of_date(self, client: httpx.AsyncClient, program: Program, number: int) -> None:
        async def members() -> list[tuple[bool, bool, str]]:
            found = ok(await client.get("/api/v3/collection"))
            return [(each["isExisting"], each["isExcluded"], each["folder"]) for each in found[0]["movies"]]

        assert await members() == [
            (True, False, "One (2010)"),
            (False, False, "Two (2010)"),
            (False, True, "Three (2010)"),
        ]
        await a_movie(program, Path("/films"), a_film(2, "Two"))
        async with program.database.begin() as session:
            await session.execute(delete(Movie).where(Movie.tmdb_id == 1))
            await session.execute(delete(exclusions.ExclusionRow))
        await use(program, settings.Naming(movie_folder_format="{Movie Title}"))
        assert await members() == [(False, False, "One"), (True, False, "Two"), (False, False, "Three")]
        async with program.database.begin() as session:
            await session.execute(
                update(collections.CollectionRow).where(collections.CollectionRow.id == number).values(title="New")
            )
        assert ok(await client.get("/api/v3/collection"))[0]["title"] == "New"


class TestChanging:
    async def test_one(self, client: httpx.AsyncClient, number: int) -> None:
        sent = ok(await client.get(f"/api/v3/collection/{number}"))
        sent |= {"monitored": True, "title": "Ignored", "tags": [2, 1], "minimumAvailability": "announced"}
        answer = await client.put(f"/api/v3/collection/{number}", json=sent)
        found = ok(answer, 202)
        assert answer.headers["location"].endswith(f"/api/v3/collection/{number}")
        assert found == ok(await client.get(f"/api/v3/collection/{number}"))
        assert (found["monitored"], found["title"], found["tags"]) == (True, "The Dragons", [1, 2])
        assert found["minimumAvailability"] == "announced"

    async def test_many(self, client: httpx.AsyncClient, program: Program, number: int) -> None:
        sent = {"collectionIds": [number, 99], "monitorMovies": False, "searchOnAdd": True}
        (found,) = ok(await client.put("/api/v3/collection", json=sent), 202)
        assert (found["searchOnAdd"], found["monitored"], found["movies"], found["missingMovies"]) == (
            True,
            False,
            [],
            0,
        )
        assert ok(await client.get("/api/v3/movie/1"))["monitored"] is False
        assert await commands_queued(program) == [("RefreshCollections", {"collectionIds": [number]})]

    async def test_refuses_an_unknown_profile(self, client: httpx.AsyncClient, number: int) -> None:
        sent = {"collectionIds": [number], "qualityProfileId": 99}
        (row,) = ok(await client.put("/api/v3/collection", json=sent), 400)
        assert row["propertyName"] == "QualityProfileId"
