"""Looking at films' folders: what came is taken in, what went is let go of, and a film where nothing happened costs a glance.

A film whose folder cannot be seen while its root folder is missing or empty is left alone: that is a disk that is not there,
not a library that was deleted. So is a film whose import or move is under way.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any, Final

import msgspec
import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core import languages
from cinearr.core.evidence import quality_from_json, quality_to_json
from cinearr.core.formats import subjects
from cinearr.core.importing import rules
from cinearr.core.importing.extensions import DISC_IMAGE, SUBTITLE, extension, is_video
from cinearr.core.importing.extras import FoundExtra, find_extras
from cinearr.core.importing.identify import KnownNames, identify, in_import_order
from cinearr.core.importing.model import ImportCandidate
from cinearr.core.importing.scanning import (
    Difference,
    FileOnDisk,
    KnownFile,
    compare,
    is_skipped_file,
    is_skipped_folder,
)
from cinearr.core.media.model import MediaInfo
from cinearr.core.media.tracks import media_info
from cinearr.features import imports, media_files, root_folders, settings
from cinearr.features.imports.tables import ImportRow
from cinearr.features.media_files.tables import ExtraFile, MovieFile
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import events, files
from cinearr.kit.errors import NotFound
from cinearr.kit.jobs.spec import Body, CommandContext, CommandFailed
from cinearr.workflows import import_facts, move_movie
from cinearr.workflows.forget_files import forget
from cinearr.workflows.import_facts import Origin, Place
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

BATCH: Final = 250  # films one thread looks at in one go
THREADS: Final = 4
MOST_FILES: Final = 5_000  # in one film's folder

Progress = Callable[[str], Awaitable[None]]


class RescanBody(Body, frozen=True, kw_only=True, rename="camel"):
    """One film, or all."""

    movie_id: int | None = None


async def run(context: CommandContext[Program]) -> None:
    """The RescanMovie command."""
    movie_id = context.body.movie_id
    if movie_id is None:
        await scan(context.program, progress=context.progress)
        return
    async with context.program.database.read() as session:
        if await session.get(Movie, movie_id) is None:
            raise CommandFailed(f"Movie with ID {movie_id} does not exist")
    await scan(context.program, [movie_id], progress=context.progress)


async def scan(program: Program, movie_ids: Sequence[int] | None = None, *, progress: Progress | None = None) -> int:
    """Look at the folders of these films, or of all; how many were looked at. A film that fails does not stop the rest."""
    async with program.database.read() as session:
        folders = await _folders(session, movie_ids)
        page = await settings.get(session, settings.MediaManagement)
    for start in range(0, len(folders), BATCH * THREADS):
        batch = folders[start : start + BATCH * THREADS]
        if progress is not None:
            await progress(f"Scanning disk for {batch[-1].title}")
        parts = [batch[begin : begin + BATCH] for begin in range(0, len(batch), BATCH)]
        for seen in await asyncio.gather(*(asyncio.to_thread(_look_at_all, part) for part in parts)):
            for look in seen:
                await _settle(program, look, page)
    return len(folders)


# --- what is known ---


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    """A target's folder and what the database has of it."""

    movie_id: int
    target_id: int
    title: str
    path: str
    root: str
    known: tuple[KnownFile, ...] = ()
    extras: frozenset[str] = frozenset()


async def _folders(session: AsyncSession, movie_ids: Sequence[int] | None) -> list[_Folder]:
    """Files before imports under way: an import that ends between the two has nothing half done any more."""
    chosen = select(Target.id, Target.movie_id, Target.path, Movie.title).join(Movie, Movie.id == Target.movie_id)
    rows = select(MovieFile.target_id, MovieFile.id, MovieFile.relative_path, MovieFile.size, MovieFile.modified)
    others = select(ExtraFile.movie_id, ExtraFile.relative_path)
    if movie_ids is not None:
        chosen = chosen.where(Target.movie_id.in_(movie_ids))
        rows = rows.where(MovieFile.movie_id.in_(movie_ids))
        others = others.where(ExtraFile.movie_id.in_(movie_ids))
    known: defaultdict[int, list[KnownFile]] = defaultdict(list)
    for target_id, file_id, path, size, modified in await session.execute(rows):
        known[target_id].append(KnownFile(file_id, path, size, int(modified.timestamp()) if modified else None))
    extras: defaultdict[int, set[str]] = defaultdict(set)
    for movie_id, path in await session.execute(others):
        extras[movie_id].add(path)
    busy = await _busy(session)
    roots = [row.path for row in await root_folders.all_folders(session)]
    return [
        _Folder(
            movie_id=movie_id,
            target_id=target_id,
            title=title,
            path=path,
            root=root_folders.best_for(path, roots),
            known=tuple(known[target_id]),
            extras=frozenset(extras[movie_id]),
        )
        for target_id, movie_id, path, title in (await session.execute(chosen.order_by(Movie.sort_title)))
        if target_id not in busy
    ]


