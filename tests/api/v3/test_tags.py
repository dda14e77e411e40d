"""Tags, and who bears them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx

from cinearr.features.download_clients.tables import DownloadClientRow
from cinearr.features.indexers.tables import IndexerRow
from cinearr.features.notifications.tables import NotificationRow
from cinearr.workflows.program import Program
from tests.factories.library import a_movie, a_root

PATH = "/api/v3/tag"


async def add(client: httpx.AsyncClient, label: str) -> dict[str, Any]:
    answer = await client.post(PATH, json={"label": label})
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()
    return made


async def test_made_found_changed_and_removed(client: httpx.AsyncClient) -> None:
    second, first = await add(client, "second"), await add(client, "First")
    assert (await add(client, "FIRST")) == first == {"label": "first", "id": first["id"]}
    assert (await client.get(PATH)).json() == [first, second]
    assert (await client.get(f"{PATH}/{first['id']}")).json() == first
    answer = await client.put(f"{PATH}/{first['id']}", json={"label": "Third", "id": first["id"]})
    assert (answer.status_code, answer.json()) == (202, {"label": "third", "id": first["id"]})
    assert (await client.delete(f"{PATH}/{first['id']}")).json() == {}
    assert (await client.get(f"{PATH}/{first['id']}")).status_code == 404
    assert (await client.delete(f"{PATH}/{first['id']}")).status_code == 404


async def test_its_use_is_told_and_keeps_it(client: httpx.AsyncClient, program: Program, tmp_path: Path) -> None:
    tag = (await add(client, "used"))["id"]
    idle = (await add(client, "idle"))["id"]
    movie = await a_movie(program, await a_root(program, tmp_path / "films"), tags=[tag])
    rows = [
        IndexerRow(name="I", implementation="Torznab", settings={}, options={}, tags=[tag]),
        DownloadClientRow(name="C", implementation="TorrentBlackhole", settings={}, options={}, tags=[tag]),
        NotificationRow(name="N", implementation="Webhook", settings={}, options={}, tags=[tag]),
    ]
    async with program.database.begin() as session:
        session.add_all(rows)
    delay = (await client.get("/api/v3/delayprofile/1")).json()
    made = await client.post("/api/v3/delayprofile", json={**delay, "id": 0, "tags": [tag]})
    assert made.status_code == 201, made.text
    release = await client.post("/api/v3/releaseprofile", json={"enabled": True, "required": ["x"], "tags": [tag]})
    assert release.status_code == 201, release.text
    expected = {
        "label": "used",
        "delayProfileIds": [made.json()["id"]],
        "importListIds": [],
        "notificationIds": [rows[2].id],
        "releaseProfileIds": [release.json()["id"]],
        "indexerIds": [rows[0].id],
        "downloadClientIds": [rows[1].id],
        "autoTagIds": [],
        "movieIds": [movie.id],
        "id": tag,
    }
    assert (await client.get(f"{PATH}/detail/{tag}")).json() == expected
    details = (await client.get(f"{PATH}/detail")).json()
    assert {each["label"]: each["movieIds"] for each in details} == {"used": [movie.id], "idle": []}
    assert (await client.delete(f"{PATH}/{tag}")).status_code == 409
    assert (await client.delete(f"{PATH}/{idle}")).status_code == 200
