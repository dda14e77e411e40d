"""All wiring, by hand, in order: read it once and you can draw the program."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr import __version__, migrations
from cinearr.features import profiles, settings
from cinearr.features.metadata_sources.covers import Covers
from cinearr.features.metadata_sources.implementations.tmdb import Tmdb
from cinearr.features.metadata_sources.implementations.tmdb_client import TmdbClient
from cinearr.kit.clock import utc_now
from cinearr.kit.config import Config, new_api_key
from cinearr.kit.db import Database
from cinearr.kit.http import HttpClient
from cinearr.kit.jobs.queue import JobQueue
from cinearr.kit.jobs.worker import Scheduler
from cinearr.kit.media_probe import MediaProbe
from cinearr.kit.provider_service import ProviderService
from cinearr.workflows import apply_settings, note_version, provider_kinds
from cinearr.workflows.commands import COMMANDS
from cinearr.workflows.program import Program
from cinearr.workflows.reactions import REACTIONS


@asynccontextmanager
async def started(config: Config, database_url: str) -> AsyncIterator[Program]:
    """The parts of one process, connected; given back at the end of the block."""
    database = Database(database_url)
    queue = JobQueue(database_url, COMMANDS, REACTIONS)
    async with database.begin() as session:
        # Processes that start together on a new database: one writes what every database has, the others find it.
        await session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": migrations.LOCK})
        api_key = await _api_key(config, session)
        await profiles.ensure_defaults(session)
        await provider_kinds.ensure_defaults(session, config.downloads)
        await note_version.note(session, queue)
    http = HttpClient(user_agent=f"Cinearr/{__version__}")
    tmdb = TmdbClient(http, base_url=config.tmdb_url, key=config.tmdb_key or "")
    program = Program(
        config=config,
        api_key=api_key,
        database=database,
        queue=queue,
        http=http,
        clock=utc_now,
        metadata=Tmdb(tmdb),
        covers=Covers(config.covers, http),
        media_probe=MediaProbe(),
        indexers=ProviderService(database, provider_kinds.indexers(database, http)),
        download_clients=ProviderService(database, provider_kinds.download_clients(database, http)),
        notifications=ProviderService(database, provider_kinds.notifications(http)),
    )
    await apply_settings.apply(program)
    # Before the first answer, so that no screen ever shows a server that seems to do nothing by itself.
    await Scheduler(database, queue, settings.everything).register()
    await queue.open()
    try:
        yield program
    finally:
        await program.media_probe.close()
        await queue.close()
        await http.close()
        await database.close()


async def _api_key(config: Config, session: AsyncSession) -> str:
    """The configured key, or one made at the first start and kept."""
    if config.api_key is not None:
        return config.api_key
    key = await settings.get_value(session, "program", "apiKey")
    if key is None:
        key = new_api_key()
        await settings.set_value(session, "program", "apiKey", key)
    return str(key)
