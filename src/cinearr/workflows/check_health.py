"""Health: the checks are run at the start, on their schedule, and soon after something changed that they look at."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

import msgspec
import psycopg
import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cinearr.core.notices import facts as notices
from cinearr.features import health, settings
from cinearr.features.download_clients import paths
from cinearr.features.health import ClientState, HealthState, PathState
from cinearr.kit import backoff, events, network
from cinearr.kit.errors import ProviderError
from cinearr.kit.folders import is_folder
from cinearr.kit.jobs.spec import CommandContext
from cinearr.kit.provider_service import Provider
from cinearr.kit.pubsub import Listener
from cinearr.views import health as health_views
from cinearr.workflows.clients import client_of, items_of
from cinearr.workflows.events import HealthIssueFound, HealthRestored
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

DEBOUNCE: Final = 5.0
CLIENT_TIMEOUT: Final = 30.0
_MARK: Final = ("program", "startedAt")
_LOOKED_AT: Final = frozenset(
    {"health", "indexer", "downloadclient", "notification", "rootfolder", "remotepathmapping"}
)


async def run(context: CommandContext[Program]) -> None:
    """The CheckHealth command."""
    await check(context.program)


async def check(program: Program) -> list[notices.HealthFacts]:
    """Run every check and keep what they find; what is new is told, but not in the first minutes after a start."""
    state = await look(program)
    found = health.run(state)
    async with program.database.begin() as session:
        started = await settings.get_value(session, *_MARK)
        hold = started is not None and state.now < datetime.fromisoformat(started) + backoff.STARTUP
        changed, told = await health.replace(session, found, hold=hold)
        for notice in told:
            kind = HealthIssueFound if isinstance(notice, notices.HealthFailed) else HealthRestored
            issue = notice.health
            await program.queue.publish(
                session,
                kind(source=issue.source, kind=issue.level, message=issue.message, wiki_url=issue.wiki_url or ""),
            )
        if changed:
            await events.changed(session, "health", "sync")
    return found


# --- looking ---


async def look(program: Program) -> HealthState:
    """Everything the checks look at: the database, then the clients and the disks."""
    indexers, clients = await program.indexers.all(), await program.download_clients.all()
    connections = await program.notifications.all()
    async with program.database.read() as session:
        known = await health_views.known(
            session,
            now=program.clock(),
            api_key=program.api_key,
            indexers=indexers,
            clients=clients,
            notifications=connections,
        )
    asked = await asyncio.gather(*(_ask(program, each, known) for each in known.clients))
    by_id = {state.id: state for state in known.state.clients}
    state = replace(
        known.state,
        unknown_proxy=known.proxy if known.proxy and not await network.addresses_of(known.proxy, 0) else None,
        clients=tuple(_with_answer(by_id[each.id], answer) for each, answer in zip(known.clients, asked, strict=True)),
    )
    found = [
        (each.name, path, answer.is_localhost)
        for each, answer in zip(known.clients, asked, strict=True)
        for path in answer.roots
    ]
    return await asyncio.to_thread(_look_at_disks, state, known, found)


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    problem: str | None = None
    roots: tuple[str, ...] = ()
    is_localhost: bool = False
    removes_completed: bool = False


async def _ask(program: Program, provider: Provider, known: health_views.Known) -> _Answer:
    """A client that is left alone for now is not asked: another check tells of it."""
    state = next(each for each in known.state.clients if each.id == provider.id)
    if state.is_blocked(known.state.now):
        return _Answer()
    try:
        async with asyncio.timeout(CLIENT_TIMEOUT):
            client = client_of(program, provider)
            await items_of(program, provider)
            info = await client.info()
    except ProviderError as error:
        return _Answer(problem=error.message)
    except TimeoutError:
        return _Answer(problem=f"no answer within {CLIENT_TIMEOUT:g} seconds")
    host = str(getattr(provider.settings, "host", "") or "")
    roots = tuple(paths.to_local(known.mappings, host, str(each)) for each in info.output_roots)
    return _Answer(roots=roots, is_localhost=info.is_localhost, removes_completed=info.removes_completed)


def _with_answer(state: ClientState, answer: _Answer) -> ClientState:
    return replace(state, problem=answer.problem, output_roots=answer.roots, removes_completed=answer.removes_completed)


def _look_at_disks(
    state: HealthState, known: health_views.Known, client_paths: list[tuple[str, str, bool]]
) -> HealthState:
    return replace(
        state,
        client_paths=tuple(_path(name, path, is_local=is_local) for name, path, is_local in client_paths),
        missing_root_folders=tuple(root for root in known.roots if not is_folder(root)),
        missing_collection_folders=tuple(root for root in known.collection_roots if not is_folder(root)),
        read_only_mounts=tuple(root for root in known.roots if _is_read_only(root)),
        recycle_bin_is_writable=state.recycle_bin is None or _is_writable(state.recycle_bin),
    )


def _path(client: str, path: str, *, is_local: bool) -> PathState:
    is_valid = not paths.is_windows(path) and PurePosixPath(path).is_absolute()
    exists = is_valid and is_folder(path)
    return PathState(
        client=client,
        path=path,
        is_local_client=is_local,
        is_valid=is_valid,
        exists=exists,
        is_readable=exists and os.access(path, os.R_OK | os.X_OK),
    )


def _is_read_only(root: str) -> bool:
    try:
        return bool(os.statvfs(root).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _is_writable(folder: str) -> bool:
    return is_folder(folder) and os.access(folder, os.W_OK | os.X_OK)


# --- when ---


async def keep(program: Program, *, delay: float = DEBOUNCE) -> None:
    """Queue the checks at the start, when the first minutes are over, and some seconds after a change; until cancelled."""
    changed = asyncio.Event()

    async def note(payload: str) -> None:
        if events.read(payload).name in _LOOKED_AT:
            changed.set()

    listener = Listener(program.database.url)
    listener.on(events.CHANNEL, note)
    await listener.start()
    after_start = asyncio.get_running_loop().call_later(backoff.STARTUP.total_seconds() + delay, changed.set)
    try:
        await _queue(program, started=program.clock())
        while True:
            await changed.wait()
            await asyncio.sleep(delay)
            changed.clear()
            await _queue(program)
    finally:
        after_start.cancel()
        await listener.stop()


async def _queue(program: Program, *, started: datetime | None = None) -> None:
    """A database that is away is no reason to stop: the schedule runs the checks too."""
    try:
        async with program.database.begin() as session:
            if started is not None:
                await settings.set_value(session, *_MARK, started.isoformat())
            await program.queue.command(session, "CheckHealth")
    except (DBAPIError, PoolTimeout, psycopg.Error) as error:
        log.warning("health checks could not be queued", reason=type(error).__name__)
