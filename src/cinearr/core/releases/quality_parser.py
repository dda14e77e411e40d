"""Quality from a release name: source, resolution and modifier, where each was told from, and the revision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cinearr.core import quality
from cinearr.core.importing.extensions import VIDEO
from cinearr.core.quality import Modifier, Quality, QualityModel, Revision, Source
from cinearr.core.releases.model import Detection
from cinearr.core.releases.names import LONGEST, split_extension


@dataclass(frozen=True, slots=True)
class ParsedQuality:
    """A quality, and what its parts were told from."""

    quality: QualityModel
    source_detection: Detection = Detection.UNKNOWN
    resolution_detection: Detection = Detection.UNKNOWN
    revision_detection: Detection = Detection.UNKNOWN


_SOURCES: Final = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:
        (?P<bluray>
            m?blu-?ray(?=\d)
          | (?: m?blu[-_. ]?ray | hd[-_. ]?dvd(?:rip)? | (?:uhd)?bd(?:mux|iso|light|(?:remux|rip)(?:mux)?)?(?![-_. ]?\d{2,3}(?![0-9pi]))
              | br-?(?:rip(?:mux)?|disk) | uhd(?:2bd|remux) | bd(?:remux)?\d{3,4}[pi] | uhdremux\d{4}p ) (?![A-Za-z0-9])
        )
      | (?P<webrip> web[-_. ]?rip | webmux | webcap | web-?dlrip ) (?![A-Za-z0-9])
      | (?P<webdl>
            web[-_. ]?dl(?:mux)? (?![A-Za-z0-9]) | (?:amazon|itunes|maxdome|netflix|hbomax|disney)u?hd | webhd(?![A-Za-z0-9])
          | (?-i:WEB) (?=[-_. ](?:[xh][-_. ]?26[45]|\d{3,4}[pi]|av[c1]|hevc|dv|hdr|ddp?\d|proper|repack|aac|dts|eac3)|\Z)
          | (?<=\d[pP][-_. ]) (?-i:WEB) (?![A-Za-z0-9]) | (?:amzn|nf|dp|dsnp|atvp|hmax)[-_. ]web (?![A-Za-z0-9]|[-_. ]?(?:dl|rip))
        )
      | (?P<boxed>(?<=\[)web(?=\]))
      | (?P<hdtv> u?hdtv(?:rip)? ) (?![A-Za-z0-9])
      | (?P<scr> (?:dvd)?-?scr(?:eener)? ) (?![A-Za-z0-9])
      | (?P<dvdr> (?:\dx?)? m?dvd[-_. ]?r?[-_. ]?[59] | (?:\dx?)? m?dvd-?r ) (?![A-Za-z0-9])
      | (?P<dvd> dvd | dvd[-_. ]?rip | dvdmux | xvidvd ) (?![A-Za-z0-9])
      | (?P<sdtv> [ps]dtv | dsr | tvrip | dvb ) (?![A-Za-z0-9])
      | (?P<regional> r\d | regional ) (?![A-Za-z0-9])
      | (?P<cam> (?:h[dq]-?|new)?cam(?:-?rip|hd)? ) (?![A-Za-z0-9])
      | (?P<ts> (?:hd-?)?ts(?:-?rip)? | telesynch? | pdvd ) (?![A-Za-z0-9])
      | (?P<tc> (?:hd-?)?tc(?=\d{3,4}[pi]) | (?: (?:hd-?)?tc | telecine ) (?![A-Za-z0-9]) )
      | (?P<wp> workprint | wp ) (?![A-Za-z0-9])
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_TV: Final = re.compile(r"(?<![A-Za-z0-9])(?:(hd)|sd)[-_. ]tv(?![A-Za-z0-9])", re.IGNORECASE)
_RESOLUTION: Final = re.compile(
    r"""
      (?<!\d)(?: (?P<r480> 360p | 480[pi] | 540p )
    | (?P<r576> 576[pi] )
    | (?P<r720> 720[pi] | 960p )
    | (?P<r1080> m?1080[pi] | 1440p )
    | (?P<r2160> 2160[pi] ) | (?P<width>\d{3,4})x\d{3,4} ) (?![0-9A-Za-z])
    | (?<![A-Za-z0-9])(?P<fhd> fhd | 4kto1080p ) (?![A-Za-z0-9])
    | (?P<r4k> \[4k\] | (?<![A-Za-z0-9])4k[-_. ]?(?:uhd|ultra-?hd|hevc|bd|sdr|[hx][-_. ]?265)(?![A-Za-z0-9])
             | (?<![A-Za-z0-9])(?:uhd|ultra-?hd|hevc|bd|[hx][-_. ]?265)[-_. ]4k(?![A-Za-z0-9]) )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_IMPLIED_2160: Final = re.compile(r"(?<![A-Za-z0-9])(?:uhd|ultra-?hd)(?:bd|remux)?(?![A-Za-z0-9])", re.IGNORECASE)
