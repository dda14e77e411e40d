"""The settings pages as clients send and see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from cinearr.features import root_folders, settings
from cinearr.kit import events
from cinearr.workflows.program import Program
from tests.factories.library import a_movie

Json = dict[str, Any]

CHANGES: list[tuple[str, Json]] = [
    ("downloadclient", {"autoRedownloadFailed": False, "checkForFinishedDownloadInterval": 3}),
    ("importlist", {"listSyncLevel": "logOnly"}),
    ("indexer", {"retention": 3000, "rssSyncInterval": 60, "whitelistedHardcodedSubs": "korsub"}),
    ("mediamanagement", {"fileDate": "cinemas", "minimumFreeSpaceWhenImporting": 200}),
    ("metadata", {"certificationCountry": "de"}),
    ("naming", {"renameMovies": True, "colonReplacementFormat": "spaceDash"}),
    ("ui", {"firstDayOfWeek": 1, "theme": "dark", "movieRuntimeFormat": "minutes"}),
]


async def read(client: httpx.AsyncClient, page: str) -> Json:
    answer = await client.get(f"/api/v3/config/{page}")
    assert answer.status_code == 200
    found: Json = answer.json()
    return found


class TestPages:
    @pytest.mark.parametrize(("page", "changes"), CHANGES)
    async def test_changed_and_kept(self, client: httpx.AsyncClient, page: str, changes: Json) -> None:
        before = await read(client, page)
        assert list(before)[-1] == "id"
        assert before["id"] == 1
        answer = await client.put(f"/api/v3/config/{page}/7", json={**before, **changes, "id": 9})
        assert (answer.status_code, answer.json()) == (202, {**before, **changes})
        assert answer.headers["location"] == f"http://films.test:7878/api/v3/config/{page}/1"
        assert (await client.get(f"/api/v3/config/{page}/7")).json() == answer.json()
        assert list(answer.json()) == list(before)

    async def test_no_id_is_needed_in_the_path(self, client: httpx.AsyncClient) -> None:
        assert (await client.put("/api/v3/config/indexer", json={"rssSyncInterval": 60})).status_code == 202

    async def test_what_is_left_out_becomes_nothing(self, client: httpx.AsyncClient) -> None:
        answer = await client.put("/api/v3/config/indexer/1", json={"retention": 5})
        assert answer.json() == {
            "minimumAge": 0,
            "maximumSize": 0,
            "retention": 5,
            "rssSyncInterval": 0,
            "preferIndexerFlags": False,
            "availabilityDelay": 0,
            "allowHardcodedSubs": False,
            "whitelistedHardcodedSubs": "",
            "id": 1,
        }

    async def test_enums_come_as_numbers_too(self, client: httpx.AsyncClient) -> None:
        sent = {**await read(client, "naming"), "colonReplacementFormat": 3}
        answer = await client.put("/api/v3/config/naming", json=sent)
        assert answer.json()["colonReplacementFormat"] == "spaceDashSpace"

    async def test_every_process_is_told(self, client: httpx.AsyncClient, program: Program) -> None:
        async with await psycopg.AsyncConnection.connect(program.database.url, autocommit=True) as listening:
            await listening.execute(f"listen {events.CHANNEL}")
            await client.put("/api/v3/config/importlist", json={"listSyncLevel": "disabled"})
            told = [events.read(each.payload) async for each in listening.notifies(timeout=5, stop_after=1)]
        assert told == [events.Changed(name="config", action="updated")]


class TestRules:
    @pytest.mark.parametrize(
        ("page", "changes", "rows"),
        [
            ("indexer", {"minimumAge": -1}, [("MinimumAge", "'Minimum Age' must be greater than or equal to '0'.")]),
            (
                "indexer",
                {"rssSyncInterval": 9},
                [("RssSyncInterval", "Must be between 10 and 120 minutes, or 0 for never")],
            ),
            ("indexer", {"maximumSize": -1, "retention": -1}, [("MaximumSize", None), ("Retention", None)]),
            ("importlist", {"listSyncLevel": "sometimes"}, [("ListSyncLevel", None)]),
            ("mediamanagement", {"chmodFolder": "999"}, [("ChmodFolder", None)]),
            ("mediamanagement", {"chmodFolder": "455"}, [("ChmodFolder", None)]),
            ("mediamanagement", {"recycleBinCleanupDays": -1}, [("RecycleBinCleanupDays", None)]),
            ("mediamanagement", {"minimumFreeSpaceWhenImporting": 99}, [("MinimumFreeSpaceWhenImporting", None)]),
            ("mediamanagement", {"useScriptImport": True, "scriptImportPath": "/x.sh"}, [("UseScriptImport", None)]),
            ("mediamanagement", {"recycleBin": "bin"}, [("RecycleBin", "Invalid Path: 'bin'")]),
            ("mediamanagement", {"recycleBin": "/no/such"}, [("RecycleBin", None), ("RecycleBin", None)]),
            ("mediamanagement", {"recycleBin": "/etc"}, [("RecycleBin", "Path '/etc' is a folder of the system")]),
            ("ui", {"movieInfoLanguage": 0, "uiLanguage": 999}, [("MovieInfoLanguage", None), ("UILanguage", None)]),
            ("ui", {"theme": "pink"}, [("Theme", None)]),
            (
                "naming",
                {"standardMovieFormat": "nothing", "movieFolderFormat": "nothing"},
                [
                    (
                        "StandardMovieFormat",
                        "Must contain either movie title and release year OR Original Title/Filename",
                    ),
                    ("MovieFolderFormat", "Must contain movie title"),
                ],
            ),
        ],
    )
    async def test_broken(
        self, client: httpx.AsyncClient, page: str, changes: Json, rows: list[tuple[str, str | None]]
    ) -> None:
        before = await read(client, page)
        answer = await client.put(f"/api/v3/config/{page}", json={**before, **changes})
        assert answer.status_code == 400
        found = [(row["propertyName"], row["errorMessage"]) for row in answer.json()]
        assert [name for name, _ in found] == [name for name, _ in rows]
        for (_, message), (_, expected) in zip(found, rows, strict=True):
            assert expected is None or message == expected
        assert await read(client, page) == before

    @pytest.mark.parametrize("changes", [{"colonReplacementFormat": "smartest"}, {"renameMovies": "true"}])
    async def test_unreadable(self, client: httpx.AsyncClient, changes: Json) -> None:
        answer = await client.put("/api/v3/config/naming", json=changes)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [f"$.{next(iter(changes))}"])


class TestRecycleBin:
    async def put(self, client: httpx.AsyncClient, path: Path) -> list[str]:
        sent = {**await read(client, "mediamanagement"), "recycleBin": str(path)}
        answer = await client.put("/api/v3/config/mediamanagement", json=sent)
        return [row["errorCode"] for row in answer.json()] if answer.status_code == 400 else []

    async def test_a_folder_that_can_be_written(self, client: httpx.AsyncClient, tmp_path: Path) -> None:
        assert await self.put(client, tmp_path) == []
        assert (await read(client, "mediamanagement"))["recycleBin"] == str(tmp_path)

    async def test_a_file(self, client: httpx.AsyncClient, tmp_path: Path) -> None:
        file = tmp_path / "file"
        file.touch()
        assert await self.put(client, file) == ["FolderWritableValidator", "PathExistsValidator"]

    async def test_folders_of_the_library(self, client: httpx.AsyncClient, program: Program, tmp_path: Path) -> None:
        root = tmp_path / "films"
        movie = await a_movie(program, root)
        folder = root / f"{movie.title} ({movie.year})"
        folder.mkdir(parents=True)
        async with program.database.begin() as session:
            await root_folders.add(session, str(root))
        assert await self.put(client, root) == ["RootFolderValidator"]
        assert await self.put(client, tmp_path) == ["RootFolderAncestorValidator"]
        assert await self.put(client, folder) == ["MoviePathValidator"]


class TestNamingExamples:
    RULES = {
        "renameMovies": "true",
        "replaceIllegalCharacters": "true",
        "colonReplacementFormat": "Dash",
        "standardMovieFormat": "{Movie Title}",
        "movieFolderFormat": "{Movie Title}",
    }

    async def examples(self, client: httpx.AsyncClient, **query: Any) -> Json:
        found: Json = (await client.get("/api/v3/config/naming/examples", params=query)).json()
        return found

    async def test_the_saved_rules_count_without_an_id(self, client: httpx.AsyncClient) -> None:
        expected = {
            "movieExample": "The.Movie.Title.2010.1080p.BluRay.DTS.x264-EVOLVE",
            "movieFolderExample": "The Movie - Title (2010)",
        }
        assert await self.examples(client) == expected
        assert await self.examples(client, **self.RULES) == expected

    async def test_the_rules_of_the_query(self, client: httpx.AsyncClient) -> None:
        expected = {"movieExample": "The Movie- Title", "movieFolderExample": "The Movie- Title"}
        assert await self.examples(client, id=1, **self.RULES) == expected

    async def test_no_rule_has_no_example(self, client: httpx.AsyncClient) -> None:
        query = {**self.RULES, "standardMovieFormat": "", "movieFolderFormat": "{Quality Real}"}
        assert await self.examples(client, id=1, **query) == {"movieFolderExample": ""}

    async def test_the_title_people_gave_the_quality(self, client: httpx.AsyncClient) -> None:
        definition = (await client.get("/api/v3/qualitydefinition/22")).json()
        await client.put("/api/v3/qualitydefinition/22", json={**definition, "title": "Disc"})
        query = {**self.RULES, "standardMovieFormat": "{Quality Title}"}
        assert (await self.examples(client, id=1, **query))["movieExample"] == "Disc"


async def test_pages_of_the_api_and_of_the_program_have_the_same_fields(client: httpx.AsyncClient) -> None:
    for page in settings.PAGES:
        if page is not settings.Host:
            assert [*(await read(client, page.section))][:-1] == list(page.__struct_encode_fields__)
