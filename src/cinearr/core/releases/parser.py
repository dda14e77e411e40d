"""What a release title or a path says of a film: the one door to everything about names in this package."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Final

from cinearr.core.releases.burnt_in import parse_hardcoded_subs
from cinearr.core.releases.edition import parse_edition
from cinearr.core.releases.group_parser import group_of
from cinearr.core.releases.language_parser import parse_languages
from cinearr.core.releases.model import ParsedRelease
from cinearr.core.releases.names import read_name, split_extension
from cinearr.core.releases.quality_parser import quality_of
from cinearr.core.releases.title_parser import checksum_at, find_title, titles_of

_TMDB: Final = re.compile(r"tmdb(?:id)?[-=](\d{1,9})(?!\d)", re.IGNORECASE)
_IMDB: Final = re.compile(r"(?<![a-z0-9])tt\d{7,8}(?!\d)", re.IGNORECASE)


def parse_title(title: str, *, is_dir: bool = False) -> ParsedRelease | None:
    """What a release title says; None when it holds no film title (a series, a hash, no year to tell where it ends).

    `is_dir`: the title is the name of a folder, so no extension is taken off. Never raises.
    """
    read = read_name(title, is_dir=is_dir)
    found = find_title(read.name, read.start, is_dir=is_dir, signed=read.signed) if read else None
    if read is None or found is None:
        return None
    name = read.name
    titles = titles_of(name[found.start : found.end])
    if not titles:
        return None
    simple = f"{name[: found.start]}{'A.Movie' if '.' in name else 'A Movie'}{name[found.end :]}"
    # A letter of the title stays, since a version counts only behind a number (`01v2`).
    quality = quality_of(read.stem, read.extension, name[found.end - 1 :])
    group = group_of(simple)
    return ParsedRelease(
        release_title=title,
        titles=titles,
        further_titles=titles_of(name[found.start : found.further_end])[:1] if found.further_end else (),
        year=found.year,
        edition=found.edition or parse_edition(simple),
        quality=quality.quality,
        source_detection=quality.source_detection,
        resolution_detection=quality.resolution_detection,
        revision_detection=quality.revision_detection,
        languages=parse_languages(simple.replace(group, "") if group else simple),
        release_group=group,
        release_hash=_checksum(name) if read.signed else None,
        hardcoded_subs=parse_hardcoded_subs(read.stem),
        tmdb_id=_tmdb_id(name),
        imdb_id=_imdb_id(name),
        simple_title=simple,
    )


def _checksum(name: str) -> str | None:
    at = checksum_at(name)
    return name[at + 1 : at + 9] if at >= 0 else None


def _tmdb_id(name: str) -> int:
    found = _TMDB.search(name) if "tmdb" in name.lower() else None
    return int(found[1]) if found else 0


def _imdb_id(name: str) -> str | None:
    found = _IMDB.search(name) if "tt" in name else None
    return found[0].lower() if found else None


def parse_path(path: str) -> ParsedRelease | None:
    """What a path says: the name of the file, or else that of the folder it lies in."""
    parts = PurePosixPath(path.replace("\\", "/"))
    by_file = parse_title(parts.name)
    if by_file is not None or parts.parent.name == "":
        return by_file
    return (
        parse_title(parts.parent.name + parts.suffix)
        if split_extension(parts.name)[1]
        else parse_title(parts.parent.name, is_dir=True)
    )
