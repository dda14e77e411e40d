"""What a client deletes when a download is done must never be the library."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from cinearr.core.tracking import tracked_id
from cinearr.features.root_folders import RootFolder
from cinearr.kit.db import Database
from cinearr.workflows import remove_queue_items
from cinearr.workflows.remove_queue_items import Removal
from tests.factories.videos import a_video
from tests.fakes.line import Line, a_line, client_row
from tests.fakes.program import run_command

WEB = "Sintel.2010.1080p.WEB-DL.H264-GROUP"


@pytest.fixture
async def line(database: Database, tmp_path: Path) -> AsyncIterator[Line]:
    async with a_line(database, tmp_path, clients=()) as found:
        yield found


async def watch(line: Line, folder: Path) -> None:
    """A client that removes what is imported from this folder."""
    row = client_row("blackhole", line.folder)
    row.settings = {**row.settings, "watchFolder": str(folder)}
    row.options = {**row.options, "removeCompletedDownloads": True}
    async with line.program.database.begin() as session:
        session.add(row)


async def come(line: Line, folder: Path, *names: str) -> Path:
    """A release lies in a folder and has settled."""
    folder.mkdir(parents=True)
    for number, name in enumerate(names):
        (folder / name).write_bytes(a_video(grey=90 + number))
    line.clock.ahead += timedelta(minutes=2)
    return folder


def everything(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.rglob("*") if each.is_file())


async def test_a_library_that_is_watched_by_mistake_stays(line: Line) -> None:
    await watch(line, line.root)
    await come(line, line.library, f"{WEB}.mkv")
    for _ in range(3):
        await line.track()
    assert [each.suffix for each in line.library.iterdir()] == [".mkv"]


async def test_so_does_one_that_a_person_takes_out_of_the_queue(line: Line) -> None:
    await watch(line, line.root)
    await come(line, line.library, f"{WEB}.mkv")
    await run_command(line.program, "RefreshMonitoredDownloads")
    [row] = await line.tracked()
    await remove_queue_items.remove(
        line.program, [tracked_id(row.download_client_id, row.download_id)], Removal(from_client=True)
    )
    assert len(everything(line.library)) == 1


async def test_a_second_film_in_the_folder_stays(line: Line) -> None:
    await watch(line, line.watch_folder)
    folder = await come(line, line.watch_folder / WEB, f"{WEB}.mkv", "Another.Film.2011.1080p.WEB-DL.x264-GROUP.mkv")
    (folder / "release.nfo").write_text("x")
    for _ in range(3):
        await line.track()
    rows = await line.tracked()  # what is left counts as a new download, since its folder has changed
    assert rows[0].state == "imported"
    assert all("another film" in str(row.messages) for row in rows[1:])
    assert (line.library / line.files()[0]).read_bytes() == a_video(grey=90)
    assert everything(folder) == ["Another.Film.2011.1080p.WEB-DL.x264-GROUP.mkv", "release.nfo"]


async def test_leavings_go(line: Line) -> None:
    await watch(line, line.watch_folder)
    folder = await come(line, line.watch_folder / WEB, f"{WEB}.mkv")
    (folder / "release.nfo").write_text("x")
    await line.track()
    await line.track()
    assert not folder.exists()
    assert len(line.files()) == 1


async def test_nothing_is_taken_from_a_folder_of_many(line: Line, tmp_path: Path) -> None:
    """A path mapping that is one folder short makes the whole library look like one download."""
    await watch(line, tmp_path)
    library = line.root.rename(tmp_path / WEB)
    async with line.program.database.begin() as session:
        await session.execute(update(RootFolder).values(path=str(library)))
    await come(line, library / "Two (2011)", "Two.2011.1080p.WEB-DL.x264-GROUP.mkv")
    await line.track()
    assert everything(library) == ["Two.2011.1080p.WEB-DL.x264-GROUP.mkv"]
    told = " ".join(str(row.messages) for row in await line.tracked())
    assert "no download's own folder" in told
