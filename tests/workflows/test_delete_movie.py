from __future__ import annotations

from pathlib import Path

import pytest

from cinearr.core.films import Collection, CollectionRef
from cinearr.features import collections, settings
from cinearr.features.collections.tables import CollectionRow
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie, MovieTitle, Target
from cinearr.kit.errors import NotFound
from cinearr.workflows import delete_movie
from cinearr.workflows.events import MovieDeleted
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie, a_root, use
from tests.fakes.program import count, settled, working


async def delete(program: Program, *movie_ids: int, delete_files: bool) -> None:
    await delete_movie.delete_many(program, movie_ids, delete_files=delete_files)
    async with working(program):
        await settled(program)


class TestTheDatabase:
    async def test_nothing_is_left_of_it(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie)
        covers = program.config.covers / str(movie.id)
        covers.mkdir(parents=True)
        await delete(program, movie.id, delete_files=False)
        for table in (Movie, Target, MovieTitle, MovieFile):
            assert await count(program, table) == 0
        assert not covers.exists()
        assert (films / "Sintel (2010)" / row.relative_path).exists()

    async def test_a_collection_goes_with_its_last_film(self, program: Program, films: Path) -> None:
        root = await a_root(program, films)
        ref = CollectionRef(tmdb_id=9, title="Dragons")
        first = await a_movie(program, root, a_film(collection=ref))
        second = await a_movie(program, root, a_film(2, "Two", collection=ref))
        async with program.database.begin() as session:
            await collections.ensure(
                session, Collection(tmdb_id=9, title="Dragons"), quality_profile_id=1, root_folder_path=str(root)
            )
        await delete_movie.delete(program, first.id)
        assert await count(program, CollectionRow) == 1
        await delete_movie.delete(program, second.id)
        assert await count(program, CollectionRow) == 0

    async def test_an_unknown_one(self, program: Program) -> None:
        with pytest.raises(NotFound):
            await delete_movie.delete(program, 5)

    async def test_of_many_those_that_are_there(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        assert await delete_movie.delete_many(program, [99, movie.id]) == [movie.id]


class TestTheFiles:
    async def test_the_folder_goes_for_good_where_there_is_no_bin(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        await a_file(program, movie)
        await delete(program, movie.id, delete_files=True)
        assert films.exists()
        assert list(films.iterdir()) == []

    async def test_the_folder_goes_into_the_bin(self, program: Program, films: Path, tmp_path: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie, "Subs/a.mkv")
        (films / "Sintel (2010)" / "poster.jpg").write_text("p")
        (films / "Sintel (2010)" / "away").symlink_to(tmp_path)
        await use(program, settings.MediaManagement(recycle_bin=str(tmp_path / "bin")))
        await delete(program, movie.id, delete_files=True)
        there = tmp_path / "bin" / "Sintel (2010)"
        assert (there / row.relative_path).stat().st_size == 1000
        assert (there / "poster.jpg").exists()
        assert list(films.iterdir()) == []
        assert tmp_path.exists()

    async def test_a_folder_another_film_lives_in_stays_and_the_others_still_go(
        self, program: Program, films: Path
    ) -> None:
        root = await a_root(program, films)
        shared = await a_movie(program, root, path=str(root / "shared"))
        inside = await a_movie(program, root, a_film(2, "Two"), path=str(root / "shared" / "Two"))
        third = await a_movie(program, root, a_film(3, "Three"))
        for movie in (shared, inside, third):
            await a_file(program, movie, "a.mkv")
        await delete(program, shared.id, third.id, delete_files=True)
        assert (root / "shared" / "Two" / "a.mkv").exists()
        assert not (root / "Three (2010)").exists()

    async def test_a_folder_that_is_a_link_is_cut_not_followed(
        self, program: Program, films: Path, tmp_path: Path
    ) -> None:
        root = await a_root(program, films)
        movie = await a_movie(program, root)
        (tmp_path / "precious").mkdir()
        (tmp_path / "precious" / "a").write_text("a")
        (root / "Sintel (2010)").symlink_to(tmp_path / "precious")
        await delete(program, movie.id, delete_files=True)
        assert (tmp_path / "precious" / "a").exists()
        assert list(root.iterdir()) == []

    @pytest.mark.parametrize("path", ["/", "/films", "{films}/Sintel (2010)/..", "films/Sintel (2010)"])
    async def test_what_is_no_folder_of_one_film_stays(
        self, program: Program, films: Path, monkeypatch: pytest.MonkeyPatch, path: str
    ) -> None:
        discarded: list[Path] = []
        monkeypatch.setattr(delete_movie, "discard_folder", lambda folder, *_: discarded.append(folder))
        monkeypatch.chdir(films.parent)
        (films / "Sintel (2010)").mkdir(parents=True)
        event = MovieDeleted(movie_id=1, movie={}, deleted_files=True, size=0, path=path.format(films=films))
        await delete_movie.remove_files(program, event)
        assert discarded == []

    async def test_what_holds_the_library_by_another_name_stays(
        self, program: Program, films: Path, tmp_path: Path
    ) -> None:
        root = await a_root(program, films)
        (tmp_path / "alias").symlink_to(tmp_path)
        movie = await a_movie(program, root, path=str(tmp_path / "alias" / "films"))
        (films / "another film").mkdir()
        await delete(program, movie.id, delete_files=True)
        assert (films / "another film").exists()

    async def test_a_folder_with_a_download_in_it_stays(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        row = await a_file(program, movie)
        async with program.database.begin() as session:
            session.add(
                TrackedDownloadRow(
                    download_client_id=1,
                    download_id="ABC",
                    state="downloading",
                    title="Other",
                    protocol=2,
                    item={"output_path": str(films / "Sintel (2010)" / "downloads" / "Other")},
                )
            )
        await delete(program, movie.id, delete_files=True)
        assert (films / "Sintel (2010)" / row.relative_path).exists()

    async def test_a_bin_inside_the_folder_stops_it(self, films: Path) -> None:
        folder = films / "Sintel (2010)"
        folder.mkdir(parents=True)
        (folder / "a.mkv").write_text("a")
        with pytest.raises(OSError, match="recycle bin lies inside"):
            delete_movie.discard_folder(folder, films, str(folder / "bin"))
        assert (folder / "a.mkv").exists()
