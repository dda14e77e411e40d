"""Release profiles as clients send and see them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

PATH = "/api/v3/releaseprofile"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"required": ["a b", "/c/i"], "ignored": None}, {"required": ["a b", "/c/i"], "ignored": []}),
        ({"required": "one, two,", "ignored": "three"}, {"required": ["one", "two"], "ignored": ["three"]}),
        ({"ignored": ["x"], "indexerId": 0, "tags": [3, 1]}, {"required": [], "ignored": ["x"], "tags": [1, 3]}),
    ],
)
async def test_terms(client: httpx.AsyncClient, sent: dict[str, Any], read: dict[str, Any]) -> None:
    answer = await client.post(PATH, json={"name": "Words", "enabled": True, **sent})
    expected = {"name": "Words", "enabled": True, "required": [], "ignored": [], "indexerId": 0, "tags": [], "id": 1}
    assert (answer.status_code, answer.json()) == (201, {**expected, **read})
    assert list(answer.json()) == list(expected)
    assert (await client.get(PATH)).json() == [answer.json()]


async def test_a_name_is_not_needed(client: httpx.AsyncClient) -> None:
    assert "name" not in (await client.post(PATH, json={"required": "x"})).json()


async def test_changed_and_removed(client: httpx.AsyncClient) -> None:
    told = (await client.post(PATH, json={"required": "x"})).json()
    answer = await client.put(PATH, json={**told, "ignored": ["y"]})
    assert (answer.status_code, answer.json()) == (202, {**told, "ignored": ["y"]})
    assert (await client.delete(f"{PATH}/1")).json() == {}
    assert (await client.get(f"{PATH}/1")).status_code == 404


@pytest.mark.parametrize(
    ("sent", "name", "message"),
    [
        ({}, "Required", "'Must contain' or 'Must not contain' is required"),
        ({"required": ""}, "Required", "'Must contain' or 'Must not contain' is required"),
        ({"ignored": ["a", " "]}, "Ignored", "'Must not contain' should not contain whitespaces or an empty string"),
        ({"required": "a", "enabled": True, "indexerId": 7}, "IndexerId", "Indexer does not exist"),
    ],
)
async def test_refused(client: httpx.AsyncClient, sent: dict[str, Any], name: str, message: str) -> None:
    answer = await client.post(PATH, json=sent)
    assert answer.status_code == 400
    assert [(row["propertyName"], row["errorMessage"]) for row in answer.json()] == [(name, message)]
