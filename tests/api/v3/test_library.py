"""Films as JSON in memory: what they look like, and that they are never out of date."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, event, update

from cinearr.api.v3._library import Library
from cinearr.api.v3._movies import on_calendar, wanted
from cinearr.core.films import AlternativeTitle, CollectionRef, Image, Rating, Translation
from cinearr.core.media.model import MediaInfo
from cinearr.features import settings
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie, Target
from cinearr.features.profiles.tables import QualityProfileRow
from cinearr.features.root_folders.tables import RootFolder
from cinearr.kit.db import Database
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie, a_root, use
from tests.fakes.program import SetClock


def read(body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(body)
    return found


async def titles(library: Library) -> list[str]:
    bodies, _ = await library.films()
    return [read(body)["title"] for body in bodies]


async def change(program: Program, movie: Movie, **values: Any) -> None:
    async with program.database.begin() as session:
        await session.execute(update(Movie).where(Movie.id == movie.id).values(**values))


class TestAFilm:
    async def test_has_every_field_in_the_order_of_v3(self, program: Program, library: Library) -> None:
        film = a_film(
            45745,
            "The Sintel",
            original_language_id=7,
            certification="PG",
            keywords=("dragon",),
            studio="Blender",
            website="https://durian.blender.org",
            youtube_trailer_id="eRsGyueVLvQ",
            popularity=13.0,
            ratings={"tmdb": Rating(votes=100, value=7.5)},
            images=(Image(cover_type="poster", url="https://image.test/p.jpg"),),
            alternative_titles=(AlternativeTitle(title="Durian"),),
            collection=CollectionRef(tmdb_id=9, title="Dragons"),
        )
        movie = await a_movie(program, Path("/films"), film, tags=[2])
        async with program.database.begin() as session:
            session.add(RootFolder(path="/films"))
            await session.execute(
                update(Movie).where(Movie.id == movie.id).values(covers_written=SetClock().now, added=SetClock().now)
            )
        entry = await library.film(movie.id)
        assert entry is not None
        assert entry.body.decode() == (
            '{"title":"The Sintel","originalTitle":"The Sintel","originalLanguage":{"id":7,"name":"Dutch"},'
            f'"alternateTitles":[{{"sourceType":"tmdb","movieMetadataId":{movie.id},"title":"Durian","id":3}}],'
            '"secondaryYearSourceId":0,"sortTitle":"sintel","sizeOnDisk":0,"status":"released",'
            '"overview":"The story of The Sintel.","inCinemas":"2010-09-27T00:00:00Z",'
            '"physicalRelease":"2010-11-01T00:00:00Z","digitalRelease":"2010-10-01T00:00:00Z",'
            '"releaseDate":"2010-10-01T00:00:00Z","images":[{"coverType":"poster",'
            f'"url":"/MediaCover/{movie.id}/poster.jpg?lastWrite=639312048000000000",'
            '"remoteUrl":"https://image.test/p.jpg"}],"website":"https://durian.blender.org","year":2010,'
            '"youTubeTrailerId":"eRsGyueVLvQ","studio":"Blender","path":"/films/The Sintel (2010)",'
            '"qualityProfileId":1,"hasFile":false,"movieFileId":0,"monitored":true,'
            '"minimumAvailability":"released","isAvailable":true,"folderName":"/films/The Sintel (2010)",'
            '"runtime":15,"cleanTitle":"thesintel","imdbId":"tt0045745","tmdbId":45745,"titleSlug":"45745",'
            '"rootFolderPath":"/films","certification":"PG","genres":["Animation","Fantasy"],'
            '"keywords":["dragon"],"tags":[2],"added":"2026-11-25T12:00:00Z",'
            '"ratings":{"tmdb":{"votes":100,"value":7.5,"type":"user"}},'
            '"collection":{"title":"Dragons","tmdbId":9},"popularity":13,'
            '"statistics":{"movieFileCount":0,"sizeOnDisk":0,"releaseGroups":[]},'
            f'"id":{movie.id}}}'
        )

    async def test_carries_its_file(self, program: Program, library: Library, tmp_path: Path) -> None:
        movie = await a_movie(program, tmp_path, a_film())
        info = MediaInfo(video_format="h264", width=1920, height=1080, audio_channels=2, runtime_seconds=895)
        await a_file(program, movie, "Sintel.mkv", release_group="GRP", media_info=msgspec.to_builtins(info))
        entry = await library.film(movie.id)
        assert entry is not None
        found = read(entry.body)
        assert (found["hasFile"], found["sizeOnDisk"]) == (True, 1000)
        assert found["statistics"] == {"movieFileCount": 1, "sizeOnDisk": 1000, "releaseGroups": ["GRP"]}
        file = found["movieFile"]
        assert list(file) == [
            *("movieId", "relativePath", "path", "size", "dateAdded", "releaseGroup", "edition", "languages"),
            *("quality", "indexerFlags", "mediaInfo", "qualityCutoffNotMet", "id"),
        ]
        assert file["path"] == f"{tmp_path}/Sintel (2010)/Sintel.mkv"
        assert file["quality"] == {
            "quality": {"id": 3, "name": "WEBDL-1080p", "source": "webdl", "resolution": 1080, "modifier": "none"},
            "revision": {"version": 1, "real": 0, "isRepack": False},
        }
        assert file["mediaInfo"]["runTime"] == "14:55"
        assert b'"audioChannels":2,' in entry.body

    async def test_that_is_not_there_is_none(self, library: Library) -> None:
        assert await library.film(1) is None
        assert await library.by_tmdb(1) is None

    async def test_is_shown_in_the_language_of_the_settings(self, program: Program, library: Library) -> None:
        translation = Translation(language_id=4, title="Die Sintel", overview="Von Sintel.")
        movie = await a_movie(program, Path("/films"), a_film(translations=(translation,)))
        await use(program, settings.Ui(movie_info_language=4))
        entry = await library.film(movie.id)
        assert entry is not None
        found = read(entry.body)
        assert (found["title"], found["overview"], found["originalTitle"]) == ("Die Sintel", "Von Sintel.", "Sintel")


class TestStaysUpToDate:
    @pytest.fixture
    async def movie(self, program: Program, library: Library) -> Movie:
        found = await a_movie(program, Path("/films"), a_film())
        await library.films()
        return found

    async def test_with_a_changed_film(self, program: Program, library: Library, movie: Movie) -> None:
        await change(program, movie, title="Other")
        assert await titles(library) == ["Other"]

    async def test_with_a_new_film_and_a_deleted_one(self, program: Program, library: Library, movie: Movie) -> None:
        async with program.database.begin() as session:
            await session.execute(delete(Movie).where(Movie.id == movie.id))
        other = await a_movie(program, Path("/films"), a_film(2, "Spring"))
        assert await library.film(movie.id) is None
        assert await titles(library) == ["Spring"]
        assert await library.by_tmdb(45745) is None
        entry = await library.by_tmdb(2)
        assert entry is not None
        assert read(entry.body)["id"] == other.id

    async def test_with_a_changed_target(self, program: Program, library: Library, movie: Movie) -> None:
        async with program.database.begin() as session:
            await session.execute(update(Target).where(Target.movie_id == movie.id).values(monitored=False))
        entry = await library.film(movie.id)
        assert entry is not None
        assert read(entry.body)["monitored"] is False

    async def test_with_a_file_that_goes(
        self, program: Program, library: Library, movie: Movie, tmp_path: Path
    ) -> None:
        async with program.database.begin() as session:
            await session.execute(
                update(Target).where(Target.movie_id == movie.id).values(path=str(tmp_path / "Sintel"))
            )
        await a_file(program, movie)
        before = await library.film(movie.id)
        async with program.database.begin() as session:
            await session.execute(delete(MovieFile))
        after = await library.film(movie.id)
        assert before is not None and after is not None
        assert [read(each.body)["hasFile"] for each in (before, after)] == [True, False]

    async def test_with_a_change_that_commits_after_a_later_one(
        self, program: Program, library: Library, movie: Movie
    ) -> None:
        other = await a_movie(program, Path("/films"), a_film(2, "Spring"))
        async with program.database.begin() as slow:
            await slow.execute(update(Movie).where(Movie.id == movie.id).values(title="Slow"))
            await change(program, other, title="Quick")
            assert await titles(library) == ["Sintel", "Quick"]
        assert await titles(library) == ["Slow", "Quick"]

    async def test_with_a_change_that_is_taken_back(self, program: Program, library: Library, movie: Movie) -> None:
        with pytest.raises(RuntimeError):
            async with program.database.begin() as session:
                await session.execute(update(Movie).values(title="Never"))
                raise RuntimeError
        assert await titles(library) == ["Sintel"]

    async def test_with_a_changed_profile(
        self, program: Program, library: Library, movie: Movie, tmp_path: Path
    ) -> None:
        async with program.database.begin() as session:
            await session.execute(
                update(Target).where(Target.movie_id == movie.id).values(path=str(tmp_path / "S"), quality_profile_id=1)
            )
        await a_file(program, movie)
        for cutoff, unmet in ((31, True), (3, False)):
            async with program.database.begin() as session:
                await session.execute(
                    update(QualityProfileRow)
                    .where(QualityProfileRow.id == 1)
                    .values(
                        upgrade_allowed=True,
                        cutoff=cutoff,
                        items=[{"quality": 3, "allowed": True}, {"quality": 31, "allowed": True}],
                    )
                )
            entry = await library.film(movie.id)
            assert entry is not None
            assert read(entry.body)["movieFile"]["qualityCutoffNotMet"] is unmet

    async def test_with_a_new_root_folder(
        self, program: Program, library: Library, movie: Movie, tmp_path: Path
    ) -> None:
        await change(program, movie, title="Other")
        async with program.database.begin() as session:
            await session.execute(update(Target).values(path=str(tmp_path / "a/b/Sintel")))
        entry = await library.film(movie.id)
        assert entry is not None
        assert read(entry.body)["rootFolderPath"] == str(tmp_path / "a/b")
        await a_root(program, tmp_path / "a")
        entry = await library.film(movie.id)
        assert entry is not None
        assert read(entry.body)["rootFolderPath"] == str(tmp_path / "a")

    async def test_when_the_day_of_a_release_comes(
        self, program: Program, library: Library, movie: Movie, clock: SetClock
    ) -> None:
        await change(program, movie, digital_release=clock.now + timedelta(hours=13), physical_release=None)
        for later, available in ((0, False), (13, True)):
            clock.now += timedelta(hours=later)
            entry = await library.film(movie.id)
            assert entry is not None
            assert read(entry.body)["isAvailable"] is available


class TestItsTag:
    async def test_changes_with_any_film_and_only_then(self, program: Program, library: Library) -> None:
        movie = await a_movie(program, Path("/films"), a_film())
        _, first = await library.films()
        await change(program, movie, title="Other")
        _, second = await library.films()
        await use(program, settings.Naming(rename_movies=True))
        _, third = await library.films()
        await change(program, movie, title="Sintel")
        _, fourth = await library.films()
        assert first != second == third
        assert fourth == first

    async def test_is_the_same_in_every_process(self, program: Program, library: Library) -> None:
        await a_movie(program, Path("/films"), a_film())
        await library.films()
        await a_movie(program, Path("/films"), a_film(2, "Spring"))
        _, here = await library.films()
        _, there = await Library(program.database, program.clock).films()
        assert here == there


class TestAsksLittle:
    async def test_once_for_all_who_ask_together(
        self, program: Program, library: Library, statements: list[str]
    ) -> None:
        movie = await a_movie(program, Path("/films"), a_film())
        await library.films()
        statements.clear()
        found = await asyncio.gather(*(library.film(movie.id) for _ in range(20)))
        assert all(found)
        assert len([each for each in statements if "horizon" in each]) == 1
        assert len(statements) == 1

    async def test_for_any_number_of_films(self, program: Program, library: Library, statements: list[str]) -> None:
        counts = []
        for number in range(1, 4):
            await a_movie(program, Path("/films"), a_film(number, f"Film {number}"))
            statements.clear()
            await Library(program.database, program.clock).films()
            counts.append(len(statements))
        assert len(set(counts)) == 1

    async def test_nothing_is_lost_when_the_one_who_asked_first_goes_away(
        self, program: Program, library: Library
    ) -> None:
        movie = await a_movie(program, Path("/films"), a_film())
        first = asyncio.create_task(library.film(movie.id))
        await asyncio.sleep(0)
        second = asyncio.create_task(library.film(movie.id))
        await asyncio.sleep(0)
        first.cancel()
        assert await second is not None

    @pytest.fixture
    def statements(self, database: Database) -> list[str]:
        seen: list[str] = []
        event.listen(
            database.engine.sync_engine,
            "before_cursor_execute",
            lambda connection, cursor, statement, *rest: seen.append(statement),
        )
        return seen


class TestLeavesOut:
    NASTY = '\\","movieFile":{"x":1},"collection":[],"alternateTitles":[],"secondaryYear","rootFolderPath":"y"'

    async def test_just_what_lists_do_not_show(self, program: Program, library: Library, tmp_path: Path) -> None:
        film = a_film(
            overview=self.NASTY,
            alternative_titles=(AlternativeTitle(title=f"[REC] {self.NASTY}"),),
            collection=CollectionRef(tmdb_id=9, title=self.NASTY),
            images=(Image(cover_type="poster", url="https://image.test/p.jpg"),),
        )
        for number, each in enumerate((film, a_film(2, "Plain")), 1):
            movie = await a_movie(program, tmp_path / f'an "odd" \\ folder {number}', each)
            await a_file(program, movie, f"{number}.mkv", release_group=self.NASTY)
            entry = await library.film(movie.id)
            assert entry is not None
            found = read(entry.body)
            for image in found["images"]:
                assert image.pop("url").startswith("/MediaCover/")
            assert read(on_calendar(entry.body)) == {
                name: value for name, value in found.items() if name != "rootFolderPath"
            }
            found = read(entry.body)
            left = {name: value for name, value in found.items() if name not in ("rootFolderPath", "movieFile")}
            assert read(wanted(entry.body)) == left | {"alternateTitles": []}


class TestRemembers:
    async def test_answers_until_a_film_or_what_films_share_changes(self, program: Program, library: Library) -> None:
        asked = 0

        async def ask() -> int:
            nonlocal asked
            asked += 1
            return asked

        async def answer() -> int:
            return await library.remembered("how often", ask)

        movie = await a_movie(program, Path("/films"), a_film())
        assert [await answer(), await answer()] == [1, 1]
        await change(program, movie, title="Other")
        assert [await answer(), await answer()] == [2, 2]
        await use(program, settings.Naming(rename_movies=True))
        assert [await answer(), await answer()] == [3, 3]
        assert await library.remembered("another", ask) == 4

    async def test_no_failure(self, library: Library) -> None:
        async def fail() -> int:
            raise RuntimeError

        with pytest.raises(RuntimeError):
            await library.remembered("x", fail)

        async def ask() -> int:
            return 1

        assert await library.remembered("x", ask) == 1
