"""The worker process: jobs, schedules and the built-in torrent engine."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

import structlog

from cinearr.entrypoints.bootstrap import started
from cinearr.features import settings
from cinearr.kit.config import Config
from cinearr.kit.jobs.worker import Scheduler, Worker

log = structlog.get_logger(__name__)


async def run(config: Config, database_url: str, stop: asyncio.Event) -> None:
    """Work until told to stop; running jobs get time to finish."""
    async with started(config, database_url) as program:
        worker = Worker(program, program.database, program.queue, concurrency=config.worker_concurrency)
        scheduler = Scheduler(program.database, program.queue, settings.everything)
        running = [
            _running(worker.run(), "worker"),
            _running(scheduler.run(), "scheduler"),
        ]
        log.info("worker ready")
        stopping = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait([*running, stopping], return_when=asyncio.FIRST_COMPLETED)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        stopping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            for task in done - {stopping}:
                task.result()


def _running(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
    return asyncio.create_task(work, name=name)
