"""The seeder: makes the films and their .torrent files, and gives them to whoever comes through the tracker."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import libtorrent

from . import videos
from .releases import RELEASES, Release
from .tracker import Tracker

PIECE_SIZE = 64 * 1024
SETTINGS: Any = {
    "listen_interfaces": "127.0.0.1:0",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    # Every client of the neighbourhood comes from the same address.
    "allow_multiple_connections_per_ip": True,
    # All or nothing would starve a second downloader for half a minute.
    "unchoke_slots_limit": -1,
    "alert_mask": 0,
}


def videos_of(folder: Path) -> Path:
    """Where the shared films lie."""
    return folder / "seed"


def index_of(folder: Path) -> Path:
    """The list of what is shared, with name, size, hash and .torrent file of each release."""
    return folder / "releases.json"


class Seeder:
    """Seeds a folder of releases made on the spot. `upload_limit` in bytes a second, 0 for none."""

    def __init__(self, folder: Path, tracker: Tracker, *, upload_limit: int = 0) -> None:
        self._folder = folder
        self._tracker = tracker
        self._upload_limit = upload_limit
        self._session: Any = None

    async def start(self, announce_url: str, names: Iterable[str] = ()) -> None:
        """Make what is missing and seed it, by default the whole table. Returns when the tracker knows them all."""
        wanted = set(names)
        releases = [release for release in RELEASES if not wanted or release.name in wanted]
        if missing := wanted - {release.name for release in releases}:
            raise ValueError(f"no such release: {', '.join(sorted(missing))}")
        torrents = await asyncio.gather(*(asyncio.to_thread(self._make, one, announce_url) for one in releases))
        self._session = libtorrent.session(SETTINGS)
        for info in torrents:
            self._seed(info)
        hashes = [info.info_hash().to_bytes() for info in torrents]
        async with asyncio.timeout(30):
            # libtorrent announces from threads of its own, and the tracker only answers.
            while not all(self._tracker.seeders(info_hash) for info_hash in hashes):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        rows = [_row(release, info) for release, info in zip(releases, torrents, strict=True)]
        index_of(self._folder).write_text(json.dumps(rows, indent=1))

    async def stop(self) -> None:
        """Leave the swarm."""
        if self._session is not None:
            self._session.pause()
            self._session = None

    def _make(self, release: Release, announce_url: str) -> Any:
        """The film, its note and its torrent; the torrent is made anew since the tracker's port may differ."""
        folder = videos_of(self._folder) / release.name
        folder.mkdir(parents=True, exist_ok=True)
        film = folder / f"{release.name}.mkv"
        if not film.exists():
            videos.make(film, release.film, (release.width, release.height))
        (folder / f"{release.name}.nfo").write_text(f"{release.film.title} ({release.film.year})\nCreative Commons\n")
        torrent = make_torrent(folder, announce_url)
        target = torrent_file(self._folder, release.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(torrent)
        return libtorrent.torrent_info(torrent)

    def _seed(self, info: Any) -> None:
        params = libtorrent.add_torrent_params()
        params.ti = info
        params.save_path = str(videos_of(self._folder))
        params.flags = libtorrent.torrent_flags.seed_mode
        self._tracker.register(info.info_hash().to_bytes())
        # The session's own limit does not hold for peers on loopback.
        self._session.add_torrent(params).set_upload_limit(self._upload_limit)


def torrent_file(folder: Path, name: str) -> Path:
    """Where the .torrent of a release lies."""
    return folder / "torrents" / f"{name}.torrent"


def make_torrent(content: Path, announce_url: str) -> bytes:
    """A private version 1 torrent of a file or folder."""
    storage = libtorrent.file_storage()
    libtorrent.add_files(storage, str(content))
    torrent = libtorrent.create_torrent(storage, PIECE_SIZE, libtorrent.create_torrent.v1_only)
    torrent.add_tracker(announce_url)
    torrent.set_priv(True)
    libtorrent.set_piece_hashes(torrent, str(content.parent))
    made: bytes = libtorrent.bencode(torrent.generate())
    return made


def _row(release: Release, info: Any) -> dict[str, Any]:
    return {
        "title": release.name,
        "size": info.total_size(),
        "infoHash": str(info.info_hash()),
        "files": info.num_files(),
        "tmdbId": release.tmdb_id,
        "imdbId": release.film.imdb_id,
    }
