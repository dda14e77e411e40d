"""Pictures fetched from a small TMDb, checked, resized and kept."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow

from cinearr.core.films import Image
from cinearr.features.metadata_sources import covers as module
from cinearr.features.metadata_sources.covers import Covers, Ensured
from cinearr.features.metadata_sources.pictures import NotAPicture, render
from cinearr.kit.http import HttpClient
from tests.fakes.http_server import Answer
from tests.fakes.tmdb import TmdbService, tmdb_service


@pytest.fixture
async def service() -> AsyncIterator[TmdbService]:
    async with tmdb_service() as running:
        yield running


@pytest.fixture
async def covers(tmp_path: Path) -> AsyncIterator[Covers]:
    http = HttpClient(user_agent="Cinearr/1")
    yield Covers(tmp_path / "MediaCover", http)
    await http.close()


@pytest.fixture
def images(service: TmdbService) -> list[Image]:
    names = (("poster", "p1.jpg"), ("fanart", "b1.jpg"), ("clearlogo", "l1.png"), ("poster", "p2.jpg"))
    return [Image(cover_type=kind, url=f"{service.pictures}original/{name}") for kind, name in names]


def picture(kind: str, size: tuple[int, int] = (60, 90), mode: str = "RGB") -> bytes:
    out = BytesIO()
    Pillow.new(mode, size).save(out, kind)
    return out.getvalue()


def shape(path: Path | None) -> tuple[str | None, tuple[int, int]]:
    assert path is not None
    with Pillow.open(path) as opened:
        return opened.format, opened.size


def bomb() -> bytes:
    """A PNG of a few bytes that says it is 30000 by 30000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


class TestEnsuring:
    async def test_keeps_each_picture_in_its_sizes(self, covers: Covers, images: list[Image], tmp_path: Path) -> None:
        assert await covers.ensure(7, images) == Ensured(updated=("poster", "fanart", "clearlogo"))
        folder = tmp_path / "MediaCover" / "7"
        assert sorted(path.name for path in folder.iterdir()) == [
            "clearlogo.png",
            "fanart-180.jpg",
            "fanart-360.jpg",
            "fanart.jpg",
            "poster-250.jpg",
            "poster-500.jpg",
            "poster.jpg",
            "sources.json",
        ]
        assert shape(covers.find(7, "poster.jpg")) == ("JPEG", (600, 900))
        assert shape(covers.find(7, "poster-500.jpg")) == ("JPEG", (333, 500))
        assert shape(covers.find(7, "poster-250.jpg")) == ("JPEG", (167, 250))
        assert shape(covers.find(7, "fanart-360.jpg")) == ("JPEG", (640, 360))
        assert shape(covers.find(7, "clearlogo.png")) == ("PNG", (500, 200))

    async def test_fetches_an_unchanged_picture_once(
        self, covers: Covers, images: list[Image], service: TmdbService
    ) -> None:
        await covers.ensure(7, images)
        written = covers.last_write(7, "poster")
        assert await covers.ensure(7, images) == Ensured()
        assert len(service.server.asked) == 3
        assert covers.last_write(7, "poster") == written

    async def test_fetches_a_picture_with_another_address(self, covers: Covers, service: TmdbService) -> None:
        await covers.ensure(7, [Image(cover_type="poster", url=f"{service.pictures}original/p1.jpg")])
        found = await covers.ensure(7, [Image(cover_type="poster", url=f"{service.pictures}original/p2.jpg")])
        assert found == Ensured(updated=("poster",))

    @pytest.mark.parametrize("lost", ["poster-250.jpg", "sources.json"])
    async def test_fetches_again_what_was_lost(
        self, covers: Covers, images: list[Image], tmp_path: Path, lost: str
    ) -> None:
        await covers.ensure(7, images[:1])
        (tmp_path / "MediaCover" / "7" / lost).unlink()
        assert await covers.ensure(7, images[:1]) == Ensured(updated=("poster",))

    async def test_keeps_the_old_picture_when_the_new_one_is_bad(self, covers: Covers, service: TmdbService) -> None:
        await covers.ensure(7, [Image(cover_type="poster", url=f"{service.pictures}original/p1.jpg")])
        before = covers.find(7, "poster.jpg")
        assert before is not None
        content = before.read_bytes()
        service.server.routes["/bad"] = Answer(body=b"<html>not found</html>")
        found = await covers.ensure(7, [Image(cover_type="poster", url=f"{service.server.url}/bad")])
        assert found.updated == ()
        assert found.failed[0].startswith("poster: ")
        assert before.read_bytes() == content

    async def test_goes_on_after_a_picture_that_is_not_there(self, covers: Covers, service: TmdbService) -> None:
        found = await covers.ensure(
            7,
            [
                Image(cover_type="poster", url=f"{service.pictures}original/x.jpg"),
                Image(cover_type="fanart", url=f"{service.pictures}original/b1.jpg"),
            ],
        )
        assert found.updated == ("fanart",)
        assert len(found.failed) == 1

    async def test_gives_up_on_an_endless_picture(
        self, covers: Covers, service: TmdbService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "MOST_BYTES", 100_000)
        service.server.routes["/endless"] = Answer(chunks=(b"x" * 10_000,), repeat=True)
        found = await covers.ensure(7, [Image(cover_type="poster", url=f"{service.server.url}/endless")])
        assert "longer than 100000 bytes" in found.failed[0]

    async def test_passes_over_what_it_does_not_know(self, covers: Covers, service: TmdbService) -> None:
        images = [
            Image(cover_type="../x", url=f"{service.pictures}p1.jpg"),
            Image(cover_type="poster", url="file:///a"),
        ]
        assert await covers.ensure(7, images) == Ensured()
        assert service.server.asked == []

    async def test_says_when_the_disk_does_not_take_it(
        self, covers: Covers, images: list[Image], tmp_path: Path
    ) -> None:
        (tmp_path / "MediaCover").write_text("a file where the folder should be")
        with pytest.raises(OSError, match="Not a directory"):
            await covers.ensure(7, images)

    async def test_two_at_once_leave_whole_files(self, covers: Covers, images: list[Image], tmp_path: Path) -> None:
        await asyncio.gather(covers.ensure(7, images), covers.ensure(7, images))
        assert shape(covers.find(7, "poster-500.jpg")) == ("JPEG", (333, 500))
        assert not [path for path in (tmp_path / "MediaCover" / "7").iterdir() if path.name.startswith(".")]


