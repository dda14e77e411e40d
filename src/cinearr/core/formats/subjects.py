"""What custom formats look at, of a release, a file, and what was frozen when a release was grabbed."""

from __future__ import annotations

from typing import Final

import regex

from cinearr.core import quality as qualities
from cinearr.core.formats.model import Subject
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.languages import UNKNOWN, Language
from cinearr.core.quality import Quality
from cinearr.core.releases.model import ParsedRelease, Release

_RESOLUTION: Final = regex.compile(r"(?<!\d)(2160|1080|720|576|480)[pi](?![a-z0-9])", regex.IGNORECASE)


def of_release(
    parsed: ParsedRelease, release: Release, languages: tuple[Language, ...], original_language: Language
) -> Subject:
    """A release, with the languages everything known of it comes to. Freeze this at the grab."""
    return Subject(
        texts=(parsed.simple_title or release.title,),
        edition=parsed.edition,
        release_group=parsed.release_group,
        languages=languages,
        original_language=original_language,
        quality=parsed.quality.quality,
        resolution=resolution(parsed.quality.quality, release.title),
        indexer_flags=release.indexer_flags,
        size=release.size,
        year=parsed.year,
    )


def of_name(
    parsed: ParsedRelease, languages: tuple[Language, ...], original_language: Language, *, size: int = 0
) -> Subject:
    """What is only known by its name: a download that nobody here grabbed."""
    return Subject(
        texts=(parsed.simple_title or parsed.release_title,),
        edition=parsed.edition,
        release_group=parsed.release_group,
        languages=languages,
        original_language=original_language,
        quality=parsed.quality.quality,
        resolution=resolution(parsed.quality.quality, parsed.release_title),
        size=size,
        year=parsed.year,
    )


def of_file(
    *,
    file_name: str,
    scene_name: str | None = None,
    original_file_name: str | None = None,
    edition: str = "",
    release_group: str | None = None,
    languages: tuple[Language, ...] = (),
    original_language: Language = UNKNOWN,
    quality: Quality,
    indexer_flags: IndexerFlag = IndexerFlag(0),  # noqa: B008
    size: int = 0,
    year: int = 0,
) -> Subject:
    """A file. Without the evidence of a grab there is no year: the names of files are not asked for it."""
    named = scene_name or original_file_name or file_name
    return Subject(
        texts=tuple(dict.fromkeys((named, file_name))),
        edition=edition,
        release_group=release_group,
        languages=languages,
        original_language=original_language,
        quality=quality,
        resolution=resolution(quality, named),
        indexer_flags=indexer_flags,
        size=size,
        year=year,
    )


def resolution(quality: Quality, title: str) -> int | None:
    """The resolution a name gives a telesync, which has none of its own; None for that of the quality."""
    if quality.source is not qualities.Source.TELESYNC:
        return None
    found = _RESOLUTION.search(title)
    return int(found[1]) if found else None
