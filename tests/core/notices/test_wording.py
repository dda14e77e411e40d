from __future__ import annotations

from dataclasses import dataclass

import msgspec
import pytest

from cinearr.core.notices import wording
from cinearr.core.notices.facts import Notice
from tests.factories import notices as given

LINK = "https://www.imdb.com/title/tt1727587/"


@dataclass(frozen=True)
class Example:
    notice: Notice
    title: str
    text: str


@pytest.mark.parametrize(
    "example",
    [
        Example(given.GRABBED, "Movie Grabbed", f"Sintel (2010) [Bluray-1080p Proper] {LINK}"),
        Example(given.IMPORTED, "Movie Downloaded", f"Sintel (2010) [Bluray-1080p Proper] {LINK}"),
        Example(given.UPGRADED, "Movie Upgraded", f"Sintel (2010) [Bluray-1080p Proper] {LINK}"),
        Example(given.RENAMED, "Movie Renamed", "Sintel.mkv renamed to Sintel (2010) [Bluray-1080p].mkv"),
        Example(given.ADDED, "Movie Added", "Sintel (2010) added to library"),
        Example(given.DELETED, "Movie Deleted", "Sintel - Movie removed, files were not deleted"),
        Example(given.DELETED_WITH_FILES, "Movie Deleted", "Sintel - Movie removed and all files were deleted"),
        Example(given.FILE_UPGRADED, "Movie File Deleted", f"Sintel (2010) [DVD] {LINK}"),
        Example(given.SICK, "Health Check Failure", "Missing root folder: /films"),
        Example(
            given.WELL, "Health Check Restored", "The following issue is now resolved: Missing root folder: /films"
        ),
        Example(given.WAITING, "Manual Interaction", f"Sintel (2010) [Bluray-1080p] {LINK}"),
        Example(
            msgspec.structs.replace(given.WAITING, film=None),
            "Manual Interaction",
            "Strange.Name.1080p.BluRay-OPEN [Bluray-1080p]",
        ),
        Example(given.UPDATED, "Application Updated", "Updated from 1.0 to 1.1"),
        Example(given.TESTED, "Test Notification", "Success! This connection works."),
    ],
)
def test_words(example: Example) -> None:
    assert wording.title(example.notice) == example.title
    assert wording.text(example.notice) == example.text


def test_a_film_without_year_or_imdb_id() -> None:
    film = msgspec.structs.replace(given.FILM, year=0, imdb_id=None)
    assert wording.film_in_quality(film, "DVD", 1) == "Sintel [DVD] https://www.themoviedb.org/movie/45745"
    assert wording.film_in_quality(msgspec.structs.replace(film, tmdb_id=0), "DVD", 1) == "Sintel [DVD]"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (788826, "770.3 KB"),
        (9440037, "9 MB"),
        (8_000_000_000, "7.5 GB"),
        (9_663_676_416, "9 GB"),
        (2**70, "1024 EB"),
    ],
)
def test_sizes(size: int, text: str) -> None:
    assert wording.size_text(size) == text
