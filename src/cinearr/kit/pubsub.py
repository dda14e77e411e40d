"""LISTEN on PostgreSQL channels, across processes, through lost connections."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import psycopg
import structlog
from sqlalchemy.exc import SQLAlchemyError

from cinearr.kit.db import is_away

log = structlog.get_logger(__name__)

# A connection that died without a word is found out about so often.
_ALIVE_SECONDS = 60.0

Handler = Callable[[str], Awaitable[None]]


async def notifications(connection: psycopg.AsyncConnection[Any]) -> AsyncIterator[psycopg.Notify]:
    """Notifications as they come. Raises psycopg.OperationalError when the connection is lost.

    The library's own wait wakes up ten times a second for as long as the program runs; this one sleeps until the socket
    has something to read.
    """
    loop = asyncio.get_running_loop()
    number = connection.fileno()
    while True:
        async for notification in connection.notifies(timeout=0):
            yield notification
        readable = asyncio.Event()
        # Anew each time: the library watches the same socket while it reads, and takes every watcher away when it is done.
        loop.add_reader(number, readable.set)
        try:
            await asyncio.wait_for(readable.wait(), _ALIVE_SECONDS)
            is_quiet = False
        except TimeoutError:
            is_quiet = True
        finally:
            loop.remove_reader(number)
        if is_quiet:
            await connection.execute("select 1")


class Listener:
    """One connection that waits for notifications. A handler that fails is logged and does not stop the others.

    `on_reconnect` runs after every (re)connection: what was missed meanwhile must be read again there. When the database is
    away again by then, it runs once more after the next.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._handlers: dict[str, list[Handler]] = {}
        self._on_reconnect: list[Callable[[], Awaitable[None]]] = []
        self._task: asyncio.Task[None] | None = None
        self.ready = asyncio.Event()

    def on(self, channel: str, handler: Handler) -> None:
        """Call `handler` with each payload of the channel. Register before `start`."""
        self._handlers.setdefault(channel, []).append(handler)

    def on_reconnect(self, handler: Callable[[], Awaitable[None]]) -> None:
        """Call after each connection."""
        self._on_reconnect.append(handler)

    async def start(self) -> None:
        """Begin listening in the background."""
        self._task = asyncio.create_task(self._run(), name="pubsub")

    async def stop(self) -> None:
        """End listening."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        delay = 0.2
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._url, autocommit=True) as connection:
                    for channel in self._handlers:
                        await connection.execute(psycopg.sql.SQL("listen {}").format(psycopg.sql.Identifier(channel)))
                    self.ready.set()
                    await self._read_again()
                    delay = 0.2
                    async for notification in notifications(connection):
                        await self._dispatch(notification.channel, notification.payload)
            except (psycopg.Error, SQLAlchemyError) as error:
                self.ready.clear()
                log.warning("pubsub connection lost", error=type(error).__name__)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5.0)

    async def _read_again(self) -> None:
        """What was missed meanwhile; raises what says that the database is away, for then it is to be read once more."""
        for again in self._on_reconnect:
            try:
                await again()
            except Exception as error:
                if is_away(error):
                    raise
                log.exception("what was missed could not be read")

    async def _dispatch(self, channel: str, payload: str) -> None:
        for handler in self._handlers.get(channel, ()):
            try:
                await handler(payload)
            except Exception:
                log.exception("notification handler failed", channel=channel)
