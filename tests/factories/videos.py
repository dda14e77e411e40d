"""Small real video files: a grey picture and silence, of a given length and picture size."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import cache

import av

AUDIO_RATE = 16_000
AUDIO_FRAME = 1024


@cache
def a_video(seconds: int = 20, size: tuple[int, int] = (1920, 1080), *, grey: int = 128) -> bytes:
    """A Matroska file with H.264 and AAC, the same bytes for the same arguments within a run."""
    kept = io.BytesIO()
    with av.open(kept, "w", format="matroska") as out:
        video = out.add_stream("libx264", rate=Fraction(1))
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        video.options = {"preset": "ultrafast"}
        audio = out.add_stream("aac", rate=AUDIO_RATE)
        audio.layout = "stereo"
        frame = av.VideoFrame(*size, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([grey]) * plane.buffer_size)
        for number in range(seconds):
            frame.pts, frame.time_base = number, Fraction(1)
            out.mux(video.encode(frame))
        quiet = av.AudioFrame(format="fltp", layout="stereo", samples=AUDIO_FRAME)
        quiet.sample_rate = AUDIO_RATE
        for plane in quiet.planes:
            plane.update(bytes(plane.buffer_size))
        for number in range(seconds * AUDIO_RATE // AUDIO_FRAME):
            quiet.pts = number * AUDIO_FRAME
            out.mux(audio.encode(quiet))
        out.mux(video.encode())
        out.mux(audio.encode())
    return kept.getvalue()
