from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from cinearr.features.custom_formats.tables import CustomFormatRow
from cinearr.features.movies.tables import Movie, Target
from cinearr.features.profiles.tables import QualityProfileRow
from tests.factories.library import a_file, a_film, a_movie
from tests.fakes.line import Line

WEB = "Sintel.2010.German.1080p.WEB-DL.H264-GROUP"


async def ask(client: httpx.AsyncClient, title: str) -> dict[str, Any]:
    answer = await client.get("/api/v3/parse", params={"title": title})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def a_format(line: Line, name: str, pattern: str, score: int) -> None:
    async with line.program.database.begin() as session:
        row = CustomFormatRow(
            name=name,
            specifications=[
                {
                    "name": "words",
                    "implementation": "ReleaseTitleSpecification",
                    "negate": False,
                    "required": False,
                    "fields": {"value": pattern},
                }
            ],
        )
        session.add(row)
        await session.flush()
        profile = await session.get(QualityProfileRow, 1)
        assert profile is not None
        profile.format_items = [*profile.format_items, {"format": row.id, "score": score}]


class TestParse:
    @pytest.mark.parametrize("query", ["", "?title=", "?title=%20%20"])
    async def test_without_a_title_there_is_nothing(self, line_client: httpx.AsyncClient, query: str) -> None:
        answer = await line_client.get(f"/api/v3/parse{query}")
        assert (answer.status_code, answer.content) == (204, b"")

    @pytest.mark.parametrize("title", ["not a release", "Sintel.S01E01.1080p.WEB-DL"])
    async def test_what_is_no_release(self, line_client: httpx.AsyncClient, title: str) -> None:
        assert await ask(line_client, title) == {"title": title, "customFormatScore": 0}

    async def test_a_name_of_a_film_we_do_not_have(self, line_client: httpx.AsyncClient) -> None:
        title = "Some.Unknown.Film.2018.REPACK.HDCAM.x264-NoGRP"
        answer = await line_client.get("/api/v3/parse", params={"Title": title})
        assert list(answer.json().items()) == [
            ("title", title),
            (
                "parsedMovieInfo",
                {
                    "movieTitles": ["Some Unknown Film"],
                    "originalTitle": title,
                    "releaseTitle": title,
                    "simpleReleaseTitle": "A.Movie.2018.REPACK.HDCAM.x264-NoGRP",
                    "quality": {
                        "quality": {"id": 25, "name": "CAM", "source": "cam", "resolution": 0, "modifier": "none"},
                        "revision": {"version": 2, "real": 0, "isRepack": True},
                    },
                    "languages": [{"id": 0, "name": "Unknown"}],
                    "releaseGroup": "NoGRP",
                    "releaseHash": "",
                    "edition": "",
                    "year": 2018,
                    "imdbId": "",
                    "tmdbId": 0,
                    "movieTitle": "Some Unknown Film",
                    "primaryMovieTitle": "Some Unknown Film",
                },
            ),
            ("languages", [{"id": 0, "name": "Unknown"}]),
            ("customFormats", []),
            ("customFormatScore", 0),
        ]

    async def test_a_name_of_a_film_of_the_library(self, line: Line, line_client: httpx.AsyncClient) -> None:
        await a_file(line.program, line.movie)
        await a_format(line, "German", r"\bGerman\b", 15)
        await a_format(line, "French", r"\bFrench\b", 7)
        found = await ask(line_client, WEB)
        assert list(found) == ["title", "parsedMovieInfo", "movie", "languages", "customFormats", "customFormatScore"]
        assert found["languages"] == [{"id": 4, "name": "German"}]
        assert found["customFormats"] == [{"id": 1, "name": "German"}]
        assert found["customFormatScore"] == 15
        movie = found["movie"]
        assert (movie["title"], movie["id"], movie["movieFile"]["size"]) == ("Sintel", line.movie.id, 1000)
        assert {"sizeOnDisk", "hasFile", "statistics", "rootFolderPath"}.isdisjoint(movie)
        assert not any("url" in image for image in movie["images"])

    async def test_every_change_shows_at_once(self, line: Line, line_client: httpx.AsyncClient) -> None:
        assert (await ask(line_client, WEB))["customFormats"] == []
        await a_format(line, "German", r"\bGerman\b", 15)
        assert (await ask(line_client, WEB))["customFormatScore"] == 15
        async with line.program.database.begin() as session:
            profile = await session.get(QualityProfileRow, 1)
            assert profile is not None
            profile.format_items = [{"format": 1, "score": -3}]
        assert (await ask(line_client, WEB))["customFormatScore"] == -3
        async with line.program.database.begin() as session:
            target = await session.get(Target, 1)
            assert target is not None
            target.monitored = False
        assert (await ask(line_client, WEB))["movie"]["monitored"] is False
        async with line.program.database.begin() as session:
            await session.delete(await session.get(Movie, line.movie.id))
        assert "movie" not in await ask(line_client, WEB)

    async def test_a_name_that_fits_two_films_is_of_none(self, line: Line, line_client: httpx.AsyncClient) -> None:
        await a_movie(line.program, line.root / "other", a_film(tmdb_id=2, title="Sintel", year=2010))
        assert "movie" not in await ask(line_client, WEB)

    async def test_many_at_once_each_get_their_own(self, line: Line, line_client: httpx.AsyncClient) -> None:
        for number in range(5):
            film = a_film(tmdb_id=100 + number, title=f"Film {number}", year=2000)
            await a_movie(line.program, line.root, film)
        titles = [f"Film.{number % 5}.2000.1080p.WEB-DL.H264-GROUP" for number in range(40)]
        found = await asyncio.gather(*(ask(line_client, title) for title in titles))
        assert [each["movie"]["title"] for each in found] == [f"Film {number % 5}" for number in range(40)]
