"""SIGKILL at every step of a grab and of an import, one after the other: each time the program goes on as if nothing had been."""

from __future__ import annotations

from pathlib import Path

import pytest

from cinearr.demo.neighbourhood import Neighbourhood
from tests.e2e.line import BETTER, FIRST, Folders, Line, neighbours
from tests.e2e.server import Server, free_port, running

# Where the worker dies, and then everything with it. Each start goes on from where the last one was killed, so the
# points come in the order of the work; those that recovery itself passes by come before those it does not.
GRAB_AND_FIRST_IMPORT = (
    "grab.begun", "grab.added", "grab.sent", "import.planned", "import.staging", "import.staged", "import.placed"
)  # fmt: skip
UPGRADE = ("import.aside", "import.named", "import.committed", "import.retired", "import.done")
# One name for every quality: an upgrade then has to put the old file aside first.
NAME = "{Movie Title} ({Release Year})"
FILE = "Big Buck Bunny (2008)/Big Buck Bunny (2008).mkv"


@pytest.mark.timeout(900)  # some fifteen starts of the whole program
async def test_nothing_is_lost_or_done_twice(folder: Path, near: Neighbourhood) -> None:
    folders = Folders.below(folder)
    server = Server(folder / "home", neighbours(near))
    async with running(server):
        line = Line(server, near, folders)
        await near.release(FIRST)
        await line.set_up()
        await line.name_films(NAME)
        await line.use_engine(free_port())
        await line.add_film(search=False)
        await line.until_idle()

        await _killed_at_each(line, GRAB_AND_FIRST_IMPORT, "MoviesSearch", movieIds=[line.movie_id])
        await line.until_file(FILE)
        await _once_each(line, [FIRST])
        first = (folders.library / FILE).read_bytes()

        await near.release(FIRST, BETTER)
        await _killed_at_each(line, UPGRADE, "RssSync", good=first)
        await line.until(lambda: _imported(line, BETTER), "the upgrade")
        await _once_each(line, [FIRST, BETTER])
        [recycled] = folders.recycle_bin.rglob("*.mkv")
        assert recycled.read_bytes() == first
        assert (folders.library / FILE).read_bytes() != first


async def _killed_at_each(
    line: Line, points: tuple[str, ...], command: str, *, good: bytes | None = None, **body: object
) -> None:
    """Start with the next point to die at, wait for the death, kill the rest; then once more without.

    `good` is a film that must be whole in the library or the recycle bin at any moment.
    """
    server = line.server
    await server.stop()
    for number, point in enumerate(points):
        await server.start(CINEARR_CRASH_AT=point)
        if number == 0:
            await line.api.post("command", {"name": command, **body})
        await line.until(lambda: server.says_soon("the worker ended"), f"the death at {point}")
        await server.kill()
        if good is not None:
            everywhere = (*line.folders.library.rglob("*"), *line.folders.recycle_bin.rglob("*"))
            assert good in [path.read_bytes() for path in everywhere if path.is_file()], f"lost at {point}"
        server.time_passes()
    await server.start()


async def _imported(line: Line, title: str) -> bool:
    return title in await line.history("downloadFolderImported")


async def _once_each(line: Line, titles: list[str]) -> None:
    """One grab, one import and one torrent of each release; the disk as the database says; no litter."""
    await line.until_idle()
    assert await line.history("grabbed") == titles
    assert await line.history("downloadFolderImported") == titles
    assert line.server.sql("select count(*) from engine_torrents") == [(len(titles),)]
    assert line.server.sql("select count(*) from imports where step not in ('done', 'undone')") == [(0,)]
    await line.agrees()
