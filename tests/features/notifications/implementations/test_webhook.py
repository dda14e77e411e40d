from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from cinearr.core.notices.payloads import webhook
from cinearr.features.notifications.contract import Message
from cinearr.features.notifications.implementations.webhook import Webhook, WebhookSettings
from cinearr.kit.clock import utc_now
from cinearr.kit.errors import BadAnswer, RateLimited, Unreachable
from cinearr.kit.http import HttpClient
from tests.factories import notices as given
from tests.fakes.http_server import Answer, HttpServer

MESSAGE = Message(notice=given.GRABBED, at=utc_now(), instance_name="Radarr (films)", application_url="http://box")


class TestWebhook:
    async def test_posts_the_payload(self, receiver: HttpServer, http: HttpClient) -> None:
        receiver.routes["/hook"] = Answer()
        await Webhook(WebhookSettings(url=f"{receiver.url}/hook"), http).send(MESSAGE)
        (asked,) = receiver.asked
        assert json.loads(asked.body) == webhook(
            given.GRABBED, instance_name="Radarr (films)", application_url="http://box"
        )
        assert asked.headers["accept"] == "application/json"
        assert "authorization" not in asked.headers

    async def test_puts_with_a_name_and_headers(self, receiver: HttpServer, http: HttpClient) -> None:
        receiver.routes["/hook"] = Answer(status=202)
        settings = WebhookSettings(
            url=f" {receiver.url}/hook ",
            method=2,
            username="me",
            password="sécret",
            headers=({"key": "X-Room", "value": "7"},),
        )
        assert settings.check() == []
        await Webhook(settings, http).send(MESSAGE)
        (asked,) = receiver.asked
        assert asked.method == "PUT"
        assert asked.headers["x-room"] == "7"
        token = asked.headers["authorization"].removeprefix("Basic ")
        assert base64.b64decode(token).decode() == "me:sécret"

    async def test_raises_what_the_receiver_answers(self, receiver: HttpServer, http: HttpClient) -> None:
        hook = Webhook(WebhookSettings(url=f"{receiver.url}/hook"), http)
        receiver.routes["/hook"] = Answer(status=500)
        with pytest.raises(BadAnswer):
            await hook.send(MESSAGE)
        receiver.routes["/hook"] = Answer(status=429, headers={"Retry-After": "60"})
        with pytest.raises(RateLimited) as caught:
            await hook.send(MESSAGE)
        assert caught.value.retry_after == 60

    async def test_says_when_nobody_is_there(self, http: HttpClient) -> None:
        with pytest.raises(Unreachable):
            await Webhook(WebhookSettings(url="http://127.0.0.1:9/hook"), http).send(MESSAGE)


@pytest.mark.parametrize(
    ("changes", "property_name"),
    [
        ({"url": None}, "Url"),
        ({"url": "box/hook"}, "Url"),
        ({"url": "ftp://box/hook"}, "Url"),
        ({"url": "http://"}, "Url"),
        ({"url": "http://box:99999/"}, "Url"),
        ({"headers": ({"key": "", "value": "x"},)}, "Headers"),
        ({"headers": ({"key": "X-A", "value": "a\r\nHost: evil"},)}, "Headers"),
        ({"headers": ({"key": "X A", "value": "a"},)}, "Headers"),
        ({"headers": ({"key": "X-A", "value": "Zoë"},)}, "Headers"),
        ({"headers": ({"key": "Zoë", "value": "a"},)}, "Headers"),
    ],
)
def test_settings_that_cannot_work(changes: dict[str, Any], property_name: str) -> None:
    settings = WebhookSettings(**({"url": "http://box/hook"} | changes))
    assert [failure.property_name for failure in settings.check()] == [property_name]
