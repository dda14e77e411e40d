from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import Enum
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, text

from cinearr.kit.db import Database
from cinearr.kit.errors import Conflict, NotFound
from cinearr.kit.jobs import worker as worker_module
from cinearr.kit.jobs.queue import JobQueue
from cinearr.kit.jobs.spec import Body, CommandContext, CommandFailed, CommandSpec, Unsuccessful
from cinearr.kit.jobs.tables import CommandRow, ScheduleRow
from cinearr.kit.jobs.worker import Scheduler, Worker


class Numbers(Body):
    movie_ids: list[int] = msgspec.field(default_factory=list)


class Mode(Enum):
    AUTO = "auto"
    MOVE = "move"


class Moded(Body, frozen=True, kw_only=True, rename="camel"):
    import_mode: Mode = Mode.AUTO


class Happened(msgspec.Struct, frozen=True):
    number: int


class Program:
    """What the toy commands leave behind."""

    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.gate = asyncio.Event()
        self.running = 0
        self.most = 0


async def note(context: CommandContext[Program]) -> None:
    await context.progress("half way")
    context.program.seen.append((context.name, context.trigger, context.body))


async def hold(context: CommandContext[Program]) -> None:
    context.program.running += 1
    context.program.most = max(context.program.most, context.program.running)
    await asyncio.sleep(0.05)
    context.program.running -= 1


async def fail(context: CommandContext[Program]) -> None:
    raise CommandFailed("no such folder")


async def burst(context: CommandContext[Program]) -> None:
    raise ValueError("boom\0")  # no text of the database can hold that


async def nothing(context: CommandContext[Program]) -> None:
    raise Unsuccessful("nothing was imported")


async def react(program: Program, event: Happened) -> None:
    program.seen.append(event)


COMMANDS: dict[str, CommandSpec[Program]] = {
    "Note": CommandSpec(run=note, body=Numbers, interval=5),
    "HoldDisk": CommandSpec(run=hold, body=Numbers, requires_disk=True),
    "Moded": CommandSpec(run=note, body=Moded),
    "Fail": CommandSpec(run=fail),
    "Burst": CommandSpec(run=burst),
    "Nothing": CommandSpec(run=nothing),
}
REACTIONS = {Happened: {"note_it": react}}


async def no_settings(_: Any) -> dict[str, Any]:
    return {}


