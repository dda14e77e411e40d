"""Moving films' folders. The database names the new place at once; when the disk refuses, it names the old one again.

On one device a folder is renamed in one step. Elsewhere it is copied whole under a name of our own, gets its name, and only
then the old one goes: a kill in between leaves every file in at least one place, and running again ends the move.
"""

from __future__ import annotations

import asyncio
import errno
import filecmp
import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import msgspec
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.importing.paths import OutsidePath, build_movie_path, is_inside
from cinearr.core.naming.builder import build_folder_name
from cinearr.features import movies, root_folders, settings
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import events, files
from cinearr.kit.checkpoints import reach
from cinearr.kit.errors import CinearrError
from cinearr.kit.jobs.spec import Body, CommandContext, CommandFailed
from cinearr.kit.jobs.tables import CommandRow
from cinearr.workflows.naming_facts import naming_config, naming_facts
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

COMMANDS = ("MoveMovie", "BulkMoveMovie")


class NotMoved(CinearrError):
    """The folder stays where it is; the message says why."""


class MoveBody(Body, frozen=True, kw_only=True, rename="camel"):
    """One film from a folder to a folder; with a root folder alone its folder is named anew below it."""

    movie_id: int = 0
    source_path: str | None = None
    destination_path: str | None = None
    destination_root_folder: str | None = None


