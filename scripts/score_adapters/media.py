"""Media facts: what is read from a file and how it is shown."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from cinearr.core.media.audio import format_audio_codec
from cinearr.core.media.display import format_size
from cinearr.core.media.model import HdrFormat, MediaInfo
from cinearr.core.media.tracks import media_info
from cinearr.core.media.video import (
    detect_hdr,
    format_dynamic_range,
    format_dynamic_range_type,
    format_video_codec,
    resolution_from_dimensions,
)
from cinearr.core.media.weighing import of_media, of_name
from cinearr.core.releases.quality_parser import parse_quality
from cinearr.kit.media_probe import MediaProbe


def _audio_codec(
    audio_format: str, audio_codec_id: str | None, audio_profile: str | None, scene_name: str | None = None
) -> str:
    return format_audio_codec(audio_format, audio_codec_id, audio_profile)


def _video_codec(video_format: str, video_codec_id: str | None, scene_name: str | None) -> str:
    return format_video_codec(video_format, video_codec_id, scene_name)


def _detect_hdr(**given: Any) -> str:
    return detect_hdr(**given).value


def _of_release_name(title: str) -> dict[str, Any]:
    claim = of_name(parse_quality(title))
    return {
        "source": claim.source.wire,
        "source_confidence": claim.source_confidence.name.lower(),
        "resolution": claim.resolution,
        "resolution_confidence": claim.resolution_confidence.name.lower(),
    }


def _of_media(width: int, height: int, title: str) -> dict[str, Any]:
    claim = of_media(MediaInfo(width=width, height=height, title=title))
    return {} if claim is None else {"source": claim.source.wire, "resolution": claim.resolution}


def _probe(file: str) -> dict[str, Any]:
    async def read() -> dict[str, Any]:
        async with MediaProbe(workers=1) as probe:
            info = media_info(await probe.probe(Path(file)) or [])
        values: dict[str, Any] = {} if info is None else msgspec.structs.asdict(info)
        # The cases know whole seconds.
        return values | {"runtime_seconds": int(values.get("runtime_seconds", 0))}

    return asyncio.run(read())


CALLS = {
    "format_size": lambda bytes: format_size(bytes),
    "format_audio_codec": _audio_codec,
    "format_video_codec": _video_codec,
    "format_video_dynamic_range": lambda hdr_format: format_dynamic_range(HdrFormat(hdr_format)),
    "format_video_dynamic_range_type": lambda hdr_format: format_dynamic_range_type(HdrFormat(hdr_format)),
    "detect_hdr_format": _detect_hdr,
    "resolution_from_dimensions": resolution_from_dimensions,
    "probe_media": _probe,
    "quality_from_release_name": _of_release_name,
    "quality_from_mediainfo": _of_media,
}
