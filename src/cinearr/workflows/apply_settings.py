"""Bringing a running process to what the settings pages say, at its start and whenever they were saved anywhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from cinearr.features import settings
from cinearr.kit import events, logging
from cinearr.workflows.network import network_settings
from cinearr.workflows.program import Program

NAME = "config"  # of the event that tells of a saved page


async def apply(program: Program) -> None:
    """Proxy and certificates, the level of the log, and whose certification counts.

    All else is read when it is needed. Intervals are read by the scheduler before each look at the clock.
    """
    async with program.database.read() as session:
        host = await settings.get(session, settings.Host)
        metadata = await settings.get(session, settings.Metadata)
    await program.http.configure(network_settings(host))
    logging.set_level(host.log_level or program.config.log_level)
    program.metadata.certify_by(metadata.certification_country.upper())


def on_event(program: Program) -> Callable[[str], Awaitable[None]]:
    """What a process does with each payload of `events.CHANNEL`."""

    async def handle(payload: str) -> None:
        if events.read(payload).name == NAME:
            await apply(program)

    return handle
