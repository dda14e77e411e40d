from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import select

from cinearr.features import movies
from cinearr.features.media_files.tables import MovieFile
from cinearr.kit import files
from cinearr.kit.jobs.spec import CommandFailed
from cinearr.workflows import move_movie, rescan_movies
from cinearr.workflows.edit_movie import Edit, edit
from cinearr.workflows.move_movie import move_folder
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie, a_root
from tests.fakes.disks import mounted_at
from tests.fakes.program import count, run_command


async def path_of(program: Program, movie_id: int) -> str:
    async with program.database.read() as session:
        return (await movies.target_of(session, movie_id)).path


class TestTheCommand:
    async def test_the_folder_moves_and_the_database_follows(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie)
        there = str(films / "New")
        told = await run_command(
            program,
            "MoveMovie",
            {"movieId": movie.id, "sourcePath": str(films / "Sintel (2010)"), "destinationPath": there},
        )
        assert (films / "New" / row.relative_path).exists()
        assert await path_of(program, movie.id) == there
        assert told == [f"Moving Sintel from '{films}/Sintel (2010)' to '{there}'"]

    async def test_a_scan_before_the_move_lets_go_of_nothing(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie)
        await edit(program, Edit(movie_id=movie.id, path=str(films / "New"), quality_profile_id=1), move_files=True)
        assert await rescan_movies.scan(program) == 0
        async with program.database.read() as session:
            assert await session.scalar(select(MovieFile.id)) == row.id
        source, there = str(films / "Sintel (2010)"), str(films / "New")
        await run_command(program, "MoveMovie", {"movieId": movie.id, "sourcePath": source, "destinationPath": there})
        assert await rescan_movies.scan(program) == 1
        assert await count(program, MovieFile) == 1

    async def test_a_folder_that_cannot_move_keeps_its_place_in_the_database_too(
        self, program: Program, films: Path
    ) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie)
        (films / "New").mkdir()
        (films / "New" / row.relative_path).write_text("another file of this name")
        await edit(program, Edit(movie_id=movie.id, path=str(films / "New"), quality_profile_id=1), move_files=True)
        source = str(films / "Sintel (2010)")
        with pytest.raises(CommandFailed, match="is there already, and differs"):
            await run_command(
                program, "MoveMovie", {"movieId": movie.id, "sourcePath": source, "destinationPath": f"{films}/New"}
            )
        assert await path_of(program, movie.id) == source
        assert (films / "Sintel (2010)" / row.relative_path).stat().st_size == 1000
        assert (films / "New" / row.relative_path).read_text() == "another file of this name"

    async def test_many_go_below_another_root_folder(self, program: Program, films: Path) -> None:
        root = await a_root(program, films)
        other = await a_root(program, films.with_name("other"))
        first, second = await a_movie(program, root), await a_movie(program, root, a_film(2, "Two"))
        for movie in (first, second):
            await a_file(program, movie)
        moving = [
            {"movieId": first.id, "sourcePath": str(root / "Sintel (2010)")},
            {"movieId": second.id, "sourcePath": str(root / "Two (2010)")},
        ]
        await run_command(program, "BulkMoveMovie", {"movies": moving, "destinationRootFolder": str(other)})
        assert sorted(os.listdir(other)) == ["Sintel (2010)", "Two (2010)"]
        assert await path_of(program, second.id) == str(other / "Two (2010)")

    @pytest.mark.parametrize(
        ("source", "destination", "message"),
        [
            ("{root}", "{root}/New", "lies inside"),
            ("{parent}", "/elsewhere", "holds the root folder"),
            ("{root}/Sintel (2010)", "{root}", "lies inside"),
            ("{root}/Two (2010)", "{root}/New", "Another film's folder"),
            ("{root}/Sintel (2010)", "{root}/Two (2010)", "Another film's folder"),
            ("{root}/Sintel (2010)", "{root}/Sintel (2010)/in", "lies inside"),
            ("{root}/Sintel (2010)", "relative", "whole paths"),
            ("{root}/../x", "{root}/New", "whole paths"),
        ],
    )
    async def test_what_is_not_the_films_alone_is_not_touched(
        self, program: Program, films: Path, source: str, destination: str, message: str
    ) -> None:
        root = await a_root(program, films)
        movie = await a_movie(program, root)
        await a_movie(program, root, a_film(2, "Two"))
        names = {"root": str(root), "parent": str(root.parent)}
        with pytest.raises(CommandFailed, match=message):
            await run_command(
                program,
                "MoveMovie",
                {
                    "movieId": movie.id,
                    "sourcePath": source.format(**names),
                    "destinationPath": destination.format(**names),
                },
            )
        assert await path_of(program, movie.id) == str(root / "Sintel (2010)")

    async def test_an_unknown_film(self, program: Program) -> None:
        with pytest.raises(CommandFailed):
            await run_command(program, "MoveMovie", {"movieId": 7, "sourcePath": "/a", "destinationPath": "/b"})


