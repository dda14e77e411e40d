"""A stranger who wants what somebody seeds: asks that one peer alone, so that giving to it counts for a seed goal."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import libtorrent as lt


class Leecher:
    """A libtorrent session on loopback that downloads into `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._session: lt.session | None = None

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._session = lt.session(
            {
                "listen_interfaces": "127.0.0.1:0",
                "enable_dht": False,
                "enable_lsd": False,
                "enable_upnp": False,
                "enable_natpmp": False,
                "allow_multiple_connections_per_ip": True,
                "alert_mask": 0,
            }
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            self._session.pause()
            self._session = None

    def take(self, torrent: bytes, port: int) -> None:
        """Download a torrent from the peer at this port, and from nobody else."""
        assert self._session is not None
        params = lt.load_torrent_buffer(torrent)
        params.trackers = []
        params.save_path = str(self._folder)
        params.peers = [("127.0.0.1", port)]
        params.flags &= ~lt.torrent_flags.auto_managed & ~lt.torrent_flags.paused
        self._session.add_torrent(params)
