"""qBittorrent 4.1 and later, over its Web API."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, ClassVar

from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.torrents import magnet_info_hash, magnet_trackers, read_torrent
from cinearr.features.download_clients import checks
from cinearr.features.download_clients.contract import ClientInfo, Download, Item, ItemStatus
from cinearr.features.download_clients.implementations.qbittorrent_api import (
    Banned,
    Preferences,
    QBittorrentApi,
    Torrent,
    Version,
)
from cinearr.features.download_clients.parts import Parts
from cinearr.kit.errors import BadAnswer, Failure, NotAuthorised, ProviderError
from cinearr.kit.providers import Option, Settings, setting

_HAS_CONTENT_PATH: Version = (2, 6, 1)
_LIMITS_WHEN_ADDING: Version = (2, 8, 1)
_SAYS_STOPPED: Version = (2, 11, 0)
_REMOVING_ACTS = (1, 3)  # what max_ratio_act holds for "remove" and "remove with files"
_NEVER = 8640000  # seconds; how the API says that there is no end in sight
_APPEARS_WITHIN = 20  # looks, a quarter of a second apart, until an added torrent must be there

_PRIORITIES = (Option(value=0, name="Last", order=0), Option(value=1, name="First", order=1))


class QBittorrentSettings(Settings, kw_only=True, frozen=True):
    """Where it is, how to log in, and how it should treat what it is given."""

    host: Annotated[str | None, setting("Host")] = "localhost"
    port: Annotated[int, setting("Port")] = 8080
    use_ssl: Annotated[
        bool,
        setting(
            "Use SSL",
            "checkbox",
            help_text="Connect by HTTPS, as set under 'Web UI' in qBittorrent's options",
        ),
    ] = False
    url_base: Annotated[
        str | None,
        setting(
            "URL Base", advanced=True, help_text="Path in front of the API, as in http://[host]:[port]/[urlBase]/api"
        ),
    ] = None
    username: Annotated[str | None, setting("Username", privacy="userName")] = None
    password: Annotated[str | None, setting("Password", "password", privacy="password")] = None
    movie_category: Annotated[
        str | None,
        setting(
            "Category",
            help_text="Keeps our downloads apart from all others. Optional, but strongly recommended",
        ),
    ] = "radarr"
    movie_imported_category: Annotated[
        str | None,
        setting(
            "Post-Import Category",
            advanced=True,
            help_text="Category after the import. What is in it is no longer removed, even when it has seeded enough. "
            "Empty: the category stays",
        ),
    ] = None
    recent_movie_priority: Annotated[
        int,
        setting(
            "Recent Priority",
            "select",
            select_options=_PRIORITIES,
            help_text="Place in the queue for films that came out in the last 21 days",
        ),
    ] = 0
    older_movie_priority: Annotated[
        int,
        setting(
            "Older Priority",
            "select",
            select_options=_PRIORITIES,
            help_text="Place in the queue for films that came out more than 21 days ago",
        ),
    ] = 0
    initial_state: Annotated[
        int,
        setting(
            "Initial State",
            "select",
            select_options=(
                Option(value=0, name="Started", order=7, hint="(0)"),
                Option(value=1, name="Force Started", order=10, hint="(1)"),
                Option(value=2, name="Stopped", order=13, hint="(2)"),
            ),
            help_text="State of a torrent when added. A forced one goes on seeding whatever the limits say",
        ),
    ] = 0
    sequential_order: Annotated[
        bool, setting("Sequential Order", "checkbox", help_text="Download from front to back (qBittorrent 4.1.0+)")
    ] = False
    first_and_last: Annotated[
        bool,
        setting(
            "First and Last First", "checkbox", help_text="Download both ends of each file first (qBittorrent 4.1.0+)"
        ),
    ] = False
    content_layout: Annotated[
        int,
        setting(
            "Content Layout",
            "select",
            select_options=(
                Option(value=0, name="Default", order=0),
                Option(value=1, name="Original", order=1),
                Option(value=2, name="Subfolder", order=2),
            ),
            help_text="The layout set in qBittorrent, that of the torrent, or always a folder (qBittorrent 4.3.2+)",
        ),
    ] = 0

    def check(self) -> Sequence[Failure]:
        """Host, port, path and category names must be of the right form."""
        return (
            *checks.host(self, "host"),
            *checks.port(self, "port"),
            *checks.url_base(self, "url_base"),
            *checks.pattern(self, "movie_category", _CATEGORY, _CATEGORY_RULE),
            *checks.pattern(self, "movie_imported_category", _CATEGORY, _CATEGORY_RULE),
        )

    @property
    def url(self) -> str:
        """Address of its web interface."""
        host = f"[{self.host}]" if self.host and ":" in self.host and "[" not in self.host else self.host
        base = (self.url_base or "").strip("/")
        return f"{'https' if self.use_ssl else 'http'}://{host}:{self.port}" + (f"/{base}" if base else "")


_LAYOUTS = {1: "Original", 2: "Subfolder"}
_CATEGORY = re.compile(r"(?!.*//)(?!/)[^\\]*(?<!/)")
_CATEGORY_RULE = "A category has no \\ and no //, and neither begins nor ends with /"


class QBittorrent:
    """One qBittorrent."""

    protocol: ClassVar[ReleaseProtocol] = ReleaseProtocol.TORRENT

    def __init__(self, settings: QBittorrentSettings, parts: Parts) -> None:
        self._settings = settings
        self._clock = parts.clock
        self._api = QBittorrentApi(parts.http, settings.url, username=settings.username, password=settings.password)

    async def add(self, download: Download) -> str | None:
        """Take a torrent by magnet link or file."""
        info_hash = download.info_hash or _hash_of(download)
        if download.magnet and not magnet_trackers(download.magnet) and not (await self._api.preferences()).dht:
            raise BadAnswer("The magnet link names no tracker and DHT is off in qBittorrent: it could never begin")
        version = await self._api.version()
        fields = _fields_to_add(download, self._settings, version)
        torrent = None if download.content is None else (download.file_name, download.content)
        added = await self._api.add(fields, torrent)
        if not added and await self._api.properties(info_hash.lower()) is None:
            raise BadAnswer(f"qBittorrent refused the torrent '{download.title}'")
        await self._follow_up(download, info_hash.lower(), version)
        return info_hash

    async def _follow_up(self, download: Download, info_hash: str, version: Version) -> None:
        """What can only be said of a torrent that is there; adding goes on in the background."""
        settings = self._settings
        acts: list[Callable[[], Awaitable[None]]] = []
        if version < _LIMITS_WHEN_ADDING and not (download.seed_ratio is None and download.seed_time is None):
            acts.append(
                lambda: self._api.set_share_limits(info_hash, ratio=download.seed_ratio, minutes=download.seed_time)
            )
        if settings.recent_movie_priority if download.is_recent else settings.older_movie_priority:
            acts.append(lambda: self._api.move_to_top(info_hash))
        if settings.initial_state == 1:
            acts.append(lambda: self._api.force_start(info_hash))
        if not acts:
            return
        for _ in range(_APPEARS_WITHIN):
            if await self._api.properties(info_hash) is not None:
                break
            await asyncio.sleep(0.25)
        for act in acts:
            await act()

    async def items(self) -> list[Item]:
        """Everything of our category."""
        version = await self._api.version()
        preferences = await self._api.preferences()
        torrents = await self._api.torrents(self._settings.movie_category)
        now = self._clock()
        return [item_of(await self._completed(torrent, version), preferences, now) for torrent in torrents]

    async def _completed(self, torrent: Torrent, version: Version) -> Torrent:
        """The torrent with what older versions tell elsewhere."""
        if torrent.progress < 1:
            return torrent
        if torrent.seeding_time is None and (properties := await self._api.properties(torrent.hash)):
            torrent.seeding_time = properties.seeding_time
        if version < _HAS_CONTENT_PATH:
            names = await self._api.files(torrent.hash)
            torrent.content_path = content_path(torrent.save_path, names)
        return torrent

    async def remove(self, item: Item, *, delete_data: bool) -> None:
        """Let go of a torrent."""
        await self._api.delete(item.download_id.lower(), delete_data=delete_data)

    async def mark_imported(self, item: Item) -> None:
        """Give it the post-import category, made anew if someone removed it."""
        category = self._settings.movie_imported_category
        if not category or category == self._settings.movie_category:
            return
        info_hash = item.download_id.lower()
        if not await self._api.set_category(info_hash, category):
            await self._api.create_category(category)
            await self._api.set_category(info_hash, category)

    async def info(self) -> ClientInfo:
        """Where it saves, and whether it removes what is done."""
        preferences = await self._api.preferences()
        root = preferences.save_path
        if self._settings.movie_category:
            category = (await self._api.categories()).get(self._settings.movie_category)
            if category and category.save_path:
                root = str(PurePosixPath(root) / category.save_path)
        return ClientInfo(
            is_localhost=self._settings.host in ("localhost", "127.0.0.1", "::1", "[::1]"),
            output_roots=(PurePosixPath(root),) if root else (),
            removes_completed=_removes_completed(preferences),
        )

    async def test(self) -> list[Failure]:
        """Connection, login, categories, queueing, list; the categories are made on the way."""
        failures = await self._test_connection()
        if any(not failure.is_warning for failure in failures):
            return failures
        failures += await self._test_categories()
        failures += await self._test_priorities()
        try:
            await self._api.torrents(self._settings.movie_category)
        except ProviderError as error:
            failures.append(Failure(property_name="", message=f"Failed to get the list of torrents: {error}"))
        return failures

    async def _test_connection(self) -> list[Failure]:
        try:
            await self._api.version()
            preferences = await self._api.preferences()
        except Banned as error:
            return [Failure(property_name="Username", message="Authentication failure", detail=str(error))]
        except NotAuthorised:
            detail = "Please verify your username and password."
            return [Failure(property_name="Username", message="Authentication failure", detail=detail)]
        except ProviderError as error:
            return [Failure(property_name="Host", message="Unable to connect to qBittorrent", detail=str(error))]
        failures = []
        if not self._settings.movie_category:
            failures.append(
                Failure(
                    property_name="MovieCategory",
                    message="Category is recommended",
                    severity="warning",
                    detail="Without a category, downloads that were not asked for here cannot be told apart",
                )
            )
        if _removes_completed(preferences):
            failures.append(
                Failure(
                    property_name="",
                    message="qBittorrent is configured to remove torrents when they reach their Share Ratio Limit",
                    detail="They may be gone before they are imported. Let qBittorrent stop them instead "
                    "('Options' → 'BitTorrent' → 'Seeding Limits')",
                )
            )
        return failures

    async def _test_categories(self) -> list[Failure]:
        wanted = {
            "MovieCategory": self._settings.movie_category,
            "MovieImportedCategory": self._settings.movie_imported_category,
        }
        failures = []
        for property_name, name in wanted.items():
            if not name or name in await self._api.categories():
                continue
            await self._api.create_category(name)
            if name not in await self._api.categories():
                failures.append(
                    Failure(
                        property_name=property_name,
                        message="Configuration of category failed",
                        detail=f"The category '{name}' could not be made in qBittorrent",
                    )
                )
        return failures

    async def _test_priorities(self) -> list[Failure]:
        recent, older = self._settings.recent_movie_priority, self._settings.older_movie_priority
        if not (recent or older) or (await self._api.preferences()).queueing_enabled:
            return []
        return [
            Failure(
                property_name="RecentMoviePriority" if recent else "OlderMoviePriority",
                message="Queueing not enabled",
                detail="Torrent Queueing is off in qBittorrent. Turn it on there, or select 'Last' as priority",
            )
        ]


def _hash_of(download: Download) -> str:
    found = magnet_info_hash(download.magnet) if download.magnet else None
    if found is None and download.content is not None:
        try:
            found = read_torrent(download.content).info_hash
        except ValueError as error:
            raise BadAnswer(str(error)) from None
    if found is None:
        raise BadAnswer(f"The info hash of '{download.title}' cannot be told")
    return found


def _fields_to_add(download: Download, settings: QBittorrentSettings, version: Version) -> dict[str, str]:
    """The form of `torrents/add`."""
    fields = {} if download.magnet is None or download.content is not None else {"urls": download.magnet}
    if settings.movie_category:
        fields["category"] = settings.movie_category
    if settings.initial_state != 1:
        name = "stopped" if version >= _SAYS_STOPPED else "paused"
        fields[name] = "true" if settings.initial_state == 2 else "false"
    if settings.sequential_order:
        fields["sequentialDownload"] = "true"
    if settings.first_and_last:
        fields["firstLastPiecePrio"] = "true"
    if layout := _LAYOUTS.get(settings.content_layout):
        fields["contentLayout"] = layout
    if version >= _LIMITS_WHEN_ADDING:
        if download.seed_ratio is not None:
            fields["ratioLimit"] = str(download.seed_ratio)
        if download.seed_time is not None:
            fields["seedingTimeLimit"] = str(download.seed_time)
    return fields


def status_of(state: str, *, has_dht: bool = True) -> tuple[ItemStatus, str | None]:
    """A torrent's state as ours, with the message that goes with it. Version 5 says stopped where 4 says paused."""
    match state:
        case "error":
            return ItemStatus.WARNING, "qBittorrent is reporting an error"
        case "missingFiles":
            return ItemStatus.WARNING, "qBittorrent is reporting missing files"
        case "stalledDL":
            return ItemStatus.WARNING, "The download is stalled with no connections"
        case "metaDL" | "forcedMetaDL" if not has_dht:
            return ItemStatus.WARNING, "qBittorrent cannot resolve magnet link with DHT disabled"
        case "metaDL" | "forcedMetaDL" | "queuedDL" | "checkingDL" | "checkingUP" | "checkingResumeData":
            return ItemStatus.QUEUED, None
        case "pausedDL" | "stoppedDL":
            return ItemStatus.PAUSED, None
        case "pausedUP" | "stoppedUP" | "uploading" | "stalledUP" | "queuedUP" | "forcedUP":
            return ItemStatus.COMPLETED, None
        case "downloading" | "forcedDL" | "moving" | "allocating":
            return ItemStatus.DOWNLOADING, None
        case _:
            return ItemStatus.DOWNLOADING, f"qBittorrent reports the unknown state '{state}'"


