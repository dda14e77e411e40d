"""What every connection has in common, and the v3 schema of each."""

from __future__ import annotations

import pytest

from cinearr.core.notices.facts import Notice
from cinearr.features.notifications import checks, registry
from cinearr.features.notifications.contract import Event, Message, Notification
from cinearr.kit.clock import utc_now
from cinearr.kit.http import HttpClient
from cinearr.kit.providers import Implementation, fields_of, settings_from_values, values_of
from tests.factories import notices as given
from tests.fakes.http_server import Answer, HttpServer

EVERY = tuple(registry.NOTIFICATIONS.values())
FIELDS = {
    "Apprise": "serverUrl configurationKey statelessUrls notificationType tags includePoster authUsername authPassword",
    "Discord": "webHookUrl username avatar author grabFields importFields manualInteractionFields",
    "Slack": "webHookUrl username icon channel",
    "Webhook": "url method username password headers",
}
VALUES = {
    "Apprise": {"serverUrl": "{url}", "configurationKey": "hook"},
    "Discord": {"webHookUrl": "{url}/hook"},
    "Slack": {"webHookUrl": "{url}/hook", "username": "films"},
    "Webhook": {"url": "{url}/hook"},
}


def told(implementation: Implementation, server: HttpServer, http: HttpClient) -> Notification:
    values = {name: value.format(url=server.url) for name, value in VALUES[implementation.implementation].items()}
    settings = settings_from_values(implementation.settings, values)
    assert list(settings.check()) == []
    return registry.build(implementation, settings, http)


@pytest.fixture(params=EVERY, ids=lambda one: one.implementation)
def implementation(request: pytest.FixtureRequest) -> Implementation:
    found: Implementation = request.param
    return found


class TestEveryConnection:
    def test_has_the_fields_of_the_v3_schema(self, implementation: Implementation) -> None:
        names = [spec.name for spec in fields_of(implementation.settings)]
        assert names == FIELDS[implementation.implementation].split()

    def test_has_its_v3_names(self, implementation: Implementation) -> None:
        assert implementation.config_contract == f"{implementation.implementation}Settings"
        assert implementation.info_link.endswith(f"#{implementation.implementation.lower()}")

    def test_has_defaults_and_finds_them_wanting(self, implementation: Implementation) -> None:
        failures = implementation.settings().check()
        assert failures
        assert all(failure.property_name[:1].isupper() and failure.code for failure in failures)

    def test_keeps_its_settings_through_storage(self, implementation: Implementation) -> None:
        values = VALUES[implementation.implementation]
        settings = settings_from_values(implementation.settings, values)
        assert settings_from_values(implementation.settings, values_of(settings, masked=False)) == settings

    @pytest.mark.parametrize("notice", given.EVERY, ids=lambda notice: type(notice).__name__)
    async def test_tells_every_notice(
        self, implementation: Implementation, notice: Notice, receiver: HttpServer, http: HttpClient
    ) -> None:
        receiver.routes["/hook"] = receiver.routes["/notify/hook"] = Answer(status=204)
        await told(implementation, receiver, http).send(Message(notice=notice, at=utc_now()))
        (asked,) = receiver.asked
        assert asked.method == "POST"
        assert asked.headers["content-type"] == "application/json"
        assert asked.body.startswith(b"{")

    @pytest.mark.parametrize("status", [400, 401, 404, 429, 500])
    async def test_says_when_a_test_fails(
        self, implementation: Implementation, status: int, receiver: HttpServer, http: HttpClient
    ) -> None:
        receiver.routes["/hook"] = receiver.routes["/notify/hook"] = Answer(status=status)
        message = Message(notice=given.TESTED, at=utc_now())
        (failure,) = await checks.probe(told(implementation, receiver, http), message)
        assert failure.property_name in ("Url", "WebHookUrl", "ServerUrl")
        assert failure.message.startswith("Unable to send test message: ")
        assert str(status) in failure.message

    async def test_passes_its_test(
        self, implementation: Implementation, receiver: HttpServer, http: HttpClient
    ) -> None:
        receiver.routes["/hook"] = receiver.routes["/notify/hook"] = Answer()
        message = Message(notice=given.TESTED, at=utc_now())
        assert await checks.probe(told(implementation, receiver, http), message) == []


def test_what_each_can_tell() -> None:
    cannot = {name: set(Event) - registry.supported(one) for name, one in registry.NOTIFICATIONS.items()}
    assert cannot == {"Apprise": {Event.RENAME}, "Discord": set(), "Slack": {Event.MOVIE_ADDED}, "Webhook": set()}


def test_options_are_off_and_in_the_order_of_the_wire() -> None:
    assert list(registry.DEFAULT_OPTIONS)[8:11] == ["onHealthIssue", "includeHealthWarnings", "onHealthRestored"]
    assert len(registry.DEFAULT_OPTIONS) == 13
    assert not any(registry.DEFAULT_OPTIONS.values())
