"""Taking a download out of its client, with its files unless they have become part of the library."""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePath

import structlog

from cinearr.core.importing.extensions import is_video
from cinearr.core.importing.sample import says_sample
from cinearr.features.download_clients.contract import Item
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.kit.provider_service import Provider
from cinearr.workflows import kept_places
from cinearr.workflows.clients import client_of
from cinearr.workflows.judge_files import all_files
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)


async def remove(
    program: Program, provider: Provider, row: TrackedDownloadRow, item: Item, *, by_person: bool = False
) -> bool:
    """Have the client let go of an item; whether its files go too. Raises ProviderErrors.

    They stay when deleting them would delete from the library, and in a watch folder when a video in them was not imported and
    nobody said that it may go.
    """
    reason = await _why_kept(program, provider, row, item, by_person=by_person)
    await client_of(program, provider).remove(item, delete_data=reason is None)
    if reason is not None:
        log.warning("the files of a download stay", title=row.title, path=str(item.output_path), reason=reason)
    return reason is None


async def _why_kept(
    program: Program, provider: Provider, row: TrackedDownloadRow, item: Item, *, by_person: bool
) -> str | None:
    if item.output_path is None:
        return None
    path = Path(str(item.output_path))
    async with program.database.read() as session:
        places = await kept_places.load(session, program, but_download=row.download_id)
    around = await asyncio.to_thread(kept_places.film_around, path, places)
    if around is not None:
        return f"they lie with {around}"
    if by_person or not getattr(provider.settings, "watch_folder", None):
        return None
    left = await asyncio.to_thread(_video_in, path)
    return f"the video '{left}' was not imported" if left is not None else None


def _video_in(path: Path) -> PurePath | None:
    below = ((each, PurePath(path.name) / each.relative_to(path)) for each in all_files(path))
    return next((name for each, name in below if is_video(each) and not says_sample(name)), None)
