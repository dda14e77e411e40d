"""Following downloads: ask every client, see where each item stands, bring in what is finished, deal with what failed.

Two commands, as in the v3 API: RefreshMonitoredDownloads asks and judges, ProcessMonitoredDownloads acts. Both may run again
at any time; what a killed process left half done is settled first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any, Final

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core import tracking
from cinearr.core.decisions.matching import keys, match_film
from cinearr.core.decisions.model import MatchType, ReleaseSource
from cinearr.core.evidence import quality_to_json
from cinearr.core.releases.model import ParsedRelease
from cinearr.core.releases.parser import parse_title
from cinearr.core.tracking import (
    GrabHistory,
    ItemFacts,
    ItemStatus,
    LastEvent,
    StatusMessage,
    Tracked,
    TrackedState,
    TrackedStatus,
)
from cinearr.features import downloads, history, imports, settings
from cinearr.features.download_clients import paths
from cinearr.features.download_clients.contract import Item
from cinearr.features.downloads.tables import DownloadEventRow, GrabRow, RemotePathMappingRow, TrackedDownloadRow
from cinearr.features.history.tables import HistoryRow
from cinearr.features.movies.tables import Target
from cinearr.kit import backoff, events, provider_status
from cinearr.kit.db import is_away
from cinearr.kit.errors import CinearrError, ProviderError
from cinearr.kit.jobs.spec import CommandContext
from cinearr.kit.provider_service import Provider
from cinearr.views import facts as fact_views
from cinearr.workflows import (
    acquire,
    ask_indexers,
    failed_downloads,
    import_downloads,
    import_facts,
    import_file,
    lost_downloads,
    remove_download,
)
from cinearr.workflows.clients import client_of, items_of, protocol_of
from cinearr.workflows.events import ManualInteractionRequired
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

LATELY: Final = timedelta(minutes=15)  # a client that failed since then has most likely been restarted


async def refresh(context: CommandContext[Program]) -> None:
    """The RefreshMonitoredDownloads command: ask the clients, then queue the processing if there is anything to do."""
    program = context.program
    await acquire.settle(program)
    pending = await refresh_all(program)
    await lost_downloads.give_up(program)
    async with program.database.begin() as session:
        if pending or await imports.unfinished(session):
            await program.queue.command(session, "ProcessMonitoredDownloads", priority=1, again=True)


async def process(context: CommandContext[Program]) -> None:
    """The ProcessMonitoredDownloads command: import what is finished, deal with what failed, let go of what is done."""
    program = context.program
    await import_file.recover(program)
    async with program.database.read() as session:
        page = await settings.get(session, settings.DownloadClients)
        rows = await downloads.trackable(session)
    for row in rows:
        if row.state in ("importPending", "importing") and page.enable_completed_download_handling:
            await _apart(_import, program, row)
    async with program.database.read() as session:
        rows = await downloads.trackable(session)
    for row in rows:
        if row.state == "failedPending":
            await _apart(failed_downloads.fail, program, row)
    await remove_done(program)


async def _apart(
    act: Callable[[Program, TrackedDownloadRow], Awaitable[None]], program: Program, row: TrackedDownloadRow
) -> None:
    """A mistake of this program with one download must not keep the others waiting. It is tried again in every round."""
    try:
        await act(program, row)
    except Exception as error:
        if is_away(error):
            raise  # the round starts over when the database is back
        log.exception("dealing with a download went wrong in a way nobody foresaw", title=row.title)


# --- asking ---


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """An item of a client, its path mapped to here."""

    provider: Provider
    item: Item


async def refresh_all(program: Program) -> bool:
    """Ask every client and keep what it says; whether anything waits to be processed."""
    now = program.clock()
    async with program.database.read() as session:
        blocked = await provider_status.blocked(session, "downloadclient", now)
        statuses = await provider_status.load(session, "downloadclient")
        mappings = [
            paths.Mapping(host=row.host, remote_path=row.remote_path, local_path=row.local_path)
            for row in await session.scalars(select(RemotePathMappingRow))
        ]
    providers = [
        each for each in await program.download_clients.all() if each.options.get("enable") and each.id not in blocked
    ]
    seen: list[_Seen] = []
    answered: list[int] = []
    for provider in providers:
        error: ProviderError | None = None
        try:
            items = await items_of(program, provider)
        except ProviderError as failed:
            error = failed
            log.warning("download client failed", client=provider.name, error=failed.message)
        else:
            host = str(getattr(provider.settings, "host", "") or "")
            seen += [_Seen(provider=provider, item=paths.map_item(item, mappings, host)) for item in items]
            answered.append(provider.id)
        await ask_indexers.note(
            program.database, "downloadclient", provider.id, error, now=program.clock(), policy=backoff.USED
        )
    failed_lately = {
        row.provider_id
        for row in statuses.values()
        if row.level and row.most_recent_failure is not None and row.most_recent_failure > now - LATELY
    }
    return await _keep(program, seen, answered, failed_lately)


async def _keep(program: Program, seen: Sequence[_Seen], answered: Sequence[int], failed_lately: set[int]) -> bool:
    """Write what is new; one transaction, a fixed number of queries."""
    parsed = {each.item.title: parse_title(each.item.title) for each in seen}
    indexers = await program.indexers.all()
    async with program.database.begin() as session:
        rows = {
            (row.download_client_id, row.download_id): row
            for row in await session.scalars(
                select(TrackedDownloadRow).where(TrackedDownloadRow.download_client_id.in_(answered)).with_for_update()
            )
        }
        facts = await _facts(session, program, seen, parsed, indexers)
        changed = False
        ids = {(each.provider.id, each.item.download_id) for each in seen}
        for key, known in rows.items():
            if key not in ids and not known.gone:
                known.gone = changed = True
                known.changed = program.clock()
                known.error_message = lost_downloads.LOST if known.download_client_id in failed_lately else None
        for each in seen:
            row = rows.get((each.provider.id, each.item.download_id))
            changed = await _update(session, row, each, facts[each.item.download_id], program.clock()) or changed
        if changed:
            await downloads.queue_changed(session)
        await session.flush()  # what has just become importable counts too, or its import waits for the next look
        waiting = await session.scalar(
            select(func.count(TrackedDownloadRow.id)).where(
                ~TrackedDownloadRow.gone,
                TrackedDownloadRow.state.in_(("importPending", "importing", "failedPending", "imported")),
            )
        )
    return bool(waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of a download id."""

    facts: ItemFacts
    parsed: ParsedRelease | None
    target_id: int | None
    grab: GrabRow | None
    history: HistoryRow | None
    event: DownloadEventRow | None


