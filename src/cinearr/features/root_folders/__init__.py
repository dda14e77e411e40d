"""Root folders: where the library lies."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.root_folders.tables import RootFolder
from cinearr.kit.errors import NotFound

__all__ = ["RootFolder", "add", "all_folders", "best_for", "get", "remove"]


async def all_folders(session: AsyncSession) -> list[RootFolder]:
    """Every root folder in the order they were added."""
    return list(await session.scalars(select(RootFolder).order_by(RootFolder.id)))


async def get(session: AsyncSession, folder_id: int) -> RootFolder:
    """One root folder. Raises NotFound."""
    folder = await session.get(RootFolder, folder_id)
    if folder is None:
        raise NotFound(f"Root folder with ID {folder_id} does not exist")
    return folder


async def add(session: AsyncSession, path: str) -> RootFolder:
    """Keep a root folder; its path was checked before."""
    folder = RootFolder(path=path)
    session.add(folder)
    await session.flush()
    return folder


async def remove(session: AsyncSession, folder_id: int) -> None:
    """Forget a root folder; nothing on disk changes."""
    await session.execute(delete(RootFolder).where(RootFolder.id == folder_id))


def best_for(path: str, roots: Iterable[str]) -> str:
    """The longest root that holds `path`; its parent when none does."""
    holding = [root for root in roots if path == root or path.startswith(root if root.endswith("/") else f"{root}/")]
    return max(holding, key=len) if holding else str(PurePosixPath(path).parent)
