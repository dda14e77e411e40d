from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from cinearr.core.releases.model import Protocol, Release
from cinearr.core.torrents import TorrentFile, read_torrent
from cinearr.features.indexers import download as downloads
from cinearr.features.indexers.download import download, file_name
from cinearr.features.indexers.errors import ReleaseGone
from cinearr.features.indexers.fetch import Way
from cinearr.kit.errors import BadAnswer, CinearrError, NotAuthorised, ProviderError, Unreachable
from tests.fakes.http_server import Answer, HttpServer
from tests.fakes.swarm import bencode, torrent_of
from tests.features.indexers.conftest import Turns

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TORRENT = torrent_of("Sintel", {"Sintel.mkv": bytes(1000), "Subs/en.srt": bytes(10)}, private=True)
MAGNET = "magnet:?xt=urn:btih:ZPBPA2P6ROZPKRHK44D5OW6NHXU5Z6KR&tr=udp"
HASH = "CBC2F069FE8BB2F544EAE707D75BCD3DE9DCF951"
NZB = (
    b"\xef\xbb\xbf<?xml version='1.0'?><!DOCTYPE nzb PUBLIC '-//newzBin//DTD NZB 1.1//EN' "
    b"'http://www.newzbin.com/DTD/nzb/nzb-1.1.dtd'><nzb xmlns='http://www.newzbin.com/DTD/2003/nzb'>"
    b"<file subject='a'><segments><segment bytes='1' number='1'>x@y</segment></segments></file></nzb>"
)


def release(url: str | None, *, magnet: str | None = None, protocol: Protocol = Protocol.TORRENT) -> Release:
    return Release(
        guid="1",
        title="Sintel 2010: 1080p/x264",
        protocol=protocol,
        download_url=url,
        magnet_url=magnet,
        publish_date=NOW,
    )


class TestTorrents:
    async def test_a_torrent_file(self, server: HttpServer, way: Way, turns: Turns) -> None:
        server.routes["/1.torrent"] = Answer(body=TORRENT)
        got = await download(release(f"{server.url}/1.torrent?key=k"), way)
        assert got.content == TORRENT
        assert got.magnet is None
        assert got.info_hash == read_torrent(TORRENT).info_hash
        assert (got.is_private, got.size) == (True, 1010)
        assert got.file_name == "Sintel 2010+ 1080p+x264.torrent"
        assert turns.asked == [("grab:127.0.0.1", 2.0)]

    async def test_a_magnet_link_is_not_asked_for(self, way: Way, turns: Turns) -> None:
        got = await download(release(MAGNET), way)
        assert (got.magnet, got.content, got.info_hash) == (MAGNET, None, HASH)
        assert turns.asked == []

    async def test_a_redirect_to_a_magnet_link(self, server: HttpServer, way: Way) -> None:
        server.routes["/1"] = Answer(status=302, headers={"Location": "/2"})
        server.routes["/2"] = Answer(status=301, headers={"Location": MAGNET})
        assert (await download(release(f"{server.url}/1"), way)).info_hash == HASH

    async def test_a_magnet_link_as_text(self, server: HttpServer, way: Way) -> None:
        server.routes["/1"] = Answer(body=MAGNET.encode() + b"\n")
        assert (await download(release(f"{server.url}/1"), way)).magnet == MAGNET

    @pytest.mark.parametrize("answer", [Answer(status=500), Answer(status=404), Answer(body=b"<html></html>")])
    async def test_falls_back_to_the_magnet_link(self, server: HttpServer, way: Way, answer: Answer) -> None:
        server.routes["/1"] = answer
        assert (await download(release(f"{server.url}/1", magnet=MAGNET), way)).magnet == MAGNET

    @pytest.mark.parametrize(
        ("answer", "kind", "says"),
        [
            (Answer(status=404), ReleaseGone, "no longer"),
            (Answer(status=410), ReleaseGone, "no longer"),
            (Answer(status=403), NotAuthorised, "403"),
            (Answer(body=b"<!DOCTYPE html><html>log in</html>"), BadAnswer, "web page"),
            (Answer(body=b"x", headers={"content-type": "text/html"}), BadAnswer, "web page"),
            (Answer(body=b""), BadAnswer, "cannot be read"),
            (Answer(body=TORRENT[:-30]), BadAnswer, "cannot be read"),
            (Answer(body=b"d" * 100_000), BadAnswer, "cannot be read"),
            (Answer(body=torrent_of("../../etc/cron.d", b"x")), BadAnswer, "leads out"),
            (Answer(body=torrent_of("Sintel", {"../../x": b"x"})), BadAnswer, "leads out"),
            (Answer(chunks=(b"x" * 100_000,), repeat=True), BadAnswer, "longer"),
            (Answer(status=302, headers={"Location": "magnet:?dn=nothing"}), BadAnswer, "info hash"),
        ],
        ids=[
            "404", "410", "403", "web page", "called a web page", "blank", "cut", "nested", "climbing name",
            "climbing file", "endless", "magnet without hash",
        ],
    )  # fmt: skip
    async def test_what_is_refused(
        self, server: HttpServer, way: Way, answer: Answer, kind: type[CinearrError], says: str
    ) -> None:
        server.routes["/1"] = answer
        with pytest.raises(kind, match=says) as caught:
            await download(release(f"{server.url}/1?passkey=verysecret"), way)
        assert "verysecret" not in caught.value.message

    @pytest.mark.parametrize("url", ["http://[bad/x", "http://127.0.0.1:99999/", "http://\u2100.example/"])
    @pytest.mark.parametrize("protocol", [Protocol.TORRENT, Protocol.USENET])
    async def test_no_valid_address(self, way: Way, url: str, protocol: Protocol) -> None:
        with pytest.raises(ProviderError, match=r"valid|web"):
            await download(release(url, protocol=protocol), way)

    @pytest.mark.parametrize("location", ["http://[bad", "http://127.0.0.1:99999/", "http://[::1"])
    async def test_a_redirect_to_no_valid_address(self, server: HttpServer, way: Way, location: str) -> None:
        server.routes["/1"] = Answer(status=302, headers={"Location": location})
        with pytest.raises(ProviderError):
            await download(release(f"{server.url}/1"), way)

    @pytest.mark.parametrize(("files", "aside"), [(10, False), (20_000, True)])
    async def test_a_large_file_is_read_where_it_keeps_nobody_waiting(
        self, server: HttpServer, way: Way, monkeypatch: pytest.MonkeyPatch, files: int, aside: bool
    ) -> None:
        readers: list[threading.Thread] = []

        def noting(content: bytes) -> TorrentFile:
            readers.append(threading.current_thread())
            return read_torrent(content)

        monkeypatch.setattr(downloads, "read_torrent", noting)
        server.routes["/1"] = Answer(body=torrent_of("Sintel", {f"{number}.mkv": b"x" for number in range(files)}))
        assert (await download(release(f"{server.url}/1"), way)).size == files
        assert [each is not threading.main_thread() for each in readers] == [aside]

    async def test_no_address_at_all(self, way: Way) -> None:
        with pytest.raises(Unreachable):
            await download(release(None), way)

    @pytest.mark.parametrize(
        "info",
        [
            {"name": "a", "pieces": b"x" * 20, "length": -1},
            {"name": "a", "pieces": b"x" * 20, "length": 2**63},
            {"name": "a", "pieces": b"x" * 20, "files": []},
            {"name": "a", "pieces": b"x" * 20, "files": 5},
            {"name": "a", "pieces": b"x" * 20, "files": [{"length": 1}]},
            {"name": "a", "pieces": b"x" * 20, "files": [{"length": 1, "path": 5}]},
            {"name": "C:evil", "pieces": b"x" * 20, "length": 1},
            {"name": "a", "pieces": b"x" * 20, "files": [{"length": 1, "path": ["b"], "path.utf-8": [".."]}]},
            {"name": "a", "pieces": b"x" * 20, "files": [{"length": 0, "path": ["b"], "symlink path": ["..", "c"]}]},
        ],
    )
    async def test_hostile_torrents(self, server: HttpServer, way: Way, info: dict[str, object]) -> None:
        server.routes["/1"] = Answer(body=bencode({"info": info}))
        with pytest.raises(BadAnswer):
            await download(release(f"{server.url}/1"), way)

    @pytest.mark.parametrize(
        "content",
        [TORRENT + b"more", b"d4:infod6:lengthi1e4:name1:a6:pieces0:e4:infodee", b"dli1eei1ee", b"d1:ai1_0ee"],
        ids=["goes on", "a key twice", "a list as key", "no number"],
    )
    async def test_loose_bencoding(self, server: HttpServer, way: Way, content: bytes) -> None:
        server.routes["/1"] = Answer(body=content)
        with pytest.raises(BadAnswer, match="cannot be read"):
            await download(release(f"{server.url}/1"), way)


