"""What the reader says of a track, in the words files are named with."""

from __future__ import annotations

from typing import Any

import pytest

from cinearr.core.media.audio import format_audio_channels, format_audio_codec
from cinearr.core.media.tracks import media_info
from cinearr.core.media.video import format_dynamic_range_type

GENERAL = {"@type": "General", "Format": "Matroska", "Duration": "5400.250"}
VIDEO = {"@type": "Video", "Format": "HEVC", "Width": "3840", "Height": "1608", "BitDepth": "10"}
PQ = {"colour_primaries": "BT.2020", "transfer_characteristics": "PQ"}


def test_no_picture_no_facts() -> None:
    assert media_info([]) is None
    assert media_info([GENERAL, {"@type": "Audio", "Format": "AAC"}]) is None


def test_what_is_not_told_stays_unknown() -> None:
    info = media_info([{"@type": "Video"}])
    assert info is not None
    assert (info.video_format, info.width, info.runtime_seconds, info.audio_stream_count) == ("", 0, 0, 0)
    assert info.scan_type == "Progressive"


def test_nonsense_where_numbers_belong_is_no_harm() -> None:
    info = media_info(
        [GENERAL, {"@type": "Video", "Width": "9" * 400, "Height": "-", "FrameRate": {}, "BitRate": None}]
    )
    assert info is not None
    assert (info.height, info.video_fps, info.video_bitrate) == (0, 0, 0)


@pytest.mark.parametrize(
    ("video", "name"),
    [
        ({"Format": "AVC"}, "h264"),
        ({"Format": "MPEG Video", "Format_Version": "2"}, "mpeg2video"),
        ({"Format": "MPEG Video", "Format_Version": "1"}, "mpeg1video"),
        ({"Format": "MPEG-4 Visual", "CodecID": "XVID"}, "mpeg4"),
        ({"Format": "MPEG-4 Visual", "CodecID": "DIV3"}, "msmpeg4v3"),
        ({"Format": "VC-1", "CodecID": "WMV3"}, "wmv3"),
        ({"Format": "VC-1", "CodecID": "WVC1"}, "vc1"),
        ({"Format": "WMV2", "CodecID": "WMV2"}, "wmv2"),
        ({"Format": "VP9"}, "vp9"),
        ({"Format": "AV1"}, "av1"),
    ],
)
def test_video_formats(video: dict[str, Any], name: str) -> None:
    info = media_info([GENERAL, {"@type": "Video", **video}])
    assert info is not None
    assert info.video_format == name


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, ""),
        (PQ, "PQ"),
        (PQ | {"HDR_Format": "SMPTE ST 2086", "HDR_Format_Compatibility": "HDR10"}, "HDR10"),
        (PQ | {"MasteringDisplay_ColorPrimaries": "Display P3", "MaxCLL": "1000 cd/m2"}, "HDR10"),
        (
            PQ
            | {
                "HDR_Format": "SMPTE ST 2094 App 4 / SMPTE ST 2086",
                "HDR_Format_Compatibility": "HDR10+ Profile B / HDR10",
            },
            "HDR10Plus",
        ),
        ({"colour_primaries": "BT.2020", "transfer_characteristics": "HLG"}, "HLG"),
        (PQ | {"HDR_Format": "Dolby Vision", "HDR_Format_Profile": "dvhe.05"}, "DV"),
        (
            PQ | {"HDR_Format": "Dolby Vision / SMPTE ST 2086", "HDR_Format_Compatibility": "HDR10 / HDR10"},
            "DV HDR10",
        ),
        (
            PQ | {"HDR_Format": "Dolby Vision / SMPTE ST 2086", "HDR_Format_Compatibility": "Blu-ray / HDR10"},
            "DV HDR10",
        ),
        (
            PQ
            | {
                "HDR_Format": "Dolby Vision / SMPTE ST 2094 App 4",
                "HDR_Format_Compatibility": "HDR10 / HDR10+ Profile B",
            },
            "DV HDR10Plus",
        ),
        ({"HDR_Format": "Dolby Vision", "HDR_Format_Compatibility": "SDR"}, "DV SDR"),
        ({"HDR_Format": "Dolby Vision", "HDR_Format_Compatibility": "HLG"}, "DV HLG"),
        (PQ | {"BitDepth": "8"}, ""),
    ],
)
def test_dynamic_ranges(fields: dict[str, str], kind: str) -> None:
    info = media_info([GENERAL, VIDEO | fields])
    assert info is not None
    assert format_dynamic_range_type(info.video_hdr_format) == kind


