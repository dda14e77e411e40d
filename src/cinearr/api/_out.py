"""Answers on their way out: our headers on all of them, compression where a client can and it is worth it."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from typing import Any, Final

import brotli

from cinearr.api.security import Headers

Scope = Any
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Pairs = list[tuple[bytes, bytes]]


async def answer(send: Send, status: int, headers: Pairs, body: bytes = b"") -> None:
    """A whole answer."""
    if status != 204:
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(scope: Scope, send: Send, status: int, headers: Pairs, body: bytes) -> None:
    """The same for a WebSocket that was not accepted yet."""
    if scope["type"] == "http":
        return await answer(send, status, headers, body)
    if "websocket.http.response" in scope.get("extensions", {}):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
        await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
        return await send({"type": "websocket.http.response.body", "body": body})
    return await send({"type": "websocket.close", "code": 1008})


_SMALL: Final = 1024  # bytes that are not worth compressing
_LARGE: Final = 64 * 1024  # bytes whose compression would hold others up


_VARY: Final = (b"vary", b"Accept-Encoding")


class Out:
    """`send` with our headers, and compressed when the client can and it is worth it."""

    __slots__ = ("_extra", "_headers", "_held", "_is_api", "_send")

    def __init__(self, send: Send, headers: Headers, extra: Pairs, is_api: bool) -> None:
        self._send = send
        self._headers = headers
        self._extra = extra
        self._is_api = is_api
        self._held: Any = None

    async def __call__(self, message: Any) -> None:
        """Called with each message of the answer."""
        if message["type"] == "http.response.start":
            message["headers"] = self._complete(message["headers"])
            if b"accept-encoding" in self._headers and _worth_it(message["headers"]):
                self._held = message
            else:
                await self._send(message)
        elif self._held is not None:
            await self._release(message)
        else:
            await self._send(message)

    def _complete(self, present: Pairs) -> Pairs:
        names = {name for name, _ in present}
        if (b"content-length", b"0") in present:  # nothing has no type
            present = [pair for pair in present if pair[0] != b"content-type"]
        extra = [pair for pair in self._extra if pair[0] not in names]
        return [*present, *extra, _VARY] if self._is_api else [*present, *extra]

    async def _release(self, message: Any) -> None:
        start, self._held = self._held, None
        encoding = _accepted(self._headers[b"accept-encoding"])
        if encoding is not None and not message.get("more_body"):
            body = message.get("body", b"")
            work = _COMPRESS[encoding]
            body = await asyncio.to_thread(work, body) if len(body) > _LARGE else work(body)
            kept = [pair for pair in start["headers"] if pair[0] != b"content-length"]
            start["headers"] = [*kept, (b"content-encoding", encoding), (b"content-length", str(len(body)).encode())]
            message = {**message, "body": body}
        await self._send(start)
        await self._send(message)


def _worth_it(headers: Pairs) -> bool:
    length, kind = 0, b""
    for name, value in headers:
        if name == b"content-length":
            length = int(value)
        elif name == b"content-type":
            kind = value
        elif name == b"content-encoding":
            return False
    return length >= _SMALL and (
        kind.startswith(b"text/") or b"json" in kind or b"javascript" in kind or b"svg" in kind
    )


def _accepted(header: bytes) -> bytes | None:
    offered = {}
    for part in header.lower().split(b","):
        name, _, quality = part.strip().partition(b";")
        offered[name.strip()] = quality.replace(b" ", b"") not in (b"q=0", b"q=0.0", b"q=0.00", b"q=0.000")
    for name in (b"br", b"gzip"):
        if offered.get(name, False):
            return name
    return b"gzip" if offered.get(b"*") and b"gzip" not in offered else None


_COMPRESS: Final[dict[bytes, Callable[[bytes], bytes]]] = {
    b"br": lambda body: brotli.compress(body, quality=4),
    b"gzip": lambda body: gzip.compress(body, compresslevel=5, mtime=0),
}
