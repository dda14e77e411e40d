"""Filters of screens, which are kept and given back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

PATH = "/api/v3/customfilter"
SENT: dict[str, Any] = {
    "type": "movieIndex",
    "label": "Old ones",
    "filters": [{"value": [1999, {"b": 1, "a": None}], "key": "year", "type": "lessThan", "more": True}],
}


async def test_kept_as_sent(client: httpx.AsyncClient) -> None:
    answer = await client.post(PATH, json=SENT)
    assert answer.status_code == 201
    found = await client.get(f"{PATH}/1")
    assert found.text == answer.text
    assert found.json() == {**SENT, "id": 1}
    assert list(found.json()["filters"][0]) == ["value", "key", "type", "more"]


async def test_changed_and_removed(client: httpx.AsyncClient) -> None:
    await client.post(PATH, json=SENT)
    answer = await client.put(f"{PATH}/1", json={**SENT, "label": "New ones", "filters": []})
    assert (answer.status_code, answer.json()) == (202, {**SENT, "label": "New ones", "filters": [], "id": 1})
    assert (await client.get(PATH)).json() == [answer.json()]
    for _ in range(2):
        assert (await client.delete(f"{PATH}/1")).status_code == 200
    assert (await client.get(PATH)).json() == []
    assert (await client.put(f"{PATH}/1", json=SENT)).status_code == 404


@pytest.mark.parametrize(("sent", "names"), [({}, ["Type", "Label"]), ({"type": "x", "label": " "}, ["Label"])])
async def test_refused(client: httpx.AsyncClient, sent: dict[str, Any], names: list[str]) -> None:
    answer = await client.post(PATH, json=sent)
    assert (answer.status_code, [row["propertyName"] for row in answer.json()]) == (400, names)
