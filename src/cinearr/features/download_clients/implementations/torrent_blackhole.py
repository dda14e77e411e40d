"""Torrent Blackhole: torrents and magnet links are left in a folder, finished downloads are found in another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated, ClassVar

from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.features.download_clients import checks, watch_folder
from cinearr.features.download_clients.contract import ClientInfo, Download, Item
from cinearr.features.download_clients.files import clean_name, torrent_file_name
from cinearr.features.download_clients.parts import Parts
from cinearr.kit.errors import BadAnswer, Failure
from cinearr.kit.providers import Settings, required, setting


class TorrentBlackholeSettings(Settings, kw_only=True, frozen=True):
    """The two folders, and what to do with magnet links."""

    torrent_folder: Annotated[
        str | None, setting("Torrent Folder", "path", help_text="Folder into which .torrent files are put")
    ] = None
    watch_folder: Annotated[
        str | None, setting("Watch Folder", "path", help_text="Folder from which completed downloads are imported")
    ] = None
    save_magnet_files: Annotated[
        bool,
        setting(
            "Save Magnet Files",
            "checkbox",
            help_text="Write magnet links to files when there is no .torrent file, for clients that can read those",
        ),
    ] = False
    magnet_file_extension: Annotated[
        str | None,
        setting("Save Magnet Files Extension", help_text="Ending of magnet link files, '.magnet' unless set otherwise"),
    ] = ".magnet"
    read_only: Annotated[
        bool,
        setting("Read Only", "checkbox", help_text="Hard link or copy files out of the watch folder, never move them"),
    ] = True

    def check(self) -> Sequence[Failure]:
        """The folder must be an absolute path, and magnet links need an ending."""
        return (*checks.path(self, "torrent_folder"), *required(self, "magnet_file_extension"))


class TorrentBlackhole:
    """Two folders and a program that we do not know."""

    protocol: ClassVar[ReleaseProtocol] = ReleaseProtocol.TORRENT

    def __init__(self, settings: TorrentBlackholeSettings, parts: Parts) -> None:
        self._settings = settings
        self._name = parts.name
        self._clock = parts.clock

    async def add(self, download: Download) -> str | None:
        """Leave the file; which download it becomes is told by its name alone."""
        folder = self._settings.torrent_folder or ""
        if download.content is not None:
            file_name, content = torrent_file_name(download.title), download.content
        elif download.magnet is None:
            raise BadAnswer(f"'{download.title}' has neither a torrent file nor a magnet link")
        elif self._settings.save_magnet_files:
            extension = (self._settings.magnet_file_extension or "magnet").strip(".")
            file_name, content = f"{clean_name(download.title)}.{clean_name(extension)}", download.magnet.encode()
        else:
            raise BadAnswer("The release has only a magnet link, and saving those is turned off in the download client")
        await asyncio.to_thread(watch_folder.drop, folder, file_name, content)
        return None

    async def items(self) -> list[Item]:
        """What lies in the watch folder."""
        return await asyncio.to_thread(
            watch_folder.watched_items,
            self._settings.watch_folder or "",
            client_name=self._name,
            now=self._clock(),
            removable=not self._settings.read_only,
        )

    async def remove(self, item: Item, *, delete_data: bool) -> None:
        """Delete its files. Without deleting there is nothing to let go of."""
        if delete_data:
            await asyncio.to_thread(watch_folder.delete, self._settings.watch_folder or "", item)

    async def mark_imported(self, item: Item) -> None:
        """There are no categories."""

    async def info(self) -> ClientInfo:
        """The watch folder, here."""
        root = self._settings.watch_folder
        return ClientInfo(is_localhost=True, output_roots=(PurePosixPath(root),) if root else ())

    async def test(self) -> list[Failure]:
        """Both folders must be there, the first one writable."""
        return [
            *checks.folder(self._settings, "torrent_folder"),
            *checks.folder(self._settings, "watch_folder", must_be_writable=not self._settings.read_only),
        ]
