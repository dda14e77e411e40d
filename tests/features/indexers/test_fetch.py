from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from cinearr.core.releases.model import Release
from cinearr.features.indexers import fetch
from cinearr.features.indexers.contract import Capabilities, SearchCriteria
from cinearr.features.indexers.fetch import LastSeen, Memory, Source, Way
from cinearr.features.indexers.implementations.hdbits import HDBits, HDBitsSettings
from cinearr.features.indexers.implementations.torznab import Torznab, TorznabSettings
from cinearr.kit.errors import BadAnswer, NotAuthorised, ProviderError, RateLimited, Unreachable
from tests.fakes.http_server import Answer, HttpServer, http_server
from tests.fakes.newznab import FakeIndexer, Item, caps_xml, feed_xml, item_xml
from tests.features.indexers.conftest import Turns

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MATRIX = SearchCriteria(
    tmdb_id=603, imdb_id="tt0133093", year=1999, title="The Matrix", scene_titles=("The Matrix", "Matrix 2")
)


def source(server: HttpServer, **settings: Any) -> Source:
    made = Torznab(TorznabSettings(**{"base_url": server.url, "api_key": "good", **settings}))
    return Source(id=7, name="Mine", priority=30, indexer=made)


def items(count: int, *, start: int = 0, minutes: int = 1) -> list[Item]:
    """Items numbered from `start`, each `minutes` older than the one before."""
    return [
        Item(title=f"Film {n}", guid=f"g{n}", link=f"http://h/{n}", published=NOW - timedelta(minutes=n * minutes))
        for n in range(start, start + count)
    ]


def seen(item: Item) -> LastSeen:
    return LastSeen(published=item.published, url=item.link)


class TestRecent:
    async def test_names_the_indexer_and_remembers_the_newest(self, server: HttpServer, way: Way, turns: Turns) -> None:
        fake = FakeIndexer(server, items=items(3))
        got = await fetch.fetch_recent(source(server), Memory(), way, NOW)
        assert [release.guid for release in got.releases] == ["g0", "g1", "g2"]
        assert {(r.indexer_id, r.indexer, r.indexer_priority) for r in got.releases} == {(7, "Mine", 30)}
        assert got.memory.last_seen == LastSeen(published=NOW, url="http://h/0")
        assert got.error is None
        assert got.gap_since is None
        assert [query["t"] for query in fake.queries] == ["caps", "movie"]
        assert turns.asked == [("indexer:7", 2.0)] * 2

    async def test_the_first_time_one_page_is_enough(self, server: HttpServer, way: Way) -> None:
        fake = FakeIndexer(server, items=items(350))
        got = await fetch.fetch_recent(source(server), Memory(), way, NOW)
        assert len(got.releases) == 100
        assert len(fake.queries) == 2
        assert got.gap_since is None

    async def test_goes_back_to_the_last_seen_release(self, server: HttpServer, way: Way) -> None:
        fake = FakeIndexer(server, items=items(500))
        got = await fetch.fetch_recent(source(server), Memory(last_seen=seen(fake.items[250])), way, NOW)
        assert len(got.releases) == 300
        assert [query.get("offset") for query in fake.queries] == [None, "0", "100", "200"]
        assert got.gap_since is None

    async def test_stops_beyond_one_that_is_gone(self, server: HttpServer, way: Way) -> None:
        FakeIndexer(server, items=items(500))
        gone = LastSeen(published=NOW - timedelta(minutes=150, seconds=30), url="http://h/gone")
        got = await fetch.fetch_recent(source(server), Memory(last_seen=gone), way, NOW)
        assert len(got.releases) == 200

    async def test_a_feed_that_ends_before_the_last_seen_has_a_gap(self, server: HttpServer, way: Way) -> None:
        FakeIndexer(server, items=items(40))
        last = LastSeen(published=NOW - timedelta(days=1), url="http://h/old")
        got = await fetch.fetch_recent(source(server), Memory(last_seen=last), way, NOW)
        assert got.gap_since == last.published

    async def test_stops_after_a_thousand_that_reach_back_a_day(self, server: HttpServer, way: Way) -> None:
        fake = FakeIndexer(server, items=items(2500, minutes=2))
        last = LastSeen(published=NOW - timedelta(days=30), url="http://h/old")
        got = await fetch.fetch_recent(source(server), Memory(last_seen=last), way, NOW)
        assert len(got.releases) == 1000
        assert len(fake.queries) == 11
        assert got.gap_since == last.published

    async def test_never_asks_for_more_than_thirty_pages(self, server: HttpServer, way: Way) -> None:
        fake = FakeIndexer(server, page=10, items=items(500, minutes=0))
        last = LastSeen(published=NOW - timedelta(days=30), url="http://h/old")
        got = await fetch.fetch_recent(source(server), Memory(last_seen=last), way, NOW)
        assert len(fake.queries) == 31
        assert len(got.releases) == 300

    async def test_an_indexer_that_ignores_the_offset_is_left_after_two_pages(
        self, server: HttpServer, way: Way
    ) -> None:
        fake = FakeIndexer(server, items=items(100), ignores_offset=True)
        last = LastSeen(published=NOW - timedelta(days=1), url="http://h/old")
        got = await fetch.fetch_recent(source(server), Memory(last_seen=last), way, NOW)
        assert len(got.releases) == 100
        assert len(fake.queries) == 3

    async def test_a_guid_comes_once_and_useless_items_not_at_all(self, server: HttpServer, way: Way) -> None:
        FakeIndexer(
            server,
            items=[
                *items(2),
                Item(title="Again", guid="g0", link="http://h/x", published=NOW),
                Item(title="", guid="g3", link="http://h/3", published=NOW),
                Item(title="No address", guid="g4", published=NOW),
            ],
        )
        got = await fetch.fetch_recent(source(server), Memory(), way, NOW)
        assert [release.title for release in got.releases] == ["Film 0", "Film 1"]

    async def test_an_empty_feed_keeps_what_is_remembered(self, server: HttpServer, way: Way) -> None:
        FakeIndexer(server)
        memory = Memory(last_seen=LastSeen(published=NOW, url="x"))
        got = await fetch.fetch_recent(source(server), memory, way, NOW)
        assert (got.releases, got.memory.last_seen, got.gap_since) == ((), memory.last_seen, None)

    async def test_what_came_before_a_failing_page_is_kept_but_not_called_seen(
        self, server: HttpServer, way: Way
    ) -> None:
        fake = FakeIndexer(server, items=items(500))
        fake.fails_at_offset[100] = Answer(status=429, headers={"Retry-After": "60"})
        last = seen(fake.items[250])
        got = await fetch.fetch_recent(source(server), Memory(last_seen=last), way, NOW)
        assert len(got.releases) == 100
        assert isinstance(got.error, RateLimited)
        assert got.error.retry_after == 60
        assert got.memory.last_seen == last

    async def test_an_indexer_without_pages(self, server: HttpServer, way: Way) -> None:
        server.routes["/api/torrents"] = Answer(body=b'{"status": 0, "data": []}')
        made = HDBits(HDBitsSettings(base_url=server.url, username="u", api_key="k"))
        got = await fetch.fetch_recent(Source(id=1, name="H", priority=25, indexer=made), Memory(), way, NOW)
        assert got.releases == ()
        assert len(server.asked) == 1


