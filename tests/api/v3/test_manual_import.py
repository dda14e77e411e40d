from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from cinearr.core.tracking import stable_id
from cinearr.features.downloads.tables import DownloadEventRow
from cinearr.features.history import EventType
from cinearr.features.history.tables import HistoryRow
from tests.factories.library import a_file, a_film, a_movie
from tests.factories.videos import a_video
from tests.fakes.line import Line
from tests.fakes.program import run_command

BASE = "/api/v3/manualimport"
STRANGE = "Strange.Name.1999.720p.WEB-DL.x264-MANUAL"
WEB = "Sintel.2010.1080p.WEB-DL.H264-GROUP"


def put(folder: Path, name: str, *, alone: bool = False) -> Path:
    """A video, in a folder of its own unless `alone`."""
    path = folder / f"{name}.mkv" if alone else folder / name / f"{name}.mkv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(a_video())
    return path


async def look(client: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(BASE, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


class TestLook:
    async def test_a_folder_with_downloads_of_known_and_unknown_films(
        self, line: Line, line_client: httpx.AsyncClient, tmp_path: Path
    ) -> None:
        place = tmp_path / "put here"
        known, strange = put(place, WEB), put(place, STRANGE)
        put(place, "Sintel.2010.720p.BluRay.x264-ALONE", alone=True)
        (place / "notes.txt").write_text("nothing")
        found = {each["name"]: each for each in await look(line_client, folder=str(place))}
        assert sorted(found) == [WEB, "Sintel.2010.720p.BluRay.x264-ALONE", STRANGE]
        one = found[WEB]
        assert one["movie"]["title"] == "Sintel"
        assert list(one) == [
            "path",
            "relativePath",
            "folderName",
            "name",
            "size",
            "movie",
            "releaseGroup",
            "quality",
            "languages",
            "qualityWeight",
            "customFormats",
            "customFormatScore",
            "indexerFlags",
            "rejections",
            "id",
        ]
        assert {name: value for name, value in one.items() if name not in ("movie", "quality")} == {
            "path": str(known),
            "relativePath": f"{WEB}/{WEB}.mkv",
            "folderName": WEB,
            "name": WEB,
            "size": known.stat().st_size,
            "releaseGroup": "GROUP",
            "languages": [{"id": 1, "name": "English"}],
            "qualityWeight": one["qualityWeight"],
            "customFormats": [],
            "customFormatScore": 0,
            "indexerFlags": 0,
            "rejections": [],
            "id": stable_id(str(known)),
        }
        assert "movie" not in found[STRANGE]
        assert found[STRANGE]["rejections"] == [{"reason": "Unknown Movie", "type": "permanent"}]
        assert found[STRANGE]["quality"]["quality"]["name"] == "WEBDL-720p"
        assert strange.exists()

    async def test_a_file_by_itself(self, line: Line, line_client: httpx.AsyncClient, tmp_path: Path) -> None:
        [found] = await look(line_client, folder=str(put(tmp_path / "here", WEB)))
        assert (found["movie"]["id"], found["relativePath"]) == (line.movie.id, f"{WEB}.mkv")

    async def test_what_speaks_against_it_is_said(
        self, line: Line, line_client: httpx.AsyncClient, tmp_path: Path
    ) -> None:
        path = put(tmp_path / "here", WEB)
        path.write_bytes(a_video(5))
        [found] = await look(line_client, folder=str(path.parent))
        assert found["rejections"] == [{"reason": "Sample", "type": "permanent"}]

    async def test_files_of_the_library_are_left_out_unless_asked_for(
        self, line: Line, line_client: httpx.AsyncClient
    ) -> None:
        row = await a_file(line.program, line.movie)
        assert await look(line_client, folder=str(line.library)) == []
        [found] = await look(line_client, folder=str(line.library), filterExistingFiles="false")
        assert found["name"] == Path(row.relative_path).stem
        [own] = await look(line_client, movieId=line.movie.id)
        assert (own["movieFileId"], own["quality"]["quality"]["id"], own["rejections"]) == (row.id, 3, [])

    async def test_many_of_unknown_films_are_only_listed(self, line_client: httpx.AsyncClient, tmp_path: Path) -> None:
        for number in range(101):
            path = tmp_path / "here" / f"Unknown {number:03}.mkv"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"x")
        found = await look(line_client, folder=str(tmp_path / "here"))
        assert len(found) == 101
        assert {each["quality"]["quality"]["name"] for each in found} == {"Unknown"}
        assert not any(each["rejections"] for each in found)

    async def test_nowhere_and_nothing(self, line_client: httpx.AsyncClient) -> None:
        assert await look(line_client, folder="/nowhere/at/all") == []
        assert await look(line_client, folder="relative") == []
        assert (await line_client.get(BASE)).status_code == 400
        assert (await line_client.get(f"{BASE}?movieId=99")).status_code == 404


class TestJudge:
    async def test_as_a_person_says(self, line: Line, line_client: httpx.AsyncClient, tmp_path: Path) -> None:
        path = put(tmp_path / "here", STRANGE)
        quality = {"quality": {"id": 5}, "revision": {"version": 2}}
        sent = [
            {
                "id": 7,
                "path": str(path),
                "movieId": line.movie.id,
                "quality": quality,
                "languages": [{"id": 0, "name": "Unknown"}],
            }
        ]
        answer = await line_client.post(BASE, json=sent)
        assert answer.status_code == 200, answer.text
        [found] = answer.json()
        assert list(found) == [
            "path",
            "movieId",
            "movie",
            "quality",
            "languages",
            "releaseGroup",
            "customFormats",
            "customFormatScore",
            "indexerFlags",
            "rejections",
            "id",
        ]
        assert (found["quality"]["quality"]["name"], found["quality"]["revision"]["version"]) == ("WEBDL-720p", 2)
        assert found["languages"] == [{"id": 1, "name": "English"}]
        assert (found["releaseGroup"], found["rejections"], found["id"]) == ("MANUAL", [], 7)

    async def test_what_cannot_be(self, line: Line, line_client: httpx.AsyncClient) -> None:
        answer = await line_client.post(BASE, json=[])
        assert (answer.status_code, answer.json()) == (
            400,
            {"message": "BadRequest: items must be provided", "content": "items must be provided"},
        )
        [nobody, gone] = (
            await line_client.post(
                BASE, json=[{"path": "/x.mkv", "movieId": 99}, {"path": "/nowhere/x.mkv", "movieId": line.movie.id}]
            )
        ).json()
        assert nobody["rejections"] == [{"reason": "Unknown Movie", "type": "permanent"}]
        assert gone["rejections"][0]["reason"].startswith("The file cannot be read")


class TestCommand:
    def body(self, line: Line, path: Path, **more: Any) -> dict[str, Any]:
        return {
            "path": str(path),
            "folderName": path.parent.name,
            "movieId": line.movie.id,
            "quality": {
                "quality": {"id": 5, "name": "WEBDL-720p", "source": "webdl", "resolution": 720, "modifier": "none"},
                "revision": {"version": 1, "real": 0, "isRepack": False},
            },
            "languages": [{"id": 2, "name": "French"}],
            "releaseGroup": "MINE",
            "indexerFlags": 1,
            **more,
        }

    async def test_by_the_api(self, line: Line, line_client: httpx.AsyncClient, tmp_path: Path) -> None:
        path = put(tmp_path / "here", STRANGE)
        body = {"name": "ManualImport", "importMode": "Copy", "files": [self.body(line, path)]}
        answer = await line_client.post("/api/v3/command", json=body)
        assert answer.status_code == 201, answer.text
        queued = answer.json()
        assert queued["priority"] == "high"
        assert queued["body"]["files"] == body["files"]
        assert queued["body"]["importMode"] == "copy"

    async def test_copied_as_it_was_said_to_be(self, line: Line, tmp_path: Path) -> None:
        path = put(tmp_path / "here", STRANGE)
        told = await run_command(line.program, "ManualImport", {"importMode": "copy", "files": [self.body(line, path)]})
        assert told[-1] == "Manually imported 1 files"
        assert path.exists()
        assert line.files() == ["Sintel (2010) WEBDL-720p.mkv"]
        [row] = await line.movie_files()
        assert (row.quality["id"], row.languages, row.release_group, row.indexer_flags) == (5, [2], "MINE", 1)
        assert row.original_file_path == f"{STRANGE}/{STRANGE}.mkv"
        assert row.scene_name == STRANGE
        [event] = await line.rows(HistoryRow)
        assert event.event_type == EventType.IMPORTED

    async def test_moved_unless_said_otherwise_and_a_sample_too(self, line: Line, tmp_path: Path) -> None:
        path = put(tmp_path / "here", STRANGE)
        path.write_bytes(a_video(5))
        await run_command(line.program, "ManualImport", {"files": [self.body(line, path)]})
        assert not path.exists()
        assert len(line.files()) == 1

    async def test_several_and_one_that_is_gone(self, line: Line, tmp_path: Path) -> None:
        other = await a_movie(line.program, line.root, a_film(tmdb_id=2, title="Other", year=1999, runtime=3))
        first, second = put(tmp_path / "a", STRANGE), put(tmp_path / "b", WEB)
        files = [
            self.body(line, first, movieId=other.id),
            self.body(line, tmp_path / "gone.mkv"),
            self.body(line, second),
        ]
        told = await run_command(line.program, "ManualImport", {"files": files})
        assert told[-1].startswith("Manually imported 2 files, failed: gone.mkv: The file cannot be read")
        assert sorted(row.movie_id for row in await line.movie_files()) == [line.movie.id, other.id]

    async def test_of_a_download_that_waited_for_a_person(self, line: Line, line_client: httpx.AsyncClient) -> None:
        put(line.watch_folder, STRANGE)
        await self.settled(line)
        [tracked] = await line.tracked()
        assert tracked.state == "importBlocked"
        [found] = await look(line_client, downloadId=tracked.download_id)
        assert found["downloadId"] == tracked.download_id
        body = self.body(line, Path(found["path"]), downloadId=tracked.download_id)
        await run_command(line.program, "ManualImport", {"files": [body]})
        [tracked] = await line.tracked()
        assert (tracked.state, tracked.movie_id) == ("imported", line.movie.id)
        assert [each.event for each in await line.rows(DownloadEventRow)] == ["fileImported", "imported"]
        assert list(line.watch_folder.iterdir()) == []
        [event] = await line.rows(HistoryRow)
        assert event.download_id == tracked.download_id

    async def settled(self, line: Line) -> None:
        line.clock.ahead += timedelta(minutes=2)
        await line.track()
