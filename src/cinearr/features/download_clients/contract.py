"""What a download client is: it takes releases, tells how they are doing, and lets go of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar, Protocol

from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.tracking.model import ItemStatus as ItemStatus
from cinearr.kit.errors import Failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A release to take. Exactly one of `magnet` and `content` (torrent or NZB file bytes) is set.

    `info_hash` is upper case and known for torrents. `file_name` is safe and ends in .torrent or .nzb.
    `is_recent`: the film came out in the last weeks (clients have two priorities). Seed goals: ratio, minutes.
    """

    title: str
    file_name: str
    magnet: str | None = None
    content: bytes | None = None
    info_hash: str | None = None
    is_recent: bool = False
    is_private: bool = False
    seed_ratio: float | None = None
    seed_time: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing a client holds. Sizes in bytes, time in seconds (None: unknown). The download id is upper case.

    `can_move_files`: the files may be moved rather than copied. `can_be_removed`: seed goals are met.
    """

    download_id: str
    title: str
    status: ItemStatus
    category: str | None = None
    total_size: int = 0
    remaining_size: int = 0
    remaining_time: float | None = None
    seed_ratio: float | None = None
    output_path: PurePosixPath | None = None
    message: str | None = None
    is_encrypted: bool = False
    can_move_files: bool = False
    can_be_removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientInfo:
    """Facts for health checks and path mapping."""

    is_localhost: bool
    output_roots: tuple[PurePosixPath, ...] = ()
    removes_completed: bool = False


class DownloadClient(Protocol):
    """One client, made from its settings. All methods raise the four ProviderErrors and nothing else.

    Each may be called again after a crash: adding what is there already and removing what is gone are successes.
    """

    protocol: ClassVar[ReleaseProtocol]

    async def add(self, download: Download) -> str | None:
        """Take a release; its download id (upper case info hash for torrents), None when the client gives none."""
        ...

    async def items(self) -> list[Item]:
        """Everything of our category (or everything, when there is none), paths as the client sees them."""
        ...

    async def remove(self, item: Item, *, delete_data: bool) -> None:
        """Let go of an item, with its files or without."""
        ...

    async def mark_imported(self, item: Item) -> None:
        """Give it the post-import category, where the client has one."""
        ...

    async def info(self) -> ClientInfo:
        """Facts for health checks."""
        ...

    async def test(self) -> list[Failure]:
        """What the test button finds; empty when all is well."""
        ...
