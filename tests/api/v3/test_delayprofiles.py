"""Delay profiles as clients send and see them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

PATH = "/api/v3/delayprofile"
DEFAULT = {
    "enableUsenet": True,
    "enableTorrent": True,
    "preferredProtocol": "usenet",
    "usenetDelay": 0,
    "torrentDelay": 0,
    "bypassIfHighestQuality": True,
    "bypassIfAboveCustomFormatScore": False,
    "minimumCustomFormatScore": 0,
    "order": 2147483647,
    "tags": [],
    "id": 1,
}


async def add(client: httpx.AsyncClient, *tags: int, **changes: Any) -> dict[str, Any]:
    sent = {"enableTorrent": True, "preferredProtocol": "Torrent", "torrentDelay": 30, "tags": list(tags), **changes}
    answer = await client.post(PATH, json=sent)
    assert answer.status_code == 201
    told: dict[str, Any] = answer.json()
    return told


async def orders(client: httpx.AsyncClient) -> dict[int, int]:
    return {each["id"]: each["order"] for each in (await client.get(PATH)).json()}


async def test_a_fresh_install_has_the_default(client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH)).json() == [DEFAULT]
    assert list((await client.get(f"{PATH}/1")).json()) == list(DEFAULT)


async def test_new_ones_come_before_the_default_and_after_the_others(client: httpx.AsyncClient) -> None:
    told = await add(client, 2)
    assert told == {
        **DEFAULT,
        "enableUsenet": False,
        "preferredProtocol": "torrent",
        "torrentDelay": 30,
        "bypassIfHighestQuality": False,
        "order": 1,
        "tags": [2],
        "id": 2,
    }
    await add(client, 3)
    assert await orders(client) == {1: 2147483647, 2: 1, 3: 2}


@pytest.mark.parametrize(
    ("moved", "query", "after"),
    [
        (4, "", {4: 1, 2: 2, 3: 3}),
        (2, "?after=3", {3: 1, 2: 2, 4: 3}),
        (2, "?AFTER=4", {3: 1, 4: 2, 2: 3}),
        (3, "?after=2", {2: 1, 3: 2, 4: 3}),
    ],
)
async def test_another_order(client: httpx.AsyncClient, moved: int, query: str, after: dict[int, int]) -> None:
    for tag in (2, 3, 4):
        await add(client, tag)
    answer = await client.put(f"{PATH}/reorder/{moved}{query}")
    assert answer.status_code == 200
    assert {each["id"]: each["order"] for each in answer.json()} == {1: 2147483647, **after}
    assert await orders(client) == {1: 2147483647, **after}


async def test_changed(client: httpx.AsyncClient) -> None:
    told = await add(client, 2)
    answer = await client.put(f"{PATH}/2", json={**told, "torrentDelay": 60, "order": 0})
    assert (answer.status_code, answer.json()) == (202, {**told, "torrentDelay": 60})


async def test_the_default_keeps_its_place(client: httpx.AsyncClient) -> None:
    answer = await client.put(f"{PATH}/1", json={**DEFAULT, "usenetDelay": 5, "order": 3})
    assert (answer.status_code, answer.json()) == (202, {**DEFAULT, "usenetDelay": 5})


@pytest.mark.parametrize(
    ("sent", "rows"),
    [
        (
            {},
            [
                {
                    "propertyName": "Tags",
                    "errorMessage": "'Tags' must not be empty.",
                    "severity": "error",
                    "errorCode": "NotEmptyValidator",
                    "formattedMessageArguments": [],
                    "formattedMessagePlaceholderValues": {"propertyName": "Tags", "propertyValue": None},
                },
                {
                    "propertyName": "",
                    "errorMessage": "Either Usenet or Torrent should be enabled",
                    "severity": "error",
                },
            ],
        ),
        (
            {"enableUsenet": True, "usenetDelay": -5, "tags": [9]},
            [
                {
                    "propertyName": "UsenetDelay",
                    "errorMessage": "'Usenet Delay' must be greater than or equal to '0'.",
                    "attemptedValue": -5,
                    "severity": "error",
                    "errorCode": "GreaterThanOrEqualValidator",
                    "formattedMessageArguments": [],
                    "formattedMessagePlaceholderValues": {
                        "comparisonValue": 0,
                        "comparisonProperty": "",
                        "propertyName": "Usenet Delay",
                        "propertyValue": -5,
                    },
                }
            ],
        ),
    ],
)
async def test_refused(client: httpx.AsyncClient, sent: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    answer = await client.post(PATH, json=sent)
    assert (answer.status_code, answer.json()) == (400, rows)


async def test_a_tag_has_one_profile(client: httpx.AsyncClient) -> None:
    await add(client, 2)
    answer = await client.post(PATH, json={"enableTorrent": True, "tags": [2, 3]})
    assert (answer.status_code, [row["propertyName"] for row in answer.json()]) == (400, ["Tags"])


async def test_the_default_has_no_tags(client: httpx.AsyncClient) -> None:
    answer = await client.put(f"{PATH}/1", json={**DEFAULT, "tags": [2]})
    assert (answer.status_code, [row["propertyName"] for row in answer.json()]) == (400, ["Tags"])


async def test_the_default_cannot_be_removed(client: httpx.AsyncClient) -> None:
    answer = await client.delete(f"{PATH}/1")
    message = "Cannot delete global delay profile"
    assert (answer.status_code, answer.json()) == (405, {"message": f"MethodNotAllowed: {message}", "content": message})


async def test_others_can(client: httpx.AsyncClient) -> None:
    await add(client, 2)
    for _ in range(2):
        answer = await client.delete(f"{PATH}/2")
        assert (answer.status_code, answer.json()) == (200, {})
    assert (await client.get(f"{PATH}/2")).status_code == 404
    assert (await client.put(f"{PATH}/reorder/2")).status_code == 404
