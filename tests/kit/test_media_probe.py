"""Real media files are read; whatever a file does to the reader, the program goes on."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
import pytest_asyncio

from cinearr.core.media.model import HdrFormat
from cinearr.core.media.shown import shown
from cinearr.core.media.tracks import media_info
from cinearr.kit.media_probe import MediaProbe


@pytest_asyncio.fixture
async def probe() -> AsyncIterator[MediaProbe]:
    async with MediaProbe(workers=1) as found:
        yield found


STEREO_AND_SURROUND = (("aac", "stereo", "eng"), ("ac3", "5.1(side)", "ger"))


def make_film(
    path: Path,
    *,
    seconds: int = 2,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    tag: str | None = None,
    sounds: Sequence[tuple[str, str, str]] = STEREO_AND_SURROUND,
) -> Path:
    """A short film; sounds are codec, layout and language."""
    with av.open(str(path), "w") as container:
        container.metadata["title"] = "A Film"
        video = container.add_stream(codec, rate=25, options=options or {})
        video.width, video.height, video.pix_fmt = 320, 180, pixels
        if tag:
            video.codec_context.codec_tag = tag
        tracks = [_sound(container, *sound) for sound in sounds]
        for number in range(seconds * 25):
            frame = av.VideoFrame(320, 180, pixels)
            for plane in frame.planes:
                plane.update(bytes([number % 256]) * plane.buffer_size)
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for stream, layout in tracks:
            _play(container, stream, layout, seconds)
    return path


def _sound(
    container: av.container.OutputContainer, codec: str, layout: str, language: str
) -> tuple[av.AudioStream, str]:
    stream = container.add_stream(codec, rate=48000, layout=layout)
    assert isinstance(stream, av.AudioStream)
    stream.metadata["language"] = language
    return stream, layout


def _play(container: av.container.OutputContainer, stream: av.AudioStream, layout: str, seconds: int) -> None:
    samples = stream.frame_size or 1024
    for start in range(0, seconds * 48000, samples):
        frame = av.AudioFrame(stream.format.name, layout, samples)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.sample_rate, frame.pts, frame.time_base = 48000, start, Fraction(1, 48000)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _wide_gamut(transfer: str, more: str = "") -> dict[str, str]:
    words = f"log-level=error:colorprim=bt2020:transfer={transfer}:colormatrix=bt2020nc:range=limited:repeat-headers=1"
    return {"x265-params": words + more}


MASTERING = (
    ":hdr10=1:hdr10-opt=1:max-cll=1000,400"
    ":master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50)"
)


@pytest.mark.parametrize(
    ("name", "making", "codec", "kind", "sound", "channels"),
    [
        (
            "hdr10.mkv",
            {
                "codec": "libx265",
                "pixels": "yuv420p10le",
                "options": _wide_gamut("smpte2084", MASTERING),
                "sounds": [("eac3", "5.1", "eng")],
            },
            "h265",
            "HDR10",
            "EAC3",
            5.1,
        ),
        (
            "hlg.mp4",
            {
                "codec": "libx265",
                "pixels": "yuv420p10le",
                "options": _wide_gamut("arib-std-b67"),
                "sounds": [("aac", "5.1", "eng")],
            },
            "h265",
            "HLG",
            "AAC",
            5.1,
        ),
        ("xvid.avi", {"codec": "mpeg4", "tag": "XVID", "sounds": [("mp3", "stereo", "eng")]}, "XviD", "", "MP3", 2.0),
        ("divx.avi", {"codec": "mpeg4", "tag": "DX50", "sounds": [("mp2", "stereo", "eng")]}, "DivX", "", "MP2", 2.0),
        ("disc.ts", {"codec": "mpeg2video", "sounds": [("ac3", "5.1", "eng")]}, "MPEG2", "", "AC3", 5.1),
        ("web.mkv", {"codec": "libvpx-vp9", "sounds": [("flac", "stereo", "eng")]}, "VP9", "", "FLAC", 2.0),
        ("raw.mov", {"sounds": [("pcm_s16le", "stereo", "eng")]}, "h264", "", "PCM", 2.0),
    ],
)
async def test_films_of_many_kinds_are_told_apart(
    probe: MediaProbe,
    tmp_path: Path,
    name: str,
    making: dict[str, Any],
    codec: str,
    kind: str,
    sound: str,
    channels: float,
) -> None:
    info = media_info(await probe.probe(make_film(tmp_path / name, seconds=1, **making), 30) or [])
    assert info is not None
    seen = shown(info)
    assert (seen.video_codec, seen.video_dynamic_range_type) == (codec, kind)
    assert (seen.audio_codec, seen.audio_channels) == (sound, channels)
    assert seen.video_bit_depth == (10 if kind else 8)


@pytest.mark.parametrize("ending", [".mkv", ".mp4"])
async def test_a_real_film_is_read(probe: MediaProbe, tmp_path: Path, ending: str) -> None:
    tracks = await probe.probe(make_film(tmp_path / f"film{ending}"), 30)
    assert tracks is not None
    info = media_info(tracks)
    assert info is not None
    assert (info.title, info.video_format, info.width, info.height) == ("A Film", "h264", 320, 180)
    assert (info.video_bit_depth, info.video_fps, info.video_hdr_format) == (8, 25, HdrFormat.NONE)
    assert info.runtime_seconds == pytest.approx(2, abs=0.2)
    assert (info.audio_format, info.audio_channels, info.audio_channel_positions) == ("aac", 2, "stereo")
    assert (info.audio_stream_count, info.audio_languages) == (2, ("eng", "deu"))


async def test_names_of_any_bytes_are_read(probe: MediaProbe, tmp_path: Path) -> None:
    made = make_film(tmp_path / "film.mkv", seconds=1)
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/fi\nlm \xff \xf0\x9f\x8e\xac.mkv"))
    made.rename(odd)
    assert await probe.probe(odd, 30) is not None


async def test_what_is_no_film_is_told(probe: MediaProbe, tmp_path: Path) -> None:
    text = tmp_path / "film.mkv"
    text.write_bytes(b"#EXTM3U\nhttp://127.0.0.1:9/never-fetched.ts\n" * 50)
    fifo = tmp_path / "fifo.mkv"
    os.mkfifo(fifo)
    assert media_info(await probe.probe(text, 30) or []) is None
    assert await probe.probe(fifo, 30) is None
    assert await probe.probe(tmp_path, 30) is None
    assert await probe.probe(tmp_path / "gone.mkv", 30) is None


async def test_half_a_file_is_no_harm(probe: MediaProbe, tmp_path: Path) -> None:
    whole = make_film(tmp_path / "film.mkv").read_bytes()
    for number, share in enumerate((0.01, 0.3, 0.9)):
        cut = tmp_path / f"cut{number}.mkv"
        cut.write_bytes(whole[: int(len(whole) * share)])
        assert await probe.probe(cut, 30) is not None


BAD_READERS = {
    "hangs": "import time; time.sleep(60)",
    "dies": "import os; os._exit(3)",
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "babbles": "print('no json', flush=True); import time; time.sleep(60)",
    "floods": "import sys\nwhile True: sys.stdout.write('x' * 65536)",
    "dies in the middle": "print('{\"tracks\": [', end='', flush=True)",
}


@pytest.mark.parametrize("conduct", BAD_READERS)
async def test_a_reader_gone_bad_is_replaced(tmp_path: Path, conduct: str) -> None:
    reader = tmp_path / "reader.py"
    reader.write_text(
        "import sys, json, os\n"
        "for line in sys.stdin:\n"
        "    if 'good' in line: print(json.dumps({'tracks': [{'pid': os.getpid()}]}), flush=True); continue\n"
        "    break\n" + BAD_READERS[conduct]
    )
    async with MediaProbe(workers=1, program=reader) as probe:
        first = await probe.probe(Path("/good"), 20)
        assert await probe.probe(Path("/bad"), 1 if conduct == "hangs" else 20) is None
        second = await probe.probe(Path("/good"), 20)
    assert first is not None
    assert second is not None
    assert first != second


async def test_readers_are_renewed_after_so_many_files(tmp_path: Path) -> None:
    reader = tmp_path / "reader.py"
    reader.write_text(
        "import sys, json, os\nfor line in sys.stdin: print(json.dumps({'tracks': [{'pid': os.getpid()}]}), flush=True)"
    )
    async with MediaProbe(workers=1, files_per_worker=2, program=reader) as probe:
        pids = [((await probe.probe(Path("/x"), 20)) or [{}])[0].get("pid") for _ in range(4)]
    assert pids[0] == pids[1]
    assert pids[2] == pids[3]
    assert pids[1] != pids[2]


async def test_readers_with_nothing_to_read_are_ended(tmp_path: Path) -> None:
    reader = tmp_path / "reader.py"
    reader.write_text(
        "import sys, json, os\nfor line in sys.stdin: print(json.dumps({'tracks': [{'pid': os.getpid()}]}), flush=True)"
    )
    async with MediaProbe(workers=2, idle_seconds=0.1, program=reader) as probe:
        pids = {((await probe.probe(Path("/x"), 20)) or [{}])[0]["pid"] for _ in range(2)}
        for _ in range(500):
            if not any(Path(f"/proc/{pid}").exists() for pid in pids):
                break
            await asyncio.sleep(0.02)
        assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
        answers = await asyncio.gather(*(probe.probe(Path("/x"), 20) for _ in range(4)))
    assert all(answers)
    assert not pids & {answer[0]["pid"] for answer in answers if answer}


async def test_a_cancelled_read_leaves_no_answer_for_the_next(tmp_path: Path) -> None:
    reader = tmp_path / "reader.py"
    reader.write_text(
        "import sys, json, time\n"
        "for line in sys.stdin:\n"
        "    path = json.loads(line)['path']\n"
        "    time.sleep(0.5 if 'slow' in path else 0)\n"
        "    print(json.dumps({'tracks': [{'path': path}]}), flush=True)\n"
    )
    async with MediaProbe(workers=1, program=reader) as probe:
        slow = asyncio.create_task(probe.probe(Path("/slow"), 20))
        await asyncio.sleep(0.2)
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert await probe.probe(Path("/next"), 20) == [{"path": "/next"}]
