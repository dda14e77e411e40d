from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from cinearr.features import settings
from cinearr.features.history.tables import HistoryRow
from cinearr.features.media_files.tables import ExtraFile, MovieFile
from cinearr.features.movies.tables import Target
from cinearr.kit.errors import Conflict, NotFound
from cinearr.workflows import delete_file
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_movie, a_root, use
from tests.fakes.program import count


async def sintel(program: Program, films: Path) -> MovieFile:
    return await a_file(program, await a_movie(program, await a_root(program, films)), release_group="OPEN")


class TestDelete:
    async def test_for_good_where_there_is_no_bin(self, program: Program, films: Path) -> None:
        row = await sintel(program, films)
        await delete_file.delete(program, row.id)
        assert list((films / "Sintel (2010)").iterdir()) == []
        assert await count(program, MovieFile) == 0
        async with program.database.read() as session:
            event = (await session.scalars(select(HistoryRow))).one()
            assert await session.scalar(select(Target.monitored)) is True
        assert event.source_title == str(films / "Sintel (2010)" / row.relative_path)
        assert event.data == {"reason": "Manual", "releaseGroup": "OPEN", "size": "1000", "indexerFlags": "0"}

    async def test_into_the_bin_with_its_extras_under_free_names(
        self, program: Program, films: Path, tmp_path: Path
    ) -> None:
        row = await sintel(program, films)
        subtitle = (films / "Sintel (2010)" / row.relative_path).with_suffix(".en.srt")
        subtitle.write_text("1")
        async with program.database.begin() as session:
            session.add(
                ExtraFile(
                    movie_id=row.movie_id,
                    movie_file_id=row.id,
                    relative_path=subtitle.name,
                    extension=".srt",
                    kind="subtitle",
                )
            )
        there = tmp_path / "bin" / "Sintel (2010)"
        there.mkdir(parents=True)
        (there / row.relative_path).write_text("an older one")
        await use(program, settings.MediaManagement(recycle_bin=str(tmp_path / "bin")))
        await delete_file.delete(program, row.id)
        names = {path.name: path.stat().st_size for path in there.iterdir()}
        assert names == {
            row.relative_path: 12,
            "Sintel (2010) WEBDL-1080p_2.mkv": 1000,
            subtitle.name: 1,
        }
        assert (await count(program, MovieFile), await count(program, ExtraFile)) == (0, 0)

    async def test_a_file_that_is_gone_already(self, program: Program, films: Path) -> None:
        row = await sintel(program, films)
        (films / "Sintel (2010)" / row.relative_path).unlink()
        await delete_file.delete(program, row.id)
        assert await count(program, MovieFile) == 0

    async def test_empty_folders_and_the_wish_go_when_told_to(self, program: Program, films: Path) -> None:
        row = await sintel(program, films)
        (films / "stays").mkdir()
        await use(
            program,
            settings.MediaManagement(delete_empty_folders=True, auto_unmonitor_previously_downloaded_movies=True),
        )
        await delete_file.delete(program, row.id)
        assert [path.name for path in films.iterdir()] == ["stays"]
        async with program.database.read() as session:
            assert await session.scalar(select(Target.monitored)) is False

    @pytest.mark.parametrize("empty", [True, False])
    async def test_not_while_the_disk_is_away(self, program: Program, films: Path, empty: bool) -> None:
        row = await sintel(program, films)
        shutil.rmtree(films)
        if empty:
            films.mkdir()
        with pytest.raises(Conflict, match="is empty" if empty else "doesn't exist"):
            await delete_file.delete(program, row.id)
        assert await count(program, MovieFile) == 1

    async def test_a_disk_that_refuses_changes_nothing(self, program: Program, films: Path, tmp_path: Path) -> None:
        row = await sintel(program, films)
        (tmp_path / "bin").write_text("no folder")
        await use(program, settings.MediaManagement(recycle_bin=str(tmp_path / "bin")))
        with pytest.raises(delete_file.NotDeleted):
            await delete_file.delete(program, row.id)
        assert await count(program, MovieFile) == 1
        assert (films / "Sintel (2010)" / row.relative_path).exists()

    async def test_an_unknown_one(self, program: Program) -> None:
        with pytest.raises(NotFound):
            await delete_file.delete(program, 5)

    async def test_many(self, program: Program, films: Path) -> None:
        row = await sintel(program, films)
        await delete_file.delete_many(program, [99, row.id])
        assert await count(program, MovieFile) == 0
