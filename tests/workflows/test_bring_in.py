"""Which file an import takes, and what it would replace, where names mislead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cinearr.features.settings import MediaManagement
from cinearr.kit.db import Database
from cinearr.kit.jobs.spec import Unsuccessful
from tests.factories.library import a_file, use
from tests.factories.videos import a_video
from tests.fakes.disks import mounted_at
from tests.fakes.line import Line, a_line
from tests.fakes.program import commands_queued, run_command

NAME = "Sintel (2010) WEBDL-1080p.mkv"


@pytest.fixture
async def line(database: Database, tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(database, tmp_path, clients=()) as found:
        await use(found.program, MediaManagement(recycle_bin=""))
        yield found


async def by_hand(line: Line, path: Path) -> None:
    """A person moves this file into the library."""
    file = {"path": str(path), "movieId": line.movie.id}
    await run_command(line.program, "ManualImport", {"files": [file], "importMode": "move"})


@pytest.mark.parametrize("name", [NAME, "Sintel.2010.1080p.WEB-DL.H264-GROUP.mkv"])
async def test_the_films_own_file_by_a_second_mount_of_the_library(line: Line, tmp_path: Path, name: str) -> None:
    await a_file(line.program, line.movie, name, size=len(a_video()))
    (line.library / name).write_bytes(a_video())
    with mounted_at(line.root, tmp_path / "second"):
        await by_hand(line, tmp_path / "second" / line.library.name / name)
    assert line.files() == [NAME]
    assert (line.library / NAME).read_bytes() == a_video()
    assert [row.relative_path for row in await line.movie_files()] == [NAME]


async def test_a_file_that_a_person_put_in_the_films_place_is_looked_at_before_it_is_replaced(
    line: Line, tmp_path: Path
) -> None:
    await a_file(line.program, line.movie, NAME)
    (line.library / NAME).write_bytes(b"a far better one")
    other = tmp_path / "Sintel.2010.1080p.WEB-DL.H264-GROUP.mkv"
    other.write_bytes(a_video())
    with pytest.raises(Unsuccessful, match="has changed since it was last looked at"):
        await by_hand(line, other)
    assert (line.library / NAME).read_bytes() == b"a far better one"
    assert other.exists()
    assert ("RescanMovie", {"movieId": line.movie.id}) in await commands_queued(line.program)
