"""`/api/v3/moviefile` and `/api/v3/rename`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cinearr.core.formats import Condition, CustomFormat
from cinearr.core.formats.model import Kind
from cinearr.features import custom_formats, settings
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.profiles.tables import QualityProfileRow
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie, a_root, use


def ok(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def condition(kind: Kind, value: Any) -> tuple[Condition, ...]:
    return (Condition(kind=kind, name="c", value=value),)


@pytest.fixture
async def file(program: Program, tmp_path: Path) -> MovieFile:
    formats = [
        CustomFormat(id=0, name="Extended", conditions=condition(Kind.EDITION, "Extended")),
        CustomFormat(id=0, name="Dutch", conditions=condition(Kind.LANGUAGE, 7)),
        CustomFormat(id=0, name="Flagged", conditions=condition(Kind.INDEXER_FLAG, 1)),
    ]
    async with program.database.begin() as session:
        for each in formats:
            session.add(custom_formats.CustomFormatRow(**custom_formats.columns(each)))
            await session.flush()
        profile = await session.get(QualityProfileRow, 1)
        assert profile is not None
        profile.format_items = [{"format": number, "score": 10 * number} for number in (1, 2, 3)]
    root = await a_root(program, tmp_path / "films")
    movie = await a_movie(program, root, a_film())
    subject = {"texts": ["Sintel.2010"], "languages": [1], "quality": 3, "edition": "", "indexer_flags": 0}
    return await a_file(program, movie, "Sintel.mkv", release_group="GRP", evidence={"subject": subject})


class TestReading:
    async def test_a_file(self, client: httpx.AsyncClient, file: MovieFile, tmp_path: Path) -> None:
        (found,) = ok(await client.get("/api/v3/moviefile", params={"movieId": file.movie_id}))
        added = found.pop("dateAdded")
        assert added.endswith("Z")
        assert found == {
            "movieId": file.movie_id,
            "relativePath": "Sintel.mkv",
            "path": f"{tmp_path}/films/Sintel (2010)/Sintel.mkv",
            "size": 1000,
            "releaseGroup": "GRP",
            "edition": "",
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
            "indexerFlags": 0,
            "qualityCutoffNotMet": False,
            "id": file.id,
        }

    @pytest.mark.parametrize(
        ("query", "count"),
        [("movieId={movie}", 1), ("movieId=99", 0), ("movieFileIds={id}&movieFileIds=99", 1), ("movieFileIds=99", 0)],
    )
    async def test_by_ids(self, client: httpx.AsyncClient, file: MovieFile, query: str, count: int) -> None:
        path = f"/api/v3/moviefile?{query.format(movie=file.movie_id, id=file.id)}"
        assert len(ok(await client.get(path))) == count

    async def test_needs_to_be_told_which(self, client: httpx.AsyncClient) -> None:
        assert ok(await client.get("/api/v3/moviefile"), 400) == {
            "message": "BadRequest: movieId or movieFileIds must be provided",
            "content": "movieId or movieFileIds must be provided",
        }
        assert ok(await client.get("/api/v3/moviefile/99"), 404)["title"] == "Not Found"


class TestChanging:
    async def test_one(self, client: httpx.AsyncClient, file: MovieFile) -> None:
        path = f"/api/v3/moviefile/{file.id}"
        sent = ok(await client.get(path))
        sent |= {"edition": "Extended", "languages": [{"id": 7}, {"id": -2}], "releaseGroup": "NEW", "sceneName": "x y"}
        found = ok(await client.put(path, json=sent), 202)
        assert found == ok(await client.get(path))
        assert (found["edition"], found["releaseGroup"]) == ("Extended", "NEW")
        assert found["languages"] == [{"id": 7, "name": "Dutch"}]
        assert "sceneName" not in found
        # What a person says counts for the formats of a file that was judged by its release before.
        assert found["customFormats"] == [{"id": 2, "name": "Dutch"}, {"id": 1, "name": "Extended"}]
        assert found["customFormatScore"] == 30

    async def test_many_alike(self, client: httpx.AsyncClient, file: MovieFile) -> None:
        sent = {
            "movieFileIds": [file.id, 99],
            "quality": {"quality": {"id": 7}, "revision": {"version": 2}},
            "sceneName": "Sintel.2010.1080p.BluRay.x264-GRP",
        }
        answer = await client.put("/api/v3/moviefile/editor", json=sent)
        (found,) = ok(answer, 202)
        assert answer.headers["deprecation"] == "true"
        assert found["quality"]["quality"]["name"] == "Bluray-1080p"
        assert found["quality"]["revision"] == {"version": 2, "real": 0, "isRepack": False}
        assert found["sceneName"] == "Sintel.2010.1080p.BluRay.x264-GRP"
        assert found["releaseGroup"] == "GRP"

    async def test_each_its_own(self, client: httpx.AsyncClient, file: MovieFile) -> None:
        (found,) = ok(
            await client.put("/api/v3/moviefile/bulk", json=[{"id": file.id, "indexerFlags": 1}, {"id": 99}]), 202
        )
        assert (found["indexerFlags"], found["customFormats"]) == (1, [{"id": 3, "name": "Flagged"}])

    async def test_unknown(self, client: httpx.AsyncClient) -> None:
        found = ok(await client.put("/api/v3/moviefile/99", json={"edition": "x"}), 404)
        assert found == {"message": "MovieFile with ID 99 does not exist"}


class TestDeleting:
    async def test_one(self, client: httpx.AsyncClient, file: MovieFile, tmp_path: Path) -> None:
        path = tmp_path / "films/Sintel (2010)/Sintel.mkv"
        assert path.exists()
        assert ok(await client.delete(f"/api/v3/moviefile/{file.id}")) == {}
        assert not path.exists()
        again = ok(await client.delete(f"/api/v3/moviefile/{file.id}"), 404)
        assert again["message"] == f"MovieFile with ID {file.id} does not exist"
        movie = ok(await client.get(f"/api/v3/movie/{file.movie_id}"))
        assert (movie["hasFile"], movie["sizeOnDisk"]) == (False, 0)

    async def test_many(self, client: httpx.AsyncClient, file: MovieFile) -> None:
        answer = await client.request("DELETE", "/api/v3/moviefile/bulk", json={"movieFileIds": [file.id, 99]})
        assert ok(answer) == {}
        nothing = await client.request("DELETE", "/api/v3/moviefile/bulk", json={"movieFileIds": []})
        assert ok(nothing, 400)["content"] == "movieFileIds must be provided"


class TestRename:
    async def test_shows_what_would_change(self, client: httpx.AsyncClient, program: Program, file: MovieFile) -> None:
        await use(program, settings.Naming(rename_movies=True))
        path = f"/api/v3/rename?movieId={file.movie_id}"
        assert ok(await client.get(path)) == [
            {
                "movieId": file.movie_id,
                "movieFileId": file.id,
                "existingPath": "Sintel.mkv",
                "newPath": "Sintel (2010) WEBDL-1080p.mkv",
            }
        ]

    async def test_needs_a_film(self, client: httpx.AsyncClient) -> None:
        assert ok(await client.get("/api/v3/rename"), 400)["content"] == "movieId must be provided"
