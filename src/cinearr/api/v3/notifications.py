"""`/api/v3/notification`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cinearr.api.v3._providers import ProviderBody, WireKind, provider_routes
from cinearr.features.notifications.contract import Event
from cinearr.features.notifications.registry import DEFAULT_OPTIONS, supported
from cinearr.kit.providers import Implementation, Settings


class NotificationBody(ProviderBody, kw_only=True, frozen=True):
    """A connection as clients send it."""

    on_grab: bool | None = None
    on_download: bool | None = None
    on_upgrade: bool | None = None
    on_rename: bool | None = None
    on_movie_added: bool | None = None
    on_movie_delete: bool | None = None
    on_movie_file_delete: bool | None = None
    on_movie_file_delete_for_upgrade: bool | None = None
    on_health_issue: bool | None = None
    include_health_warnings: bool | None = None
    on_health_restored: bool | None = None
    on_application_update: bool | None = None
    on_manual_interaction_required: bool | None = None


def _leading(implementation: Implementation, _: Settings, options: Mapping[str, Any]) -> dict[str, Any]:
    can = supported(implementation)
    flags = {name: options[name] for name in DEFAULT_OPTIONS}
    supports = {f"supports{event.value[0].upper()}{event.value[1:]}": event in can for event in Event}
    return {**flags, **supports}


KIND = WireKind(
    name="notification", service=lambda program: program.notifications, body=NotificationBody, leading=_leading
)
ROUTES = provider_routes(KIND)
