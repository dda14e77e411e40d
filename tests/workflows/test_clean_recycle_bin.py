from __future__ import annotations

import os
from pathlib import Path

import pytest

from cinearr.features import settings
from cinearr.kit.jobs.spec import CommandFailed
from cinearr.workflows.program import Program
from tests.factories.library import a_movie, a_root, use
from tests.fakes.program import SetClock, run_command


def put(path: Path, *, days_old: float, clock: SetClock) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    moment = clock.now.timestamp() - days_old * 86400
    os.utime(path, (moment, moment))
    return path


class TestCleanUp:
    async def test_what_is_old_goes_with_folders_that_are_empty_then(
        self, program: Program, tmp_path: Path, clock: SetClock
    ) -> None:
        bin_folder = tmp_path / "bin"
        put(bin_folder / "Old" / "Subs" / "a.srt", days_old=8, clock=clock)
        put(bin_folder / "Mixed" / "old.mkv", days_old=8, clock=clock)
        put(bin_folder / "Mixed" / "new.mkv", days_old=6, clock=clock)
        await use(program, settings.MediaManagement(recycle_bin=str(bin_folder)))
        await run_command(program, "CleanUpRecycleBin")
        assert [str(path.relative_to(bin_folder)) for path in sorted(bin_folder.rglob("*"))] == [
            "Mixed",
            "Mixed/new.mkv",
        ]

    @pytest.mark.parametrize("days", [0, -1])
    async def test_never_when_told_so(self, program: Program, tmp_path: Path, clock: SetClock, days: int) -> None:
        file = put(tmp_path / "bin" / "a", days_old=999, clock=clock)
        await use(program, settings.MediaManagement(recycle_bin=str(tmp_path / "bin"), recycle_bin_cleanup_days=days))
        await run_command(program, "CleanUpRecycleBin")
        assert file.exists()

    async def test_a_bin_that_holds_the_library_is_none(self, program: Program, films: Path, clock: SetClock) -> None:
        await a_movie(program, await a_root(program, films))
        file = put(films / "Sintel (2010)" / "a.mkv", days_old=999, clock=clock)
        for folder in (films, films.parent, films / "Sintel (2010)"):
            await use(program, settings.MediaManagement(recycle_bin=str(folder)))
            with pytest.raises(CommandFailed, match="of the library"):
                await run_command(program, "CleanUpRecycleBin")
        assert file.exists()

    async def test_nor_is_a_link_to_the_library(
        self, program: Program, films: Path, tmp_path: Path, clock: SetClock
    ) -> None:
        await a_movie(program, await a_root(program, films))
        file = put(films / "Sintel (2010)" / "a.mkv", days_old=999, clock=clock)
        for number, folder in enumerate((films, films.parent, films / "Sintel (2010)")):
            link = tmp_path / f"link {number}"
            link.symlink_to(folder)
            await use(program, settings.MediaManagement(recycle_bin=str(link)))
            with pytest.raises(CommandFailed, match="of the library"):
                await run_command(program, "CleanUpRecycleBin")
        assert file.exists()

    async def test_links_are_cut_not_followed(self, program: Program, tmp_path: Path, clock: SetClock) -> None:
        precious = put(tmp_path / "precious" / "a", days_old=999, clock=clock)
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "link").symlink_to(tmp_path / "precious")
        moment = clock.now.timestamp() - 8 * 86400
        os.utime(tmp_path / "bin" / "link", (moment, moment), follow_symlinks=False)
        await use(program, settings.MediaManagement(recycle_bin=str(tmp_path / "bin")))
        await run_command(program, "CleanUpRecycleBin")
        assert precious.exists()
        assert list((tmp_path / "bin").iterdir()) == []

    async def test_nothing_to_do_without_a_bin(self, program: Program) -> None:
        await run_command(program, "CleanUpRecycleBin")
        await use(program, settings.MediaManagement(recycle_bin="/no/such/bin"))
        await run_command(program, "CleanUpRecycleBin")
