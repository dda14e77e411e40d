"""Pictures of films on the own disk: `{folder}/{movie id}/poster.jpg`, `poster-500.jpg` and so on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from cinearr.core.films import Image
from cinearr.features.metadata_sources import pictures
from cinearr.features.metadata_sources.pictures import NotAPicture
from cinearr.kit.errors import ProviderError
from cinearr.kit.http import Http, Request

MOST_BYTES: Final = 20 * 1024 * 1024
DOWNLOAD_TIMEOUT: Final = 60.0

HEIGHTS: Final[dict[str, tuple[int, ...]]] = {
    "poster": (500, 250),
    "headshot": (500, 250),
    "banner": (70, 35),
    "fanart": (360, 180),
    "screenshot": (360, 180),
    "clearlogo": (),
}
_PNG: Final = frozenset({"clearlogo"})
_NAME = re.compile(r"([a-z]+)(?:-(\d{1,4}))?\.(jpg|png)", re.ASCII)
_SOURCES: Final = "sources.json"  # cover type → address, so that an unchanged picture is not fetched again

# Clients tell pictures apart by .NET ticks: 100 ns since the year 1.
_EPOCH_IN_TICKS: Final = 621_355_968_000_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensured:
    """Cover types that were fetched anew, and why others could not be."""

    updated: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


class Covers:
    """The pictures in one folder. Several processes may share it: files appear whole, the last writer wins."""

    def __init__(self, folder: Path, http: Http, *, at_once: int = 2) -> None:
        self._folder = folder
        self._http = http
        self._turn = asyncio.Semaphore(at_once)

    async def ensure(self, movie_id: int, images: Iterable[Image]) -> Ensured:
        """Have every picture of a film in its sizes; the first of each type counts. Never raises for a bad picture.

        Raises OSError when the disk does not take them.
        """
        folder = self._folder / str(int(movie_id))
        sources = await asyncio.to_thread(_read_sources, folder)
        updated: list[str] = []
        failed: list[str] = []
        for cover_type, url in _first_of_each(images):
            if sources.get(cover_type) == url and await asyncio.to_thread(_is_whole, folder, cover_type):
                continue
            try:
                await self._fetch(folder, cover_type, url)
            except (ProviderError, NotAPicture) as error:
                failed.append(f"{cover_type}: {error}")
                continue
            sources[cover_type] = url
            updated.append(cover_type)
            await asyncio.to_thread(_write, folder / _SOURCES, msgspec.json.encode(sources))
        return Ensured(updated=tuple(updated), failed=tuple(failed))

    async def _fetch(self, folder: Path, cover_type: str, url: str) -> None:
        async with self._turn:
            response = await self._http.send(Request(url=url, timeout=DOWNLOAD_TIMEOUT, max_bytes=MOST_BYTES))
            await asyncio.to_thread(_keep, folder, cover_type, response.content)

    def find(self, movie_id: int, name: str) -> Path | None:
        """The file of a picture by its v3 name; the whole one when the size is missing; None when there is none.

        Any other name than those of pictures is None too, so it cannot lead out of the folder.
        """
        found = _NAME.fullmatch(name)
        if found is None or movie_id <= 0 or found[1] not in HEIGHTS:
            return None
        cover_type, height = found[1], int(found[2]) if found[2] else None
        if found[3] != _extension(cover_type) or (height is not None and height not in HEIGHTS[cover_type]):
            return None
        folder = self._folder / str(int(movie_id))
        for candidate in (file_name(cover_type, height), file_name(cover_type)):
            if (folder / candidate).is_file():
                return folder / candidate
        return None

    def last_write(self, movie_id: int, cover_type: str) -> int | None:
        """When the picture was written, in ticks (`?lastWrite=`); None when it is not there."""
        try:
            written = (self._folder / str(int(movie_id)) / file_name(cover_type)).stat().st_mtime_ns
        except OSError:
            return None
        return written // 100 + _EPOCH_IN_TICKS

    async def remove(self, movie_id: int) -> None:
        """Let go of a film's pictures; those that are not there are no error."""
        await asyncio.to_thread(shutil.rmtree, self._folder / str(int(movie_id)), ignore_errors=True)


def ticks(moment: datetime) -> int:
    """A moment as clients have it in `?lastWrite=`."""
    return (moment - _EPOCH) // _MICROSECOND * 10 + _EPOCH_IN_TICKS


def file_name(cover_type: str, height: int | None = None) -> str:
    """`poster.jpg`, `poster-500.jpg`, `clearlogo.png`."""
    size = f"-{height}" if height else ""
    return f"{cover_type}{size}.{_extension(cover_type)}"


def _extension(cover_type: str) -> str:
    return "png" if cover_type in _PNG else "jpg"


def _first_of_each(images: Iterable[Image]) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for image in images:
        if image.cover_type in HEIGHTS and image.url.startswith(("http://", "https://")):
            found.setdefault(image.cover_type, image.url)
    return list(found.items())


def _is_whole(folder: Path, cover_type: str) -> bool:
    return all((folder / file_name(cover_type, height)).is_file() for height in (None, *HEIGHTS[cover_type]))


def _read_sources(folder: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode((folder / _SOURCES).read_bytes(), type=dict[str, str])
    except (OSError, ValueError, RecursionError):
        return {}


def _keep(folder: Path, cover_type: str, content: bytes) -> None:
    rendered = pictures.render(content, png=cover_type in _PNG, heights=HEIGHTS[cover_type])
    folder.mkdir(parents=True, exist_ok=True)
    for height, file in rendered.files.items():
        _write(folder / file_name(cover_type, height), file)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: written beside its place, then renamed."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
