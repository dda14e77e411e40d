"""One file into the library, safe against a kill at any point.

    plan → stage → place → commit → retire

The plan is in the journal before anything moves. Bytes are staged beside their destination under a name of our own, get
their name in one step, are committed together with everything the database says of them, and only then is the old file
retired. After a kill, `recover` undoes what was not placed and finishes what was: at least one good file is in place at
any moment, and the database agrees with the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import structlog
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.importing.plan import TransferMode
from cinearr.features import history, imports, media_files, movies
from cinearr.features.downloads.tables import DownloadEventRow
from cinearr.features.media_files.tables import ExtraFile, MovieFile
from cinearr.features.movies.tables import Target
from cinearr.kit import events
from cinearr.kit.checkpoints import reach
from cinearr.kit.errors import CinearrError
from cinearr.workflows import import_on_disk
from cinearr.workflows.events import FileImported
from cinearr.workflows.import_entry import FileImport
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)


class ImportFailed(CinearrError):
    """The file could not be brought in; nothing was lost and the source is where it was. `reason` is for people."""


async def run(program: Program, entry: FileImport) -> int:
    """Bring one file in; the id of its new row. Raises ImportFailed."""
    entry = await asyncio.to_thread(import_on_disk.marked, entry)
    async with program.database.begin() as session:
        import_id = await imports.begin(
            session,
            movie_id=entry.movie_id,
            target_id=entry.target_id,
            download_id=entry.download_id,
            plan=msgspec.to_builtins(entry),
        )
    reach("import.planned")
    step = "planned"
    try:
        await _stage(program, import_id, entry)
        step = "staged"
        await _place(program, import_id, entry)
    except OSError as error:
        reason = import_on_disk.reason_of(error, entry)
        await _undo(program, import_id, entry, reason, step)
        raise ImportFailed(reason) from error
    try:
        file_id = await _commit(program, import_id, entry)
    except IntegrityError as error:
        reason = "The film was removed from the library meanwhile"
        await _undo(program, import_id, entry, reason, "placed")
        raise ImportFailed(reason) from error
    await _retire(program, import_id, entry)
    return file_id


async def recover(program: Program) -> int:
    """Settle what a killed process or a full recycle bin left; how many there were.

    Run before imports start, by whoever holds the disk.
    """
    async with program.database.read() as session:
        rows = await imports.unfinished(session)
    for row in rows:
        try:
            await _settle(program, row)
        except (OSError, msgspec.ValidationError) as error:
            # One that cannot be settled now does not keep the others waiting.
            log.warning("an interrupted import could not be settled", import_id=row.id, reason=str(error))
    return len(rows)


async def _settle(program: Program, row: imports.ImportRow) -> None:
    entry = msgspec.convert(row.plan, FileImport)
    if not await asyncio.to_thread(import_on_disk.can_be_seen, entry, row.step):
        # The disk is not there, and nothing is known about what is on it.
        log.warning("an interrupted import waits for its root folder", path=entry.destination, root=entry.root)
        return
    log.info("settling an import that was interrupted", path=entry.destination, step=row.step)
    if row.step == "committed":
        await _retire(program, row.id, entry)
    elif row.step == "placed" or (
        row.step == "staged" and await asyncio.to_thread(import_on_disk.was_placed, row.id, entry)
    ):
        await _commit(program, row.id, entry)
        await _retire(program, row.id, entry)
    else:
        await _undo(program, row.id, entry, "interrupted", row.step)


# --- steps ---


async def _stage(program: Program, import_id: int, entry: FileImport) -> None:
    if entry.mode != TransferMode.KEEP.value:
        await asyncio.to_thread(import_on_disk.stage, import_id, entry)
    reach("import.staging")
    async with program.database.begin() as session:
        await imports.step(session, import_id, "staged")
    reach("import.staged")


async def _place(program: Program, import_id: int, entry: FileImport) -> None:
    if entry.mode != TransferMode.KEEP.value:
        await asyncio.to_thread(import_on_disk.place, import_id, entry)
    async with program.database.begin() as session:
        await imports.step(session, import_id, "placed")
    reach("import.placed")


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
        if await asyncio.to_thread(import_on_disk.is_along, extra):
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
        await asyncio.to_thread(import_on_disk.retire, import_id, entry)
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


async def _undo(program: Program, import_id: int, entry: FileImport, message: str, step: str) -> None:
    """Back to how it was. What cannot be put back now is tried again by `recover`, since only the journal knows of it."""
    after = "undone"
    try:
        act = import_on_disk.take_back if step == "placed" else import_on_disk.undo
        await asyncio.to_thread(act, import_id, entry)
    except OSError as error:
        after = step
        log.warning("could not clear up after an import", path=entry.destination, reason=error.strerror or str(error))
    async with program.database.begin() as session:
        await imports.step(session, import_id, after, message)