@pytest.fixture(params=["one device", "two devices"])
def devices(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of moving, also where the machine has only one file system."""
    if request.param == "two devices":
        monkeypatch.setattr(files, "same_device", lambda *_: False)
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A film's folder with something of everything."""
    source = tmp_path / "from"
    (source / "Subs").mkdir(parents=True)
    (source / "Film.mkv").write_bytes(b"film" * 1000)
    (source / "Subs" / "en.srt").write_text("hello")
    (source / "empty").mkdir()
    (source / "link").symlink_to("Film.mkv")
    return source


def contents(folder: Path) -> dict[str, str | None]:
    return {
        str(path.relative_to(folder)): str(path.readlink())
        if path.is_symlink()
        else (path.read_text() if path.is_file() else None)
        for path in folder.rglob("*")
    }


@pytest.mark.usefixtures("devices")
class TestTheDisk:
    def test_everything_goes(self, folder: Path, tmp_path: Path) -> None:
        before = contents(folder)
        move_folder(folder, tmp_path / "a" / "to")
        assert contents(tmp_path / "a" / "to") == before
        assert not folder.exists()
        assert os.listdir(tmp_path / "a") == ["to"]

    def test_a_folder_that_is_there_is_joined(self, folder: Path, tmp_path: Path) -> None:
        before = contents(folder)
        to = tmp_path / "to"
        to.mkdir()
        (to / "Film.mkv").write_bytes(b"film" * 1000)  # left by a move that was killed
        (to / "other.nfo").write_text("stays")
        move_folder(folder, to)
        assert contents(to) == {**before, "other.nfo": "stays"}
        assert not folder.exists()

    def test_a_name_that_is_taken_stops_everything(self, folder: Path, tmp_path: Path) -> None:
        before = contents(folder)
        to = tmp_path / "to"
        (to / "Subs").mkdir(parents=True)
        (to / "Subs" / "en.srt").write_text("other")
        with pytest.raises(FileExistsError):
            move_folder(folder, to)
        assert contents(folder) == before
        assert contents(to) == {"Subs": None, "Subs/en.srt": "other"}

    def test_a_second_time_has_nothing_to_do(self, folder: Path, tmp_path: Path) -> None:
        move_folder(folder, tmp_path / "to")
        before = contents(tmp_path / "to")
        move_folder(folder, tmp_path / "to")
        assert contents(tmp_path / "to") == before

    def test_what_cannot_be_written_leaves_all_where_it_was(self, folder: Path, tmp_path: Path) -> None:
        before = contents(folder)
        (tmp_path / "file").write_text("no folder")
        with pytest.raises(OSError, match=r"Not a directory|File exists"):
            move_folder(folder, tmp_path / "file" / "to")
        assert contents(folder) == before


def test_a_copy_that_was_killed_is_done_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "same_device", lambda *_: False)
    before = contents(folder)
    with monkeypatch.context() as killed:
        killed.setattr(files, "place", die)
        killed.setattr(move_movie.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(KeyboardInterrupt):
            move_folder(folder, tmp_path / "to")
    [half] = tmp_path.glob(".cinearr-*.part")
    (half / "Film.mkv").write_bytes(b"fil")
    move_folder(folder, tmp_path / "to")
    assert contents(tmp_path / "to") == before
    assert not half.exists()


def die(*_: object) -> None:
    raise KeyboardInterrupt


class TestOneFolderByTwoPaths:
    """Moving a folder onto itself must not take it for copied."""

    def test_by_a_link(self, folder: Path, tmp_path: Path) -> None:
        before = contents(folder)
        (tmp_path / "alias").symlink_to(tmp_path)
        move_folder(tmp_path / "alias" / "from", folder)
        move_folder(folder, tmp_path / "alias" / "from")
        assert contents(folder) == before

    def test_by_a_second_mount(self, folder: Path, tmp_path: Path) -> None:
        before = contents(folder)
        with mounted_at(folder, tmp_path / "second"):
            move_folder(tmp_path / "second", folder)
            move_folder(folder, tmp_path / "second")
            assert contents(folder) == before

    def test_by_a_share_that_is_mounted_twice(
        self, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Such mounts have numbers of their own for devices and files."""
        before = contents(folder)
        monkeypatch.setattr(Path, "samefile", lambda *_: False)
        (tmp_path / "alias").symlink_to(tmp_path)
        move_folder(tmp_path / "alias" / "from", folder)
        assert contents(folder) == before

    def test_a_folder_further_in(self, folder: Path, tmp_path: Path) -> None:
        to = tmp_path / "to"
        (to / "Subs").mkdir(parents=True)
        with mounted_at(folder / "Subs", to / "Subs"):
            move_folder(folder, to)
            assert (to / "Subs" / "en.srt").read_text() == "hello"
        assert (folder / "Subs" / "en.srt").read_text() == "hello"
        assert (to / "Film.mkv").exists()


class TestMountsOfOneDisk:
    """Such as two volumes of a container: one device by its number, but nothing can be renamed or linked across."""

    def test_a_folder_moves_across(self, folder: Path, tmp_path: Path) -> None:
        before = contents(folder)
        (tmp_path / "disk").mkdir()
        with mounted_at(tmp_path / "disk", tmp_path / "second"):
            move_folder(folder, tmp_path / "second" / "to")
            assert contents(tmp_path / "second" / "to") == before
        assert not folder.exists()

    def test_and_joins_one_that_is_there(self, folder: Path, tmp_path: Path) -> None:
        before = contents(folder)
        (tmp_path / "disk").mkdir()
        with mounted_at(tmp_path / "disk", tmp_path / "second"):
            (tmp_path / "second" / "to").mkdir()
            move_folder(folder, tmp_path / "second" / "to")
            assert contents(tmp_path / "second" / "to") == before
        assert not folder.exists()
