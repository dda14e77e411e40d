"""Quality from a release name: source, resolution and modifier, where each was told from, and the revision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cinearr.core import quality
from cinearr.core.importing.extensions import VIDEO
from cinearr.core.quality import Modifier, Quality, QualityModel, Revision, Source
from cinearr.core.releases import quality_words as words
from cinearr.core.releases.model import Detection
from cinearr.core.releases.names import LONGEST, split_extension


@dataclass(frozen=True, slots=True)
class ParsedQuality:
    """A quality, and what its parts were told from."""

    quality: QualityModel
    source_detection: Detection = Detection.UNKNOWN
    resolution_detection: Detection = Detection.UNKNOWN
    revision_detection: Detection = Detection.UNKNOWN


_KINDS: Final = {
    "webdl": Source.WEBDL,
    "boxed": Source.WEBDL,
    "webrip": Source.WEBRIP,
    "hdtv": Source.TV,
    "sdtv": Source.TV,
    "bluray": Source.BLURAY,
    "dvd": Source.DVD,
}
_FIXED: Final = {
    "scr": quality.BY_NAME["DVDSCR"],
    "dvdr": quality.BY_NAME["DVD-R"],
    "dvd": quality.BY_NAME["DVD"],
    "regional": quality.BY_NAME["REGIONAL"],
    "cam": quality.BY_NAME["CAM"],
    "ts": quality.BY_NAME["TELESYNC"],
    "tc": quality.BY_NAME["TELECINE"],
    "wp": quality.BY_NAME["WORKPRINT"],
}
_BY_PARTS: Final = {(q.source, q.resolution, q.modifier): q for q in quality.ALL}
_REMUX_OF: Final = {1080: quality.BY_NAME["Remux-1080p"], 2160: quality.BY_NAME["Remux-2160p"]}
_DISK: Final = quality.BY_NAME["BR-DISK"]
_RAW_HD: Final = quality.BY_NAME["Raw-HD"]
_SDTV: Final = quality.BY_NAME["SDTV"]
_DEFAULT_RESOLUTION: Final = {Source.BLURAY: 720, Source.WEBDL: 480, Source.WEBRIP: 480, Source.TV: 480}
_WIDTHS: Final = ((3200, 2160), (1800, 1080), (1200, 720), (1000, 576))
_NO_DISC_EXTENSIONS: Final = frozenset({".mkv", ".mk3d", ".mp4"})


def parse_quality(name: str) -> ParsedQuality:
    """The quality of a release or file name. Names longer than a release name can be are read up to there."""
    stem, extension = split_extension(name[:LONGEST])
    return quality_of(stem, extension, stem)


def quality_of(stem: str, extension: str, tail: str) -> ParsedQuality:
    """The quality of a name without its extension; `tail` is the part behind the title, which tells the revision."""
    revision = parse_revision(tail)
    resolution = _resolution(stem)
    by_name = Detection.NAME if resolution else Detection.UNKNOWN
    found = _by_source(stem, extension, resolution)
    source_from = Detection.NAME
    if found is None:
        found, source_from = _without_source(stem, extension, resolution)
    if found is None:
        found = VIDEO.get(extension, quality.UNKNOWN)
        source_from = Detection.EXTENSION if found is not quality.UNKNOWN else Detection.UNKNOWN
        by_name = source_from if not resolution else by_name
    return ParsedQuality(
        QualityModel(found, revision),
        source_from,
        by_name,
        Detection.NAME if revision != Revision() else Detection.UNKNOWN,
    )


@lru_cache(maxsize=256)
def _at(source: Source, resolution: int) -> Quality:
    """The plain quality of a source at a resolution, or the nearest below that exists."""
    for height in (2160, 1080, 720, 576, 480):
        if height <= resolution and (source, height, Modifier.NONE) in _BY_PARTS:
            return _BY_PARTS[source, height, Modifier.NONE]
    return quality.UNKNOWN


def _resolution(stem: str) -> int:
    """The first resolution a name tells, 0 for none. `UHD` alone stands for 2160 only when nothing else is told."""
    fallback = 0
    for found in words.RESOLUTION.finditer(stem):
        kind = found.lastgroup or ""
        if kind == "r4k":
            fallback = 2160
            continue
        if kind == "width":
            return _of_width(int(found["width"]))
        return 1080 if kind == "fhd" else int(kind[1:])
    if fallback:
        return fallback
    return 2160 if words.IMPLIED_2160.search(stem) else 0


def _of_width(width: int) -> int:
    """The resolution of a picture that wide, as for a media file: films are cropped in height, seldom in width."""
    return next((height for least, height in _WIDTHS if width >= least), 480)


def _by_source(stem: str, extension: str, resolution: int) -> Quality | None:
    """The quality a name's last source word tells, with what else the name says of it; None without such a word."""
    if words.RAW.search(stem):
        return _RAW_HD
    kind = ""
    for found in words.SOURCES.finditer(stem):
        kind = found.lastgroup or ""
    if (kind == "bluray" or not kind) and (disc := words.DISC.search(stem)):
        told = _disc(stem, extension, kind, disc)
        if told is not None:
            return told
    if not kind:
        return None
    if kind in _FIXED:
        return _FIXED[kind]
    if kind == "bluray":
        return _bluray(stem, extension, resolution)
    if kind == "hdtv" and words.MPEG2.search(stem):
        return _RAW_HD
    source = _KINDS[kind]
    if not resolution and kind == "hdtv" and "[hdtv]" in stem.lower():
        return _at(source, 720)
    if not resolution and kind == "sdtv" and words.HIGH_DEFINITION_TV.search(stem):
        return _at(source, 720)
    if not resolution and kind == "webdl" and "[webdl]" in stem.lower():
        return _at(source, 720)
    return _at(source, resolution or _DEFAULT_RESOLUTION[source])


