from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from cinearr.core.notices.facts import HealthFailed, Notice
from cinearr.features.notifications.contract import Message
from cinearr.features.notifications.implementations.slack import Slack, SlackSettings, content
from cinearr.kit.http import HttpClient
from tests.factories import notices as given
from tests.fakes.http_server import Answer, HttpServer

AT = datetime(2026, 11, 25, 6, 26, 23, tzinfo=UTC)
LINE = "Sintel (2010) [Bluray-1080p Proper] https://www.imdb.com/title/tt1727587/"
WARNED = HealthFailed(health=msgspec.structs.replace(given.HEALTH, level="warning"))


@pytest.mark.parametrize(
    ("notice", "text", "attachment"),
    [
        (
            given.GRABBED,
            f"Grabbed: {LINE}",
            {"fallback": LINE, "title": "Sintel", "text": LINE, "color": "warning"},
        ),
        (given.UPGRADED, f"Imported: {LINE}", {"fallback": LINE, "title": "Sintel", "text": LINE, "color": "good"}),
        (
            given.RENAMED,
            "Renamed",
            {"title": "Sintel", "text": "Sintel.mkv renamed to Sintel (2010) [Bluray-1080p].mkv"},
        ),
        (given.FILE_DELETED, "Movie File Deleted", {"title": "Sintel", "text": given.FILE.path}),
        (given.DELETED, "Movie Deleted", {"title": "Sintel", "text": "Movie removed, files were not deleted"}),
        (
            given.SICK,
            "Health Issue",
            {"title": "RootFolderCheck", "text": "Missing root folder: /films", "color": "danger"},
        ),
        (
            WARNED,
            "Health Issue",
            {"title": "RootFolderCheck", "text": "Missing root folder: /films", "color": "warning"},
        ),
        (
            given.WELL,
            "Health Issue Resolved",
            {
                "title": "RootFolderCheck",
                "text": "The following issue is now resolved: Missing root folder: /films",
                "color": "good",
            },
        ),
        (
            msgspec.structs.replace(given.WAITING, film=None),
            "Manual Interaction Required",
            {
                "title": "Strange.Name.1080p.BluRay-OPEN",
                "text": "Strange.Name.1080p.BluRay-OPEN [Bluray-1080p]",
                "color": "warning",
            },
        ),
        (given.TESTED, "Test message from Radarr posted at 11/25/2026 06:26:23", None),
    ],
)
def test_content(notice: Notice, text: str, attachment: dict[str, str] | None) -> None:
    assert content(Message(notice=notice, at=AT)) == (text, attachment)


@pytest.mark.parametrize(
    ("settings", "looks"),
    [
        ({}, {}),
        ({"icon": ":ghost:", "channel": "#films"}, {"icon_emoji": ":ghost:", "channel": "#films"}),
        ({"icon": "https://img.example.org/i.png"}, {"icon_url": "https://img.example.org/i.png"}),
    ],
)
async def test_looks(settings: dict[str, Any], looks: dict[str, str], receiver: HttpServer, http: HttpClient) -> None:
    receiver.routes["/hook"] = Answer(body=b"ok")
    made = SlackSettings(web_hook_url=f"{receiver.url}/hook", username="films", **settings)
    assert list(made.check()) == []
    await Slack(made, http).send(Message(notice=given.GRABBED, at=AT))
    body = json.loads(receiver.asked[0].body)
    assert list(body) == ["text", "username", *looks, "attachments"]
    assert {name: body[name] for name in looks} == looks


def test_settings_need_an_address_and_a_name() -> None:
    assert [failure.property_name for failure in SlackSettings().check()] == ["WebHookUrl", "Username"]
