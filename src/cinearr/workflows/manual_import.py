"""Bringing in files as a person says they are: what lies somewhere, what it would be taken for, and the import itself."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import msgspec
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core import languages as known_languages
from cinearr.core import quality as known_qualities
from cinearr.core.evidence import languages_from_ids
from cinearr.core.importing import prechecks
from cinearr.core.importing.extensions import is_video
from cinearr.core.importing.identify import KnownNames, identify
from cinearr.core.importing.model import ImportRejection
from cinearr.core.importing.plan import ImportMode
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.languages import Language
from cinearr.core.quality import QualityModel, Revision
from cinearr.core.tracking import FileResult, ImportOutcome
from cinearr.features import media_files, movies
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Target
from cinearr.kit.errors import Invalid, NotFound
from cinearr.kit.jobs.spec import Body, CommandContext, CommandFailed, Unsuccessful
from cinearr.kit.validators import not_empty
from cinearr.workflows import bring_in, clear_download, import_facts, import_file, judge_files
from cinearr.workflows.import_facts import Origin, Place
from cinearr.workflows.import_file import ImportFailed
from cinearr.workflows.judge_files import Judged, Said
from cinearr.workflows.program import Program
from cinearr.workflows.track_downloads import finish_import, item_of

log = structlog.get_logger(__name__)

# A folder of no film with more videos than this is only listed: looking into each would take too long to wait for.
MOST_LOOKED_INTO: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file that could be imported. `judged` is None when it was not looked into, or is a file of the library (`row`)."""

    path: Path
    base: Path
    size: int
    movie_id: int | None = None
    judged: Judged | None = None
    row: MovieFile | None = None
    download_id: str | None = None
    names: KnownNames = field(default_factory=KnownNames)
    rejections: tuple[ImportRejection, ...] = ()


# --- looking ---


async def look(
    program: Program, *, folder: str | None, download_id: str | None, movie_id: int | None, only_new: bool
) -> list[Listed]:
    """What there is to import in a folder, of a download, or of a film's own. `only_new` leaves out the library's files.

    Raises Invalid without any of the three, NotFound for an unknown film.
    """
    if movie_id is not None and not download_id:
        return await _of_movie(program, movie_id)
    tracked = await _tracked(program, download_id)
    path = _output_path(tracked) or (Path(folder) if folder else None)
    if path is None:
        raise Invalid(*not_empty("Folder", folder))
    if not path.is_absolute() or not await asyncio.to_thread(path.exists):
        return []
    found = [each for each in await asyncio.to_thread(judge_files.all_files, path) if is_video(each)]
    if only_new:
        known = await _known_files(program)
        found = [each for each in found if str(each) not in known]
    return await _looked_into(program, path, found, tracked, movie_id)


async def _of_movie(program: Program, movie_id: int) -> list[Listed]:
    async with program.database.read() as session:
        target = await movies.target_of(session, movie_id)
        rows = await media_files.of_target(session, target.id)
    folder = Path(target.path)
    return [
        Listed(path=folder / row.relative_path, base=folder, size=row.size, movie_id=movie_id, row=row) for row in rows
    ]


async def _known_files(program: Program) -> set[str]:
    async with program.database.read() as session:
        rows = await session.execute(
            select(Target.path, MovieFile.relative_path).join(MovieFile, MovieFile.target_id == Target.id)
        )
        return {str(Path(folder) / relative) for folder, relative in rows}


async def _tracked(program: Program, download_id: str | None) -> TrackedDownloadRow | None:
    if not download_id:
        return None
    async with program.database.read() as session:
        return await session.scalar(
            select(TrackedDownloadRow)
            .where(TrackedDownloadRow.download_id == download_id)
            .order_by(TrackedDownloadRow.gone, TrackedDownloadRow.id.desc())
            .limit(1)
        )


def _output_path(tracked: TrackedDownloadRow | None) -> Path | None:
    path = tracked.item.get("output_path") if tracked is not None else None
    return Path(path) if path else None


async def _looked_into(
    program: Program,
    base: Path,
    videos: Sequence[Path],
    tracked: TrackedDownloadRow | None,
    movie_id: int | None,
) -> list[Listed]:
    films = await _films(program, base, videos, movie_id or (tracked.movie_id if tracked is not None else None))
    download_id = tracked.download_id if tracked is not None else None
    if len(videos) > MOST_LOOKED_INTO and not any(films.values()):
        return [await _unlooked(each, base, download_id) for each in videos]
    scenes: dict[int, tuple[Place, Origin]] = {}
    async with program.database.read() as session:
        for each in sorted({film for film in films.values() if film is not None}):
            scenes[each] = (
                await import_facts.place_of(session, each),
                await _origin(session, program, tracked, ImportMode.AUTO),
            )
    listed = []
    for video in videos:
        film = films[video]
        if film is None:
            listed.append(await _of_nobody(video, base, download_id))
            continue
        place, origin = scenes[film]
        around = _around(video, base, videos)
        judged = await judge_files.judge_video(program, video, around[0], around[1], place, origin)
        listed.append(
            Listed(
                path=video,
                base=base,
                size=judged.candidate.size if judged.candidate is not None else 0,
                movie_id=film,
                judged=judged,
                download_id=download_id,
                names=judged.names,
                rejections=judged.rejections,
            )
        )
    return listed


