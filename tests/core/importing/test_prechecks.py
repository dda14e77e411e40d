"""What a name alone says about a file."""

from __future__ import annotations

from pathlib import PurePosixPath as P

import pytest

from cinearr.core.importing import prechecks
from cinearr.core.importing.extensions import VIDEO, extension
from cinearr.core.importing.model import ImportReason
from cinearr.core.quality import UNKNOWN


@pytest.mark.parametrize(
    ("name", "locked", "message"),
    [
        ("film.mkv", False, None),
        ("FILM.MKV", False, None),
        ("film.mkv", True, "Locked file, try again later"),
        ("._film.mkv", False, "Invalid video file, filename starts with '._'"),
        ("film.mkv.lnk", False, "Caution: Found potentially dangerous file with extension: .lnk"),
        ("film.EXE", False, "Caution: Found executable file with extension: '.exe'"),
        ("film.txt", False, "Invalid video file, unsupported extension: '.txt'"),
        ("film", False, "Invalid video file, unsupported extension: ''"),
    ],
)
def test_files(name: str, locked: bool, message: str | None) -> None:
    found = prechecks.check_file(P("/done") / name, locked=locked)
    assert (found.message if found else None) == message


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (("a.rar", "b.exe", "c.lnk"), ImportReason.DANGEROUS_FILE),
        (("a.rar", "b.exe"), ImportReason.EXECUTABLE_FILE),
        (("a.rar", "b.nfo"), ImportReason.ARCHIVE_FILE),
        (("a.tar.gz",), ImportReason.ARCHIVE_FILE),
        (("a.nfo",), ImportReason.NO_FILES),
        ((), ImportReason.NO_FILES),
    ],
)
def test_a_folder_without_films_says_why(names: tuple[str, ...], reason: ImportReason) -> None:
    assert prechecks.why_no_videos(P("/done/x"), [P("/done/x") / name for name in names]).reason is reason


def test_a_films_own_folder_is_not_imported_from() -> None:
    found = prechecks.check_folder(P("/films/A"), [P("/films/A"), P("/films/B")])
    assert found is not None
    assert found.reason is ImportReason.MOVIE_FOLDER
    assert prechecks.check_folder(P("/films/C"), [P("/films/A")]) is None


@pytest.mark.parametrize(
    ("name", "ending", "quality"),
    [
        ("a.MKV", ".mkv", "WEBDL-720p"),
        ("a.webm", ".webm", "Unknown"),
        ("a.m2ts", ".m2ts", "Bluray-720p"),
        ("a.tar.bz2", ".tar.bz2", "Unknown"),
        (".tar.gz", ".gz", "Unknown"),
        ("a.iso", ".iso", "DVD"),
        ("a.wtv", ".wtv", "SDTV"),
    ],
)
def test_extensions(name: str, ending: str, quality: str) -> None:
    assert extension(P(name)) == ending
    assert VIDEO.get(ending, UNKNOWN).name == quality
