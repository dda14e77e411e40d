"""Every download client there is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cinearr.core.releases.model import Protocol
from cinearr.features.download_clients.contract import DownloadClient
from cinearr.features.download_clients.implementations.builtin import Cinearr, CinearrSettings
from cinearr.features.download_clients.implementations.qbittorrent import QBittorrent, QBittorrentSettings
from cinearr.features.download_clients.implementations.torrent_blackhole import (
    TorrentBlackhole,
    TorrentBlackholeSettings,
)
from cinearr.features.download_clients.implementations.usenet_blackhole import UsenetBlackhole, UsenetBlackholeSettings
from cinearr.features.download_clients.parts import Parts as Parts
from cinearr.kit.providers import Implementation, Settings

_WIKI: Final = "https://wiki.servarr.com/radarr/supported#"

CLIENTS: Final[Mapping[str, Implementation]] = MappingProxyType(
    {
        # On from the start, and last in line: it steps back when another torrent client is configured.
        "Cinearr": Implementation(
            implementation="Cinearr",
            implementation_name="Cinearr",
            settings=CinearrSettings,
            build=Cinearr,
            info_link=_WIKI + "download-clients",
            defaults={
                "enable": True,
                "priority": 50,
                "removeCompletedDownloads": True,
                "removeFailedDownloads": True,
            },
        ),
        "QBittorrent": Implementation(
            implementation="QBittorrent",
            implementation_name="qBittorrent",
            settings=QBittorrentSettings,
            build=QBittorrent,
            info_link=_WIKI + "qbittorrent",
        ),
        "TorrentBlackhole": Implementation(
            implementation="TorrentBlackhole",
            implementation_name="Torrent Blackhole",
            settings=TorrentBlackholeSettings,
            build=TorrentBlackhole,
            info_link=_WIKI + "torrentblackhole",
        ),
        "UsenetBlackhole": Implementation(
            implementation="UsenetBlackhole",
            implementation_name="Usenet Blackhole",
            settings=UsenetBlackholeSettings,
            build=UsenetBlackhole,
            info_link=_WIKI + "usenetblackhole",
        ),
    }
)


def build(implementation: Implementation, settings: Settings, parts: Parts) -> DownloadClient:
    """A client ready to use."""
    made: DownloadClient = implementation.build(settings, parts)
    return made


def protocol_of(implementation: Implementation) -> Protocol:
    """What it takes."""
    protocol: Protocol = implementation.build.protocol
    return protocol


def has_post_import_category(settings: Settings) -> bool:
    """Whether imported items are given another category, as the queue tells."""
    category = getattr(settings, "movie_imported_category", None)
    return bool(category) and category != getattr(settings, "movie_category", None)
