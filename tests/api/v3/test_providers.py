"""Indexers, download clients and connections through the API: what all kinds share, and what is each one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from cinearr.kit.providers import MASK
from cinearr.workflows.program import Program
from tests.fakes.http_server import Answer, HttpServer, http_server

Json = dict[str, Any]
CAPS = b'<caps><searching><search available="yes"/></searching></caps>'
FEED = b"""<rss version="2.0" xmlns:torznab="http://torznab.com/schemas/2015/feed"><channel><item>
<title>Sintel.2010.1080p.WEB-DL.H264-GROUP</title><guid>http://h/1</guid><link>http://h/1.torrent</link>
<pubDate>Sat, 21 Nov 2026 20:30:46 +0000</pubDate><size>1000</size>
<enclosure url="http://h/1.torrent" length="1000" type="application/x-bittorrent"/>
<torznab:attr name="category" value="2000"/></item></channel></rss>"""
KINDS = ["indexer", "downloadclient", "notification"]


@pytest_asyncio.fixture
async def outside() -> AsyncIterator[HttpServer]:
    """A tracker and a receiver."""
    async with http_server() as server:
        server.routes["/api"] = lambda asked: Answer(body=CAPS if "t=caps" in asked.target else FEED)
        server.routes["/hook"] = Answer()
        yield server


def fields(**values: Any) -> list[Json]:
    return [{"name": name, "value": value} for name, value in values.items()]


def body(kind: str, outside: HttpServer, folder: Path, **changes: Any) -> Json:
    """What a client sends to add one of this kind that works."""
    settings: Json = {
        "indexer": {
            "implementation": "Torznab",
            "configContract": "TorznabSettings",
            "enableRss": True,
            "enableAutomaticSearch": True,
            "enableInteractiveSearch": False,
            "priority": 7,
            "fields": fields(baseUrl=outside.url, apiPath="/api", apiKey="secret-key", categories=[2000]),
        },
        "downloadclient": {
            "implementation": "TorrentBlackhole",
            "configContract": "TorrentBlackholeSettings",
            "enable": True,
            "priority": 3,
            "removeFailedDownloads": False,
            "fields": fields(torrentFolder=str(folder), watchFolder=str(folder)),
        },
        "notification": {
            "implementation": "Webhook",
            "configContract": "WebhookSettings",
            "onGrab": True,
            "onHealthIssue": True,
            "includeHealthWarnings": True,
            "fields": fields(url=f"{outside.url}/hook", method=1, username="u", password="secret-key"),
        },
    }[kind]
    return {"name": "Mine", "tags": [], **settings, **changes}


async def add(client: httpx.AsyncClient, kind: str, sent: Json) -> Json:
    answer = await client.post(f"/api/v3/{kind}", json=sent)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    assert answer.headers["location"].endswith(f"/api/v3/{kind}/{made['id']}")
    return made


def value_of(resource: Json, name: str) -> Any:
    return next(each.get("value") for each in resource["fields"] if each["name"] == name)


@pytest.mark.parametrize("kind", KINDS)
class TestEveryKind:
    async def test_added_shown_changed_and_removed(
        self, client: httpx.AsyncClient, outside: HttpServer, tmp_path: Path, kind: str
    ) -> None:
        sent = body(kind, outside, tmp_path)
        made = await add(client, kind, sent)
        for name in sent.keys() - {"fields"}:
            assert made[name] == sent[name], name
        assert "secret-key" not in str(made)
        path = f"/api/v3/{kind}/{made['id']}"
        assert (await client.get(path)).json() == made
        assert made in (await client.get(f"/api/v3/{kind}")).json()

        answer = await client.put(path, json={**made, "name": "Other"})
        assert (answer.status_code, answer.json()) == (202, {**made, "name": "Other"})

        assert (await client.delete(path)).json() == {}
        assert (await client.get(path)).status_code == 404
        assert (await client.put(path, json=made)).status_code == 404

    async def test_every_schema_can_be_sent_back_with_its_settings(self, client: httpx.AsyncClient, kind: str) -> None:
        schemas = (await client.get(f"/api/v3/{kind}/schema")).json()
        names = [each["implementationName"].lower() for each in schemas]
        assert names == sorted(names)
        assert len(names) > 2
        for each in schemas:
            assert [field["order"] for field in each["fields"]] == list(range(len(each["fields"])))
            assert {field["name"] for preset in each["presets"] for field in preset["fields"]} <= {
                field["name"] for field in each["fields"]
            }
            assert "id" not in each

    async def test_a_name_is_needed_and_not_given_twice(
        self, client: httpx.AsyncClient, outside: HttpServer, tmp_path: Path, kind: str
    ) -> None:
        await add(client, kind, body(kind, outside, tmp_path))
        for name in ("", "Mine"):
            answer = await client.post(f"/api/v3/{kind}", json=body(kind, outside, tmp_path, name=name))
            assert (answer.status_code, answer.json()[0]["propertyName"]) == (400, "Name")
        assert len([each for each in (await client.get(f"/api/v3/{kind}")).json() if each["name"] == "Mine"]) == 1

    async def test_an_unknown_kind_is_refused(
        self, client: httpx.AsyncClient, outside: HttpServer, tmp_path: Path, kind: str
    ) -> None:
        answer = await client.post(f"/api/v3/{kind}", json=body(kind, outside, tmp_path, implementation="Teapot"))
        assert answer.status_code == 400

    async def test_the_test_button(
        self, client: httpx.AsyncClient, outside: HttpServer, tmp_path: Path, kind: str
    ) -> None:
        sent = body(kind, outside, tmp_path)
        answer = await client.post(f"/api/v3/{kind}/test", json=sent)
        assert (answer.status_code, answer.json()) == (200, "{}")
        made = await add(client, kind, sent)
        assert {"id": made["id"], "isValid": True, "validationFailures": []} in (
            await client.post(f"/api/v3/{kind}/testall")
        ).json()


class TestWhatIsTested:
    async def test_nothing_is_saved_that_does_not_answer_unless_forced_to(
        self, client: httpx.AsyncClient, outside: HttpServer, tmp_path: Path
    ) -> None:
        outside.routes["/api"] = Answer(status=500)
        sent = body("indexer", outside, tmp_path)
        answer = await client.post("/api/v3/indexer", json=sent)
        assert answer.status_code == 400
        assert "secret-key" not in answer.text
        assert (await client.get("/api/v3/indexer")).json() == []
        assert (await client.post("/api/v3/indexer/test", json=sent)).status_code == 400

    async def test_one_that_fails_is_told_among_all(
        self, client: httpx.AsyncClient, outside: HttpServer, tmp_path: Path
    ) -> None:
        good = await add(client, "notification", body("notification", outside, tmp_path))
        outside.routes["/gone"] = Answer()
        there = body("notification", outside, tmp_path, name="Gone", fields=fields(url=f"{outside.url}/gone", method=1))
        bad = await add(client, "notification", there)
        outside.routes["/gone"] = Answer(status=500)
        answer = await client.post("/api/v3/notification/testall")
        told = {row["id"]: row for row in answer.json()}
        assert answer.status_code == 400
        assert (told[good["id"]]["isValid"], told[bad["id"]]["isValid"]) == (True, False)
        assert told[bad["id"]]["validationFailures"]

    async def test_a_masked_secret_sent_back_is_unchanged(
        self, client: httpx.AsyncClient, outside: HttpServer, tmp_path: Path
    ) -> None:
        made = await add(client, "indexer", body("indexer", outside, tmp_path))
        assert value_of(made, "apiKey") == MASK
        outside.asked.clear()
        await client.put(f"/api/v3/indexer/{made['id']}", json={**made, "priority": 9})
        assert any("apikey=secret-key" in asked.target for asked in outside.asked)


class TestMany:
    async def test_changed_at_once(self, client: httpx.AsyncClient, outside: HttpServer, tmp_path: Path) -> None:
        tag = (await client.post("/api/v3/tag", json={"label": "some"})).json()["id"]
        ids = [
            (await add(client, "indexer", body("indexer", outside, tmp_path, name=name)))["id"] for name in ("A", "B")
        ]
        sent = {"ids": ids, "enableRss": False, "tags": [tag], "applyTags": "add"}
        answer = await client.put("/api/v3/indexer/bulk", json=sent)
        assert answer.status_code == 202
        assert [(each["enableRss"], each["priority"], each["tags"]) for each in answer.json()] == [
            (False, 7, [tag]),
            (False, 7, [tag]),
        ]
        assert (await client.get("/api/v3/indexer")).json() == answer.json()
        assert (await client.put("/api/v3/indexer/bulk", json={"ids": []})).status_code == 400
        assert (await client.request("DELETE", "/api/v3/indexer/bulk", json={"ids": ids[:1]})).json() == {}
        assert [each["name"] for each in (await client.get("/api/v3/indexer")).json()] == ["B"]

    async def test_clients(
        self, client: httpx.AsyncClient, program: Program, outside: HttpServer, tmp_path: Path
    ) -> None:
        made = await add(client, "downloadclient", body("downloadclient", outside, tmp_path))
        sent = {"ids": [made["id"]], "enable": False, "priority": 5}
        answer = await client.put("/api/v3/downloadclient/bulk", json=sent)
        assert (answer.status_code, answer.json()) == (202, [{**made, "enable": False, "priority": 5}])
        await client.request("DELETE", "/api/v3/downloadclient/bulk", json={"ids": [made["id"]]})
        assert await program.download_clients.all() == []


class TestChoices:
    async def test_categories_come_from_the_indexer(
        self, client: httpx.AsyncClient, outside: HttpServer, tmp_path: Path
    ) -> None:
        outside.routes["/api"] = Answer(
            body=b'<caps><categories><category id="2000" name="Films"><subcat id="2040" name="HD"/></category>'
            b'<category id="5000" name="TV"/></categories></caps>'
        )
        sent = body("indexer", outside, tmp_path)
        answer = await client.post("/api/v3/indexer/action/newznabCategories", json=sent)
        assert answer.status_code == 200
        found = {option["value"]: option["name"] for option in answer.json()["options"]}
        assert found[2040] == "HD"

    async def test_an_unknown_action(self, client: httpx.AsyncClient, outside: HttpServer, tmp_path: Path) -> None:
        for kind in ("downloadclient", "notification"):
            answer = await client.post(f"/api/v3/{kind}/action/nothing", json=body(kind, outside, tmp_path))
            assert (answer.status_code, answer.json()) == (404, {"message": "There is no action 'nothing'"})
