"""Real video files, cheap to make: the film's true length and picture size, a still with a clock, silence."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

from . import pictures
from .films import Film

if TYPE_CHECKING:
    from av import AudioFrame, VideoFrame

FRAMES_PER_MINUTE = 60
KEY_FRAME_EVERY = 20  # frames
AUDIO_RATE = 16_000  # Hz
AUDIO_FRAME = 1024  # samples; what AAC takes at a time


def make(path: Path, film: Film, size: tuple[int, int]) -> None:
    """Write a Matroska file with H.264 and AAC. It appears under its name only when it is whole."""
    import av  # heavy, and only the one process that makes films needs it

    unfinished = path.with_suffix(".part")
    with av.open(str(unfinished), "w", format="matroska") as out:
        video = out.add_stream("libx264", rate=Fraction(FRAMES_PER_MINUTE, 60))
        video.width, video.height = size
        video.pix_fmt = "yuv420p"
        video.options = {"preset": "ultrafast", "crf": "26"}
        video.codec_context.gop_size = KEY_FRAME_EVERY
        audio = out.add_stream("aac", rate=AUDIO_RATE)
        audio.layout = "stereo"
        silence = _silence(film.minutes)
        for minute in range(film.minutes):
            for picture in _pictures(film, size, minute):
                out.mux(video.encode(picture))
            for quiet in silence:
                out.mux(audio.encode(quiet))
                if (quiet.pts or 0) >= (minute + 1) * 60 * AUDIO_RATE:
                    break
        out.mux(video.encode())
        out.mux(audio.encode())
    unfinished.rename(path)


def _pictures(film: Film, size: tuple[int, int], minute: int) -> Iterator[VideoFrame]:
    import av

    still = pictures.paint(film, size)
    _write_clock(still, minute)
    frame = av.VideoFrame.from_image(still).reformat(format="yuv420p")  # type: ignore[no-untyped-call]
    for step in range(FRAMES_PER_MINUTE):
        frame.pts = minute * FRAMES_PER_MINUTE + step
        frame.time_base = Fraction(60, FRAMES_PER_MINUTE)
        yield frame


def _write_clock(picture: Image.Image, minute: int) -> None:
    width, height = picture.size
    font = ImageFont.load_default(size=height // 12)
    ImageDraw.Draw(picture).text((width * 0.8, height * 0.85), f"{minute:02}:00", font=font, fill=(250, 245, 235))


def _silence(minutes: int) -> Iterator[AudioFrame]:
    import av

    frame = av.AudioFrame(format="fltp", layout="stereo", samples=AUDIO_FRAME)
    frame.sample_rate = AUDIO_RATE
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    for number in range(minutes * 60 * AUDIO_RATE // AUDIO_FRAME):
        frame.pts = number * AUDIO_FRAME
        frame.time_base = Fraction(1, AUDIO_RATE)
        yield frame
