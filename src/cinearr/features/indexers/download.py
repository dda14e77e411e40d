"""Fetches the file behind a release, and believes nothing about it before it has looked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar
from urllib.parse import urlsplit

from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.releases.model import Release
from cinearr.core.torrents import climbing_name, magnet_info_hash, read_torrent
from cinearr.features.indexers.errors import ReleaseGone
from cinearr.features.indexers.fetch import LARGE, Way
from cinearr.features.indexers.nzb import check_nzb
from cinearr.kit.errors import BadAnswer, ProviderError
from cinearr.kit.http import Request, Response
from cinearr.kit.masking import mask

T = TypeVar("T")
MAX_TORRENT: Final = 16 * 1024 * 1024
MAX_NZB: Final = 128 * 1024 * 1024
BETWEEN_GRABS: Final = 2.0  # seconds at one host
_GONE: Final = frozenset({404, 410})
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_RESERVED: Final = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What a download client needs. Exactly one of `magnet` and `content` is set.

    `info_hash` is upper case and known for torrents. `file_name` is safe and ends in .torrent or .nzb. `size` in bytes,
    0 when it is not known (magnet links, NZB files).
    """

    file_name: str
    magnet: str | None = None
    content: bytes | None = None
    info_hash: str | None = None
    is_private: bool = False
    size: int = 0


async def download(release: Release, way: Way) -> Payload:
    """The torrent file, magnet link or NZB file of a release.

    Raises ReleaseGone when the indexer no longer has it, and ProviderErrors. A torrent that cannot be had falls back
    to its magnet link where there is one.
    """
    if release.protocol is ReleaseProtocol.USENET:
        return await _nzb(release, way)
    url = release.download_url or release.magnet_url or ""
    if _is_magnet(url):
        return _magnet(release, url)
    try:
        return await _torrent(release, url, way)
    except (ProviderError, ReleaseGone):
        if release.magnet_url and _is_magnet(release.magnet_url):
            return _magnet(release, release.magnet_url)
        raise


async def _nzb(release: Release, way: Way) -> Payload:
    response = await _get(release.download_url or "", MAX_NZB, way)
    await _aside(check_nzb, response.content)
    return Payload(file_name=file_name(release.title, ".nzb"), content=response.content)


async def _torrent(release: Release, url: str, way: Way) -> Payload:
    response = await _get(url, MAX_TORRENT, way)
    location = response.headers.get("location", "")
    if 300 <= response.status < 400 and _is_magnet(location):
        return _magnet(release, location)
    if response.content[:16].lower().startswith(b"magnet:"):
        return _magnet(release, response.content.decode("utf-8", "replace").strip())
    _refuse_pages(response)
    try:
        torrent = await _aside(read_torrent, response.content)
    except ValueError as error:
        raise BadAnswer(f"{error} ({release.title})") from error
    climber = climbing_name(torrent)
    if climber is not None:
        raise BadAnswer(f"The torrent file names {climber!r}, which leads out of the download folder ({release.title})")
    return Payload(
        file_name=file_name(release.title, ".torrent"),
        content=response.content,
        info_hash=torrent.info_hash,
        is_private=torrent.is_private,
        size=torrent.total_size,
    )


def _magnet(release: Release, link: str) -> Payload:
    info_hash = magnet_info_hash(link)
    if info_hash is None:
        raise BadAnswer(f"The magnet link has no usable info hash ({release.title})")
    return Payload(file_name=file_name(release.title, ".torrent"), magnet=link, info_hash=info_hash)


async def _aside(read: Callable[[bytes], T], content: bytes) -> T:
    """What reading a file gives; a large one is read where it keeps nobody waiting."""
    return await asyncio.to_thread(read, content) if len(content) > LARGE else read(content)


async def _get(url: str, max_bytes: int, way: Way) -> Response:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError as error:
        raise BadAnswer(f"The release names no valid address: [{mask(url)}]") from error
    await way.limiter.wait(f"grab:{host}", BETWEEN_GRABS)
    response = await way.http.send(Request(url=url, max_bytes=max_bytes, timeout=60, statuses=_GONE))
    if response.status in _GONE:
        raise ReleaseGone(f"The indexer no longer has it: [{response.status}] at [{mask(url)}]")
    return response


def _refuse_pages(response: Response) -> None:
    start = response.content[:512].lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html")) or "text/html" in response.headers.get("content-type", ""):
        raise BadAnswer(f"A web page came instead of a torrent file from [{mask(response.url)}]")


def _is_magnet(url: str) -> bool:
    return url[:7].lower() == "magnet:"


def file_name(title: str, ending: str) -> str:
    """A name that any file system takes and that leads nowhere else: at most 200 bytes, no separators."""
    name = _FORBIDDEN.sub("+", title).strip(" .+") or "release"
    if _RESERVED.match(name):
        name = "_" + name
    return name.encode()[:200].decode("utf-8", "ignore").rstrip(" .") + ending
