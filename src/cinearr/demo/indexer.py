"""A Torznab indexer: capabilities, RSS, search by words and by id, .torrent downloads, an API key.

What the feed holds is switched at run time:

    GET    /control/items                                     all it has, released or not
    PUT    /control/released  ["A.Release.Name", …]           what the feed holds from now on
    POST   /control/items     [{"title": …, "size": …, "torrent": base64, …}]  further items, released at once
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from .http import Request, Response, as_json, as_xml, not_found

SUBCATEGORIES = {2030: "Movies/SD", 2040: "Movies/HD", 2045: "Movies/UHD"}
PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A row of the feed. `size` in bytes; `published` is set when it is released."""

    title: str
    size: int
    torrent: bytes
    info_hash: str = ""
    files: int = 1
    tmdb_id: int = 0
    imdb_id: str = ""
    seeders: int = 1
    peers: int = 1
    categories: tuple[int, ...] = (2000, 2040)
    attributes: dict[str, str] = field(default_factory=dict)


class Indexer:
    """Serves `/api` and `/download/NAME.torrent`."""

    def __init__(self, *, api_key: str) -> None:
        self._api_key = api_key
        self._items: dict[str, Item] = {}
        self._released: dict[str, datetime] = {}

    def add(self, item: Item) -> None:
        """Hold an item, not yet in the feed."""
        self._items[item.title] = item

    def release(self, *titles: str) -> None:
        """Make these the feed. What is in it already keeps its date. Raises KeyError for a title it does not hold."""
        now = datetime.now(UTC)
        for title in titles:
            self._items[title]
        self._released = {title: self._released.get(title, now) for title in titles}

    async def __call__(self, request: Request) -> Response:
        """One exchange."""
        if request.path.startswith("/control/"):
            return self._control(request)
        if request.path == "/api":
            return self._api(request)
        if found := re.fullmatch(r"/download/(.+)\.torrent", request.path):
            return self._download(found[1], request)
        return not_found()

    def _api(self, request: Request) -> Response:
        query = request.query
        kind = query.get("t")
        if kind == "caps":
            return as_xml(_caps())
        if query.get("apikey") != self._api_key:
            return as_xml(_error(100, "Invalid API Key"))
        if kind not in ("search", "movie"):
            return as_xml(_error(202, f"No such function ({kind})"))
        found = [item for item in self._feed() if _matches(item, query)]
        start = int(query.get("offset") or 0)
        page = found[start : start + min(int(query.get("limit") or PAGE), PAGE)]
        base = f"http://{request.headers.get('host', '127.0.0.1')}"
        return as_xml(_feed(base, [self._row(item, base) for item in page], start, len(found)))

    def _feed(self) -> list[Item]:
        newest_first = sorted(self._released, key=lambda title: self._released[title], reverse=True)
        return [self._items[title] for title in newest_first]

    def _row(self, item: Item, base: str) -> str:
        link = f"{base}/download/{item.title}.torrent?apikey={self._api_key}"
        attributes = {
            "seeders": str(item.seeders),
            "peers": str(item.peers),
            "infohash": item.info_hash,
            "tmdbid": str(item.tmdb_id) if item.tmdb_id else "",
            "imdbid": item.imdb_id.removeprefix("tt"),
            "imdb": item.imdb_id.removeprefix("tt"),
            "files": str(item.files),
            "downloadvolumefactor": "1",
            "uploadvolumefactor": "1",
        } | item.attributes
        pairs = [("category", str(number)) for number in item.categories]
        pairs += [(name, value) for name, value in attributes.items() if value]
        extra = "".join(f"<torznab:attr name={quoteattr(name)} value={quoteattr(value)}/>" for name, value in pairs)
        return (
            f"<item><title>{escape(item.title)}</title><guid>{escape(f'{base}/details/{item.title}')}</guid>"
            f"<comments>{escape(f'{base}/details/{item.title}')}</comments><link>{escape(link)}</link>"
            f"<pubDate>{format_datetime(self._released[item.title])}</pubDate><size>{item.size}</size>"
            f'<enclosure url={quoteattr(link)} length="{item.size}" type="application/x-bittorrent"/>{extra}</item>'
        )

    def _download(self, title: str, request: Request) -> Response:
        if request.query.get("apikey") != self._api_key:
            return Response(status=403, body=b"Invalid API Key")
        item = self._items.get(title)
        if item is None or title not in self._released:
            return not_found()
        return Response(
            body=item.torrent,
            content_type="application/x-bittorrent",
            headers={"Content-Disposition": f'attachment; filename="{title}.torrent"'},
        )

    def _control(self, request: Request) -> Response:
        try:
            match request.method, request.path:
                case "GET", "/control/items":
                    rows = [{"title": title, "released": title in self._released} for title in self._items]
                    return as_json(rows)
                case "PUT", "/control/released":
                    self.release(*request.json())
                    return as_json(list(self._released))
                case "POST", "/control/items":
                    items = [item_from_json(row) for row in request.json()]
                    for item in items:
                        self.add(item)
                    self.release(*self._released, *(item.title for item in items))
                    return as_json(list(self._released))
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            return as_json({"error": f"{type(error).__name__}: {error}"}, status=400)
        return not_found()


