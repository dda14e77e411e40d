"""The picture of a file, as people call it: codec, dynamic range, resolution."""

from __future__ import annotations

import re
from collections.abc import Collection
from types import MappingProxyType
from typing import Final

from cinearr.core.media.model import HdrFormat

# Codec ids in which an encoder signed its work; they say more than the format does.
_ENCODERS: Final = ("x264", "x265")
_AVC_IN_NAME: Final = re.compile(r"(?<![^\W_])(?:avc|x264|h\.?264)(?![^\W_])", re.IGNORECASE)
_HEVC_IN_NAME: Final = re.compile(r"(?<![^\W_])(?:hevc|x265|h\.?265)(?![^\W_])", re.IGNORECASE)
_SPELLINGS: Final = MappingProxyType(
    {
        "avc": "AVC",
        "x264": "x264",
        "h264": "h264",
        "h.264": "h264",
        "hevc": "HEVC",
        "x265": "x265",
        "h265": "h265",
        "h.265": "h265",
    }
)
_DISPLAYED: Final = MappingProxyType(
    {
        "mpeg2video": "MPEG2",
        "mpeg1video": "MPEG",
        "vc1": "VC1",
        "av1": "AV1",
        "vp7": "VP7",
        "vp8": "VP8",
        "vp9": "VP9",
        "wmv1": "WMV",
        "wmv2": "WMV",
        "wmv3": "WMV",
        # Old camera and desktop codecs that nobody names a file after.
        "qtrle": "",
        "rpza": "",
        "rv10": "",
        "rv20": "",
        "rv30": "",
        "rv40": "",
        "cinepak": "",
        "rawvideo": "",
        "msvideo1": "",
    }
)
_DIVX_IDS: Final = frozenset({"DIV3", "DX50", "DIVX"})


def format_video_codec(video_format: str | None, codec_id: str | None, scene_name: str | None) -> str:
    """The codec as files are named after it: `x264`, `HEVC`, `XviD`; "" for one that nobody names.

    Of two spellings of one codec (h264, AVC, x264) the one in the release's own name is kept.
    """
    name = video_format or ""
    identifier = (codec_id or "").strip()
    if identifier.lower() in _ENCODERS:
        return identifier.lower()
    lowered = name.lower()
    if lowered == "h264":
        return _spelling_in(scene_name, _AVC_IN_NAME, "h264")
    if lowered == "hevc":
        return _spelling_in(scene_name, _HEVC_IN_NAME, "h265")
    if lowered == "mpeg4" or "msmpeg4" in lowered:
        return _format_mpeg4(identifier.upper())
    if "vp6" in lowered:
        return "VP6"
    return _DISPLAYED.get(lowered, name)


def format_dynamic_range(hdr_format: HdrFormat) -> str:
    """`HDR`, or "" for a picture of standard range."""
    return "" if hdr_format is HdrFormat.NONE else "HDR"


_RANGE_TYPES: Final = MappingProxyType(
    {
        HdrFormat.NONE: "",
        HdrFormat.PQ10: "PQ",
        HdrFormat.HDR10: "HDR10",
        HdrFormat.HDR10_PLUS: "HDR10Plus",
        HdrFormat.HLG10: "HLG",
        HdrFormat.DOLBY_VISION: "DV",
        HdrFormat.DOLBY_VISION_HDR10: "DV HDR10",
        HdrFormat.DOLBY_VISION_HDR10_PLUS: "DV HDR10Plus",
        HdrFormat.DOLBY_VISION_HLG: "DV HLG",
        HdrFormat.DOLBY_VISION_SDR: "DV SDR",
    }
)


def format_dynamic_range_type(hdr_format: HdrFormat) -> str:
    """Which kind of HDR, in the words of file names; "" for none."""
    return _RANGE_TYPES[hdr_format]


def detect_hdr(
    bit_depth: int,
    colour_primaries: str,
    transfer: str,
    side_data: Collection[str] = (),
    dovi_compatibility_id: int | None = None,
) -> HdrFormat:
    """The HDR kind of a stream.

    `side_data` names what accompanies the picture: `dovi_configuration`, `hdr10plus_dynamic`,
    `mastering_display`, `content_light_level`.
    """
    if bit_depth < 10:
        return HdrFormat.NONE
    if "dovi_configuration" in side_data:
        return _detect_dolby_vision(side_data, dovi_compatibility_id)
    if colour_primaries.lower() != "bt2020":
        return HdrFormat.NONE
    if transfer == "arib-std-b67":
        return HdrFormat.HLG10
    if transfer != "smpte2084":
        return HdrFormat.NONE
    if "hdr10plus_dynamic" in side_data:
        return HdrFormat.HDR10_PLUS
    if "mastering_display" in side_data or "content_light_level" in side_data:
        return HdrFormat.HDR10
    return HdrFormat.PQ10


def resolution_from_dimensions(width: int, height: int) -> int:
    """The nearest named resolution of a picture; cropped pictures count by whichever side is telling."""
    for resolution, wide, high in ((2160, 3200, 2100), (1080, 1800, 1000), (720, 1200, 700), (576, 1000, 560)):
        if width >= wide or height >= high:
            return resolution
    return 480


def _spelling_in(scene_name: str | None, spellings: re.Pattern[str], default: str) -> str:
    found = spellings.search(scene_name or "")
    return _SPELLINGS[found[0].lower()] if found else default


def _format_mpeg4(identifier: str) -> str:
    if identifier == "XVID":
        return "XviD"
    return "DivX" if identifier in _DIVX_IDS else ""


def _detect_dolby_vision(side_data: Collection[str], compatibility: int | None) -> HdrFormat:
    match compatibility:
        case 1 | 6:
            plus = "hdr10plus_dynamic" in side_data
            return HdrFormat.DOLBY_VISION_HDR10_PLUS if plus else HdrFormat.DOLBY_VISION_HDR10
        case 2:
            return HdrFormat.DOLBY_VISION_SDR
        case 4:
            return HdrFormat.DOLBY_VISION_HLG
        case _:
            return HdrFormat.DOLBY_VISION