@asynccontextmanager
async def working(database: Database) -> AsyncIterator[tuple[Program, JobQueue]]:
    program = Program()
    queue = JobQueue(database.url, COMMANDS, REACTIONS)
    await queue.open()
    work = Worker(program, database, queue, concurrency=4)
    task = asyncio.create_task(work.run())
    try:
        yield program, queue
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await queue.close()


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 (another program's state)
            await asyncio.sleep(0.02)


async def ended(database: Database, command_id: int) -> CommandRow:
    row: CommandRow | None = None

    async def done() -> bool:
        nonlocal row
        async with database.read() as session:
            row = await session.get(CommandRow, command_id)
        return row is not None and row.status not in ("queued", "started")

    await until(done)
    assert row is not None
    return row


class TestCommands:
    async def test_a_queued_command_runs_and_tells_how_it_went(self, database: Database) -> None:
        async with working(database) as (program, queue):
            async with database.begin() as session:
                row = await queue.command(session, "note", {"movieIds": [3, 1, 3]}, trigger="manual")
            done = await ended(database, row.id)
        assert program.seen == [("Note", "manual", Numbers(movie_ids=[1, 3]))]
        assert (done.status, done.result, done.message) == ("completed", "successful", "half way")

    @pytest.mark.parametrize(
        ("name", "status", "result", "message", "exception"),
        [
            ("Fail", "failed", "unsuccessful", "Failed", "no such folder"),
            ("Burst", "failed", "unsuccessful", "Failed", "ValueError: boom\ufffd"),
            ("Nothing", "completed", "unsuccessful", "nothing was imported", None),
        ],
    )
    async def test_the_ways_to_end(
        self, database: Database, name: str, status: str, result: str, message: str, exception: str | None
    ) -> None:
        async with working(database) as (_, queue):
            async with database.begin() as session:
                row = await queue.command(session, name)
            done = await ended(database, row.id)
        assert (done.status, done.result, done.message, done.exception) == (status, result, message, exception)

    async def test_one_queued_by_another_version_ends_with_its_reason(self, database: Database) -> None:
        async with working(database) as (program, queue):
            async with database.begin() as session:
                row = await queue.command(session, "Note")
                row.body = {"movieIds": "all"}
            done = await ended(database, row.id)
        assert (done.status, done.result) == ("failed", "unsuccessful")
        assert "another version" in str(done.exception)
        assert program.seen == []

    async def test_an_equal_command_that_waits_is_not_queued_again(self, database: Database) -> None:
        queue = JobQueue(database.url, COMMANDS, REACTIONS)
        async with database.begin() as session:
            first = await queue.command(session, "Note", {"movieIds": [1, 2]})
            again = await queue.command(session, "Note", {"movieIds": [2, 1]})
            other = await queue.command(session, "Note", {"movieIds": [2]})
        assert first.id == again.id != other.id

    async def test_one_that_runs_does_not_count_when_it_may_have_looked_too_early(self, database: Database) -> None:
        queue = JobQueue(database.url, COMMANDS, REACTIONS)
        async with database.begin() as session:
            running = await queue.command(session, "Note")
            running.status = "started"
        async with database.begin() as session:
            assert (await queue.command(session, "Note")).id == running.id
            later = await queue.command(session, "Note", again=True)
            assert later.id != running.id
            assert (await queue.command(session, "Note", again=True)).id == later.id

    async def test_a_rolled_back_transaction_leaves_no_job(self, database: Database) -> None:
        queue = JobQueue(database.url, COMMANDS, REACTIONS)
        with pytest.raises(RuntimeError):
            async with database.begin() as session:
                await queue.command(session, "Note")
                raise RuntimeError
        async with database.read() as session:
            assert await session.scalar(text("select count(*) from procrastinate_jobs")) == 0

    async def test_commands_that_need_the_disk_go_one_at_a_time(self, database: Database) -> None:
        async with working(database) as (program, queue):
            async with database.begin() as session:
                rows = [await queue.command(session, "HoldDisk", {"movieIds": [number]}) for number in range(5)]
            for row in rows:
                await ended(database, row.id)
        assert program.most == 1

    async def test_only_a_waiting_command_can_be_cancelled(self, database: Database) -> None:
        queue = JobQueue(database.url, COMMANDS, REACTIONS)
        async with database.begin() as session:
            row = await queue.command(session, "Note")
        async with database.begin() as session:
            await queue.cancel(session, row.id)
        with pytest.raises(Conflict):
            async with database.begin() as session:
                await queue.cancel(session, row.id)

    async def test_enums_come_in_any_case(self, database: Database) -> None:
        queue = JobQueue(database.url, COMMANDS, REACTIONS)
        async with database.begin() as session:
            row = await queue.command(session, "Moded", {"importMode": "Move"})
        assert row.body == {"importMode": "move"}

    async def test_an_unknown_name_is_refused(self, database: Database) -> None:
        queue = JobQueue(database.url, COMMANDS, REACTIONS)
        with pytest.raises(NotFound):
            async with database.begin() as session:
                await queue.command(session, "NoSuchThing")


class TestReactions:
    async def test_an_event_starts_what_happens_besides(self, database: Database) -> None:
        async with working(database) as (program, queue):
            async with database.begin() as session:
                await queue.publish(session, Happened(7))

            async def seen() -> bool:
                return program.seen == [Happened(7)]

            await until(seen)


class TestAbandonedWork:
    async def test_a_command_of_a_dead_worker_is_done_by_another(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker_module, "HEARTBEAT", 0.2)
        monkeypatch.setattr(worker_module, "STALLED_AFTER", 1.0)
        queue = JobQueue(database.url, COMMANDS, REACTIONS)
        async with database.begin() as session:
            row = await queue.command(session, "Note")
            # What a killed process leaves: the job taken, the command started, no heartbeat any more.
            await session.execute(
                text("insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour')")
            )
            await session.execute(
                text(
                    "update procrastinate_jobs set status = 'doing', worker_id = (select max(id) from procrastinate_workers)"
                )
            )
            await session.execute(text("update commands set status = 'started'"))
        async with working(database) as (program, _):
            done = await ended(database, row.id)
        assert done.status == "completed"
        assert len(program.seen) == 1


class TestScheduler:
    async def test_a_due_task_is_started_once_by_many_schedulers(self, database: Database) -> None:
        queue = JobQueue(database.url, COMMANDS, REACTIONS)
        schedulers = [Scheduler(database, queue, no_settings) for _ in range(4)]
        await schedulers[0].register()
        async with database.begin() as session:
            await session.execute(text("update schedules set last_execution = now() - interval '6 minutes'"))
        started = await asyncio.gather(*(scheduler.tick() for scheduler in schedulers))
        assert sorted(started) == [[], [], [], ["Note"]]
        async with database.read() as session:
            assert len((await session.scalars(select(CommandRow))).all()) == 1

    async def test_a_clock_set_back_does_not_stop_a_task(self, database: Database) -> None:
        queue = JobQueue(database.url, COMMANDS, REACTIONS)
        scheduler = Scheduler(database, queue, no_settings)
        await scheduler.register()
        async with database.begin() as session:
            await session.execute(text("update schedules set last_execution = now() + interval '2 days'"))
        await scheduler.tick()
        async with database.read() as session:
            ahead = await session.scalar(select(ScheduleRow.last_execution > text("now()")))
        assert ahead is False
