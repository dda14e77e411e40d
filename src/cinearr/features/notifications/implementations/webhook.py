"""A web address of the user's own that gets every event in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Final

from cinearr.core.notices import payloads
from cinearr.features.notifications import checks, posting
from cinearr.features.notifications.contract import EVERY_EVENT, Event, Message
from cinearr.kit.errors import Failure
from cinearr.kit.http import Http
from cinearr.kit.providers import Option, Settings, setting

_METHODS: Final = {1: "POST", 2: "PUT"}
_OPTIONS: Final = tuple(Option(value=value, name=name, order=value) for value, name in _METHODS.items())


class WebhookSettings(Settings, kw_only=True, frozen=True):
    """Where to send, how, and as whom. `headers` are `{key, value}` pairs."""

    url: Annotated[str | None, setting("Webhook URL", "url")] = None
    method: Annotated[
        int, setting("Method", "select", help_text="The HTTP method of the call", select_options=_OPTIONS)
    ] = 1
    username: Annotated[str | None, setting("Username", privacy="userName")] = None
    password: Annotated[str | None, setting("Password", "password", privacy="password")] = None
    headers: Annotated[tuple[dict[str, Any], ...], setting("Headers", "keyValueList", advanced=True)] = ()

    def check(self) -> Sequence[Failure]:
        """The address must be one; a header must fit on one line of ASCII."""
        failures = checks.web_address(self, "url")
        if any(not _is_header(header) for header in self.headers):
            failures.append(
                checks.broken(
                    self, "headers", "A header needs a name and one line of plain letters", "PredicateValidator"
                )
            )
        return failures


class Webhook:
    """Posts the v3 payload."""

    supports: ClassVar[frozenset[Event]] = EVERY_EVENT
    address_field: ClassVar[str] = "Url"

    def __init__(self, settings: WebhookSettings, http: Http) -> None:
        self._settings = settings
        self._http = http

    async def send(self, message: Message) -> None:
        """Send the payload of the event."""
        settings = self._settings
        body = payloads.webhook(
            message.notice, instance_name=message.instance_name, application_url=message.application_url
        )
        own = {str(header["key"]): str(header.get("value") or "") for header in settings.headers if _is_header(header)}
        await posting.post(
            self._http,
            settings.url or "",
            body,
            method=_METHODS.get(settings.method, "POST"),
            headers=posting.basic(settings.username, settings.password) | own,
        )


def _is_header(header: dict[str, Any]) -> bool:
    name, value = str(header.get("key") or ""), str(header.get("value") or "")
    is_name = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return is_name and value.isascii() and value.isprintable()
