"""From what a download left on disk to files in the library: look, judge, plan, and bring in what passes.

`judge` looks at a file or folder and says of each video what it is and what speaks against it; nothing has moved by then, so
the same is what a manual import shows a person.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, Final

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.decisions import texts
from cinearr.core.decisions.matching import keys, match_film
from cinearr.core.decisions.model import FilmFacts, ReleaseSource
from cinearr.core.evidence import quality_from_json, quality_to_json, subject_from_json
from cinearr.core.formats import CompiledFormats, CustomFormat, Subject, subjects
from cinearr.core.importing import extras as extra_rules
from cinearr.core.importing import prechecks, rules
from cinearr.core.importing.extensions import is_video
from cinearr.core.importing.identify import Identified, KnownNames, identify, in_import_order
from cinearr.core.importing.model import (
    CurrentFile,
    ImportCandidate,
    ImportFacts,
    ImportReason,
    ImportRejection,
    movie_label,
)
from cinearr.core.importing.paths import OutsidePath
from cinearr.core.importing.plan import ExtraFile, ImportMode, ImportPlan, ImportRequest, plan_import
from cinearr.core.importing.scene_name import scene_name_for_file
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.languages import Language
from cinearr.core.media.model import MediaInfo
from cinearr.core.media.tracks import media_info
from cinearr.core.naming.builder import build_file_name
from cinearr.core.naming.model import FileFacts
from cinearr.core.quality import QualityModel
from cinearr.core.releases.parser import parse_title
from cinearr.core.tracking import BadFile, FileResult, ImportOutcome
from cinearr.core.tracking import ImportFacts as OutcomeFacts
from cinearr.features import custom_formats, history, media_files, movies, profiles, root_folders, settings
from cinearr.features.download_clients.contract import Item
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.history import EventType
from cinearr.features.history.tables import HistoryRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import files
from cinearr.views import facts as fact_views
from cinearr.workflows import import_file
from cinearr.workflows.import_file import Extra, FileImport, ImportFailed
from cinearr.workflows.naming_facts import naming_config, naming_facts
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

MOST_FILES: Final = 20_000
_BAD: Final = {ImportReason.DANGEROUS_FILE: BadFile.DANGEROUS, ImportReason.EXECUTABLE_FILE: BadFile.EXECUTABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The download files come from; all None for files a person put somewhere."""

    download_id: str | None = None
    title: str | None = None
    client_name: str | None = None
    client_type: str | None = None
    can_move: bool = True
    mode: ImportMode = ImportMode.AUTO
    grab: HistoryRow | None = None
    imported_at: datetime | None = None
    evidence: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The film files are for, with everything an import needs to know of it."""

    movie: Movie
    target: Target
    film: FilmFacts
    root: str
    current: MovieFile | None
    formats: CompiledFormats
    naming: settings.Naming
    media: settings.MediaManagement
    clients: settings.DownloadClients
    quality_titles: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One file with what it is taken for and everything that speaks against it."""

    path: Path
    candidate: ImportCandidate | None
    identified: Identified | None
    subject: Subject | None
    matched: tuple[CustomFormat, ...]
    rejections: tuple[ImportRejection, ...]
    names: KnownNames = KnownNames()  # noqa: RUF009
    folder: str = ""  # the folder it came in, when it lay in one of its own

    @property
    def approved(self) -> bool:
        """Nothing speaks against it."""
        return not self.rejections


# --- a finished download ---


async def import_tracked(program: Program, row: TrackedDownloadRow, item: Item) -> tuple[FileResult, ...]:
    """Bring in what a tracked download left; what came of each file."""
    assert row.movie_id is not None
    if item.output_path is None:
        return ()
    path = Path(str(item.output_path))
    async with program.database.read() as session:
        origin = await origin_of(session, program, row, item)
        place = await place_of(session, row.movie_id)
    return await import_path(program, path, place, origin)


async def import_path(program: Program, path: Path, place: Place, origin: Origin) -> tuple[FileResult, ...]:
    """Judge everything below `path` for one film and bring in the best of it."""
    judged = await judge(program, path, place, origin)
    if not judged and not await asyncio.to_thread(path.exists):
        return ()
    found = await asyncio.to_thread(all_files, path)
    results: list[FileResult] = []
    imported = False
    for each in _ordered(judged, place):
        if imported:
            # What came in first was the best; anything else of the film would now replace it with less.
            place = await refreshed(program, place)
            each = again(each, place, origin)
        if not each.approved:
            results.append(_refused(each, path))
            continue
        try:
            await bring_in(program, each, place, origin, found)
        except ImportFailed as error:
            log.warning("import failed", path=str(each.path), reason=error.message)
            results.append(
                FileResult(path=_shown(each.path, path), outcome=ImportOutcome.SKIPPED, messages=(error.message,))
            )
        else:
            imported = True
            results.append(FileResult(path=_shown(each.path, path), outcome=ImportOutcome.IMPORTED))
    if imported:
        await asyncio.to_thread(clear_folder, path, origin)
    return tuple(results)


