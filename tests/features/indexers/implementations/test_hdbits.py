from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.releases.model import Protocol, Release
from cinearr.features.indexers.contract import Capabilities, SearchCriteria
from cinearr.features.indexers.implementations.hdbits import HDBits, HDBitsSettings
from cinearr.kit.errors import BadAnswer, NotAuthorised, ProviderError
from cinearr.kit.http import Response

TORRENT: dict[str, Any] = {
    "id": 257142,
    "hash": "EABC50AEF9F53CEDED84ADF14144D3368E586F3A",
    "leechers": 1,
    "seeders": 46,
    "name": "Sintel 2010 1080p BluRay",
    "size": 1718009717,
    "added": "2015-04-04T20:30:46+0000",
    "freeleech": "no",
    "type_origin": 0,
    "imdb": {"id": 1727587},
}
MADE = HDBits(HDBitsSettings(username="me", api_key="key", codecs=(1,), mediums=(3,)))


def film(imdb_id: str | None) -> SearchCriteria:
    return SearchCriteria(tmdb_id=603, imdb_id=imdb_id, year=1999, title="The Matrix", scene_titles=("The Matrix",))


def parsed(content: Any) -> list[Release]:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return MADE.parse(Response(status=200, headers={}, content=body, url="https://hdbits.org/api/torrents"))


class TestRequests:
    def test_recent(self) -> None:
        [[[request]]] = MADE.recent_requests(Capabilities())
        assert (request.method, request.url) == ("POST", "https://hdbits.org/api/torrents")
        assert request.headers == {"Accept": "application/json", "Content-Type": "application/json"}
        assert list(json.loads(request.content or b"").items()) == [
            ("username", "me"),
            ("passkey", "key"),
            ("category", [1]),
            ("codec", [1]),
            ("medium", [3]),
            ("limit", 100),
        ]

    def test_search_by_imdb_id(self) -> None:
        [[[request]]] = MADE.search_requests(film("tt0133093"), Capabilities())
        assert json.loads(request.content or b"")["imdb"] == {"id": 133093}

    @pytest.mark.parametrize("imdb_id", [None, "", "tt0", "ttx"])
    def test_no_search_without_one(self, imdb_id: str | None) -> None:
        assert MADE.search_requests(film(imdb_id), Capabilities()) == []

    def test_empty_choices_are_left_out(self) -> None:
        [[[request]]] = HDBits(HDBitsSettings(categories=())).recent_requests(Capabilities())
        assert set(json.loads(request.content or b"")) == {"username", "passkey", "limit"}


class TestAnswers:
    def test_a_whole_torrent(self) -> None:
        [release] = parsed({"status": 0, "message": None, "data": [TORRENT]})
        assert release == Release(
            guid="HDBits-257142",
            title="Sintel 2010 1080p BluRay",
            protocol=Protocol.TORRENT,
            download_url="https://hdbits.org/download.php?id=257142&passkey=key",
            info_hash="EABC50AEF9F53CEDED84ADF14144D3368E586F3A",
            info_url="https://hdbits.org/details.php?id=257142",
            size=1718009717,
            publish_date=datetime(2015, 4, 4, 20, 30, 46, tzinfo=UTC),
            seeders=46,
            peers=47,
            imdb_id=1727587,
        )

    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({"freeleech": "yes"}, IndexerFlag.G_Freeleech),
            ({"type_origin": 1}, IndexerFlag.G_Internal),
            ({"freeleech": "yes", "type_origin": 1}, IndexerFlag.G_Freeleech | IndexerFlag.G_Internal),
        ],
    )
    def test_flags(self, values: dict[str, Any], expected: IndexerFlag) -> None:
        assert parsed({"status": 0, "data": [{**TORRENT, **values}]})[0].indexer_flags == expected

    def test_no_film_and_a_byte_order_mark(self) -> None:
        body = b"\xef\xbb\xbf" + json.dumps({"status": 0, "data": [{**TORRENT, "imdb": None}]}).encode()
        assert parsed(body)[0].imdb_id == 0

    def test_one_bad_row_does_not_spoil_the_others(self) -> None:
        rows = [{"id": 1}, {**TORRENT, "id": "257142", "size": "1718009717"}, 5]
        assert [release.guid for release in parsed({"status": 0, "data": rows})] == ["HDBits-257142"]

    @pytest.mark.parametrize(
        ("content", "kind", "says"),
        [
            ({"status": 5, "message": "Auth failed"}, NotAuthorised, "Auth failed"),
            ({"status": 4}, NotAuthorised, "passkey"),
            ({"status": 3, "message": "JSON malformed"}, BadAnswer, "JSON malformed"),
            ({"status": 0, "data": [{"id": 1}]}, BadAnswer, "name"),
            ({"status": 0, "data": [{**TORRENT, "added": "soon"}]}, BadAnswer, "no date"),
            ([], BadAnswer, "answer cannot be read"),
            (b"<html></html>", BadAnswer, "answer cannot be read"),
            (b'{"status": 0, "message": "\xff"}', BadAnswer, "answer cannot be read"),
            (b'{"status": 0, "data": ' + b"[" * 5000, BadAnswer, "answer cannot be read"),
            (
                {"status": 0, "data": [{**TORRENT, "added": "Mon, 27 Feb 2012 11:09:39 -9999999999999"}]},
                BadAnswer,
                "no date",
            ),
        ],
    )
    def test_errors(self, content: Any, kind: type[ProviderError], says: str) -> None:
        with pytest.raises(kind, match=says):
            parsed(content)


@pytest.mark.parametrize(
    ("settings", "failed"),
    [
        (HDBitsSettings(api_key="k"), []),
        (HDBitsSettings(), ["ApiKey"]),
        (HDBitsSettings(base_url="", api_key="k", seed_time=0), ["BaseUrl", "BaseUrl", "SeedCriteria.SeedTime"]),
    ],
)
def test_settings(settings: HDBitsSettings, failed: list[str]) -> None:
    assert [failure.property_name for failure in settings.check()] == failed