class TestFinding:
    async def test_gives_the_whole_picture_for_a_lost_size(
        self, covers: Covers, images: list[Image], tmp_path: Path
    ) -> None:
        await covers.ensure(7, images)
        (tmp_path / "MediaCover" / "7" / "poster-250.jpg").unlink()
        assert covers.find(7, "poster-250.jpg") == tmp_path / "MediaCover" / "7" / "poster.jpg"

    @pytest.mark.parametrize(
        "name",
        [
            "nothing.jpg",
            "poster.png",
            "poster-123.jpg",
            "poster-.jpg",
            "Poster.jpg",
            "clearlogo.jpg",
            "clearlogo-500.png",
            "sources.json",
            "../7/poster.jpg",
            "poster.jpg/..",
            "..",
            "",
            "poster.jpg\n",
            "poster-٥٠٠.jpg",
        ],
    )
    async def test_knows_no_other_names(self, covers: Covers, images: list[Image], name: str) -> None:
        await covers.ensure(7, images)
        assert covers.find(7, name) is None

    async def test_knows_no_film_without_pictures(self, covers: Covers) -> None:
        assert covers.find(8, "poster.jpg") is None
        assert covers.find(-7, "poster.jpg") is None
        assert covers.last_write(8, "poster") is None

    async def test_tells_the_time_in_ticks(self, covers: Covers, images: list[Image], tmp_path: Path) -> None:
        await covers.ensure(7, images[:1])
        ticks = covers.last_write(7, "poster")
        assert ticks is not None
        written = (tmp_path / "MediaCover" / "7" / "poster.jpg").stat().st_mtime
        assert (ticks - 621_355_968_000_000_000) / 10_000_000 == pytest.approx(written, abs=1e-3)

    async def test_finds_nothing_after_removal(self, covers: Covers, images: list[Image]) -> None:
        await covers.ensure(7, images)
        await covers.remove(7)
        await covers.remove(7)
        assert covers.find(7, "poster.jpg") is None


class TestRendering:
    def test_keeps_the_bytes_of_the_wanted_format(self) -> None:
        content = picture("JPEG")
        assert render(content, png=False, heights=()).files == {None: content}

    @pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK")])
    @pytest.mark.parametrize("png", [True, False])
    def test_makes_the_wanted_format_of_others(self, kind: str, mode: str, png: bool) -> None:
        for file in render(picture(kind, mode=mode), png=png, heights=(30,)).files.values():
            with Pillow.open(BytesIO(file)) as opened:
                assert opened.format in ("PNG", "JPEG")
                opened.load()

    def test_never_makes_a_picture_larger(self) -> None:
        rendered = render(picture("JPEG", (10, 20)), png=False, heights=(500,))
        with Pillow.open(BytesIO(rendered.files[500])) as opened:
            assert opened.size == (10, 20)

    def test_keeps_at_least_one_column(self) -> None:
        rendered = render(picture("JPEG", (1, 2000)), png=False, heights=(250,))
        with Pillow.open(BytesIO(rendered.files[250])) as opened:
            assert opened.size == (1, 250)

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"GIF89a" + b"\0" * 100,
            picture("JPEG", (600, 900))[:400],
            picture("PNG", (600, 900))[:60],
            picture("BMP"),
            bomb(),
        ],
        ids=["nothing", "drawing", "gif", "cut jpeg", "cut png", "bmp", "bomb"],
    )
    def test_refuses_everything_else(self, content: bytes) -> None:
        with pytest.raises(NotAPicture):
            render(content, png=False, heights=(500,))
