from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from PIL import Image as Pillow

from cinearr.core.films import Collection, CollectionRef, Film, Image
from cinearr.features import collections, settings
from cinearr.features.collections.tables import CollectionRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie
from cinearr.kit.errors import Unreachable
from cinearr.kit.jobs.spec import CommandFailed
from cinearr.workflows import add_movie, refresh_movies
from cinearr.workflows.add_movie import AddRequest
from cinearr.workflows.program import Program
from tests.factories.library import a_film, a_movie, a_root, use
from tests.fakes.http_server import Answer, http_server
from tests.fakes.program import FakeMetadata, SetClock, commands_queued, count, run_command


async def stored(program: Program, movie_id: int) -> Movie:
    async with program.database.read() as session:
        found = await session.get(Movie, movie_id)
    assert found is not None
    return found


class TestOneFilm:
    async def test_what_the_source_says_now_is_taken_over(
        self, program: Program, metadata: FakeMetadata, films: Path, clock: SetClock
    ) -> None:
        movie = await a_movie(program, await a_root(program, films))
        metadata.know(a_film(title="Sintel: The Dragon", runtime=16))
        await run_command(program, "RefreshMovie", {"movieIds": [movie.id]})
        after = await stored(program, movie.id)
        assert (after.title, after.runtime, after.last_info_sync) == ("Sintel: The Dragon", 16, clock.now)

    async def test_a_film_that_is_gone_at_the_source_stays_and_says_so(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        await run_command(program, "RefreshMovie", {"movieIds": [movie.id]})
        assert (await stored(program, movie.id)).status == -1
        assert ("CheckHealth", {}) in await commands_queued(program)

    async def test_a_source_that_is_away_fails_the_command_and_changes_nothing(
        self, program: Program, metadata: FakeMetadata, films: Path
    ) -> None:
        movie = await a_movie(program, await a_root(program, films))
        metadata.error = Unreachable("no route")
        with pytest.raises(CommandFailed, match="Sintel: no route"):
            await run_command(program, "RefreshMovie", {"movieIds": [movie.id]})
        assert (await stored(program, movie.id)).status == 3

    async def test_an_unknown_film_fails_the_command(self, program: Program) -> None:
        with pytest.raises(CommandFailed, match="Movie with ID 77 does not exist"):
            await run_command(program, "RefreshMovie", {"movieIds": [77]})

    async def test_pictures_are_fetched_once(
        self, program: Program, metadata: FakeMetadata, films: Path, clock: SetClock, tmp_path: Path
    ) -> None:
        Pillow.new("RGB", (60, 90), "red").save(tmp_path / "p.jpg")
        async with http_server() as server:
            server.routes["/p.jpg"] = Answer(body=(tmp_path / "p.jpg").read_bytes())
            film = a_film(images=(Image(cover_type="poster", url=f"{server.url}/p.jpg"),))
            movie = await a_movie(program, await a_root(program, films), film)
            metadata.know(film)
            await run_command(program, "RefreshMovie", {"movieIds": [movie.id]})
            await run_command(program, "RefreshMovie", {"movieIds": [movie.id]})
            assert len(server.asked) == 1
        assert program.covers.find(movie.id, "poster-250.jpg") is not None
        assert (await stored(program, movie.id)).covers_written == clock.now


class TestANewFilm:
    async def test_it_is_scanned_and_searched_for_and_its_wishes_are_forgotten(
        self, program: Program, metadata: FakeMetadata, films: Path
    ) -> None:
        root = await a_root(program, films)
        metadata.know(a_film())
        (root / "Sintel (2010)").mkdir()
        (root / "Sintel (2010)" / "Sintel (2010) WEBDL-1080p.mkv").write_bytes(b"no film")
        added = await add_movie.add(
            program,
            AddRequest(
                tmdb_id=45745, quality_profile_id=1, root_folder_path=str(root), add_options={"searchForMovie": True}
            ),
        )
        await run_command(program, "RefreshMovie", {"movieIds": [added], "isNewMovie": True}, trigger="unspecified")
        assert await count(program, MovieFile) == 1
        assert ("MoviesSearch", {"movieIds": [added]}) in await commands_queued(program)
        assert (await stored(program, added)).add_options is None

    async def test_twice_searches_once(self, program: Program, metadata: FakeMetadata, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        async with program.database.begin() as session:
            row = await session.get(Movie, movie.id)
            assert row is not None
            row.add_options = {"searchForMovie": True}
        metadata.know(a_film())
        for _ in range(2):
            await run_command(program, "RefreshMovie", {"movieIds": [movie.id], "isNewMovie": True})
        assert [name for name, _ in await commands_queued(program)].count("MoviesSearch") == 1

    async def test_its_collection_is_monitored_and_completed_when_asked(
        self, program: Program, metadata: FakeMetadata, films: Path
    ) -> None:
        root = await a_root(program, films)
        ref = CollectionRef(tmdb_id=9, title="Dragons")
        first, second = a_film(collection=ref), a_film(2, "Dragon Two", 2012, collection=ref)
        unborn = a_film(3, "Dragon Three", 2050, collection=ref)
        metadata.know(first, second, unborn)
        metadata.collections[9] = Collection(tmdb_id=9, title="Dragons", films=(first, second, unborn))
        options = {"searchForMovie": True, "monitor": "movieAndCollection"}
        added = await add_movie.add(
            program,
            AddRequest(tmdb_id=45745, quality_profile_id=1, root_folder_path=str(root), tags=(4,), add_options=options),
        )
        await run_command(program, "RefreshMovie", {"movieIds": [added], "isNewMovie": True})
        async with program.database.read() as session:
            row = await collections.by_tmdb(session, 9)
        assert row is not None
        assert (row.monitored, row.search_on_add, row.root_folder_path, row.tags) == (True, True, str(root), [4])
        assert await count(program, Movie) == 2  # the one that is not out yet waits

    async def test_a_collection_that_nobody_asked_for_is_only_known(
        self, program: Program, metadata: FakeMetadata, films: Path
    ) -> None:
        ref = CollectionRef(tmdb_id=9, title="Dragons")
        first, second = a_film(collection=ref), a_film(2, "Dragon Two", 2012, collection=ref)
        metadata.know(first, second)
        metadata.collections[9] = Collection(tmdb_id=9, title="Dragons", films=(first, second))
        movie = await a_movie(program, await a_root(program, films), first)
        await run_command(program, "RefreshMovie", {"movieIds": [movie.id]})
        assert (await count(program, CollectionRow), await count(program, Movie)) == (1, 1)


def announced(now: datetime, in_days: int) -> Film:
    day = (now + timedelta(days=in_days)).date()
    return a_film(7, "Soon", day.year, in_cinemas=day, digital_release=None, physical_release=None)


class TestTheDailyRun:
    async def test_only_what_changed_or_is_due_is_fetched(
        self, program: Program, metadata: FakeMetadata, films: Path, clock: SetClock
    ) -> None:
        root = await a_root(program, films)
        ages = {"fresh": 2, "changed": 2, "never": None, "ancient": 200}
        known = {}
        for number, (name, days) in enumerate(ages.items(), 100):
            film = a_film(number, name, 2000)
            known[name] = await a_movie(program, root, film)
            metadata.know(film)
            async with program.database.begin() as session:
                row = await session.get(Movie, known[name].id)
                assert row is not None
                row.last_info_sync = clock.now - timedelta(days=days) if days else None
        async with program.database.begin() as session:
            await settings.set_value(
                session, "program", "moviesRefreshedAt", (clock.now - timedelta(days=1)).isoformat()
            )
        metadata.changes = frozenset({known["changed"].tmdb_id})
        await run_command(program, "RefreshMovie", trigger="scheduled")
        assert sorted(metadata.asked) == sorted(known[name].tmdb_id for name in ("changed", "never", "ancient"))

    async def test_started_by_a_person_it_takes_all(
        self, program: Program, metadata: FakeMetadata, films: Path
    ) -> None:
        root = await a_root(program, films)
        for number in range(1, 8):
            film = a_film(number, f"Film {number}")
            await a_movie(program, root, film)
            metadata.know(film)
        await run_command(program, "RefreshMovie")
        assert sorted(metadata.asked) == list(range(1, 8))

    async def test_statuses_move_on_while_the_source_is_away(
        self, program: Program, metadata: FakeMetadata, films: Path, clock: SetClock
    ) -> None:
        movie = await a_movie(program, await a_root(program, films), announced(clock.now, 10), status=1)
        metadata.error = Unreachable("away")
        seen = []
        for days in (0, 11, 120):
            clock.now = datetime(2026, 11, 25, 12, tzinfo=UTC) + timedelta(days=days)
            with pytest.raises(CommandFailed):
                await run_command(program, "RefreshMovie", trigger="scheduled")
            seen.append((await stored(program, movie.id)).status)
        assert seen == [1, 2, 3]

    async def test_a_failure_is_made_up_for_the_next_day(
        self, program: Program, metadata: FakeMetadata, films: Path, clock: SetClock
    ) -> None:
        await a_movie(program, await a_root(program, films))
        metadata.error = Unreachable("away")
        with pytest.raises(CommandFailed):
            await run_command(program, "RefreshMovie", trigger="scheduled")
        async with program.database.read() as session:
            assert await settings.get_value(session, "program", "moviesRefreshedAt") is None

    @pytest.mark.parametrize(
        ("status", "synced_hours_ago", "physical", "is_due"),
        [
            (3, None, date(2000, 1, 1), True),
            (3, 24 * 181, date(2000, 1, 1), True),
            (3, 24, date(2000, 1, 1), False),
            (3, 24, date(2026, 11, 10), True),
            (3, 11, date(2026, 11, 10), False),
            (1, 24, None, True),
            (2, 24, None, True),
            (1, 11, None, False),
            (-1, 24, None, False),
        ],
    )
    async def test_what_is_due_by_age(
        self,
        program: Program,
        films: Path,
        clock: SetClock,
        status: int,
        synced_hours_ago: int | None,
        physical: date | None,
        is_due: bool,
    ) -> None:
        film = msgspec.structs.replace(a_film(), in_cinemas=None, digital_release=None, physical_release=physical)
        movie = await a_movie(program, await a_root(program, films), film, status=status)
        async with program.database.begin() as session:
            row = await session.get(Movie, movie.id)
            assert row is not None
            row.last_info_sync = clock.now - timedelta(hours=synced_hours_ago) if synced_hours_ago else None
        assert (await refresh_movies.due(program) == [movie.id]) is is_due

    async def test_the_disk_is_looked_at_unless_told_otherwise(
        self, program: Program, metadata: FakeMetadata, films: Path
    ) -> None:
        root = await a_root(program, films)
        movie = await a_movie(program, root)
        metadata.know(a_film())
        folder = root / "Sintel (2010)"
        folder.mkdir()
        (folder / "Sintel (2010) WEBDL-1080p.mkv").write_bytes(b"x")
        await use(program, settings.MediaManagement(rescan_after_refresh="afterManual"))
        await run_command(program, "RefreshMovie", {"movieIds": [movie.id]}, trigger="unspecified")
        assert await count(program, MovieFile) == 0
        await run_command(program, "RefreshMovie", {"movieIds": [movie.id]})
        assert await count(program, MovieFile) == 1
