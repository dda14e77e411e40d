"""A Discord channel, by its webhook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar

from cinearr.core.notices.facts import Tested
from cinearr.features.notifications import checks, posting
from cinearr.features.notifications.contract import EVERY_EVENT, Event, Message
from cinearr.features.notifications.implementations.discord_embed import (
    GRAB_FIELDS,
    IMPORT_FIELDS,
    MANUAL_FIELDS,
    Chosen,
    content,
    embed,
)
from cinearr.kit.errors import Failure
from cinearr.kit.http import Http
from cinearr.kit.providers import Option, Settings, setting


def _options(names: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(value=number, name=name, order=number) for number, name in enumerate(names))


class DiscordSettings(Settings, kw_only=True, frozen=True):
    """The webhook, how the messages look, and which facts they show."""

    web_hook_url: Annotated[str | None, setting("Webhook URL", help_text="The channel's webhook")] = None
    username: Annotated[
        str | None, setting("Username", privacy="userName", help_text="Empty: the name given to the webhook")
    ] = None
    avatar: Annotated[str | None, setting("Avatar", help_text="Address of a picture to post with")] = None
    author: Annotated[
        str | None, setting("Author", advanced=True, help_text="Shown above each message; empty: the instance name")
    ] = None
    grab_fields: Annotated[
        tuple[int, ...],
        setting(
            "On Grab Fields",
            "select",
            advanced=True,
            help_text="What is shown when a release is grabbed",
            select_options=_options(GRAB_FIELDS),
        ),
    ] = tuple(range(14))
    import_fields: Annotated[
        tuple[int, ...],
        setting(
            "On Import Fields",
            "select",
            advanced=True,
            help_text="What is shown when a file is imported",
            select_options=_options(IMPORT_FIELDS),
        ),
    ] = tuple(range(14))
    manual_interaction_fields: Annotated[
        tuple[int, ...],
        setting(
            "On Manual Interaction Fields",
            "select",
            advanced=True,
            help_text="What is shown when a download waits for a person",
            select_options=_options(MANUAL_FIELDS),
        ),
    ] = tuple(range(11))

    def check(self) -> Sequence[Failure]:
        """The address must be one."""
        return checks.web_address(self, "web_hook_url")


class Discord:
    """Posts an embed."""

    supports: ClassVar[frozenset[Event]] = EVERY_EVENT
    address_field: ClassVar[str] = "WebHookUrl"

    def __init__(self, settings: DiscordSettings, http: Http) -> None:
        self._settings = settings
        self._http = http

    async def send(self, message: Message) -> None:
        """Post one message."""
        settings = self._settings
        body: dict[str, Any] = {}
        if text := content(message):
            body["content"] = text
        if settings.username:
            body["username"] = settings.username
        if settings.avatar:
            body["avatar_url"] = settings.avatar
        if not isinstance(message.notice, Tested):
            author = settings.author or message.instance_name
            body["embeds"] = [embed(message, author, self._chosen())]
        await posting.post(self._http, settings.web_hook_url or "", body)

    def _chosen(self) -> Chosen:
        settings = self._settings
        return Chosen(
            grab=_named(GRAB_FIELDS, settings.grab_fields),
            imported=_named(IMPORT_FIELDS, settings.import_fields),
            manual=_named(MANUAL_FIELDS, settings.manual_interaction_fields),
        )


def _named(names: Sequence[str], numbers: Sequence[int]) -> tuple[str, ...]:
    return tuple(names[number] for number in numbers if 0 <= number < len(names))
