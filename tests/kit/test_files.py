from __future__ import annotations

import os
from pathlib import Path

import pytest

from cinearr.kit import files
from cinearr.kit.files import Staging
from tests.fakes.disks import a_small_disk, mounted_at


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "downloads" / "film.mkv"
    path.parent.mkdir()
    path.write_bytes(b"film" * 1000)
    return path


class TestStage:
    def test_a_link_shares_the_bytes(self, source: Path, tmp_path: Path) -> None:
        staged = tmp_path / "library" / ".staged"
        assert files.stage(source, staged, size=4000, link=True, move=False) is Staging.LINKED
        assert os.path.samefile(source, staged)

    def test_a_copy_does_not(self, source: Path, tmp_path: Path) -> None:
        staged = tmp_path / "library" / ".staged"
        assert files.stage(source, staged, size=4000, link=False, move=False) is Staging.COPIED
        assert staged.read_bytes() == source.read_bytes()
        assert not os.path.samefile(source, staged)

    def test_a_move_leaves_the_source_until_the_end(self, source: Path, tmp_path: Path) -> None:
        files.stage(source, tmp_path / ".staged", size=4000, link=False, move=True)
        assert source.exists()

    def test_without_hard_links_it_copies(self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", refuse)
        staged = tmp_path / ".staged"
        assert files.stage(source, staged, size=4000, link=True, move=False) is Staging.COPIED
        assert staged.stat().st_size == 4000

    def test_a_source_that_changed_is_refused_and_leaves_nothing(self, source: Path, tmp_path: Path) -> None:
        staged = tmp_path / ".staged"
        with pytest.raises(files.Changed):
            files.stage(source, staged, size=3999, link=False, move=False)
        assert not staged.exists()

    def test_what_an_earlier_try_left_is_replaced(self, source: Path, tmp_path: Path) -> None:
        staged = tmp_path / ".staged"
        staged.write_bytes(b"half")
        files.stage(source, staged, size=4000, link=False, move=False)
        assert staged.stat().st_size == 4000

    def test_a_move_between_mounts_of_one_disk_copies(self, source: Path, tmp_path: Path) -> None:
        with mounted_at(source.parent, tmp_path / "second"):
            staged = tmp_path / ".staged"
            found = files.stage(tmp_path / "second" / "film.mkv", staged, size=4000, link=False, move=True)
            assert found is Staging.COPIED
        assert source.exists()
        assert staged.stat().st_size == 4000

    def test_a_link_to_a_file_beside_it_stands_for_that_file(self, source: Path, tmp_path: Path) -> None:
        for number, text in enumerate(["film.mkv", str(source), "../downloads/film.mkv"]):
            link = source.with_name(f"link{number}.mkv")
            link.symlink_to(text)
            staged = tmp_path / f".staged{number}"
            assert files.stage(link, staged, size=4000, link=False, move=True) is Staging.LINKED
            assert not staged.is_symlink()
        source.unlink()
        assert staged.stat().st_size == 4000

    def test_a_link_to_another_place_stays_one(self, source: Path, tmp_path: Path) -> None:
        link = tmp_path / "other" / "film.mkv"
        link.parent.mkdir()
        link.symlink_to(source)
        files.stage(link, tmp_path / ".staged", size=4000, link=True, move=False)
        assert (tmp_path / ".staged").readlink() == source

    def test_what_is_no_file_is_refused(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "film.mkv")
        with pytest.raises(OSError, match="no file"):
            files.stage(tmp_path / "film.mkv", tmp_path / ".staged", size=0, link=False, move=False)


class TestOneNameByTwoPaths:
    def test_a_folder_by_a_link_and_by_a_mount(self, source: Path, tmp_path: Path) -> None:
        (tmp_path / "alias").symlink_to(source.parent)
        assert files.same_entry(source, tmp_path / "alias" / "film.mkv")
        with mounted_at(source.parent, tmp_path / "second"):
            assert files.same_entry(source, tmp_path / "second" / "film.mkv")
        assert not files.same_folder(source.parent, tmp_path / "second")
        assert os.listdir(source.parent) == ["film.mkv"]  # the probe is gone

    def test_hard_links_are_two_names(self, source: Path, tmp_path: Path) -> None:
        for other in (source.with_name("other.mkv"), tmp_path / "film.mkv", source.with_name("FILM.mkv")):
            os.link(source, other)
            assert not files.same_entry(source, other)


class TestPlace:
    @pytest.mark.parametrize("links", [True, False], ids=["by a link", "by its name"])
    def test_where_the_system_cannot_refuse_a_taken_name_itself(
        self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
    ) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(files, "_libc_renameat2", lambda: None)
        if not links:
            monkeypatch.setattr(os, "link", refuse)
        (tmp_path / "taken").write_text("theirs")
        (tmp_path / "away").symlink_to(tmp_path / "on a disk that is not here")
        for name in ("taken", "away"):
            with pytest.raises(FileExistsError):
                files.place(source, tmp_path / name)
        assert (tmp_path / "taken").read_text() == "theirs"
        assert (tmp_path / "away").is_symlink()
        assert source.exists()

    def test_a_free_name_is_taken(self, source: Path, tmp_path: Path) -> None:
        destination = tmp_path / "library" / "Film (2000)" / "Film.mkv"
        files.place(source, destination)
        assert destination.stat().st_size == 4000
        assert not source.exists()

    def test_a_taken_name_is_never_replaced(self, source: Path, tmp_path: Path) -> None:
        destination = tmp_path / "Film.mkv"
        destination.write_bytes(b"precious")
        with pytest.raises(FileExistsError):
            files.place(source, destination)
        assert destination.read_bytes() == b"precious"
        assert source.exists()

    def test_nor_on_a_file_system_without_the_flag(
        self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "_libc_renameat2", lambda: None)
        destination = tmp_path / "Film.mkv"
        destination.write_bytes(b"precious")
        with pytest.raises(FileExistsError):
            files.place(source, destination)
        assert destination.read_bytes() == b"precious"


class TestRetire:
    def test_names_that_are_taken_get_numbers(self, tmp_path: Path) -> None:
        went = []
        for content in (b"one", b"two", b"three"):
            path = tmp_path / "film.mkv"
            path.write_bytes(content)
            went.append(files.retire(path, tmp_path / "bin" / "film.mkv").name)
        assert went == ["film.mkv", "film_2.mkv", "film_3.mkv"]
        assert (tmp_path / "bin" / "film_2.mkv").read_bytes() == b"two"

    def test_over_file_systems_it_is_copied_whole(
        self, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "same_device", lambda *_: False)
        gone = files.retire(source, tmp_path / "bin" / "film.mkv")
        assert gone.stat().st_size == 4000
        assert not source.exists()
        assert [path.name for path in gone.parent.iterdir()] == ["film.mkv"]

    def test_a_disk_that_is_full_keeps_the_file_where_it_is(self, source: Path, tmp_path: Path) -> None:
        source.write_bytes(b"x" * 3_000_000)
        with a_small_disk(tmp_path / "bin", 1):
            with pytest.raises(OSError, match="No space"):
                files.retire(source, tmp_path / "bin" / "film.mkv")
            assert source.stat().st_size == 3_000_000
            assert list((tmp_path / "bin").iterdir()) == []

    def test_between_mounts_of_one_disk_it_is_copied(self, source: Path, tmp_path: Path) -> None:
        (tmp_path / "disk").mkdir()
        with mounted_at(tmp_path / "disk", tmp_path / "bin"):
            assert files.retire(source, tmp_path / "bin" / "film.mkv").stat().st_size == 4000
        assert not source.exists()

    def test_of_a_link_the_link_goes(self, source: Path, tmp_path: Path) -> None:
        link = tmp_path / "link.mkv"
        with a_small_disk(tmp_path / "bin", 1):
            for to in (tmp_path / "here", tmp_path / "bin"):
                link.symlink_to(source)
                assert files.retire(link, to / "film.mkv").readlink() == source
                assert not link.is_symlink()
        assert source.stat().st_size == 4000

    def test_the_longest_names_fit(self, tmp_path: Path) -> None:
        name = "ü" * 125 + ".mkv"
        path = tmp_path / name
        with a_small_disk(tmp_path / "bin", 1):
            for ending in ("ü.mkv", "_2.mkv", "_3.mkv"):
                path.write_bytes(b"film")
                assert files.retire(path, tmp_path / "bin" / name).name.endswith(ending)


class TestRemoveEmpty:
    def test_it_stops_at_the_first_folder_with_something_in_it(self, tmp_path: Path) -> None:
        deep = tmp_path / "root" / "kept" / "a" / "b"
        deep.mkdir(parents=True)
        (tmp_path / "root" / "kept" / "file").touch()
        files.remove_empty(deep, up_to=tmp_path / "root")
        assert (tmp_path / "root" / "kept").exists()
        assert not (tmp_path / "root" / "kept" / "a").exists()


class TestDress:
    def test_a_file_gets_the_mode_of_its_folder_without_the_right_to_execute(self, source: Path) -> None:
        files.dress(source, folder_mode=0o750, group=None, moment=1_000_000.0)
        assert source.parent.stat().st_mode & 0o777 == 0o750
        assert source.stat().st_mode & 0o777 == 0o640
        assert source.stat().st_mtime == 1_000_000.0

    def test_a_group_that_does_not_exist_is_an_error(self, source: Path) -> None:
        with pytest.raises(LookupError):
            files.dress(source, folder_mode=None, group="no-such-group-here", moment=None)
