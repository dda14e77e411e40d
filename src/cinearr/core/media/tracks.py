"""Media facts from the tracks that MediaInfo reads, in the words that files are named with (those of FFmpeg)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from cinearr.core.media.model import MediaInfo
from cinearr.core.media.video import detect_hdr

Track = Mapping[str, Any]

_VIDEO_FORMATS: Final = MappingProxyType(
    {
        "AVC": "h264",
        "HEVC": "hevc",
        "VVC": "vvc",
        "AV1": "av1",
        "VC-1": "vc1",
        "MPEG-4 Visual": "mpeg4",
        "ProRes": "prores",
        "Sorenson Spark": "flv1",
        "RealVideo 1": "rv10",
        "RealVideo 2": "rv20",
        "RealVideo 3": "rv30",
        "RealVideo 4": "rv40",
        "JPEG": "mjpeg",
    }
)
_WINDOWS_MEDIA: Final = MappingProxyType({"WMV1": "wmv1", "WMV2": "wmv2", "WMV3": "wmv3", "WVC1": "vc1", "WMVA": "vc1"})
_MS_MPEG4: Final = MappingProxyType(
    {"DIV3": "msmpeg4v3", "MP43": "msmpeg4v3", "MP42": "msmpeg4v2", "MPG4": "msmpeg4v1"}
)
_AUDIO_FORMATS: Final = MappingProxyType(
    {
        "AAC": "aac",
        "AC-3": "ac3",
        "E-AC-3": "eac3",
        "AC-4": "ac4",
        "MLP FBA": "truehd",
        "MLP": "mlp",
        "DTS": "dts",
        "FLAC": "flac",
        "Opus": "opus",
        "Vorbis": "vorbis",
        "ALAC": "alac",
        "AMR": "amr_nb",
        "Cooker": "cook",
    }
)
_WINDOWS_AUDIO: Final = MappingProxyType({"160": "wmav1", "161": "wmav2", "162": "wmapro", "163": "wmalossless"})
_PRIMARIES: Final = MappingProxyType(
    {
        "BT.709": "bt709",
        "BT.601 NTSC": "smpte170m",
        "BT.601 PAL": "bt470bg",
        "BT.470 System M": "bt470m",
        "BT.2020": "bt2020",
        "SMPTE 240M": "smpte240m",
        "DCI P3": "smpte431",
        "Display P3": "smpte432",
    }
)
_TRANSFERS: Final = MappingProxyType(
    {
        "BT.709": "bt709",
        "BT.601": "smpte170m",
        "BT.470 System B/G": "gamma28",
        "BT.470 System M": "gamma22",
        "PQ": "smpte2084",
        "HLG": "arib-std-b67",
        "BT.2020 (10-bit)": "bt2020-10",
        "BT.2020 (12-bit)": "bt2020-12",
        "SMPTE 240M": "smpte240m",
        "sRGB/sYCC": "iec61966-2-1",
    }
)
# A format that does not tell its depth knows only this one.
_COMMON_DEPTH: Final = 8
# The DTS family by what lies beside its core, the richest first.
_DTS_PROFILES: Final = (
    ("X", "DTS:X"),
    ("XLL", "DTS-HD MA"),
    ("XBR", "DTS-HD HRA"),
    ("XXCH", "DTS-HD HRA"),
    ("LBR", "DTS Express"),
    ("96/24", "DTS 96/24"),
    ("X96", "DTS 96/24"),
    ("ES", "DTS-ES"),
    ("XCh", "DTS-ES"),
)


def media_info(tracks: Sequence[Track]) -> MediaInfo | None:
    """The facts of a file; None when it holds no picture and is therefore nothing a film can be told by."""
    video = _first(tracks, "Video")
    if not video:
        return None
    general, audio = _first(tracks, "General"), _first(tracks, "Audio")
    primaries = _named(_PRIMARIES, video, "colour_primaries")
    transfer = _named(_TRANSFERS, video, "transfer_characteristics")
    depth = _number(video, "BitDepth") or _COMMON_DEPTH
    return MediaInfo(
        container_format=_text(general, "Format"),
        title=_text(general, "Title"),
        video_format=_video_format(video),
        video_codec_id=_text(video, "CodecID").split("-")[0] if _is_mp4(general) else _text(video, "CodecID"),
        video_profile=_text(video, "Format_Profile"),
        video_bitrate=_video_bitrate(video),
        video_bit_depth=depth,
        video_fps=_decimal(video, "FrameRate"),
        video_colour_primaries=primaries,
        video_transfer_characteristics=transfer,
        video_hdr_format=detect_hdr(depth, primaries, transfer, _side_data(video), _dolby_compatibility(video)),
        video_multi_view_count=_number(video, "MultiView_Count"),
        width=_number(video, "Width"),
        height=_number(video, "Height"),
        scan_type="Interlaced" if _text(video, "ScanType") in ("Interlaced", "MBAFF") else "Progressive",
        runtime_seconds=_decimal(general, "Duration") or _decimal(video, "Duration"),
        audio_format=_audio_format(audio),
        audio_codec_id=_audio_codec_id(audio, mp4=_is_mp4(general)),
        audio_profile=_audio_profile(audio),
        audio_bitrate=_number(audio, "BitRate"),
        audio_channels=_number(audio, "Channels"),
        audio_channel_positions=_channel_positions(audio),
        audio_stream_count=sum(track.get("@type") == "Audio" for track in tracks),
        audio_languages=_languages(tracks, "Audio"),
        subtitles=_languages(tracks, "Text"),
    )


def _first(tracks: Sequence[Track], kind: str) -> Track:
    return next((track for track in tracks if track.get("@type") == kind), {})


def _text(track: Track, field: str) -> str:
    value = track.get(field)
    return value.strip() if isinstance(value, str) else ""


def _decimal(track: Track, field: str) -> float:
    # Several readings stand beside each other: "48000 / 24000".
    found = re.match(r"-?\d{1,15}(?:\.\d+)?", _text(track, field))
    return float(found[0]) if found else 0.0


def _number(track: Track, field: str) -> int:
    return int(_decimal(track, field))


def _named(names: Mapping[str, str], track: Track, field: str) -> str:
    value = _text(track, field)
    return names.get(value, value.lower().replace(" ", ""))


def _is_mp4(general: Track) -> bool:
    return _text(general, "Format") in ("MPEG-4", "QuickTime")


def _video_format(video: Track) -> str:
    name, codec_id = _text(video, "Format"), _text(video, "CodecID")
    if codec_id.upper() in _MS_MPEG4 and name in ("MPEG-4 Visual", "Microsoft MPEG-4", "S-Mpeg 4 v2", "S-Mpeg 4 v3"):
        return _MS_MPEG4[codec_id.upper()]
    if codec_id.upper() in _WINDOWS_MEDIA:
        return _WINDOWS_MEDIA[codec_id.upper()]
    if name == "MPEG Video":
        return "mpeg1video" if "1" in _text(video, "Format_Version") else "mpeg2video"
    return _VIDEO_FORMATS.get(name, name.lower().removeprefix("v_"))


def _video_bitrate(video: Track) -> int:
    """Bits a second over the time the track really runs, which in MP4 may be less than its last frame would have."""
    size, frames, rate = (_decimal(video, field) for field in ("StreamSize", "FrameCount", "FrameRate"))
    if not (size and frames and rate and "Duration_LastFrame" in video):
        return _number(video, "BitRate")
    seconds = frames / rate + _decimal(video, "Duration_LastFrame")
    return int(size * 8 / seconds) if seconds > 0 else _number(video, "BitRate")


def _side_data(video: Track) -> frozenset[str]:
    hdr = _text(video, "HDR_Format")
    found = set()
    if "Dolby Vision" in hdr:
        found.add("dovi_configuration")
    if "2094 App 4" in hdr or "HDR10+" in _text(video, "HDR_Format_Compatibility"):
        found.add("hdr10plus_dynamic")
    if "2086" in hdr or "MasteringDisplay_ColorPrimaries" in video:
        found.add("mastering_display")
    if "MaxCLL" in video:
        found.add("content_light_level")
    return frozenset(found)


def _dolby_compatibility(video: Track) -> int | None:
    """The number in a Dolby Vision configuration that says as what else the picture can be shown."""
    if "Dolby Vision" not in _text(video, "HDR_Format"):
        return None
    compatible = _text(video, "HDR_Format_Compatibility")
    for word, number in (("Blu-ray", 6), ("HDR10", 1), ("SDR", 2), ("HLG", 4)):
        if word in compatible:
            return number
    return 0


def _audio_format(audio: Track) -> str:
    name, codec_id = _text(audio, "Format"), _text(audio, "CodecID")
    if name == "MPEG Audio":
        layer_two = "2" in _text(audio, "Format_Profile") or codec_id in ("50", "A_MPEG/L2")
        return "mp2" if layer_two else "mp3"
    if name == "PCM":
        little = "be" if _text(audio, "Format_Settings_Endianness") == "Big" else "le"
        return f"pcm_s{_number(audio, 'BitDepth') or 16}{little}"
    if name == "ADPCM":
        return f"adpcm_{_text(audio, 'Format_Profile').lower() or 'ima'}"
    if name == "WMA":
        return _WINDOWS_AUDIO.get(codec_id, "wmav2")
    return _AUDIO_FORMATS.get(name, name.lower())


def _features(audio: Track) -> list[str]:
    return _text(audio, "Format_AdditionalFeatures").split()


def _audio_codec_id(audio: Track, *, mp4: bool) -> str:
    features, commercial = _features(audio), _text(audio, "Format_Commercial")
    match _audio_format(audio):
        case "truehd" if "16-ch" in features or "Atmos" in commercial:
            return "thd+"
        case "eac3" if "JOC" in features or "Atmos" in commercial:
            return "ec+3"
        case "aac" if "SBR" in features:
            return "A_AAC/MPEG4/LC/SBR"
    codec_id = _text(audio, "CodecID")
    return codec_id.split("-")[0] if mp4 else codec_id


def _audio_profile(audio: Track) -> str:
    features = _features(audio)
    if _audio_format(audio) != "dts":
        return _text(audio, "Format_Profile") or " ".join(features)
    return next((profile for feature, profile in _DTS_PROFILES if feature in features), "DTS")


def _channel_positions(audio: Track) -> str:
    """The layout as `5.1`; mono and stereo by name."""
    channels = _number(audio, "Channels")
    if channels in (1, 2):
        return "mono" if channels == 1 else "stereo"
    low = _text(audio, "ChannelLayout").split().count("LFE") or (1 if "LFE" in _text(audio, "ChannelPositions") else 0)
    return f"{channels - low}.{low}" if channels else ""


def _languages(tracks: Sequence[Track], kind: str) -> tuple[str, ...]:
    found = (
        _text(track, "Language_String3") or _text(track, "Language") for track in tracks if track.get("@type") == kind
    )
    return tuple(language for language in found if language)