def item_from_json(row: dict[str, Any]) -> Item:
    """An item as the control path takes it. Raises KeyError and ValueError for what is missing or wrong."""
    try:
        torrent = base64.b64decode(row["torrent"], validate=True)
    except binascii.Error as error:
        raise ValueError("torrent is base64") from error
    return Item(
        title=row["title"],
        size=int(row["size"]),
        torrent=torrent,
        info_hash=row.get("infoHash", ""),
        files=int(row.get("files", 1)),
        tmdb_id=int(row.get("tmdbId", 0)),
        imdb_id=row.get("imdbId", ""),
        seeders=int(row.get("seeders", 1)),
        peers=int(row.get("peers", 1)),
        categories=tuple(row.get("categories", (2000, 2040))),
        attributes=dict(row.get("attributes", {})),
    )


def load(index: Path, torrents: Path) -> list[Item]:
    """What a seeder shares, from its list and its folder of .torrent files."""
    rows = json.loads(index.read_text())
    for row in rows:
        row["torrent"] = base64.b64encode((torrents / f"{row['title']}.torrent").read_bytes()).decode()
    return [item_from_json(row) for row in rows]


def _matches(item: Item, query: dict[str, str]) -> bool:
    wanted = {int(number) for number in query.get("cat", "").split(",") if number.strip().isdigit()}
    if wanted and not wanted & set(item.categories):
        return False
    if query.get("tmdbid") and query["tmdbid"] != str(item.tmdb_id):
        return False
    if query.get("imdbid") and query["imdbid"].removeprefix("tt") != item.imdb_id.removeprefix("tt"):
        return False
    return set(_words(query.get("q", ""))) <= set(_words(item.title))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _error(code: int, description: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<error code="{code}" description={quoteattr(description)}/>'


def _caps() -> str:
    subcategories = "".join(f'<subcat id="{number}" name="{name}"/>' for number, name in SUBCATEGORIES.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<caps><server title="The neighbourhood"/>'
        f'<limits max="{PAGE}" default="{PAGE}"/><searching><search available="yes" supportedParams="q"/>'
        '<movie-search available="yes" supportedParams="q,imdbid,tmdbid,year"/></searching>'
        f'<categories><category id="2000" name="Movies">{subcategories}</category></categories></caps>'
    )


def _feed(base: str, rows: list[str], offset: int, total: int) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" '
        'xmlns:newznab="http://www.newznab.com/DTD/2010/feeds/attributes/" '
        'xmlns:torznab="http://torznab.com/schemas/2015/feed"><channel><title>The neighbourhood</title>'
        f"<link>{escape(base)}</link><description>Freely licensed films</description>"
        f'<newznab:response offset="{offset}" total="{total}"/>{"".join(rows)}</channel></rss>'
    )