_NO_FOLDER = (
    "Unable to import: the files lie in qBittorrent's download folder itself. Set its 'Torrent Content Layout' "
    "to 'Original' or 'Create Subfolder'"
)


def item_of(torrent: Torrent, preferences: Preferences, now: datetime) -> Item:
    """A torrent as an item. Where it is matters once it is complete; before, qBittorrent may still move it.

    A folder that is the save path itself is no output: it holds other downloads as well.
    """
    status, message = status_of(torrent.state, has_dht=preferences.dht)
    output: PurePosixPath | None = None
    if status is ItemStatus.COMPLETED:
        if torrent.content_path and torrent.content_path.rstrip("/\\") != torrent.save_path.rstrip("/\\"):
            output = PurePosixPath(torrent.content_path)
        else:
            status, message = ItemStatus.WARNING, _NO_FOLDER
    is_done = _is_stopped_complete(torrent.state) and seed_goal_met(torrent, preferences, now)
    size = max(torrent.size, 0)
    return Item(
        download_id=torrent.hash.upper(),
        title=torrent.name,
        status=status,
        category=torrent.category or None,
        total_size=size,
        remaining_size=max(0, round(size * (1 - torrent.progress))),
        remaining_time=_remaining_time(torrent, status),
        seed_ratio=torrent.ratio,
        output_path=output,
        message=message,
        can_move_files=is_done,
        can_be_removed=is_done,
    )


