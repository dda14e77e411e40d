from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.releases.model import Protocol, Release
from cinearr.features.indexers.contract import Capabilities, SearchCriteria
from cinearr.features.indexers.implementations.filelist import FileList, FileListSettings
from cinearr.kit.errors import BadAnswer
from cinearr.kit.http import Response

TORRENT: dict[str, Any] = {
    "id": 665873,
    "name": "Sintel.2010.1080p.BluRay.x264-GROUP",
    "imdb": "tt1727587",
    "freeleech": 0,
    "internal": 0,
    "upload_date": "2020-01-25 22:20:19",
    "size": 8300512414,
    "seeders": 12,
    "leechers": 2,
}
MADE = FileList(FileListSettings(username="fluser", passkey="flpass"))
LATEST = "https://filelist.io/api.php?action=latest-torrents&category=1,4,19,6"
SEARCH = "https://filelist.io/api.php?action=search-torrents&category=1,4,19,6"


def parsed(content: Any) -> list[Release]:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return MADE.parse(Response(status=200, headers={}, content=body, url="https://filelist.io/api.php"))


def test_recent() -> None:
    [[[request]]] = MADE.recent_requests(Capabilities())
    assert request.url == LATEST
    assert request.headers == {"Accept": "application/json", "Authorization": "Basic Zmx1c2VyOmZscGFzcw=="}


@pytest.mark.parametrize(
    ("imdb_id", "year", "expected"),
    [
        ("tt0133093", 1999, [f"{SEARCH}&type=imdb&query=tt0133093"]),
        (None, 1999, [f"{SEARCH}&type=name&query=Matrix+1999", f"{SEARCH}&type=name&query=Matrix+Two+1999"]),
        (None, 0, []),
    ],
)
def test_search(imdb_id: str | None, year: int, expected: list[str]) -> None:
    titles = ("The Matrix", "Matrix", "Matrix: Two")
    film = SearchCriteria(tmdb_id=603, imdb_id=imdb_id, year=year, title="The Matrix", scene_titles=titles)
    tiers = MADE.search_requests(film, Capabilities())
    assert [pages[0].url for tier in tiers for pages in tier] == expected


def test_a_whole_torrent() -> None:
    assert parsed([TORRENT]) == [
        Release(
            guid="FileList-665873",
            title="Sintel.2010.1080p.BluRay.x264-GROUP",
            protocol=Protocol.TORRENT,
            download_url="https://filelist.io/download.php?id=665873&passkey=flpass",
            info_url="https://filelist.io/details.php?id=665873",
            size=8300512414,
            publish_date=datetime(2020, 1, 25, 22, 20, 19, tzinfo=UTC),
            seeders=12,
            peers=14,
            imdb_id=1727587,
        )
    ]


def test_flags() -> None:
    [release] = parsed([{**TORRENT, "freeleech": 1, "internal": True}])
    assert release.indexer_flags == IndexerFlag.G_Freeleech | IndexerFlag.G_Internal


@pytest.mark.parametrize(
    "content", [{"error": "Invalid passkey"}, [{"id": 1}], b"<html></html>", b"", b'[{"\xff": 1}]', b"[" * 5000]
)
def test_errors(content: Any) -> None:
    with pytest.raises(BadAnswer):
        parsed(content)


def test_settings() -> None:
    failed = [failure.property_name for failure in FileListSettings(categories=()).check()]
    assert failed == ["Username", "Passkey", "Categories"]
