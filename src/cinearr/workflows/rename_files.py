"""Giving files of the library the names the settings want, with their extras."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core import languages
from cinearr.core.decisions import texts
from cinearr.core.importing.extras import renamed_extra
from cinearr.core.importing.paths import OutsidePath, confine
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.naming.builder import build_file_name
from cinearr.features import custom_formats, history, media_files, movies, settings
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import events, files
from cinearr.kit.errors import CinearrError
from cinearr.kit.jobs.spec import Body, CommandContext, CommandFailed
from cinearr.views.facts import file_subject
from cinearr.workflows.events import FilesRenamed
from cinearr.workflows.naming_facts import file_facts, naming_config, naming_facts
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)


class RenameFilesBody(Body, frozen=True, kw_only=True, rename="camel"):
    """Files of one film by id."""

    movie_id: int = 0
    files: list[int] = msgspec.field(default_factory=list)


class RenameMovieBody(Body, frozen=True, kw_only=True, rename="camel"):
    """Films by id, with all their files."""

    movie_ids: list[int] = msgspec.field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """A file that would get another name. Paths are relative to the film's folder."""

    movie_id: int
    movie_file_id: int
    existing_path: str
    new_path: str


async def run_files(context: CommandContext[Program]) -> None:
    """The RenameFiles command."""
    program, body = context.program, context.body
    movie = await _movie(program, body.movie_id)
    await context.progress(f"Renaming {len(body.files)} files for {movie.title}")
    renamed = await rename(program, [movie.id], file_ids=body.files)
    await context.progress(f"{renamed} selected movie files renamed for {movie.title}")


async def run_movies(context: CommandContext[Program]) -> None:
    """The RenameMovie command."""
    for movie_id in context.body.movie_ids:
        movie = await _movie(context.program, movie_id)
        await context.progress(f"Renaming movie files for {movie.title}")
        renamed = await rename(context.program, [movie_id])
        await context.progress(f"{renamed} movie files renamed for {movie.title}")


async def _movie(program: Program, movie_id: int) -> Movie:
    async with program.database.read() as session:
        movie = await session.get(Movie, movie_id)
    if movie is None:
        raise CommandFailed(f"Movie with ID {movie_id} does not exist")
    return movie


async def preview(session: AsyncSession, movie_ids: Sequence[int]) -> list[Rename]:
    """What renaming would do to these films; files whose name is right already are left out."""
    config = naming_config(await settings.get(session, settings.Naming))
    compiled = await custom_formats.compiled(session)
    held = await media_files.of_movies(session, movie_ids)
    found: list[Rename] = []
    for movie in await movies.some(session, movie_ids):
        row = held.get(movie.id)
        if row is None:
            continue
        matched = compiled.match(file_subject(row, languages.by_id(movie.original_language)))
        named = tuple(each.name for each in matched if each.include_when_renaming)
        facts = naming_facts(movies.film_of(movie), file_facts(row, custom_formats=named))
        new_path = build_file_name(config, facts) + PurePosixPath(row.relative_path).suffix
        if new_path != row.relative_path:
            found.append(
                Rename(movie_id=movie.id, movie_file_id=row.id, existing_path=row.relative_path, new_path=new_path)
            )
    return found


async def rename(program: Program, movie_ids: Sequence[int], *, file_ids: Collection[int] | None = None) -> int:
    """Rename files of these films, all or those of some ids; how many got another name. One that cannot does not stop the rest."""
    async with program.database.read() as session:
        plans = await preview(session, movie_ids)
        targets = await movies.targets_of(session, movie_ids)
    done = 0
    for plan in plans:
        if file_ids is not None and plan.movie_file_id not in file_ids:
            continue
        try:
            done += await _rename(program, plan, targets[plan.movie_id])
        except (OSError, OutsidePath) as error:
            log.warning("a file keeps its name", path=plan.existing_path, wanted=plan.new_path, reason=str(error))
        except CinearrError as error:
            log.warning("a file keeps its name", path=plan.existing_path, reason=error.message)
    return done


async def _rename(program: Program, plan: Rename, target: Target) -> bool:
    """On the disk first: a file under a name the database does not know yet is found again by the next scan."""
    folder = Path(target.path)
    old, new = folder / plan.existing_path, Path(confine(folder, plan.new_path))
    await asyncio.to_thread(files.place, old, new)
    async with program.database.begin() as session:
        row = await session.get(MovieFile, plan.movie_file_id, with_for_update=True)
        if row is None or row.relative_path != plan.existing_path:
            return False
        row.relative_path = plan.new_path
        await _record(session, row, target, old, new)
        before = {
            "movieFileId": row.id,
            "previousRelativePath": plan.existing_path,
            "previousPath": str(old),
        }
        await program.queue.publish(session, FilesRenamed(movie_id=row.movie_id, renamed=[before]))
        await events.changed(session, "moviefile", "updated", row.id)
        await events.changed(session, "movie", "updated", row.movie_id)
    await _rename_extras(program, plan, folder)
    if old.parent != new.parent:
        await asyncio.to_thread(files.remove_empty, old.parent, up_to=folder)
    log.info("a file was renamed", path=str(old), name=plan.new_path)
    return True


async def _record(session: AsyncSession, row: MovieFile, target: Target, old: Path, new: Path) -> None:
    await history.record(
        session,
        history.EventType.FILE_RENAMED,
        movie_id=row.movie_id,
        target_id=target.id,
        source_title=str(old),
        quality=row.quality,
        languages=row.languages,
        data={
            "sourcePath": str(old),
            "sourceRelativePath": str(old.relative_to(target.path)),
            "path": str(new),
            "relativePath": row.relative_path,
            "releaseGroup": row.release_group,
            "size": row.size,
            "indexerFlags": texts.flags(IndexerFlag(row.indexer_flags)),
        },
    )


async def _rename_extras(program: Program, plan: Rename, folder: Path) -> None:
    """Files that begin with the film's name follow it; one whose new name is taken stays as it is."""
    old, new = PurePosixPath(plan.existing_path), PurePosixPath(plan.new_path)
    async with program.database.read() as session:
        rows = [
            row
            for row in await media_files.extras_of(session, plan.movie_id)
            if row.movie_file_id in (None, plan.movie_file_id)
        ]
    renamed: dict[int, str] = {}
    for row in rows:
        here = PurePosixPath(row.relative_path)
        name = renamed_extra(here.name, old.stem, new.stem)
        parent = new.parent if here.parent == old.parent else here.parent
        there = parent / name
        if there == here:
            continue
        try:
            await asyncio.to_thread(files.place, folder / here, folder / there)
        except OSError as error:
            log.warning("an extra file keeps its name", path=row.relative_path, reason=error.strerror or str(error))
        else:
            renamed[row.id] = str(there)
    if not renamed:
        return
    async with program.database.begin() as session:
        for row in await media_files.extras_of(session, plan.movie_id):
            if row.id in renamed:
                row.relative_path = renamed[row.id]
