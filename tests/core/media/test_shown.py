"""The v3 wording of a file's media facts."""

from __future__ import annotations

import msgspec

from cinearr.core.media.model import HdrFormat, MediaInfo
from cinearr.core.media.shown import shown

INFO = MediaInfo(
    video_format="h264",
    video_bit_depth=8,
    video_fps=23.9760239,
    video_hdr_format=HdrFormat.NONE,
    width=1920,
    height=1080,
    scan_type="Progressive",
    runtime_seconds=700.4,
    audio_format="ac3",
    audio_bitrate=96000,
    audio_channels=6,
    audio_channel_positions="5.1",
    audio_stream_count=2,
    audio_languages=("eng", "eng"),
    subtitles=("eng",),
)


def test_fields_and_words_of_v3() -> None:
    assert msgspec.json.decode(msgspec.json.encode(shown(INFO, "Film.2010.x264-X"))) == {
        "audioBitrate": 96000,
        "audioChannels": 5.1,
        "audioCodec": "AC3",
        "audioLanguages": "eng/eng",
        "audioStreamCount": 2,
        "videoBitDepth": 8,
        "videoBitrate": 0,
        "videoCodec": "x264",
        "videoFps": 23.976,
        "videoDynamicRange": "",
        "videoDynamicRangeType": "",
        "resolution": "1920x1080",
        "runTime": "11:40",
        "scanType": "Progressive",
        "subtitles": "eng",
    }


def test_stored_facts_come_back_the_same() -> None:
    assert msgspec.json.decode(msgspec.json.encode(INFO), type=MediaInfo) == INFO
