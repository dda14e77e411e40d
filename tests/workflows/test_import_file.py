from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from cinearr.features.imports.tables import ImportRow
from cinearr.features.media_files.tables import ExtraFile, MovieFile
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import files
from cinearr.kit.db import Database
from cinearr.workflows import import_file, import_on_disk
from cinearr.workflows.import_entry import Extra, FileImport
from cinearr.workflows.import_file import ImportFailed
from tests.fakes.disks import mounted_at, read_only
from tests.fakes.program import a_program

NEW = b"the new film " * 5000
OLD = b"the old film " * 3000
POINTS = [
    "import.planned",
    "import.staging",
    "import.staged",
    "import.aside",
    "import.named",
    "import.placed",
    "import.committed",
    "import.retired",
    "import.done",
]


@dataclass
class Scene:
    """A download, a library with an older file of the film, and a recycle bin."""

    root: Path
    movie_id: int
    target_id: int
    old_id: int

    @property
    def source(self) -> Path:
        return self.root / "downloads" / "Film.2000.1080p" / "film.mkv"

    @property
    def folder(self) -> Path:
        return self.root / "movies" / "Film (2000)"

    @property
    def recycled(self) -> Path:
        return self.root / "bin" / "Film (2000)"

    def entry(self, *, mode: str, name: str = "Film (2000) new.mkv", old: str = "Film (2000) old.mkv") -> FileImport:
        return FileImport(
            movie_id=self.movie_id,
            target_id=self.target_id,
            source=str(self.source),
            destination=str(self.folder / name),
            size=len(NEW),
            mode=mode,
            root=str(self.root / "movies"),
            file={
                "relative_path": name,
                "size": len(NEW),
                "quality": {"id": 7, "version": 1, "real": 0, "is_repack": False},
                "languages": [1],
            },
            moment=1_000_000_000.0,
            folder_mode=0o755,
            replaces=str(self.folder / old),
            replaces_id=self.old_id,
            recycle=str(self.recycled / old),
            history={
                "source_title": "Film.2000.1080p",
                "quality": {"id": 7},
                "languages": [1],
                "download_id": "ABC",
                "data": {"size": len(NEW)},
            },
        )


@pytest.fixture
async def scene(database: Database, tmp_path: Path) -> Scene:
    return await build(database, tmp_path, "Film (2000) old.mkv")


async def build(database: Database, root: Path, old: str) -> Scene:
    async with database.begin() as session:
        movie = Movie(
            tmdb_id=1, title="Film", clean_title="film", sort_title="film", original_title="Film", document={}, tags=[]
        )
        session.add(movie)
        await session.flush()
        target = Target(movie_id=movie.id, quality_profile_id=1, path=str(root / "movies" / "Film (2000)"))
        session.add(target)
        await session.flush()
        file = MovieFile(
            movie_id=movie.id,
            target_id=target.id,
            relative_path=old,
            size=len(OLD),
            quality={"id": 3},
            languages=[1],
        )
        session.add(file)
        await session.flush()
        found = Scene(root, movie.id, target.id, file.id)
    found.source.parent.mkdir(parents=True)
    found.source.write_bytes(NEW)
    found.folder.mkdir(parents=True)
    (found.folder / old).write_bytes(OLD)
    return found


async def in_a_process(url: str, home: Path, entry: FileImport, crash_at: str = "") -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.import_once",
        url,
        str(home),
        msgspec.json.encode(entry).decode(),
        env={**os.environ, "CINEARR_CRASH_AT": crash_at, "PYTHONPATH": "src:."},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode is not None
    assert process.returncode in (0, -signal.SIGKILL), said.decode()[-2000:]
    return process.returncode