def _is_stopped_complete(state: str) -> bool:
    return state in ("pausedUP", "stoppedUP")


def _remaining_time(torrent: Torrent, status: ItemStatus) -> int | None:
    if status is ItemStatus.COMPLETED:
        return 0
    if torrent.eta is None or not 0 <= torrent.eta < _NEVER or status is not ItemStatus.DOWNLOADING:
        return None
    return int(torrent.eta)


def seed_goal_met(torrent: Torrent, preferences: Preferences, now: datetime) -> bool:
    """Whether any limit that holds for the torrent, its own or the global one, is reached."""
    ratio = _limit(torrent.ratio_limit, preferences.max_ratio if preferences.max_ratio_enabled else -1)
    minutes = _limit(
        torrent.seeding_time_limit, preferences.max_seeding_time if preferences.max_seeding_time_enabled else -1
    )
    idle = _limit(
        torrent.inactive_seeding_time_limit,
        preferences.max_inactive_seeding_time if preferences.max_inactive_seeding_time_enabled else -1,
    )
    # The API rounds ratios, so that a torrent stopped at 1.5 may say 1.4996.
    if ratio is not None and torrent.ratio >= ratio - 0.001:
        return True
    if minutes is not None and torrent.seeding_time is not None and torrent.seeding_time >= minutes * 60:
        return True
    return idle is not None and torrent.last_activity > 0 and now.timestamp() - torrent.last_activity > idle * 60


def _limit(own: float, global_limit: float) -> float | None:
    """The limit that holds: own when it is set, the global one when it says so, else none."""
    limit = global_limit if own == -2 else own
    return limit if limit >= 0 else None


def _removes_completed(preferences: Preferences) -> bool:
    limited = (
        preferences.max_ratio_enabled
        or preferences.max_seeding_time_enabled
        or preferences.max_inactive_seeding_time_enabled
    )
    return limited and preferences.max_ratio_act in _REMOVING_ACTS


def content_path(save_path: str, names: Sequence[str]) -> str | None:
    """What `content_path` says in later versions: the file, or the folder all files share."""
    if not names:
        return None
    separator = "\\" if "\\" in save_path else "/"
    tops = {name.replace("\\", "/").split("/")[0] for name in names}
    inside = len(names) == 1 or (len(tops) == 1 and all("/" in name.replace("\\", "/") for name in names))
    if not inside:
        return save_path
    top = names[0] if len(names) == 1 and "/" not in names[0].replace("\\", "/") else tops.pop()
    return save_path.rstrip("/\\") + separator + top