def _around(video: Path, base: Path, videos: Sequence[Path]) -> tuple[Path, list[Path]]:
    """The part of a folder that belongs together with a video: what lies below the same entry of the folder."""
    if video == base or video.parent == base:
        return base, [each for each in videos if each.parent == video.parent]
    top = base / video.relative_to(base).parts[0]
    return top, [each for each in videos if each.is_relative_to(top)]


async def _films(program: Program, base: Path, videos: Sequence[Path], movie_id: int | None) -> dict[Path, int | None]:
    """The film of each video: the one that is given, else by the folders above it and its own name."""
    if movie_id is not None:
        return dict.fromkeys(videos, movie_id)
    names = {video: _names(video, base) for video in videos}
    async with program.database.read() as session:
        found = await import_facts.movies_of_names(
            session, program, {name for several in names.values() for name in several}
        )
    return {video: next((found[name] for name in several if name in found), None) for video, several in names.items()}


def _names(video: Path, base: Path) -> list[str]:
    """The names that may tell the film, the file's own first, then its folders up to the one that was asked for."""
    folders = [] if video == base else [base.name, *video.relative_to(base).parent.parts]
    return [video.stem, *reversed(folders)]


async def _of_nobody(video: Path, base: Path, download_id: str | None) -> Listed:
    return Listed(
        path=video,
        base=base,
        size=await asyncio.to_thread(_size, video),
        download_id=download_id,
        names=KnownNames(file=video.name, folder=video.parent.name if video.parent != base else ""),
        rejections=(prechecks.check_file(video) or prechecks.unknown_movie(),),
    )


async def _unlooked(video: Path, base: Path, download_id: str | None) -> Listed:
    return Listed(path=video, base=base, size=await asyncio.to_thread(_size, video), download_id=download_id)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