async def assert_agrees(database: Database, scene: Scene, *, moved: bool) -> None:
    """One good file at least, the database agrees with the disk, and nothing of ours lies about."""
    async with database.read() as session:
        rows = list(await session.scalars(select(MovieFile)))
        steps = list(await session.scalars(select(ImportRow.step)))
    assert len(rows) == 1
    path = scene.folder / rows[0].relative_path
    assert path.read_bytes() == (NEW if rows[0].size == len(NEW) else OLD)
    everything = [each for each in scene.root.rglob("*") if each.is_file()]
    assert not [each for each in everything if ".cinearr-" in each.name or each.name.endswith(".part")]
    contents = [each.read_bytes() for each in everything]
    assert OLD in contents, "the old film is lost"
    assert NEW in contents, "the new film is lost"
    assert contents.count(OLD) == 1
    assert contents.count(NEW) == (1 if moved or rows[0].size == len(OLD) else 2)
    assert set(steps) <= {"done", "undone"}


class TestKilledAtEveryStep:
    @pytest.mark.parametrize(
        ("mode", "same_name"), [("hardlink", False), ("copy", True), ("move", True)], ids=["link", "copy", "move"]
    )
    async def test_nothing_is_lost_and_a_second_try_brings_it_in(
        self, database: Database, database_url: str, tmp_path: Path, mode: str, same_name: bool
    ) -> None:
        old = "Film (2000).mkv" if same_name else "Film (2000) old.mkv"
        died = 0
        for number, point in enumerate(POINTS):
            root = tmp_path / str(number)
            async with database.begin() as session:
                for table in (Movie, ImportRow):
                    for row in await session.scalars(select(table)):
                        await session.delete(row)
            scene = await build(database, root, old)
            entry = scene.entry(mode=mode, name="Film (2000).mkv" if same_name else "Film (2000) new.mkv", old=old)
            died += await in_a_process(database_url, tmp_path, entry, point) != 0
            async with a_program(database, tmp_path, commands={}, reactions={}) as program:
                await import_file.recover(program)
                await assert_agrees(database, scene, moved=mode == "move")
                async with database.read() as session:
                    there = await session.scalar(select(MovieFile.size))
                if there != len(NEW):
                    await import_file.run(program, entry)
            await assert_agrees(database, scene, moved=mode == "move")
            shutil.rmtree(root)
        assert died == len(POINTS) - (0 if same_name else 1)  # only a name that is taken needs a step aside


