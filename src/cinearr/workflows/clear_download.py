"""The folder of a download goes once its film was moved out of it, unless it may hold anything a person would miss.

Whatever is not understood speaks for leaving the folder alone: a folder too many is a nuisance, a file too few is a loss.
"""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import Final

import structlog
from sqlalchemy import or_, select

from cinearr.core.importing.extensions import is_archive, is_video
from cinearr.core.importing.paths import is_inside, recycle_path
from cinearr.core.importing.plan import ImportMode
from cinearr.core.importing.sample import SampleVerdict, detect_sample, says_sample
from cinearr.core.media.tracks import media_info
from cinearr.features import root_folders, settings
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.movies.tables import Target
from cinearr.kit import files
from cinearr.workflows.import_facts import Origin
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

MOST_LEFT: Final = 1_000
_MOST_BYTES: Final = 100 * 1024**2


class _Stays(Exception):
    """The folder is left alone; the message says why."""


async def clear(program: Program, path: Path, origin: Origin, *, runtime: int) -> bool:
    """Remove a download's folder with the samples and small leavings in it; whether it is gone. Never raises OSError.

    Only after a move. `runtime` are the film's minutes. What goes, goes to the recycle bin where there is one.
    """
    moved = origin.mode is ImportMode.MOVE or (origin.mode is ImportMode.AUTO and origin.can_move)
    if not moved or path.is_symlink() or not path.is_dir():
        return False
    try:
        recycle_bin = await _check_place(program, path, origin)
        left = await asyncio.to_thread(_leavings, path)
        await _check_videos(program, path, [each for each in left if is_video(each)], runtime)
        await asyncio.to_thread(_remove, path, left, recycle_bin)
    except _Stays as why:
        log.info("the folder of a download stays", path=str(path), reason=str(why))
        return False
    except OSError as error:
        log.warning("the folder of a download stays", path=str(path), reason=error.strerror or str(error))
        return False
    return True


async def _check_place(program: Program, path: Path, origin: Origin) -> str:
    """The folder is this download's alone; the recycle bin's path. Raises _Stays."""
    real = Path(await asyncio.to_thread(os.path.realpath, path))
    above = [str(each) for one in {path, real} for each in (one, *one.parents)]
    async with program.database.read() as session:
        roots = [each.path for each in await root_folders.all_folders(session)]
        # The database finds those that matter: looking at every film's folder would take longer the more films there are.
        below = [Target.path.startswith(f"{one}/", autoescape=True) for one in (path, real)]
        near = or_(Target.path.in_(above), *below)
        films = list(await session.scalars(select(Target.path).where(near)))
        # Those a client no longer has count as well: they tell which folder downloads share.
        output = TrackedDownloadRow.item["output_path"].astext
        downloads = list(
            await session.scalars(
                select(output).where(
                    TrackedDownloadRow.download_id != (origin.download_id or ""),
                    output.startswith(f"{path}/", autoescape=True),
                )
            )
        )
        recycle_bin = (await settings.get(session, settings.MediaManagement)).recycle_bin
    shared = [
        getattr(each.settings, name, None)
        for each in await program.download_clients.all()
        for name in ("watch_folder", "download_folder")
    ]
    held = [each for each in (*roots, *films, *downloads, *shared, recycle_bin) if each]
    await asyncio.to_thread(_check_paths, path, held, [*roots, *films])
    return recycle_bin


def _check_paths(path: Path, held: Iterable[str], library: Iterable[str]) -> None:
    if ".." in path.parts or len(path.parts) < 3:
        raise _Stays("it is no folder of one download")
    here = PurePath(os.path.realpath(path))
    for each in held:
        if is_inside(PurePath(os.path.realpath(each)), here):
            raise _Stays(f"it holds '{each}'")
    for each in library:
        if is_inside(here, PurePath(os.path.realpath(each))):
            raise _Stays(f"it lies in '{each}' of the library")


def _leavings(path: Path) -> list[Path]:
    """Every file that is left. Raises _Stays when one of them may matter, OSError when not all can be seen."""
    found: list[Path] = []
    size = 0
    for folder, names, entries in os.walk(path, followlinks=False, onerror=_raise):
        for name in (*names, *entries):
            each = Path(folder) / name
            status = each.lstat()
            if name == "#recycle" or name.startswith(".cinearr-"):
                raise _Stays(f"'{name}' may hold what is missed elsewhere")
            if stat.S_ISDIR(status.st_mode):
                continue
            if not stat.S_ISREG(status.st_mode):
                raise _Stays(f"'{name}' is a link or no file")
            if is_archive(each):
                raise _Stays(f"'{name}' is an archive")
            found.append(each)
            size += status.st_size
        if len(found) > MOST_LEFT:
            raise _Stays(f"more than {MOST_LEFT} files are left in it")
    if size > _MOST_BYTES:
        raise _Stays(f"{size} bytes are left in it")
    return found


async def _check_videos(program: Program, path: Path, videos: Sequence[Path], runtime: int) -> None:
    """A video that is left is a sample by its name and by how long it runs, or it is somebody's film."""
    for each in videos:
        if says_sample(each.relative_to(path)):
            tracks = await program.media_probe.probe(each)
            media = media_info(tracks) if tracks else None
            seconds = media.runtime_seconds if media is not None else 0
            if detect_sample(each, runtime, seconds or None) is SampleVerdict.SAMPLE:
                continue
        raise _Stays(f"'{each.name}' is a video")


def _remove(path: Path, left: Iterable[Path], recycle_bin: str) -> None:
    for each in left:
        if recycle_bin:
            files.retire(each, Path(recycle_path(PurePath(recycle_bin), path.parent, each)))
        else:
            files.delete(each)
    for folder, _, _ in os.walk(path, topdown=False, onerror=_raise):
        Path(folder).rmdir()
    files.sync_folder(path.parent)


def _raise(error: OSError) -> None:
    raise error
