"""What is frozen when a release is grabbed, so that its file is judged later by what it was taken for.

A file's own name often tells less than the release did: no year, no flags, another group. Judged by that, a film
could be "upgraded" for ever to releases that are no better than what it has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cinearr.core import languages as language_table
from cinearr.core import quality as quality_table
from cinearr.core.decisions.model import Candidate
from cinearr.core.formats import Subject, subjects
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.languages import Language
from cinearr.core.quality import QualityModel, Revision
from cinearr.core.releases.model import Protocol, Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A release at the moment it was grabbed. `formats` are (id, name), `score` that of the profile of then."""

    title: str
    simple_title: str
    indexer: str
    size: int
    flags: IndexerFlag
    quality: QualityModel
    languages: tuple[Language, ...]
    edition: str
    release_group: str | None
    year: int
    formats: tuple[tuple[int, str], ...]
    score: int

    def subject(self, original_language: Language) -> Subject:
        """What custom formats of today look at."""
        return Subject(
            texts=(self.simple_title,),
            edition=self.edition,
            release_group=self.release_group,
            languages=self.languages,
            original_language=original_language,
            quality=self.quality.quality,
            resolution=subjects.resolution(self.quality.quality, self.title),
            indexer_flags=self.flags,
            size=self.size,
            year=self.year,
        )


def of_candidate(candidate: Candidate) -> Evidence:
    """What is to be frozen when this is grabbed."""
    release, parsed = candidate.release, candidate.parsed
    return Evidence(
        title=release.title,
        simple_title=parsed.simple_title or release.title,
        indexer=release.indexer,
        size=release.size,
        flags=release.indexer_flags,
        quality=parsed.quality,
        languages=candidate.languages,
        edition=parsed.edition,
        release_group=parsed.release_group,
        year=parsed.year,
        formats=tuple((each.id, each.name) for each in candidate.formats),
        score=candidate.score,
    )


def dump(evidence: Evidence) -> dict[str, Any]:
    """As JSON values."""
    revision = evidence.quality.revision
    return {
        "title": evidence.title,
        "simpleTitle": evidence.simple_title,
        "indexer": evidence.indexer,
        "size": evidence.size,
        "flags": evidence.flags.value,
        "quality": evidence.quality.quality.id,
        "revision": [revision.real, revision.version, revision.is_repack],
        "languages": [language.id for language in evidence.languages],
        "edition": evidence.edition,
        "releaseGroup": evidence.release_group,
        "year": evidence.year,
        "formats": [list(each) for each in evidence.formats],
        "score": evidence.score,
    }


def load(row: Mapping[str, Any]) -> Evidence:
    """What `dump` wrote, by this version or an older one: what is missing takes its default."""
    real, version, is_repack = row.get("revision") or (0, 1, False)
    return Evidence(
        title=row["title"],
        simple_title=row.get("simpleTitle") or row["title"],
        indexer=row.get("indexer") or "",
        size=row.get("size") or 0,
        flags=IndexerFlag(row.get("flags") or 0),
        quality=QualityModel(quality_table.by_id(row.get("quality") or 0), Revision(real, version, is_repack)),
        languages=tuple(language_table.by_id(each) for each in row.get("languages") or ()),
        edition=row.get("edition") or "",
        release_group=row.get("releaseGroup"),
        year=row.get("year") or 0,
        formats=tuple((format_id, name) for format_id, name in row.get("formats") or ()),
        score=row.get("score") or 0,
    )


def fingerprint(release: Release, info_hash: str | None = None) -> str:
    """What tells a release again, for a target that must not get it twice. `info_hash` when it became known late."""
    known = info_hash or release.info_hash
    if release.protocol is Protocol.TORRENT and known:
        return f"hash:{known.lower()}"
    return f"offer:{release.indexer}:{release.size}:{release.title.lower()}"
