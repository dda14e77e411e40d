"""What releases cost from the indexer to the answer: `python -m benchmarks.bench_releases`.

The real server with 10,000 films in its library, and indexers on sockets of this machine. Beside each number stands what
Radarr needs for the same, and what ours should reach. No download client is there, so nothing is fetched.
"""

from __future__ import annotations

import asyncio
import json
import math
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from benchmarks import library
from benchmarks.server import KEY, Client, seed, serving, wait

FILMS = 10_000
FORMATS = 200
A_PAGE = 99  # what each indexer has in its feed, so that one page of each is enough
PAUSE = 2.5  # an indexer is asked every two seconds at the most
WORDS = ("CAM.x264", "HDTS.x264", "DVDSCR.XviD", "480p.WEB-DL.x264", "720p.BluRay.x264", "1080p.WEB-DL.DDP5.1.H.264")
PATTERNS = ("x26[45]", "DTS", "Atmos", "HDR", "REMUX", "WEB-?DL", "PROPER", "German|French", "10bit", "AMZN|NF")

RADARR = {
    "RSS sync, 1,000 releases": (16.8, 1.5),
    "RSS sync, 5,000 releases": (59.3, 5.0),
    "interactive search, 500 x 200": (9.1, 0.6),
}
RADARR_PER_SECOND = {"parse, 1 connection": (289, 1000), "parse, 8 connections": (457, 1500)}


class Indexers:
    """Torznab on a socket: whatever is asked, an indexer answers with new releases, half of them of films in the library."""

    def __init__(self) -> None:
        self.items = A_PAGE
        self._random = random.Random(5)
        self._count = 0
        # Made beforehand: what the indexers do is not to be measured.
        self._names = [f"{each.title}.{each.year}" for each in map(library.film, range(1, FILMS + 1))]

    def answer(self, query: dict[str, list[str]]) -> str:
        """The body for a question."""
        if query["t"] == ["caps"]:
            return _CAPS
        film = int(query["tmdbid"][0]) - 5_000_000 if "tmdbid" in query else None
        return _FEED.format("".join(self._item(film) for _ in range(self.items)))

    def _item(self, film: int | None) -> str:
        self._count += 1
        rng = self._random
        number = film or rng.randrange(1, FILMS + 1)
        title = self._names[number - 1] if film or rng.random() < 0.5 else f"Nobody.Knows.{number}.2011"
        name = f"{title}.{rng.choice(WORDS)}-GRP{self._count}".replace(" ", ".")
        published = datetime.now(UTC) - timedelta(minutes=rng.randrange(600))
        return _ITEM.format(
            name=name, number=self._count, date=format_datetime(published), size=rng.randrange(1, 9) << 30
        )


_CAPS = """<?xml version="1.0"?><caps><limits max="100" default="100"/><searching>
<search available="yes" supportedParams="q"/><movie-search available="yes" supportedParams="q,imdbid,tmdbid"/>
</searching><categories><category id="2000" name="Movies"/></categories></caps>"""
_FEED = '<?xml version="1.0"?><rss version="2.0" xmlns:torznab="http://torznab.com/schemas/2015/feed"><channel>{}</channel></rss>'
_ITEM = """<item><title>{name}</title><guid>https://tracker.invalid/{number}</guid><pubDate>{date}</pubDate><size>{size}</size>
<link>https://tracker.invalid/{number}.torrent</link>
<enclosure url="https://tracker.invalid/{number}.torrent" length="{size}" type="application/x-bittorrent"/>
<torznab:attr name="category" value="2000"/><torznab:attr name="seeders" value="50"/><torznab:attr name="peers" value="60"/></item>"""


