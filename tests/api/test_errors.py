"""What clients see of errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from .client import client_of
from .routes import build


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(build()) as found:
        yield found


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("not-found", 404, {"message": "NotFound"}),
        ("conflict", 409, {"message": "It is in use"}),
        ("not-built", 501, {"message": "Collections are not built yet."}),
        (
            "bad-request",
            400,
            {"message": "BadRequest: movieId must be provided", "content": "movieId must be provided"},
        ),
        (
            "refused",
            405,
            {
                "message": "MethodNotAllowed: Cannot delete global delay profile",
                "content": "Cannot delete global delay profile",
            },
        ),
        ("bad-answer", 503, {"message": "Not XML"}),
        ("provider", 503, {"message": "It said no"}),
        ("rate-limited", 503, {"message": "Wait"}),
    ],
)
async def test_answers(client: httpx.AsyncClient, name: str, status: int, body: dict[str, Any]) -> None:
    answer = await client.post(f"/api/v3/error/{name}")
    assert (answer.status_code, answer.json()) == (status, body)
    assert answer.headers["content-type"] == "application/json"


async def test_what_is_not_there_is_a_problem_for_a_get(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v3/tag/9")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json; charset=utf-8"
    told = answer.json()
    assert told.pop("traceId").startswith("00-")
    assert told == {
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.5",
        "title": "Not Found",
        "status": 404,
        "message": "Tag with ID 9 does not exist",
    }


async def test_broken_rules_are_a_list(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v3/error/invalid")
    assert answer.status_code == 400
    rows = answer.json()
    assert rows == [
        {
            "propertyName": "TmdbId",
            "errorMessage": "This movie has already been added",
            "attemptedValue": 603,
            "severity": "error",
            "errorCode": "MovieExistsValidator",
            "formattedMessageArguments": [],
            "formattedMessagePlaceholderValues": {"propertyName": "Tmdb Id", "propertyValue": 603},
        },
        {
            "isWarning": True,
            "propertyName": "",
            "errorMessage": "Slow",
            "severity": "warning",
            "detailedDescription": "Very",
            "infoLink": "https://example.org/",
        },
        {
            "propertyName": "TmdbId",
            "errorMessage": "A movie with this ID was not found. Path: ",
            "attemptedValue": 5,
            "severity": "error",
        },
    ]
    assert list(rows[0]) == [
        "propertyName",
        "errorMessage",
        "attemptedValue",
        "severity",
        "errorCode",
        "formattedMessageArguments",
        "formattedMessagePlaceholderValues",
    ]


async def test_how_long_to_wait_is_passed_on(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v3/error/rate-limited")).headers["retry-after"] == "17"


async def test_keys_in_messages_are_masked(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v3/error/unreachable")
    assert answer.status_code == 503
    assert "0123456789abcdef" not in answer.text


@pytest.mark.parametrize("name", ["database", "pool"])
async def test_a_database_that_is_away(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.get(f"/api/v3/error/{name}")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "does not answer" in answer.json()["message"]


@pytest.mark.parametrize(("name", "status"), [("integrity", 409), ("data", 400), ("unexpected", 500)])
async def test_nothing_from_inside_gets_out(client: httpx.AsyncClient, name: str, status: int) -> None:
    answer = await client.get(f"/api/v3/error/{name}")
    assert answer.status_code == status
    assert "hunter2" not in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


async def test_an_unexpected_error_has_message_and_description(client: httpx.AsyncClient) -> None:
    assert list((await client.get("/api/v3/error/unexpected")).json()) == ["message", "description"]


@pytest.mark.parametrize("status", [204, 415])
async def test_nothing_has_no_type(client: httpx.AsyncClient, status: int) -> None:
    answer = await client.get(f"/api/v3/nothing/{status}")
    assert (answer.status_code, answer.content) == (status, b"")
    assert "content-type" not in answer.headers
