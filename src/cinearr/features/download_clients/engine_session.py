"""The libtorrent session of the built-in engine: how it is set up, and how a row becomes a torrent in it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import libtorrent as lt

from cinearr.core.torrents import climbing_name, read_torrent
from cinearr.features.download_clients.engine_settings import EngineSettings
from cinearr.features.download_clients.tables import EngineTorrentRow

_ALERTS = lt.alert_category.error | lt.alert_category.status | lt.alert_category.storage
_NOT_FOR_PRIVATE = lt.torrent_flags.disable_dht | lt.torrent_flags.disable_lsd | lt.torrent_flags.disable_pex
# Runs side by side without limit; what may download at once is limited by the settings.
_UNLIMITED = -1


class Unusable(Exception):
    """The torrent can never work; the message says why."""


class FolderMissing(Exception):
    """The download folder is not there or not writable at the moment; the message says why."""


@dataclass(slots=True)
class TorrentSession:
    """A running session. `on_alert` is called on the event loop when alerts wait to be taken."""

    _session: lt.session
    _wake: tuple[socket.socket, socket.socket]

    @classmethod
    def start(cls, settings: EngineSettings, on_alert: Callable[[], None]) -> TorrentSession:
        """Open ports and begin. Called on the event loop's thread."""
        session = lt.session(_pack(settings))
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            end.setblocking(False)

        def readable() -> None:
            with contextlib.suppress(BlockingIOError):
                while ours.recv(4096):
                    pass
            on_alert()

        asyncio.get_running_loop().add_reader(ours, readable)
        session.set_alert_fd(theirs.fileno())
        return cls(session, (ours, theirs))

    def configure(self, settings: EngineSettings) -> None:
        """Go on under other settings."""
        self._session.apply_settings(_pack(settings))

    def alerts(self) -> list[lt.alert]:
        """What happened since the last call."""
        return self._session.pop_alerts()

    def add(self, row: EngineTorrentRow) -> lt.torrent_handle:
        """Load a torrent. Raises Unusable and FolderMissing."""
        params = _params(row)
        _make_folder(Path(row.save_path))
        try:
            return self._session.add_torrent(params)
        except RuntimeError as error:
            raise Unusable(f"The torrent cannot be loaded: {error}") from None

    def remove(self, handle: lt.torrent_handle, *, delete_data: bool) -> None:
        """Let go of a torrent. An alert tells when its files are deleted."""
        self._session.remove_torrent(handle, lt.session.delete_files if delete_data else 0)

    def pause(self) -> None:
        """Stop all traffic."""
        self._session.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._session.resume()

    def port(self) -> int:
        """The port it listens on, 0 for none."""
        return self._session.listen_port()

    async def close(self) -> None:
        """End the session; waits for its threads, off the event loop."""
        ours, theirs = self._wake
        asyncio.get_running_loop().remove_reader(ours)
        self._session.set_alert_fd(-1)
        session = self._session
        del self._session
        await asyncio.to_thread(_drop, [session])
        ours.close()
        theirs.close()


def _drop(holder: list[lt.session]) -> None:
    holder.clear()


def keep_private(handle: lt.torrent_handle) -> None:
    """Peers of a private torrent come from its trackers alone."""
    handle.set_flags(_NOT_FOR_PRIVATE)


def refused_name(info: lt.torrent_info) -> str | None:
    """A name in the metadata that climbs out of the folder, as the file itself says it."""
    return climbing_name(read_torrent(b"d4:info" + bytes(info.info_section()) + b"e"))


def _pack(settings: EngineSettings) -> lt.settings_pack:
    return {
        "alert_mask": _ALERTS,
        "listen_interfaces": ",".join(f"{host}:{settings.port}" for host in settings.hosts),
        "download_rate_limit": settings.download_limit,
        "upload_rate_limit": settings.upload_limit,
        "enable_dht": settings.use_dht,
        "enable_lsd": settings.use_dht,
        "enable_upnp": settings.map_port,
        "enable_natpmp": settings.map_port,
        "active_downloads": settings.max_active_downloads,
        "active_seeds": _UNLIMITED,
        "active_limit": _UNLIMITED,
        "dont_count_slow_torrents": True,
        "auto_manage_interval": 5,
        # Several peers behind one address are no attack but a household.
        "allow_multiple_connections_per_ip": True,
        "min_reconnect_time": 5,  # seconds; who was left for a pause is asked again soon after it
        "stop_tracker_timeout": 2,
    }


def _params(row: EngineTorrentRow) -> lt.add_torrent_params:
    try:
        params = _fresh_or_resumed(row)
    except (RuntimeError, ValueError) as error:
        raise Unusable(f"The torrent cannot be read: {error}") from None
    params.save_path = row.save_path
    params.storage_mode = lt.storage_mode_t.storage_mode_sparse
    params.flags |= lt.torrent_flags.update_subscribe | lt.torrent_flags.duplicate_is_error
    params.flags &= ~(lt.torrent_flags.paused | lt.torrent_flags.auto_managed | lt.torrent_flags.upload_mode)
    params.flags |= lt.torrent_flags.paused if row.paused else lt.torrent_flags.auto_managed
    if row.is_private or (params.ti is not None and params.ti.priv()):
        params.flags |= _NOT_FOR_PRIVATE
    return params


def _fresh_or_resumed(row: EngineTorrentRow) -> lt.add_torrent_params:
    fresh = lt.load_torrent_buffer(row.content) if row.content else lt.parse_magnet_uri(row.magnet or "")
    if not row.resume_data:
        return fresh
    try:
        resumed = lt.read_resume_data(row.resume_data)
    except RuntimeError:
        return fresh  # everything on disk is checked instead
    if resumed.ti is None and fresh.ti is not None:
        resumed.ti = fresh.ti
    return resumed


def _make_folder(folder: Path) -> None:
    """The torrent's own folder. Its parent must be there: a missing one is a disk that is not mounted."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise FolderMissing(f"The folder {folder.parent} cannot be used: {error.strerror or error}") from None
