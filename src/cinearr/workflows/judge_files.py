"""What video files are taken for and what speaks against bringing them in; nothing has moved by then.

Downloads, folders a person names and the manual import are judged by the same.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cinearr.core.evidence import quality_from_json, subject_from_json
from cinearr.core.formats import CustomFormat, Subject, subjects
from cinearr.core.importing import prechecks, rules
from cinearr.core.importing.extensions import is_video
from cinearr.core.importing.identify import Identified, KnownNames, identify
from cinearr.core.importing.model import (
    ImportCandidate,
    ImportReason,
    ImportRejection,
)
from cinearr.core.importing.scene_name import scene_name_for_file
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.languages import Language
from cinearr.core.media.model import MediaInfo
from cinearr.core.media.tracks import media_info
from cinearr.core.quality import QualityModel
from cinearr.kit.folders import is_file
from cinearr.workflows.import_facts import Origin, Place, facts_for
from cinearr.workflows.program import Program

MOST_FILES: Final = 20_000


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says a file is; None where they say nothing."""

    quality: QualityModel | None = None
    languages: tuple[Language, ...] | None = None
    release_group: str | None = None
    indexer_flags: IndexerFlag | None = None


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
        rejections=rules.evaluate(candidate, facts_for(place, origin)),
        names=names,
    )


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
        rejections=rules.evaluate(candidate, facts_for(place, origin)),
    )


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
    if is_file(path):
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
