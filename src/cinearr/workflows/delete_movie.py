"""Films out of the library: the database at once, their files and pictures by reactions that are not lost."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePath

import msgspec
import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.importing.paths import is_inside, recycle_path
from cinearr.features import exclusions, movies, root_folders, settings
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie
from cinearr.kit import events, files
from cinearr.views import notices
from cinearr.workflows import kept_places, refresh_collections, tell
from cinearr.workflows.events import MovieDeleted
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)


async def delete(program: Program, movie_id: int, *, delete_files: bool = False, exclude: bool = False) -> None:
    """Take one film out of the library. Raises NotFound. With `delete_files` its folder goes to the recycle bin.

    With `exclude` no list and no collection brings it back.
    """
    async with program.database.read() as session:
        await movies.get(session, movie_id)
    await delete_many(program, [movie_id], delete_files=delete_files, exclude=exclude)


async def delete_many(
    program: Program, movie_ids: Sequence[int], *, delete_files: bool = False, exclude: bool = False
) -> list[int]:
    """Take films out of the library, all or none; the ids of those that were there."""
    told = {movie_id: facts for movie_id in movie_ids if (facts := await _facts(program, movie_id)) is not None}
    async with program.database.begin() as session:
        rows = list(await session.scalars(select(Movie).where(Movie.id.in_(told)).order_by(Movie.id).with_for_update()))
        targets = await movies.targets_of(session, [row.id for row in rows])
        sizes = await _sizes(session, [row.id for row in rows])
        for row in rows:
            event = MovieDeleted(
                movie_id=row.id,
                movie=told[row.id],
                deleted_files=delete_files,
                size=sizes.get(row.id, 0),
                path=targets[row.id].path,
            )
            await program.queue.publish(session, event)
            log.info("a film was removed", film=row.title, files=delete_files)
        if exclude:
            await exclusions.ensure(session, [(row.tmdb_id, row.title, row.year) for row in rows])
        ids = [row.id for row in rows]
        await movies.delete_many(session, ids)
        collected = [row.collection_tmdb_id for row in rows if row.collection_tmdb_id is not None]
        if collected:
            await refresh_collections.drop_empty(session, collected)
        if ids:
            await events.changed(session, "movie", "deleted", *ids)
            await events.changed(session, "queue", "sync")
    return ids


async def _facts(program: Program, movie_id: int) -> dict[str, object] | None:
    """What is told of a film once it is gone; None when it is not there."""
    async with program.database.read() as session:
        found = await notices.film(session, movie_id)
    if found is None:
        return None
    facts: dict[str, object] = msgspec.to_builtins(await tell.with_pictures(program, found.facts))
    return facts


async def _sizes(session: AsyncSession, movie_ids: Sequence[int]) -> dict[int, int]:
    rows = await session.execute(
        select(MovieFile.movie_id, func.sum(MovieFile.size))
        .where(MovieFile.movie_id.in_(movie_ids))
        .group_by(MovieFile.movie_id)
    )
    return {movie_id: int(size) for movie_id, size in rows}


# --- reactions ---


async def remove_pictures(program: Program, event: MovieDeleted) -> None:
    """Let go of a film's pictures."""
    await program.covers.remove(event.movie_id)


async def remove_files(program: Program, event: MovieDeleted) -> None:
    """Its folder goes to the recycle bin, or for good where there is none; not when it is or holds what is not the film's alone."""
    if not event.deleted_files or not event.path:
        return
    folder = Path(event.path)
    async with program.database.read() as session:
        places = await kept_places.load(session, program)
        roots = [each.path for each in await root_folders.all_folders(session)]
        page = await settings.get(session, settings.MediaManagement)
    root = root_folders.best_for(event.path, roots)
    reason = await asyncio.to_thread(kept_places.why_kept, folder, places)
    if reason is not None:
        log.error("a film's folder stays", path=event.path, reason=reason)
        return
    await asyncio.to_thread(discard_folder, folder, Path(root), page.recycle_bin)


def discard_folder(folder: Path, root: Path, recycle_bin: str) -> None:
    """A whole folder into the recycle bin, or deleted. Running again goes on where it was left. Raises OSError."""
    if folder.is_symlink():
        folder.unlink()
        return
    if not folder.is_dir():
        return
    if not recycle_bin:
        shutil.rmtree(folder)
        return
    bin_folder = PurePath(recycle_bin)
    if is_inside(bin_folder, folder):
        raise OSError(22, "The recycle bin lies inside the folder that should go there", str(folder))
    for path, folders, names in os.walk(folder, topdown=False, followlinks=False):
        for name in (*names, *(each for each in folders if (Path(path) / each).is_symlink())):
            file = Path(path) / name
            if file.is_symlink():
                file.unlink()
            else:
                files.retire(file, Path(recycle_path(bin_folder, root, file)))
        Path(path).rmdir()
    files.sync_folder(folder.parent)
