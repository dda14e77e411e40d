"""When the folder of a download goes, and above all when it does not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cinearr.core.importing.plan import ImportMode
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.settings import MediaManagement
from cinearr.workflows import clear_download
from cinearr.workflows.clear_download import clear
from cinearr.workflows.import_facts import Origin
from cinearr.workflows.program import Program
from tests.factories.library import a_film, a_movie, a_root, use
from tests.factories.videos import a_video

MOVED = Origin(download_id="this")


def put(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def big(path: Path) -> None:
    put(path)
    os.truncate(path, 101 * 1024**2)


async def track(program: Program, download_id: str, path: Path, *, gone: bool = False) -> None:
    async with program.database.begin() as session:
        session.add(
            TrackedDownloadRow(
                download_client_id=1,
                download_id=download_id,
                state="downloading",
                title="Other",
                protocol=2,
                item={"output_path": str(path)},
                gone=gone,
            )
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "downloads" / "Film.2010-GROUP"
    put(found / "film.nfo")
    put(found / "Proof" / "proof.jpg")
    return found


class TestWhatIsLeft:
    async def test_small_leavings_and_samples_go(self, program: Program, folder: Path) -> None:
        put(folder / "Sample" / "film-group.mkv", a_video())
        put(folder / "film.sample.mkv", a_video())
        assert await clear(program, folder, MOVED, runtime=100)
        assert list(folder.parent.iterdir()) == []

    async def test_to_the_recycle_bin_where_there_is_one(self, program: Program, folder: Path, tmp_path: Path) -> None:
        await use(program, MediaManagement(recycle_bin=str(tmp_path / "bin")))
        assert await clear(program, folder, MOVED, runtime=100)
        assert not folder.exists()
        there = tmp_path / "bin" / folder.name
        assert sorted(each.name for each in there.rglob("*") if each.is_file()) == ["film.nfo", "proof.jpg"]

    @pytest.mark.parametrize(
        "leave",
        [
            pytest.param(lambda at: put(at / "Sampler (2010).mkv", a_video()), id="a film whose name begins so"),
            pytest.param(
                lambda at: put(at / "Free Sample (2010).mkv"), id="has the word, but nobody can tell how long"
            ),
            pytest.param(lambda at: put(at / "Free Sample (2010).iso"), id="a disc, never a sample"),
            pytest.param(lambda at: put(at / "Extras" / "short.mp4", a_video()), id="short, but not called a sample"),
            pytest.param(lambda at: put(at / "film.rar"), id="an archive"),
            pytest.param(lambda at: put(at / "film.r07"), id="a part of one"),
            pytest.param(lambda at: put(at / "film.zip.001"), id="another kind of part"),
            pytest.param(lambda at: put(at / "film.tar.gz"), id="a two-part ending"),
            pytest.param(lambda at: (at / "a.txt").symlink_to(at / "film.nfo"), id="a link to a file"),
            pytest.param(lambda at: (at / "away").symlink_to(at.parent), id="a link to a folder"),
            pytest.param(lambda at: os.mkfifo(at / "pipe"), id="no file at all"),
            pytest.param(lambda at: big(at / "data.unknown"), id="too much"),
            pytest.param(lambda at: put(at / "#recycle" / "letter.doc"), id="a bin of the storage"),
            pytest.param(lambda at: put(at / ".cinearr-7.part"), id="bytes on their way"),
            pytest.param(lambda at: [put(at / f"{n}.txt") for n in range(20)], id="more files than are looked through"),
        ],
    )
    async def test_these_stay_and_so_does_everything(
        self, program: Program, folder: Path, monkeypatch: pytest.MonkeyPatch, leave: Callable[[Path], object]
    ) -> None:
        monkeypatch.setattr(clear_download, "MOST_LEFT", 10)
        leave(folder)
        before = sorted(folder.rglob("*"))
        assert not await clear(program, folder, MOVED, runtime=100)
        assert sorted(folder.rglob("*")) == before

    async def test_a_sample_that_runs_as_long_as_the_film_is_the_film(self, program: Program, folder: Path) -> None:
        put(folder / "film-sample.mkv", a_video())
        assert not await clear(program, folder, MOVED, runtime=3)
        assert (folder / "film-sample.mkv").exists()


class TestWhereItLies:
    @pytest.mark.parametrize("gone", [False, True])
    async def test_a_folder_that_downloads_share_stays(self, program: Program, folder: Path, gone: bool) -> None:
        await track(program, "other", folder / "Other", gone=gone)
        assert not await clear(program, folder, MOVED, runtime=100)
        assert (folder / "film.nfo").exists()

    async def test_its_own_and_others_beside_it_do_not_keep_it(self, program: Program, folder: Path) -> None:
        await track(program, "this", folder)
        await track(program, "other", folder.parent / "Film.2010-GROUP.2")
        assert await clear(program, folder, MOVED, runtime=100)

    @pytest.mark.parametrize("root", [".", "..", "films"])
    async def test_nothing_of_the_library(self, program: Program, folder: Path, root: str) -> None:
        await a_root(program, (folder / root).resolve())
        assert not await clear(program, folder, MOVED, runtime=100)
        assert (folder / "film.nfo").exists()

    async def test_not_by_a_link_to_the_library_either(self, program: Program, folder: Path, tmp_path: Path) -> None:
        await a_root(program, folder.parent)
        (tmp_path / "alias").symlink_to(folder.parent)
        assert not await clear(program, tmp_path / "alias" / folder.name, MOVED, runtime=100)
        assert (folder / "film.nfo").exists()

    async def test_no_film_lives_in_it(self, program: Program, folder: Path, tmp_path: Path) -> None:
        await a_movie(program, await a_root(program, tmp_path / "films"), a_film(), path=str(folder / "Sintel"))
        assert not await clear(program, folder, MOVED, runtime=100)
        assert (folder / "film.nfo").exists()

    async def test_no_film_lives_in_it_by_another_name_either(
        self, program: Program, folder: Path, tmp_path: Path
    ) -> None:
        root = await a_root(program, tmp_path / "films")
        await a_movie(program, root, a_film(), path=str(folder / "Sintel"))
        (tmp_path / "alias").symlink_to(folder.parent)
        assert not await clear(program, tmp_path / "alias" / folder.name, MOVED, runtime=100)
        assert (folder / "film.nfo").exists()

    async def test_the_recycle_bin_is_not_in_it(self, program: Program, folder: Path) -> None:
        await use(program, MediaManagement(recycle_bin=str(folder / "bin")))
        assert not await clear(program, folder, MOVED, runtime=100)
        assert (folder / "film.nfo").exists()

    @pytest.mark.parametrize(
        "origin",
        [Origin(can_move=False), Origin(mode=ImportMode.COPY), Origin(mode=ImportMode.COPY, can_move=False)],
    )
    async def test_only_after_a_move(self, program: Program, folder: Path, origin: Origin) -> None:
        assert not await clear(program, folder, origin, runtime=100)
        assert (folder / "film.nfo").exists()
