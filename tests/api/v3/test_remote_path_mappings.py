from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

BASE = "/api/v3/remotepathmapping"


class TestRemotePathMappings:
    async def test_from_first_to_last(self, client: httpx.AsyncClient, tmp_path: Path) -> None:
        assert (await client.get(BASE)).json() == []
        added = await client.post(BASE, json={"host": "box", "remotePath": "/remote/done", "localPath": str(tmp_path)})
        assert (added.status_code, added.headers["location"]) == (201, f"http://films.test:7878{BASE}/1")
        assert added.text == f'{{"host":"box","remotePath":"/remote/done/","localPath":"{tmp_path}/","id":1}}'
        changed = await client.put(f"{BASE}/1", json={**added.json(), "host": "box2", "remotePath": "C:\\done"})
        assert (changed.status_code, changed.json()["remotePath"]) == (202, "C:\\done\\")
        assert (await client.get(f"{BASE}/1")).json() == changed.json()
        assert (await client.delete(f"{BASE}/1")).status_code == 200
        assert (await client.get(f"{BASE}/1")).status_code == 404
        assert (await client.put(f"{BASE}/1", json=added.json())).status_code == 404

    async def test_two_for_one_path_are_refused(self, client: httpx.AsyncClient, tmp_path: Path) -> None:
        body = {"host": "box", "remotePath": "/remote", "localPath": str(tmp_path)}
        assert (await client.post(BASE, json=body)).status_code == 201
        assert (await client.post(BASE, json=body)).status_code == 409
        assert (await client.put(f"{BASE}/1", json=body)).status_code == 202

    async def test_an_empty_body(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(BASE, json={})
        assert answer.status_code == 400
        assert [(each["propertyName"], each["errorMessage"], each["errorCode"]) for each in answer.json()] == [
            ("Host", "'Host' must not be empty.", "NotEmptyValidator"),
            ("RemotePath", "'Remote Path' must not be empty.", "NotEmptyValidator"),
            ("RemotePath", "Remote Path '' must not start with a space", "PredicateValidator"),
            ("RemotePath", "Remote Path '' must not end with a space", "PredicateValidator"),
            ("LocalPath", "Invalid Path: ''", "PathValidator"),
        ]
        assert answer.json()[4]["formattedMessagePlaceholderValues"] == {
            "path": None,
            "propertyName": "Local Path",
            "propertyValue": None,
        }

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"remotePath": " /remote"}, "Remote Path ' /remote' must not start with a space"),
            ({"remotePath": "/remote "}, "Remote Path '/remote ' must not end with a space"),
            ({"localPath": "/nowhere/at/all"}, "Path '/nowhere/at/all' does not exist"),
            ({"localPath": "relative"}, "Invalid Path: 'relative'"),
            ({"localPath": "/"}, "'Local Path' must not be '/'."),
            ({"host": ""}, "'Host' must not be empty."),
        ],
    )
    async def test_each_rule(
        self, client: httpx.AsyncClient, tmp_path: Path, change: dict[str, Any], said: str
    ) -> None:
        body = {"host": "h", "remotePath": "/r", "localPath": str(tmp_path), **change}
        answer = await client.post(BASE, json=body)
        assert (answer.status_code, [each["errorMessage"] for each in answer.json()]) == (400, [said])
