"""Saving a settings page: the folders it names are looked at, and every process is told."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from sqlalchemy import select

from cinearr.features import root_folders, settings
from cinearr.features.movies.tables import Target
from cinearr.features.settings import MediaManagement, Page
from cinearr.kit import events, folders
from cinearr.kit.errors import Failure
from cinearr.kit.validators import broken
from cinearr.workflows import apply_settings
from cinearr.workflows.program import Program

# Places where a file of ours would be lost among those of the system; folders below them may be a person's.
_TOP: Final = frozenset({"/", "/etc", "/home", "/root", "/usr", "/var"})


async def save(program: Program, page: Page) -> None:
    """Keep a page, whose rules were asked before; this process follows it at once, the others when they hear of it."""
    async with program.database.begin() as session:
        await settings.save(session, page)
        await events.changed(session, apply_settings.NAME, "updated")
    await apply_settings.apply(program)


async def folder_failures(program: Program, page: MediaManagement) -> list[Failure]:
    """What is wrong with the folders of the page."""
    return await _recycle_bin(program, page.recycle_bin) if page.recycle_bin else []


async def _recycle_bin(program: Program, path: str) -> list[Failure]:
    if not _is_absolute(path):
        return [broken("RecycleBin", f"Invalid Path: '{path}'", path, "PathValidator", path=path)]
    path = path.rstrip("/") or "/"
    async with program.database.read() as session:
        roots = [folder.path.rstrip("/") for folder in await root_folders.all_folders(session)]
        of_film = await session.scalar(select(Target.movie_id).where(Target.path == path).limit(1))
    found = list(_place(path, roots, program.config.home))
    if of_film is not None:
        found.append(_broken(path, "is the folder of a film", "MoviePathValidator"))
    return found or await asyncio.to_thread(_on_disk, path)


def _place(path: str, roots: list[str], home: Path) -> Iterator[Failure]:
    if path in roots:
        yield _broken(path, "is already configured as a root folder", "RootFolderValidator")
    elif any(root.startswith(f"{path.rstrip('/')}/") for root in roots):
        yield _broken(path, "is an ancestor of a root folder", "RootFolderAncestorValidator")
    if path in _TOP or folders.system_folder(path) is not None:
        yield _broken(path, "is a folder of the system", "SystemFolderValidator")
    if path == str(home):
        yield _broken(path, "is the data folder of this program", "StartupFolderValidator")


def _on_disk(path: str) -> list[Failure]:
    """Two answers for a folder that is not there, as v3 gives them."""
    found = []
    if not folders.is_writable(Path(path)):
        found.append(_broken(path, "cannot be written by this program", "FolderWritableValidator"))
    if not folders.is_folder(path):
        found.append(_broken(path, "does not exist", "PathExistsValidator"))
    return found


def _is_absolute(path: str) -> bool:
    return path.startswith("/") and "\0" not in path and ".." not in PurePosixPath(path).parts


def _broken(path: str, what: str, code: str) -> Failure:
    return broken("RecycleBin", f"Path '{path}' {what}", path, code, path=path)
