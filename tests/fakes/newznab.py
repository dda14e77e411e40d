"""An indexer that speaks Newznab or Torznab over a real socket, with the items it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape, quoteattr

from tests.fakes.http_server import Answer, Asked, HttpServer

SPACES = {
    "torznab": "http://torznab.com/schemas/2015/feed",
    "newznab": "http://www.newznab.com/DTD/2010/feeds/attributes/",
}


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item; empty parts are left out."""

    title: str
    guid: str
    published: datetime
    link: str = ""
    comments: str = ""
    size: int = 0
    kind: str = "application/x-bittorrent"
    attributes: Sequence[tuple[str, str]] = ()


def item_xml(item: Item, kind: str = "torznab") -> str:
    """The item as XML."""
    parts = [f"<title>{escape(item.title)}</title>", f"<guid>{escape(item.guid)}</guid>"]
    parts.append(f"<pubDate>{format_datetime(item.published)}</pubDate>")
    if item.link:
        parts.append(f"<link>{escape(item.link)}</link>")
        parts.append(f'<enclosure url={quoteattr(item.link)} length="{item.size}" type={quoteattr(item.kind)}/>')
    if item.comments:
        parts.append(f"<comments>{escape(item.comments)}</comments>")
    parts += [f"<{kind}:attr name={quoteattr(name)} value={quoteattr(value)}/>" for name, value in item.attributes]
    return f"<item>{''.join(parts)}</item>"


def feed_xml(items: Sequence[str], kind: str = "torznab") -> bytes:
    """A feed of items."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:{kind}="{SPACES[kind]}"><channel>'
        f"<title>Test</title>{''.join(items)}</channel></rss>"
    ).encode()


def caps_xml(*, movie_params: str = "q,imdbid,tmdbid", page: int = 100) -> bytes:
    """A caps document."""
    return (
        f'<caps><limits max="{page}" default="{page}"/><searching><search available="yes" supportedParams="q"/>'
        f'<movie-search available="yes" supportedParams="{movie_params}"/></searching><categories>'
        '<category id="5000" name="TV"><subcat id="5040" name="HD"/></category>'
        '<category id="2000" name="Movies"><subcat id="2040" name="HD"/></category>'
        '<category id="3000" name="Audio"/></categories></caps>'
    ).encode()


@dataclass
class FakeIndexer:
    """Serves `items`, newest first, below /api. `found` answers queries by their `q` or `tmdbid`."""

    server: HttpServer
    kind: str = "torznab"
    key: str = "good"
    page: int = 100
    movie_params: str = "q,imdbid,tmdbid"
    items: list[Item] = field(default_factory=list)
    found: Mapping[str, Sequence[Item]] = field(default_factory=dict)
    ignores_offset: bool = False
    fails_at_offset: dict[int, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.server.routes["/api"] = self.answer

    @property
    def queries(self) -> list[dict[str, str]]:
        """The queries that came, in order."""
        return [_query(asked) for asked in self.server.asked if asked.path == "/api"]

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        query = _query(asked)
        if query.get("apikey") != self.key:
            return Answer(body=b'<error code="100" description="Incorrect user credentials"/>')
        if query["t"] == "caps":
            return Answer(body=caps_xml(movie_params=self.movie_params, page=self.page))
        offset = int(query.get("offset", "0"))
        if offset in self.fails_at_offset:
            return self.fails_at_offset[offset]
        wanted = query.get("q") or query.get("tmdbid")
        items = self.items if wanted is None else self.found.get(wanted, ())
        start = 0 if self.ignores_offset else offset
        page = items[start : start + int(query.get("limit", "100"))]
        return Answer(body=feed_xml([item_xml(item, self.kind) for item in page], self.kind))


def _query(asked: Asked) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(asked.target).query).items()}
