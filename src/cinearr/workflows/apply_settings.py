"""Bringing a running process to what the settings pages say, at its start and whenever they were saved anywhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from cinearr.features import settings
from cinearr.kit import events, logging
from cinearr.workflows.network import network_settings
from cinearr.workflows.program import Program

NAME = "config"  # of the event that tells of a saved page


async def apply(program: Program) -> None:
    """Proxy and certificates, the levels and size of the log, whose certification counts, and what is shown of the server.

    All else is read when it is needed. Intervals are read by the scheduler before each look at the clock.
    """
    async with program.database.read() as session:
        host = await settings.get(session, settings.Host)
        metadata = await settings.get(session, settings.Metadata)
        ui = await settings.get(session, settings.Ui)
    await program.http.configure(network_settings(host))
    level = host.log_level.lower() or program.config.log_level
    logging.set_level(level, console=host.console_log_level.lower() or level)
    logging.limit_file(host.log_size_limit)
    program.metadata.certify_by(metadata.certification_country.upper())
    shown = program.shown
    shown.instance_name, shown.branch, shown.theme = host.instance_name, host.branch, ui.theme


def on_event(program: Program) -> Callable[[str], Awaitable[None]]:
    """What a process does with each payload of `events.CHANNEL`."""

    async def handle(payload: str) -> None:
        if events.read(payload).name == NAME:
            await apply(program)

    return handle
