from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from cinearr.features import settings
from cinearr.features.custom_formats.tables import CustomFormatRow
from cinearr.features.history.tables import HistoryRow
from cinearr.features.media_files.tables import ExtraFile, MovieFile
from cinearr.features.movies.tables import Movie
from cinearr.kit.jobs.spec import CommandFailed
from cinearr.workflows import rename_files
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie, a_root, use
from tests.fakes.program import count, run_command

NAMING = settings.Naming(rename_movies=True, standard_movie_format="{Movie Title} [{Quality Title}]{-Release Group}")
NEW = "Sintel [WEBDL-1080p]-OPEN"


async def sintel(program: Program, films: Path, name: str = "old.mkv") -> tuple[Movie, MovieFile]:
    movie = await a_movie(program, await a_root(program, films))
    row = await a_file(program, movie, name, release_group="OPEN")
    await use(program, NAMING)
    return movie, row


class TestPreview:
    async def test_only_files_whose_name_would_change(self, program: Program, films: Path) -> None:
        movie, row = await sintel(program, films)
        other = await a_movie(program, films, a_film(2, "Two"))
        await a_file(program, other, "Two [WEBDL-1080p]-OPEN.mkv", release_group="OPEN")
        async with program.database.read() as session:
            found = await rename_files.preview(session, [movie.id, other.id, 99])
        assert found == [
            rename_files.Rename(movie_id=movie.id, movie_file_id=row.id, existing_path="old.mkv", new_path=f"{NEW}.mkv")
        ]

    async def test_nothing_when_renaming_is_off(self, program: Program, films: Path) -> None:
        movie, _ = await sintel(program, films)
        await use(program, settings.Naming())
        async with program.database.read() as session:
            assert await rename_files.preview(session, [movie.id]) == []

    async def test_formats_that_belong_into_names(self, program: Program, films: Path) -> None:
        movie, _ = await sintel(program, films)
        await use(program, settings.Naming(rename_movies=True, standard_movie_format="{Movie Title} {Custom Formats}"))
        spec = {
            "name": "n",
            "implementation": "ReleaseTitleSpecification",
            "negate": False,
            "required": False,
            "fields": {"value": "old"},
        }
        async with program.database.begin() as session:
            session.add(CustomFormatRow(name="Shown", include_when_renaming=True, specifications=[spec]))
            session.add(CustomFormatRow(name="Hidden", include_when_renaming=False, specifications=[spec]))
        async with program.database.read() as session:
            (plan,) = await rename_files.preview(session, [movie.id])
        assert plan.new_path == "Sintel Shown.mkv"


class TestRename:
    async def test_the_file_its_extras_and_the_history(self, program: Program, films: Path) -> None:
        movie, row = await sintel(program, films, "sub/old.mkv")
        folder = films / "Sintel (2010)"
        (folder / "sub" / "old.en.srt").write_text("1")
        (folder / "poster.jpg").write_text("1")
        async with program.database.begin() as session:
            for name, file_id in (("sub/old.en.srt", row.id), ("poster.jpg", None)):
                session.add(
                    ExtraFile(
                        movie_id=movie.id, movie_file_id=file_id, relative_path=name, extension=".x", kind="other"
                    )
                )
        told = await run_command(program, "RenameFiles", {"movieId": movie.id, "files": [row.id]})
        assert told[-1] == "1 selected movie files renamed for Sintel"
        assert sorted(path.name for path in folder.iterdir()) == [f"{NEW}.en.srt", f"{NEW}.mkv", "poster.jpg"]
        async with program.database.read() as session:
            stored = await session.get(MovieFile, row.id)
            assert stored is not None
            assert stored.relative_path == f"{NEW}.mkv"
            names = set(await session.scalars(select(ExtraFile.relative_path)))
            assert names == {f"{NEW}.en.srt", "poster.jpg"}
            event = (await session.scalars(select(HistoryRow))).one()
        assert (event.event_type, event.source_title) == (8, str(folder / "sub" / "old.mkv"))
        assert event.data == {
            "sourcePath": str(folder / "sub" / "old.mkv"),
            "sourceRelativePath": "sub/old.mkv",
            "path": str(folder / f"{NEW}.mkv"),
            "relativePath": f"{NEW}.mkv",
            "releaseGroup": "OPEN",
            "size": "1000",
            "indexerFlags": "0",
        }

    async def test_all_files_of_films(self, program: Program, films: Path) -> None:
        movie, _ = await sintel(program, films)
        told = await run_command(program, "RenameMovie", {"movieIds": [movie.id]})
        assert told[-1] == "1 movie files renamed for Sintel"
        assert (films / "Sintel (2010)" / f"{NEW}.mkv").exists()

    async def test_only_the_chosen_ones(self, program: Program, films: Path) -> None:
        movie, row = await sintel(program, films)
        await run_command(program, "RenameFiles", {"movieId": movie.id, "files": [row.id + 1]})
        assert (films / "Sintel (2010)" / "old.mkv").exists()

    async def test_a_name_that_is_taken_is_left_to_its_owner(self, program: Program, films: Path) -> None:
        movie, row = await sintel(program, films)
        taken = films / "Sintel (2010)" / f"{NEW}.mkv"
        taken.write_text("mine")
        told = await run_command(program, "RenameFiles", {"movieId": movie.id, "files": [row.id]})
        assert told[-1] == "0 selected movie files renamed for Sintel"
        assert taken.read_text() == "mine"
        assert (films / "Sintel (2010)" / "old.mkv").stat().st_size == 1000
        assert await count(program, HistoryRow) == 0

    async def test_a_file_that_is_gone(self, program: Program, films: Path) -> None:
        movie, row = await sintel(program, films)
        (films / "Sintel (2010)" / "old.mkv").unlink()
        told = await run_command(program, "RenameFiles", {"movieId": movie.id, "files": [row.id]})
        assert told[-1] == "0 selected movie files renamed for Sintel"

    async def test_an_unknown_film(self, program: Program) -> None:
        with pytest.raises(CommandFailed, match="Movie with ID 4 does not exist"):
            await run_command(program, "RenameMovie", {"movieIds": [4]})