class TestNzbs:
    async def test_an_nzb_file(self, server: HttpServer, way: Way) -> None:
        server.routes["/1"] = Answer(body=NZB)
        got = await download(release(f"{server.url}/1", protocol=Protocol.USENET), way)
        assert (got.content, got.magnet, got.info_hash) == (NZB, None, None)
        assert got.file_name.endswith(".nzb")

    @pytest.mark.parametrize(
        ("answer", "kind", "says"),
        [
            (Answer(status=410), ReleaseGone, "no longer"),
            (Answer(body=b"<fail><file/></fail>"), BadAnswer, "begins with <fail>"),
            (Answer(body=b"<nzb/>"), BadAnswer, "names no files"),
            (Answer(body=b"<html></html>"), BadAnswer, "web page"),
            (Answer(body=NZB[:-20]), BadAnswer, "not valid XML"),
            (Answer(body=b'<error code="101" description="Account suspended"/>'), NotAuthorised, "suspended"),
            (Answer(body=b'<!DOCTYPE nzb [<!ENTITY a "b">]><nzb><file/></nzb>'), BadAnswer, "entities"),
        ],
    )
    async def test_what_is_refused(
        self, server: HttpServer, way: Way, answer: Answer, kind: type[CinearrError], says: str
    ) -> None:
        server.routes["/1"] = answer
        with pytest.raises(kind, match=says):
            await download(release(f"{server.url}/1", protocol=Protocol.USENET), way)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Sintel.2010", "Sintel.2010.nzb"),
        ("../../etc/passwd", "etc+passwd.nzb"),
        ("a\\b\0c\nd", "a+b+c+d.nzb"),
        ("...", "release.nzb"),
        ("CON", "_CON.nzb"),
        ("é" * 300, "é" * 100 + ".nzb"),
    ],
)
def test_file_names(title: str, expected: str) -> None:
    assert file_name(title, ".nzb") == expected
