from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from cinearr.features import media_files, settings
from cinearr.features.history.tables import HistoryRow
from cinearr.features.imports.tables import ImportRow
from cinearr.features.media_files.tables import ExtraFile, MovieFile
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit.jobs.spec import CommandFailed
from cinearr.workflows import rescan_movies
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie, a_root, use
from tests.fakes.program import count, run_command
from tests.kit.test_media_probe import make_film


async def rows(program: Program) -> list[MovieFile]:
    async with program.database.read() as session:
        return list(await session.scalars(select(MovieFile).order_by(MovieFile.id)))


async def extras(program: Program) -> dict[str, ExtraFile]:
    async with program.database.read() as session:
        return {row.relative_path: row for row in await session.scalars(select(ExtraFile))}


def put(folder: Path, *names: str, size: int = 10) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"v" * size)


class TestWhatCame:
    async def test_a_real_film_is_taken_in_with_what_is_inside_it(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        folder = films / "Sintel (2010)"
        folder.mkdir()
        make_film(folder / "Sintel.2010.1080p.BluRay.x264-OPEN.mkv", seconds=1)
        put(folder, "Sintel.2010.1080p.BluRay.x264-OPEN.en.forced.srt", "poster.jpg")
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        (row,) = await rows(program)
        assert (row.relative_path, row.quality["id"], row.release_group) == (
            "Sintel.2010.1080p.BluRay.x264-OPEN.mkv",
            20,  # the picture is smaller than the name says
            "OPEN",
        )
        assert row.media_info is not None
        assert row.media_info["audio_languages"] == ["eng", "deu"]
        assert row.languages == [1, 4]
        found = await extras(program)
        assert list(found) == ["Sintel.2010.1080p.BluRay.x264-OPEN.en.forced.srt"]
        (subtitle,) = found.values()
        assert (subtitle.kind, subtitle.language_id, subtitle.language_tags, subtitle.movie_file_id) == (
            "subtitle",
            1,
            ["forced"],
            row.id,
        )
        assert await count(program, HistoryRow) == 0

    async def test_a_file_whose_name_says_nothing_is_the_films_too(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        put(films / "Sintel (2010)", "a.mkv")
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert [row.relative_path for row in await rows(program)] == ["a.mkv"]

    async def test_of_several_the_best_is_the_films(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        put(
            films / "Sintel (2010)",
            "Sintel 2010 WEBDL-720p.mkv",
            "Sintel 2010 Bluray-1080p.mkv",
            "Sintel 2010 DVD.avi",
            "Sintel-trailer.mkv",
            "Extras/Making of.mkv",
            "._Sintel.mkv",
        )
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert [row.relative_path for row in await rows(program)] == ["Sintel 2010 Bluray-1080p.mkv"]
        assert sorted(await extras(program)) == ["Sintel 2010 DVD.avi", "Sintel 2010 WEBDL-720p.mkv"]

    async def test_a_better_one_beside_it_takes_its_place_and_both_stay(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        old = await a_file(program, movie)
        put(films / "Sintel (2010)", "Sintel 2010 Bluray-1080p.mkv", "Sintel 2010 SDTV.mkv")
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert [row.relative_path for row in await rows(program)] == ["Sintel 2010 Bluray-1080p.mkv"]
        assert (films / "Sintel (2010)" / old.relative_path).exists()
        assert sorted(await extras(program)) == ["Sintel (2010) WEBDL-1080p.mkv", "Sintel 2010 SDTV.mkv"]


class TestWhatWent:
    async def test_a_file_that_is_gone_is_forgotten_with_a_word_in_the_history(
        self, program: Program, films: Path
    ) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie, release_group="OPEN")
        (films / "Sintel (2010)" / row.relative_path).unlink()
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert await rows(program) == []
        async with program.database.read() as session:
            event = (await session.scalars(select(HistoryRow))).one()
        assert event.event_type == 6
        assert event.data == {
            "reason": "MissingFromDisk",
            "releaseGroup": "OPEN",
            "size": "1000",
            "indexerFlags": "0",
        }

    async def test_the_next_best_steps_in(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        put(films / "Sintel (2010)", "Sintel 2010 WEBDL-720p.mkv", "Sintel 2010 Bluray-1080p.mkv")
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        (films / "Sintel (2010)" / "Sintel 2010 Bluray-1080p.mkv").unlink()
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert [row.relative_path for row in await rows(program)] == ["Sintel 2010 WEBDL-720p.mkv"]
        assert await extras(program) == {}

    @pytest.mark.parametrize("empty", [True, False])
    async def test_nothing_is_forgotten_when_the_disk_is_not_there(
        self, program: Program, films: Path, empty: bool
    ) -> None:
        movie = await a_movie(program, await a_root(program, films))
        await a_file(program, movie)
        shutil.rmtree(films)
        if empty:
            films.mkdir()
        await run_command(program, "RescanMovie")
        assert len(await rows(program)) == 1

    async def test_a_film_folder_that_is_gone_from_a_living_root_takes_its_file_along(
        self, program: Program, films: Path
    ) -> None:
        movie = await a_movie(program, await a_root(program, films))
        await a_file(program, movie)
        shutil.rmtree(films / "Sintel (2010)")
        (films / "Another Film").mkdir()
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert await rows(program) == []

    async def test_a_folder_that_cannot_be_read_is_left_alone(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        await a_file(program, movie)
        shutil.rmtree(films / "Sintel (2010)")
        (films / "Sintel (2010)").symlink_to(films / "Sintel (2010)")
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert len(await rows(program)) == 1

    async def test_the_film_is_not_wanted_any_more_when_a_person_said_so(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie)
        (films / "Sintel (2010)" / row.relative_path).unlink()
        await use(program, settings.MediaManagement(auto_unmonitor_previously_downloaded_movies=True))
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        async with program.database.read() as session:
            assert await session.scalar(select(Target.monitored)) is False

    async def test_empty_folders_go_when_told_to(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie)
        (films / "Sintel (2010)" / row.relative_path).unlink()
        await use(program, settings.MediaManagement(delete_empty_folders=True))
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert films.exists()
        assert not (films / "Sintel (2010)").exists()


class TestWhatChanged:
    async def test_a_file_under_another_name_keeps_all_that_is_known_of_it(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie, scene_name="Sintel.2010.1080p.WEB-DL-GRP", evidence={"score": 7})
        path = films / "Sintel (2010)" / row.relative_path
        path.rename(path.with_name("By Hand.mkv"))
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        (after,) = await rows(program)
        assert (after.id, after.relative_path, after.evidence) == (row.id, "By Hand.mkv", {"score": 7})
        assert await count(program, HistoryRow) == 0

    async def test_another_size_is_taken_over(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie)
        (films / "Sintel (2010)" / row.relative_path).write_bytes(b"longer" * 1000)
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        (after,) = await rows(program)
        assert (after.id, after.size) == (row.id, 6000)

    async def test_a_subtitle_that_is_gone_is_forgotten(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie)
        subtitle = (films / "Sintel (2010)" / row.relative_path).with_suffix(".de.srt")
        subtitle.write_text("1")
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert list(await extras(program)) == [subtitle.name]
        subtitle.unlink()
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert await extras(program) == {}

    async def test_a_film_with_an_import_under_way_is_left_to_it(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie)
        (films / "Sintel (2010)" / row.relative_path).unlink()
        async with program.database.begin() as session:
            session.add(ImportRow(movie_id=movie.id, target_id=row.target_id, step="committed", plan={}))
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        assert len(await rows(program)) == 1


class TestAll:
    async def test_an_unknown_film_fails(self, program: Program) -> None:
        with pytest.raises(CommandFailed, match="Movie with ID 5 does not exist"):
            await run_command(program, "RescanMovie", {"movieId": 5})

    async def test_twice_changes_nothing(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        put(films / "Sintel (2010)", "Sintel 2010 WEBDL-720p.mkv", "Sintel 2010 Bluray-1080p.mkv", "x.nfo")
        await run_command(program, "RescanMovie", {"movieId": movie.id})
        before = [(row.id, row.date_added) for row in await rows(program)]
        async with program.database.read() as session:
            touched = await session.scalar(select(Movie.changed_xid))
        await run_command(program, "RescanMovie")
        assert [(row.id, row.date_added) for row in await rows(program)] == before
        async with program.database.read() as session:
            assert await session.scalar(select(Movie.changed_xid)) == touched

    async def test_a_thousand_films_where_nothing_happened_cost_a_glance(self, program: Program, films: Path) -> None:
        root = await a_root(program, films)
        await _library(program, root, 1000)
        started = time.process_time()
        assert await rescan_movies.scan(program) == 1000
        assert time.process_time() - started < 2
        assert await count(program, MovieFile) == 1000


async def _library(program: Program, root: Path, number: int) -> None:
    """Many films with a file each, written in a few statements."""
    first = await a_movie(program, root, a_film(1, "Film 1", 2000))
    columns = {each.name: getattr(first, each.name) for each in Movie.__table__.c if each.name not in ("id", "tmdb_id")}
    async with program.database.begin() as session:
        await session.execute(update(Movie).where(Movie.id == first.id).values(tmdb_id=1))
        ids = [first.id]
        ids += list(
            await session.scalars(
                insert(Movie).returning(Movie.id), [{**columns, "tmdb_id": each} for each in range(2, number + 1)]
            )
        )
        await session.execute(
            insert(Target),
            [
                {"movie_id": movie_id, "quality_profile_id": 1, "path": str(root / f"Film {movie_id} (2000)")}
                for movie_id in ids[1:]
            ],
        )
        targets = {row.movie_id: row for row in await session.scalars(select(Target))}
        files = []
        for movie_id, target in targets.items():
            put(Path(target.path), "Film.mkv", "Film.en.srt", "poster.jpg")
            modified = (Path(target.path) / "Film.mkv").stat().st_mtime
            files.append(
                {
                    "movie_id": movie_id,
                    "target_id": target.id,
                    "relative_path": "Film.mkv",
                    "size": 10,
                    "modified": datetime.fromtimestamp(modified, UTC),
                    "quality": {"id": 3},
                    "languages": [1],
                }
            )
        await session.execute(insert(MovieFile), files)
        held = await media_files.of_movies(session, ids)
        await session.execute(
            insert(ExtraFile),
            [
                {
                    "movie_id": movie_id,
                    "movie_file_id": row.id,
                    "relative_path": "Film.en.srt",
                    "extension": ".srt",
                    "kind": "subtitle",
                }
                for movie_id, row in held.items()
            ],
        )
