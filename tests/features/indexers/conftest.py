from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from cinearr.features.indexers.fetch import Way
from cinearr.kit.http import HttpClient
from tests.fakes.http_server import HttpServer, http_server


class Turns:
    """A limiter that notes who asked and makes nobody wait."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, float]] = []

    async def wait(self, key: str, interval: float) -> None:
        self.asked.append((key, interval))


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    async with http_server() as running:
        yield running


@pytest.fixture
async def way(turns: Turns) -> AsyncIterator[Way]:
    # Everything but 127.0.0.1 counts as the internet, so that both can be had on one machine.
    http = HttpClient(user_agent="Cinearr/1", is_private=lambda address: address == "127.0.0.1")
    yield Way(http=http, limiter=turns)
    await http.close()
