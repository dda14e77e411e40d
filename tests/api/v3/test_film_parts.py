"""`/api/v3/alttitle`, `/api/v3/credit` and `/api/v3/extrafile`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cinearr.core.films import AlternativeTitle, Credit, Image
from cinearr.features.media_files.tables import ExtraFile
from cinearr.features.movies.tables import Movie
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie


async def get(client: httpx.AsyncClient, path: str, **asked: Any) -> Any:
    answer = await client.get(f"/api/v3/{path}", params=asked)
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture
async def movie(program: Program, tmp_path: Path) -> Movie:
    await a_movie(program, tmp_path, a_film(1, "Other", alternative_titles=(AlternativeTitle(title="Another"),)))
    film = a_film(
        alternative_titles=(AlternativeTitle(title="Durian"),),
        credits=(
            Credit(
                credit_id="c1",
                person_tmdb_id=5,
                name="Halina Reijn",
                kind="cast",
                character="Sintel",
                images=(Image(cover_type="headshot", url="https://image.test/h5.jpg"),),
            ),
            Credit(
                credit_id="c2", person_tmdb_id=6, name="Colin Levy", kind="crew", department="Directing", job="Director"
            ),
        ),
    )
    return await a_movie(program, tmp_path, film)


class TestAlternativeTitles:
    async def test_of_a_film_and_of_all(self, client: httpx.AsyncClient, movie: Movie) -> None:
        (found,) = await get(client, "alttitle", movieId=movie.id)
        assert list(found) == ["sourceType", "movieMetadataId", "title", "id"]
        assert (found["sourceType"], found["movieMetadataId"], found["title"]) == ("tmdb", movie.id, "Durian")
        assert [each["title"] for each in await get(client, "alttitle")] == ["Another", "Durian"]
        assert await get(client, "alttitle", movieMetadataId=999) == []
        assert await get(client, f"alttitle/{found['id']}") == found

    async def test_unknown(self, client: httpx.AsyncClient, movie: Movie) -> None:
        assert (await client.get("/api/v3/alttitle/999")).status_code == 404
        assert (await client.get("/api/v3/alttitle/1")).status_code == 404  # a title of another kind


class TestCredits:
    async def test_of_a_film(self, client: httpx.AsyncClient, movie: Movie) -> None:
        cast, crew = await get(client, "credit", movieId=movie.id)
        url = cast["images"][0].pop("url")
        assert url.startswith("/MediaCoverProxy/")
        assert cast == {
            "personName": "Halina Reijn",
            "creditTmdbId": "c1",
            "personTmdbId": 5,
            "movieMetadataId": movie.id,
            "images": [{"coverType": "headshot", "remoteUrl": "https://image.test/h5.jpg"}],
            "character": "Sintel",
            "order": 0,
            "type": "cast",
            "id": movie.id * 1000 + 1,
        }
        assert (crew["department"], crew["job"], crew["type"]) == ("Directing", "Director", "crew")
        assert await get(client, f"credit/{crew['id']}") == crew
        assert await get(client, "credit") == await get(client, "credit", movieId=movie.id)

    @pytest.mark.parametrize("credit_id", [1, 2999, 999001])
    async def test_unknown(self, client: httpx.AsyncClient, movie: Movie, credit_id: int) -> None:
        assert (await client.get(f"/api/v3/credit/{credit_id}")).status_code == 404


class TestExtraFiles:
    async def test_of_a_film(self, client: httpx.AsyncClient, program: Program, movie: Movie) -> None:
        file = await a_file(program, movie)
        async with program.database.begin() as session:
            for kind, path, file_id in (
                ("other", "a.nfo-orig", None),
                ("metadata", "poster.jpg", None),
                ("metadata", "a.nfo", file.id),
                ("subtitle", "a.en.forced.srt", file.id),
            ):
                tags = ["forced"] if kind == "subtitle" else []
                extension = Path(path).suffix
                session.add(
                    ExtraFile(
                        movie_id=movie.id,
                        movie_file_id=file_id,
                        relative_path=path,
                        extension=extension,
                        kind=kind,
                        language_tags=tags,
                    )
                )
                await session.flush()
        found = await get(client, "extrafile", movieId=movie.id)
        assert [(each["type"], each.get("movieFileId"), each.get("languageTags")) for each in found] == [
            ("subtitle", file.id, ["forced"]),
            ("metadata", None, None),
            ("metadata", file.id, None),
            ("other", 0, None),
        ]
        assert list(found[0]) == ["movieId", "movieFileId", "relativePath", "extension", "languageTags", "type", "id"]

    async def test_without_a_film_there_are_none(self, client: httpx.AsyncClient, movie: Movie) -> None:
        assert await get(client, "extrafile") == []
