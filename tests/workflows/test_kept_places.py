from __future__ import annotations

from pathlib import Path

import pytest

from cinearr.features.download_clients.tables import DownloadClientRow
from cinearr.kit.errors import Invalid
from cinearr.workflows import delete_movie, kept_places
from cinearr.workflows.edit_movie import Edit, edit
from cinearr.workflows.kept_places import Kind, Place, film_around, held_by, why_kept
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie, a_root
from tests.fakes.disks import mounted_at
from tests.fakes.program import settled, working


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "disk" / "Film"
    (path / "in").mkdir(parents=True)
    return path


class TestWhyKept:
    @pytest.mark.parametrize("path", ["/", "/home", "/home/me", "/usr", "/proc/1", "/mnt/disk", "/srv/..", "relative"])
    def test_folders_of_the_system_and_of_nobody_in_particular(self, path: str) -> None:
        assert why_kept(Path(path), ()) is not None

    def test_a_film_directly_on_a_disk_that_is_a_root_folder(self) -> None:
        assert why_kept(Path("/mnt/Film (2000)"), [Place("/mnt", Kind.ROOT)]) is None

    def test_what_holds_nothing_may_go(self, folder: Path) -> None:
        places = [Place(str(folder.parent), Kind.ROOT), Place(f"{folder}er", Kind.FILM), Place("/gone", Kind.BIN)]
        assert why_kept(folder, places) is None

    @pytest.mark.parametrize("kind", list(Kind))
    def test_what_holds_something_stays(self, folder: Path, kind: Kind) -> None:
        for held in (folder, folder / "in", folder / "not there"):
            assert kind.value in (why_kept(folder, [Place(str(held), kind)]) or "")

    def test_a_link_hides_nothing(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "alias").symlink_to(tmp_path / "disk")
        place = Place(str(folder / "in"), Kind.FILM)
        assert held_by(tmp_path / "alias" / "Film", [place]) == place
        through = Place(str(tmp_path / "alias" / "Film" / "gone"), Kind.FILM)
        assert held_by(folder, [through]) == through

    def test_nor_does_a_second_mount(self, folder: Path, tmp_path: Path) -> None:
        with mounted_at(tmp_path / "disk", tmp_path / "second"):
            place = Place(str(tmp_path / "second" / "Film" / "in"), Kind.FILM)
            assert held_by(folder, [place]) == place


class TestFilmAround:
    def test_below_it_at_it_and_above_it(self, folder: Path, tmp_path: Path) -> None:
        film = Place(str(folder), Kind.FILM)
        for path in (folder, folder / "in", folder / "not there", folder.parent):
            assert film_around(path, [film]) == film
        assert film_around(tmp_path / "other", [film]) is None
        with mounted_at(tmp_path / "disk", tmp_path / "second"):
            assert film_around(tmp_path / "second" / "Film" / "in", [film]) == film

    def test_a_download_in_a_root_folder_is_no_film(self, folder: Path) -> None:
        root = Place(str(folder.parent), Kind.ROOT)
        assert film_around(folder, [root]) is None
        assert film_around(folder.parent, [root]) == root


class TestDeletingAFilmWithItsFiles:
    async def delete(self, program: Program, movie_id: int) -> None:
        await delete_movie.delete(program, movie_id, delete_files=True)
        async with working(program):
            await settled(program)

    async def test_a_folder_that_holds_downloads_stays(self, program: Program, films: Path, tmp_path: Path) -> None:
        await a_root(program, films)
        shared = tmp_path / "data"
        movie = await a_movie(program, films, path=str(shared))
        await a_file(program, movie)
        watched = shared / "complete"
        watched.mkdir()
        async with program.database.begin() as session:
            session.add(
                DownloadClientRow(
                    name="Blackhole",
                    implementation="UsenetBlackhole",
                    settings={"nzbFolder": str(tmp_path), "watchFolder": str(watched)},
                    options={},
                    tags=[],
                )
            )
        await self.delete(program, movie.id)
        assert watched.exists()

    async def test_a_folder_another_film_has_by_another_path_stays(
        self, program: Program, films: Path, tmp_path: Path
    ) -> None:
        root = await a_root(program, films)
        (tmp_path / "alias").symlink_to(films)
        first = await a_movie(program, root)
        second = await a_movie(program, root, a_film(2, "Two"), path=str(tmp_path / "alias" / "Sintel (2010)"))
        row = await a_file(program, second)
        await self.delete(program, first.id)
        assert (films / "Sintel (2010)" / row.relative_path).exists()

    async def test_the_data_folder_of_the_program_stays(self, program: Program, films: Path) -> None:
        await a_root(program, films)
        program.config.home.mkdir(exist_ok=True)
        movie = await a_movie(program, films, path=str(program.config.home.parent))
        await self.delete(program, movie.id)
        assert program.config.home.exists()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/", "folder of the system"),
        ("/home", "folder of the system"),
        ("/proc/films", "folder of the system"),
        ("{root}/..", "Invalid Path"),
        ("{parent}", "ancestor of a root folder"),
        ("{root}", "as a root folder"),
        ("{root}/sub", "ancestor of an existing movie"),
    ],
)
async def test_a_film_gets_no_folder_that_is_not_its_own(
    program: Program, films: Path, path: str, message: str
) -> None:
    root = await a_root(program, films)
    movie = await a_movie(program, root)
    await a_movie(program, root, a_film(2, "Two"), path=str(root / "sub" / "Two"))
    wanted = path.format(root=root, parent=root.parent)
    with pytest.raises(Invalid, match=message):
        await edit(program, Edit(movie_id=movie.id, path=wanted, quality_profile_id=1))


async def test_the_places_of_a_program(program: Program, films: Path) -> None:
    root = await a_root(program, films)
    movie = await a_movie(program, root)
    other = await a_movie(program, root, a_film(2, "Two"))
    async with program.database.read() as session:
        found = await kept_places.load(session, program)
        near = await kept_places.load(session, program, near=root / "Two (2010)" / "x")
    paths = {each.path: each.kind for each in found}
    assert paths[str(root)] is Kind.ROOT
    assert paths[str(program.config.home)] is Kind.DATA
    assert sum(each.kind is Kind.FILM for each in found) == len({movie.id, other.id})
    assert [each.path for each in near if each.kind is Kind.FILM] == [str(root / "Two (2010)")]
