"""Usenet Blackhole: NZB files are left in a folder, finished downloads are found in another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated, ClassVar

from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.features.download_clients import checks, watch_folder
from cinearr.features.download_clients.contract import ClientInfo, Download, Item
from cinearr.features.download_clients.files import nzb_file_name
from cinearr.features.download_clients.parts import Parts
from cinearr.kit.errors import BadAnswer, Failure
from cinearr.kit.providers import Settings, setting


class UsenetBlackholeSettings(Settings, kw_only=True, frozen=True):
    """The two folders."""

    nzb_folder: Annotated[
        str | None, setting("Nzb Folder", "path", help_text="Folder into which .nzb files are put")
    ] = None
    watch_folder: Annotated[
        str | None, setting("Watch Folder", "path", help_text="Folder from which completed downloads are imported")
    ] = None

    def check(self) -> Sequence[Failure]:
        """Both must be absolute paths."""
        return (*checks.path(self, "nzb_folder"), *checks.path(self, "watch_folder"))


class UsenetBlackhole:
    """Two folders and a program that we do not know."""

    protocol: ClassVar[ReleaseProtocol] = ReleaseProtocol.USENET

    def __init__(self, settings: UsenetBlackholeSettings, parts: Parts) -> None:
        self._settings = settings
        self._name = parts.name
        self._clock = parts.clock

    async def add(self, download: Download) -> str | None:
        """Leave the file; which download it becomes is told by its name alone."""
        if download.content is None:
            raise BadAnswer(f"'{download.title}' has no NZB file")
        folder = self._settings.nzb_folder or ""
        await asyncio.to_thread(watch_folder.drop, folder, nzb_file_name(download.title), download.content)
        return None

    async def items(self) -> list[Item]:
        """What lies in the watch folder."""
        return await asyncio.to_thread(
            watch_folder.watched_items,
            self._settings.watch_folder or "",
            client_name=self._name,
            now=self._clock(),
            removable=True,
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
        """Both folders must be there and writable."""
        return [*checks.folder(self._settings, "nzb_folder"), *checks.folder(self._settings, "watch_folder")]