class TestCapabilities:
    async def test_are_asked_once_a_week(self, server: HttpServer, way: Way) -> None:
        fake = FakeIndexer(server, items=items(1))
        first = await fetch.fetch_recent(source(server), Memory(), way, NOW)
        await fetch.fetch_recent(source(server), first.memory, way, NOW + timedelta(days=6))
        assert [query["t"] for query in fake.queries] == ["caps", "movie", "movie"]
        await fetch.fetch_recent(source(server), first.memory, way, NOW + timedelta(days=8))
        assert [query["t"] for query in fake.queries][3:] == ["caps", "movie"]

    async def test_that_cannot_be_read_are_replaced_by_the_usual_ones(self, server: HttpServer, way: Way) -> None:
        feed = feed_xml([item_xml(item) for item in items(2)])
        server.routes["/api"] = lambda asked: Answer(body=b"<html></html>" if "t=caps" in asked.target else feed)
        got = await fetch.fetch_recent(source(server), Memory(), way, NOW)
        assert len(got.releases) == 2
        assert got.memory.capabilities is None

    async def test_are_kept_as_json(self) -> None:
        made = Torznab(TorznabSettings())
        response = fetch.Response(status=200, headers={}, content=caps_xml(), url="http://h/")
        memory = Memory(
            capabilities=made.parse_capabilities(response),
            capabilities_at=NOW,
            last_seen=LastSeen(published=NOW, url="http://h/1"),
        )
        stored = msgspec.json.decode(msgspec.json.encode(memory))
        assert msgspec.convert(stored, Memory) == memory
        assert msgspec.convert({}, Memory) == Memory()


