"""Apprise: one of its API servers, or the library itself where no server is named."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Final

from cinearr.core.notices import wording
from cinearr.core.notices.facts import Tested, film_of
from cinearr.features.notifications import checks, posting
from cinearr.features.notifications.contract import EVERY_EVENT, Event, Message
from cinearr.kit.errors import BadAnswer, Failure, Unreachable
from cinearr.kit.http import Http
from cinearr.kit.providers import Option, Settings, setting

TYPES: Final = ("info", "success", "warning", "failure")
_OPTIONS: Final = tuple(Option(value=number, name=name.title(), order=number) for number, name in enumerate(TYPES))
_KEY = re.compile(r"[a-z0-9-]+")
_BETWEEN_URLS = re.compile(r"[\s,]+(?=[A-Za-z][A-Za-z0-9]*s?://)")
DELIVERY_TIMEOUT: Final = 60.0


class AppriseSettings(Settings, kw_only=True, frozen=True):
    """A server with either a stored configuration or addresses; or addresses alone."""

    server_url: Annotated[
        str | None,
        setting(
            "Apprise Server URL",
            "url",
            help_text="Address of an Apprise API server. Leave empty to have Cinearr notify the stateless URLs itself",
            help_link="https://github.com/caronc/apprise-api",
            placeholder="http://localhost:8000",
        ),
    ] = None
    configuration_key: Annotated[
        str | None,
        setting(
            "Apprise Configuration Key",
            help_text="The key of a configuration stored on the server; not together with stateless URLs",
            help_link="https://github.com/caronc/apprise-api#persistent-storage-solution",
        ),
    ] = None
    stateless_urls: Annotated[
        str | None,
        setting(
            "Apprise Stateless URLs",
            help_text="Where to send, separated by commas; not together with a configuration key",
            help_link="https://github.com/caronc/apprise#productivity-based-notifications",
        ),
    ] = None
    notification_type: Annotated[int, setting("Apprise Notification Type", "select", select_options=_OPTIONS)] = 0
    tags: Annotated[
        tuple[str, ...], setting("Apprise Tags", "tag", help_text="Only those with these tags are notified")
    ] = ()
    include_poster: Annotated[bool, setting("Include Poster", "checkbox", help_text="Attach the film's poster")] = False
    auth_username: Annotated[
        str | None, setting("Username", privacy="userName", help_text="For HTTP basic authentication")
    ] = None
    auth_password: Annotated[
        str | None, setting("Password", "password", privacy="password", help_text="For HTTP basic authentication")
    ] = None

    def check(self) -> Sequence[Failure]:
        """Exactly one of key and addresses; a key needs a server."""
        failures: list[Failure] = []
        if self.server_url or self.configuration_key or not self.stateless_urls:
            failures += checks.web_address(self, "server_url")
        if self.configuration_key and not _KEY.fullmatch(self.configuration_key):
            message = "Allowed characters a-z, 0-9 and -"
            failures.append(checks.broken(self, "configuration_key", message, "RegularExpressionValidator"))
        if bool(self.configuration_key) == bool(self.stateless_urls):
            message = "Use either a configuration key or stateless URLs"
            failures.append(checks.broken(self, "configuration_key", message, "PredicateValidator"))
            failures.append(checks.broken(self, "stateless_urls", message, "PredicateValidator"))
        elif self.stateless_urls:
            failures += self._check_addresses()
        return failures

    def _check_addresses(self) -> list[Failure]:
        if self.tags:
            return [checks.broken(self, "tags", "Tags need a configuration key", "EmptyValidator")]
        if not self.server_url and (unknown := [url for url in addresses(self) if _service(url) is None]):
            schemes = ", ".join(sorted({_scheme(url) for url in unknown}))
            return [checks.broken(self, "stateless_urls", f"Not known to Apprise: {schemes}", "PredicateValidator")]
        return []


class Apprise:
    """Sends a title and a sentence."""

    supports: ClassVar[frozenset[Event]] = EVERY_EVENT - {Event.RENAME}
    address_field: ClassVar[str] = "ServerUrl"

    def __init__(self, settings: AppriseSettings, http: Http) -> None:
        self._settings = settings
        self._http = http

    async def send(self, message: Message) -> None:
        """By the server, or by the library."""
        if self._settings.server_url:
            await self._send_to_server(message)
        else:
            await self._send_by_library(message)

    async def _send_to_server(self, message: Message) -> None:
        settings = self._settings
        path = f"/notify/{settings.configuration_key}" if settings.configuration_key else "/notify"
        await posting.post(
            self._http,
            f"{(settings.server_url or '').rstrip('/')}{path}",
            self._body(message),
            headers=posting.basic(settings.auth_username, settings.auth_password),
        )

    def _body(self, message: Message) -> dict[str, Any]:
        settings = self._settings
        title, text = words(message)
        body: dict[str, Any] = {"urls": settings.stateless_urls} if not settings.configuration_key else {}
        body |= {"title": title, "body": text}
        if poster := self._poster(message):
            body["attachment"] = poster
        body["type"] = TYPES[settings.notification_type]
        if settings.tags:
            body["tag"] = ",".join(settings.tags)
        return body

    def _poster(self, message: Message) -> str | None:
        film = film_of(message.notice)
        return film.remote_image("poster") if film and self._settings.include_poster else None

    async def _send_by_library(self, message: Message) -> None:
        title, text = words(message)
        poster = self._poster(message)
        sent = await asyncio.gather(*(self._deliver(url, title, text, poster) for url in addresses(self._settings)))
        if not sent:
            raise BadAnswer("There is no address to notify")
        if failed := [scheme for scheme, delivered in sent if not delivered]:
            raise Unreachable(f"Not delivered by {', '.join(failed)}")

    async def _deliver(self, url: str, title: str, text: str, poster: str | None) -> tuple[str, bool]:
        """Whether one address took it. Only the scheme is named, for the rest of an address is a secret."""
        service = await asyncio.to_thread(_service, url)
        if service is None:
            return _scheme(url), False
        import apprise

        one = apprise.Apprise()
        one.add(service)
        kind = TYPES[self._settings.notification_type]
        try:
            async with asyncio.timeout(DELIVERY_TIMEOUT):
                done = await one.async_notify(body=text, title=title, notify_type=kind, attach=poster)
        except TimeoutError:
            return _scheme(url), False
        return _scheme(url), bool(done)


def words(message: Message) -> tuple[str, str]:
    """Title and body."""
    if isinstance(message.notice, Tested):
        return f"{message.instance_name} - {wording.title(message.notice)}", wording.text(message.notice)
    return wording.title(message.notice), wording.text(message.notice)


def addresses(settings: AppriseSettings) -> list[str]:
    """The stateless addresses one by one; a comma may be part of one."""
    return [url for part in _BETWEEN_URLS.split(settings.stateless_urls or "") if (url := part.strip(" ,\n\r\t"))]


def _scheme(url: str) -> str:
    return url.split("://", 1)[0] if "://" in url else "an address without a scheme"


def _service(url: str) -> Any:
    """The library's object for an address, made without asking anybody; None when it knows none."""
    # Loading the library takes most of a second, which only its users should pay.
    import apprise

    return apprise.Apprise.instantiate(url, suppress_exceptions=True)
