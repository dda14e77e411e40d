"""What is inside a media file, as stored with it. The field names follow the words of the field: codec names are
those of FFmpeg (`h264`, `eac3`), whatever read them.
"""

from __future__ import annotations

from enum import Enum

import msgspec

# Raised when the reader learns something new, so that older rows are read again. The first numbers belong to the
# program whose libraries people bring along.
SCHEMA_REVISION = 14


class HdrFormat(Enum):
    """How a picture goes beyond the standard dynamic range; the values are stored."""

    NONE = "none"
    PQ10 = "pq10"
    HDR10 = "hdr10"
    HDR10_PLUS = "hdr10_plus"
    HLG10 = "hlg10"
    DOLBY_VISION = "dolby_vision"
    DOLBY_VISION_HDR10 = "dolby_vision_hdr10"
    DOLBY_VISION_HDR10_PLUS = "dolby_vision_hdr10_plus"
    DOLBY_VISION_HLG = "dolby_vision_hlg"
    DOLBY_VISION_SDR = "dolby_vision_sdr"


class MediaInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The facts of one media file. Bitrates in bits a second, runtime in seconds, 0 and "" for what is not told.

    `audio_*` speak of the first audio track; languages are those of all tracks in their order, as ISO 639-2 codes
    where the file names one.
    """

    container_format: str = ""
    title: str = ""
    video_format: str = ""
    video_codec_id: str = ""
    video_profile: str = ""
    video_bitrate: int = 0
    video_bit_depth: int = 0
    video_fps: float = 0
    video_colour_primaries: str = ""
    video_transfer_characteristics: str = ""
    video_hdr_format: HdrFormat = HdrFormat.NONE
    video_multi_view_count: int = 0
    width: int = 0
    height: int = 0
    scan_type: str = ""  # Progressive | Interlaced
    runtime_seconds: float = 0
    audio_format: str = ""
    audio_codec_id: str = ""
    audio_profile: str = ""
    audio_bitrate: int = 0
    audio_channels: int = 0
    audio_channel_positions: str = ""
    audio_stream_count: int = 0
    audio_languages: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    schema_revision: int = SCHEMA_REVISION