@contextmanager
def asked(indexers: Indexers) -> Iterator[str]:
    """The address they have."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = indexers.answer(parse_qs(urlsplit(self.path).query)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing of it is of interest."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def main() -> None:
    """Print the table."""
    home = Path(tempfile.mkdtemp(prefix="cinearr-bench-"))
    indexers = Indexers()
    try:
        asyncio.run(seed(home, FILMS))
        with asked(indexers) as address, serving(home) as (port, _):
            client = Client(port)
            wait(client)
            for row in json.loads(client.get("downloadclient")[2]):
                client.send("DELETE", f"downloadclient/{row['id']}")
            for releases in (1000, 5000):
                _sync(client, address, indexers, releases)
            _search(client, address, indexers)
            _without_formats(client)
            for connections in (1, 8):
                _parsing(port, connections)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _sync(client: Client, address: str, indexers: Indexers, releases: int) -> None:
    count = math.ceil(releases / A_PAGE)
    indexers.items = math.ceil(releases / count)
    ids = [_add_indexer(client, address, number, enableRss=True) for number in range(count)]
    _told(f"RSS sync, {releases:,} releases", _median(lambda: _run(client, "RssSync")))
    for each in ids:
        client.send("DELETE", f"indexer/{each}")


def _search(client: Client, address: str, indexers: Indexers) -> None:
    for number in range(FORMATS):
        _add_format(client, number)
    indexers.items = 84
    for number in range(6):
        _add_indexer(client, address, number, enableInteractiveSearch=True)
    films = iter(range(100, FILMS, 500))

    def search() -> None:
        status, _, body = client.get(f"release?movieId={next(films)}")
        assert status == 200 and len(json.loads(body)) == 504, body[:300]

    _told("interactive search, 500 x 200", _median(search))


def _parsing(port: int, connections: int, seconds: float = 4.0) -> None:
    Client(port).get("parse?title=The.First.Question.1999.720p.BluRay.x264-GRP")
    rng = random.Random(3)
    known = [library.film(rng.randrange(1, FILMS + 1)) for _ in range(400)]
    titles = [quote(f"{each.title}.{each.year}.{rng.choice(WORDS)}-GRP".replace(" ", ".")) for each in known]
    counts = [0] * connections
    end = time.perf_counter() + seconds

    def ask(number: int) -> None:
        client = Client(port)
        while time.perf_counter() < end:
            assert client.get(f"parse?title={titles[(number * 50 + counts[number]) % len(titles)]}")[0] == 200
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    name = f"parse, {connections} connection{'s' if connections > 1 else ''}"
    radarr, target = RADARR_PER_SECOND[name]
    ours = sum(counts) / seconds
    print(f"{name:34} {ours:9.0f} /s      Radarr {radarr:6.0f} /s   x{ours / radarr:6.1f}   at least {target} /s")


def _add_indexer(client: Client, address: str, number: int, **enabled: bool) -> int:
    fields = {"baseUrl": f"{address}/{number}", "apiPath": "/api", "apiKey": KEY}
    body = {
        "name": f"Bench {number}",
        "implementation": "Torznab",
        "configContract": "TorznabSettings",
        "fields": [{"name": name, "value": value} for name, value in fields.items()],
        "priority": 25,
        "enableRss": False,
        "enableAutomaticSearch": False,
        "enableInteractiveSearch": False,
        **enabled,
    }
    return int(client.send("POST", "indexer?forceSave=true", body)["id"])


def _add_format(client: Client, number: int) -> None:
    word = PATTERNS[number % len(PATTERNS)]
    condition = {
        "name": "title",
        "implementation": "ReleaseTitleSpecification",
        "negate": False,
        "required": number % 3 == 0,
        "fields": [{"name": "value", "value": rf"\b({word}|bench{number})\b"}],
    }
    client.send("POST", "customformat", {"name": f"Bench {number:03}", "specifications": [condition]})


def _without_formats(client: Client) -> None:
    for row in json.loads(client.get("customformat")[2]):
        client.send("DELETE", f"customformat/{row['id']}")


def _run(client: Client, name: str) -> None:
    command = client.send("POST", "command", {"name": name})
    while True:
        row = json.loads(client.get(f"command/{command['id']}")[2])
        if row["status"] not in ("queued", "started"):
            assert row["status"] == "completed", row
            return
        time.sleep(0.02)


def _median(work: Callable[[], None], times: int = 5) -> float:
    """Seconds; the first round, in which capabilities are asked for, does not count."""
    rounds = []
    for _ in range(times + 1):
        time.sleep(PAUSE)
        began = time.perf_counter()
        work()
        rounds.append(time.perf_counter() - began)
    return statistics.median(rounds[1:])


def _told(name: str, ours: float) -> None:
    radarr, target = RADARR[name]
    print(f"{name:34} {ours:9.2f} s       Radarr {radarr:6.1f} s    x{radarr / ours:6.1f}   at most {target} s")


if __name__ == "__main__":
    main()