class TestBadDays:
    async def run(self, database: Database, home: Path, entry: FileImport) -> None:
        async with a_program(database, home, commands={}, reactions={}) as program:
            await import_file.run(program, entry)

    async def test_a_name_somebody_else_has_is_left_alone(
        self, database: Database, scene: Scene, tmp_path: Path
    ) -> None:
        taken = scene.folder / "Film (2000) new.mkv"
        taken.write_bytes(b"a stranger's")
        with pytest.raises(ImportFailed, match="already has the name"):
            await self.run(database, tmp_path, scene.entry(mode="hardlink"))
        assert taken.read_bytes() == b"a stranger's"
        taken.unlink()
        await assert_agrees(database, scene, moved=False)

    @pytest.mark.parametrize("mode", ["hardlink", "copy", "move"])
    async def test_a_file_that_vanished_after_the_plan(
        self, database: Database, scene: Scene, tmp_path: Path, mode: str
    ) -> None:
        scene.source.unlink()
        with pytest.raises(ImportFailed, match="gone"):
            await self.run(database, tmp_path, scene.entry(mode=mode))
        assert (scene.folder / "Film (2000) old.mkv").read_bytes() == OLD

    async def test_a_file_that_still_grows(self, database: Database, scene: Scene, tmp_path: Path) -> None:
        scene.source.write_bytes(NEW + b"more")
        with pytest.raises(ImportFailed, match="still changing"):
            await self.run(database, tmp_path, scene.entry(mode="copy"))

    @pytest.mark.parametrize("act", ["stage", "place"])
    @pytest.mark.parametrize(
        ("number", "said"),
        [(28, "not enough space"), (30, "read-only"), (13, "cannot be written"), (5, "reports an error")],
    )
    async def test_a_disk_that_refuses(
        self,
        database: Database,
        scene: Scene,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        act: str,
        number: int,
        said: str,
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise OSError(number, os.strerror(number))

        with monkeypatch.context() as patched:
            patched.setattr(files, act, refuse)
            with pytest.raises(ImportFailed, match=said):
                await self.run(database, tmp_path, scene.entry(mode="copy"))
        assert (scene.folder / "Film (2000) old.mkv").read_bytes() == OLD
        await self.run(database, tmp_path, scene.entry(mode="copy"))  # once the cause is gone
        await assert_agrees(database, scene, moved=False)

    async def test_an_extra_that_cannot_come_along_does_not_keep_the_film_out(
        self, database: Database, scene: Scene, tmp_path: Path
    ) -> None:
        gone = Extra(
            source=str(scene.source.with_suffix(".srt")),
            destination=str(scene.folder / "Film (2000) new.en.srt"),
            size=10,
            columns={"relative_path": "Film (2000) new.en.srt", "extension": ".srt", "kind": "subtitle"},
        )
        entry = msgspec.structs.replace(scene.entry(mode="copy"), extras=(gone,))
        await self.run(database, tmp_path, entry)
        await assert_agrees(database, scene, moved=False)


class TestMadeUpForLater:
    """The recycle bin was full, so the end of the import comes days after the rest of it."""

    @pytest.fixture
    async def half(self, database: Database, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
        def full(*_: object) -> None:
            raise OSError(28, os.strerror(28))

        with monkeypatch.context() as patched:
            patched.setattr(files, "retire", full)
            async with a_program(database, tmp_path, commands={}, reactions={}) as program:
                await import_file.run(program, scene.entry(mode="move"))
        return scene

    async def recover(self, database: Database, home: Path) -> None:
        async with a_program(database, home, commands={}, reactions={}) as program:
            assert await import_file.recover(program) == 1

    async def test_the_old_file_and_the_source_go_then(self, database: Database, half: Scene, tmp_path: Path) -> None:
        assert half.source.exists()
        await self.recover(database, tmp_path)
        await assert_agrees(database, half, moved=True)
        assert not half.source.exists()
        assert not (half.folder / "Film (2000) old.mkv").exists()

    @pytest.mark.parametrize("content", [b"another one", b"N" * len(NEW)], ids=["another size", "the same size"])
    async def test_another_file_that_has_the_sources_name_by_now_stays(
        self, database: Database, half: Scene, tmp_path: Path, content: bytes
    ) -> None:
        half.source.unlink()
        half.source.write_bytes(content)
        os.utime(half.source, (1_500_000_000, 1_500_000_000))
        os.utime(half.folder / "Film (2000) new.mkv", (1_400_000_000, 1_400_000_000))
        await self.recover(database, tmp_path)
        assert half.source.read_bytes() == content

    async def test_a_source_whose_copy_went_away_meanwhile_stays(
        self, database: Database, half: Scene, tmp_path: Path
    ) -> None:
        (half.folder / "Film (2000) new.mkv").unlink()
        await self.recover(database, tmp_path)
        assert half.source.read_bytes() == NEW

    async def test_a_film_that_got_the_old_files_name_meanwhile_stays(
        self, database: Database, half: Scene, tmp_path: Path
    ) -> None:
        old = half.folder / "Film (2000) old.mkv"
        (half.folder / "Film (2000) new.mkv").replace(old)
        async with database.begin() as session:
            [row] = await session.scalars(select(MovieFile))
            row.relative_path = old.name
        await self.recover(database, tmp_path)
        assert old.read_bytes() == NEW


class Killed(BaseException):
    """Ends an import as a kill does: nobody clears up."""


class TestLeftByAKill:
    """What a kill left is settled long after, when the disk may look otherwise."""

    @pytest.fixture
    async def scene(self, database: Database, tmp_path: Path) -> Scene:
        return await build(database, tmp_path, "Film (2000).mkv")

    def entry(self, scene: Scene, mode: str = "copy") -> FileImport:
        return scene.entry(mode=mode, name="Film (2000).mkv", old="Film (2000).mkv")

    async def killed(
        self, database: Database, home: Path, entry: FileImport, point: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def reach(name: str) -> None:
            if name == point:
                raise Killed

        with monkeypatch.context() as patched:
            for module in (import_file, import_on_disk):
                patched.setattr(module, "reach", reach)
            async with a_program(database, home, commands={}, reactions={}) as program:
                with pytest.raises(Killed):
                    await import_file.run(program, entry)

    async def recover(self, database: Database, home: Path) -> list[str]:
        """The steps of the journal then."""
        async with a_program(database, home, commands={}, reactions={}) as program:
            await import_file.recover(program)
        async with database.read() as session:
            return list(await session.scalars(select(ImportRow.step)))

    async def test_a_library_that_is_not_there_is_waited_for(
        self, database: Database, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await self.killed(database, tmp_path, self.entry(scene), "import.aside", monkeypatch)
        library = tmp_path / "movies"
        away = library.rename(tmp_path / "unplugged")
        assert await self.recover(database, tmp_path) == ["staged"]
        library.mkdir()  # what is left of a mount
        assert await self.recover(database, tmp_path) == ["staged"]
        library.rmdir()
        away.rename(library)
        assert await self.recover(database, tmp_path) == ["undone"]
        await assert_agrees(database, scene, moved=False)

    async def test_a_library_that_cannot_be_written_is_tried_again(
        self, database: Database, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await self.killed(database, tmp_path, self.entry(scene), "import.aside", monkeypatch)
        with read_only(tmp_path / "movies"):
            assert await self.recover(database, tmp_path) == ["staged"]
        assert await self.recover(database, tmp_path) == ["undone"]
        await assert_agrees(database, scene, moved=False)

    async def test_a_name_that_was_taken_meanwhile_leaves_the_old_file_where_it_is_seen(
        self, database: Database, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await self.killed(database, tmp_path, self.entry(scene), "import.aside", monkeypatch)
        (scene.folder / "Film (2000).mkv").write_bytes(b"a person's")
        assert await self.recover(database, tmp_path) == ["undone"]
        assert {each.name: each.read_bytes() for each in scene.folder.iterdir()} == {
            "Film (2000).mkv": b"a person's",
            "Film (2000)_2.mkv": OLD,
        }

    async def test_half_a_copy_never_gets_the_name_of_the_source(
        self, database: Database, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await self.killed(database, tmp_path, self.entry(scene), "import.staging", monkeypatch)
        [part] = scene.folder.glob(".cinearr-*.part")
        part.write_bytes(NEW[:100])
        scene.source.unlink()
        assert await self.recover(database, tmp_path) == ["undone"]
        assert not scene.source.exists()
        assert [each.name for each in scene.folder.iterdir()] == ["Film (2000).mkv"]

    async def test_the_only_bytes_are_kept_beside_another_file_of_the_sources_name(
        self, database: Database, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await self.killed(database, tmp_path, self.entry(scene, "move"), "import.staged", monkeypatch)
        scene.source.unlink()
        scene.source.write_bytes(b"another download")
        assert await self.recover(database, tmp_path) == ["undone"]
        assert {each.read_bytes() for each in scene.source.parent.iterdir()} == {b"another download", NEW}

    async def test_one_that_cannot_be_settled_does_not_keep_the_others_waiting(
        self, database: Database, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await self.killed(database, tmp_path, self.entry(scene), "import.staged", monkeypatch)
        async with database.begin() as session:
            [row] = await session.scalars(select(ImportRow))
            broken = ImportRow(movie_id=row.movie_id, target_id=row.target_id, step="staged", plan={"source": 1})
            session.add(broken)
            await session.flush()
            row.id += 1000  # so that it comes after the broken one
        assert sorted(await self.recover(database, tmp_path)) == ["staged", "undone"]


class TestWhatIsNotTheImportsToDelete:
    async def run(self, database: Database, home: Path, entry: FileImport) -> None:
        async with a_program(database, home, commands={}, reactions={}) as program:
            await import_file.run(program, entry)

    @pytest.mark.parametrize("recycle", [True, False])
    async def test_the_film_itself_by_a_second_mount(self, database: Database, tmp_path: Path, recycle: bool) -> None:
        scene = await build(database, tmp_path, "Film (2000).mkv")
        with mounted_at(scene.folder, tmp_path / "second"):
            entry = msgspec.structs.replace(
                scene.entry(mode="move", name="Film (2000).mkv", old="Film (2000).mkv"),
                source=str(tmp_path / "second" / "Film (2000).mkv"),
                size=len(OLD),
                recycle=str(scene.recycled / "Film.mkv") if recycle else None,
            )
            await self.run(database, tmp_path, entry)
            assert (scene.folder / "Film (2000).mkv").read_bytes() == OLD

    async def test_an_extra_whose_name_is_taken(self, database: Database, scene: Scene, tmp_path: Path) -> None:
        source, taken = scene.source.with_suffix(".srt"), scene.folder / "Film (2000) new.en.srt"
        source.write_text("new words!")
        taken.write_text("old words!")
        os.utime(taken, (1, 1))
        await self.run(database, tmp_path, self.with_extra(scene, source, taken))
        assert (source.read_text(), taken.read_text()) == ("new words!", "old words!")
        async with database.read() as session:
            assert await session.scalar(select(ExtraFile.id)) is None  # else it went with the film's file one day
        assert not scene.source.exists()

    async def test_an_extra_on_a_disk_without_links(
        self, database: Database, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)
        source, taken = scene.source.with_suffix(".srt"), scene.folder / "Film (2000) new.en.srt"
        source.write_text("new words!")
        taken.write_text("old words!")
        os.utime(taken, (1, 1))
        await self.run(database, tmp_path, self.with_extra(scene, source, taken))
        assert (source.read_text(), taken.read_text()) == ("new words!", "old words!")

    async def test_extras_that_came_along_go(self, database: Database, scene: Scene, tmp_path: Path) -> None:
        source, there = scene.source.with_suffix(".srt"), scene.folder / "Film (2000) new.en.srt"
        source.write_text("new words!")
        await self.run(database, tmp_path, self.with_extra(scene, source, there))
        assert there.read_text() == "new words!"
        assert not source.exists()

    def with_extra(self, scene: Scene, source: Path, destination: Path) -> FileImport:
        extra = Extra(
            source=str(source),
            destination=str(destination),
            size=10,
            columns={"relative_path": destination.name, "extension": ".srt", "kind": "subtitle"},
        )
        return msgspec.structs.replace(scene.entry(mode="move"), extras=(extra,))

    @pytest.mark.parametrize("same_name", [True, False])
    async def test_a_file_that_a_person_put_in_the_old_ones_place_meanwhile(
        self, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, same_name: bool
    ) -> None:
        old = "Film (2000).mkv" if same_name else "Film (2000) old.mkv"
        scene = await build(database, tmp_path, old)

        def reach(name: str) -> None:
            if name == "import.staged":
                (scene.folder / old).write_bytes(b"a person's")

        monkeypatch.setattr(import_file, "reach", reach)
        entry = scene.entry(mode="copy", name="Film (2000).mkv", old=old)
        if same_name:
            with pytest.raises(ImportFailed, match="has changed"):
                await self.run(database, tmp_path, entry)
        else:
            await self.run(database, tmp_path, entry)
        assert (scene.folder / old).read_bytes() == b"a person's"

    @pytest.mark.parametrize("mode", ["move", "copy"])
    async def test_a_film_that_is_removed_from_the_library_meanwhile(
        self, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
    ) -> None:
        scene = await build(database, tmp_path, "Film (2000).mkv")
        place = import_on_disk.place
        loop = asyncio.get_running_loop()

        async def remove() -> None:
            async with database.begin() as session:
                await session.delete(await session.get(Movie, scene.movie_id))

        def place_and_remove(import_id: int, entry: FileImport) -> None:
            place(import_id, entry)
            asyncio.run_coroutine_threadsafe(remove(), loop).result()

        monkeypatch.setattr(import_on_disk, "place", place_and_remove)
        with pytest.raises(ImportFailed, match="removed from the library"):
            await self.run(database, tmp_path, scene.entry(mode=mode, name="Film (2000).mkv", old="Film (2000).mkv"))
        assert {each.name: each.read_bytes() for each in scene.folder.iterdir()} == {"Film (2000).mkv": OLD}
        assert scene.source.read_bytes() == NEW