async def _facts(
    session: AsyncSession,
    program: Program,
    seen: Sequence[_Seen],
    parsed: dict[str, ParsedRelease | None],
    indexers: Sequence[Provider],
) -> dict[str, _Known]:
    ids = [each.item.download_id for each in seen]
    grabs = await history.grabs_of(session, ids)
    last = await downloads.latest_events(session, ids)
    sent = {
        row.download_id: row
        for row in await session.scalars(
            select(GrabRow).where(GrabRow.download_id.in_(ids), GrabRow.state == "sent").order_by(GrabRow.id)
        )
    }
    understood = [(each, None) for each in parsed.values() if each is not None]
    _, index = await fact_views.load(
        session,
        keys=keys(understood),
        source=ReleaseSource.UNKNOWN,
        now=program.clock(),
        indexers=indexers,
    )
    found: dict[str, _Known] = {}
    for each in seen:
        item = each.item
        name = parsed[item.title]
        grab = grabs.get(item.download_id)
        movie_id, ambiguous = None, False
        if name is not None:
            match = match_film(name, None, index)
            movie_id, ambiguous = (match.film.movie_id if match.film else None), match.is_ambiguous
            if (
                movie_id is None
                and grab is not None
                and any(film.movie_id == grab.movie_id for film in match.candidates)
            ):
                movie_id, ambiguous = grab.movie_id, False
        event = last.get(item.download_id)
        found[item.download_id] = _Known(
            facts=ItemFacts(
                movie_id=movie_id,
                ambiguous=ambiguous,
                grab=_grab_history(grab),
                path_is_local=item.output_path is None or _is_local(item.output_path),
                last_event=LastEvent(event.event) if event and event.event in _LAST else None,
            ),
            parsed=name,
            target_id=grab.target_id if grab is not None else None,
            grab=sent.get(item.download_id),
            history=grab,
            event=event,
        )
    return found


_LAST = {event.value for event in LastEvent}


def _is_local(path: PurePosixPath) -> bool:
    return not paths.is_windows(str(path)) and path.is_absolute()


