from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cinearr.core import languages
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.releases.model import Protocol, Release
from cinearr.features.indexers.implementations.torznab import Torznab, TorznabSettings
from cinearr.kit.errors import BadAnswer
from cinearr.kit.http import Response
from tests.fakes.newznab import Item, feed_xml, item_xml

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MAGNET = "magnet:?xt=urn:btih:" + "ab" * 20 + "&dn=Sintel"


def parsed(*items: str, url: str = "http://host/api?t=movie") -> list[Release]:
    response = Response(status=200, headers={}, content=feed_xml(items), url=url)
    return Torznab(TorznabSettings(multi_languages=(2, 4, 999))).parse(response)


def one(*attributes: tuple[str, str], **values: Any) -> Release:
    given: dict[str, Any] = {"title": "Sintel 2010 1080p", "guid": "http://host/1", "link": "http://host/1.torrent"}
    item = Item(**{**given, "published": NOW, **values}, attributes=attributes)
    return parsed(item_xml(item))[0]


def test_a_whole_item() -> None:
    release = one(
        ("size", "2538463390"),
        ("seeders", "7"),
        ("peers", "9"),
        ("infohash", "63e07ff523710ca268567dad344ce1e0e6b7e8a3"),
        ("imdb", "1727587"),
        ("tmdbid", "45745"),
        ("category", "2000"),
        ("category", "2040"),
        ("language", "English"),
        comments="http://host/1?hit=1#comments",
        size=5,
    )
    assert release == Release(
        guid="http://host/1",
        title="Sintel 2010 1080p",
        protocol=Protocol.TORRENT,
        download_url="http://host/1.torrent",
        info_hash="63e07ff523710ca268567dad344ce1e0e6b7e8a3",
        info_url="http://host/1?hit=1",
        comment_url="http://host/1?hit=1#comments",
        size=2538463390,
        publish_date=NOW,
        seeders=7,
        peers=9,
        tmdb_id=45745,
        imdb_id=1727587,
        languages=(languages.ENGLISH,),
        categories=(2000, 2040),
    )


class TestAddresses:
    def test_a_magnet_as_link_is_both(self) -> None:
        release = one(link=MAGNET)
        assert (release.download_url, release.magnet_url) == (MAGNET, MAGNET)
        assert release.info_hash == ("ab" * 20).upper()

    def test_a_magnet_beside_the_file(self) -> None:
        release = one(("magneturl", MAGNET))
        assert (release.download_url, release.magnet_url) == ("http://host/1.torrent", MAGNET)

    def test_a_magnet_alone(self) -> None:
        assert one(("magneturl", MAGNET), link="").download_url == MAGNET

    def test_relative_ones_are_seen_from_the_feed(self) -> None:
        release = one(link="/dl/1?key=2", comments="details/1")
        assert (release.download_url, release.comment_url) == ("http://host/dl/1?key=2", "http://host/details/1")

    def test_the_page_is_the_guid_when_there_are_no_comments(self) -> None:
        assert one().info_url == "http://host/1"
        assert one(guid="abc").info_url is None

    def test_an_item_without_address_is_kept_empty(self) -> None:
        assert one(link="").download_url is None


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ((), IndexerFlag(0)),
        ((("downloadvolumefactor", "0"),), IndexerFlag.G_Freeleech),
        ((("downloadvolumefactor", "0.25"),), IndexerFlag.G_Freeleech75),
        ((("downloadvolumefactor", "0.50"),), IndexerFlag.G_Halfleech),
        ((("downloadvolumefactor", "0.75"),), IndexerFlag.G_Freeleech25),
        ((("downloadvolumefactor", "free"),), IndexerFlag(0)),
        ((("uploadvolumefactor", "2"),), IndexerFlag.G_DoubleUpload),
        ((("tag", "INTERNAL"), ("tag", "scene"), ("tag", "other")), IndexerFlag.G_Internal | IndexerFlag.G_Scene),
    ],
)
def test_flags(attributes: tuple[tuple[str, str], ...], expected: IndexerFlag) -> None:
    assert one(*attributes).indexer_flags == expected


@pytest.mark.parametrize(
    ("attributes", "seeders", "peers"),
    [
        ((), None, None),
        ((("seeders", "3"),), 3, None),
        ((("seeders", "3"), ("leechers", "2")), 3, 5),
        ((("seeders", "-1"), ("peers", "x")), None, None),
    ],
)
def test_seeders(attributes: tuple[tuple[str, str], ...], seeders: int | None, peers: int | None) -> None:
    release = one(*attributes)
    assert (release.seeders, release.peers) == (seeders, peers)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("French", ["French"]),
        ("fr", ["French"]),
        ("pt-BR", ["Portuguese (Brazil)"]),
        ("English, German", ["English", "German"]),
        ("Klingon", []),
        ("Any", []),
    ],
)
def test_languages(told: str, expected: list[str]) -> None:
    assert [language.name for language in one(("language", told)).languages] == expected


@pytest.mark.parametrize(
    ("size", "length", "expected"),
    [("big", 7, 7), ("", 7, 7), ("-5", 7, 7), ("12", 7, 12), ("9" * 30, 0, 2**62)],
)
def test_sizes_that_lie(size: str, length: int, expected: int) -> None:
    assert one(("size", size), size=length).size == expected


def test_ids_that_lie() -> None:
    release = one(("imdb", "tt0133093"), ("tmdbid", "12345678901234567890"))
    assert (release.imdb_id, release.tmdb_id) == (133093, 0)


class TestFeeds:
    def test_one_bad_item_does_not_spoil_the_others(self) -> None:
        good = item_xml(Item(title="A", guid="1", link="http://h/1", published=NOW))
        bad = "<item><title>B</title><guid>2</guid><link>http://h/2</link></item>"
        assert [release.title for release in parsed(bad, good)] == ["A"]

    def test_only_bad_items_are_a_bad_answer(self) -> None:
        with pytest.raises(BadAnswer, match="no date"):
            parsed("<item><title>B</title></item>")

    def test_an_empty_feed_is_fine(self) -> None:
        assert parsed() == []

    def test_titles_are_on_one_line(self) -> None:
        assert one(title=" Sintel\n 2010 ").title == "Sintel 2010"

    @pytest.mark.parametrize(
        "content",
        [
            b"<rss><channel><item><title>A & B</title></itm></channel></rss>",
            feed_xml([item_xml(Item(title="A", guid="1", published=NOW))])[:-40],
            b"<!DOCTYPE html><html><body>Site under maintenance</body></html>",
            b"<feed xmlns='http://www.w3.org/2005/Atom'/>",
            b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>',
            b"",
        ],
        ids=["wrong end tag", "cut in half", "web page", "atom", "entities", "blank"],
    )
    def test_what_is_no_feed(self, content: bytes) -> None:
        with pytest.raises(BadAnswer):
            Torznab(TorznabSettings()).parse(Response(status=200, headers={}, content=content, url="http://h/"))

    def test_bare_ampersands_and_control_characters_are_forgiven(self) -> None:
        item = item_xml(Item(title="Tom and Jerry", guid="1", link="http://h/1", published=NOW))
        assert parsed(item.replace("and", "& \x07"))[0].title == "Tom & Jerry"
