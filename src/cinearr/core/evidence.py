"""Releases and what was known of them as plain JSON values, for keeping and reading back.

What is frozen at a grab is judged by later, so reading must never fail on a row of an older version: what is missing has
its neutral value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from cinearr.core import languages, quality
from cinearr.core.formats.model import Subject
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.languages import Language
from cinearr.core.quality import QualityModel, Revision
from cinearr.core.releases.model import Protocol, Release


def quality_to_json(model: QualityModel) -> dict[str, Any]:
    """`{"id", "version", "real", "is_repack"}`."""
    revision = model.revision
    return {
        "id": model.quality.id,
        "version": revision.version,
        "real": revision.real,
        "is_repack": revision.is_repack,
    }


def quality_from_json(stored: Mapping[str, Any] | None) -> QualityModel:
    """The quality of a row."""
    stored = stored or {}
    revision = Revision(
        real=stored.get("real", 0), version=stored.get("version", 1), is_repack=stored.get("is_repack", False)
    )
    return QualityModel(quality.by_id(stored.get("id", 0)), revision)


def languages_from_ids(ids: Iterable[int]) -> tuple[Language, ...]:
    """Languages of a row."""
    return tuple(languages.by_id(each) for each in ids)


def subject_to_json(subject: Subject) -> dict[str, Any]:
    """What custom formats saw."""
    return {
        "texts": list(subject.texts),
        "edition": subject.edition,
        "release_group": subject.release_group,
        "languages": [each.id for each in subject.languages],
        "original_language": subject.original_language.id,
        "quality": subject.quality.id,
        "resolution": subject.resolution,
        "indexer_flags": int(subject.indexer_flags),
        "size": subject.size,
        "year": subject.year,
    }


def subject_from_json(stored: Mapping[str, Any]) -> Subject:
    """What custom formats saw then."""
    return Subject(
        texts=tuple(stored.get("texts", ())),
        edition=stored.get("edition", ""),
        release_group=stored.get("release_group"),
        languages=languages_from_ids(stored.get("languages", ())),
        original_language=languages.by_id(stored.get("original_language", 0)),
        quality=quality.by_id(stored.get("quality", 0)),
        resolution=stored.get("resolution"),
        indexer_flags=IndexerFlag(stored.get("indexer_flags", 0)),
        size=stored.get("size", 0),
        year=stored.get("year", 0),
    )


def release_to_json(release: Release) -> dict[str, Any]:
    """An offer as it stood in the feed."""
    return {
        "guid": release.guid,
        "title": release.title,
        "protocol": release.protocol.value,
        "indexer_id": release.indexer_id,
        "indexer": release.indexer,
        "indexer_priority": release.indexer_priority,
        "download_url": release.download_url,
        "magnet_url": release.magnet_url,
        "info_hash": release.info_hash,
        "info_url": release.info_url,
        "comment_url": release.comment_url,
        "size": release.size,
        "publish_date": release.publish_date.astimezone(UTC).isoformat(),
        "seeders": release.seeders,
        "peers": release.peers,
        "tmdb_id": release.tmdb_id,
        "imdb_id": release.imdb_id,
        "indexer_flags": int(release.indexer_flags),
        "languages": [each.id for each in release.languages],
        "categories": list(release.categories),
    }


def release_from_json(stored: Mapping[str, Any]) -> Release:
    """The offer again."""
    return Release(
        guid=stored.get("guid", ""),
        title=stored.get("title", ""),
        protocol=Protocol(stored.get("protocol", 0)),
        indexer_id=stored.get("indexer_id", 0),
        indexer=stored.get("indexer", ""),
        indexer_priority=stored.get("indexer_priority", 25),
        download_url=stored.get("download_url"),
        magnet_url=stored.get("magnet_url"),
        info_hash=stored.get("info_hash"),
        info_url=stored.get("info_url"),
        comment_url=stored.get("comment_url"),
        size=stored.get("size", 0),
        publish_date=datetime.fromisoformat(stored.get("publish_date", "1970-01-01T00:00:00+00:00")),
        seeders=stored.get("seeders"),
        peers=stored.get("peers"),
        tmdb_id=stored.get("tmdb_id", 0),
        imdb_id=stored.get("imdb_id", 0),
        indexer_flags=IndexerFlag(stored.get("indexer_flags", 0)),
        languages=languages_from_ids(stored.get("languages", ())),
        categories=tuple(stored.get("categories", ())),
    )
