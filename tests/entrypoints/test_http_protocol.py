"""Requests that never end their head, by hand over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from cinearr.entrypoints.http_protocol import LARGEST_HEAD, LONGEST_ADDRESS, BoundedHttp
from tests.api.client import KEY
from tests.api.routes import build
from tests.api.serving import serving


class Impatient(BoundedHttp):
    head_seconds = 0.3


@pytest.fixture
async def address() -> AsyncIterator[str]:
    async with serving(build(), http=BoundedHttp) as found:
        yield found


async def talk(address: str, *parts: bytes, pause: float = 0) -> bytes:
    """What a server says to these bytes until it hangs up; nothing when it just did."""
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        async with asyncio.timeout(10):
            try:
                for part in parts:
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(pause)
                return await reader.read()
            except ConnectionError:
                return b""
    finally:
        writer.close()


def request(path: str = "/api/v3/tag", *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: films.test", f"X-Api-Key: {KEY}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


async def test_an_ordinary_request(address: str) -> None:
    answer = await talk(address, request())
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b'[{"label":"alpha","id":1}]')


async def test_one_that_comes_in_pieces(address: str) -> None:
    whole = request("/api/v3/tag/1")
    answer = await talk(address, *(whole[start : start + 20] for start in range(0, len(whole), 20)), pause=0.005)
    assert answer.startswith(b"HTTP/1.1 200 ")


async def test_one_with_a_large_body(address: str) -> None:
    body = b'{"label": "' + b"x" * 300_000 + b'"}'
    head = request("/api/v3/tag", "Content-Type: application/json", f"Content-Length: {len(body)}", method="POST")
    assert (await talk(address, head + body)).startswith(b"HTTP/1.1 201 ")


async def test_several_on_one_connection(address: str) -> None:
    kept = request().replace(b"Connection: close\r\n", b"")
    filler = request("/api/v3/tag", "X-Filler: " + "x" * 20_000).replace(b"Connection: close\r\n", b"")
    answer = await talk(address, kept, filler, filler, request(), pause=0.1)
    assert answer.count(b"HTTP/1.1 200 ") == 4


@pytest.mark.parametrize("letters", [LONGEST_ADDRESS + 1, LARGEST_HEAD * 2])
async def test_an_address_that_is_too_long(address: str, letters: int) -> None:
    assert (await talk(address, request("/" + "a" * letters))).startswith(b"HTTP/1.1 414 ")


@pytest.mark.parametrize(
    "headers",
    [["X-Filler: " + "x" * LARGEST_HEAD], [f"X-{number}: {'x' * 100}" for number in range(400)]],
)
async def test_a_head_that_is_too_large(address: str, headers: list[str]) -> None:
    assert (await talk(address, request("/api/v3/tag", *headers))).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("filler", [b"X-Filler: " + b"x" * 100, b"x" * 100])
async def test_a_head_without_end(address: str, filler: bytes) -> None:
    start = request().removesuffix(b"\r\n")
    answer = await talk(address, start, *([filler + b"\r\n" if b":" in filler else filler] * 1000))
    # Whether the answer arrives before the connection is reset is up to the system; that it ends is up to us.
    assert answer == b"" or answer[:13] in (b"HTTP/1.1 431 ", b"HTTP/1.1 400 ")


@pytest.mark.parametrize("start", [b"", b"GET /api/v3/tag HTTP/1.1\r\nHost: fil"])
async def test_a_head_that_does_not_go_on(start: bytes) -> None:
    async with serving(build(), http=Impatient) as address:
        assert (await talk(address, start)).startswith(b"HTTP/1.1 408 ")


async def test_a_slow_answer_is_not_hurried() -> None:
    async with serving(build(), http=Impatient) as address:
        head, body = (
            request("/api/v3/tag", "Content-Type: application/json", "Content-Length: 14", method="POST"),
            b'{"label": "x"}',
        )
        assert (await talk(address, head, body[:5], body[5:], pause=0.4)).startswith(b"HTTP/1.1 201 ")