class TestSearch:
    async def test_by_id_is_enough_when_it_finds_something(self, server: HttpServer, way: Way) -> None:
        fake = FakeIndexer(server, found={"603": items(2), "Matrix 1999": items(5)})
        got = await fetch.search(source(server), MATRIX, Memory(), way, NOW)
        assert len(got.releases) == 2
        assert got.releases[0].indexer == "Mine"
        assert len(fake.queries) == 2

    async def test_every_title_is_asked_when_it_does_not(self, server: HttpServer, way: Way) -> None:
        fake = FakeIndexer(server, found={"Matrix 1999": items(2), "Matrix 2 1999": items(2, start=1)})
        got = await fetch.search(source(server), MATRIX, Memory(), way, NOW)
        assert [release.guid for release in got.releases] == ["g0", "g1", "g2"]
        assert [query.get("q") for query in fake.queries] == [None, None, "Matrix 1999", "Matrix 2 1999"]

    async def test_all_pages_are_read_up_to_a_thousand(self, server: HttpServer, way: Way) -> None:
        fake = FakeIndexer(server, found={"603": items(1500)})
        got = await fetch.search(source(server), MATRIX, Memory(), way, NOW)
        assert len(got.releases) == 1000
        assert len(fake.queries) == 11

    async def test_nothing_to_ask_gives_nothing(self, way: Way) -> None:
        made = Source(id=1, name="H", priority=25, indexer=HDBits(HDBitsSettings(api_key="k")))
        film = SearchCriteria(tmdb_id=1, imdb_id=None, year=2000, title="X", scene_titles=("X",))
        got = await fetch.search(made, film, Memory(capabilities=Capabilities()), way, NOW)
        assert got.releases == ()


class TestBadDays:
    """An indexer that is down, slow or lying ends in one of the four errors and in nothing else."""

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (Answer(status=500), BadAnswer),
            (Answer(status=403), NotAuthorised),
            (Answer(status=429, headers={"Retry-After": "120"}), RateLimited),
            (Answer(status=503, headers={"Retry-After": "120"}), RateLimited),
            (Answer(body=b"<html><body>Site under maintenance</body></html>"), BadAnswer),
            (Answer(body=b"<rss><channel><item></itm></channel></rss>"), BadAnswer),
            (Answer(body=b'{"error": "no"}'), BadAnswer),
            (Answer(body=b""), BadAnswer),
            (Answer(body=feed_xml([item_xml(i) for i in items(50)]), cut=True), Unreachable),
            (Answer(status=302, headers={"Location": "/api"}), BadAnswer),
            (Answer(body=b'<error code="100" description="no"/>'), NotAuthorised),
            (Answer(chunks=(b"<rss><channel>" + b"<item/>" * 9000,), repeat=True), BadAnswer),
        ],
        ids=[
            "500", "403", "429", "503", "web page", "wrong xml", "json", "blank", "broken off", "redirect loop",
            "bad key", "a gigabyte of feed",
        ],
    )  # fmt: skip
    async def test_answers(self, server: HttpServer, way: Way, answer: Answer, kind: type[ProviderError]) -> None:
        server.routes["/api"] = answer
        memory = Memory(capabilities=Capabilities(), capabilities_at=NOW)
        started = time.monotonic()
        with pytest.raises(kind) as caught:
            await fetch.fetch_recent(source(server), memory, way, NOW)
        assert time.monotonic() - started < 20
        assert server.sent_bytes < 200_000_000
        assert "good" not in caught.value.message

    @pytest.mark.parametrize("error", [ValueError("x"), OverflowError("x"), RecursionError("x")])
    async def test_what_no_reader_foresaw_is_a_bad_answer(self, server: HttpServer, way: Way, error: Exception) -> None:
        FakeIndexer(server, items=items(2))

        class Stumbling(Torznab):
            def parse(self, response: fetch.Response) -> list[Release]:
                raise error

            parse_capabilities = parse  # type: ignore[assignment]

        made = Stumbling(TorznabSettings(base_url=server.url, api_key="good"))
        with pytest.raises(BadAnswer, match="cannot be read"):
            await fetch.fetch_recent(Source(id=1, name="x", priority=25, indexer=made), Memory(), way, NOW)

    async def test_nobody_there(self, way: Way) -> None:
        made = Source(id=1, name="x", priority=25, indexer=Torznab(TorznabSettings(base_url="http://127.0.0.1:9")))
        with pytest.raises(Unreachable):
            await fetch.fetch_recent(made, Memory(), way, NOW)

    async def test_a_redirect_into_the_own_network(self, server: HttpServer, way: Way) -> None:
        async with http_server("127.0.0.2") as public:
            public.routes["/api"] = Answer(status=302, headers={"Location": f"{server.url}/admin?delete=all"})
            with pytest.raises(BadAnswer, match="private"):
                await fetch.search(
                    source(public), MATRIX, Memory(capabilities=Capabilities(), capabilities_at=NOW), way, NOW
                )
        assert server.asked == []
