"""The web process: the API, the pages and the realtime hub, on one socket."""

from __future__ import annotations

import asyncio
import contextlib

import structlog
import uvicorn

from cinearr.api import login, pages, realtime
from cinearr.api._edge import EdgeConfig
from cinearr.api.app import Api, build_app
from cinearr.api.broadcasts import Broadcasts
from cinearr.api.v3 import system
from cinearr.api.v3._collections import Collections
from cinearr.api.v3._library import Library
from cinearr.api.v3.loaders import REMAINS, loaders
from cinearr.api.v3.parse import NameBook
from cinearr.api.v3.routes import ROUTES
from cinearr.entrypoints import server
from cinearr.entrypoints.bootstrap import started
from cinearr.entrypoints.http_protocol import BoundedHttp
from cinearr.kit import events
from cinearr.kit.config import Config, ConfigError
from cinearr.kit.pubsub import Listener
from cinearr.workflows import apply_settings
from cinearr.workflows.program import Program
from cinearr.workflows.write_logs import writing

log = structlog.get_logger(__name__)


async def run(config: Config, database_url: str, stop: asyncio.Event, ready: asyncio.Event) -> None:
    """Answer until told to stop; `ready` is set when the first request can come. Raises ConfigError when the address cannot be had."""
    async with started(config, database_url) as program, writing(program, server.tail):
        hub = realtime.Hub(version=system.COMPATIBLE_VERSION)
        library = Library(program.database, program.clock, url_base=config.url_base)
        library_collections = Collections(program, library)
        told = Broadcasts(hub, loaders(program, library, library_collections), REMAINS)
        listener = Listener(database_url)
        listener.on(events.CHANNEL, told.on_payload)
        listener.on(events.CHANNEL, apply_settings.on_event(program))
        listener.on_reconnect(lambda: apply_settings.apply(program))
        # What was told meanwhile is lost; clients that connect again read what they show anew.
        listener.on_reconnect(hub.close)
        await listener.start()
        warming = asyncio.create_task(library.warm(), name="library")
        try:
            await _serve(config, build(program, hub, library, library_collections), stop, ready)
        finally:
            await listener.stop()
            warming.cancel()
            await told.close()
            await hub.close()


def build(program: Program, hub: realtime.Hub, library: Library, library_collections: Collections) -> Api:
    """The whole application on these parts."""
    config = program.config
    dependencies = {
        "program": program,
        "names": NameBook(program.database),
        "library": library,
        "library_collections": library_collections,
        "hub": hub,
        "pages": pages.Pages(url_base=config.url_base),
        "pulse": pages.Pulse(program.database),
        "welcome": pages.Welcome(config.url_base, lambda: program.api_key, program.shown),
        "login": login.Login(program.database, program.clock, method=config.auth),
    }
    return build_app(
        (*ROUTES, *login.ROUTES, *pages.ROUTES, *realtime.ROUTES),
        dependencies,
        EdgeConfig(
            url_base=config.url_base,
            version=system.COMPATIBLE_VERSION,  # clients look for it in a header
            external=config.auth == "external",
            cors_origins=config.cors_origins,
        ),
        api_key=lambda: program.api_key,
        sessions=login.DatabaseSessions(program.database, program.clock),
    )


async def _serve(config: Config, app: object, stop: asyncio.Event, ready: asyncio.Event) -> None:
    server = _QuietServer(
        uvicorn.Config(
            app,  # type: ignore[arg-type]
            host=config.host,
            port=config.port,
            http=BoundedHttp,
            ws="websockets-sansio",
            ws_max_size=realtime.LONGEST,
            loop="none",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            timeout_graceful_shutdown=10,
            # Clients that poll once a minute keep their connection.
            timeout_keep_alive=130,
            lifespan="on",
        )
    )
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(_run(server), name="web server")
    stopping = asyncio.create_task(stop.wait())
    while not server.started and not serving.done():  # noqa: ASYNC110 (uvicorn has no event for it)
        await asyncio.sleep(0.01)
    if server.started:
        ready.set()
        log.info("ready", address=f"http://{config.host}:{config.port}{config.url_base}/")
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if server.started:
        server.end()
    server.should_exit = True
    await serving


class _QuietServer(uvicorn.Server):
    """uvicorn's own loop wakes ten times a second; once is enough to renew the date of answers."""

    async def main_loop(self) -> None:
        """Until told to exit."""
        self.ending = asyncio.Event()
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.ending.wait(), 1.0)

    def end(self) -> None:
        """Tell it to exit, at once."""
        self.should_exit = True
        self.ending.set()


async def _run(server: uvicorn.Server) -> None:
    try:
        await server._serve()
    except SystemExit:
        config = server.config
        raise ConfigError(
            f"The address {config.host}:{config.port} cannot be used; is another program listening there?"
        ) from None
