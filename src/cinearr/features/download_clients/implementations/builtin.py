"""The built-in torrent client. It only reads and writes the engine's table, so that every process can use it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated, ClassVar

from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.torrents import TorrentFile, climbing_name, magnet_info_hash, read_torrent
from cinearr.features.download_clients import checks, engine_store
from cinearr.features.download_clients.contract import ClientInfo, Download, Item, ItemStatus
from cinearr.features.download_clients.engine_settings import EngineSettings
from cinearr.features.download_clients.engine_store import State
from cinearr.features.download_clients.parts import Parts
from cinearr.features.download_clients.tables import EngineTorrentRow
from cinearr.kit.errors import BadAnswer, Failure
from cinearr.kit.providers import Settings, setting

_STATUS = {
    State.QUEUED: ItemStatus.QUEUED,
    State.METADATA: ItemStatus.QUEUED,
    State.CHECKING: ItemStatus.QUEUED,
    State.DOWNLOADING: ItemStatus.DOWNLOADING,
    State.STALLED: ItemStatus.WARNING,
    State.PAUSED: ItemStatus.PAUSED,
    State.SEEDING: ItemStatus.COMPLETED,
    State.SEEDED: ItemStatus.COMPLETED,
    State.ERROR: ItemStatus.WARNING,
    State.FAILED: ItemStatus.FAILED,
}


class CinearrSettings(Settings, kw_only=True, frozen=True):
    """Where the engine keeps its files, how it goes out, and when a torrent has given enough back."""

    download_folder: Annotated[
        str | None,
        setting("Download Folder", "path", help_text="Folder on this machine that the engine downloads into"),
    ] = None
    movie_category: Annotated[
        str | None, setting("Category", advanced=True, help_text="Which of the engine's torrents belong to this client")
    ] = "cinearr"
    port: Annotated[
        int, setting("Port", help_text="TCP and UDP port for other peers; open it in your router for better speed")
    ] = 6881
    download_limit: Annotated[int, setting("Download Limit", unit="KiB/s", help_text="0: no limit")] = 0
    upload_limit: Annotated[int, setting("Upload Limit", unit="KiB/s", help_text="0: no limit")] = 0
    max_active_downloads: Annotated[
        int, setting("Active Downloads", advanced=True, help_text="How many torrents download at the same time")
    ] = 5
    seed_ratio: Annotated[
        float | None,
        setting(
            "Seed Ratio",
            is_float=True,
            help_text="Stop seeding after giving this many times the size, unless the indexer says otherwise. "
            "Empty: no such limit",
        ),
    ] = 1.0
    seed_time: Annotated[
        int | None,
        setting(
            "Seed Time",
            unit="minutes",
            help_text="Stop seeding after this time, unless the indexer says otherwise. Empty: no such limit",
        ),
    ] = 20160
    use_dht: Annotated[
        bool,
        setting(
            "DHT, PEX and LSD", "checkbox", help_text="Find peers without trackers. Never used for private torrents"
        ),
    ] = True
    map_port: Annotated[
        bool,
        setting("Map Port", "checkbox", advanced=True, help_text="Ask the router to open the port (UPnP, NAT-PMP)"),
    ] = False

    def check(self) -> Sequence[Failure]:
        """The folder must be an absolute path, numbers in their ranges."""
        return (
            *checks.path(self, "download_folder"),
            *checks.port(self, "port"),
            *checks.at_least(self, "download_limit", 0),
            *checks.at_least(self, "upload_limit", 0),
            *checks.at_least(self, "max_active_downloads", 1),
            *checks.at_least(self, "seed_ratio", 0),
            *checks.at_least(self, "seed_time", 0),
        )

    def engine(self) -> EngineSettings:
        """The part that concerns the engine as a whole."""
        return EngineSettings(
            port=self.port,
            download_limit=self.download_limit * 1024,
            upload_limit=self.upload_limit * 1024,
            max_active_downloads=self.max_active_downloads,
            use_dht=self.use_dht,
            map_port=self.map_port,
        )


class Cinearr:
    """Asks the engine, by way of the table."""

    protocol: ClassVar[ReleaseProtocol] = ReleaseProtocol.TORRENT

    def __init__(self, settings: CinearrSettings, parts: Parts) -> None:
        self._settings = settings
        self._database = parts.database

    async def add(self, download: Download) -> str | None:
        """Hand a torrent to the engine. Torrents whose names climb out of their folder are refused."""
        info_hash, torrent = _identify(download)
        settings = self._settings
        # Each torrent has a folder of its own: two with the same name cannot write into each other's files, and
        # removing one can never touch another.
        folder = PurePosixPath(settings.download_folder or "") / info_hash.lower()
        wanted = engine_store.NewTorrent(
            info_hash=info_hash,
            title=download.title,
            category=settings.movie_category,
            magnet=download.magnet if download.content is None else None,
            content=download.content,
            save_path=str(folder),
            is_private=download.is_private or (torrent is not None and torrent.is_private),
            seed_ratio=settings.seed_ratio if download.seed_ratio is None else download.seed_ratio,
            seed_time=settings.seed_time if download.seed_time is None else download.seed_time,
        )
        async with self._database.begin() as session:
            await engine_store.add(session, wanted)
        return info_hash

    async def items(self) -> list[Item]:
        """The torrents of our category."""
        async with self._database.read() as session:
            rows = await engine_store.listed(session, self._settings.movie_category)
            return [item_of(row) for row in rows]

    async def remove(self, item: Item, *, delete_data: bool) -> None:
        """Ask the engine to let go; the item is not listed any more from now on."""
        async with self._database.begin() as session:
            await engine_store.request_removal(session, item.download_id, delete_data=delete_data)

    async def mark_imported(self, item: Item) -> None:
        """There is no post-import category."""

    async def info(self) -> ClientInfo:
        """It is here."""
        root = self._settings.download_folder
        return ClientInfo(is_localhost=True, output_roots=(PurePosixPath(root),) if root else ())

    async def test(self) -> list[Failure]:
        """The folder must be there and writable."""
        return checks.folder(self._settings, "download_folder")


def _identify(download: Download) -> tuple[str, TorrentFile | None]:
    if download.content is not None:
        try:
            torrent = read_torrent(download.content)
        except ValueError as error:
            raise BadAnswer(f"{error}: '{download.title}'") from None
        if name := climbing_name(torrent):
            raise BadAnswer(f"Refused: the torrent '{download.title}' names a file outside its folder ({name!r})")
        return torrent.info_hash, torrent
    info_hash = magnet_info_hash(download.magnet or "")
    if info_hash is None:
        raise BadAnswer(f"The magnet link of '{download.title}' carries no info hash")
    return info_hash, None


def item_of(row: EngineTorrentRow) -> Item:
    """A torrent as an item."""
    state = State(row.state)
    status = _STATUS[state]
    remaining = max(0, row.total_size - row.done_size)
    is_complete = status is ItemStatus.COMPLETED
    return Item(
        download_id=row.info_hash,
        title=row.title,
        status=status,
        category=row.category,
        total_size=row.total_size,
        remaining_size=0 if is_complete else remaining,
        remaining_time=_remaining_time(row, status, remaining),
        seed_ratio=row.uploaded / max(row.downloaded, row.total_size) if row.total_size else None,
        output_path=PurePosixPath(row.save_path) / row.name if is_complete and row.name else None,
        message=_message(row, state),
        can_move_files=state is State.SEEDED,
        can_be_removed=state is State.SEEDED,
    )


def _message(row: EngineTorrentRow, state: State) -> str | None:
    if state is State.STALLED:
        return "The download is stalled with no connections"
    return row.error


def _remaining_time(row: EngineTorrentRow, status: ItemStatus, remaining: int) -> int | None:
    if status is ItemStatus.COMPLETED:
        return 0
    if status is ItemStatus.DOWNLOADING and row.download_rate > 0:
        return remaining // row.download_rate
    return None