@pytest.mark.parametrize(
    ("audio", "codec", "channels"),
    [
        ({"Format": "AAC", "Format_AdditionalFeatures": "LC", "Channels": "2"}, "AAC", 2.0),
        ({"Format": "AAC", "Format_AdditionalFeatures": "LC SBR", "Channels": "2"}, "HE-AAC", 2.0),
        ({"Format": "AC-3", "Channels": "6", "ChannelLayout": "L R C LFE Ls Rs"}, "AC3", 5.1),
        ({"Format": "E-AC-3", "Channels": "6", "ChannelLayout": "L R C LFE Ls Rs"}, "EAC3", 5.1),
        ({"Format": "E-AC-3", "Format_AdditionalFeatures": "JOC", "Channels": "6"}, "EAC3 Atmos", 6.0),
        (
            {
                "Format": "MLP FBA",
                "Format_AdditionalFeatures": "16-ch",
                "Channels": "8",
                "ChannelLayout": "L R C LFE Ls Rs Lb Rb",
            },
            "TrueHD Atmos",
            7.1,
        ),
        ({"Format": "MLP FBA", "Channels": "6", "ChannelPositions": "Front: L C R, Side: L R, LFE"}, "TrueHD", 5.1),
        ({"Format": "DTS", "Channels": "1"}, "DTS", 1.0),
        ({"Format": "DTS", "Format_AdditionalFeatures": "XLL"}, "DTS-HD MA", 0.0),
        ({"Format": "DTS", "Format_AdditionalFeatures": "XLL X"}, "DTS-X", 0.0),
        ({"Format": "DTS", "Format_AdditionalFeatures": "XBR"}, "DTS-HD HRA", 0.0),
        ({"Format": "DTS", "Format_AdditionalFeatures": "LBR"}, "DTS Express", 0.0),
        ({"Format": "DTS", "Format_AdditionalFeatures": "ES XCh"}, "DTS-ES", 0.0),
        ({"Format": "MPEG Audio", "Format_Profile": "Layer 3"}, "MP3", 0.0),
        ({"Format": "MPEG Audio", "Format_Profile": "Layer 2"}, "MP2", 0.0),
        ({"Format": "PCM", "BitDepth": "24"}, "PCM", 0.0),
        ({"Format": "WMA", "CodecID": "162"}, "WMA", 0.0),
        ({"Format": "Opus", "Channels": "2"}, "Opus", 2.0),
    ],
)
def test_sound(audio: dict[str, str], codec: str, channels: float) -> None:
    info = media_info([GENERAL, VIDEO, {"@type": "Audio", **audio}])
    assert info is not None
    assert format_audio_codec(info.audio_format, info.audio_codec_id, info.audio_profile) == codec
    assert format_audio_channels(info.audio_channels, info.audio_channel_positions) == channels


def test_languages_of_all_tracks() -> None:
    info = media_info(
        [
            GENERAL,
            VIDEO,
            {"@type": "Audio", "Format": "DTS", "Language": "en", "Language_String3": "eng"},
            {"@type": "Audio", "Format": "AAC"},
            {"@type": "Text", "Language": "fr"},
            {"@type": "Text", "Language_String3": "eng"},
        ]
    )
    assert info is not None
    assert (info.audio_stream_count, info.audio_languages, info.subtitles) == (2, ("eng",), ("fr", "eng"))
