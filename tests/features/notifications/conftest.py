from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from cinearr.kit.http import HttpClient
from tests.fakes.http_server import HttpServer, http_server


@pytest.fixture
async def receiver() -> AsyncIterator[HttpServer]:
    """A web server that keeps what it is sent."""
    async with http_server() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    client = HttpClient(user_agent="Cinearr/1")
    yield client
    await client.close()
