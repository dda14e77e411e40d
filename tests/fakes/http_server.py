"""A web server over a real socket that answers as it is told: well, slowly, endlessly, wrongly or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it came in; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.split("?", 1)[0]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What to send back.

    `chunks` beside the body makes a chunked answer: an endless one when `repeat` is set. `delay` in seconds before the
    head, `pause` between chunks. `cut` closes the connection after the head and half of the body.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    chunks: tuple[bytes, ...] = ()
    repeat: bool = False
    delay: float = 0
    pause: float = 0
    cut: bool = False


class HttpServer:
    """`answer` maps a path to an Answer or to a function of the request; unknown paths get 404."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.port = 0
        self.routes: dict[str, Answer | Callable[[Asked], Answer]] = {}
        self.asked: list[Asked] = []
        self.sent_bytes = 0
        self.open = 0
        self.most_open = 0

    @property
    def url(self) -> str:
        """Its address without a path."""
        return f"http://{self.host}:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        try:
            asked = await _read(reader)
            self.asked.append(asked)
            route = self.routes.get(asked.path, Answer(status=404))
            await self._write(writer, route(asked) if callable(route) else route)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def _write(self, writer: asyncio.StreamWriter, answer: Answer) -> None:
        await asyncio.sleep(answer.delay)
        headers = {"connection": "close", **answer.headers}
        if answer.chunks:
            headers["transfer-encoding"] = "chunked"
        else:
            headers.setdefault("content-length", str(len(answer.body)))
        head = f"HTTP/1.1 {answer.status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        body = answer.body[: len(answer.body) // 2] if answer.cut else answer.body
        writer.write(head.encode("latin-1") + b"\r\n" + body)
        await writer.drain()
        while answer.chunks:
            for chunk in answer.chunks:
                writer.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
                self.sent_bytes += len(chunk)
                await writer.drain()
                await asyncio.sleep(answer.pause)
            if not answer.repeat:
                writer.write(b"0\r\n\r\n")
                await writer.drain()
                break


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method=method, target=target, headers=headers, body=body)


@asynccontextmanager
async def http_server(host: str = "127.0.0.1") -> AsyncIterator[HttpServer]:
    """A running server on a free port."""
    fake = HttpServer(host)
    server = await asyncio.start_server(fake.serve, host, 0)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        server.close_clients() if hasattr(server, "close_clients") else None
