"""One file into the library, safe against a kill at any point.

    plan → stage → place → commit → retire

The plan is in the journal before anything moves. Bytes are staged beside their destination under a name of our own, get
their name in one step, are committed together with everything the database says of them, and only then is the old file
retired. After a kill, `recover` undoes what was not placed and finishes what was: at least one good file is in place at
any moment, and the database agrees with the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.importing.plan import ImportPlan, TransferMode
from cinearr.features import history, imports, media_files, movies
from cinearr.features.downloads.tables import DownloadEventRow
from cinearr.features.media_files.tables import ExtraFile, MovieFile
from cinearr.features.movies.tables import Target
from cinearr.kit import events, files
from cinearr.kit.checkpoints import reach
from cinearr.kit.errors import CinearrError
from cinearr.workflows.events import FileImported
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)


class ImportFailed(CinearrError):
    """The file could not be brought in; nothing was lost and the source is where it was. `reason` is for people."""


class Extra(msgspec.Struct, frozen=True, kw_only=True):
    """A subtitle or the like that comes along."""

    source: str
    destination: str
    size: int
    columns: dict[str, Any]


class FileImport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an import does, as it stands in the journal. Paths are absolute.

    `file` are the columns of the new `movie_files` row, `history` the values of its history entry (None: none is written),
    `download` those of its download event. `replaces` is the old file's path and id, `recycle` where it goes (None: deleted).
    `told` is what the event for notifications carries besides.
    """

    movie_id: int
    target_id: int
    source: str
    destination: str
    size: int
    mode: str
    root: str
    file: dict[str, Any]
    extras: tuple[Extra, ...] = ()
    replaces: str | None = None
    replaces_id: int | None = None
    recycle: str | None = None
    history: dict[str, Any] | None = None
    deleted_history: dict[str, Any] | None = None
    download: dict[str, Any] | None = None
    download_id: str | None = None
    told: dict[str, Any] = {}
    # What the file is dressed in once it has its name: octal mode of its folder, group, time in seconds.
    folder_mode: int | None = None
    group: str | None = None
    moment: float | None = None


def from_plan(plan: ImportPlan, **more: Any) -> FileImport:
    """A journal entry from a plan; `more` are the fields the plan does not know."""
    return FileImport(
        source=str(plan.source),
        destination=str(plan.destination),
        size=plan.size,
        mode=plan.mode.value,
        replaces=str(plan.replaces.path) if plan.replaces else None,
        recycle=str(plan.replaces.recycled_to) if plan.replaces and plan.replaces.recycled_to else None,
        **more,
    )


async def run(program: Program, entry: FileImport) -> int:
    """Bring one file in; the id of its new row. Raises ImportFailed."""
    async with program.database.begin() as session:
        import_id = await imports.begin(
            session,
            movie_id=entry.movie_id,
            target_id=entry.target_id,
            download_id=entry.download_id,
            plan=msgspec.to_builtins(entry),
        )
    reach("import.planned")
    try:
        await _stage(program, import_id, entry)
        await _place(program, import_id, entry)
    except OSError as error:
        reason = _reason(error, entry)
        await _undo(program, import_id, entry, reason)
        raise ImportFailed(reason) from error
    file_id = await _commit(program, import_id, entry)
    await _retire(program, import_id, entry)
    return file_id


async def recover(program: Program) -> int:
    """Settle what a killed process or a full recycle bin left; how many there were.

    Run before imports start, by whoever holds the disk.
    """
    async with program.database.read() as session:
        rows = await imports.unfinished(session)
    for row in rows:
        entry = msgspec.convert(row.plan, FileImport)
        log.info("settling an import that was interrupted", path=entry.destination, step=row.step)
        if row.step == "committed":
            await _retire(program, row.id, entry)
        elif row.step == "placed" or _was_placed(row.id, entry):
            await _commit(program, row.id, entry)
            await _retire(program, row.id, entry)
        else:
            await _undo(program, row.id, entry, "interrupted")
    return len(rows)


# --- steps ---


def _staged(import_id: int, destination: str) -> Path:
    path = Path(destination)
    return path.with_name(f".cinearr-{import_id}.part")


def _aside(import_id: int, destination: str) -> Path:
    """Where an old file of the same name waits while the new one gets it."""
    return Path(destination).with_name(f".cinearr-{import_id}.old")


async def _stage(program: Program, import_id: int, entry: FileImport) -> None:
    if entry.mode != TransferMode.KEEP.value:
        await asyncio.to_thread(
            files.stage,
            Path(entry.source),
            _staged(import_id, entry.destination),
            size=entry.size,
            link=entry.mode == TransferMode.HARDLINK.value,
            move=entry.mode == TransferMode.MOVE.value,
        )
    reach("import.staging")
    async with program.database.begin() as session:
        await imports.step(session, import_id, "staged")
    reach("import.staged")


