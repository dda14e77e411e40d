"""`/api/v3/movie`: reading and adding films."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from cinearr.core.films import AlternativeTitle, Film, Image, Translation
from cinearr.features.movies.tables import Movie
from cinearr.kit.errors import Unreachable
from cinearr.workflows.program import Program
from tests.factories.library import a_film, a_movie, a_root
from tests.fakes.program import FakeMetadata, commands_queued

POSTER = Image(cover_type="poster", url="https://image.test/t/p/original/p1.jpg")


def ok(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


class TestList:
    async def test_is_empty_on_a_fresh_server(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/v3/movie")
        assert (answer.status_code, answer.text) == (200, "[]")
        assert answer.headers["content-type"] == "application/json; charset=utf-8"

    async def test_has_every_film_by_id(self, client: httpx.AsyncClient, program: Program) -> None:
        for number in (3, 1, 2):
            await a_movie(program, Path("/films"), a_film(number, f"Film {number}"))
        found = ok(await client.get("/api/v3/movie"))
        assert [film["title"] for film in found] == ["Film 3", "Film 1", "Film 2"]
        assert [film["id"] for film in found] == sorted(film["id"] for film in found)

    @pytest.mark.parametrize(("tmdb_id", "titles"), [("1", ["Film 1"]), ("7", [])])
    async def test_by_tmdb_id(
        self, client: httpx.AsyncClient, program: Program, tmdb_id: str, titles: list[str]
    ) -> None:
        await a_movie(program, Path("/films"), a_film(1, "Film 1"))
        found = ok(await client.get("/api/v3/movie", params={"tmdbId": tmdb_id}))
        assert [film["title"] for film in found] == titles

    async def test_without_local_covers(self, client: httpx.AsyncClient, program: Program) -> None:
        overview = 'He said "url":"/MediaCover/1/x", nothing else.'
        movie = await a_movie(program, Path("/films"), a_film(images=(POSTER,), overview=overview))
        (plain,) = ok(await client.get("/api/v3/movie"))
        (bare,) = ok(await client.get("/api/v3/movie", params={"excludeLocalCovers": "true"}))
        assert plain["images"] == [
            {"coverType": "poster", "url": f"/MediaCover/{movie.id}/poster.jpg", "remoteUrl": POSTER.url}
        ]
        assert bare["images"] == [{"coverType": "poster", "remoteUrl": POSTER.url}]
        assert bare["overview"] == overview

    @pytest.mark.parametrize(
        ("language", "title"), [(4, "Der Film"), (1, "Film"), (5, "Film"), (-2, "Le Film"), (0, "Film")]
    )
    async def test_in_a_language(self, client: httpx.AsyncClient, program: Program, language: int, title: str) -> None:
        film = a_film(1, "Film", original_title="Le Film", translations=(Translation(language_id=4, title="Der Film"),))
        await a_movie(program, Path("/films"), film)
        (found,) = ok(await client.get("/api/v3/movie", params={"languageId": language}))
        assert found["title"] == title

    async def test_in_a_language_that_is_none(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/api/v3/movie", params={"languageId": 999})).status_code == 400

    async def test_says_that_nothing_changed_to_those_who_ask(
        self, client: httpx.AsyncClient, program: Program
    ) -> None:
        movie = await a_movie(program, Path("/films"), a_film(1, "Film", images=(POSTER,)))
        for path in ("/api/v3/movie", f"/api/v3/movie/{movie.id}", "/api/v3/movie?excludeLocalCovers=true"):
            tag = (await client.get(path)).headers["etag"]
            again = await client.get(path, headers={"If-None-Match": tag})
            assert (again.status_code, again.content) == (304, b"")
            assert (await client.get(path, headers={"If-None-Match": '"other"'})).status_code == 200
        await a_movie(program, Path("/films"), a_film(2, "Other"))
        assert (await client.get("/api/v3/movie", headers={"If-None-Match": tag})).status_code == 200


class TestOne:
    async def test_folder(self, client: httpx.AsyncClient, program: Program) -> None:
        movie = await a_movie(program, Path("/films"), a_film())
        assert ok(await client.get(f"/api/v3/movie/{movie.id}/folder")) == {"folder": "Sintel (2010)"}

    @pytest.mark.parametrize("path", ["/api/v3/movie/999", "/api/v3/movie/0", "/api/v3/movie/999/folder"])
    async def test_unknown(self, client: httpx.AsyncClient, path: str) -> None:
        answer = await client.get(path)
        assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
        found = ok(answer, 404)
        assert (found["title"], found["status"]) == ("Not Found", 404)


def body(root: Path, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Sintel",
        "tmdbId": 45745,
        "qualityProfileId": 1,
        "rootFolderPath": str(root),
        "monitored": True,
        "minimumAvailability": "released",
        "tags": [2],
        "addOptions": {"searchForMovie": False, "monitor": "movieOnly"},
        **changes,
    }


class TestAdd:
    @pytest.fixture
    async def root(self, program: Program, tmp_path: Path, metadata: FakeMetadata) -> Path:
        metadata.know(a_film(alternative_titles=(AlternativeTitle(title="Durian"),), images=(POSTER,)))
        return await a_root(program, tmp_path / "films")

    async def test_answers_with_the_film(self, client: httpx.AsyncClient, program: Program, root: Path) -> None:
        answer = await client.post("/api/v3/movie", json=body(root))
        found = ok(answer, 201)
        assert answer.headers["location"] == f"http://films.test:7878/api/v3/movie/{found['id']}"
        assert (found["title"], found["path"]) == ("Sintel", f"{root}/Sintel (2010)")
        assert (found["hasFile"], found["sizeOnDisk"], found["alternateTitles"]) == (False, 0, [])
        assert (found["monitored"], found["tags"], found["rootFolderPath"]) == (True, [2], str(root))
        assert found["addOptions"] == {
            "searchForMovie": False,
            "addMethod": "manual",
            "ignoreEpisodesWithFiles": False,
            "ignoreEpisodesWithoutFiles": False,
            "monitor": "movieOnly",
        }
        assert found["images"][0]["url"] == f"/MediaCover/{found['id']}/poster.jpg"
        assert not Path(found["path"]).exists()
        ((name, queued),) = await commands_queued(program)
        assert (name, queued["movieIds"], queued["isNewMovie"]) == ("RefreshMovie", [found["id"]], True)

    async def test_takes_the_least(self, client: httpx.AsyncClient, root: Path) -> None:
        least = {"tmdbId": 45745, "qualityProfileId": "1", "rootFolderPath": f"{root}/"}
        found = ok(await client.post("/api/v3/movie", json=least), 201)
        assert (found["monitored"], found["minimumAvailability"], found["tags"]) == (True, "released", [])
        assert "addOptions" not in found

    async def test_takes_a_path_as_it_is(self, client: httpx.AsyncClient, root: Path) -> None:
        sent = body(root, rootFolderPath=None, path=f"{root}/My Sintel/")
        found = ok(await client.post("/api/v3/movie", json=sent), 201)
        assert (found["path"], found["rootFolderPath"]) == (f"{root}/My Sintel", str(root))

    @pytest.mark.parametrize(
        ("changes", "failures"),
        [
            ({"qualityProfileId": 0}, [("QualityProfileId", "GreaterThanValidator")]),
            ({"qualityProfileId": 999}, [("QualityProfileId", "QualityProfileExistsValidator")]),
            ({"rootFolderPath": "/nowhere"}, [("RootFolderPath", "RootFolderExistsValidator")]),
            (
                {"rootFolderPath": None},
                [("Path", "NotEmptyValidator"), ("RootFolderPath", "NotEmptyValidator")],
            ),
            ({"rootFolderPath": None, "path": "films/x"}, [("Path", "PathValidator")]),
            ({"tmdbId": 0}, [("TmdbId", "NotEmptyValidator")]),
            ({"tmdbId": 7}, [("TmdbId", None)]),
        ],
    )
    async def test_refuses(
        self,
        client: httpx.AsyncClient,
        root: Path,
        changes: dict[str, Any],
        failures: list[tuple[str, str | None]],
    ) -> None:
        answer = await client.post("/api/v3/movie", json=body(root, **changes))
        rows = ok(answer, 400)
        assert [(row["propertyName"], row.get("errorCode")) for row in rows] == failures
        assert all(row["severity"] == "error" for row in rows)

    async def test_names_everything_that_is_missing(self, client: httpx.AsyncClient, root: Path) -> None:
        rows = ok(await client.post("/api/v3/movie", json={}), 400)
        names = [row["propertyName"] for row in rows]
        assert names == ["QualityProfileId", "Path", "RootFolderPath", "Title", "TmdbId"]

    async def test_refuses_a_film_that_is_there(self, client: httpx.AsyncClient, root: Path) -> None:
        ok(await client.post("/api/v3/movie", json=body(root)), 201)
        (row,) = ok(await client.post("/api/v3/movie", json=body(root)), 400)
        assert row == {
            "propertyName": "TmdbId",
            "errorMessage": "This movie has already been added",
            "attemptedValue": 45745,
            "severity": "error",
            "errorCode": "MovieExistsValidator",
            "formattedMessageArguments": [],
            "formattedMessagePlaceholderValues": {"propertyName": "Tmdb Id", "propertyValue": 45745},
        }

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"tmdbId": "abc"}, "$.tmdbId"),
            ({"minimumAvailability": "sometime"}, "$.minimumAvailability"),
            ({"tags": "one"}, "$.tags"),
            ({"monitored": None}, "$.monitored"),
        ],
    )
    async def test_cannot_read(self, client: httpx.AsyncClient, root: Path, changes: dict[str, Any], name: str) -> None:
        found = ok(await client.post("/api/v3/movie", json=body(root, **changes)), 400)
        assert list(found["errors"]) == [name]

    async def test_says_when_the_source_does_not_answer(
        self, client: httpx.AsyncClient, root: Path, metadata: FakeMetadata
    ) -> None:
        metadata.error = Unreachable("api.themoviedb.org does not answer")
        answer = await client.post("/api/v3/movie", json=body(root))
        assert (answer.status_code, answer.json()["message"]) == (503, "api.themoviedb.org does not answer")


class TestLookup:
    @pytest.fixture
    def film(self, metadata: FakeMetadata) -> Film:
        found = a_film(alternative_titles=(AlternativeTitle(title="Durian"),), images=(POSTER,))
        metadata.know(found)
        return found

    async def test_shows_a_film_that_is_not_here(self, client: httpx.AsyncClient, film: Film) -> None:
        (found,) = ok(await client.get("/api/v3/movie/lookup", params={"term": "sintel"}))
        url = found["images"][0].pop("url")
        assert url.startswith("/MediaCoverProxy/")
        assert url.endswith("/p1.jpg")
        assert found == {
            "title": "Sintel",
            "originalTitle": "Sintel",
            "originalLanguage": {"id": 1, "name": "English"},
            "alternateTitles": [{"sourceType": "tmdb", "movieMetadataId": 0, "title": "Durian"}],
            "secondaryYearSourceId": 0,
            "sortTitle": "sintel",
            "status": "released",
            "overview": "The story of Sintel.",
            "inCinemas": "2010-09-27T00:00:00Z",
            "physicalRelease": "2010-11-01T00:00:00Z",
            "digitalRelease": "2010-10-01T00:00:00Z",
            "releaseDate": "2010-09-27T00:00:00Z",
            "images": [{"coverType": "poster", "remoteUrl": POSTER.url}],
            "remotePoster": POSTER.url,
            "year": 2010,
            "qualityProfileId": 0,
            "movieFileId": 0,
            "monitored": False,
            "minimumAvailability": "tba",
            "isAvailable": True,
            "folderName": "",
            "runtime": 15,
            "cleanTitle": "sintel",
            "imdbId": "tt0045745",
            "tmdbId": 45745,
            "titleSlug": "45745",
            "folder": "Sintel (2010)",
            "genres": ["Animation", "Fantasy"],
            "keywords": [],
            "tags": [],
            "added": "0001-01-01T00:00:00Z",
            "ratings": {},
            "popularity": 0,
        }

    async def test_shows_a_film_of_the_library_as_it_is_there(
        self, client: httpx.AsyncClient, film: Film, program: Program
    ) -> None:
        movie = await a_movie(program, Path("/films"), film, tags=[5], monitored=False)
        (found,) = ok(await client.get("/api/v3/movie/lookup", params={"term": "tmdb:45745"}))
        assert (found["id"], found["monitored"], found["tags"]) == (movie.id, False, [5])
        assert (found["path"], found["folder"]) == ("/films/Sintel (2010)", "Sintel (2010)")
        assert found["hasFile"] is False
        assert not {"sizeOnDisk", "statistics"} & set(found)

    @pytest.mark.parametrize(
        ("path", "params"),
        [("tmdb", {"tmdbId": "45745"}), ("imdb", {"imdbId": "tt0045745"})],
    )
    async def test_by_id_is_one_film(
        self, client: httpx.AsyncClient, film: Film, path: str, params: dict[str, str]
    ) -> None:
        found = ok(await client.get(f"/api/v3/movie/lookup/{path}", params=params))
        assert found["title"] == "Sintel"
        assert found["images"] == [{"coverType": "poster", "remoteUrl": POSTER.url}]
        assert not {"folder", "remotePoster", "id"} & set(found)

    @pytest.mark.parametrize(
        ("path", "params", "status"),
        [
            ("lookup", {"term": "tmdb:abc"}, 200),
            ("lookup", {"term": "nothing"}, 200),
            ("lookup", {"term": " "}, 503),
            ("lookup/tmdb", {"tmdbId": "7"}, 404),
            ("lookup/tmdb", {}, 404),
            ("lookup/tmdb", {"tmdbId": "x"}, 400),
            ("lookup/imdb", {"imdbId": "x"}, 404),
            ("lookup/imdb", {}, 404),
        ],
    )
    async def test_finds_nothing(
        self, client: httpx.AsyncClient, film: Film, path: str, params: dict[str, str], status: int
    ) -> None:
        answer = await client.get(f"/api/v3/movie/{path}", params=params)
        assert answer.status_code == status
        if status == 200:
            assert answer.json() == []
        elif status != 400:
            assert answer.json()["message"]


class TestChange:
    @pytest.fixture
    async def movie(self, program: Program, tmp_path: Path) -> Movie:
        root = await a_root(program, tmp_path / "films")
        return await a_movie(program, root, a_film(), tags=[1])

    def sent(self, movie: Movie, tmp_path: Path, **changes: Any) -> dict[str, Any]:
        path = str(tmp_path / "films" / "Sintel (2010)")
        return {"id": movie.id, "title": "Ignored", "qualityProfileId": 2, "path": path, **changes}

    async def test_takes_what_counts_and_defaults_for_the_rest(
        self, client: httpx.AsyncClient, movie: Movie, tmp_path: Path
    ) -> None:
        sent = self.sent(movie, tmp_path, monitored=False, minimumAvailability="inCinemas", tags=[3, 2])
        answer = await client.put(f"/api/v3/movie/{movie.id}", json=sent)
        found = ok(answer, 202)
        assert answer.headers["location"] == f"http://films.test:7878/api/v3/movie/{movie.id}"
        assert (found["title"], found["monitored"], found["tags"]) == ("Sintel", False, [2, 3])
        assert (found["qualityProfileId"], found["minimumAvailability"]) == (2, "inCinemas")
        assert found["releaseDate"] == "2010-09-27T00:00:00Z"
        again = ok(await client.put("/api/v3/movie", json=self.sent(movie, tmp_path)), 202)
        assert (again["monitored"], again["tags"], again["minimumAvailability"]) == (True, [], "released")
        assert again == ok(await client.get(f"/api/v3/movie/{movie.id}"))

    async def test_the_id_of_the_body_counts(self, client: httpx.AsyncClient, movie: Movie, tmp_path: Path) -> None:
        ok(await client.put("/api/v3/movie/999", json=self.sent(movie, tmp_path)), 202)
        found = ok(await client.put(f"/api/v3/movie/{movie.id}", json=self.sent(movie, tmp_path, id=999)), 404)
        assert found == {"message": "Movie with ID 999 does not exist"}
        (row,) = ok(await client.put("/api/v3/movie", json=self.sent(movie, tmp_path, id=0)), 400)
        assert row["propertyName"] == "Id"

    @pytest.mark.parametrize("move", [False, True])
    async def test_a_new_path_holds_at_once_and_files_follow_when_asked(
        self, client: httpx.AsyncClient, program: Program, movie: Movie, tmp_path: Path, move: bool
    ) -> None:
        path = str(tmp_path / "films" / "Elsewhere")
        query = {"moveFiles": "true"} if move else {}
        found = ok(await client.put("/api/v3/movie", params=query, json=self.sent(movie, tmp_path, path=path)), 202)
        assert (found["path"], found["folderName"]) == (path, path)
        assert [name for name, _ in await commands_queued(program)] == (["MoveMovie"] if move else [])

    @pytest.mark.parametrize(
        ("changes", "name"),
        [({"path": None}, "Path"), ({"path": "x"}, "Path"), ({"qualityProfileId": 99}, "QualityProfileId")],
    )
    async def test_refuses(
        self, client: httpx.AsyncClient, movie: Movie, tmp_path: Path, changes: dict[str, Any], name: str
    ) -> None:
        (row,) = ok(await client.put("/api/v3/movie", json=self.sent(movie, tmp_path, **changes)), 400)
        assert row["propertyName"] == name


class TestRemove:
    async def test_takes_a_film_out(self, client: httpx.AsyncClient, program: Program) -> None:
        movie = await a_movie(program, Path("/films"), a_film())
        path = f"/api/v3/movie/{movie.id}"
        assert ok(await client.delete(path, params={"addImportExclusion": "true"})) == {}
        assert (await client.get(path)).status_code == 404
        assert ok(await client.delete(path), 404)["message"] == f"Movie with ID {movie.id} does not exist"
        (exclusion,) = ok(await client.get("/api/v3/exclusions"))
        assert exclusion == {"tmdbId": 45745, "movieTitle": "Sintel", "movieYear": 2010, "id": exclusion["id"]}


class TestEditor:
    @pytest.fixture
    async def ids(self, program: Program, tmp_path: Path) -> list[int]:
        root = await a_root(program, tmp_path / "films")
        await a_root(program, tmp_path / "other")
        return [(await a_movie(program, root, a_film(number, f"Film {number}"), tags=[1])).id for number in (1, 2)]

    async def test_changes_many(self, client: httpx.AsyncClient, ids: list[int], tmp_path: Path) -> None:
        sent = {
            "movieIds": [*reversed(ids), 999],
            "monitored": False,
            "tags": [2],
            "applyTags": "add",
            "rootFolderPath": str(tmp_path / "other"),
        }
        found = ok(await client.put("/api/v3/movie/editor", json=sent), 202)
        assert [film["id"] for film in found] == ids
        assert all((film["monitored"], film["tags"]) == (False, [1, 2]) for film in found)
        assert found[0]["path"] == str(tmp_path / "other" / "Film 1 (2010)")
        assert not {"hasFile", "sizeOnDisk", "statistics", "movieFile"} & set(found[0])

    @pytest.mark.parametrize(
        ("apply", "tags"), [("add", [1, 2]), ("remove", [1]), ("replace", [2]), ("Replace", [2]), (2, [2])]
    )
    async def test_tags(self, client: httpx.AsyncClient, ids: list[int], apply: Any, tags: list[int]) -> None:
        sent = {"movieIds": ids[:1], "tags": [2], "applyTags": apply}
        (film,) = ok(await client.put("/api/v3/movie/editor", json=sent), 202)
        assert film["tags"] == tags

    async def test_of_nothing(self, client: httpx.AsyncClient) -> None:
        assert ok(await client.put("/api/v3/movie/editor", json={"movieIds": []}), 202) == []

    async def test_refuses_all_or_nothing(self, client: httpx.AsyncClient, ids: list[int]) -> None:
        sent = {"movieIds": ids, "qualityProfileId": 999, "monitored": False}
        (row,) = ok(await client.put("/api/v3/movie/editor", json=sent), 400)
        assert row == {
            "propertyName": "QualityProfileId",
            "errorMessage": "Quality Profile does not exist",
            "attemptedValue": 999,
            "severity": "error",
            "errorCode": "QualityProfileExistsValidator",
            "formattedMessageArguments": [],
            "formattedMessagePlaceholderValues": {"propertyName": "Quality Profile Id", "propertyValue": 999},
        }
        assert ok(await client.get(f"/api/v3/movie/{ids[0]}"))["monitored"] is True

    async def test_removes_many(self, client: httpx.AsyncClient, ids: list[int]) -> None:
        answer = await client.request("DELETE", "/api/v3/movie/editor", json={"movieIds": [*ids, 999]})
        assert ok(answer) == {}
        assert ok(await client.get("/api/v3/movie")) == []


class TestImport:
    @pytest.fixture
    async def root(self, program: Program, tmp_path: Path, metadata: FakeMetadata) -> Path:
        metadata.know(a_film(1, "One", alternative_titles=(AlternativeTitle(title="Eins"),)), a_film(2, "Two"))
        return await a_root(program, tmp_path / "films")

    async def test_adds_many(self, client: httpx.AsyncClient, root: Path) -> None:
        sent = [body(root, tmdbId=1), body(root, tmdbId=2, addOptions=None)]
        first, second = ok(await client.post("/api/v3/movie/import", json=sent))
        assert (first["title"], first["addOptions"]["monitor"]) == ("One", "movieOnly")
        assert (second["title"], "addOptions" in second) == ("Two", False)
        assert not {"hasFile", "sizeOnDisk", "statistics"} & set(first)
        assert first["alternateTitles"] == [{"sourceType": "tmdb", "movieMetadataId": 0, "title": "Eins"}]

    async def test_of_nothing(self, client: httpx.AsyncClient) -> None:
        assert ok(await client.post("/api/v3/movie/import", json=[])) == []

    async def test_adds_none_when_one_is_not_found(self, client: httpx.AsyncClient, root: Path) -> None:
        sent = [body(root, tmdbId=1), body(root, tmdbId=3), body(root, tmdbId=2)]
        (row,) = ok(await client.post("/api/v3/movie/import", json=sent), 400)
        assert row == {
            "propertyName": "TmdbId",
            "errorMessage": "A movie with this ID was not found. Path: ",
            "attemptedValue": 3,
            "severity": "error",
        }
        assert ok(await client.get("/api/v3/movie")) == []

    async def test_a_film_named_twice_or_a_folder_given_twice_is_refused(
        self, client: httpx.AsyncClient, root: Path
    ) -> None:
        twice = [body(root, tmdbId=1), body(root, tmdbId=1)]
        (row,) = ok(await client.post("/api/v3/movie/import", json=twice), 400)
        assert row["errorMessage"] == "This movie has already been added"
        shared = [body(root, tmdbId=1, path=f"{root}/One"), body(root, tmdbId=2, path=f"{root}/One/")]
        (row,) = ok(await client.post("/api/v3/movie/import", json=shared), 400)
        assert row["errorMessage"] == f"Path '{root}/One' is already configured for an existing movie"
        nested = [body(root, tmdbId=1, path=f"{root}/One/Two"), body(root, tmdbId=2, path=f"{root}/One")]
        (row,) = ok(await client.post("/api/v3/movie/import", json=nested), 400)
        assert row["errorMessage"] == f"Path '{root}/One' is an ancestor of an existing movie"
        ok(await client.post("/api/v3/movie/import", json=[body(root, path=f"{root}/a\0b")]), 400)
        assert ok(await client.get("/api/v3/movie")) == []
