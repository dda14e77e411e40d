from __future__ import annotations

import pytest

from cinearr.core.importing.scanning import (
    Difference,
    FileOnDisk,
    KnownFile,
    compare,
    is_skipped_file,
    is_skipped_folder,
)

KNOWN = KnownFile(1, "Film.mkv", 100, 5)
SAME = FileOnDisk("Film.mkv", 100, 5)


def on_disk(*files: FileOnDisk) -> dict[str, FileOnDisk]:
    return {file.path: file for file in files}


class TestNames:
    @pytest.mark.parametrize("name", ["Extras", ".git", "@eaDir", "Plex Versions", "SAMPLES", "Behind The Scenes"])
    def test_folders_that_are_passed_over(self, name: str) -> None:
        assert is_skipped_folder(name)

    @pytest.mark.parametrize("name", ["Subs", "CD1", "Film (2010)", "Other Side"])
    def test_folders_that_count(self, name: str) -> None:
        assert not is_skipped_folder(name)

    @pytest.mark.parametrize(
        "name", ["._Film.mkv", ".unmanic.part", ".DS_Store", "Thumbs.db", "Film-trailer.mkv", ".cinearr-3.part"]
    )
    def test_files_that_are_passed_over(self, name: str) -> None:
        assert is_skipped_file(name)

    @pytest.mark.parametrize("name", ["Film.mkv", "Film-other.srt", "Trailer Park.mkv"])
    def test_files_that_count(self, name: str) -> None:
        assert not is_skipped_file(name)


class TestCompare:
    def test_nothing_happened(self) -> None:
        assert not compare([KNOWN], (), on_disk(SAME, FileOnDisk("Film.srt", 1, 1)))

    def test_a_file_went(self) -> None:
        assert compare([KNOWN], (), {}) == Difference(gone=(KNOWN,))

    def test_a_file_came(self) -> None:
        assert compare([], (), on_disk(SAME)) == Difference(videos=(SAME,))

    @pytest.mark.parametrize(("size", "modified"), [(101, 5), (100, 6), (7, 7)])
    def test_a_file_changed(self, size: int, modified: int) -> None:
        file = FileOnDisk("Film.mkv", size, modified)
        assert compare([KNOWN], (), on_disk(file)) == Difference(changed=((KNOWN, file),))

    def test_a_time_nobody_knew_is_learnt(self) -> None:
        known = KnownFile(1, "Film.mkv", 100, None)
        assert compare([known], (), on_disk(SAME)) == Difference(touched=((known, SAME),))

    def test_a_file_got_another_name(self) -> None:
        file = FileOnDisk("Better Name.mkv", 100, 5)
        assert compare([KNOWN], (), on_disk(file)) == Difference(moved=((KNOWN, file),))

    def test_two_that_could_be_it_are_neither(self) -> None:
        files = (FileOnDisk("a.mkv", 100, 5), FileOnDisk("b.mkv", 100, 5))
        assert compare([KNOWN], (), on_disk(*files)) == Difference(gone=(KNOWN,), videos=files)

    def test_other_videos_count_only_when_the_file_is_gone(self) -> None:
        other = FileOnDisk("Other.mkv", 50, 1)
        assert not compare([KNOWN], ["Other.mkv"], on_disk(SAME, other))
        assert compare([KNOWN], ["Other.mkv"], on_disk(other)) == Difference(gone=(KNOWN,), videos=(other,))
