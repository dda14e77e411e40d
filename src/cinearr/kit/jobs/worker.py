"""Doing the queued work: commands and reactions, taken up again when a worker dies or the database restarts."""

from __future__ import annotations

import asyncio
import contextlib
import time
import traceback
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

import msgspec
import procrastinate
import psycopg
import structlog
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from cinearr.kit import events
from cinearr.kit.db import AWAY, Database, is_away
from cinearr.kit.jobs.queue import QUEUE, JobQueue
from cinearr.kit.jobs.spec import Body, CommandContext, CommandFailed, Unsuccessful
from cinearr.kit.jobs.tables import CommandRow, ScheduleRow

log = structlog.get_logger(__name__)
P = TypeVar("P")

HEARTBEAT = 10.0
STALLED_AFTER = 30.0


class Again(BaseRetryStrategy):
    """Reactions are tried again for about a day; then the job stays as failed, to be seen."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """1, 4, 16 … seconds, at most an hour apart, thirty times."""
        if job.attempts >= 30:
            return None
        return RetryDecision(retry_in={"seconds": min(4**job.attempts, 3600)})


class Worker(Generic[P]):
    """One worker of a process; several processes may run one each."""

    def __init__(self, program: P, database: Database, queue: JobQueue, *, concurrency: int) -> None:
        self._program = program
        self._database = database
        self._queue = queue
        self._concurrency = concurrency
        self._reactions = {
            name: (event, react) for event, named in queue.reactions.items() for name, react in named.items()
        }
        queue.app.task(name="command", queue=QUEUE, retry=Again())(self._command)
        queue.app.task(name="reaction", queue=QUEUE, retry=Again())(self._reaction)

    async def run(self) -> None:
        """Work until cancelled; a lost database is waited for. On cancellation running jobs get time to finish."""
        reaper = asyncio.create_task(self._take_up_abandoned())
        try:
            while True:
                try:
                    await self._queue.app.run_worker_async(
                        queues=[QUEUE],
                        concurrency=self._concurrency,
                        install_signal_handlers=False,
                        update_heartbeat_interval=HEARTBEAT,
                        stalled_worker_timeout=STALLED_AFTER,
                        shutdown_graceful_timeout=30,
                        fetch_job_polling_interval=4,
                        abort_job_polling_interval=60,
                        delete_jobs="successful",
                    )
                    return
                except asyncio.CancelledError:
                    raise
                except Exception as error:  # noqa: BLE001 (the job loop must outlive a restarted database)
                    log.warning("worker interrupted, starting again", error=repr(error))
                    await asyncio.sleep(1)
        finally:
            reaper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reaper

    async def _take_up_abandoned(self) -> None:
        manager = self._queue.app.job_manager
        while True:
            try:
                await manager.prune_stalled_workers(STALLED_AFTER)
                for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=STALLED_AFTER):
                    log.warning("taking up a job whose worker is gone", job=job.id, task=job.task_name)
                    await manager.retry_job(job)
            except (procrastinate.exceptions.ConnectorException, psycopg.Error) as error:
                log.debug("cannot look for abandoned jobs", error=repr(error))
            await asyncio.sleep(HEARTBEAT)

    # --- reactions ---

    async def _reaction(self, reaction: str, event: dict[str, Any]) -> None:
        known = self._reactions.get(reaction)
        if known is None:
            log.warning("a reaction of another version was dropped", reaction=reaction)
            return
        kind, react = known
        await react(self._program, msgspec.convert(event, kind))

    # --- commands ---

    async def _command(self, command_id: int) -> None:
        while True:
            try:
                await self._run_command(command_id)
            except Exception as error:
                if not is_away(error):
                    raise
                # Every command may run twice without harm, so it simply starts over once the database answers.
                log.warning("database lost during a command", command=command_id, error=type(error).__name__)
                await self._wait_for_database()
            else:
                return

    async def _wait_for_database(self) -> None:
        while True:
            await asyncio.sleep(1)
            with contextlib.suppress(*AWAY):
                if await self._database.ping():
                    return

    async def _run_command(self, command_id: int) -> None:
        row = await self._begin(command_id)
        if row is None:
            return
        spec = self._queue.commands.get(row.name)
        if spec is None:
            await self._end(row, None, None, "failed", "unsuccessful", "Failed", "This version has no such command")
            return
        try:
            body = msgspec.convert(row.body, spec.body)
        except msgspec.ValidationError as error:
            reason = f"The command was queued by another version, and this one cannot read it: {error}"
            await self._end(row, None, None, "failed", "unsuccessful", "Failed", reason)
            return
        context = CommandContext(
            program=self._program,
            command_id=row.id,
            name=row.name,
            body=body,
            trigger=row.trigger,
            progress=lambda message: self._progress(command_id, message),
        )
        started = time.monotonic()
        outcome: tuple[str, str, str | None, str | None]
        with structlog.contextvars.bound_contextvars(command=row.name, command_id=row.id):
            try:
                await spec.run(context)
            except asyncio.CancelledError:
                raise
            except Unsuccessful as error:
                outcome = ("completed", "unsuccessful", str(error), None)
            except CommandFailed as error:
                outcome = ("failed", "unsuccessful", "Failed", str(error))
            except Exception as error:
                if is_away(error):
                    raise
                log.exception("command failed")
                outcome = ("failed", "unsuccessful", "Failed", "".join(traceback.format_exception_only(error)).strip())
            else:
                outcome = ("completed", "successful", spec.completion_message, None)
        await self._end(row, body, time.monotonic() - started, *outcome)

    async def _begin(self, command_id: int) -> CommandRow | None:
        async with self._database.begin() as session:
            row = await session.get(CommandRow, command_id, with_for_update=True)
            if row is None or row.status not in ("queued", "started"):
                return None  # cancelled, or finished by a worker that died before it could say so
            row.status = "started"
            row.started = datetime.now(UTC)
            row.attempts += 1
            spec = self._queue.commands.get(row.name)
            if spec is not None and spec.is_told(row.trigger):
                await events.changed(session, "command", "updated", row.id)
            return row

    async def _progress(self, command_id: int, message: str) -> None:
        async with self._database.begin() as session:
            await session.execute(update(CommandRow).where(CommandRow.id == command_id).values(message=message))
            await events.changed(session, "command", "updated", command_id)

    async def _end(
        self,
        row: CommandRow,
        body: Body | None,
        seconds: float | None,
        status: str,
        result: str,
        message: str | None,
        exception: str | None,
    ) -> None:
        spec = self._queue.commands.get(row.name)
        async with self._database.begin() as session:
            said = exception and exception.replace("\0", "\ufffd")  # it may quote what no text of the database can hold
            values: dict[str, Any] = {"status": status, "result": result, "ended": func.now(), "exception": said}
            if message is not None:
                values["message"] = message
            await session.execute(update(CommandRow).where(CommandRow.id == row.id).values(**values))
            if spec is not None and body is not None and spec.updates_schedule(body):
                await session.execute(
                    update(ScheduleRow)
                    .where(ScheduleRow.name == row.name)
                    .values(last_execution=func.now(), last_start_time=row.started, last_duration=seconds or 0.0)
                )
                await events.changed(session, "system/task", "sync")
            if spec is None or spec.is_told(row.trigger):
                await events.changed(session, "command", "updated", row.id)


class Scheduler:
    """Starts what is due. Any number may run on one database: a row is claimed by whoever locks it first."""

    TICK = 15.0

    def __init__(self, database: Database, queue: JobQueue, settings: Any) -> None:
        # `settings` is an async function of a session to all settings pages by name.
        self._database = database
        self._queue = queue
        self._settings = settings

    async def run(self) -> None:
        """Until cancelled."""
        known = False
        while True:
            try:
                if not known:
                    await self.register()
                    known = True
                await self.tick()
            except (*AWAY, DBAPIError) as error:
                log.warning("scheduler cannot reach the database", error=type(error).__name__)
            await asyncio.sleep(self.TICK)

    async def register(self) -> None:
        """Make a row for each scheduled command, and drop those of commands that are gone. Many processes may do so at once."""
        async with self._database.begin() as session:
            names = [name for name, spec in self._queue.commands.items() if spec.interval is not None]
            pages = await self._settings(session)
            for name in names:
                # A new task first runs one interval after it was first seen.
                values = {"name": name, "interval": self.interval(name, pages), "last_execution": func.now()}
                await session.execute(insert(ScheduleRow).values(**values).on_conflict_do_nothing())
            await session.execute(delete(ScheduleRow).where(ScheduleRow.name.not_in(names)))

    async def tick(self) -> list[str]:
        """Queue every command that is due; the names."""
        started: list[str] = []
        async with self._database.begin() as session:
            pages = await self._settings(session)
            now = await session.scalar(select(func.now()))
            assert now is not None
            rows = await session.scalars(select(ScheduleRow).with_for_update(skip_locked=True))
            for row in rows:
                if row.name not in self._queue.commands:
                    continue
                interval = self.interval(row.name, pages)
                if interval != row.interval:
                    row.interval = interval
                if row.last_execution is not None and row.last_execution > now + timedelta(minutes=1):
                    row.last_execution = now  # the clock was set back
                if interval > 0 and (
                    row.last_execution is None or row.last_execution + timedelta(minutes=interval) <= now
                ):
                    await self._queue.command(session, row.name, trigger="scheduled")
                    row.last_execution = now
                    started.append(row.name)
        return started

    def interval(self, name: str, pages: Any) -> int:
        """Minutes between two runs, under these settings."""
        interval = self._queue.commands[name].interval
        return interval(pages) if callable(interval) else (interval or 0)
