"""Whether a release is one that failed before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from cinearr.core.decisions.model import BlockedRelease
from cinearr.core.profiles.definitions import MEGABYTE
from cinearr.core.releases.model import Protocol, Release

# Posts of one release at two indexers differ by no more than this.
_SAME_POST: Final = timedelta(minutes=2)
_SAME_SIZE: Final = 2 * MEGABYTE


def is_blocked(release: Release, rows: Iterable[BlockedRelease]) -> bool:
    """`rows` are those of the film the release was matched to."""
    matches = _torrent if release.protocol is Protocol.TORRENT else _usenet
    return any(matches(release, row) for row in rows)


def _torrent(release: Release, row: BlockedRelease) -> bool:
    if release.info_hash:
        return row.info_hash is not None and row.info_hash.lower() == release.info_hash.lower()
    if row.protocol is not Protocol.TORRENT or not _same_title(release, row):
        return False
    return not row.indexer or row.indexer.lower() == release.indexer.lower()


def _usenet(release: Release, row: BlockedRelease) -> bool:
    if row.protocol is not Protocol.USENET or not _same_title(release, row):
        return False
    if row.published == release.publish_date:
        return True
    if row.indexer is not None and row.indexer.lower() == release.indexer.lower():
        return False
    close = row.published is None or abs(row.published - release.publish_date) <= _SAME_POST
    alike = row.size is None or abs(row.size - release.size) <= _SAME_SIZE
    return close and alike


def _same_title(release: Release, row: BlockedRelease) -> bool:
    return release.title.lower() in row.title.lower()
