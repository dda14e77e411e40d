"""What a format must hold before it is saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cinearr.core.naming import tokens, values
from cinearr.core.naming.model import NamingConfig
from cinearr.core.naming.sample import sample_names
from cinearr.core.naming.tokens import Token
from cinearr.core.problems import Problem, not_empty
from cinearr.core.releases.parser import parse_title

_STANDARD: Final = "StandardMovieFormat"
_FOLDER: Final = "MovieFolderFormat"
_TITLES: Final = frozenset(
    {
        "movietitle",
        "movietitlethe",
        "moviecleantitle",
        "moviecleantitlethe",
        "movieoriginaltitle",
        "moviecleanoriginaltitle",
    }
)
_ORIGINALS: Final = frozenset({"originaltitle", "originalfilename"})
# Custom formats are missing here as they are in v3: old settings with them can still be saved.
_OF_A_FILE: Final = _ORIGINALS | values.MEDIA.keys() | (values.FILE.keys() - {"customformats", "customformat"})
_TITLE_MODIFIER: Final = re.compile(r"[a-z0-9|-]*", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x1f]")


def problems(config: NamingConfig) -> list[Problem]:
    """Every broken rule of the naming settings."""
    return [*_file_problems(config), *_folder_problems(config)]


def _file_problems(config: NamingConfig) -> Iterator[Problem]:
    pattern = config.standard_movie_format
    found = _tokens(pattern)
    yield from _text_problems(_STANDARD, pattern)
    if not (_has(found, _ORIGINALS) or (_has_title(found) and _has(found, {"releaseyear"}))):
        message = "Must contain either movie title and release year OR Original Title/Filename"
        yield _broken(_STANDARD, message, "ValidMovieFormatValidator", pattern)
    elif config.rename_movies and not _can_be_read_back(sample_names(config)[0]):
        yield _broken(_STANDARD, "Produces invalid file names", None, pattern)


def _can_be_read_back(name: str) -> bool:
    """The film is told from the file's own name, or from it and its folders together."""
    return any(parse_title(text, is_dir=True) for text in (name.split("/")[-1], name.replace("/", " ")))


def _folder_problems(config: NamingConfig) -> Iterator[Problem]:
    pattern = config.movie_folder_format
    found = _tokens(pattern)
    yield from _text_problems(_FOLDER, pattern)
    deprecated = [f"{{{token.name}}}" for token in found if token.key in _OF_A_FILE]
    if deprecated:
        message = f"Must not contain deprecated file related tokens: {', '.join(deprecated)}"
        yield _broken(_FOLDER, message, "IllegalMovieFolderTokensValidator", pattern)
    if not _has_title(found):
        yield _broken(_FOLDER, "Must contain movie title", "ValidMovieFolderFormatValidator", pattern)


def _text_problems(name: str, pattern: str) -> Iterator[Problem]:
    if not pattern.strip():
        yield not_empty(name, pattern)
    if _CONTROL.search(pattern):
        yield _broken(name, "Contains illegal characters", "IllegalCharactersValidator", pattern)


def _tokens(pattern: str) -> list[Token]:
    return [part for part in tokens.parse(pattern) if isinstance(part, Token)]


def _has(found: list[Token], keys: frozenset[str] | set[str]) -> bool:
    return any(token.key in keys and _plainly_written(token) and not token.modifier for token in found)


def _has_title(found: list[Token]) -> bool:
    return any(
        token.key in _TITLES and _plainly_written(token) and _TITLE_MODIFIER.fullmatch(token.modifier)
        for token in found
    )


def _plainly_written(token: Token) -> bool:
    return token.bare and len(token.separator) == 1 and token.separator in token.name


def _broken(name: str, message: str, code: str | None, attempted: str) -> Problem:
    return Problem(property_name=name, message=message, code=code, attempted=attempted)