# --- as a person says ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One file and what a person says of it; None or empty where they leave it to us."""

    path: Path
    movie_id: int | None
    quality: QualityModel | None = None
    languages: tuple[Language, ...] = ()
    release_group: str | None = None
    indexer_flags: int | None = None
    download_id: str | None = None

    def said(self) -> Said:
        """What overrules the names. Unknown says nothing."""
        known = tuple(each for each in self.languages if each != known_languages.UNKNOWN)
        unknown = self.quality is None or self.quality.quality is known_qualities.UNKNOWN
        return Said(
            quality=None if unknown else self.quality,
            languages=known or None,
            release_group=(self.release_group or "").strip() or None,
            indexer_flags=None if self.indexer_flags is None else IndexerFlag(self.indexer_flags),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A file judged as it was said to be, with where it goes and comes from."""

    judged: Judged
    place: Place
    origin: Origin
    found: tuple[Path, ...]
    tracked: TrackedDownloadRow | None


async def judged_as(program: Program, wanted: Wanted, mode: ImportMode = ImportMode.AUTO) -> Scene:
    """Judge a file as a person says it is. Raises NotFound for an unknown film."""
    if wanted.movie_id is None:
        raise NotFound("The film of a file to import is not named")
    tracked = await _tracked(program, wanted.download_id)
    async with program.database.read() as session:
        place = await import_facts.place_of(session, wanted.movie_id)
        origin = await _origin(session, program, tracked, mode, download_id=wanted.download_id)
    folder = wanted.path.parent
    found = await asyncio.to_thread(judge_files.all_files, folder)
    # A folder with several films names none of them, and a root of many folders says nothing of one file.
    beside = [each for each in found if each.parent == folder]
    judged = await judge_files.judge_video(program, wanted.path, folder, beside, place, origin)
    return Scene(
        judged=await asyncio.to_thread(judge_files.as_said, judged, wanted.said(), place, origin),
        place=place,
        origin=origin,
        found=tuple(beside),
        tracked=tracked,
    )


async def _origin(
    session: AsyncSession,
    program: Program,
    tracked: TrackedDownloadRow | None,
    mode: ImportMode,
    *,
    download_id: str | None = None,
) -> Origin:
    """Of the download, else a person's own files, which `auto` moves."""
    if tracked is None:
        return Origin(download_id=download_id, mode=mode, can_move=True)
    return await import_facts.origin_of(session, program, tracked, item_of(tracked), mode)


def unknown_film_facts(listed: Listed) -> tuple[QualityModel, tuple[Language, ...], str | None]:
    """Quality, languages and group of a file of which only the names are known."""
    found = identify(listed.names, None, known_languages.UNKNOWN)
    return found.quality, found.languages, found.release_group


# --- the command ---


class QualityPart(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A quality as v3 has it; only the id counts."""

    id: int = 0
    name: str | None = None
    source: str | None = None
    resolution: int | None = None
    modifier: str | None = None


class RevisionPart(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A revision as v3 has it."""

    version: int = 1
    real: int = 0
    is_repack: bool = False


class QualityBody(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Quality and revision."""

    quality: QualityPart = QualityPart()
    revision: RevisionPart = RevisionPart()


class LanguageBody(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """A language as v3 has it; only the id counts."""

    id: int | None = None
    name: str | None = None


class FileBody(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One file of the command."""

    path: str
    folder_name: str | None = None
    movie_id: int | None = None
    quality: QualityBody | None = None
    languages: list[LanguageBody] | None = None
    release_group: str | None = None
    indexer_flags: int | None = None
    download_id: str | None = None


class ManualImportBody(Body, frozen=True, kw_only=True, rename="camel"):
    """What to bring in, and how."""

    files: list[FileBody] = msgspec.field(default_factory=list)
    import_mode: ImportMode = ImportMode.AUTO


async def run(context: CommandContext[Program]) -> None:
    """The ManualImport command: every file as it was said to be, whatever the rules would say against it."""
    program, body = context.program, context.body
    if not body.files:
        raise CommandFailed("No files were given")
    await import_file.recover(program)
    done: list[tuple[FileBody, TrackedDownloadRow | None, FileResult]] = []
    for number, each in enumerate(body.files, 1):
        await context.progress(f"Processing file {number} of {len(body.files)}")
        tracked, result = await _bring_in(program, each, body.import_mode)
        done.append((each, tracked, result))
    await _finish_downloads(program, done, body.import_mode)
    imported = [result for _, _, result in done if result.outcome is ImportOutcome.IMPORTED]
    failed = [f"{result.path}: {', '.join(result.messages)}" for _, _, result in done if result not in imported]
    if not imported:
        raise Unsuccessful("; ".join(failed))
    message = f"Manually imported {len(imported)} files"
    await context.progress(f"{message}, failed: {'; '.join(failed)}" if failed else message)


async def _bring_in(program: Program, sent: FileBody, mode: ImportMode) -> tuple[TrackedDownloadRow | None, FileResult]:
    path = Path(sent.path)
    try:
        if not path.is_absolute():
            raise ImportFailed("The path must be absolute")
        scene = await judged_as(program, _wanted(sent, path), mode)
        if scene.judged.candidate is None:
            raise ImportFailed(", ".join(each.message for each in scene.judged.rejections))
        await bring_in.bring_in(program, scene.judged, scene.place, scene.origin, scene.found)
    except (ImportFailed, NotFound) as error:
        log.warning("manual import failed", path=str(path), reason=error.message)
        return None, FileResult(path=path.name, outcome=ImportOutcome.SKIPPED, messages=(error.message,))
    return scene.tracked, FileResult(path=path.name, outcome=ImportOutcome.IMPORTED)


def _wanted(sent: FileBody, path: Path) -> Wanted:
    quality = None
    if sent.quality is not None:
        revision = sent.quality.revision
        quality = QualityModel(
            known_qualities.by_id(sent.quality.quality.id),
            Revision(real=revision.real, version=revision.version, is_repack=revision.is_repack),
        )
    return Wanted(
        path=path,
        movie_id=sent.movie_id,
        quality=quality,
        languages=languages_from_ids(each.id for each in sent.languages or () if each.id is not None),
        release_group=sent.release_group,
        indexer_flags=sent.indexer_flags,
        download_id=sent.download_id,
    )


async def _finish_downloads(
    program: Program, done: Collection[tuple[FileBody, TrackedDownloadRow | None, FileResult]], mode: ImportMode
) -> None:
    """Downloads something was brought in of are imported, and their folders go when everything was moved out of them."""
    rows = {tracked.id: (tracked, sent) for sent, tracked, _ in done if tracked is not None}
    for tracked, sent in rows.values():
        if tracked.movie_id != sent.movie_id:
            async with program.database.begin() as session:
                await _change_film(session, tracked, sent.movie_id)
        path = _output_path(tracked)
        result = FileResult(path=tracked.title, outcome=ImportOutcome.IMPORTED)
        await finish_import(program, tracked, (result,), str(path or ""))
        if path is not None:
            origin = Origin(download_id=tracked.download_id, mode=mode, can_move=item_of(tracked).can_move_files)
            async with program.database.read() as session:
                runtime = (await movies.get(session, sent.movie_id)).runtime if sent.movie_id is not None else 0
            await clear_download.clear(program, path, origin, runtime=runtime)


async def _change_film(session: AsyncSession, tracked: TrackedDownloadRow, movie_id: int | None) -> None:
    """A person says which film a download is of."""
    if movie_id is None:
        return
    target = await movies.target_of(session, movie_id)
    row: Any = await session.get(TrackedDownloadRow, tracked.id)
    if row is not None:
        row.movie_id = tracked.movie_id = movie_id
        row.target_id = tracked.target_id = target.id