def _grab_history(row: HistoryRow | None) -> GrabHistory | None:
    if row is None:
        return None
    source = row.data.get("releaseSource", "Unknown")
    return GrabHistory(
        movie_id=row.movie_id,
        match_type=_enum(MatchType, row.data.get("movieMatchType"), MatchType.UNKNOWN),
        source=next((each for each in ReleaseSource if each.wire == source), ReleaseSource.UNKNOWN),
    )


def _enum(kind: Any, value: Any, default: Any) -> Any:
    try:
        return kind(value)
    except ValueError:
        return default


# --- keeping ---


async def _update(
    session: AsyncSession, row: TrackedDownloadRow | None, seen: _Seen, known: _Known, now: datetime
) -> bool:
    """Bring one row up to date; whether anything a person sees has changed."""
    item = seen.item
    if row is None:
        row = _new_row(seen, known, now)
        tracked = tracking.first_seen(known.facts)
        session.add(row)
        before: tuple[Any, ...] | None = None
    else:
        before = (row.state, row.status, row.item, row.messages, row.movie_id, row.gone)
        tracked = tracked_of(row)
    checked = tracking.check(tracked, item, known.facts)
    kept = {name: row.item[name] for name in ("marked", "removable", "kept") if row.item.get(name)}
    row.item = {**item_to_json(item), **kept}
    row.gone = False
    row.title = item.title
    if row.indexer is None and known.history is not None:
        row.indexer = known.history.data.get("indexer")
    if row.evidence is None and known.grab is not None:
        row.evidence, row.release = known.grab.evidence, known.grab.release
        row.quality, row.languages = known.grab.evidence["quality"], known.grab.evidence["languages"]
    await write_state(session, row, checked)
    after = (row.state, row.status, row.item, row.messages, row.movie_id, row.gone)
    if before is not None and before != after:
        row.changed = now
    return before != after


def _new_row(seen: _Seen, known: _Known, now: datetime) -> TrackedDownloadRow:
    grab, parsed = known.grab, known.parsed
    return TrackedDownloadRow(
        download_client_id=seen.provider.id,
        download_id=seen.item.download_id,
        state="downloading",
        status="ok",
        title=seen.item.title,
        protocol=protocol_of(seen.provider).value,
        indexer=known.history.data.get("indexer") if known.history is not None else None,
        item={},
        release=grab.release if grab is not None else None,
        evidence=grab.evidence if grab is not None else None,
        quality=grab.evidence["quality"]
        if grab is not None
        else (quality_to_json(parsed.quality) if parsed is not None else None),
        languages=grab.evidence["languages"]
        if grab is not None
        else ([each.id for each in parsed.languages] if parsed is not None else []),
        messages=[],
        interaction_told=False,
        gone=False,
        added=known.history.date if known.history is not None else None,
        changed=now,
    )


def tracked_of(row: TrackedDownloadRow) -> Tracked:
    """The value of a row."""
    return Tracked(
        state=next(state for state in TrackedState if state.wire == row.state),
        status=next(status for status in TrackedStatus if status.wire == row.status),
        messages=tuple(StatusMessage(each["title"], tuple(each["messages"])) for each in row.messages),
        movie_id=row.movie_id,
        removable=bool(row.item.get("removable")),
        failure=row.error_message,
    )


async def write_state(session: AsyncSession, row: TrackedDownloadRow, tracked: Tracked) -> None:
    """Put a value into its row."""
    row.state = tracked.state.wire
    row.status = tracked.status.wire
    row.messages = [{"title": each.title, "messages": list(each.messages)} for each in tracked.messages]
    row.error_message = tracked.failure
    if tracked.removable:
        row.item = {**row.item, "removable": True}
    if row.movie_id != tracked.movie_id or (tracked.movie_id is not None and row.target_id is None):
        row.movie_id = tracked.movie_id
        row.target_id = await session.scalar(
            select(Target.id).where(Target.movie_id == tracked.movie_id, Target.is_default)
        )


def item_to_json(item: Item) -> dict[str, Any]:
    """A client's answer as its row keeps it."""
    return {
        "status": item.status.wire,
        "category": item.category,
        "total_size": item.total_size,
        "remaining_size": item.remaining_size,
        "remaining_time": item.remaining_time,
        "seed_ratio": item.seed_ratio,
        "output_path": str(item.output_path) if item.output_path is not None else None,
        "message": item.message,
        "is_encrypted": item.is_encrypted,
        "can_move_files": item.can_move_files,
        "can_be_removed": item.can_be_removed,
    }


