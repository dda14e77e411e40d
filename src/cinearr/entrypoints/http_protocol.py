"""HTTP as uvicorn speaks it, with an end to how long and how slow the head of a request may be.

uvicorn's fast parser takes headers for as long as they come: one stranger could fill the memory, or hold connections
open with a letter a minute.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_ADDRESS: Final = 8 * 1024
LARGEST_HEAD: Final = 32 * 1024
HEAD_SECONDS: Final = 20.0  # from the first letter, and for a connection that says nothing at all

_ANSWERS: Final = {
    408: b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
    414: b"HTTP/1.1 414 URI Too Long\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
    431: b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
}


class BoundedHttp(HttpToolsProtocol):
    """One connection."""

    head_seconds = HEAD_SECONDS

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._head: int | None = 0  # bytes of the head so far; None while a body is read
        self._refused = False
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """The clock of the first request starts."""
        super().connection_made(transport)
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """And ends with the connection."""
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Counts what belongs to a head."""
        if self._refused:
            return
        if self._head is not None:
            self._head += len(data)
        super().data_received(data)
        if self._head is not None and self._head > LARGEST_HEAD:
            self._refuse(414 if len(self.url or b"") > LONGEST_ADDRESS or not self.headers else 431)

    def on_message_begin(self) -> None:
        """The head of a request begins."""
        self._start_clock()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole: nothing is begun for one that is too large."""
        self._stop_clock()
        self._head = None
        if len(self.url) > LONGEST_ADDRESS:
            self._refuse(414)
        elif sum(len(name) + len(value) for name, value in self.headers) > LARGEST_HEAD:
            self._refuse(431)
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        if not self._refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The next thing is the head of another request."""
        self._head = 0
        if not self._refused:
            super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """From here on it is another protocol's connection."""
        self._stop_clock()
        if not self._refused:
            super().handle_websocket_upgrade()

    # --- steps ---

    def _refuse(self, status: int) -> None:
        self._stop_clock()
        if not self._refused:
            self._refused = True
            self.transport.write(_ANSWERS[status])
            self.transport.close()

    def _start_clock(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self._refuse, 408)

    def _stop_clock(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
