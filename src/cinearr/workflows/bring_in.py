"""Plan one accepted file and carry the plan out: its name, its extras, and everything that is to be written down of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

import msgspec
import structlog

from cinearr.core.decisions import texts
from cinearr.core.evidence import quality_to_json
from cinearr.core.importing import extras as extra_rules
from cinearr.core.importing.extensions import is_video
from cinearr.core.importing.paths import OutsidePath
from cinearr.core.importing.plan import ExtraFile, ImportPlan, ImportRequest, plan_import
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.naming.builder import build_file_name
from cinearr.core.naming.model import FileFacts
from cinearr.features import movies
from cinearr.kit import files
from cinearr.workflows import import_file
from cinearr.workflows.import_entry import Extra, FileImport, from_plan
from cinearr.workflows.import_facts import Origin, Place, current_file
from cinearr.workflows.import_file import ImportFailed
from cinearr.workflows.judge_files import Judged
from cinearr.workflows.naming_facts import naming_config, naming_facts
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)


async def bring_in(program: Program, judged: Judged, place: Place, origin: Origin, found: Sequence[Path]) -> int:
    """Plan one accepted file and carry the plan out; the id of its row. Raises ImportFailed."""
    if not await asyncio.to_thread(Path(place.root).is_dir):
        raise ImportFailed(f"The root folder {place.root} is not there")
    try:
        if await asyncio.to_thread(_has_changed, place):
            async with program.database.begin() as session:
                await program.queue.command(session, "RescanMovie", {"movieId": place.movie.id})
            raise ImportFailed("The film's file has changed since it was last looked at; it is looked at again first")
        plan = await asyncio.to_thread(plan_for, judged, place, origin, found)
    except OutsidePath as error:
        raise ImportFailed(str(error)) from None
    except OSError as error:
        raise ImportFailed(error.strerror or str(error)) from None
    entry = _entry(judged, place, origin, plan, found)
    log.info("importing", plan=str(plan))
    return await import_file.run(program, entry)


def _has_changed(place: Place) -> bool:
    """A person put another file in the place of the film's: what would be replaced is not what was judged."""
    if place.current is None:
        return False
    path = Path(place.target.path) / place.current.relative_path
    return path.is_file() and path.stat().st_size != place.current.size


def plan_for(judged: Judged, place: Place, origin: Origin, found: Sequence[Path]) -> ImportPlan:
    """What bringing this file in would do. A file of the library that is named by another path is taken by its own."""
    plan = _plan(judged, judged.path, place, origin, found)
    names = [plan.destination, *([plan.replaces.path] if plan.replaces is not None else [])]
    own = next((Path(name) for name in names if files.same_entry(judged.path, Path(name))), judged.path)
    return plan if own == judged.path else _plan(judged, own, place, origin, found)


def _plan(judged: Judged, source: Path, place: Place, origin: Origin, found: Sequence[Path]) -> ImportPlan:
    assert judged.candidate is not None
    stem = new_name(judged, place)
    folder = Path(place.target.path)
    return plan_import(
        ImportRequest(
            source=source,
            size=judged.candidate.size,
            movie_folder=folder,
            root_folder=PurePath(place.root),
            file_name=stem,
            extension=judged.path.suffix,
            mode=origin.mode,
            can_move=origin.can_move,
            use_hardlinks=place.media.copy_using_hardlinks,
            same_device=files.same_device(source, folder),
            current_file=current_file(place),
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
    return from_plan(
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