def item_of(row: TrackedDownloadRow) -> Item:
    """The client's last answer."""
    stored = row.item
    path = stored.get("output_path")
    return Item(
        download_id=row.download_id,
        title=row.title,
        status=next((each for each in ItemStatus if each.wire == stored.get("status")), ItemStatus.QUEUED),
        category=stored.get("category"),
        total_size=stored.get("total_size", 0),
        remaining_size=stored.get("remaining_size", 0),
        remaining_time=stored.get("remaining_time"),
        seed_ratio=stored.get("seed_ratio"),
        output_path=PurePosixPath(path) if path else None,
        message=stored.get("message"),
        is_encrypted=stored.get("is_encrypted", False),
        can_move_files=stored.get("can_move_files", False),
        can_be_removed=stored.get("can_be_removed", False),
    )


# --- importing ---


async def _import(program: Program, row: TrackedDownloadRow) -> None:
    """Bring in one finished download and keep what came of it."""
    item = item_of(row)
    tracked = tracked_of(row)
    if tracked.movie_id is None:
        await _store(program, row.id, tracking.blocked(tracked, item))
        return
    await _store(program, row.id, tracking.begin(tracked))
    path = Path(str(item.output_path or ""))
    results = await import_downloads.import_tracked(program, row, item)
    await finish_import(program, row, results, str(path))


async def finish_import(
    program: Program, row: TrackedDownloadRow, results: tuple[tracking.FileResult, ...], path: str
) -> None:
    """Keep where a download stands after its files were tried."""
    async with program.database.read() as session:
        facts = await import_facts.outcome_facts(session, program, row, path)
    after = tracking.after_import(tracking.begin(tracked_of(row)), results, facts)
    await _store(program, row.id, after)
    if after.state is TrackedState.IMPORTED:
        log.info("download imported", title=row.title)


async def _store(program: Program, row_id: int, tracked: Tracked) -> None:
    async with program.database.begin() as session:
        row = await session.get(TrackedDownloadRow, row_id, with_for_update=True)
        if row is None:
            return
        before = row.state
        await write_state(session, row, tracked)
        if tracked.state is TrackedState.IMPORTED and before != "imported" and row.movie_id is not None:
            await downloads.record_event(
                session,
                "imported",
                movie_id=row.movie_id,
                download_id=row.download_id,
                source_title=row.title,
                protocol=row.protocol,
                download_client_id=row.download_client_id,
            )
            await events.changed(session, "movie", "updated", row.movie_id)
        if tracked.state is TrackedState.IMPORT_BLOCKED and not row.interaction_told:
            row.interaction_told = True
            await program.queue.publish(session, ManualInteractionRequired(movie_id=row.movie_id, tracked_id=row.id))
        await downloads.queue_changed(session)


# --- letting go ---


async def remove_done(program: Program) -> None:
    """Imported downloads get their category and leave the client once their seed goals are met. Asked in every round."""
    providers = {each.id: each for each in await program.download_clients.all()}
    async with program.database.read() as session:
        rows = list(
            await session.scalars(
                select(TrackedDownloadRow).where(~TrackedDownloadRow.gone, TrackedDownloadRow.state == "imported")
            )
        )
    for row in rows:
        provider = providers.get(row.download_client_id)
        if provider is None:
            continue
        item = item_of(row)
        client = client_of(program, provider)
        try:
            if not row.item.get("marked"):
                await client.mark_imported(item)
                await _mark(program, row.id, marked=True)
            flags = tracking.FailureSettings(remove_completed=bool(provider.options.get("removeCompletedDownloads")))
            if tracking.removes_imported(flags, TrackedState.IMPORTED, item.status, can_be_removed=item.can_be_removed):
                if row.item.get("kept"):
                    continue  # what could be let go of has been
                deleted = await remove_download.remove(program, provider, row, item)
                await _mark(program, row.id, gone=True, kept=not deleted)
                log.info("imported download removed from its client", title=row.title, client=provider.name)
        except CinearrError as error:
            log.warning("could not finish with a download", title=row.title, reason=error.message)


async def _mark(program: Program, row_id: int, *, marked: bool = False, gone: bool = False, kept: bool = False) -> None:
    async with program.database.begin() as session:
        values: dict[str, Any] = {"gone": True} if gone else {}
        flags = {name: True for name, wanted in (("marked", marked), ("kept", kept)) if wanted}
        if flags:
            values["item"] = TrackedDownloadRow.item.concat(flags)
        await session.execute(update(TrackedDownloadRow).where(TrackedDownloadRow.id == row_id).values(**values))
        if gone:
            await downloads.queue_changed(session)
