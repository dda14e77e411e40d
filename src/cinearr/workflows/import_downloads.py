"""From what a download left on disk to files in the library: judge everything, and bring in the best of what passes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import structlog

from cinearr.core.importing.identify import in_import_order
from cinearr.core.importing.model import ImportReason
from cinearr.core.tracking import BadFile, FileResult, ImportOutcome
from cinearr.features.download_clients.contract import Item
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.workflows import clear_download
from cinearr.workflows.bring_in import bring_in
from cinearr.workflows.import_facts import Origin, Place, origin_of, place_of, quality_ranks, refreshed
from cinearr.workflows.import_file import ImportFailed
from cinearr.workflows.judge_files import Judged, again, all_files, judge
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

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
    """Judge everything below `path` for one film and bring in the best of it."""
    judged = await judge(program, path, place, origin)
    if not judged:
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
        await clear_download.clear(program, path, origin, runtime=place.movie.runtime)
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