async def _place(program: Program, import_id: int, entry: FileImport) -> None:
    if entry.mode != TransferMode.KEEP.value:
        await asyncio.to_thread(_place_files, import_id, entry)
    async with program.database.begin() as session:
        await imports.step(session, import_id, "placed")
    reach("import.placed")


def _place_files(import_id: int, entry: FileImport) -> None:
    destination = Path(entry.destination)
    if entry.replaces == entry.destination and destination.exists():
        files.place(destination, _aside(import_id, entry.destination))
        reach("import.aside")
    files.place(_staged(import_id, entry.destination), destination)
    reach("import.named")
    for extra in entry.extras:
        _place_extra(extra, entry)
    try:
        files.dress(destination, folder_mode=entry.folder_mode, group=entry.group, moment=entry.moment)
    except (OSError, LookupError) as error:
        # The film is in its place; that its mode or time is not as wished keeps nobody from watching it.
        log.warning("mode, group or time of a file could not be set", path=entry.destination, reason=str(error))


def _place_extra(extra: Extra, entry: FileImport) -> None:
    """An extra that cannot be brought along is left where it is: the film matters more."""
    destination = Path(extra.destination)
    staged = destination.with_name(f".{destination.name}.part")
    try:
        files.stage(
            Path(extra.source),
            staged,
            size=extra.size,
            link=entry.mode == TransferMode.HARDLINK.value,
            move=entry.mode == TransferMode.MOVE.value,
        )
        files.place(staged, destination)
    except OSError as error:
        log.warning("an extra file stays behind", path=extra.source, reason=error.strerror or str(error))
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)


async def _commit(program: Program, import_id: int, entry: FileImport) -> int:
    async with program.database.begin() as session:
        if entry.replaces_id is not None:
            await media_files.remove(session, [entry.replaces_id])
        # The same path may be known already, when this runs for a second time or a scan was quicker.
        await session.execute(
            delete(MovieFile).where(
                MovieFile.target_id == entry.target_id, MovieFile.relative_path == entry.file["relative_path"]
            )
        )
        row = MovieFile(movie_id=entry.movie_id, target_id=entry.target_id, **entry.file)
        session.add(row)
        await session.flush()
        await _add_extras(session, entry, row.id)
        await _record(session, entry, row.id)
        await imports.step(session, import_id, "committed", file_id=row.id)
        await program.queue.publish(
            session,
            FileImported(
                movie_id=entry.movie_id,
                movie_file_id=row.id,
                download_id=entry.download_id,
                is_upgrade=entry.replaces is not None,
                told={**entry.told, "recycled_to": entry.recycle},
            ),
        )
        await movies.tell_everywhere(session, entry.movie_id)
        await events.changed(session, "moviefile", "updated", row.id)
    reach("import.committed")
    return row.id


async def _add_extras(session: AsyncSession, entry: FileImport, file_id: int) -> None:
    for extra in entry.extras:
        if await asyncio.to_thread(Path(extra.destination).exists):
            session.add(ExtraFile(movie_id=entry.movie_id, movie_file_id=file_id, **extra.columns))


async def _record(session: AsyncSession, entry: FileImport, file_id: int) -> None:
    if entry.deleted_history is not None:
        await history.record(session, history.EventType.FILE_DELETED, **_history(entry, entry.deleted_history))
    if entry.history is not None:
        values = _history(entry, entry.history)
        values["data"] = {"fileId": file_id, **values["data"]}
        await history.record(session, history.EventType.IMPORTED, **values)
    if entry.download is not None:
        session.add(DownloadEventRow(event="fileImported", movie_id=entry.movie_id, **entry.download))


def _history(entry: FileImport, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"movie_id": entry.movie_id, "target_id": entry.target_id, **values}


async def _retire(program: Program, import_id: int, entry: FileImport) -> None:
    """The old file goes to the recycle bin, and a moved source goes. A failure loses nothing: `recover` tries again."""
    step, message = "done", None
    if entry.replaces != entry.destination and await _is_known(program, entry):
        log.warning("a replaced file's name is a film's again, so it stays", path=entry.replaces)
        entry = msgspec.structs.replace(entry, replaces=None)
    try:
        await asyncio.to_thread(_retire_files, import_id, entry)
    except OSError as error:
        step, message = "committed", f"the replaced file stays where it is: {error.strerror or error}"
        log.warning("could not retire a replaced file", path=entry.replaces, reason=error.strerror or str(error))
    async with program.database.begin() as session:
        await imports.step(session, import_id, step, message)
    reach("import.done")


