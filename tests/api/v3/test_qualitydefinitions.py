"""Quality definitions as clients send and see them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

PATH = "/api/v3/qualitydefinition"


async def test_every_quality_has_one(client: httpx.AsyncClient) -> None:
    found = (await client.get(PATH)).json()
    assert len(found) == 30
    assert found[21] == {
        "quality": {"id": 7, "name": "Bluray-1080p", "source": "bluray", "resolution": 1080, "modifier": "none"},
        "title": "Bluray-1080p",
        "weight": 19,
        "minSize": 0,
        "id": 22,
    }
    assert (await client.get(f"{PATH}/22")).json() == found[21]


async def test_limits(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{PATH}/limits")).json() == {"min": 0, "max": 2000}


async def test_sizes_that_are_left_out_are_no_limit(client: httpx.AsyncClient) -> None:
    sent = {**(await client.get(f"{PATH}/1")).json(), "title": "Odd", "minSize": 1.5}
    del sent["maxSize"], sent["preferredSize"]
    answer = await client.put(f"{PATH}/1", json=sent)
    assert (answer.status_code, answer.json()) == (202, sent)
    assert (await client.get(f"{PATH}/1")).json() == sent


async def test_many_at_once_answer_all_as_they_are_now(client: httpx.AsyncClient) -> None:
    before = (await client.get(PATH)).json()
    sent = [{**before[3], "minSize": 60, "maxSize": 10}, {**before[5], "title": "Six"}]
    answer = await client.put(f"{PATH}/update", json=sent)
    assert answer.status_code == 202
    assert answer.json() == [*before[:3], sent[0], before[4], sent[1], *before[6:]]
    assert (await client.get(PATH)).json() == answer.json()


@pytest.mark.parametrize(
    ("changes", "name"),
    [({"minSize": -1}, "MinSize"), ({"maxSize": 2001}, "MaxSize"), ({"quality": None}, "Quality")],
)
async def test_refused(client: httpx.AsyncClient, changes: dict[str, Any], name: str) -> None:
    before = (await client.get(PATH)).json()
    one = await client.put(f"{PATH}/2", json={**before[1], **changes})
    many = await client.put(f"{PATH}/update", json=[{**before[0], "title": "New"}, {**before[1], **changes}])
    for answer in (one, many):
        assert answer.status_code == 400
        assert [row["propertyName"] for row in answer.json()] == [name]
    assert (await client.get(PATH)).json() == before


async def test_one_that_is_not_there(client: httpx.AsyncClient) -> None:
    sent = {**(await client.get(f"{PATH}/1")).json(), "id": 99}
    assert (await client.get(f"{PATH}/99")).status_code == 404
    assert (await client.put(f"{PATH}/99", json=sent)).status_code == 404
    assert (await client.put(f"{PATH}/update", json=[sent])).status_code == 404
