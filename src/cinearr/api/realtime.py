"""Live messages: the SignalR hub `/signalr/messages` with the JSON protocol over WebSockets.

Every message goes to every client of this process; what happened in another process comes through the database and is
published here too. A client that does not keep up is dropped, never waited for: it connects again and reads what it shows
anew.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
import structlog
from litestar import Request, WebSocket, post, websocket
from litestar.di import NamedDependency

from cinearr.api.v3._wire import encode

log = structlog.get_logger(__name__)

END: Final = "\x1e"  # ends every record
PING: Final = '{"type":6}' + END
PING_SECONDS: Final = 15.0
SILENCE_SECONDS: Final = 30.0  # a client that says nothing for so long is gone
HANDSHAKE_SECONDS: Final = 15.0
SEND_SECONDS: Final = 10.0
GOODBYE_SECONDS: Final = 1.0  # nobody is waited for who is on the way out
WAITING: Final = 1000  # messages a client may be behind
LONGEST: Final = 32 * 1024  # letters of what a client sends

_INVOCATION, _COMPLETION, _CLOSE = 1, 3, 7
_TRANSPORTS: Final = [{"transport": "WebSockets", "transferFormats": ["Text"]}]


class Hub:
    """All clients of one process. `version` is told to each when it connects."""

    def __init__(
        self,
        version: str,
        *,
        ping_seconds: float = PING_SECONDS,
        silence_seconds: float = SILENCE_SECONDS,
        waiting: int = WAITING,
    ) -> None:
        self.version = version
        self.ping_seconds = ping_seconds
        self.silence_seconds = silence_seconds
        self.waiting = waiting
        self._clients: set[_Client] = set()

    @property
    def clients(self) -> int:
        """How many are listening; nothing needs to be put together for nobody."""
        return len(self._clients)

    async def publish(self, name: str, body: Any) -> None:
        """Tell everybody. `body` is `{"action": "sync"}`, or `{"resource": …, "action": "updated"}` in this order."""
        if not self._clients:
            return
        record = invocation(name, body)
        for client in tuple(self._clients):
            client.put(record)

    async def close(self) -> None:
        """Say goodbye to everybody; clients may connect again."""
        for client in tuple(self._clients):
            client.stop(None)

    async def serve(self, socket: WebSocket[Any, Any, Any]) -> None:
        """One client from its first to its last message."""
        await socket.accept()
        client = _Client(self, socket.receive, socket.send)
        if not await client.shake_hands():
            return
        client.put(invocation("version", {"version": self.version}))
        self._clients.add(client)
        try:
            await client.run()
        finally:
            self._clients.discard(client)


def invocation(name: str, body: Any) -> str:
    """The record of one message."""
    arguments = [{"body": body, "name": name}]
    return encode({"type": _INVOCATION, "target": "receiveMessage", "arguments": arguments}).decode() + END


class _Handshake(msgspec.Struct):
    """The first message of a client."""

    protocol: str
    version: int


class _Message(msgspec.Struct, rename="camel"):
    """Any other; what is not needed is passed over."""

    type: int
    invocation_id: str | None = None


class _Gone(Exception):
    """The client is not there any more."""


class _Client:
    """One connection: a queue of what to say, and the two tasks that say and listen."""

    def __init__(self, hub: Hub, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
        self._hub = hub
        self._receive = receive
        self._send_event = send
        self._queue: asyncio.Queue[str] = asyncio.Queue(hub.waiting)
        self._ending: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    def put(self, record: str) -> None:
        """Say something soon; who is too far behind is dropped."""
        if self._ending.done():
            return
        try:
            self._queue.put_nowait(record)
        except asyncio.QueueFull:
            log.info("a live client does not keep up and is dropped")
            self.stop("The client does not keep up.")

    def stop(self, error: str | None) -> None:
        """End the connection; with an error it says why."""
        if not self._ending.done():
            self._ending.set_result(error)

    async def shake_hands(self) -> bool:
        """Agree on the protocol. Anything but JSON, version 1, is refused."""
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                text = await self._read()
        except (TimeoutError, _Gone):
            await self._close()
            return False
        record, _, rest = text.partition(END)
        error = _handshake_error(record)
        with contextlib.suppress(_Gone):
            await self._write(encode({"error": error} if error else {}).decode() + END)
        if error:
            await self._close()
            return False
        self._take(rest)
        return True

    async def run(self) -> None:
        """Speak and listen until one side has enough."""
        tasks = [asyncio.create_task(self._speak()), asyncio.create_task(self._listen())]
        try:
            error = await self._ending
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._say_goodbye(error)

    # --- both directions ---

    async def _speak(self) -> None:
        try:
            while True:
                try:
                    async with asyncio.timeout(self._hub.ping_seconds):
                        record = await self._queue.get()
                except TimeoutError:
                    record = PING
                await self._write(record)
        except _Gone:
            self.stop(None)

    async def _listen(self) -> None:
        try:
            while True:
                async with asyncio.timeout(self._hub.silence_seconds):
                    text = await self._read()
                self._take(text)
        except TimeoutError:
            self.stop("Connection closed with an error.")
        finally:
            self.stop(None)  # whatever ended the listening: a client nobody listens to would stay for ever

    def _take(self, text: str) -> None:
        for record in filter(None, text.split(END)):
            self._take_record(record)

    def _take_record(self, record: str) -> None:
        """All a client can say is that it is there or that it goes; there is nothing to call."""
        try:
            message = msgspec.json.decode(record, type=_Message)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self.stop("The message is not valid.")
            return
        if message.type == _CLOSE:
            self.stop(None)
        elif message.type == _INVOCATION and message.invocation_id:
            answer = {"type": _COMPLETION, "invocationId": message.invocation_id, "error": "There is no such method."}
            self.put(encode(answer).decode() + END)

    async def _say_goodbye(self, error: str | None) -> None:
        record: dict[str, Any] = {"type": _CLOSE}
        if error is not None:
            record["error"] = error
        with contextlib.suppress(_Gone):
            await self._write(encode({**record, "allowReconnect": True}).decode() + END, GOODBYE_SECONDS)
        await self._close()

    # --- the wire ---

    async def _read(self) -> str:
        event = await self._receive()
        if event["type"] != "websocket.receive":
            raise _Gone
        text = event.get("text")
        if text is None:
            text = (event.get("bytes") or b"").decode("utf-8", "replace")
        if len(text) > LONGEST:
            raise _Gone
        return str(text)

    async def _write(self, text: str, seconds: float = SEND_SECONDS) -> None:
        """A client whose connection takes nothing for a while is gone."""
        try:
            async with asyncio.timeout(seconds):
                await self._send_event({"type": "websocket.send", "text": text})
        except Exception as error:
            raise _Gone from error

    async def _close(self) -> None:
        with contextlib.suppress(Exception):  # the same, and there is nothing left to save
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._send_event({"type": "websocket.close", "code": 1000})


def _handshake_error(record: str) -> str | None:
    try:
        asked = msgspec.json.decode(record, type=_Handshake)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return "Handshake was canceled: the first message must name a protocol."
    if asked.protocol != "json":
        return f"The protocol '{asked.protocol}' is not supported."
    # There is only version 1, but signalrcore says 0 when it negotiated with 0.
    return None if asked.version in (0, 1) else f"The version {asked.version} of the protocol is not supported."


@post("/signalr/messages/negotiate", status_code=200)
async def negotiate(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What a client may use. Nothing is remembered, so that it may go on with another process of ours."""
    connection_id = secrets.token_urlsafe(16)
    answer: dict[str, Any] = {"negotiateVersion": 0, "connectionId": connection_id}
    if request.query_params.get("negotiateVersion", "0") != "0":
        answer = {**answer, "negotiateVersion": 1, "connectionToken": secrets.token_urlsafe(16)}
    return {**answer, "availableTransports": _TRANSPORTS}


@websocket("/signalr/messages")
async def messages(socket: WebSocket[Any, Any, Any], hub: NamedDependency[Hub]) -> None:
    """The connection itself."""
    await hub.serve(socket)


ROUTES = [negotiate, messages]
