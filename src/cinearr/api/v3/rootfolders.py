"""`/api/v3/rootfolder`: where the library lies."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import structlog
from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api.v3._answers import created
from cinearr.api.v3._wire import Resource
from cinearr.features import root_folders, settings
from cinearr.features.movies.tables import Target
from cinearr.features.root_folders.tables import RootFolder
from cinearr.kit import files, folders
from cinearr.workflows import add_root_folder
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

# A disk that sleeps or has gone must not hold the list up.
PATIENCE: Final = 5.0  # seconds


class UnmappedFolder(Resource):
    """A folder in a root folder that belongs to no film."""

    name: str
    path: str
    relative_path: str


class RootFolderResource(Resource):
    """A root folder as it is on the disk."""

    path: str | None = None
    accessible: bool = False
    free_space: int | None = None
    unmapped_folders: list[UnmappedFolder] = []
    id: int = 0


class RootFolderBody(Resource):
    """A root folder to be."""

    path: str | None = None


class Taken:
    """What folders of films there are, and how deep they lie below a root."""

    def __init__(self, paths: Collection[str], recycle_bin: str, folder_format: str) -> None:
        self.paths = {*paths, recycle_bin.rstrip("/")}
        self.levels = 1 + folder_format.strip("/").count("/")


async def _taken(session: AsyncSession) -> Taken:
    paths = (await session.scalars(select(Target.path))).all()
    media = await settings.get(session, settings.MediaManagement)
    naming = await settings.get(session, settings.Naming)
    return Taken(paths, media.recycle_bin, naming.movie_folder_format)


async def shown(folder: RootFolder, taken: Taken) -> RootFolderResource:
    """A root folder with what the disk says of it; when the disk does not answer in time, it is not accessible."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(_look, folder, taken), PATIENCE)
    except TimeoutError:
        log.warning("a root folder does not answer", path=folder.path)
        return RootFolderResource(path=folder.path, id=folder.id)


def _look(folder: RootFolder, taken: Taken) -> RootFolderResource:
    root = Path(folder.path)
    if not folders.is_folder(root):
        return RootFolderResource(path=folder.path, id=folder.id)
    unmapped = [path for path in folders.subfolders(root, levels=taken.levels) if str(path) not in taken.paths]
    return RootFolderResource(
        path=folder.path,
        accessible=True,
        free_space=files.free_space(root),
        unmapped_folders=[
            UnmappedFolder(name=path.name, path=str(path), relative_path=str(path.relative_to(root)))
            for path in unmapped
        ],
        id=folder.id,
    )


@get("/api/v3/rootfolder")
async def list_folders(program: NamedDependency[Program]) -> list[RootFolderResource]:
    """All root folders."""
    return await root_folders_shown(program)


async def root_folders_shown(program: Program, ids: Collection[int] | None = None) -> list[RootFolderResource]:
    """Root folders, all or those of some ids."""
    async with program.database.read() as session:
        found = [each for each in await root_folders.all_folders(session) if ids is None or each.id in ids]
        taken = await _taken(session)
    return list(await asyncio.gather(*(shown(folder, taken) for folder in found)))


@get("/api/v3/rootfolder/{folder_id:int}")
async def one_folder(program: NamedDependency[Program], folder_id: FromPath[int]) -> RootFolderResource:
    """One root folder."""
    async with program.database.read() as session:
        folder = await root_folders.get(session, folder_id)
        taken = await _taken(session)
    return await shown(folder, taken)


@post("/api/v3/rootfolder")
async def add(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[RootFolderBody]
) -> Response[RootFolderResource]:
    """Keep a folder as a root folder."""
    folder = await add_root_folder.add(program, data.path)
    async with program.database.read() as session:
        taken = await _taken(session)
    return created(request, "rootfolder", await shown(folder, taken))


@delete("/api/v3/rootfolder/{folder_id:int}", status_code=200)
async def remove(program: NamedDependency[Program], folder_id: FromPath[int]) -> dict[str, Any]:
    """Forget a root folder."""
    await add_root_folder.remove(program, folder_id)
    return {}


ROUTES: Final[list[BaseRouteHandler]] = [list_folders, one_folder, add, remove]
