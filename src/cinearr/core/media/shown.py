"""Media facts as a screen shows them: the v3 `mediaInfo` of a file."""

from __future__ import annotations

import msgspec

from cinearr.core.media.audio import format_audio_channels, format_audio_codec
from cinearr.core.media.display import format_runtime
from cinearr.core.media.model import MediaInfo
from cinearr.core.media.video import format_dynamic_range, format_dynamic_range_type, format_video_codec


class ShownMediaInfo(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The fields in the order of v3."""

    audio_bitrate: int
    audio_channels: float
    audio_codec: str
    audio_languages: str
    audio_stream_count: int
    video_bit_depth: int
    video_bitrate: int
    video_codec: str
    video_fps: float
    video_dynamic_range: str
    video_dynamic_range_type: str
    resolution: str
    run_time: str
    scan_type: str
    subtitles: str


def shown(info: MediaInfo, scene_name: str | None = None) -> ShownMediaInfo:
    """The facts in the words of v3. `scene_name` is the release's or the file's name, which may spell the codec."""
    return ShownMediaInfo(
        audio_bitrate=info.audio_bitrate,
        audio_channels=_plain(format_audio_channels(info.audio_channels, info.audio_channel_positions)),
        audio_codec=format_audio_codec(info.audio_format, info.audio_codec_id, info.audio_profile),
        audio_languages="/".join(info.audio_languages),
        audio_stream_count=info.audio_stream_count,
        video_bit_depth=info.video_bit_depth,
        video_bitrate=info.video_bitrate,
        video_codec=format_video_codec(info.video_format, info.video_codec_id, scene_name),
        video_fps=_plain(round(info.video_fps, 3)),
        video_dynamic_range=format_dynamic_range(info.video_hdr_format),
        video_dynamic_range_type=format_dynamic_range_type(info.video_hdr_format),
        resolution=f"{info.width}x{info.height}",
        run_time=format_runtime(info.runtime_seconds),
        scan_type=info.scan_type,
        subtitles="/".join(info.subtitles),
    )


def _plain(value: float) -> float:
    """Whole numbers are shown without a fraction: 2, not 2.0."""
    return int(value) if value == int(value) else value
