"""Emptying the recycle bin of what has been in it long enough."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path, PurePosixPath

import structlog
from sqlalchemy import select

from cinearr.core.importing.paths import is_inside
from cinearr.features import root_folders, settings
from cinearr.features.movies.tables import Target
from cinearr.kit.jobs.spec import CommandContext, CommandFailed
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)


async def run(context: CommandContext[Program]) -> None:
    """The CleanUpRecycleBin command. A bin that holds a root folder or a film's folder is no bin, and is left alone."""
    program = context.program
    async with program.database.read() as session:
        page = await settings.get(session, settings.MediaManagement)
        if not page.recycle_bin or page.recycle_bin_cleanup_days <= 0:
            return
        held = [folder.path for folder in await root_folders.all_folders(session)]
        held += await session.scalars(select(Target.path))
    await asyncio.to_thread(_check, page.recycle_bin, held)
    before = program.clock() - timedelta(days=page.recycle_bin_cleanup_days)
    removed = await asyncio.to_thread(clean, Path(page.recycle_bin), before.timestamp())
    if removed:
        log.info("the recycle bin was cleaned up", files=removed)


def _check(recycle_bin: str, held: Sequence[str]) -> None:
    folder = PurePosixPath(recycle_bin)
    if not folder.is_absolute() or ".." in folder.parts:
        raise CommandFailed(f"The recycle bin '{recycle_bin}' is no whole path")
    real = PurePosixPath(os.path.realpath(folder))
    inside = next((path for path in held if _holds(folder, path) or _holds(real, os.path.realpath(path))), None)
    if inside is not None:
        raise CommandFailed(
            f"The recycle bin '{recycle_bin}' holds '{inside}' of the library, so nothing in it is deleted"
        )


def _holds(folder: PurePosixPath, path: str) -> bool:
    return is_inside(PurePosixPath(path), folder)


def clean(recycle_bin: Path, before: float) -> int:
    """Delete files last written before a moment, and folders that are empty then; how many files. Links are cut, not followed."""
    removed = 0
    for path, folders, names in os.walk(recycle_bin, topdown=False, followlinks=False):
        for name in (*names, *(each for each in folders if (Path(path) / each).is_symlink())):
            file = Path(path) / name
            try:
                if file.lstat().st_mtime < before:
                    file.unlink()
                    removed += 1
            except OSError as error:
                log.warning("a file stays in the recycle bin", path=str(file), reason=error.strerror or str(error))
        if Path(path) != recycle_bin:
            with contextlib.suppress(OSError):  # not empty
                Path(path).rmdir()
    return removed
