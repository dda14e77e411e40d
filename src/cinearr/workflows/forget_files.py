"""Letting go of files in the database: rows, history, what follows. What happens on the disk is the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import msgspec
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.decisions import texts
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.features import history, media_files, movies, settings
from cinearr.features.media_files.tables import ExtraFile, MovieFile
from cinearr.features.movies.tables import Target
from cinearr.kit import events
from cinearr.views import notices
from cinearr.workflows.events import FileDeleted
from cinearr.workflows.program import Program


async def forget(
    program: Program,
    session: AsyncSession,
    target: Target,
    rows: Sequence[MovieFile],
    reason: str,
    *,
    extras: bool = False,
) -> None:
    """Drop files of one target. `reason`: Manual, MissingFromDisk, Upgrade, ManualOverride. `extras`: theirs go too."""
    if not rows:
        return
    for row in rows:
        path = str(PurePosixPath(target.path) / row.relative_path)
        await history.record(
            session,
            history.EventType.FILE_DELETED,
            movie_id=row.movie_id,
            target_id=target.id,
            source_title=path,
            quality=row.quality,
            languages=row.languages,
            data={
                "reason": reason,
                "releaseGroup": row.release_group,
                "size": row.size,
                "indexerFlags": texts.flags(IndexerFlag(row.indexer_flags)),
            },
        )
        told = msgspec.to_builtins(notices.file_facts(row, target.path))
        await program.queue.publish(session, FileDeleted(movie_id=row.movie_id, reason=reason, file=told))
    ids = [row.id for row in rows]
    if extras:
        await session.execute(delete(ExtraFile).where(ExtraFile.movie_file_id.in_(ids)))
    await media_files.remove(session, ids)
    page = await settings.get(session, settings.MediaManagement)
    if page.auto_unmonitor_previously_downloaded_movies and reason != "Upgrade":
        await session.execute(update(Target).where(Target.id == target.id).values(monitored=False))
    await events.changed(session, "moviefile", "deleted", *ids)
    await movies.tell_everywhere(session, target.movie_id)