def _ordered(judged: Sequence[Judged], place: Place) -> list[Judged]:
    by_candidate = {id(each.candidate): each for each in judged if each.candidate is not None}
    ranks = quality_ranks(place.film)
    good = in_import_order([each.candidate for each in judged if each.candidate is not None], ranks)
    return [by_candidate[id(each)] for each in good] + [each for each in judged if each.candidate is None]


def _refused(judged: Judged, base: Path) -> FileResult:
    bad = next((_BAD[each.reason] for each in judged.rejections if each.reason in _BAD), None)
    return FileResult(
        path=_shown(judged.path, base),
        outcome=ImportOutcome.REJECTED,
        messages=tuple(each.message for each in judged.rejections),
        bad_file=bad,
    )


def _shown(path: Path, base: Path) -> str:
    return str(path.relative_to(base)) if path != base and path.is_relative_to(base) else path.name


def clear_folder(path: Path, origin: Origin) -> None:
    """After a move the download's folder goes, if nothing but samples and small leavings is in it."""
    moved = origin.mode is ImportMode.MOVE or (origin.mode is ImportMode.AUTO and origin.can_move)
    if not moved or not path.is_dir() or path.is_symlink():
        return
    left = all_files(path)
    if any(is_video(each) and "sample" not in each.name.lower() for each in left):
        return
    if any(each.suffix.lower() == ".rar" and each.stat().st_size > 10 * 1024**2 for each in left):
        return
    if sum(each.stat().st_size for each in left) > 100 * 1024**2:
        return
    for each in left:
        files.delete(each)
    for folder, _, _ in os.walk(path, topdown=False):
        try:
            Path(folder).rmdir()
        except OSError:
            return


# --- judging ---


async def judge(program: Program, path: Path, place: Place, origin: Origin) -> list[Judged]:
    """Every video below `path` with what it is and what speaks against it; one entry for the folder when there is none."""
    found = await asyncio.to_thread(all_files, path)
    videos = [each for each in found if is_video(each)]
    if not videos:
        if not found:
            return []
        if path.is_file():
            reason = prechecks.check_file(path) or prechecks.why_no_videos(path, found)
        else:
            reason = prechecks.why_no_videos(path, [each.relative_to(path) for each in found])
        if reason.reason is ImportReason.NO_FILES:
            return []
        return [Judged(path=path, candidate=None, identified=None, subject=None, matched=(), rejections=(reason,))]
    return [await judge_video(program, each, path, found, place, origin) for each in videos]


async def judge_video(
    program: Program, video: Path, base: Path, found: Sequence[Path], place: Place, origin: Origin
) -> Judged:
    """One video; `found` is everything that lies below `base` with it."""
    refused = prechecks.check_file(video)
    if refused is not None:
        return Judged(path=video, candidate=None, identified=None, subject=None, matched=(), rejections=(refused,))
    tracks = await program.media_probe.probe(video) if place.media.enable_media_info else None
    media = media_info(tracks) if tracks else None
    names = known_names(video, base, origin, only=sum(1 for each in found if is_video(each)) == 1)
    try:
        judged = await asyncio.to_thread(_judged, video, found, names, media, place, origin)
    except OSError as error:
        gone = ImportRejection(ImportReason.NO_FILES, f"The file cannot be read: {error.strerror or error}")
        return Judged(path=video, candidate=None, identified=None, subject=None, matched=(), rejections=(gone,))
    return replace(judged, folder=video.parent.name if video.parent != base.parent else "")