async def _busy(session: AsyncSession) -> set[int]:
    """Targets whose folder is in the middle of an import or a move."""
    importing = set(await session.scalars(select(ImportRow.target_id).where(ImportRow.step.in_(imports.OPEN))))
    moving = await move_movie.under_way(session)
    if moving:
        importing |= set(await session.scalars(select(Target.id).where(Target.movie_id.in_(moving))))
    return importing


# --- what is there ---


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What a folder is like. `exists` is False for one that is gone; one that may not be judged gives no look at all."""

    folder: _Folder
    exists: bool
    difference: Difference
    on_disk: Mapping[str, FileOnDisk] = field(default_factory=dict)
    extras_differ: bool = False


def _look_at_all(folders: Sequence[_Folder]) -> list[_Look]:
    found = []
    for folder in folders:
        look = _look(folder)
        if look is not None and (look.difference or look.extras_differ or not look.exists):
            found.append(look)
    return found


def _look(folder: _Folder) -> _Look | None:
    try:
        on_disk = list_folder(Path(folder.path))
    except FileNotFoundError:
        if not has_anything(Path(folder.root)):
            log.warning("a root folder is missing or empty, its films are left as they are", root=folder.root)
            return None
        return _Look(folder=folder, exists=False, difference=compare(folder.known, (), {}))
    except OSError as error:
        log.warning("a film's folder cannot be read", path=folder.path, reason=error.strerror or str(error))
        return None
    difference = compare(folder.known, folder.extras, on_disk)
    current = next((each.path for each in folder.known if each.path in on_disk), None)
    expected = {str(each.source) for each in _extras(current, on_disk)} if current else set[str]()
    return _Look(
        folder=folder,
        exists=True,
        difference=difference,
        on_disk=on_disk,
        extras_differ=not folder.extras <= on_disk.keys() or not expected <= folder.extras,
    )


def has_anything(folder: Path) -> bool:
    """The folder is there and something is in it."""
    try:
        with os.scandir(folder) as entries:
            return any(True for _ in entries)
    except OSError:
        return False


def list_folder(folder: Path) -> dict[str, FileOnDisk]:
    """The files of a film by their path below its folder; links are not followed. Raises OSError when any of it cannot be seen."""
    found: dict[str, FileOnDisk] = {}
    waiting = [("", str(folder))]
    while waiting:
        prefix, path = waiting.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if not is_skipped_folder(entry.name):
                        waiting.append((f"{prefix}{entry.name}/", entry.path))
                elif not is_skipped_file(entry.name) and entry.is_file():
                    status = entry.stat()
                    name = prefix + entry.name
                    found[name] = FileOnDisk(name, status.st_size, int(status.st_mtime))
                    if len(found) >= MOST_FILES:
                        return found
    return found


def _extras(current: str, on_disk: Mapping[str, FileOnDisk]) -> tuple[FoundExtra, ...]:
    """Files that belong to the film's file by their names."""
    paths = [PurePath(path) for path in on_disk]
    only = sum(is_video(path) for path in paths) == 1
    endings = {extension(path) for path in paths if not is_video(path)}
    wanted = {each for each in endings if each} - {".txt"}
    return find_extras(PurePath(current), paths, PurePath(current).stem, wanted, only_video=only)


# --- settling ---


@dataclass(frozen=True, slots=True, kw_only=True)
class _Video:
    """A video nobody knew, with everything found out about it."""

    file: FileOnDisk
    candidate: ImportCandidate
    accepted: bool