def _disc(stem: str, extension: str, kind: str, disc: re.Match[str]) -> Quality | None:
    """A whole disc, when a word tells of one alone (`BD50`) or beside a Blu-ray (`COMPLETE`), and none of a copy."""
    if extension in _NO_DISC_EXTENSIONS or words.REMUX.search(stem) or words.RIP.search(stem):
        return None
    if disc.lastgroup != "beside":
        return _DISK
    if kind and not words.ENCODED.search(stem) and not words.GERMAN_DUAL.search(stem):
        return _DISK
    return None


def _bluray(stem: str, extension: str, resolution: int) -> Quality:
    if words.XVID.search(stem):
        return _at(Source.BLURAY, 480)
    remux = words.REMUX.search(stem)
    if not remux and not words.RIP.search(stem):
        disc = words.DISC_CODEC.search(stem)
        if disc and not words.ENCODED.search(stem) and (disc.lastgroup == "hd" or resolution == 2160):
            if disc.lastgroup == "hd" and resolution in _REMUX_OF and words.GERMAN_DUAL.search(stem):
                return _REMUX_OF[resolution]
            if extension not in _NO_DISC_EXTENSIONS and resolution in (0, 1080, 2160):
                return _DISK
        if extension == ".iso":
            return _DISK
    if remux and (resolution in _REMUX_OF or not resolution):
        return _REMUX_OF[resolution or 1080]
    if not resolution and words.RIP.search(stem):
        return _at(Source.BLURAY, 480)
    return _at(Source.BLURAY, resolution or 720)


def _without_source(stem: str, extension: str, resolution: int) -> tuple[Quality | None, Detection]:
    """The quality of a name that names no source: from a remux, a resolution, a codec."""
    if resolution in _REMUX_OF and words.REMUX.search(stem):
        return _REMUX_OF[resolution], Detection.NAME
    if found := words.OTHER_TV.search(stem):
        return _at(Source.TV, resolution or (720 if found[1] else 480)), Detection.NAME
    if resolution:
        expected = VIDEO.get(extension, quality.UNKNOWN)
        if expected.source in _DEFAULT_RESOLUTION:
            return _at(expected.source, resolution), Detection.EXTENSION
        return _at(Source.TV, resolution), Detection.UNKNOWN
    if words.X264.search(stem):
        return _SDTV, Detection.NAME
    return None, Detection.UNKNOWN


def parse_revision(text: str) -> Revision:
    """How often a release was put right, from PROPER, REPACK, RERIP, v2 and REAL."""
    version, repack = 1, False
    for found in words.REPACK.finditer(text):
        version = max(version, 2)
        if found["again"]:
            repack = True
            version = max(version, int(found["times"] or 1) + 1)
    if (named := words.VERSION.search(text)) and int(named[1]) > 0:
        version = max(version, int(named[1]))
    real = len(words.REAL.findall(text)) if "REAL" in text else 0
    return Revision(real=real, version=version, is_repack=repack)