_XVID: Final = re.compile(r"(?<![A-Za-z0-9])(?:xvid|divx)(?![A-Za-z0-9])", re.IGNORECASE)
_X264: Final = re.compile(r"(?<![A-Za-z0-9])x[-_. ]?264(?![A-Za-z0-9])", re.IGNORECASE)
_ENCODED: Final = re.compile(r"(?<![A-Za-z0-9])[xh][-_. ]?26[456]", re.IGNORECASE)
_RAW: Final = re.compile(r"(?<![A-Za-z0-9])raw[-_. ]?hd(?![A-Za-z0-9])", re.IGNORECASE)
_MPEG2: Final = re.compile(r"(?<![A-Za-z0-9])mpeg[-_. ]?2", re.IGNORECASE)
_REMUX: Final = re.compile(r"(?<![A-Za-z])(?:bd|uhd)?remux(?![A-Za-z])", re.IGNORECASE)
_RIP: Final = re.compile(r"(?<![A-Za-z0-9])(?:(?:uhd)?b[dr]-?(?:rip|light)|hd-?dvdrip)", re.IGNORECASE)
_DISC: Final = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:
        (?P<size> (?:uhd)?bd[-_. ]?(?:25|50|66|100) )
      | (?P<iso> iso )
      | (?P<named> br-?disk | bdiso )
      | (?P<complete> (?:complete|full)[-_. ](?:uhd[-_. ])?blu-?ray )
    )(?![A-Za-z0-9])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DISC_CODEC: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:(?P<hd>avc|vc-?1|mvc)|(?P<uhd>hevc))(?![A-Za-z0-9])", re.IGNORECASE
)
_GERMAN_DUAL: Final = re.compile(
    r"(?<![A-Za-z0-9])german(?=[-_. ]).*?[-_. ](?<!web-)(?<!web )(?<!web\.)[dm]l[-_. ]", re.IGNORECASE
)
_HIGH_DEFINITION_TV: Final = re.compile(r"(?<![A-Za-z0-9])hr[-_. ]ws(?![A-Za-z0-9])", re.IGNORECASE)
_REPACK: Final = re.compile(
    r"(?<![A-Za-z0-9])(?P<again>repack|rerip)(?P<times>\d)?(?![A-Za-z0-9])|(?<![A-Za-z0-9])proper(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_VERSION: Final = re.compile(r"(?:\d[-_. ]?|\[)v(\d)(?=[-_. \])])", re.IGNORECASE)
_REAL: Final = re.compile(r"(?<![A-Za-z0-9])REAL(?![A-Za-z0-9])")

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
    for found in _RESOLUTION.finditer(stem):
        kind = found.lastgroup or ""
        if kind == "r4k":
            fallback = 2160
            continue
        if kind == "width":
            return _of_width(int(found["width"]))
        return 1080 if kind == "fhd" else int(kind[1:])
    if fallback:
        return fallback
    return 2160 if _IMPLIED_2160.search(stem) else 0


def _of_width(width: int) -> int:
    """The resolution of a picture that wide, as for a media file: films are cropped in height, seldom in width."""
    return next((height for least, height in _WIDTHS if width >= least), 480)


