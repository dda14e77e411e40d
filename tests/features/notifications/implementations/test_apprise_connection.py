from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cinearr.features.notifications.contract import Message
from cinearr.features.notifications.implementations.apprise_connection import Apprise, AppriseSettings, addresses
from cinearr.kit.errors import BadAnswer, Unreachable
from cinearr.kit.http import HttpClient
from tests.factories import notices as given
from tests.fakes.http_server import Answer, HttpServer

AT = datetime(2026, 11, 25, 6, 27, 32, tzinfo=UTC)
LINE = "Sintel (2010) [Bluray-1080p Proper] https://www.imdb.com/title/tt1727587/"


class TestByAServer:
    async def test_notifies_a_stored_configuration(self, receiver: HttpServer, http: HttpClient) -> None:
        receiver.routes["/notify/films"] = Answer()
        settings = AppriseSettings(
            server_url=f"{receiver.url}/",
            configuration_key="films",
            notification_type=1,
            tags=("a", "b"),
            include_poster=True,
            auth_username="me",
            auth_password="secret",
        )
        assert list(settings.check()) == []
        await Apprise(settings, http).send(Message(notice=given.GRABBED, at=AT))
        (asked,) = receiver.asked
        body = json.loads(asked.body)
        assert list(body) == ["title", "body", "attachment", "type", "tag"]
        assert (body["title"], body["body"]) == ("Movie Grabbed", LINE)
        assert (body["attachment"], body["type"], body["tag"]) == ("https://img.example.org/p.jpg", "success", "a,b")
        assert asked.headers["authorization"].startswith("Basic ")

    async def test_hands_addresses_on(self, receiver: HttpServer, http: HttpClient) -> None:
        receiver.routes["/notify"] = Answer()
        settings = AppriseSettings(server_url=receiver.url, stateless_urls="json://box, json://other")
        assert list(settings.check()) == []
        await Apprise(settings, http).send(Message(notice=given.SICK, at=AT))
        assert json.loads(receiver.asked[0].body) == {
            "urls": "json://box, json://other",
            "title": "Health Check Failure",
            "body": "Missing root folder: /films",
            "type": "info",
        }

    async def test_names_itself_in_a_test(self, receiver: HttpServer, http: HttpClient) -> None:
        receiver.routes["/notify/films"] = Answer()
        settings = AppriseSettings(server_url=receiver.url, configuration_key="films")
        await Apprise(settings, http).send(Message(notice=given.TESTED, at=AT))
        assert json.loads(receiver.asked[0].body)["title"] == "Radarr - Test Notification"


class TestByTheLibrary:
    def address(self, receiver: HttpServer, path: str) -> str:
        return f"json://{receiver.host}:{receiver.port}{path}"

    async def test_notifies_every_address(self, receiver: HttpServer, http: HttpClient) -> None:
        receiver.routes["/one"] = receiver.routes["/two"] = Answer()
        urls = f"{self.address(receiver, '/one')},{self.address(receiver, '/two')}"
        settings = AppriseSettings(stateless_urls=urls, notification_type=2)
        assert list(settings.check()) == []
        await Apprise(settings, http).send(Message(notice=given.GRABBED, at=AT))
        assert sorted(asked.path for asked in receiver.asked) == ["/one", "/two"]
        body = json.loads(receiver.asked[0].body)
        assert (body["title"], body["message"], body["type"]) == ("Movie Grabbed", LINE, "warning")

    async def test_names_the_service_that_failed_but_no_secret(self, receiver: HttpServer, http: HttpClient) -> None:
        receiver.routes["/one"] = Answer()
        receiver.routes["/token-123"] = Answer(status=500)
        urls = f"{self.address(receiver, '/one')},{self.address(receiver, '/token-123')}"
        with pytest.raises(Unreachable) as caught:
            await Apprise(AppriseSettings(stateless_urls=urls), http).send(Message(notice=given.GRABBED, at=AT))
        assert str(caught.value) == "Not delivered by json"

    async def test_has_nobody_to_tell(self, http: HttpClient) -> None:
        with pytest.raises(BadAnswer, match="no address"):
            await Apprise(AppriseSettings(stateless_urls=" , "), http).send(Message(notice=given.GRABBED, at=AT))


@pytest.mark.parametrize(
    ("values", "properties"),
    [
        ({}, ["ServerUrl", "ConfigurationKey", "StatelessUrls"]),
        ({"server_url": "box", "configuration_key": "films"}, ["ServerUrl"]),
        ({"configuration_key": "films"}, ["ServerUrl"]),
        ({"server_url": "http://box", "configuration_key": "Films!"}, ["ConfigurationKey"]),
        (
            {"server_url": "http://box", "configuration_key": "a", "stateless_urls": "json://box"},
            ["ConfigurationKey", "StatelessUrls"],
        ),
        ({"server_url": "http://box", "stateless_urls": "json://box", "tags": ("a",)}, ["Tags"]),
        ({"stateless_urls": "nothing-like-it://box"}, ["StatelessUrls"]),
        ({"stateless_urls": "box"}, ["StatelessUrls"]),
    ],
)
def test_settings_that_cannot_work(values: dict[str, Any], properties: list[str]) -> None:
    assert [failure.property_name for failure in AppriseSettings(**values).check()] == properties


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("json://a", ["json://a"]),
        ("json://a,mailto://b", ["json://a", "mailto://b"]),
        ("json://a, jsons://b\ntgram://c", ["json://a", "jsons://b", "tgram://c"]),
        ("mailto://me?to=x@example.org,y@example.org", ["mailto://me?to=x@example.org,y@example.org"]),
        ("", []),
    ],
)
def test_addresses_are_split_where_the_next_begins(text: str, found: list[str]) -> None:
    assert addresses(AppriseSettings(stateless_urls=text)) == found
