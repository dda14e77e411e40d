"""`/api/v3/rootfolder`: where the library lies, how much room there is, and what lies there that is of no film."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy import select

from cinearr.api.v3._answers import created
from cinearr.api.v3._wire import Resource
from cinearr.features import root_folders, settings
from cinearr.features.movies.tables import Target
from cinearr.features.root_folders.tables import RootFolder
from cinearr.kit import events, files
from cinearr.kit.errors import Invalid
from cinearr.kit.validators import broken
from cinearr.workflows.program import Program

# A folder that does not answer in time (a sleeping disk, a lost share) is shown as not accessible.
LISTING_SECONDS = 5.0
# What operating systems and storage boxes keep in shared folders.
_NOT_FILMS = frozenset(
    name.lower()
    for name in (
        "$recycle.bin", "@eaDir", "#recycle", ".AppleDouble", ".@__thumb", "lost+found", "recycler",
        "System Volume Information", ".grab", "@Recently-Snapshot", ".Trashes", ".fseventsd", ".Spotlight-V100",
    )
)  # fmt: skip


class UnmappedFolder(Resource):
    """A folder that belongs to no film."""

    name: str
    path: str
    relative_path: str


class RootFolderResource(Resource, kw_only=True, frozen=True):
    """A root folder. Free space in bytes."""

    path: str | None = None
    accessible: bool = False
    free_space: int | None = None
    unmapped_folders: list[UnmappedFolder] = []
    id: int = 0


async def _resource(folder: RootFolder, known: Collection[str]) -> RootFolderResource:
    try:
        return await asyncio.wait_for(asyncio.to_thread(_look, folder.path, known, folder.id), LISTING_SECONDS)
    except TimeoutError:
        return RootFolderResource(path=folder.path, accessible=False, id=folder.id)


def _look(path: str, known: Collection[str], folder_id: FromPath[int]) -> RootFolderResource:
    root = Path(path)
    try:
        names = sorted(
            (each.name for each in root.iterdir() if each.is_dir() and each.name.lower() not in _NOT_FILMS),
            key=str.lower,
        )
    except OSError:
        return RootFolderResource(path=path, accessible=False, id=folder_id)
    unmapped = [
        UnmappedFolder(name=name, path=str(root / name), relative_path=name)
        for name in names
        if str(root / name) not in known
    ]
    return RootFolderResource(
        path=path, accessible=True, free_space=files.free_space(root), unmapped_folders=unmapped, id=folder_id
    )


@get("/api/v3/rootfolder")
async def list_folders(program: NamedDependency[Program]) -> list[RootFolderResource]:
    """Every root folder."""
    async with program.database.read() as session:
        folders = await root_folders.all_folders(session)
        known = set(await session.scalars(select(Target.path)))
    return list(await asyncio.gather(*(_resource(folder, known) for folder in folders)))


@get("/api/v3/rootfolder/{folder_id:int}")
async def one_folder(program: NamedDependency[Program], folder_id: FromPath[int]) -> RootFolderResource:
    """One root folder."""
    async with program.database.read() as session:
        folder = await root_folders.get(session, folder_id)
        known = set(await session.scalars(select(Target.path)))
    return await _resource(folder, known)


@post("/api/v3/rootfolder")
async def add_folder(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[RootFolderResource]
) -> Response[RootFolderResource]:
    """A new root folder; the first rule it breaks is told."""
    path = await _checked(program, data.path)
    async with program.database.begin() as session:
        folder = await root_folders.add(session, path)
        known = set(await session.scalars(select(Target.path)))
        await events.changed(session, "rootfolder", "created", folder.id)
    return created(request, "rootfolder", await _resource(folder, known))


async def _checked(program: Program, given: str | None) -> str:
    path = (given or "").rstrip("/") or ("/" if given and given.startswith("/") else "")
    if not path.startswith("/") or "\0" in path or ".." in PurePosixPath(path).parts:
        raise Invalid(broken("Path", f"Invalid Path: '{given or ''}'", given, "PathValidator", path=given))
    async with program.database.read() as session:
        present = [folder.path for folder in await root_folders.all_folders(session)]
        media = await settings.get(session, settings.MediaManagement)
    if path in present:
        message = f"Path '{path}' is already configured as a root folder"
        raise Invalid(broken("Path", message, path, "RootFolderValidator", path=path))
    if path == str(program.config.home) or Path(path).is_relative_to(program.config.home):
        message = f"Path '{path}' lies in Cinearr's own data folder"
        raise Invalid(broken("Path", message, path, "StartupFolderValidator", path=path))
    if media.recycle_bin and path == media.recycle_bin.rstrip("/"):
        raise Invalid(
            broken("Path", f"Path '{path}' is configured for recycle bin folder", path, "RecycleBinValidator")
        )
    if not await asyncio.to_thread(Path(path).is_dir):
        raise Invalid(broken("Path", f"Path '{path}' does not exist", path, "PathExistsValidator", path=path))
    if not await asyncio.to_thread(_writable, Path(path)):
        message = f"Folder '{path}' is not writable by the user that Cinearr runs as"
        raise Invalid(broken("Path", message, path, "FolderWritableValidator", path=path))
    return path


def _writable(folder: Path) -> bool:
    probe = folder / ".cinearr-write-test"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return False
    return True


@delete("/api/v3/rootfolder/{folder_id:int}", status_code=200)
async def remove_folder(program: NamedDependency[Program], folder_id: FromPath[int]) -> dict[str, Any]:
    """Forget a root folder; nothing on disk changes, and one that is gone already is fine."""
    async with program.database.begin() as session:
        await root_folders.remove(session, folder_id)
        await events.changed(session, "rootfolder", "deleted", folder_id)
    return {}


ROUTES = [list_folders, one_folder, add_folder, remove_folder]