async def _is_known(program: Program, entry: FileImport) -> bool:
    """The path of the replaced file is one the library counts on, as it may be when this is made up for later."""
    async with program.database.read() as session:
        rows = await session.execute(
            select(Target.path, MovieFile.relative_path)
            .join(MovieFile, MovieFile.target_id == Target.id)
            .where(Target.id == entry.target_id)
        )
        return any(str(Path(folder) / relative) == entry.replaces for folder, relative in rows)


def _retire_files(import_id: int, entry: FileImport) -> None:
    if entry.replaces is not None:
        aside = _aside(import_id, entry.destination)
        old = aside if entry.replaces == entry.destination else Path(entry.replaces)
        if old.exists():
            if entry.recycle is not None:
                files.retire(old, Path(entry.recycle))
            else:
                files.delete(old)
    reach("import.retired")
    if entry.mode == TransferMode.MOVE.value:
        if entry.source != entry.destination and _is_what_came(entry):
            files.delete(Path(entry.source))
        for extra in entry.extras:
            if Path(extra.destination).exists() and _size(extra.source) == extra.size:
                files.delete(Path(extra.source))


def _is_what_came(entry: FileImport) -> bool:
    """The source is still what was brought in. Days may lie between, and its name may be another file's by now."""
    destination = Path(entry.destination)
    return _size(entry.source) == _size(entry.destination) == entry.size and _came_from(destination, entry)


def _size(path: str) -> int | None:
    """Bytes of a file, None when there is none."""
    return Path(path).stat().st_size if Path(path).is_file() else None


async def _undo(program: Program, import_id: int, entry: FileImport, message: str) -> None:
    try:
        await asyncio.to_thread(_undo_files, import_id, entry)
    except OSError as error:
        log.warning("could not clear up after an import", path=entry.destination, reason=error.strerror or str(error))
    async with program.database.begin() as session:
        await imports.step(session, import_id, "undone", message)


def _undo_files(import_id: int, entry: FileImport) -> None:
    destination = Path(entry.destination)
    staged = _staged(import_id, entry.destination)
    aside = _aside(import_id, entry.destination)
    if aside.exists() and not destination.exists():
        files.place(aside, destination)
    if staged.exists():
        if Path(entry.source).exists():
            files.delete(staged)
        else:
            files.place(staged, Path(entry.source))  # it was renamed there, so these are the only bytes
    files.remove_empty(destination.parent, up_to=Path(entry.root))


def _was_placed(import_id: int, entry: FileImport) -> bool:
    """Killed between giving the name and noting it: the staged bytes are gone and the destination has them."""
    if entry.mode == TransferMode.KEEP.value:
        return False
    destination = Path(entry.destination)
    if _staged(import_id, entry.destination).exists() or not destination.exists():
        return False
    if entry.replaces == entry.destination and not _aside(import_id, entry.destination).exists():
        return False  # that is still the old file
    return destination.stat().st_size == entry.size and _came_from(destination, entry)


def _came_from(destination: Path, entry: FileImport) -> bool:
    """Not a stranger's file that happened to stand there: a link to the source, or a copy with its time."""
    source = Path(entry.source)
    if not source.exists():
        return True  # it was renamed away, into this name
    one, other = source.stat(), destination.stat()
    if (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino):
        return True
    times = (one.st_mtime, entry.moment) if entry.moment is not None else (one.st_mtime,)
    return any(abs(other.st_mtime - each) <= _COARSEST_CLOCK for each in times)


_COARSEST_CLOCK = 2  # seconds; as FAT counts them

_REASONS = {
    errno.ENOSPC: "There is not enough space on the disk of the library",
    errno.EDQUOT: "The disk quota of the library is used up",
    errno.EACCES: "The library folder cannot be written",
    errno.EPERM: "The library folder cannot be written",
    errno.EROFS: "The library is on a read-only file system",
    errno.ENOENT: "The downloaded file is gone",
    errno.ESTALE: "The downloaded file is still changing",
    errno.EIO: "The disk reports an error",
}


def _reason(error: OSError, entry: FileImport) -> str:
    folder = Path(entry.destination).parent
    if folder.exists() and not folder.is_dir():
        return f"There is a file where the film's folder should be: {folder}"
    if isinstance(error, FileExistsError):
        return f"Another file already has the name {Path(entry.destination).name} in the film's folder"
    said = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return f"{said}: {error.filename}" if error.filename else said
