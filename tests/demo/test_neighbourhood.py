"""The neighbours speak their real protocols, each from a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import av
import httpx2
import libtorrent
import pytest
from lxml import etree
from PIL import Image

from cinearr.demo.neighbourhood import Neighbour, Neighbourhood

from .conftest import BLURAY, WEB

TORZNAB = "{http://torznab.com/schemas/2015/feed}attr"


@pytest.fixture(scope="session")
def http() -> Iterator[httpx2.Client]:
    with httpx2.Client(trust_env=False) as client:
        yield client


def titles(answer: httpx2.Response) -> list[str]:
    return [node.text or "" for node in etree.fromstring(answer.content).iterfind("channel/item/title")]


class TestMetadata:
    def test_a_film_comes_with_what_was_asked_for(self, near: Neighbourhood, http: httpx2.Client) -> None:
        parts = "alternative_titles,credits,images,keywords,release_dates,translations"
        query = {"api_key": "secret", "append_to_response": parts}
        film = http.get(f"{near.metadata.url}/3/movie/10378", params=query).json()
        assert (film["title"], film["imdb_id"], film["runtime"]) == ("Big Buck Bunny", "tt1254207", 10)
        assert film["credits"]["crew"][0]["job"] == "Director"
        kinds = [row["type"] for row in film["release_dates"]["results"][0]["release_dates"]]
        assert kinds == [3, 4, 5]

    @pytest.mark.parametrize(
        ("path", "query", "found"),
        [
            ("search/movie", {"query": "tears of"}, [133701]),
            ("search/movie", {"query": "Sintel", "year": "2010"}, [45745]),
            ("search/movie", {"query": "Sintel", "year": "1999"}, []),
            ("search/movie", {"query": ""}, []),
        ],
    )
    def test_search(
        self, near: Neighbourhood, http: httpx2.Client, path: str, query: dict[str, str], found: list[int]
    ) -> None:
        answer = http.get(f"{near.metadata.url}/3/{path}", params={"api_key": "secret"} | query).json()
        assert [row["id"] for row in answer["results"]] == found

    def test_a_film_is_found_by_its_imdb_id(self, near: Neighbourhood, http: httpx2.Client) -> None:
        query = {"api_key": "secret", "external_source": "imdb_id"}
        answer = http.get(f"{near.metadata.url}/3/find/tt2285752", params=query).json()
        assert [row["id"] for row in answer["movie_results"]] == [133701]

    def test_an_unknown_film_and_a_wrong_key_answer_as_the_real_service(
        self, near: Neighbourhood, http: httpx2.Client
    ) -> None:
        unknown = http.get(f"{near.metadata.url}/3/movie/1", params={"api_key": "secret"})
        assert (unknown.status_code, unknown.json()["status_code"]) == (404, 34)
        closed = http.get(f"{near.metadata.url}/3/movie/10378", headers={"Authorization": "Bearer wrong"})
        assert (closed.status_code, closed.json()["status_code"]) == (401, 7)

    def test_pictures_are_pictures(self, near: Neighbourhood, http: httpx2.Client, tmp_path: Path) -> None:
        base = http.get(f"{near.metadata.url}/3/configuration", params={"api_key": "secret"}).json()["images"][
            "base_url"
        ]
        file = tmp_path / "poster.jpg"
        file.write_bytes(http.get(f"{base}w342/poster-10378.jpg").content)
        with Image.open(file) as picture:
            assert (picture.format, picture.width) == ("JPEG", 342)

    async def test_films_can_be_added_and_reported_as_changed(self, near: Neighbourhood, http: httpx2.Client) -> None:
        film = {"tmdb_id": 990001, "imdb_id": "tt9900001", "title": "One", "released": "2020-01-02", "minutes": 90}
        film |= {"overview": "", "collection": {"tmdb_id": 990000, "name": "Ones Collection"}}
        await near.metadata.call("POST", "/control/films", [film])
        await near.metadata.call("PUT", "/control/changed", [990001])
        key = {"api_key": "secret"}
        collection = http.get(f"{near.metadata.url}/3/collection/990000", params=key).json()
        assert [part["title"] for part in collection["parts"]] == ["One"]
        changes = http.get(f"{near.metadata.url}/3/movie/changes", params=key).json()
        assert [row["id"] for row in changes["results"]] == [990001]


class TestIndexer:
    def test_capabilities_need_no_key_and_the_feed_does(self, near: Neighbourhood, http: httpx2.Client) -> None:
        caps = etree.fromstring(http.get(f"{near.indexer.url}/api", params={"t": "caps"}).content)
        search = caps.find("searching/movie-search")
        assert search is not None
        assert search.get("supportedParams") == "q,imdbid,tmdbid,year"
        error = etree.fromstring(http.get(f"{near.indexer.url}/api", params={"t": "search"}).content)
        assert (error.tag, error.get("code")) == ("error", "100")

    async def test_the_feed_is_what_was_released_newest_first(self, near: Neighbourhood, http: httpx2.Client) -> None:
        query = {"t": "search", "apikey": near.indexer_key, "cat": "2000,2040"}
        assert titles(http.get(f"{near.indexer.url}/api", params=query)) == []
        await near.release(WEB)
        await near.release(WEB, BLURAY)
        assert titles(http.get(f"{near.indexer.url}/api", params=query)) == [BLURAY, WEB]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"t": "movie", "tmdbid": "10378"}, [WEB]),
            ({"t": "movie", "imdbid": "1254207"}, [WEB]),
            ({"t": "movie", "imdbid": "tt1254207"}, [WEB]),
            ({"t": "search", "q": "big buck bunny 2008"}, [WEB]),
            ({"t": "search", "q": "sintel"}, []),
            ({"t": "movie", "tmdbid": "45745"}, []),
            ({"t": "search", "cat": "5000"}, []),
            ({"t": "search", "offset": "1"}, []),
        ],
    )
    async def test_search(
        self, near: Neighbourhood, http: httpx2.Client, query: dict[str, str], found: list[str]
    ) -> None:
        await near.release(WEB)
        answer = http.get(f"{near.indexer.url}/api", params={"apikey": near.indexer_key} | query)
        assert titles(answer) == found

    async def test_the_download_is_the_torrent_the_feed_speaks_of(
        self, near: Neighbourhood, http: httpx2.Client
    ) -> None:
        await near.release(WEB)
        feed = etree.fromstring(
            http.get(f"{near.indexer.url}/api", params={"t": "search", "apikey": near.indexer_key}).content
        )
        item = feed.find("channel/item")
        assert item is not None
        attributes = {node.get("name"): node.get("value") for node in item.iterfind(TORZNAB)}
        info = libtorrent.torrent_info(http.get(item.findtext("link") or "").content)
        assert str(info.info_hash()) == attributes["infohash"]
        assert info.total_size() == int(item.findtext("size") or 0)
        assert http.get(f"{near.indexer.url}/download/{WEB}.torrent").status_code == 403

    async def test_a_title_it_does_not_hold_is_refused(self, near: Neighbourhood) -> None:
        with pytest.raises(OSError, match="400"):
            await near.release("No.Such.Release")


class TestSeeder:
    async def test_a_torrent_client_gets_the_film(
        self, near: Neighbourhood, http: httpx2.Client, tmp_path: Path
    ) -> None:
        await near.release(WEB)
        torrent = http.get(f"{near.indexer.url}/download/{WEB}.torrent", params={"apikey": near.indexer_key}).content
        settings = {"listen_interfaces": "127.0.0.1:0", "enable_dht": False, "enable_lsd": False, "alert_mask": 0}
        session = libtorrent.session(settings | {"enable_upnp": False, "enable_natpmp": False})
        params = libtorrent.add_torrent_params()
        params.ti = libtorrent.torrent_info(torrent)
        params.save_path = str(tmp_path)
        handle = session.add_torrent(params)
        async with asyncio.timeout(30):
            while not handle.status().is_seeding:  # noqa: ASYNC110  # its alerts would need a thread
                await asyncio.sleep(0.1)
        session.pause()
        with av.open(str(tmp_path / WEB / f"{WEB}.mkv")) as film:
            video = film.streams.video[0]
            assert (video.width, video.height, len(film.streams.audio)) == (1280, 720, 1)
            assert (film.duration or 0) / av.time_base == pytest.approx(600, abs=1)

    def test_the_tracker_refuses_a_torrent_it_does_not_know(self, near: Neighbourhood, http: httpx2.Client) -> None:
        answer = http.get(f"{near.seeder.url}/announce?info_hash={'%00' * 20}&port=1&left=0")
        assert answer.content == b"d14:failure reason20:unregistered torrente"


class TestWebhook:
    async def test_it_keeps_what_it_is_sent(self, near: Neighbourhood, http: httpx2.Client) -> None:
        assert http.post(f"{near.webhook.url}/hook", json={"eventType": "Test"}).status_code == 200
        assert http.post(f"{near.webhook.url}/hook", content=b"{").status_code == 400
        received = await near.received()
        assert [(row["method"], row["path"], row["payload"]) for row in received] == [
            ("POST", "/hook", {"eventType": "Test"})
        ]


class TestFailures:
    async def test_a_status_for_a_number_of_times(self, near: Neighbourhood, http: httpx2.Client) -> None:
        await near.indexer.fail(mode="status", status=429, retry_after=7, times=2, path="/api")
        answers = [http.get(f"{near.indexer.url}/api", params={"t": "caps"}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [429, 429, 200]
        assert answers[0].headers["Retry-After"] == "7"

    async def test_html_hangup_and_slowness(self, near: Neighbourhood, http: httpx2.Client) -> None:
        await near.indexer.fail(mode="html")
        assert http.get(f"{near.indexer.url}/api").headers["Content-Type"].startswith("text/html")
        await near.indexer.fail(mode="hangup")
        with pytest.raises(httpx2.RemoteProtocolError):
            http.get(f"{near.indexer.url}/api")
        await near.indexer.fail(mode="slow", delay=5)
        with pytest.raises(httpx2.ReadTimeout):
            http.get(f"{near.indexer.url}/api", timeout=0.2)
        await near.indexer.fail()
        assert http.get(f"{near.indexer.url}/api", params={"t": "caps"}).status_code == 200

    async def test_what_was_asked_can_be_read_afterwards(self, near: Neighbourhood, http: httpx2.Client) -> None:
        http.get(f"{near.indexer.url}/api", params={"t": "caps", "marker": "x"})
        assert (await near.indexer.requests())[-1]["query"] == {"t": "caps", "marker": "x"}

    async def test_a_service_can_go_and_come_back_on_its_port(self, near: Neighbourhood) -> None:
        port = near.webhook.port
        await near.webhook.stop()
        with pytest.raises(OSError, match="refused"):
            await near.received()
        await near.webhook.start()
        assert near.webhook.port == port
        assert await near.received() == []

    async def test_one_that_cannot_start_says_which(self, tmp_path: Path) -> None:
        broken = Neighbour("seeder", "--folder", str(tmp_path), "--release=No.Such.Release")
        with pytest.raises(RuntimeError, match="the seeder service did not start"):
            await broken.start()
