"""Keeping the database and the data folder small: what is over and old is forgotten."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.tracking import queue
from cinearr.features import auth, blocklist, collections, decisions, downloads, imports, logs, profiles
from cinearr.features.download_clients.tables import DownloadClientRow
from cinearr.features.downloads.tables import GrabRow, PendingReleaseRow, TrackedDownloadRow
from cinearr.features.indexers.tables import IndexerRow
from cinearr.features.movies.tables import Movie
from cinearr.features.notifications.tables import NotificationRow
from cinearr.features.tags.tables import Tag
from cinearr.kit import events
from cinearr.kit import logging as log_files
from cinearr.kit.backoff import LADDER
from cinearr.kit.jobs.spec import Body, CommandContext
from cinearr.kit.jobs.tables import CommandRow
from cinearr.kit.provider_tables import ProviderColumns, ProviderStatusRow, TurnRow
from cinearr.views import tag_use
from cinearr.workflows import refresh_collections
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

KEPT: Final = timedelta(days=30)
COMMANDS_KEPT: Final = timedelta(days=1)
_FAILED_JOBS_KEPT_HOURS: Final = 30 * 24
_KINDS: Final[tuple[tuple[str, type[ProviderColumns]], ...]] = (
    ("indexer", IndexerRow),
    ("downloadclient", DownloadClientRow),
    ("notification", NotificationRow),
)

Chore = Callable[[AsyncSession, datetime], Awaitable[None]]


class ResetBody(Body, frozen=True, kw_only=True, rename="camel"):
    """Whether titles go back too."""

    reset_titles: bool = False


async def run(context: CommandContext[Program]) -> None:
    """The Housekeeping command: every chore in a transaction of its own."""
    program = context.program
    for chore in CHORES:
        async with program.database.begin() as session:
            await chore(session, program.clock())
    await program.queue.app.job_manager.delete_old_jobs(
        nb_hours=_FAILED_JOBS_KEPT_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
    await _forget_pictures(program)


# --- chores ---


async def _forget_what_is_over(session: AsyncSession, now: datetime) -> None:
    before = now - KEPT
    await logs.purge(session, before)
    await decisions.purge(session, before)
    await imports.purge(session, before)
    await auth.forget_ended_sessions(session, now)
    await session.execute(delete(GrabRow).where(GrabRow.state == "refused", GrabRow.changed < before))
    await session.execute(
        delete(TrackedDownloadRow).where(TrackedDownloadRow.gone, TrackedDownloadRow.changed < before)
    )
    await session.execute(delete(TurnRow).where(TurnRow.next_allowed < before))


async def _drop_what_waited_in_vain(session: AsyncSession, now: datetime) -> None:
    row = PendingReleaseRow
    old = delete(row).where(row.reason.in_([each.wire for each in queue.EXPIRING]), row.added < now - queue.EXPIRY)
    gone = await session.execute(old.returning(row.id))
    if gone.first() is not None:
        await downloads.queue_changed(session)


async def _drop_unused_tags(session: AsyncSession, _: datetime) -> None:
    used = {tag_id for tag_id, use in (await tag_use.load(session)).items() if use.any}
    # Collections bear tags for the films they bring.
    used |= {tag for row in await collections.all_collections(session) for tag in row.tags}
    gone = await session.execute(delete(Tag).where(Tag.id.not_in(used)).returning(Tag.id))
    if gone.first() is not None:
        await events.changed(session, "tag", "sync")


async def _drop_empty_collections(session: AsyncSession, _: datetime) -> None:
    await refresh_collections.drop_empty(session)


async def _drop_statuses_of_nobody(session: AsyncSession, _: datetime) -> None:
    for kind, row in _KINDS:
        await session.execute(
            delete(ProviderStatusRow).where(
                ProviderStatusRow.kind == kind, ~exists().where(row.id == ProviderStatusRow.provider_id)
            )
        )


async def _mend_future_times(session: AsyncSession, now: datetime) -> None:
    """A clock that was set back leaves times nobody will live to see."""
    longest = now + timedelta(seconds=2 * LADDER[-1])
    row = ProviderStatusRow
    await session.execute(update(row).where(row.disabled_till > longest).values(disabled_till=longest))
    await session.execute(update(row).where(row.initial_failure > now).values(initial_failure=now))
    await session.execute(update(row).where(row.most_recent_failure > now).values(most_recent_failure=now))


CHORES: Final[tuple[Chore, ...]] = (
    _forget_what_is_over,
    _drop_what_waited_in_vain,
    _drop_unused_tags,
    _drop_empty_collections,
    _drop_statuses_of_nobody,
    _mend_future_times,
)


async def _forget_pictures(program: Program) -> None:
    """Of films that are gone, when the process died before their pictures went."""
    folder = program.config.covers
    numbers = await asyncio.to_thread(_numbered_folders, folder)
    async with program.database.read() as session:
        present = set(await session.scalars(select(Movie.id).where(Movie.id.in_(numbers))))
    for number in set(numbers) - present:
        await asyncio.to_thread(shutil.rmtree, folder / str(number), ignore_errors=True)


def _numbered_folders(folder: Path) -> list[int]:
    try:
        return [int(each.name) for each in folder.iterdir() if each.name.isdecimal() and each.name.isascii()]
    except OSError:
        return []


# --- commands ---


async def clean_commands(context: CommandContext[Program]) -> None:
    """The MessagingCleanup command: finished commands of yesterday go; one whose job is lost does not block its like for ever."""
    program = context.program
    lost = text(
        "not exists (select 1 from procrastinate_jobs as job"
        " where job.id = commands.job_id and job.status in ('todo', 'doing'))"
    )
    async with program.database.begin() as session:
        await session.execute(
            update(CommandRow)
            .where(CommandRow.status.in_(("queued", "started")), CommandRow.id != context.command_id, lost)
            .values(status="orphaned", ended=func.now())
        )
        await session.execute(delete(CommandRow).where(CommandRow.ended < program.clock() - COMMANDS_KEPT))
        await events.changed(session, "command", "sync")


async def clear_log(context: CommandContext[Program]) -> None:
    """The ClearLog command."""
    async with context.program.database.begin() as session:
        await logs.clear(session)


async def clear_blocklist(context: CommandContext[Program]) -> None:
    """The ClearBlocklist command."""
    async with context.program.database.begin() as session:
        await blocklist.clear(session)
        await events.changed(session, "blocklist", "sync")


async def reset_quality_definitions(context: CommandContext[Program]) -> None:
    """The ResetQualityDefinitions command."""
    async with context.program.database.begin() as session:
        await profiles.reset_definitions(session, titles=context.body.reset_titles)
        await events.changed(session, "qualitydefinition", "sync")


async def delete_log_files(context: CommandContext[Program]) -> None:
    """The DeleteLogFiles command: older files go, the one that is written to is emptied."""
    await asyncio.to_thread(_delete_logs, context.program.config.logs)


def _delete_logs(folder: Path) -> None:
    for file in folder.glob(f"{log_files.FILE_NAME}*"):
        if file.name == log_files.FILE_NAME:
            with file.open("r+b") as opened:
                opened.truncate(0)
        else:
            file.unlink(missing_ok=True)
