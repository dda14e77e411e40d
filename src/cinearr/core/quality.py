"""Qualities, revisions and their default definitions.

The ids, names and order are those of the v3 API (they are stored by clients and exported profiles).
Sizes are megabytes (1024²) per minute of runtime; None means unlimited.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final


class Source(Enum):
    """Where a release's picture came from; values are the v3 numbers."""

    UNKNOWN = 0
    CAM = 1
    TELESYNC = 2
    TELECINE = 3
    WORKPRINT = 4
    DVD = 5
    TV = 6
    WEBDL = 7
    WEBRIP = 8
    BLURAY = 9

    @property
    def wire(self) -> str:
        """The v3 name: lower case."""
        return self.name.lower()


class Modifier(Enum):
    """What sets a release apart from others of its source and resolution; values are the v3 numbers."""

    NONE = 0
    REGIONAL = 1
    SCREENER = 2
    RAWHD = 3
    BRDISK = 4
    REMUX = 5

    @property
    def wire(self) -> str:
        """The v3 name: lower case."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, order=True)
class Revision:
    """How often a release was put right: `real` counts REAL, `version` is 2 for a proper or repack, then on."""

    real: int = 0
    version: int = 1
    is_repack: bool = False

    @property
    def key(self) -> tuple[int, int]:
        """What two revisions are compared by; a repack and a proper of one version are equals."""
        return (self.real, self.version)


@dataclass(frozen=True, slots=True)
class Quality:
    """One of the fixed qualities. `weight` is its place in the default order, worst first."""

    id: int
    name: str
    source: Source
    resolution: int
    modifier: Modifier
    weight: int
    group: str | None
    min_size: float
    preferred_size: float | None
    max_size: float | None


@dataclass(frozen=True, slots=True)
class QualityModel:
    """A quality together with its revision: what a release or a file is."""

    quality: Quality
    revision: Revision = Revision()


_S = Source
_M = Modifier
ALL: Final[tuple[Quality, ...]] = (
    Quality(0, "Unknown", _S.UNKNOWN, 0, _M.NONE, 1, None, 0, 95, 100),
    Quality(24, "WORKPRINT", _S.WORKPRINT, 0, _M.NONE, 2, None, 0, 95, 100),
    Quality(25, "CAM", _S.CAM, 0, _M.NONE, 3, None, 0, 95, 100),
    Quality(26, "TELESYNC", _S.TELESYNC, 0, _M.NONE, 4, None, 0, 95, 100),
    Quality(27, "TELECINE", _S.TELECINE, 0, _M.NONE, 5, None, 0, 95, 100),
    Quality(28, "DVDSCR", _S.DVD, 480, _M.SCREENER, 7, None, 0, 95, 100),
    Quality(29, "REGIONAL", _S.DVD, 480, _M.REGIONAL, 6, None, 0, 95, 100),
    Quality(1, "SDTV", _S.TV, 480, _M.NONE, 8, None, 0, 95, 100),
    Quality(2, "DVD", _S.DVD, 0, _M.NONE, 9, None, 0, 95, 100),
    Quality(23, "DVD-R", _S.DVD, 480, _M.REMUX, 10, None, 0, 95, 100),
    Quality(4, "HDTV-720p", _S.TV, 720, _M.NONE, 14, None, 0, 95, 100),
    Quality(9, "HDTV-1080p", _S.TV, 1080, _M.NONE, 17, None, 0, 95, 100),
    Quality(16, "HDTV-2160p", _S.TV, 2160, _M.NONE, 21, None, 0, None, None),
    Quality(8, "WEBDL-480p", _S.WEBDL, 480, _M.NONE, 11, "WEB 480p", 0, 95, 100),
    Quality(5, "WEBDL-720p", _S.WEBDL, 720, _M.NONE, 15, "WEB 720p", 0, 95, 100),
    Quality(3, "WEBDL-1080p", _S.WEBDL, 1080, _M.NONE, 18, "WEB 1080p", 0, 95, 100),
    Quality(18, "WEBDL-2160p", _S.WEBDL, 2160, _M.NONE, 22, "WEB 2160p", 0, None, None),
    Quality(12, "WEBRip-480p", _S.WEBRIP, 480, _M.NONE, 11, "WEB 480p", 0, 95, 100),
    Quality(14, "WEBRip-720p", _S.WEBRIP, 720, _M.NONE, 15, "WEB 720p", 0, 95, 100),
    Quality(15, "WEBRip-1080p", _S.WEBRIP, 1080, _M.NONE, 18, "WEB 1080p", 0, 95, 100),
    Quality(17, "WEBRip-2160p", _S.WEBRIP, 2160, _M.NONE, 22, "WEB 2160p", 0, None, None),
    Quality(20, "Bluray-480p", _S.BLURAY, 480, _M.NONE, 12, None, 0, 95, 100),
    Quality(21, "Bluray-576p", _S.BLURAY, 576, _M.NONE, 13, None, 0, 95, 100),
    Quality(6, "Bluray-720p", _S.BLURAY, 720, _M.NONE, 16, None, 0, 95, 100),
    Quality(7, "Bluray-1080p", _S.BLURAY, 1080, _M.NONE, 19, None, 0, None, None),
    Quality(19, "Bluray-2160p", _S.BLURAY, 2160, _M.NONE, 23, None, 0, None, None),
    Quality(30, "Remux-1080p", _S.BLURAY, 1080, _M.REMUX, 20, None, 0, None, None),
    Quality(31, "Remux-2160p", _S.BLURAY, 2160, _M.REMUX, 24, None, 0, None, None),
    Quality(22, "BR-DISK", _S.BLURAY, 1080, _M.BRDISK, 25, None, 0, None, None),
    Quality(10, "Raw-HD", _S.TV, 1080, _M.RAWHD, 26, None, 0, None, None),
)
BY_ID: Final = MappingProxyType({quality.id: quality for quality in ALL})
BY_NAME: Final = MappingProxyType({quality.name: quality for quality in ALL})
UNKNOWN: Final = BY_ID[0]


def by_id(quality_id: int) -> Quality:
    """The quality of this id; Unknown for an id that does not exist (rows of other versions)."""
    return BY_ID.get(quality_id, UNKNOWN)


def find_quality(source: Source, resolution: int, modifier: Modifier = Modifier.NONE) -> Quality:
    """The quality of these parts; where there is none, the nearest that is no worse.

    Sources whose qualities have no resolution (CAM, DVD) take any; an unknown source counts as the lowest one that has
    the resolution.
    """
    same_modifier = [quality for quality in ALL if quality.modifier is modifier]
    exact = [quality for quality in same_modifier if (quality.source, quality.resolution) == (source, resolution)]
    if exact:
        return exact[0]
    for quality in same_modifier:
        if quality.source is source and quality.resolution == 0 and source is not Source.UNKNOWN:
            return quality
    better = [
        quality
        for quality in same_modifier
        if quality.resolution == resolution != 0 and quality.source.value >= source.value
    ]
    return min(better, key=lambda quality: quality.source.value, default=UNKNOWN)
