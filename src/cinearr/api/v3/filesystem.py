"""`/api/v3/filesystem` and `/api/v3/diskspace`: what a person may choose from, and how much room there is."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from sqlalchemy import select

from cinearr.api._errors import Unreadable
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Resource
from cinearr.core.importing.extensions import is_video
from cinearr.core.importing.scanning import is_skipped_file, is_skipped_folder
from cinearr.features import root_folders
from cinearr.features.movies.tables import Target
from cinearr.kit import folders
from cinearr.workflows.program import Program

AnyRequest = Request[Any, Any, Any]


class EntryResource(Resource, kw_only=True, frozen=True):
    """A folder (its path ends with a slash) or a file."""

    type: str
    name: str
    path: str
    extension: str | None = None
    size: int = 0
    last_modified: datetime


class ListingResource(Resource, kw_only=True, frozen=True):
    """What is in a folder."""

    parent: str | None = None
    directories: list[EntryResource]
    files: list[EntryResource]


class TypeResource(Resource):
    """Whether a path is a folder or a file."""

    type: str


class MediaFileResource(Resource):
    """A video somewhere below a folder."""

    path: str
    relative_path: str
    name: str


class DiskSpaceResource(Resource, kw_only=True, frozen=True):
    """A disk."""

    path: str
    label: str = ""
    free_space: int
    total_space: int


class _Asked(Resource):
    path: str | None = None
    include_files: bool = False
    allow_folders_without_trailing_slashes: bool = False


@get("/api/v3/filesystem")
async def list_folder(request: AnyRequest) -> ListingResource:
    """What is in the folder a path ends in; a path without a slash at its end is still being typed."""
    asked = read_query(request, _Asked)
    path = asked.path or "/"
    if not path.startswith("/") or "\0" in path:
        return ListingResource(directories=[], files=[])
    if not path.endswith("/") and not (asked.allow_folders_without_trailing_slashes and folders.is_folder(path)):
        path = path[: path.rindex("/") + 1]
    here = PurePosixPath(path)
    entries = await asyncio.to_thread(folders.listing, Path(here))
    return ListingResource(
        parent=None if here.parent == here else _with_slash(here.parent),
        directories=[_entry(each) for each in entries if each.is_folder],
        files=[_entry(each) for each in entries if not each.is_folder] if asked.include_files else [],
    )


def _with_slash(path: PurePosixPath) -> str:
    return str(path) if str(path) == "/" else f"{path}/"


def _entry(entry: folders.Entry) -> EntryResource:
    path = entry.path
    if entry.is_folder:
        return EntryResource(type="folder", name=path.name, path=f"{path}/", last_modified=entry.modified)
    return EntryResource(
        type="file",
        name=path.name,
        path=str(path),
        extension=path.suffix,
        size=entry.size,
        last_modified=entry.modified,
    )


def _needed(request: AnyRequest) -> str:
    path = read_query(request, _Asked).path
    if not path or not path.strip() or "\0" in path:
        raise Unreadable("path", "The path field is required.")
    return path


@get("/api/v3/filesystem/type")
async def type_of(request: AnyRequest) -> TypeResource:
    """What a path is; what is not there counts as a folder that may be made."""
    path = _needed(request)
    return TypeResource(type="file" if await asyncio.to_thread(folders.is_file, path) else "folder")


@get("/api/v3/filesystem/mediafiles")
async def media_files(request: AnyRequest) -> list[MediaFileResource]:
    """Videos below a folder, at any depth."""
    path = _needed(request)
    return await asyncio.to_thread(_videos, Path(path)) if path.startswith("/") else []


def _videos(root: Path) -> list[MediaFileResource]:
    found: list[MediaFileResource] = []
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if not is_skipped_folder(name))
        for name in sorted(names):
            path = Path(folder) / name
            if is_video(path) and not is_skipped_file(name):
                relative = str(path.relative_to(root))
                found.append(MediaFileResource(path=str(path), relative_path=relative, name=name))
    return found


@get("/api/v3/diskspace")
async def disk_space(program: NamedDependency[Program]) -> list[DiskSpaceResource]:
    """The disks of the machine, with those the library lies on."""
    async with program.database.read() as session:
        roots = [folder.path for folder in await root_folders.all_folders(session)]
        paths = (await session.scalars(select(Target.path))).all()
    used = await asyncio.to_thread(_mounts_of, {root_folders.best_for(path, roots) for path in paths})
    found = await asyncio.to_thread(folders.disks, used)
    return [DiskSpaceResource(path=disk.path, free_space=disk.free, total_space=disk.total) for disk in found]


def _mounts_of(paths: set[str]) -> list[str]:
    """The mount points these paths lie on."""
    found = set()
    for path in paths:
        here = Path(path)
        while not here.is_mount() and here != here.parent:
            here = here.parent
        found.add(str(here))
    return sorted(found)


ROUTES: Final[list[BaseRouteHandler]] = [list_folder, type_of, media_files, disk_space]
