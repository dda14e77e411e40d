"""Downloads that their client has no more though they were never brought in: given up after a while, so that the film is free again.

A client that failed lately and came back without them has lost them: history says so and the film is searched for anew. One
that simply does not list them any more was most likely told so by a person; then the release may be taken again, but nobody
goes after it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features import downloads, history, settings
from cinearr.features.downloads.tables import GrabRow, TrackedDownloadRow
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

LOST: Final = "The download client came back without this download"
REMOVED: Final = "Removed from its download client before it was imported"
# A client that has just started may list what it has little by little.
PATIENCE: Final = timedelta(minutes=5)


async def give_up(program: Program) -> int:
    """Give up what has been gone for longer than `PATIENCE`; how many downloads."""
    async with program.database.begin() as session:
        found = await session.execute(
            select(TrackedDownloadRow, GrabRow)
            .join(
                GrabRow,
                (GrabRow.download_id == TrackedDownloadRow.download_id)
                & (GrabRow.download_client_id == TrackedDownloadRow.download_client_id),
            )
            .where(
                GrabRow.state == "sent",
                # One that was taken again since is only on its way into the client's list.
                GrabRow.created < TrackedDownloadRow.changed,
                TrackedDownloadRow.gone,
                TrackedDownloadRow.state.not_in(downloads.OVER),
                TrackedDownloadRow.changed < program.clock() - PATIENCE,
            )
            .with_for_update()
        )
        pairs = list(found)
        page = await settings.get(session, settings.DownloadClients)
        for row, grab in pairs:
            reason = row.error_message or REMOVED
            log.warning("a download is given up", title=row.title, reason=reason)
            grab.state, grab.message = "lost", reason
            # Should it come back, or be taken again, it begins anew.
            row.state, row.status, row.messages = "downloading", "ok", []
            if reason == LOST:
                await _record(session, grab)
                if page.auto_redownload_failed:
                    await program.queue.command(session, "MoviesSearch", {"movieIds": [grab.movie_id]})
    return len(pairs)


async def _record(session: AsyncSession, grab: GrabRow) -> None:
    await history.record(
        session,
        history.EventType.FAILED,
        movie_id=grab.movie_id,
        target_id=grab.target_id,
        source_title=grab.title,
        quality=grab.evidence["quality"],
        languages=grab.evidence["languages"],
        download_id=grab.download_id,
        data={"message": LOST, "releaseGroup": grab.evidence.get("release_group"), "indexer": grab.evidence["indexer"]},
    )
