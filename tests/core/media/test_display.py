"""Codecs, channels, ranges and sizes as people read them."""

from __future__ import annotations

import pytest

from cinearr.core.media.audio import format_audio_channels, format_audio_codec
from cinearr.core.media.display import format_runtime, format_size, language_codes
from cinearr.core.media.model import HdrFormat
from cinearr.core.media.video import (
    detect_hdr,
    format_dynamic_range,
    format_dynamic_range_type,
    format_video_codec,
    resolution_from_dimensions,
)


@pytest.mark.parametrize(
    ("video_format", "codec_id", "name", "shown"),
    [
        ("h264", "avc1", "Film.2010.1080p.AVC-X", "AVC"),
        ("h264", "avc1", "Film.2010.1080p.x264-X", "x264"),
        ("h264", "avc1", "Film.2010.1080p.H.264-X", "h264"),
        ("h264", "x264", "Film.2010.1080p.h264-X", "x264"),
        ("h264", None, None, "h264"),
        ("hevc", "V_MPEGH/ISO/HEVC", "Film.2010.HEVC-X", "HEVC"),
        ("hevc", "", "Film.2010", "h265"),
        ("mpeg4", "DX50", "", "DivX"),
        ("mpeg4", "XVID", "", "XviD"),
        ("mpeg4", "mp4v-20", "", ""),
        ("vp6f", "4", "", "VP6"),
        ("vp9", "", "", "VP9"),
        ("rv40", "", "", ""),
        ("prores", "", "", "prores"),
        (None, None, None, ""),
    ],
)
def test_video_codecs(video_format: str | None, codec_id: str | None, name: str | None, shown: str) -> None:
    assert format_video_codec(video_format, codec_id, name) == shown


@pytest.mark.parametrize(
    ("audio_format", "codec_id", "profile", "shown"),
    [
        ("truehd", "thd+", "", "TrueHD Atmos"),
        ("eac3", "ec+3", "", "EAC3 Atmos"),
        ("dts", "", "DTS:X", "DTS-X"),
        ("dts", "", "DTS-HD MA", "DTS-HD MA"),
        ("dts", "", "DTS 96/24", "DTS 96/24"),
        ("dts", "", "DTS", "DTS"),
        ("aac", "A_AAC/MPEG4/LC/SBR", "", "HE-AAC"),
        ("aac", "mp4a", "LC", "AAC"),
        ("pcm_s24le", "", "", "PCM"),
        ("opus", None, None, "Opus"),
        ("nellymoser", "", "", "nellymoser"),
        (None, None, None, ""),
    ],
)
def test_audio_codecs(audio_format: str | None, codec_id: str | None, profile: str | None, shown: str) -> None:
    assert format_audio_codec(audio_format, codec_id, profile) == shown


@pytest.mark.parametrize(
    ("channels", "positions", "shown"),
    [
        (6, "5.1", 5.1),
        (6, "5.1(side)", 5.1),
        (8, "7.1", 7.1),
        (2, "stereo", 2.0),
        (1, None, 1.0),
        (6, "0.0", 6.0),
        (0, "", 0.0),
    ],
)
def test_channels(channels: int, positions: str | None, shown: float) -> None:
    assert format_audio_channels(channels, positions) == shown


@pytest.mark.parametrize(
    ("depth", "primaries", "transfer", "side_data", "compatibility", "kind", "shown"),
    [
        (8, "bt2020", "smpte2084", (), None, HdrFormat.NONE, ""),
        (10, "bt709", "smpte2084", (), None, HdrFormat.NONE, ""),
        (10, "bt2020", "smpte2084", (), None, HdrFormat.PQ10, "PQ"),
        (10, "bt2020", "smpte2084", ("mastering_display",), None, HdrFormat.HDR10, "HDR10"),
        (12, "bt2020", "smpte2084", ("hdr10plus_dynamic",), None, HdrFormat.HDR10_PLUS, "HDR10Plus"),
        (10, "bt2020", "arib-std-b67", (), None, HdrFormat.HLG10, "HLG"),
        (10, "", "", ("dovi_configuration",), 0, HdrFormat.DOLBY_VISION, "DV"),
        (10, "", "", ("dovi_configuration",), 6, HdrFormat.DOLBY_VISION_HDR10, "DV HDR10"),
        (10, "", "", ("dovi_configuration", "hdr10plus_dynamic"), 1, HdrFormat.DOLBY_VISION_HDR10_PLUS, "DV HDR10Plus"),
        (10, "", "", ("dovi_configuration",), 2, HdrFormat.DOLBY_VISION_SDR, "DV SDR"),
        (10, "", "", ("dovi_configuration",), 4, HdrFormat.DOLBY_VISION_HLG, "DV HLG"),
    ],
)
def test_dynamic_ranges(
    depth: int,
    primaries: str,
    transfer: str,
    side_data: tuple[str, ...],
    compatibility: int | None,
    kind: HdrFormat,
    shown: str,
) -> None:
    found = detect_hdr(depth, primaries, transfer, side_data, compatibility)
    assert found is kind
    assert format_dynamic_range_type(found) == shown
    assert format_dynamic_range(found) == ("HDR" if shown else "")


@pytest.mark.parametrize(
    ("width", "height", "resolution"),
    [(3840, 1600, 2160), (1920, 800, 1080), (1440, 1080, 1080), (1280, 534, 720), (1024, 576, 576), (720, 480, 480)],
)
def test_resolutions(width: int, height: int, resolution: int) -> None:
    assert resolution_from_dimensions(width, height) == resolution


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0.0 B"),
        (1023, "1,023.0 B"),
        (1024, "1.0 KB"),
        (1066926080, "1,017.5 MB"),
        (-1536, "-1.5 KB"),
        (2**60, "1.0 EB"),
        (2**70, "1,024.0 EB"),
    ],
)
def test_sizes(size: int, shown: str) -> None:
    assert format_size(size) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(700, "11:40"), (59.9, "0:59"), (3661, "1:01:01"), (0, "0:00")])
def test_runtimes(seconds: float, shown: str) -> None:
    assert format_runtime(seconds) == shown


@pytest.mark.parametrize(
    ("codes", "shown"),
    [
        (("eng", "ger", "eng"), ("EN", "DE")),
        (("und", "", "fre"), ("FR",)),
        (("gsw", "deu"), ("DE",)),
        (("per", "mac", "slo"), ("FA", "MK", "SK")),
        (("por", "pt"), ("PT",)),
        (("eus", "wel"), ("EU", "CY")),
        (("qaa",), ("qaa",)),
    ],
)
def test_language_codes(codes: tuple[str, ...], shown: tuple[str, ...]) -> None:
    assert language_codes(codes) == shown
