"""Downloads that failed: history, blocklist, out of the client, and another search."""

from __future__ import annotations

from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core import tracking
from cinearr.core.decisions.model import ReleaseSource
from cinearr.core.evidence import quality_to_json, release_from_json
from cinearr.core.quality import UNKNOWN, QualityModel
from cinearr.core.releases.model import Protocol
from cinearr.core.tracking import FailureSettings
from cinearr.features import downloads, history, settings
from cinearr.features.blocklist.tables import BlocklistRow
from cinearr.features.downloads.tables import TrackedDownloadRow
from cinearr.features.history.tables import HistoryRow
from cinearr.kit import events
from cinearr.kit.errors import CinearrError, NotFound
from cinearr.workflows import remove_download
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

BY_PERSON = "Manually marked as failed"


async def fail(program: Program, row: TrackedDownloadRow) -> None:
    """One tracked download that failed: everything that is written, in one transaction; then its client lets go of it."""
    async with program.database.begin() as session:
        grabs = await history.grabs_of(session, [row.download_id])
        grab = grabs.get(row.download_id)
        stored = await session.get(TrackedDownloadRow, row.id, with_for_update=True)
        if grab is None or stored is None or stored.state == "failed":
            return
        message = row.error_message or "Failed download detected"
        await _record(session, program, grab, message, skip_redownload=False)
        stored.state = "failed"
        stored.status = "error"
        await downloads.queue_changed(session)
    await _remove(program, row)


async def fail_history(program: Program, history_id: int, *, skip_redownload: bool = False) -> None:
    """A person says that a grab of the history was no good. Raises NotFound."""
    async with program.database.begin() as session:
        grab = await session.get(HistoryRow, history_id)
        if grab is None:
            raise NotFound(f"History item with ID {history_id} does not exist")
        await _record(session, program, grab, BY_PERSON, skip_redownload=skip_redownload)


async def fail_by_person(program: Program, row: TrackedDownloadRow, *, skip_redownload: bool = False) -> None:
    """A person says that a download is no good. One that nobody here grabbed is blocked by its name."""
    async with program.database.begin() as session:
        grabs = await history.grabs_of(session, [row.download_id])
        grab = grabs.get(row.download_id)
        if grab is not None:
            await _record(session, program, grab, BY_PERSON, skip_redownload=skip_redownload)
        elif row.movie_id is not None:
            session.add(
                BlocklistRow(
                    movie_id=row.movie_id,
                    source_title=row.title,
                    quality=row.quality or quality_to_json(QualityModel(UNKNOWN)),
                    languages=row.languages,
                    size=row.item.get("total_size"),
                    protocol=row.protocol,
                    indexer=row.indexer,
                    message=BY_PERSON,
                )
            )
            await downloads.record_event(
                session,
                "failed",
                movie_id=row.movie_id,
                download_id=row.download_id,
                source_title=row.title,
                protocol=row.protocol,
            )
            await events.changed(session, "blocklist", "sync")


async def _record(
    session: AsyncSession, program: Program, grab: HistoryRow, message: str, *, skip_redownload: bool
) -> None:
    data = grab.data
    await history.record(
        session,
        history.EventType.FAILED,
        movie_id=grab.movie_id,
        target_id=grab.target_id,
        source_title=grab.source_title,
        quality=grab.quality,
        languages=grab.languages,
        download_id=grab.download_id,
        data={
            "downloadClient": data.get("downloadClient"),
            "downloadClientName": data.get("downloadClientName"),
            "message": message,
            "releaseGroup": data.get("releaseGroup"),
            "size": data.get("size"),
            "indexer": data.get("indexer"),
        },
    )
    session.add(blocklist_row(grab, message))
    if grab.download_id:
        await downloads.record_event(
            session,
            "failed",
            movie_id=grab.movie_id,
            download_id=grab.download_id,
            source_title=grab.source_title,
            protocol=int(data.get("protocol", 0)),
        )
    page = await settings.get(session, settings.DownloadClients)
    source = next((each for each in ReleaseSource if each.wire == data.get("releaseSource")), ReleaseSource.UNKNOWN)
    wanted = tracking.searches_again(
        FailureSettings(
            auto_redownload=page.auto_redownload_failed,
            auto_redownload_interactive=page.auto_redownload_failed_from_interactive_search,
        ),
        source,
        skip=skip_redownload,
    )
    if wanted:
        await program.queue.command(session, "MoviesSearch", {"movieIds": [grab.movie_id]})
    await events.changed(session, "blocklist", "sync")
    log.warning("download failed", title=grab.source_title, reason=message)


def blocklist_row(grab: HistoryRow, message: str) -> BlocklistRow:
    """The blocklist row of a grab."""
    data: dict[str, Any] = grab.data
    protocol = int(data.get("protocol", 0))
    published = data.get("publishedDate")
    return BlocklistRow(
        movie_id=grab.movie_id,
        source_title=grab.source_title,
        quality=grab.quality,
        languages=grab.languages,
        published_date=release_from_json({"publish_date": published.replace("Z", "+00:00")}).publish_date
        if published
        else None,
        size=int(data.get("size", 0)),
        protocol=protocol,
        indexer=data.get("indexer"),
        message=message,
        torrent_info_hash=data.get("torrentInfoHash")
        or (grab.download_id if protocol == Protocol.TORRENT.value else None),
    )


async def _remove(program: Program, row: TrackedDownloadRow) -> None:
    from cinearr.workflows.track_downloads import item_of

    providers = {each.id: each for each in await program.download_clients.all()}
    provider = providers.get(row.download_client_id)
    if provider is None:
        return
    item = item_of(row)
    flags = FailureSettings(remove_failed=bool(provider.options.get("removeFailedDownloads")))
    if not tracking.removes_failed(
        flags, can_be_removed=item.can_be_removed, removable=bool(row.item.get("removable"))
    ):
        return
    try:
        await remove_download.remove(program, provider, row, item, by_person=True)
    except CinearrError as error:
        log.warning("could not remove a failed download", title=row.title, reason=error.message)
