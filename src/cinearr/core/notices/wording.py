"""Notices in words for people; the words are those of the v3 API's message connections."""

from __future__ import annotations

from typing import Final

from cinearr.core.notices.facts import (
    FileDeleted,
    FilmAdded,
    FilmDeleted,
    FilmFacts,
    Grabbed,
    HealthFailed,
    HealthRestored,
    Imported,
    ManualInteraction,
    Notice,
    Renamed,
    Tested,
    Updated,
)

_UNITS: Final = ("B", "KB", "MB", "GB", "TB", "PB", "EB")


def title(notice: Notice) -> str:
    """A headline."""
    match notice:
        case Imported(is_upgrade=True):
            return "Movie Upgraded"
        case _:
            return _TITLES[type(notice)]


_TITLES: Final[dict[type, str]] = {
    Grabbed: "Movie Grabbed",
    Imported: "Movie Downloaded",
    Renamed: "Movie Renamed",
    FilmAdded: "Movie Added",
    FilmDeleted: "Movie Deleted",
    FileDeleted: "Movie File Deleted",
    HealthFailed: "Health Check Failure",
    HealthRestored: "Health Check Restored",
    ManualInteraction: "Manual Interaction",
    Updated: "Application Updated",
    Tested: "Test Notification",
}


def text(notice: Notice) -> str:
    """One sentence, or the lines of a rename."""
    match notice:
        case Grabbed(film=film, release=release):
            return film_in_quality(film, release.quality, release.quality_version)
        case Imported(film=film, file=file) | FileDeleted(film=film, file=file):
            return film_in_quality(film, file.quality, file.quality_version)
        case Renamed(files=files):
            return "\n".join(f"{one.previous_relative_path} renamed to {one.file.relative_path}" for one in files)
        case FilmAdded(film=film):
            return f"{film_and_year(film)} added to library"
        case FilmDeleted(film=film):
            return f"{film.title} - {removal(notice)}"
        case HealthFailed(health=health):
            return health.message
        case HealthRestored(health=health):
            return f"The following issue is now resolved: {health.message}"
        case ManualInteraction(film=None):
            return f"{notice.title} [{quality_text(notice.quality, notice.quality_version)}]"
        case ManualInteraction(film=film):
            assert film is not None
            return film_in_quality(film, notice.quality, notice.quality_version)
        case Updated(message=message):
            return message
        case Tested():
            return "Success! This connection works."


def removal(notice: FilmDeleted) -> str:
    """What became of the files."""
    if notice.files_deleted:
        return "Movie removed and all files were deleted"
    return "Movie removed, files were not deleted"


def film_and_year(film: FilmFacts) -> str:
    """`The Matrix (1999)`."""
    return f"{film.title} ({film.year})" if film.year else film.title


def film_in_quality(film: FilmFacts, quality: str, version: int) -> str:
    """`The Matrix (1999) [Bluray-1080p Proper] https://www.imdb.com/title/tt0133093/`."""
    return f"{film_and_year(film)} [{quality_text(quality, version)}] {address(film)}".rstrip()


def quality_text(quality: str, version: int) -> str:
    """A quality, and whether the release was put right."""
    return f"{quality} Proper" if version > 1 else quality


def address(film: FilmFacts) -> str:
    """Where a person reads about the film."""
    if film.imdb_id:
        return f"https://www.imdb.com/title/{film.imdb_id}/"
    return f"https://www.themoviedb.org/movie/{film.tmdb_id}" if film.tmdb_id else ""


def size_text(size: int) -> str:
    """`7.5 GB`: units of 1024, one decimal unless it is zero."""
    value = float(size)
    unit = 0
    while abs(value) >= 1024 and unit < len(_UNITS) - 1:
        value /= 1024
        unit += 1
    return f"{round(value, 1):g} {_UNITS[unit]}"
