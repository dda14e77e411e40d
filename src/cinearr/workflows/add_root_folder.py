"""Root folders: checked on the disk before they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from cinearr.features import root_folders, settings
from cinearr.features.root_folders.tables import RootFolder
from cinearr.kit import events, folders
from cinearr.kit.errors import Failure, Invalid
from cinearr.kit.validators import broken
from cinearr.workflows.program import Program


async def add(program: Program, path: str | None) -> RootFolder:
    """Keep a root folder. Raises Invalid with the first rule that is broken."""
    async with program.database.read() as session:
        present = [folder.path for folder in await root_folders.all_folders(session)]
        recycle_bin = (await settings.get(session, settings.MediaManagement)).recycle_bin
    found = await asyncio.to_thread(_failure, program, path, present, recycle_bin)
    if found is not None:
        raise Invalid(found)
    assert path is not None
    async with program.database.begin() as session:
        folder = await root_folders.add(session, _without_slash(path))
        await events.changed(session, "rootfolder", "created", folder.id)
    return folder


async def remove(program: Program, folder_id: int) -> None:
    """Forget a root folder; nothing on the disk changes, and one that is not there is fine."""
    async with program.database.begin() as session:
        await root_folders.remove(session, folder_id)
        await events.changed(session, "rootfolder", "deleted", folder_id)


def _without_slash(path: str) -> str:
    return path.rstrip("/") or "/"


def _failure(program: Program, path: str | None, present: Sequence[str], recycle_bin: str) -> Failure | None:
    if not path or not path.startswith("/") or "\0" in path or ".." in PurePosixPath(path).parts:
        return _broken(f"Invalid Path: '{path or ''}'", path, "PathValidator")
    kept = _without_slash(path)
    if kept in present:
        return _broken(f"Path '{kept}' is already configured as a root folder", path, "RootFolderValidator")
    if PurePosixPath(kept).is_relative_to(program.config.home):
        return _broken(f"Path '{kept}' lies in Cinearr's own data folder", path, "StartupFolderValidator")
    if recycle_bin and kept == _without_slash(recycle_bin):
        return _broken(f"Path '{kept}' is configured as recycle bin folder", path, "RecycleBinValidator")
    if not folders.is_folder(kept):
        return _broken(f"Path '{kept}' does not exist", path, "PathExistsValidator")
    system = folders.system_folder(kept)
    if system is not None:
        return _broken(f"Path '{kept}' is in the system folder {system}", path, "SystemFolderValidator")
    if not folders.is_writable(Path(kept)):
        return _broken(f"Folder '{kept}' is not writable by the user Cinearr runs as", path, "FolderWritableValidator")
    return None


def _broken(message: str, path: str | None, code: str) -> Failure:
    return broken("Path", message, path, code, path=path)
