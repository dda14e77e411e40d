from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cinearr.features.indexers import checks
from cinearr.features.indexers.fetch import Source, Way
from cinearr.features.indexers.implementations.torznab import Torznab, TorznabSettings
from cinearr.kit.errors import Failure
from tests.fakes.http_server import Answer, HttpServer
from tests.fakes.newznab import FakeIndexer, Item

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


async def outcome(way: Way, base_url: str, **settings: Any) -> list[Failure]:
    made = Torznab(TorznabSettings(**{"base_url": base_url, "api_key": "good", **settings}))
    return await checks.test(Source(id=0, name="New", priority=25, indexer=made), way)


async def test_releases_mean_that_all_is_well(server: HttpServer, way: Way) -> None:
    fake = FakeIndexer(server, items=[Item(title="A", guid="1", link="http://h/1", published=NOW)])
    assert await outcome(way, server.url) == []
    assert [query["t"] for query in fake.queries] == ["caps", "movie"]


async def test_no_releases(server: HttpServer, way: Way) -> None:
    FakeIndexer(server)
    [failure] = await outcome(way, server.url)
    assert failure == Failure(
        property_name="",
        message="Query successful, but no results in the configured categories were returned from your indexer. "
        "This may be an issue with the indexer or your indexer category settings.",
    )


async def test_a_bad_key(server: HttpServer, way: Way) -> None:
    FakeIndexer(server)
    assert await outcome(way, server.url, api_key="wrong") == [
        Failure(property_name="ApiKey", message="Invalid API Key")
    ]


async def test_nobody_home(way: Way) -> None:
    [failure] = await outcome(way, "http://127.0.0.1:9")
    assert failure.message == (
        "Unable to connect to indexer, please check your DNS settings and ensure IPv6 is working or disabled. "
        "Connection refused (127.0.0.1:9)"
    )


async def test_a_server_that_is_down(server: HttpServer, way: Way) -> None:
    server.routes["/api"] = Answer(status=503, headers={"Retry-After": "60"})
    [failure] = await outcome(way, server.url)
    # The original shows the key here.
    assert failure.message == (
        "Unable to connect to indexer, indexer's server is unavailable. Try again later. "
        f"HTTP request failed: [503:ServiceUnavailable] [GET] at [{server.url}/api?t=caps&apikey=(removed)]"
    )


@pytest.mark.parametrize(
    ("answer", "property_name", "says", "is_warning"),
    [
        (Answer(status=401), "ApiKey", "Invalid API Key", False),
        (Answer(body=b'<error code="101" description="Account suspended"/>'), "ApiKey", "Account suspended", False),
        (Answer(status=403), "", "Unable to connect to indexer: HTTP request failed: [403:Forbidden]", False),
        (Answer(status=429), "", "Request limit reached: HTTP request failed: [429:", True),
        (Answer(body=b'<error code="500" description="Request limit reached"/>'), "", "Request limit reached", True),
        (Answer(body=b"<html></html>"), "", "Unable to connect to indexer: The answer is a web page", False),
        (Answer(status=404), "", "Unable to connect to indexer: HTTP request failed: [404:NotFound]", False),
    ],
)
async def test_other_answers(
    server: HttpServer, way: Way, answer: Answer, property_name: str, says: str, is_warning: bool
) -> None:
    server.routes["/api"] = answer
    [failure] = await outcome(way, server.url)
    assert failure.property_name == property_name
    assert failure.message.startswith(says)
    assert failure.is_warning is is_warning
