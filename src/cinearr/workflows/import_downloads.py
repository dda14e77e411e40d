"""From what a download left on disk to files in the library: judge everything, and bring in the best of what passes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import select

from cinearr.core.importing.identify import in_import_order
from cinearr.core.importing.model import ImportReason
from cinearr.core.releases.model import ParsedRelease
from cinearr.core.releases.parser import parse_title
from cinearr.core.releases.titles import clean_title
from cinearr.core.tracking import BadFile, FileResult, ImportOutcome
from cinearr.features.download_clients.contract import Item
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.movies.tables import MovieTitle
from cinearr.workflows import clear_download, kept_places
from cinearr.workflows.bring_in import bring_in
from cinearr.workflows.import_facts import Origin, Place, origin_of, place_of, quality_ranks
from cinearr.workflows.import_file import ImportFailed
from cinearr.workflows.judge_files import Judged, all_files, judge
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

_ONE_IS_ENOUGH: Final = "Movie has already been imported"
_BAD: Final = {ImportReason.DANGEROUS_FILE: BadFile.DANGEROUS, ImportReason.EXECUTABLE_FILE: BadFile.EXECUTABLE}


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
    """Judge everything below `path` for one film and bring in the best of it.

    A path that holds the library, another film or the folder of a client is no download of one film: nothing is taken from it.
    """
    async with program.database.read() as session:
        places = await kept_places.load(session, program, near=path, but_target=place.target.id)
        known = {place.movie.clean_title, clean_title(place.movie.original_title)}
        known |= set(await session.scalars(select(MovieTitle.clean_title).where(MovieTitle.movie_id == place.movie.id)))
    shared = await asyncio.to_thread(_held_by, path, places)
    if shared is not None:
        message = f"'{path}' is or holds {shared}, so it is no download's own folder"
        return (FileResult(path=path.name, outcome=ImportOutcome.REJECTED, messages=(message,)),)
    judged = await judge(program, path, place, origin)
    if not judged:
        return ()
    found = await asyncio.to_thread(all_files, path)
    results: list[FileResult] = []
    imported = False
    for each in _ordered(judged, place, known):
        if not each.approved:
            results.append(_refused(each, path))
            continue
        if place.current is not None and origin.grab is None and _says_another_film(each.path, known):
            message = f"The name is that of another film than {place.movie.title}, whose file it would replace"
            results.append(
                FileResult(path=_shown(each.path, path), outcome=ImportOutcome.REJECTED, messages=(message,))
            )
            continue
        if imported:
            # What came in first was the best; anything else would now replace it, and may be another film altogether.
            results.append(
                FileResult(path=_shown(each.path, path), outcome=ImportOutcome.SKIPPED, messages=(_ONE_IS_ENOUGH,))
            )
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
        await clear_download.clear(program, path, origin, runtime=place.movie.runtime)
    return tuple(results)


def _held_by(path: Path, places: Sequence[kept_places.Place]) -> kept_places.Place | None:
    """Several downloads may be one folder: a release that is shared on several trackers."""
    if not os.path.isdir(path):  # noqa: PTH112  # False for one that cannot be looked at
        return None
    return kept_places.held_by(path, [each for each in places if each.kind is not kept_places.Kind.DOWNLOAD])


def _ordered(judged: Sequence[Judged], place: Place, known: Collection[str]) -> list[Judged]:
    """The best first, but those that bear another title than the film after those that bear its own."""
    by_candidate = {id(each.candidate): each for each in judged if each.candidate is not None}
    ranks = quality_ranks(place.film)
    good = in_import_order([each.candidate for each in judged if each.candidate is not None], ranks)
    ordered = sorted((by_candidate[id(each)] for each in good), key=lambda each: not _bears_title(each.path, known))
    return ordered + [each for each in judged if each.candidate is None]


def _bears_title(video: Path, known: Collection[str]) -> bool:
    parsed = parse_title(video.stem)
    return parsed is not None and any(clean_title(title) in known for title in _titles(parsed))


def _says_another_film(video: Path, known: Collection[str]) -> bool:
    """A whole name, with its year, that is none of the film's."""
    parsed = parse_title(video.stem)
    return (
        parsed is not None and bool(parsed.year) and not any(clean_title(title) in known for title in _titles(parsed))
    )


def _titles(parsed: ParsedRelease) -> tuple[str, ...]:
    return (*parsed.titles, *parsed.further_titles)


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
