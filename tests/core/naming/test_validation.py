"""Which formats may be saved."""

from __future__ import annotations

import pytest

from cinearr.core.naming.model import NamingConfig
from cinearr.core.naming.validation import problems

NEITHER = "Must contain either movie title and release year OR Original Title/Filename"
NO_TITLE = "Must contain movie title"
GOOD_FILE, GOOD_FOLDER = "{Movie Title} ({Release Year})", "{Movie Title}"


def found(file: str = GOOD_FILE, folder: str = GOOD_FOLDER) -> list[tuple[str, str]]:
    config = NamingConfig(rename_movies=True, standard_movie_format=file, movie_folder_format=folder)
    return [(problem.property_name, problem.message) for problem in problems(config)]


@pytest.mark.parametrize(
    "pattern",
    [
        GOOD_FILE,
        "{movie.cleantitlethe:30} {release_year}",
        "{Movie OriginalTitle:DE|EN}-{Release-Year}",
        "{Original Title}",
        "x {original.filename}",
        "{Movie CleanTitle}/{Release Year} {-Release Group}",
    ],
)
def test_good_file_formats(pattern: str) -> None:
    assert found(pattern) == []


@pytest.mark.parametrize(
    "pattern",
    [
        "nothing",
        "{Movie Title}",
        "{Release Year}",
        "{[Movie Title]} {Release Year}",
        "{Movie Title} {(Release Year)}",
        "{MovieTitle} {Release Year}",
        "{Movie TitleFirstCharacter} {Release Year}",
        "{[Original Title]}",
    ],
)
def test_file_formats_without_a_film(pattern: str) -> None:
    assert found(pattern) == [("StandardMovieFormat", NEITHER)]


def test_a_name_that_cannot_be_read_back() -> None:
    assert found("{Release Year}{Movie Title}") == [("StandardMovieFormat", "Produces invalid file names")]


def test_empty_formats() -> None:
    assert found("", "") == [
        ("StandardMovieFormat", "'Standard Movie Format' must not be empty."),
        ("StandardMovieFormat", NEITHER),
        ("MovieFolderFormat", "'Movie Folder Format' must not be empty."),
        ("MovieFolderFormat", NO_TITLE),
    ]


def test_control_characters() -> None:
    assert found(GOOD_FILE + "\n") == [("StandardMovieFormat", "Contains illegal characters")]


@pytest.mark.parametrize(
    ("pattern", "messages"),
    [
        ("{Movie CleanTitle} {tmdb-{TmdbId}}", []),
        ("nothing", [NO_TITLE]),
        ("{Movie Title} {Custom Formats}", []),
        (
            "{Movie Title} {Quality Full} {[MediaInfo.VideoCodec]}",
            ["Must not contain deprecated file related tokens: {Quality Full}, {MediaInfo.VideoCodec}"],
        ),
        ("{Original Title}", ["Must not contain deprecated file related tokens: {Original Title}", NO_TITLE]),
    ],
)
def test_folder_formats(pattern: str, messages: list[str]) -> None:
    assert [message for _, message in found(folder=pattern)] == messages


def test_the_codes_of_v3() -> None:
    config = NamingConfig(standard_movie_format="x", movie_folder_format="x")
    assert [(p.code, p.attempted) for p in problems(config)] == [
        ("ValidMovieFormatValidator", "x"),
        ("ValidMovieFolderFormatValidator", "x"),
    ]
