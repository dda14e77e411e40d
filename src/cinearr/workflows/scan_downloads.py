"""DownloadedMoviesScan: a path somebody or some program points at is brought in, as a tracked download where it is one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import structlog
from sqlalchemy import select

from cinearr.core.importing import prechecks
from cinearr.core.importing.plan import ImportMode
from cinearr.core.tracking import FileResult, ImportOutcome
from cinearr.features import history
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.movies.tables import Target
from cinearr.kit.jobs.spec import Body, CommandContext, CommandFailed, Unsuccessful
from cinearr.workflows import import_downloads, import_facts, import_file
from cinearr.workflows.import_facts import Origin
from cinearr.workflows.program import Program
from cinearr.workflows.track_downloads import finish_import, item_of

log = structlog.get_logger(__name__)


class ScanPath(Body, frozen=True, kw_only=True, rename="camel"):
    """What to bring in. `download_client_id` is a download id, as v3 has it."""

    path: str | None = None
    download_client_id: str | None = None
    import_mode: ImportMode = ImportMode.AUTO
    send_updates: bool = False


async def run(context: CommandContext[Program]) -> None:
    """The DownloadedMoviesScan command. Ends as unsuccessful when nothing was brought in."""
    program, body = context.program, context.body
    if not body.path:
        raise CommandFailed("A path must be provided")
    path = Path(body.path)
    if not path.is_absolute():
        raise CommandFailed(f"The path must be absolute: {path}")
    await import_file.recover(program)
    if not await asyncio.to_thread(path.exists):
        raise Unsuccessful(f"Path does not exist: {path}")
    results = await _bring_in(program, path, body)
    imported = sum(1 for each in results if each.outcome is ImportOutcome.IMPORTED)
    if not imported:
        why = "; ".join(message for each in results for message in each.messages) or "no eligible files"
        raise Unsuccessful(f"Nothing was imported from {path.name}: {why}")
    await context.progress(f"Imported {imported} of {len(results)} files")


async def _bring_in(program: Program, path: Path, body: ScanPath) -> tuple[FileResult, ...]:
    tracked = await _tracked(program, path, body.download_client_id)
    if tracked is not None and tracked.movie_id is not None:
        item = item_of(tracked)
        async with program.database.read() as session:
            place = await import_facts.place_of(session, tracked.movie_id)
            origin = await import_facts.origin_of(session, program, tracked, item, body.import_mode)
        results = await import_downloads.import_path(program, path, place, origin)
        await finish_import(program, tracked, results, str(path))
        return results
    return await _untracked(program, path, body)


async def _tracked(program: Program, path: Path, download_id: str | None) -> TrackedDownloadRow | None:
    async with program.database.read() as session:
        query = select(TrackedDownloadRow).where(~TrackedDownloadRow.gone)
        if download_id:
            query = query.where(TrackedDownloadRow.download_id == download_id)
        else:
            query = query.where(TrackedDownloadRow.item["output_path"].astext == str(path))
        return await session.scalar(query.limit(1))


async def _untracked(program: Program, path: Path, body: ScanPath) -> tuple[FileResult, ...]:
    """The film is told from the name; the files are the person's own, so `auto` moves them."""
    async with program.database.read() as session:
        folders = [Path(folder) for folder in await session.scalars(select(Target.path))]
    refused = prechecks.check_folder(path, folders)
    if refused is not None:
        return (FileResult(path=path.name, outcome=ImportOutcome.REJECTED, messages=(refused.message,)),)
    name = path.stem if await asyncio.to_thread(path.is_file) else path.name
    for prefix in ("_UNPACK_", "_FAILED_"):
        name = name.removeprefix(prefix)
    async with program.database.read() as session:
        movie_id = await import_facts.movie_of_name(session, program, name)
        if movie_id is None:
            unknown = prechecks.unknown_movie()
            return (FileResult(path=path.name, outcome=ImportOutcome.REJECTED, messages=(unknown.message,)),)
        place = await import_facts.place_of(session, movie_id)
        grabs = await history.grabs_of(session, [body.download_client_id]) if body.download_client_id else {}
    origin = Origin(
        download_id=body.download_client_id,
        title=name,
        mode=body.import_mode,
        can_move=True,
        grab=grabs.get(body.download_client_id or ""),
    )
    return await import_downloads.import_path(program, path, place, origin)
