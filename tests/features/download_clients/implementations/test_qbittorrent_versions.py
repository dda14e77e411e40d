"""What differs between versions of qBittorrent, with a server that answers as each does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
import pytest_asyncio

from cinearr.features.download_clients.contract import Download, ItemStatus
from cinearr.features.download_clients.implementations.qbittorrent import QBittorrent, QBittorrentSettings
from cinearr.features.download_clients.parts import Parts
from cinearr.kit.clock import utc_now
from cinearr.kit.db import Database
from cinearr.kit.errors import BadAnswer, NotAuthorised
from cinearr.kit.http import HttpClient
from tests.fakes.http_server import Answer, Asked, HttpServer, http_server

HASH = "ab" * 20
MAGNET = f"magnet:?xt=urn:btih:{HASH}&tr=http%3A%2F%2Ftracker%2Fannounce"
ROW = {"hash": HASH, "name": "Film", "state": "stoppedUP", "size": 9, "progress": 1, "save_path": "/d", "ratio": 2}


@pytest_asyncio.fixture
async def server() -> AsyncIterator[HttpServer]:
    async with http_server() as found:
        for path, answer in {
            "app/webapiVersion": "2.11.4",
            "app/preferences": "{}",
            "torrents/add": "Ok.",
            "torrents/properties": "{}",
            "torrents/topPrio": "",
            "torrents/setForceStart": "",
            "torrents/setShareLimits": "",
            "torrents/categories": "{}",
        }.items():
            found.routes[f"/api/v2/{path}"] = Answer(body=answer.encode())
        yield found


@pytest_asyncio.fixture
async def http() -> AsyncIterator[HttpClient]:
    found = HttpClient(user_agent="tests")
    yield found
    await found.close()


def client_of(server: HttpServer, http: HttpClient, **more: Any) -> QBittorrent:
    settings = QBittorrentSettings(
        **{"host": server.host, "port": server.port, "username": "u", "password": "p", **more}
    )
    parts = Parts(http=http, database=Database("postgresql://nowhere/x"), clock=utc_now, name="q", id=1)
    return QBittorrent(settings, parts)


def answer(server: HttpServer, path: str, body: Any, status: int = 200) -> None:
    text = body if isinstance(body, (str, bytes)) else json.dumps(body)
    content = text.encode() if isinstance(text, str) else text
    server.routes[f"/api/v2/{path}"] = Answer(status=status, body=content)


def told(server: HttpServer, path: str) -> list[dict[str, str]]:
    """The forms that were sent to a path."""
    return [
        {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        for asked in server.asked
        if asked.path == f"/api/v2/{path}"
    ]


MAGNET_DOWNLOAD = Download(title="Film", file_name="f", magnet=MAGNET, seed_ratio=1.5, seed_time=60)


class TestAdding:
    @pytest.mark.parametrize(
        ("version", "state", "word"),
        [
            ("2.8.19", 0, {"paused": "false"}),
            ("2.8.19", 2, {"paused": "true"}),
            ("2.11.4", 0, {"stopped": "false"}),
            ("2.11.4", 2, {"stopped": "true"}),
            ("2.11.4", 1, {}),
        ],
    )
    async def test_initial_state(
        self, server: HttpServer, http: HttpClient, version: str, state: int, word: dict[str, str]
    ) -> None:
        answer(server, "app/webapiVersion", version)
        await client_of(server, http, initial_state=state).add(MAGNET_DOWNLOAD)
        [form] = told(server, "torrents/add")
        assert form == {
            "urls": MAGNET,
            "category": "radarr",
            "ratioLimit": "1.5",
            "seedingTimeLimit": "60",
            **word,
        }
        forced = told(server, "torrents/setForceStart")
        assert forced == ([{"hashes": HASH, "value": "true"}] if state == 1 else [])

    async def test_limits_were_set_apart_once(self, server: HttpServer, http: HttpClient) -> None:
        answer(server, "app/webapiVersion", "2.7")
        await client_of(server, http).add(MAGNET_DOWNLOAD)
        [form] = told(server, "torrents/add")
        assert "ratioLimit" not in form
        [limits] = told(server, "torrents/setShareLimits")
        assert limits["ratioLimit"] == "1.5"
        assert limits["seedingTimeLimit"] == "60"

    @pytest.mark.parametrize(
        ("recent", "older", "is_recent", "moved"), [(1, 0, True, 1), (1, 0, False, 0), (0, 1, False, 1)]
    )
    async def test_priorities(
        self, server: HttpServer, http: HttpClient, recent: int, older: int, is_recent: bool, moved: int
    ) -> None:
        client = client_of(server, http, recent_movie_priority=recent, older_movie_priority=older)
        await client.add(Download(title="Film", file_name="f", magnet=MAGNET, is_recent=is_recent))
        assert len(told(server, "torrents/topPrio")) == moved

    @pytest.mark.parametrize(("status", "body"), [(200, "Fails."), (409, ""), (415, "")])
    @pytest.mark.parametrize("there", [True, False])
    async def test_refused_is_fine_when_it_is_there(
        self, server: HttpServer, http: HttpClient, status: int, body: str, there: bool
    ) -> None:
        answer(server, "torrents/add", body, status)
        answer(server, "torrents/properties", "{}", 200 if there else 404)
        if there:
            assert await client_of(server, http).add(MAGNET_DOWNLOAD) == HASH.upper()
        else:
            with pytest.raises(BadAnswer, match="refused the torrent"):
                await client_of(server, http).add(MAGNET_DOWNLOAD)

    async def test_magnet_link_without_trackers_needs_dht(self, server: HttpServer, http: HttpClient) -> None:
        bare = Download(title="Film", file_name="f", magnet=f"magnet:?xt=urn:btih:{HASH}")
        await client_of(server, http).add(bare)
        answer(server, "app/preferences", {"dht": False})
        with pytest.raises(BadAnswer, match="DHT is off"):
            await client_of(server, http).add(bare)


class TestListing:
    async def test_version_5_says_stopped(self, server: HttpServer, http: HttpClient) -> None:
        answer(server, "torrents/info", [{**ROW, "ratio_limit": 1.5, "content_path": "/d/Film"}])
        [item] = await client_of(server, http).items()
        assert item.status is ItemStatus.COMPLETED
        assert item.can_be_removed
        assert str(item.output_path) == "/d/Film"

    async def test_first_versions_tell_paths_and_times_elsewhere(self, server: HttpServer, http: HttpClient) -> None:
        answer(server, "app/webapiVersion", "2.0")
        answer(server, "torrents/info", [{**ROW, "state": "pausedUP", "seeding_time_limit": 1}])
        answer(server, "torrents/properties", {"save_path": "/d/", "seeding_time": 61})
        answer(server, "torrents/files", [{"name": "Film/a.mkv"}, {"name": "Film/b.srt"}])
        [item] = await client_of(server, http).items()
        assert str(item.output_path) == "/d/Film"
        assert item.can_be_removed

    @pytest.mark.parametrize("body", ["<html>", "{}", '[{"no": "hash"}]', "", b'[{"hash": "\xff"}]', "[" * 5000])
    async def test_nonsense(self, server: HttpServer, http: HttpClient, body: str | bytes) -> None:
        answer(server, "torrents/info", body)
        with pytest.raises(BadAnswer, match="answer cannot be read"):
            await client_of(server, http).items()

    @pytest.mark.parametrize(("status", "body"), [(200, "<html>hello</html>"), (404, "")])
    async def test_something_else_answers(self, server: HttpServer, http: HttpClient, status: int, body: str) -> None:
        answer(server, "app/webapiVersion", body, status)
        with pytest.raises(BadAnswer, match=r"not qBittorrent 4\.1 or later"):
            await client_of(server, http).items()


class TestLogin:
    @pytest.mark.parametrize("cookie", ["SID=abc", "QBT_SID_8080=abc"])
    @pytest.mark.parametrize(("status", "body"), [(200, b"Ok."), (204, b"")])
    async def test_every_versions_cookie(
        self, server: HttpServer, http: HttpClient, cookie: str, status: int, body: bytes
    ) -> None:
        def guarded(asked: Asked) -> Answer:
            return Answer(body=b"[]") if asked.headers.get("cookie") == cookie else Answer(status=403)

        server.routes["/api/v2/torrents/info"] = guarded
        headers = {"set-cookie": f"{cookie}; HttpOnly; path=/"}
        server.routes["/api/v2/auth/login"] = Answer(status=status, body=body, headers=headers)
        assert await client_of(server, http).items() == []
        assert told(server, "auth/login") == [{"username": "u", "password": "p"}]

    @pytest.mark.parametrize(("status", "body"), [(200, "Fails."), (401, ""), (403, "Forbidden")])
    async def test_refused(self, server: HttpServer, http: HttpClient, status: int, body: str) -> None:
        answer(server, "torrents/info", "", 403)
        answer(server, "auth/login", body, status)
        with pytest.raises(NotAuthorised, match="does not accept the user name or password") as caught:
            await client_of(server, http).items()
        assert "'p'" not in str(caught.value)

    async def test_a_reverse_proxy_gets_the_login_too(self, server: HttpServer, http: HttpClient) -> None:
        answer(server, "torrents/info", "[]")
        await client_of(server, http).items()
        assert {asked.headers.get("authorization") for asked in server.asked} == {"Basic dTpw"}


class TestButton:
    @pytest.mark.parametrize(
        ("preferences", "warned"),
        [
            ({"max_ratio_enabled": True, "max_ratio_act": 1}, True),
            ({"max_seeding_time_enabled": True, "max_ratio_act": 3}, True),
            ({"max_ratio_enabled": True, "max_ratio_act": 0}, False),
            ({"max_ratio_enabled": False, "max_ratio_act": 1}, False),
        ],
    )
    async def test_it_must_not_remove_by_itself(
        self, server: HttpServer, http: HttpClient, preferences: dict[str, Any], warned: bool
    ) -> None:
        answer(server, "app/preferences", preferences)
        answer(server, "torrents/categories", {"radarr": {"name": "radarr", "savePath": "films"}})
        answer(server, "torrents/info", "[]")
        client = client_of(server, http)
        failures = await client.test()
        assert ["configured to remove torrents" in failure.message for failure in failures] == [True] * warned
        assert (await client.info()).removes_completed is warned

    async def test_a_category_with_a_path_of_its_own(self, server: HttpServer, http: HttpClient) -> None:
        answer(server, "app/preferences", {"save_path": "/d"})
        answer(server, "torrents/categories", {"radarr": {"name": "radarr", "savePath": "films"}})
        assert [str(root) for root in (await client_of(server, http).info()).output_roots] == ["/d/films"]

    async def test_a_category_that_cannot_be_made(self, server: HttpServer, http: HttpClient) -> None:
        answer(server, "torrents/createCategory", "", 409)
        answer(server, "torrents/info", "[]")
        [failure] = await client_of(server, http).test()
        assert (failure.property_name, failure.message) == ("MovieCategory", "Configuration of category failed")
