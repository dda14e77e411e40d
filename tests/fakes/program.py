"""A whole `Program` on a test database: real queue, real HTTP client, folders of its own; what is outside is fake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import func, select, text

from cinearr.core.films import Collection, Film
from cinearr.features import profiles
from cinearr.features.metadata_sources.covers import Covers
from cinearr.kit.clock import Clock, utc_now
from cinearr.kit.config import Config
from cinearr.kit.db import Database
from cinearr.kit.errors import ProviderError
from cinearr.kit.http import HttpClient
from cinearr.kit.jobs.queue import JobQueue
from cinearr.kit.jobs.spec import Body, CommandContext
from cinearr.kit.jobs.tables import CommandRow
from cinearr.kit.jobs.worker import Worker
from cinearr.kit.media_probe import MediaProbe
from cinearr.kit.provider_service import ProviderService
from cinearr.workflows import provider_kinds
from cinearr.workflows.program import Program

API_KEY = "0123456789abcdef0123456789abcdef"


@dataclass
class FakeMetadata:
    """A `MetadataSource` that knows the films it was given. `error` is raised instead of any answer."""

    films: dict[int, Film] = field(default_factory=dict)
    collections: dict[int, Collection] = field(default_factory=dict)
    changes: frozenset[int] = frozenset()
    error: ProviderError | None = None
    asked: list[int] = field(default_factory=list)
    country: str = "US"

    def certify_by(self, country: str) -> None:
        self.country = country

    def know(self, *films: Film) -> None:
        """Films it answers from now on."""
        self.films |= {film.tmdb_id: film for film in films}

    async def film(self, tmdb_id: int, *, fresh: bool = False) -> Film | None:
        self._fail()
        self.asked.append(tmdb_id)
        return self.films.get(tmdb_id)

    async def film_by_imdb(self, imdb_id: str) -> Film | None:
        self._fail()
        return next((film for film in self.films.values() if film.imdb_id == imdb_id), None)

    async def search(self, text: str, *, year: int | None = None) -> list[Film]:
        self._fail()
        found = [film for film in self.films.values() if text.lower() in film.title.lower()]
        return [film for film in found if year in (None, film.year)][:20]

    async def collection(self, tmdb_id: int) -> Collection | None:
        self._fail()
        return self.collections.get(tmdb_id)

    async def changed(self, since: datetime, until: datetime) -> frozenset[int]:
        self._fail()
        return self.changes

    def _fail(self) -> None:
        if self.error is not None:
            raise self.error


class SetClock:
    """A clock that stands where it was set."""

    def __init__(self, now: datetime = datetime(2026, 11, 25, 12, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def a_program(
    database: Database,
    home: Path,
    *,
    metadata: FakeMetadata | None = None,
    clock: Clock = utc_now,
    commands: Any = None,
    reactions: Any = None,
) -> AsyncIterator[Program]:
    """The program as `entrypoints.bootstrap` wires it, in `home`; the command and reaction tables are the real ones."""
    # Here, so that a test with small tables of its own does not load every workflow.
    from cinearr.workflows.commands import COMMANDS
    from cinearr.workflows.reactions import REACTIONS

    queue = JobQueue(
        database.url, COMMANDS if commands is None else commands, REACTIONS if reactions is None else reactions
    )
    http = HttpClient(user_agent="Cinearr/test")
    async with database.begin() as session:
        await profiles.ensure_defaults(session)
    config = Config(home=home, database_url=database.url, api_key=API_KEY)
    await queue.open()
    try:
        async with MediaProbe(workers=1) as media_probe:
            yield Program(
                config=config,
                api_key=API_KEY,
                database=database,
                queue=queue,
                http=http,
                clock=clock,
                metadata=metadata if metadata is not None else FakeMetadata(),
                covers=Covers(config.covers, http),
                media_probe=media_probe,
                indexers=ProviderService(database, provider_kinds.indexers(database, http)),
                download_clients=ProviderService(database, provider_kinds.download_clients(database, http)),
                notifications=ProviderService(database, provider_kinds.notifications(http)),
            )
    finally:
        await queue.close()
        await http.close()


async def run_command(
    program: Program, name: str, body: Body | dict[str, Any] | None = None, *, trigger: str = "manual"
) -> list[str]:
    """Run a command as a worker would, here and now; the progress it told. What it raises comes through."""
    async with program.database.begin() as session:
        row = await program.queue.command(session, name, body, trigger=trigger)
    told: list[str] = []

    async def progress(message: str) -> None:
        told.append(message)

    spec = program.queue.commands[row.name]
    context = CommandContext(
        program=program,
        command_id=row.id,
        name=row.name,
        body=msgspec.convert(row.body, spec.body),
        trigger=trigger,
        progress=progress,
    )
    await spec.run(context)
    async with program.database.begin() as session:
        stored = await session.get(CommandRow, row.id)
        assert stored is not None
        stored.status, stored.ended = "completed", datetime.now(UTC)
    return told


async def commands_queued(program: Program) -> list[tuple[str, dict[str, Any]]]:
    """Commands that wait, oldest first."""
    async with program.database.read() as session:
        rows = await session.scalars(select(CommandRow).where(CommandRow.status == "queued").order_by(CommandRow.id))
        return [(row.name, row.body) for row in rows]


@asynccontextmanager
async def working(program: Program) -> AsyncIterator[None]:
    """A real worker that does queued commands and reactions during the block."""
    worker = Worker(program, program.database, program.queue, concurrency=4)
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def settled(program: Program, seconds: float = 60) -> None:
    """Wait until no job is left to do (inside `working`)."""
    left = text("select count(*) from procrastinate_jobs where status in ('todo', 'doing')")
    async with asyncio.timeout(seconds):
        while True:
            async with program.database.read() as session:
                if not await session.scalar(left):
                    return
            await asyncio.sleep(0.02)


async def until(condition: Callable[[], Any], seconds: float = 60) -> None:
    """Wait for something another task does."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 (another task's state)
            await asyncio.sleep(0.02)


async def count(program: Program, row: type[Any]) -> int:
    """How many rows a table has."""
    async with program.database.read() as session:
        return await session.scalar(select(func.count()).select_from(row)) or 0
