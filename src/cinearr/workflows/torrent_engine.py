"""The built-in torrent engine with its settings and what its news set in motion."""

from __future__ import annotations

from cinearr.features.download_clients.engine import Engine
from cinearr.features.download_clients.engine_settings import EngineSettings
from cinearr.features.download_clients.implementations.builtin import CinearrSettings
from cinearr.workflows.program import Program


def build(program: Program) -> Engine:
    """The engine of this process; it works only while it is the one that holds the lock."""

    async def read_settings() -> EngineSettings | None:
        for provider in await program.download_clients.all():
            if isinstance(provider.settings, CinearrSettings) and provider.options.get("enable"):
                return provider.settings.engine()
        return None

    async def on_change(_: str) -> None:
        async with program.database.begin() as session:
            await program.queue.command(session, "RefreshMonitoredDownloads", priority=1, again=True)

    return Engine(program.database, read_settings=read_settings, on_change=on_change)