def _by_source(stem: str, extension: str, resolution: int) -> Quality | None:
    """The quality a name's last source word tells, with what else the name says of it; None without such a word."""
    if _RAW.search(stem):
        return _RAW_HD
    kind = ""
    for found in _SOURCES.finditer(stem):
        kind = found.lastgroup or ""
    if (kind == "bluray" or not kind) and (disc := _DISC.search(stem)):
        told = _disc(stem, extension, kind, disc)
        if told is not None:
            return told
    if not kind:
        return None
    if kind in _FIXED:
        return _FIXED[kind]
    if kind == "bluray":
        return _bluray(stem, extension, resolution)
    if kind == "hdtv" and _MPEG2.search(stem):
        return _RAW_HD
    source = _KINDS[kind]
    if not resolution and kind == "hdtv" and "[hdtv]" in stem.lower():
        return _at(source, 720)
    if not resolution and kind == "sdtv" and _HIGH_DEFINITION_TV.search(stem):
        return _at(source, 720)
    if not resolution and kind == "webdl" and "[webdl]" in stem.lower():
        return _at(source, 720)
    return _at(source, resolution or _DEFAULT_RESOLUTION[source])


def _disc(stem: str, extension: str, kind: str, disc: re.Match[str]) -> Quality | None:
    if extension in _NO_DISC_EXTENSIONS or _REMUX.search(stem) or _RIP.search(stem):
        return None
    told = disc.lastgroup
    if told in ("size", "named"):
        return _DISK
    if kind and not (told == "complete" and _GERMAN_DUAL.search(stem)):
        return _DISK
    return None


def _bluray(stem: str, extension: str, resolution: int) -> Quality:
    if _XVID.search(stem):
        return _at(Source.BLURAY, 480)
    remux = _REMUX.search(stem)
    if not remux and not _RIP.search(stem):
        disc = _DISC_CODEC.search(stem)
        if disc and not _ENCODED.search(stem) and (disc.lastgroup == "hd" or resolution == 2160):
            if disc.lastgroup == "hd" and resolution in _REMUX_OF and _GERMAN_DUAL.search(stem):
                return _REMUX_OF[resolution]
            if extension not in _NO_DISC_EXTENSIONS and resolution in (0, 1080, 2160):
                return _DISK
        if extension == ".iso":
            return _DISK
    if remux and (resolution in _REMUX_OF or not resolution):
        return _REMUX_OF[resolution or 1080]
    if not resolution and _RIP.search(stem):
        return _at(Source.BLURAY, 480)
    return _at(Source.BLURAY, resolution or 720)


def _without_source(stem: str, extension: str, resolution: int) -> tuple[Quality | None, Detection]:
    """The quality of a name that names no source: from a remux, a resolution, a codec."""
    if resolution in _REMUX_OF and _REMUX.search(stem):
        return _REMUX_OF[resolution], Detection.NAME
    if found := _OTHER_TV.search(stem):
        return _at(Source.TV, resolution or (720 if found[1] else 480)), Detection.NAME
    if resolution:
        expected = VIDEO.get(extension, quality.UNKNOWN)
        if expected.source in _DEFAULT_RESOLUTION:
            return _at(expected.source, resolution), Detection.EXTENSION
        return _at(Source.TV, resolution), Detection.UNKNOWN
    if _X264.search(stem):
        return _SDTV, Detection.NAME
    return None, Detection.UNKNOWN


def parse_revision(text: str) -> Revision:
    """How often a release was put right, from PROPER, REPACK, RERIP, v2 and REAL."""
    version, repack = 1, False
    for found in _REPACK.finditer(text):
        version = max(version, 2)
        if found["again"]:
            repack = True
            version = max(version, int(found["times"] or 1) + 1)
    if (named := _VERSION.search(text)) and int(named[1]) > 0:
        version = max(version, int(named[1]))
    real = len(_REAL.findall(text)) if "REAL" in text else 0
    return Revision(real=real, version=version, is_repack=repack)