class Moving(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A film and where its files are."""

    movie_id: int = 0
    source_path: str | None = None


class BulkMoveBody(Body, frozen=True, kw_only=True, rename="camel"):
    """Many films below another root folder."""

    movies: list[Moving] = msgspec.field(default_factory=list)
    destination_root_folder: str | None = None


async def run(context: CommandContext[Program]) -> None:
    """The MoveMovie command."""
    body = context.body
    try:
        await _move_one(context, body.movie_id, body.source_path, body.destination_path, body.destination_root_folder)
    except CinearrError as error:
        raise CommandFailed(error.message) from error


async def run_bulk(context: CommandContext[Program]) -> None:
    """The BulkMoveMovie command. A film that cannot be moved does not stop the rest."""
    failed = []
    for each in context.body.movies:
        try:
            await _move_one(context, each.movie_id, each.source_path, None, context.body.destination_root_folder)
        except CinearrError as error:
            failed.append(error.message)
    if failed:
        raise CommandFailed("; ".join(failed))


async def _move_one(
    context: CommandContext[Program], movie_id: int, source: str | None, destination: str | None, root: str | None
) -> None:
    program = context.program
    async with program.database.read() as session:
        movie = await movies.get(session, movie_id)
        target = await movies.target_of(session, movie_id)
        destination = destination or await _destination(session, movie, target, root)
        source = source or target.path
        await _check(session, target, source, destination)
    if source == destination:
        return
    await context.progress(f"Moving {movie.title} from '{source}' to '{destination}'")
    await _name(program, target.id, destination)
    try:
        await asyncio.to_thread(move_folder, Path(source), Path(destination))
    except (OSError, shutil.Error) as error:
        await _name(program, target.id, source)
        reason = getattr(error, "strerror", None) or str(error)
        log.error("a film could not be moved", film=movie.title, source=source, to=destination, reason=reason)
        raise NotMoved(f"{movie.title} could not be moved to '{destination}': {reason}") from error
    log.info("a film was moved", film=movie.title, source=source, to=destination)


async def _destination(session: AsyncSession, movie: Movie, target: Target, root: str | None) -> str:
    """Where the database says the film is to be, or its folder named anew below the root folder."""
    if not root:
        return target.path
    below = PurePosixPath(root)
    if is_inside(PurePosixPath(target.path), below):
        return target.path
    config = naming_config(await settings.get(session, settings.Naming))
    try:
        return str(build_movie_path(below, build_folder_name(config, naming_facts(movies.film_of(movie)))))
    except OutsidePath as error:
        raise NotMoved(str(error)) from None


async def _check(session: AsyncSession, target: Target, source: str, destination: str) -> None:
    """Neither end is, holds or lies in what is not this film's alone."""
    here, there = PurePosixPath(source), PurePosixPath(destination)
    if not (here.is_absolute() and there.is_absolute()) or ".." in (*here.parts, *there.parts):
        raise NotMoved("Both folders must be whole paths")
    if here != there and (is_inside(there, here) or is_inside(here, there)):
        raise NotMoved(f"One of '{source}' and '{destination}' lies inside the other")
    for folder in await root_folders.all_folders(session):
        root = PurePosixPath(folder.path)
        if is_inside(root, here) or root == there:
            raise NotMoved(f"'{source if root != there else destination}' holds the root folder '{root}'")
    for path in await session.scalars(select(Target.path).where(Target.id != target.id)):
        other = PurePosixPath(path)
        if is_inside(other, here) or other == there:
            raise NotMoved(f"Another film's folder '{path}' is in the way")


async def _name(program: Program, target_id: int, path: str) -> None:
    async with program.database.begin() as session:
        stored = await session.get(Target, target_id, with_for_update=True)
        if stored is not None:
            if stored.path != path:
                stored.path = path
            await events.changed(session, "movie", "updated", stored.movie_id)


async def under_way(session: AsyncSession) -> set[int]:
    """Films whose folder waits to be moved or is being moved, so that it may be in neither place."""
    rows = await session.scalars(
        select(CommandRow.body).where(CommandRow.name.in_(COMMANDS), CommandRow.status.in_(("queued", "started")))
    )
    found: set[int] = set()
    for body in rows:
        if "movieId" in body:
            found.add(body["movieId"])
        found |= {each["movieId"] for each in body.get("movies") or () if "movieId" in each}
    return found


# --- on the disk ---


def move_folder(source: Path, destination: Path) -> None:
    """Move a folder with all that is in it; nothing is overwritten. Raises OSError, and then all is where it was.

    A source that is not there has nothing to move, and neither has one that is the destination by another way. A destination that
    is there already is joined, unless a file in it differs from one of the same name.
    """
    if not os.path.lexists(source):
        log.warning("there is no folder to move", path=str(source))
        return
    if files.same_folder(source, destination):
        log.info("two paths lead to one folder, nothing to move", path=str(source), to=str(destination))
        return
    if destination.exists():
        _join(source, destination)
    elif not _renamed(source, destination):
        _carry(source, destination)
    files.sync_folder(source.parent)


def _renamed(source: Path, destination: Path) -> bool:
    """In one step where both are on one device; False where they are not, or a mount lies between."""
    if not files.same_device(source, destination.parent):
        return False
    try:
        files.place(source, destination)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return False
    return True


def _carry(source: Path, destination: Path) -> None:
    """To another device: copied whole, then named, then removed here."""
    staged = destination.with_name(_part(destination.name))
    shutil.rmtree(staged, ignore_errors=True)
    try:
        _copy_tree(source, staged)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    reach("move.copied")
    files.place(staged, destination)
    reach("move.named")
    _remove_copied(source, destination)


def _part(name: str) -> str:
    """Always the same for a name, so that running again clears away what a kill left; short, whatever the name is."""
    return f".cinearr-{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}.part"


def _copy_tree(source: Path, staged: Path) -> None:
    staged.mkdir(parents=True)
    for path, relative in _below(source):
        there = staged / relative
        if path.is_symlink():
            there.symlink_to(path.readlink())
        elif path.is_dir():
            there.mkdir(exist_ok=True)
        else:
            files.stage(path, there, size=path.stat().st_size, link=False, move=False)
    shutil.copystat(source, staged)


def _join(source: Path, destination: Path) -> None:
    """Into a folder that is there: looked through first, so that either all of it can go or nothing does."""
    for path, relative in _below(source):
        there = destination / relative
        if os.path.lexists(there) and not _is_same(path, there):
            raise FileExistsError(errno.EEXIST, f"'{there}' is there already, and differs", str(there))
    for path, relative in _below(source):
        there = destination / relative
        if os.path.lexists(there):
            continue
        if path.is_dir() and not path.is_symlink():
            there.mkdir(parents=True)
        elif _renamed(path, there):
            continue
        elif path.is_symlink():
            there.symlink_to(path.readlink())
        else:
            part = there.with_name(_part(there.name))
            files.stage(path, part, size=path.stat().st_size, link=False, move=False)
            files.place(part, there)
    _remove_copied(source, destination)


def _is_same(path: Path, there: Path) -> bool:
    if path.is_symlink() or there.is_symlink():
        return path.is_symlink() and there.is_symlink() and path.readlink() == there.readlink()
    if path.is_dir():
        return there.is_dir()
    return there.is_file() and filecmp.cmp(path, there, shallow=False)


def _remove_copied(source: Path, destination: Path) -> None:
    """Let go of what is in its new place; anything that came meanwhile stays, and so does what is one file by both paths."""
    folders = [source]
    for path, relative in _below(source):
        if path.is_dir() and not path.is_symlink():
            folders.append(path)
            continue
        there = destination / relative
        if _is_copied(path, there) and not files.same_entry(path, there):
            files.delete(path)
    for folder in reversed(folders):
        try:
            folder.rmdir()
        except OSError as error:
            log.warning("a folder stays behind", path=str(folder), reason=error.strerror or str(error))


def _is_copied(path: Path, there: Path) -> bool:
    if path.is_symlink():
        return there.is_symlink() and there.readlink() == path.readlink()
    return there.is_file() and not there.is_symlink() and there.stat().st_size == path.stat().st_size


def _below(folder: Path) -> Sequence[tuple[Path, Path]]:
    """Everything in a folder, folders before what is in them; links are not followed."""
    found: list[tuple[Path, Path]] = []
    for path, names, entries in os.walk(folder, followlinks=False, onerror=_raise):
        for name in (*sorted(names), *sorted(entries)):
            whole = Path(path) / name
            found.append((whole, whole.relative_to(folder)))
    return found


def _raise(error: OSError) -> None:
    raise error