def _judged(
    video: Path,
    found: Sequence[Path],
    names: KnownNames,
    media: MediaInfo | None,
    place: Place,
    origin: Origin,
) -> Judged:
    original = place.film.original_language
    grabbed = quality_from_json(origin.grab.quality) if origin.grab is not None else None
    identified = identify(names, media, original, grabbed)
    size = video.stat().st_size
    scene = scene_name_for_file(
        video,
        download_title=origin.title,
        folder_title=names.folder or None,
        other_video_files=sum(1 for each in found if is_video(each)) > 1,
    )
    subject = _subject(video, identified, scene, size, place, origin)
    matched = place.formats.match(subject)
    candidate = ImportCandidate(
        path=video,
        size=size,
        in_library=video.is_relative_to(place.target.path),
        download_id=origin.download_id,
        siblings=tuple(each for each in found if each.parent == video.parent),
        parsed=identified.parsed,
        media_info=media,
        quality=identified.quality,
        languages=identified.languages,
        release_group=identified.release_group,
        edition=identified.edition,
        scene_name=scene,
        formats=tuple(each.name for each in matched),
        format_score=place.film.profile.score(each.id for each in matched),
    )
    return Judged(
        path=video,
        candidate=candidate,
        identified=identified,
        subject=subject,
        matched=matched,
        rejections=rules.evaluate(candidate, import_facts(place, origin)),
        names=names,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says a file is; None where they say nothing."""

    quality: QualityModel | None = None
    languages: tuple[Language, ...] | None = None
    release_group: str | None = None
    indexer_flags: IndexerFlag | None = None


def as_said(judged: Judged, said: Said, place: Place, origin: Origin) -> Judged:
    """The same file as a person says it is, with the formats and reasons that follow."""
    if judged.candidate is None or judged.subject is None:
        return judged
    candidate, subject = judged.candidate, judged.subject
    quality = said.quality or candidate.quality
    languages = candidate.languages if said.languages is None else said.languages
    group = said.release_group or candidate.release_group
    subject = replace(
        subject,
        quality=quality.quality,
        languages=languages,
        release_group=group,
        indexer_flags=subject.indexer_flags if said.indexer_flags is None else said.indexer_flags,
    )
    matched = place.formats.match(subject)
    candidate = replace(
        candidate,
        quality=quality,
        languages=languages,
        release_group=group,
        formats=tuple(each.name for each in matched),
        format_score=place.film.profile.score(each.id for each in matched),
    )
    return replace(
        judged,
        candidate=candidate,
        subject=subject,
        matched=matched,
        rejections=rules.evaluate(candidate, import_facts(place, origin)),
    )


def again(judged: Judged, place: Place, origin: Origin) -> Judged:
    """The same file judged anew, after the film's file has changed."""
    if judged.candidate is None:
        return judged
    return replace(judged, rejections=rules.evaluate(judged.candidate, import_facts(place, origin)))


def known_names(video: Path, base: Path, origin: Origin, *, only: bool) -> KnownNames:
    """The names around a file. A folder or download with several videos names none of them."""
    named_by_folder = only and video.parent != base.parent
    return KnownNames(
        file=video.name,
        folder=video.parent.name if named_by_folder else "",
        download=(origin.title or "") if only else "",
    )


def _subject(
    video: Path, identified: Identified, scene: str | None, size: int, place: Place, origin: Origin
) -> Subject:
    """By the evidence of the grab where there is one, so that a file is judged after the import as it was before."""
    if origin.evidence and "subject" in origin.evidence:
        frozen = subject_from_json(origin.evidence["subject"])
        return replace(frozen, quality=identified.quality.quality, languages=identified.languages)
    flags = IndexerFlag(int(origin.evidence.get("indexer_flags", 0)) if origin.evidence else 0)
    return subjects.of_file(
        file_name=video.name,
        scene_name=scene,
        original_file_name=video.name,
        edition=identified.edition,
        release_group=identified.release_group,
        languages=identified.languages,
        original_language=place.film.original_language,
        quality=identified.quality.quality,
        indexer_flags=flags,
        size=size,
    )


def all_files(path: Path) -> list[Path]:
    """Every regular file below a path, links not followed, hidden system folders left out, at most so many."""
    if path.is_file():
        return [path]
    found: list[Path] = []
    for folder, names, entries in os.walk(path, followlinks=False):
        names[:] = sorted(name for name in names if name not in ("@eaDir", ".AppleDouble", "#recycle", ".@__thumb"))
        for entry in sorted(entries):
            file = Path(folder) / entry
            if file.is_file() and not entry.startswith(".cinearr-"):
                found.append(file)
            if len(found) >= MOST_FILES:
                return found
    return found


# --- bringing in ---


async def bring_in(program: Program, judged: Judged, place: Place, origin: Origin, found: Sequence[Path]) -> int:
    """Plan one accepted file and carry the plan out; the id of its row. Raises ImportFailed."""
    if not await asyncio.to_thread(Path(place.root).is_dir):
        raise ImportFailed(f"The root folder {place.root} is not there")
    try:
        plan = await asyncio.to_thread(plan_for, judged, place, origin, found)
    except OutsidePath as error:
        raise ImportFailed(str(error)) from None
    except OSError as error:
        raise ImportFailed(error.strerror or str(error)) from None
    entry = _entry(judged, place, origin, plan, found)
    log.info("importing", plan=str(plan))
    return await import_file.run(program, entry)


def plan_for(judged: Judged, place: Place, origin: Origin, found: Sequence[Path]) -> ImportPlan:
    """What bringing this file in would do."""
    assert judged.candidate is not None
    stem = new_name(judged, place)
    folder = Path(place.target.path)
    return plan_import(
        ImportRequest(
            source=judged.path,
            size=judged.candidate.size,
            movie_folder=folder,
            root_folder=PurePath(place.root),
            file_name=stem,
            extension=judged.path.suffix,
            mode=origin.mode,
            can_move=origin.can_move,
            use_hardlinks=place.media.copy_using_hardlinks,
            same_device=files.same_device(judged.path, folder),
            current_file=_current(place),
            recycle_bin=PurePath(place.media.recycle_bin) if place.media.recycle_bin else None,
            extras=tuple(
                ExtraFile(each.source, each.name, Path(each.source).stat().st_size)
                for each in _extras(judged, place, found, PurePath(stem).name)
            ),
        )
    )


def new_name(judged: Judged, place: Place) -> str:
    """The name the file gets, without its extension."""
    assert judged.candidate is not None
    candidate = judged.candidate
    return build_file_name(
        naming_config(place.naming),
        naming_facts(
            movies.film_of(place.movie),
            FileFacts(
                quality=place.quality_titles.get(candidate.quality.quality.id, candidate.quality.quality.name),
                revision=candidate.quality.revision,
                release_group=candidate.release_group,
                edition=candidate.edition,
                scene_name=candidate.scene_name,
                relative_path=candidate.path.name,
                media_info=candidate.media_info,
                custom_formats=tuple(each.name for each in judged.matched if each.include_when_renaming),
            ),
        ),
    )


def _extras(judged: Judged, place: Place, found: Sequence[Path], stem: str) -> tuple[extra_rules.FoundExtra, ...]:
    if not place.media.import_extra_files:
        return ()
    beside = [each for each in found if each != judged.path]
    videos = sum(1 for each in found if is_video(each))
    wanted = extra_rules.wanted_extensions(place.media.extra_file_extensions)
    return extra_rules.find_extras(judged.path, beside, stem, wanted, only_video=videos == 1)


def _entry(judged: Judged, place: Place, origin: Origin, plan: ImportPlan, found: Sequence[Path]) -> FileImport:
    assert judged.candidate is not None and judged.subject is not None
    candidate = judged.candidate
    folder = Path(place.target.path)
    relative = str(Path(str(plan.destination)).relative_to(folder))
    quality = quality_to_json(candidate.quality)
    language_ids = [each.id for each in candidate.languages]
    return import_file.from_plan(
        plan,
        movie_id=place.movie.id,
        target_id=place.target.id,
        root=place.root,
        file={
            "relative_path": relative,
            "size": candidate.size,
            "quality": quality,
            "languages": language_ids,
            "release_group": candidate.release_group,
            "scene_name": candidate.scene_name,
            "original_file_path": _original_path(judged, origin),
            "edition": candidate.edition,
            "indexer_flags": int(judged.subject.indexer_flags),
            "media_info": msgspec.to_builtins(candidate.media_info) if candidate.media_info is not None else None,
            "evidence": dict(origin.evidence) if origin.evidence else None,
        },
        extras=_extra_entries(judged, place, plan, found),
        replaces_id=place.current.id if place.current is not None else None,
        history={
            "source_title": origin.title or candidate.scene_name or judged.path.stem,
            "quality": quality,
            "languages": language_ids,
            "download_id": origin.download_id,
            "data": {
                "droppedPath": str(judged.path),
                "importedPath": str(plan.destination),
                "downloadClient": origin.client_type,
                "downloadClientName": origin.client_name,
                "releaseGroup": candidate.release_group,
                "customFormatScore": candidate.format_score,
                "size": candidate.size,
                "indexerFlags": texts.flags(judged.subject.indexer_flags),
            },
        },
        deleted_history=_deleted_history(place) if plan.replaces is not None else None,
        download={
            "download_id": origin.download_id,
            "source_title": origin.title or "",
            "data": {"path": str(plan.destination)},
        }
        if origin.download_id
        else None,
        download_id=origin.download_id,
        **_dress(place),
        told={
            "source_path": str(judged.path),
            "download_client": origin.client_name,
            "download_client_type": origin.client_type,
            "replaced": _replaced_facts(place) if plan.replaces is not None else None,
        },
    )


def _dress(place: Place) -> dict[str, Any]:
    """Mode, group and time of the file as the settings want them."""
    media, movie = place.media, place.movie
    wanted = {
        "cinemas": movie.in_cinemas,
        "release": movie.physical_release or movie.digital_release,
    }.get(media.file_date)
    permissions = media.set_permissions_linux
    return {
        "folder_mode": int(media.chmod_folder, 8) if permissions and media.chmod_folder else None,
        "group": media.chown_group or None if permissions else None,
        "moment": wanted.timestamp() if wanted is not None else None,
    }


def _original_path(judged: Judged, origin: Origin) -> str:
    """The file with the folder it came in, as v3 keeps it."""
    path = judged.path
    folder = judged.folder or (path.parent.name if origin.download_id else "")
    return str(Path(folder) / path.name)


def _extra_entries(judged: Judged, place: Place, plan: ImportPlan, found: Sequence[Path]) -> tuple[Extra, ...]:
    by_source = {str(each.source): each for each in _extras(judged, place, found, Path(str(plan.destination)).stem)}
    folder = Path(place.target.path)
    entries = []
    for planned in plan.extras:
        known = by_source.get(str(planned.source))
        subtitle = known.subtitle if known is not None else None
        destination = Path(str(planned.destination))
        entries.append(
            Extra(
                source=str(planned.source),
                destination=str(destination),
                size=planned.size,
                columns={
                    "relative_path": str(destination.relative_to(folder)),
                    "extension": destination.suffix,
                    "kind": known.kind.value if known is not None else "other",
                    "language_id": subtitle.language.id if subtitle is not None else None,
                    "language_tags": list(subtitle.tags) if subtitle is not None else [],
                    "title": subtitle.title if subtitle is not None else None,
                },
            )
        )
    return tuple(entries)


def _deleted_history(place: Place) -> dict[str, Any] | None:
    """A replaced file is told as deleted, with the reason that it was upgraded."""
    if place.current is None:
        return None
    row = place.current
    return {
        "source_title": str(Path(place.target.path) / row.relative_path),
        "quality": row.quality,
        "languages": row.languages,
        "data": {
            "reason": "Upgrade",
            "releaseGroup": row.release_group,
            "size": row.size,
            "indexerFlags": texts.flags(IndexerFlag(row.indexer_flags)),
        },
    }


def _replaced_facts(place: Place) -> dict[str, Any] | None:
    if place.current is None:
        return None
    row = place.current
    return {
        "id": row.id,
        "relative_path": row.relative_path,
        "path": str(Path(place.target.path) / row.relative_path),
        "size": row.size,
        "quality": row.quality,
        "languages": row.languages,
        "release_group": row.release_group,
        "scene_name": row.scene_name,
        "indexer_flags": row.indexer_flags,
        "media_info": row.media_info,
        "date_added": row.date_added.isoformat(),
    }


# --- facts ---


async def place_of(session: AsyncSession, movie_id: int) -> Place:
    """Everything an import for a film needs to know. Raises NotFound."""
    movie = await movies.get(session, movie_id)
    target = await movies.target_of(session, movie_id)
    held = await media_files.of_target(session, target.id)
    found = await profiles.quality_profiles(session)
    roots = [row.path for row in await root_folders.all_folders(session)]
    current = held[0] if held else None
    film = fact_views.film_facts(
        movie,
        target,
        clean_titles=frozenset(),
        profile=found[target.quality_profile_id],
        file=current,
    )
    return Place(
        movie=movie,
        target=target,
        film=film,
        root=root_folders.best_for(target.path, roots),
        current=current,
        formats=await custom_formats.compiled(session),
        naming=await settings.get(session, settings.Naming),
        media=await settings.get(session, settings.MediaManagement),
        clients=await settings.get(session, settings.DownloadClients),
        quality_titles={
            quality_id: each.title for quality_id, each in (await profiles.quality_definitions(session)).items()
        },
    )


async def refreshed(program: Program, place: Place) -> Place:
    """The place as it is now."""
    async with program.database.read() as session:
        return await place_of(session, place.movie.id)


async def origin_of(
    session: AsyncSession,
    program: Program,
    row: TrackedDownloadRow,
    item: Item,
    mode: ImportMode = ImportMode.AUTO,
) -> Origin:
    """What is known of a tracked download."""
    past = await history.by_download(session, row.download_id)
    providers = {each.id: each for each in await program.download_clients.all()}
    provider = providers.get(row.download_client_id)
    return Origin(
        download_id=row.download_id,
        title=row.title,
        client_name=provider.name if provider else None,
        client_type=provider.implementation.implementation_name if provider else None,
        can_move=item.can_move_files,
        mode=mode,
        grab=next((each for each in past if each.event_type == EventType.GRABBED), None),
        imported_at=next((each.date for each in past if each.event_type == EventType.IMPORTED), None),
        evidence=row.evidence,
    )


def quality_ranks(film: FilmFacts) -> dict[int, int]:
    """Each quality's place in the film's profile."""
    return {quality_id: position.item for quality_id, position in film.profile.positions.items()}


def _current(place: Place) -> CurrentFile | None:
    if place.current is None:
        return None
    row = place.current
    subject = fact_views.file_subject(row, place.film.original_language)
    matched = place.formats.match(subject)
    return CurrentFile(
        path=PurePath(place.target.path) / row.relative_path,
        size=row.size,
        quality=_quality(row),
        formats=tuple(each.name for each in matched),
        format_score=place.film.profile.score(each.id for each in matched),
    )


def _quality(row: MovieFile) -> QualityModel:
    return quality_from_json(row.quality)


def import_facts(place: Place, origin: Origin) -> ImportFacts:
    """What the import rules ask for."""
    grab = origin.grab
    return ImportFacts(
        movie_id=place.movie.id,
        movie_label=movie_label(place.movie.title, place.movie.year, place.movie.imdb_id, place.movie.tmdb_id),
        runtime_minutes=place.movie.runtime,
        current_file=_current(place),
        quality_ranks=quality_ranks(place.film),
        prefer_revisions=place.media.download_propers_and_repacks != "doNotPrefer",
        free_space=files.free_space(Path(place.root)),
        minimum_free_space=place.media.minimum_free_space_when_importing * 1024**2,
        check_free_space=not place.media.skip_free_space_check_when_importing,
        grabbed_movie_ids=frozenset({grab.movie_id}) if grab is not None else None,
        grabbed_title=grab.source_title if grab is not None else "",
        grabbed_at=grab.date if grab is not None else None,
        imported_at=origin.imported_at,
        working_folders=place.clients.download_client_working_folders,
        windows=os.name == "nt",
    )


async def outcome_facts(session: AsyncSession, program: Program, row: TrackedDownloadRow, path: str) -> OutcomeFacts:
    """What decides, beside the files, where a download stands after its import."""
    events_of = await history.by_download(session, row.download_id)
    newest: HistoryRow | None = events_of[0] if events_of else None
    grab = next((each for each in events_of if each.event_type == EventType.GRABBED), None)
    fail_on = None
    if grab is not None:
        indexer_id = int(grab.data.get("indexerId", 0) or 0)
        for indexer in await program.indexers.all():
            if indexer.id == indexer_id:
                fail_on = frozenset(BadFile(each) for each in getattr(indexer.settings, "fail_downloads", ()))
    return OutcomeFacts(
        title=row.title,
        path=path,
        known_release=grab is not None,
        imported_before=newest is not None and newest.event_type == EventType.IMPORTED,
        fail_on=fail_on,
    )


async def movie_of_name(session: AsyncSession, program: Program, name: str) -> int | None:
    """The film a file or folder name is of; None when none or several fit."""
    return (await movies_of_names(session, program, [name])).get(name)


async def movies_of_names(session: AsyncSession, program: Program, names: Iterable[str]) -> dict[str, int]:
    """The films names are of, without those that fit none or several."""
    understood = {name: parsed for name in names if (parsed := parse_title(name)) is not None}
    if not understood:
        return {}
    _, index = await fact_views.load(
        session,
        keys=keys((parsed, None) for parsed in understood.values()),
        source=ReleaseSource.UNKNOWN,
        now=program.clock(),
        indexers=(),
    )
    matched = {name: match_film(parsed, None, index).film for name, parsed in understood.items()}
    return {name: film.movie_id for name, film in matched.items() if film is not None}
