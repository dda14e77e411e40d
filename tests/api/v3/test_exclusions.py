"""`/api/v3/exclusions`."""

from __future__ import annotations

from typing import Any

import httpx
import pytest


def ok(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


RAGING_BULL = {"tmdbId": 1578, "movieTitle": "Raging Bull", "movieYear": 1980}


async def test_come_and_go(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v3/exclusions", json=RAGING_BULL)
    assert ok(answer, 201) == {**RAGING_BULL, "id": 1}
    assert answer.headers["location"].endswith("/api/v3/exclusions/1")
    changed = ok(await client.put("/api/v3/exclusions/1", json={**RAGING_BULL, "movieTitle": "Changed"}), 202)
    assert changed == ok(await client.get("/api/v3/exclusions/1")) == {**RAGING_BULL, "movieTitle": "Changed", "id": 1}
    more = [{"tmdbId": number, "movieTitle": "A", "movieYear": 2000} for number in (5, 6, 5)]
    assert [each["tmdbId"] for each in ok(await client.post("/api/v3/exclusions/bulk", json=more))] == [5, 6]
    page = ok(await client.get("/api/v3/exclusions/paged", params={"sortKey": "movieTitle", "pageSize": 1}))
    assert (page["totalRecords"], page["records"][0]["movieTitle"]) == (3, "Changed")
    assert ok(await client.delete("/api/v3/exclusions/1")) == {}
    assert ok(await client.delete("/api/v3/exclusions/1")) == {}
    assert ok(await client.request("DELETE", "/api/v3/exclusions/bulk", json={"ids": [2, 9]})) == {}
    assert [each["id"] for each in ok(await client.get("/api/v3/exclusions"))] == [3]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"tmdbId": 0}, ["TmdbId"]),
        ({}, ["TmdbId"]),
        ({"tmdbId": 9, "movieTitle": ""}, ["MovieTitle"]),
        ({"tmdbId": 9, "movieYear": -1}, ["MovieYear"]),
    ],
)
async def test_refused(client: httpx.AsyncClient, changes: dict[str, Any], names: list[str]) -> None:
    ok(await client.post("/api/v3/exclusions", json=RAGING_BULL), 201)
    rows = ok(await client.post("/api/v3/exclusions", json={**RAGING_BULL, **changes}), 400)
    assert [row["propertyName"] for row in rows] == names
