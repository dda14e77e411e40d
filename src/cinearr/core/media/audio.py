"""The sound of a file, as people call it: codec, channels."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

_DTS_PROFILES: Final = MappingProxyType(
    {
        "DTS:X": "DTS-X",
        "DTS-HD MA": "DTS-HD MA",
        "DTS-HD MA + DTS:X": "DTS-X",
        "DTS-ES": "DTS-ES",
        "DTS-HD HRA": "DTS-HD HRA",
        "DTS EXPRESS": "DTS Express",
        "DTS 96/24": "DTS 96/24",
    }
)
_DISPLAYED: Final = MappingProxyType(
    {
        "truehd": "TrueHD",
        "flac": "FLAC",
        "eac3": "EAC3",
        "ac3": "AC3",
        "aac": "AAC",
        "mp3": "MP3",
        "mp2": "MP2",
        "opus": "Opus",
        "vorbis": "Vorbis",
        "wmav1": "WMA",
        "wmav2": "WMA",
        "wmapro": "WMA",
    }
)
_HE_AAC_ID: Final = "A_AAC/MPEG4/LC/SBR"
_POSITIONS: Final = re.compile(r"(\d+\.\d+)(?![\d.])")


def format_audio_codec(audio_format: str | None, codec_id: str | None, profile: str | None) -> str:
    """The codec as files are named after it: `TrueHD Atmos`, `DTS-HD MA`, `EAC3`; an unknown one unchanged."""
    name = audio_format or ""
    lowered = name.lower()
    identifier = (codec_id or "").strip().lower()
    if identifier == "thd+":
        return "TrueHD Atmos"
    if lowered == "dts":
        return _DTS_PROFILES.get((profile or "").strip().upper(), "DTS")
    if identifier == "ec+3":
        return "EAC3 Atmos"
    if lowered == "aac" and identifier == _HE_AAC_ID.lower():
        return "HE-AAC"
    if lowered.startswith(("pcm_", "adpcm_")):
        return "PCM"
    return _DISPLAYED.get(lowered, name)


def format_audio_channels(channels: int, positions: str | None) -> float:
    """The channels as people write them: 5.1 where the layout says so, else the count; 0 when unknown."""
    found = _POSITIONS.match((positions or "").strip())
    laid_out = float(found[1]) if found else 0.0
    return laid_out or float(channels)
