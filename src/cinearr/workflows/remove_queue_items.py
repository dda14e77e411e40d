"""Taking items out of the queue, in the ways a person can ask for, and taking a waiting release at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core import languages as known_languages
from cinearr.core.decisions.model import ReleaseSource
from cinearr.core.evidence import quality_to_json, release_from_json
from cinearr.core.tracking import pending_id, tracked_id
from cinearr.core.tracking.queue import removed_with
from cinearr.features import downloads, history, movies
from cinearr.features.blocklist.tables import BlocklistRow
from cinearr.features.downloads.tables import PendingReleaseRow, TrackedDownloadRow
from cinearr.kit import events
from cinearr.kit.errors import CinearrError, NotFound
from cinearr.views import queue as queue_view
from cinearr.workflows import acquire, failed_downloads, remove_download
from cinearr.workflows.clients import client_of
from cinearr.workflows.judge import as_candidate
from cinearr.workflows.program import Program
from cinearr.workflows.track_downloads import item_of


class ClientGone(CinearrError):
    """The download client of an item is not configured any more, so it cannot be asked for anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What is to happen beside the item leaving the queue. None of the first three: it is ignored from now on."""

    from_client: bool = True
    change_category: bool = False
    blocklist: bool = False
    skip_redownload: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    tracked: list[TrackedDownloadRow]
    pending: list[PendingReleaseRow]


async def remove(program: Program, ids: Collection[int], removal: Removal) -> None:
    """Take items out of the queue by their queue ids. Raises NotFound before anything is done, ClientGone, ProviderErrors."""
    async with program.database.read() as session:
        found = await _find(session, ids)
    for row in found.tracked:
        await _remove_tracked(program, row, removal)
    for waiting in found.pending:
        await _remove_pending(program, waiting, blocklist=removal.blocklist)


async def grab(program: Program, ids: Collection[int]) -> None:
    """Take waiting releases at once, whatever they wait for. Raises NotFound and what `acquire.grab` raises."""
    async with program.database.read() as session:
        found = await _find(session, ids)
    if found.tracked:
        raise NotFound("NotFound")
    for row in found.pending:
        source = next((each for each in ReleaseSource if each.wire == row.source), ReleaseSource.RSS)
        candidate = await as_candidate(program, release_from_json(row.release), row.movie_id, source)
        await acquire.grab(program, candidate, source, by_person=True)


async def _find(session: AsyncSession, ids: Collection[int]) -> _Found:
    tracked = await downloads.trackable(session)
    waiting = list(await session.scalars(select(PendingReleaseRow)))
    by_id: dict[int, TrackedDownloadRow | PendingReleaseRow] = {
        pending_id(row.id, row.movie_id): row for row in waiting
    }
    by_id |= {tracked_id(row.download_client_id, row.download_id): row for row in tracked}
    if any(each not in by_id for each in ids):
        raise NotFound("NotFound")
    rows = [by_id[each] for each in dict.fromkeys(ids)]
    return _Found(
        tracked=[row for row in rows if isinstance(row, TrackedDownloadRow)],
        pending=[row for row in rows if isinstance(row, PendingReleaseRow)],
    )


# --- what a client is busy with ---


async def _remove_tracked(program: Program, row: TrackedDownloadRow, removal: Removal) -> None:
    if removal.from_client or removal.change_category:
        await _tell_client(program, row, removal)
    if removal.blocklist:
        await failed_downloads.fail_by_person(program, row, skip_redownload=removal.skip_redownload)
    async with program.database.begin() as session:
        if not (removal.from_client or removal.change_category or removal.blocklist):
            await _ignore(program, session, row)
        # Should the client still list it, it is met anew, and the newest event says what it is to us.
        await session.execute(delete(TrackedDownloadRow).where(TrackedDownloadRow.id == row.id))
        await downloads.queue_changed(session)


async def _tell_client(program: Program, row: TrackedDownloadRow, removal: Removal) -> None:
    providers = {each.id: each for each in await program.download_clients.all()}
    provider = providers.get(row.download_client_id)
    if provider is None:
        raise ClientGone("The download client of this item is not configured any more")
    if removal.from_client:
        await remove_download.remove(program, provider, row, item_of(row), by_person=True)
    else:
        await client_of(program, provider).mark_imported(item_of(row))


async def _ignore(program: Program, session: AsyncSession, row: TrackedDownloadRow) -> None:
    """Noted for a film we know; of an unknown one there is nothing to tell."""
    if row.movie_id is None:
        return
    provider = next((each for each in await program.download_clients.all() if each.id == row.download_client_id), None)
    await history.record(
        session,
        history.EventType.IGNORED,
        movie_id=row.movie_id,
        target_id=row.target_id,
        source_title=row.title,
        quality=row.quality or {},
        languages=row.languages,
        download_id=row.download_id,
        data={
            "downloadClient": provider.implementation.implementation_name if provider else None,
            "downloadClientName": provider.name if provider else None,
            "message": "Manually ignored",
            "releaseGroup": (row.evidence or {}).get("release_group"),
            "size": row.item.get("total_size", 0),
            "indexer": row.indexer,
        },
    )
    await downloads.record_event(
        session,
        "ignored",
        movie_id=row.movie_id,
        download_id=row.download_id,
        source_title=row.title,
        protocol=row.protocol,
        download_client_id=row.download_client_id,
    )


# --- what waits ---


async def _remove_pending(program: Program, chosen: PendingReleaseRow, *, blocklist: bool) -> None:
    """All releases of the film that name the same title go with it."""
    async with program.database.begin() as session:
        rows = list(
            await session.scalars(select(PendingReleaseRow).where(PendingReleaseRow.movie_id == chosen.movie_id))
        )
        values = {row.id: queue_view.pending_of(row) for row in rows}
        if chosen.id not in values:
            return  # somebody else was quicker
        if blocklist:
            session.add(await _blocklist_row(session, chosen))
            await events.changed(session, "blocklist", "sync")
        gone: Sequence[int] = [each.id for each in removed_with(values.values(), values[chosen.id])]
        await downloads.drop_pending(session, gone)


async def _blocklist_row(session: AsyncSession, row: PendingReleaseRow) -> BlocklistRow:
    release = release_from_json(row.release)
    movie = await movies.get(session, row.movie_id)
    quality, languages = queue_view.told_by(release, known_languages.by_id(movie.original_language))
    return BlocklistRow(
        movie_id=row.movie_id,
        source_title=release.title,
        quality=quality_to_json(quality),
        languages=[each.id for each in languages],
        published_date=release.publish_date,
        size=release.size,
        protocol=release.protocol.value,
        indexer=release.indexer,
        indexer_flags=int(release.indexer_flags),
        message="Pending release manually blocklisted",
        torrent_info_hash=release.info_hash.upper() if release.info_hash else None,
    )
