"""Deleting files of the library by hand: into the recycle bin, or for good where there is none."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path, PurePath

import structlog

from cinearr.core.importing.paths import recycle_path
from cinearr.features import media_files, root_folders, settings
from cinearr.features.media_files.tables import ExtraFile, MovieFile
from cinearr.features.movies.tables import Target
from cinearr.kit import files
from cinearr.kit.errors import CinearrError, Conflict
from cinearr.workflows.forget_files import forget
from cinearr.workflows.program import Program
from cinearr.workflows.rescan_movies import has_anything

log = structlog.get_logger(__name__)


class NotDeleted(CinearrError):
    """The disk did not let go of the file; nothing else has changed."""


async def delete(program: Program, file_id: int) -> None:
    """Delete one file with its extras. Raises NotFound, Conflict when the root folder is missing or empty, or NotDeleted."""
    async with program.database.read() as session:
        row = await media_files.get(session, file_id)
        target = await session.get(Target, row.target_id)
        assert target is not None
        extras = [each for each in await media_files.extras_of(session, row.movie_id) if each.movie_file_id == row.id]
        roots = [folder.path for folder in await root_folders.all_folders(session)]
        page = await settings.get(session, settings.MediaManagement)
    root = Path(root_folders.best_for(target.path, roots))
    await asyncio.to_thread(_check_root, root)
    try:
        await asyncio.to_thread(_delete_files, row, extras, target, page.recycle_bin)
    except OSError as error:
        raise NotDeleted(f"Unable to delete movie file: {error.strerror or error}") from error
    async with program.database.begin() as session:
        stored = await session.get(MovieFile, file_id, with_for_update=True)
        if stored is not None:
            await forget(program, session, target, [stored], "Manual", extras=True)
    if page.delete_empty_folders:
        folder = (Path(target.path) / row.relative_path).parent
        await asyncio.to_thread(files.remove_empty, folder, up_to=root)
    log.info("a file was deleted", path=row.relative_path, film=row.movie_id)


async def delete_many(program: Program, file_ids: Sequence[int]) -> None:
    """Delete files; ids that are not there are passed over. Raises Conflict or NotDeleted at the first that cannot go."""
    async with program.database.read() as session:
        present = [row.id for row in await media_files.some(session, file_ids)]
    for file_id in present:
        await delete(program, file_id)


def _check_root(root: Path) -> None:
    """A root folder that is not there is a disk that is not there: nothing is known about the file then."""
    if not root.is_dir():
        raise Conflict(f"Movie's root folder ({root}) doesn't exist.")
    if not has_anything(root):
        raise Conflict(f"Movie's root folder ({root}) is empty.")


def _delete_files(row: MovieFile, extras: Sequence[ExtraFile], target: Target, recycle_bin: str) -> None:
    folder = Path(target.path)
    _discard(folder / row.relative_path, folder.parent, recycle_bin)
    for extra in extras:
        try:
            _discard(folder / extra.relative_path, folder.parent, recycle_bin)
        except OSError as error:
            log.warning("an extra file stays", path=extra.relative_path, reason=error.strerror or str(error))


def _discard(path: Path, parent: Path, recycle_bin: str) -> None:
    """One file goes; one that is gone already is fine."""
    if not path.exists() and not path.is_symlink():
        return
    if recycle_bin and not path.is_symlink():
        with contextlib.suppress(FileNotFoundError):
            files.retire(path, Path(recycle_path(PurePath(recycle_bin), parent, path)))
    else:
        files.delete(path)
