"""Every connection there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cinearr.features.notifications.contract import Event, Notification
from cinearr.features.notifications.implementations.apprise_connection import Apprise, AppriseSettings
from cinearr.features.notifications.implementations.discord import Discord, DiscordSettings
from cinearr.features.notifications.implementations.slack import Slack, SlackSettings
from cinearr.features.notifications.implementations.webhook import Webhook, WebhookSettings
from cinearr.features.notifications.matching import INCLUDE_WARNINGS
from cinearr.kit.http import Http
from cinearr.kit.providers import Implementation, Settings

Build = Callable[[Any, Http], Notification]


def _line(name: str, settings: type[Settings], build: Build) -> Implementation:
    return Implementation(
        implementation=name,
        implementation_name=name,
        settings=settings,
        build=build,
        info_link=f"https://wiki.servarr.com/radarr/supported#{name.lower()}",
    )


NOTIFICATIONS: Final[Mapping[str, Implementation]] = {
    "Apprise": _line("Apprise", AppriseSettings, Apprise),
    "Discord": _line("Discord", DiscordSettings, Discord),
    "Slack": _line("Slack", SlackSettings, Slack),
    "Webhook": _line("Webhook", WebhookSettings, Webhook),
}


def _default_options() -> dict[str, Any]:
    """The flags in the order of the wire, where the one about warnings stands behind that of issues."""
    options: dict[str, Any] = {}
    for event in Event:
        options[event.value] = False
        if event is Event.HEALTH_ISSUE:
            options[INCLUDE_WARNINGS] = False
    return options


DEFAULT_OPTIONS: Final[Mapping[str, Any]] = _default_options()


def supported(implementation: Implementation) -> frozenset[Event]:
    """The events an implementation can tell; `supportsOnGrab` and so on are made of it."""
    found: frozenset[Event] = implementation.build.supports
    return found


def build(implementation: Implementation, settings: Settings, http: Http) -> Notification:
    """A connection ready to send."""
    made: Notification = implementation.build(settings, http)
    return made
