"""The registry as the API shows it."""

from __future__ import annotations

from typing import Any

import pytest

from cinearr.core.releases.model import Protocol
from cinearr.features.download_clients.implementations.qbittorrent import QBittorrentSettings
from cinearr.features.download_clients.registry import (
    CLIENTS,
    Parts,
    build,
    has_post_import_category,
    protocol_of,
)
from cinearr.kit.clock import utc_now
from cinearr.kit.db import Database
from cinearr.kit.http import HttpClient
from cinearr.kit.providers import fields_of, values_of

FIELDS = {
    "QBittorrent": [
        ("host", "Host", "textbox", "localhost"),
        ("port", "Port", "textbox", 8080),
        ("useSsl", "Use SSL", "checkbox", False),
        ("urlBase", "URL Base", "textbox", None),
        ("username", "Username", "textbox", None),
        ("password", "Password", "password", None),
        ("movieCategory", "Category", "textbox", "radarr"),
        ("movieImportedCategory", "Post-Import Category", "textbox", None),
        ("recentMoviePriority", "Recent Priority", "select", 0),
        ("olderMoviePriority", "Older Priority", "select", 0),
        ("initialState", "Initial State", "select", 0),
        ("sequentialOrder", "Sequential Order", "checkbox", False),
        ("firstAndLast", "First and Last First", "checkbox", False),
        ("contentLayout", "Content Layout", "select", 0),
    ],
    "TorrentBlackhole": [
        ("torrentFolder", "Torrent Folder", "path", None),
        ("watchFolder", "Watch Folder", "path", None),
        ("saveMagnetFiles", "Save Magnet Files", "checkbox", False),
        ("magnetFileExtension", "Save Magnet Files Extension", "textbox", ".magnet"),
        ("readOnly", "Read Only", "checkbox", True),
    ],
    "UsenetBlackhole": [
        ("nzbFolder", "Nzb Folder", "path", None),
        ("watchFolder", "Watch Folder", "path", None),
    ],
}


@pytest.mark.parametrize("name", FIELDS)
def test_fields_are_those_of_the_contract(name: str) -> None:
    implementation = CLIENTS[name]
    assert implementation.config_contract == f"{name}Settings"
    found = [(s.name, s.shown.label, s.shown.type, s.default) for s in fields_of(implementation.settings)]
    assert found == FIELDS[name]


@pytest.mark.parametrize("name", CLIENTS)
async def test_every_line_can_be_built(name: str) -> None:
    implementation = CLIENTS[name]
    assert implementation.implementation == name
    parts = Parts(
        http=HttpClient(user_agent="x"), database=Database("postgresql://nowhere/x"), clock=utc_now, name="Any", id=1
    )
    client = build(implementation, implementation.settings(), parts)
    assert client.protocol is protocol_of(implementation)
    if name != "QBittorrent":
        assert (await client.info()).is_localhost


def test_protocols() -> None:
    assert {name for name in CLIENTS if protocol_of(CLIENTS[name]) is Protocol.USENET} == {"UsenetBlackhole"}


def test_the_built_in_client_is_on_and_last_in_line() -> None:
    assert CLIENTS["Cinearr"].defaults["enable"] is True
    assert CLIENTS["Cinearr"].defaults["priority"] == 50


@pytest.mark.parametrize(
    ("values", "has"),
    [
        ({}, False),
        ({"movie_imported_category": "done"}, True),
        ({"movie_imported_category": "radarr"}, False),
        ({"movie_imported_category": ""}, False),
    ],
)
def test_post_import_category(values: dict[str, Any], has: bool) -> None:
    assert has_post_import_category(QBittorrentSettings(**values)) is has


def test_the_password_is_masked() -> None:
    assert values_of(QBittorrentSettings(password="secret"))["password"] == "********"