async def _settle(program: Program, look: _Look, page: settings.MediaManagement) -> None:
    """Bring the database up to what was seen of one film."""
    folder, difference = look.folder, look.difference
    if not look.exists and not folder.known and not folder.extras:
        await _make_folder(folder, page)
        return
    try:
        async with program.database.read() as session:
            place = await import_facts.place_of(session, folder.movie_id)
    except NotFound:
        return
    videos = [await _examine(program, file, look, place) for file in difference.videos]
    media = {
        known.id: await _media(program, Path(folder.path) / file.path, place) for known, file in difference.changed
    }
    async with program.database.begin() as session:
        target = await session.get(Target, folder.target_id, with_for_update=True)
        if target is None or target.path != folder.path or folder.target_id in await _busy(session):
            return
        rows = {row.id: row for row in await media_files.of_target(session, target.id)}
        gone = [
            rows[each.id] for each in difference.gone if each.id in rows and rows[each.id].relative_path == each.path
        ]
        await forget(program, session, target, gone, "MissingFromDisk")
        kept = [row for row in rows.values() if row not in gone]
        _update(rows, difference, media)
        current = await _choose(session, target, place, kept, videos)
        await _keep_extras(session, target, look, current)
        await events.changed(session, "movie", "updated", target.movie_id)
    if gone:
        log.info("files are gone from the disk", film=folder.title, files=len(gone))
    if page.delete_empty_folders and gone:
        await asyncio.to_thread(_remove_empty, Path(folder.path), Path(folder.root))


def _update(rows: Mapping[int, MovieFile], difference: Difference, media: Mapping[int, MediaInfo | None]) -> None:
    for known, file in (*difference.moved, *difference.changed, *difference.touched):
        row = rows.get(known.id)
        if row is None or row.relative_path != known.path:
            continue
        row.relative_path, row.size = file.path, file.size
        row.modified = datetime.fromtimestamp(file.modified, UTC)
        if media.get(known.id) is not None:
            row.media_info = msgspec.to_builtins(media[known.id])


async def _choose(
    session: AsyncSession, target: Target, place: Place, kept: Sequence[MovieFile], videos: Sequence[_Video]
) -> MovieFile | None:
    """The target's file: the one it has, unless one that came is of better quality. The others are noted as extras."""
    current = max(kept, key=lambda row: row.id, default=None)
    ranks = import_facts.quality_ranks(place.film)
    accepted = {id(each.candidate): each for each in videos if each.accepted}
    ordered = in_import_order([each.candidate for each in accepted.values()], ranks)
    best = accepted[id(ordered[0])] if ordered else None
    if best is not None and (current is None or _is_better(best.candidate, current, ranks)):
        if current is not None:
            await media_files.remove(session, [current.id])
            _note_video(session, target, current.relative_path)
        current = await _take_in(session, target, best)
    known = set(await session.scalars(select(ExtraFile.relative_path).where(ExtraFile.movie_id == target.movie_id)))
    for each in videos:
        if current is None or each.file.path == current.relative_path:
            continue
        if each.file.path not in known:
            _note_video(session, target, each.file.path)
    if current is not None:
        await session.execute(
            delete(ExtraFile).where(
                ExtraFile.movie_id == target.movie_id, ExtraFile.relative_path == current.relative_path
            )
        )
    return current


def _is_better(candidate: ImportCandidate, current: MovieFile, ranks: Mapping[int, int]) -> bool:
    quality = quality_from_json(current.quality)
    new = (ranks.get(candidate.quality.quality.id, 0), candidate.quality.revision.key)
    return new > (ranks.get(quality.quality.id, 0), quality.revision.key)


async def _take_in(session: AsyncSession, target: Target, video: _Video) -> MovieFile:
    candidate = video.candidate
    row = MovieFile(
        movie_id=target.movie_id,
        target_id=target.id,
        relative_path=video.file.path,
        size=video.file.size,
        modified=datetime.fromtimestamp(video.file.modified, UTC),
        quality=quality_to_json(candidate.quality),
        languages=[each.id for each in candidate.languages],
        release_group=candidate.release_group,
        edition=candidate.edition,
        indexer_flags=0,
        media_info=msgspec.to_builtins(candidate.media_info) if candidate.media_info is not None else None,
    )
    session.add(row)
    await session.flush()
    await events.changed(session, "moviefile", "updated", row.id)
    log.info("a file was found in the library", path=video.file.path, quality=candidate.quality.quality.name)
    return row


