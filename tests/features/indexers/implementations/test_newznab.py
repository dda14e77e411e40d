from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.releases.model import Protocol, Release
from cinearr.features.indexers.implementations.newznab import Newznab, NewznabSettings
from cinearr.kit.http import Response
from tests.fakes.newznab import Item, feed_xml, item_xml

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def one(*attributes: tuple[str, str], **values: Any) -> Release:
    given: dict[str, Any] = {
        "title": "Sintel.2010.1080p",
        "guid": "https://host/details/24",
        "link": "https://host/getnzb/24.nzb&i=3&r=key",
        "kind": "application/x-nzb",
        "published": NOW,
    }
    item = Item(**{**given, **values}, attributes=attributes)
    content = feed_xml([item_xml(item, "newznab")], "newznab")
    response = Response(status=200, headers={}, content=content, url="https://host/api")
    return Newznab(NewznabSettings()).parse(response)[0]


def test_a_whole_item() -> None:
    release = one(
        ("category", "2040"),
        ("size", "1183105773"),
        ("usenetdate", "Tue, 24 Nov 2026 10:00:00 +0000"),
        ("grabs", "12"),
        ("poster", "someone@example.org"),
        ("imdb", "1727587"),
        comments="https://host/details/24#comments",
        size=5,
    )
    assert release == Release(
        guid="https://host/details/24",
        title="Sintel.2010.1080p",
        protocol=Protocol.USENET,
        download_url="https://host/getnzb/24.nzb&i=3&r=key",
        info_url="https://host/details/24",
        comment_url="https://host/details/24#comments",
        size=1183105773,
        publish_date=datetime(2026, 11, 24, 10, tzinfo=UTC),
        imdb_id=1727587,
        categories=(2040,),
        nzb_grabs=12,
        poster="someone@example.org",
    )


def test_the_enclosure_gives_the_size_when_nothing_else_does() -> None:
    assert one(size=500).size == 500


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ((), IndexerFlag(0)),
        ((("prematch", "1"),), IndexerFlag.G_Scene),
        ((("haspretime", "1"),), IndexerFlag.G_Scene),
        ((("prematch", "0"), ("haspretime", "0"), ("nuked", "0")), IndexerFlag(0)),
        ((("nuked", "1"),), IndexerFlag.Nuked),
        ((("prematch", "1"), ("nuked", "1")), IndexerFlag.G_Scene | IndexerFlag.Nuked),
    ],
)
def test_flags(attributes: tuple[tuple[str, str], ...], expected: IndexerFlag) -> None:
    assert one(*attributes).indexer_flags == expected
