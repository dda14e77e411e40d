"""Release titles, paths, quality, groups and languages."""

from __future__ import annotations

from cinearr.core.releases.film_names import parse_film_name
from cinearr.core.releases.group_parser import parse_release_group
from cinearr.core.releases.language_parser import parse_languages
from cinearr.core.releases.model import ParsedRelease
from cinearr.core.releases.parser import parse_path, parse_title
from cinearr.core.releases.quality_parser import ParsedQuality, parse_quality


def _parse_title(title: str, is_dir: bool = False) -> ParsedRelease | None:
    return parse_title(title, is_dir=is_dir)


def _parse_quality(title: str) -> ParsedQuality:
    return parse_quality(title)


CALLS = {
    "parse_title": _parse_title,
    "parse_path": lambda path: parse_path(path),
    "parse_quality": _parse_quality,
    "parse_release_group": lambda title: parse_release_group(title),
    "parse_languages": lambda title: parse_languages(title),
}


def _parse_film_name(title: str, is_dir: bool = False) -> ParsedRelease | None:
    return parse_film_name(title, is_dir=is_dir)


def _film_group(title: str) -> str | None:
    parsed = parse_film_name(title)
    return parsed.release_group if parsed else parse_release_group(title)


# The cases of other projects ask about names that are known to be of films, with a year or without.
_OF_FILMS = {"parse_title": _parse_film_name, "parse_release_group": _film_group}
AREAS = {
    f"thirdparty_{area}": _OF_FILMS
    for area in ("title", "codec", "group", "edition", "language", "quality", "revision")
}