def _note_video(session: AsyncSession, target: Target, path: str) -> None:
    session.add(ExtraFile(movie_id=target.movie_id, relative_path=path, extension=PurePath(path).suffix, kind="other"))


async def _keep_extras(session: AsyncSession, target: Target, look: _Look, current: MovieFile | None) -> None:
    """Rows for the extras that are there, none for those that are not."""
    await session.flush()
    rows = {row.relative_path: row for row in await media_files.extras_of(session, target.movie_id)}
    found = {str(each.source): each for each in _extras(current.relative_path, look.on_disk)} if current else {}
    for path, row in rows.items():
        if path not in look.on_disk:
            await session.delete(row)
        elif current is not None and path in found and row.movie_file_id != current.id:
            row.movie_file_id = current.id
    for path, extra in found.items():
        if path not in rows and current is not None:
            session.add(
                ExtraFile(movie_id=target.movie_id, movie_file_id=current.id, relative_path=path, **_columns(extra))
            )


def _columns(extra: FoundExtra) -> dict[str, Any]:
    subtitle = extra.subtitle
    return {
        "extension": extra.source.suffix,
        "kind": "subtitle" if extension(extra.source) in SUBTITLE else "other",
        "language_id": subtitle.language.id if subtitle is not None and subtitle.language.id else None,
        "language_tags": list(subtitle.tags) if subtitle is not None else [],
        "title": subtitle.title if subtitle is not None else None,
    }


# --- examining ---


async def _examine(program: Program, file: FileOnDisk, look: _Look, place: Place) -> _Video:
    """What a video in a film's own folder is; nothing of it moves."""
    path = Path(look.folder.path) / file.path
    media = await _media(program, path, place)
    beside = [each for each in look.on_disk if is_video(PurePath(each))]
    names = KnownNames(file=path.name, folder=path.parent.name if len(beside) == 1 else "", of_film=True)
    original = place.film.original_language
    identified = identify(names, media, original)
    subject = subjects.of_file(
        file_name=path.name,
        scene_name=None,
        original_file_name=None,
        edition=identified.edition,
        release_group=identified.release_group,
        languages=identified.languages,
        original_language=original,
        quality=identified.quality.quality,
        size=file.size,
    )
    matched = place.formats.match(subject)
    candidate = ImportCandidate(
        path=path,
        size=file.size,
        in_library=True,
        siblings=tuple(
            Path(look.folder.path) / each for each in beside if PurePath(each).parent == PurePath(file.path).parent
        ),
        media_info=media,
        quality=identified.quality,
        languages=identified.languages or (languages.UNKNOWN,),
        release_group=identified.release_group,
        edition=identified.edition,
        formats=tuple(each.name for each in matched),
        format_score=place.film.profile.score(each.id for each in matched),
    )
    refused = [each for each in (rule(candidate, import_facts.facts_for(place, Origin())) for rule in _RULES) if each]
    for each in refused:
        log.info("a file in the library is passed over", path=str(path), reason=each.message)
    return _Video(file=file, candidate=candidate, accepted=not refused)


# What lies in the library is judged by what it is; whether it is the best there is comes after.
_RULES: Final = (rules.has_audio, rules.not_multi_part)


async def _media(program: Program, path: Path, place: Place) -> MediaInfo | None:
    if not place.media.enable_media_info or extension(path) in DISC_IMAGE:
        return None
    tracks = await program.media_probe.probe(path)
    return media_info(tracks) if tracks else None


# --- folders ---


async def _make_folder(folder: _Folder, page: settings.MediaManagement) -> None:
    if not page.create_empty_movie_folders or page.delete_empty_folders:
        return
    with contextlib.suppress(OSError):
        await asyncio.to_thread(Path(folder.path).mkdir, parents=True, exist_ok=True)


def _remove_empty(folder: Path, root: Path) -> None:
    for below, _, _ in os.walk(folder, topdown=False):
        files.remove_empty(Path(below), up_to=root)
