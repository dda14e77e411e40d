"""Places that must outlive whatever is cleared away: the library, its bin, our own data, and what other downloads are in.

Asked before a folder is deleted, by whatever name it is called: folders are told apart by what they are on the disk, so that a
link or a second mount of the same disk hides nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path, PurePosixPath
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features import root_folders, settings
from cinearr.features.downloads.tables import RemotePathMappingRow, TrackedDownloadRow
from cinearr.features.movies.tables import Target
from cinearr.kit import folders
from cinearr.workflows.program import Program

# Folders of these are other people's homes, disks and services, so neither they nor what lies directly in them is one film's.
SHELVES: Final = frozenset(
    {"/", "/etc", "/home", "/media", "/mnt", "/opt", "/root", "/srv", "/usr", "/var", "/Users", "/Volumes"}
)
_CLIENT_FOLDERS: Final = ("download_folder", "watch_folder", "torrent_folder", "nzb_folder")


class Kind(Enum):
    """What a place is, in words for people."""

    ROOT = "the root folder"
    FILM = "a film's folder"
    BIN = "the recycle bin"
    DATA = "the data folder of this program"
    CLIENT = "the folder of a download client"
    DOWNLOAD = "another download"


@dataclass(frozen=True, slots=True)
class Place:
    """One place and what it is."""

    path: str
    kind: Kind

    def __str__(self) -> str:
        return f"{self.kind.value} '{self.path}'"


async def load(
    session: AsyncSession,
    program: Program,
    *,
    near: Path | None = None,
    but_download: str | None = None,
    but_target: int | None = None,
) -> tuple[Place, ...]:
    """Every such place, but the download and the film's target that are asked about.

    With `near`, of the films' folders only those that by their text are, hold or lie in that path: quicker, for what is asked often.
    """
    roots = [folder.path for folder in await root_folders.all_folders(session)]
    films = select(Target.path)
    if but_target is not None:
        films = films.where(Target.id != but_target)
    if near is not None:
        above = [str(each) for each in (near, *near.parents)]
        films = films.where(Target.path.in_(above) | Target.path.startswith(f"{near}/", autoescape=True))
    downloads = select(TrackedDownloadRow.item["output_path"].astext).where(~TrackedDownloadRow.gone)
    if but_download is not None:
        downloads = downloads.where(TrackedDownloadRow.download_id != but_download)
    bin_folder = (await settings.get(session, settings.MediaManagement)).recycle_bin
    clients = [path for each in await program.download_clients.all() for path in client_folders(each.settings)]
    clients += await session.scalars(select(RemotePathMappingRow.local_path))
    found = [
        *((path, Kind.ROOT) for path in roots),
        *((path, Kind.FILM) for path in await session.scalars(films)),
        *((path, Kind.CLIENT) for path in clients),
        *((path, Kind.DOWNLOAD) for path in await session.scalars(downloads)),
        (bin_folder, Kind.BIN),
        (str(program.config.home), Kind.DATA),
    ]
    return tuple(Place(path, kind) for path, kind in found if path and path.startswith("/"))


def client_folders(client_settings: Any) -> list[str]:
    """Folders of this machine that a client's settings name."""
    return [path for name in _CLIENT_FOLDERS if (path := getattr(client_settings, name, None))]


def why_kept(folder: Path, places: Iterable[Place]) -> str | None:
    """Why a folder must not be deleted: it is, or holds, what is not its own. None when nothing speaks against it. Blocks."""
    if not folder.is_absolute() or ".." in folder.parts:
        return f"'{folder}' is no whole path"
    places = tuple(places)
    roots = {place.path.rstrip("/") or "/" for place in places if place.kind is Kind.ROOT}
    if folders.system_folder(str(folder)) or str(folder) in SHELVES:
        return f"'{folder}' is a folder of the system"
    if str(folder.parent) in SHELVES and str(folder.parent) not in roots:
        return f"'{folder}' is not one film's or one download's alone"
    held = held_by(folder, places)
    return f"'{folder}' is or holds {held}" if held is not None else None


def held_by(folder: Path, places: Iterable[Place]) -> Place | None:
    """The first place that is the folder or lies in it. Blocks."""
    identity = _identity(str(folder))
    seen: dict[str, tuple[int, int] | None] = {}
    for place in places:
        whole = PurePosixPath(os.path.normpath(place.path))
        if whole.is_relative_to(folder):
            return place
        if identity is not None and _leads_through(str(whole), identity, seen):
            return place
    return None


def film_around(path: Path, places: Sequence[Place]) -> Place | None:
    """The film's folder or root folder that is the path, or is in it; or the film's folder that the path lies in. Blocks.

    Deleting the path would delete from the library.
    """
    library = [place for place in places if place.kind in (Kind.ROOT, Kind.FILM)]
    held = held_by(path, library)
    if held is not None:
        return held
    above = {identity for each in (path, *path.parents) if (identity := _identity(str(each))) is not None}
    for place in library:
        if place.kind is Kind.FILM and (path.is_relative_to(place.path) or _identity(place.path) in above):
            return place
    return None


def _leads_through(path: str, identity: tuple[int, int], seen: dict[str, tuple[int, int] | None]) -> bool:
    while True:
        if path not in seen:
            seen[path] = _identity(path)
        if seen[path] == identity:
            return True
        parent = os.path.dirname(path)  # noqa: PTH120  # by the thousand: Path objects cost more than the look itself
        if parent == path:
            return False
        path = parent


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return status.st_dev, status.st_ino
