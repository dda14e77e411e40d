"""The worker process: jobs, schedules and the built-in torrent engine."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

import structlog

from cinearr.entrypoints import server
from cinearr.entrypoints.bootstrap import started
from cinearr.features import settings
from cinearr.kit import events
from cinearr.kit.config import Config
from cinearr.kit.jobs.worker import Scheduler, Worker
from cinearr.kit.pubsub import Listener
from cinearr.workflows import apply_settings, check_health, torrent_engine
from cinearr.workflows.program import Program
from cinearr.workflows.write_logs import writing

log = structlog.get_logger(__name__)


async def run(config: Config, database_url: str, stop: asyncio.Event) -> None:
    """Work until told to stop; running jobs get time to finish."""
    async with started(config, database_url) as program, writing(program, server.tail):
        worker = Worker(program, program.database, program.queue, concurrency=config.worker_concurrency)
        scheduler = Scheduler(program.database, program.queue, settings.everything)
        engine = torrent_engine.build(program)
        running = [
            _running(worker.run(), "worker"),
            _running(scheduler.run(), "scheduler"),
            _running(check_health.keep(program), "health"),
            _running(engine.run(), "torrent engine"),
        ]
        listener = Listener(database_url)
        listener.on(events.CHANNEL, apply_settings.on_event(program))
        listener.on_reconnect(lambda: apply_settings.apply(program))
        await listener.start()
        await _look_at_downloads(program)
        log.info("worker ready")
        stopping = asyncio.create_task(stop.wait())
        everything: list[asyncio.Task[Any]] = [*running, stopping]
        done, _ = await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
        engine.stop()
        await asyncio.wait([running[-1]], timeout=10)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await listener.stop()
        stopping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            for ended in done - {stopping}:
                ended.result()


async def _look_at_downloads(program: Program) -> None:
    """What went on while nobody looked, and what a killed process left half done, need not wait for the schedule."""
    async with program.database.begin() as session:
        await program.queue.command(session, "RefreshMonitoredDownloads", priority=1, again=True)


def _running(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    return asyncio.create_task(work, name=name)
