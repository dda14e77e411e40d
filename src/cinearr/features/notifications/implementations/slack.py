"""A Slack channel, by an incoming webhook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Final

from cinearr.core.notices import wording
from cinearr.core.notices.facts import (
    FileDeleted,
    FilmAdded,
    FilmDeleted,
    FilmFacts,
    Grabbed,
    HealthFailed,
    HealthRestored,
    Imported,
    ManualInteraction,
    Notice,
    Renamed,
    Tested,
    Updated,
)
from cinearr.features.notifications import checks, posting
from cinearr.features.notifications.contract import EVERY_EVENT, Event, Message
from cinearr.kit.errors import Failure
from cinearr.kit.http import Http
from cinearr.kit.providers import Settings, required, setting

GOOD: Final = "good"
WARNING: Final = "warning"
DANGER: Final = "danger"


class SlackSettings(Settings, kw_only=True, frozen=True):
    """The webhook, and how the messages look."""

    web_hook_url: Annotated[
        str | None,
        setting(
            "Webhook URL",
            "url",
            help_text="The channel's incoming webhook",
            help_link="https://my.slack.com/services/new/incoming-webhook/",
        ),
    ] = None
    username: Annotated[str | None, setting("Username", privacy="userName", help_text="The name to post under")] = None
    icon: Annotated[
        str | None,
        setting(
            "Icon", help_text="An emoji or the address of a picture", help_link="http://www.emoji-cheat-sheet.com/"
        ),
    ] = None
    channel: Annotated[
        str | None, setting("Channel", help_text="Another channel than the webhook's own (#other-channel)")
    ] = None

    def check(self) -> Sequence[Failure]:
        """The address must be one, and Slack asks for a name."""
        return [*checks.web_address(self, "web_hook_url"), *required(self, "username")]


class Slack:
    """Posts a line and an attachment."""

    supports: ClassVar[frozenset[Event]] = EVERY_EVENT - {Event.MOVIE_ADDED}
    address_field: ClassVar[str] = "WebHookUrl"

    def __init__(self, settings: SlackSettings, http: Http) -> None:
        self._settings = settings
        self._http = http

    async def send(self, message: Message) -> None:
        """Post one message."""
        text, attachment = content(message)
        body: dict[str, Any] = {"text": text} | self._looks()
        if attachment:
            body["attachments"] = [attachment]
        await posting.post(self._http, self._settings.web_hook_url or "", body)

    def _looks(self) -> dict[str, str]:
        settings = self._settings
        looks: dict[str, str] = {}
        if settings.username:
            looks["username"] = settings.username
        if settings.icon:
            is_emoji = settings.icon.startswith(":") and settings.icon.endswith(":")
            looks["icon_emoji" if is_emoji else "icon_url"] = settings.icon
        if settings.channel:
            looks["channel"] = settings.channel
        return looks


def content(message: Message) -> tuple[str, dict[str, str] | None]:
    """The line and the attachment of a notice."""
    notice = message.notice
    text = wording.text(notice)
    match notice:
        case Tested():
            return f"Test message from {message.instance_name} posted at {message.at:%m/%d/%Y %H:%M:%S}", None
        case Grabbed(film=film):
            return f"Grabbed: {text}", _about(film, text, WARNING)
        case Imported(film=film):
            return f"Imported: {text}", _about(film, text, GOOD)
        case Renamed(film=film):
            return "Renamed", {"title": film.title, "text": text}
        case FileDeleted(film=film, file=file):
            return "Movie File Deleted", {"title": film.title, "text": file.path}
        case FilmDeleted(film=film):
            return "Movie Deleted", {"title": film.title, "text": wording.removal(notice)}
        case ManualInteraction(film=film, title=title):
            shown = film.title if film else title
            return "Manual Interaction Required", {"title": shown, "text": text, "color": WARNING}
        case _:
            return _without_a_film(notice, text)


def _without_a_film(notice: Notice, text: str) -> tuple[str, dict[str, str]]:
    match notice:
        case HealthFailed(health=health):
            color = DANGER if health.level == "error" else WARNING
            return "Health Issue", {"title": health.source, "text": text, "color": color}
        case HealthRestored(health=health):
            return "Health Issue Resolved", {"title": health.source, "text": text, "color": GOOD}
        case Updated():
            return wording.title(notice), {"title": wording.title(notice), "text": text, "color": GOOD}
        case FilmAdded(film=film):
            return wording.title(notice), _about(film, text, GOOD)
        case _:
            raise TypeError(f"no words for {type(notice).__name__}")


def _about(film: FilmFacts, text: str, color: str) -> dict[str, str]:
    return {"fallback": text, "title": film.title, "text": text, "color": color}
