from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from cinearr.kit.errors import BadAnswer, NotAuthorised, ProviderError, RateLimited, Unreachable
from cinearr.kit.http import HttpClient, Request
from cinearr.kit.network import CertificateChecks, NetworkSettings, Proxy, ProxyKind
from tests.fakes.http_server import Answer, Asked, HttpServer, http_server

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    async with http_server() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    # 127.0.0.1 is the own network here and the rest of 127/8 the internet, so that both can be had on one machine.
    client = HttpClient(
        user_agent="Cinearr/1", is_private=lambda address: address == "127.0.0.1", clock=lambda: NOW, per_host=2
    )
    yield client
    await client.close()


class TestAnExchange:
    async def test_gives_status_headers_content_and_cookies(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(body=b"hello", headers={"X-Thing": "1", "Set-Cookie": "SID=abc; HttpOnly; path=/"})
        answer = await http.send(Request(url=f"{server.url}/a?cat=2000,2010&q=x%20y", headers={"Accept": "text/xml"}))
        assert (answer.status, answer.content, answer.headers["x-thing"]) == (200, b"hello", "1")
        assert answer.cookies == {"SID": "abc"}
        asked = server.asked[0]
        assert asked.target == "/a?cat=2000,2010&q=x%20y"
        assert asked.headers["user-agent"] == "Cinearr/1"
        assert asked.headers["accept"] == "text/xml"

    async def test_keeps_no_cookies(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(headers={"Set-Cookie": "SID=abc"})
        await http.send(Request(url=f"{server.url}/a"))
        await http.send(Request(url=f"{server.url}/a"))
        assert "cookie" not in server.asked[1].headers

    async def test_sends_a_body(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = lambda asked: Answer(body=asked.method.encode() + asked.body)
        answer = await http.send(Request(method="POST", url=f"{server.url}/a", content=b"{}"))
        assert answer.content == b"POST{}"

    @pytest.mark.parametrize(
        ("encoding", "packed"),
        [
            ("gzip", gzip.compress(b"hello world")),
            ("gzip", gzip.compress(b"hello ") + gzip.compress(b"world") + b"\0\0"),
            ("deflate", zlib.compress(b"hello world")),
            ("deflate", zlib.compressobj(wbits=-15).compress(b"") + b"\x4b\x04\x00"),
        ],
        ids=["gzip", "two gzip members", "deflate", "headless deflate"],
    )
    async def test_opens_what_is_compressed(
        self, http: HttpClient, server: HttpServer, encoding: str, packed: bytes
    ) -> None:
        server.routes["/a"] = Answer(body=packed, headers={"Content-Encoding": encoding})
        answer = await http.send(Request(url=f"{server.url}/a"))
        assert answer.content in (b"hello world", b"a")


class TestErrors:
    @pytest.mark.parametrize(
        ("status", "headers", "kind", "retry_after"),
        [
            (401, {}, NotAuthorised, None),
            (403, {}, NotAuthorised, None),
            (404, {}, BadAnswer, None),
            (429, {"Retry-After": "120"}, RateLimited, 120),
            (429, {}, RateLimited, None),
            (503, {"Retry-After": "Wed, 25 Nov 2026 12:01:00 GMT"}, RateLimited, 60),
            (503, {"Retry-After": "soon"}, BadAnswer, None),
            (503, {"Retry-After": "Mon, 27 Feb 2012 11:09:39 -9999999999999"}, BadAnswer, None),
            (429, {"Retry-After": "9" * 400}, RateLimited, 86400),
            (429, {"Retry-After": "Fri, 01 Jan 9999 00:00:00 GMT"}, RateLimited, 86400),
            (500, {}, BadAnswer, None),
        ],
    )
    async def test_status_codes(
        self,
        http: HttpClient,
        server: HttpServer,
        status: int,
        headers: dict[str, str],
        kind: type[ProviderError],
        retry_after: float | None,
    ) -> None:
        server.routes["/api"] = Answer(status=status, headers=headers)
        with pytest.raises(kind) as caught:
            await http.send(Request(url=f"{server.url}/api?t=caps&apikey=verysecret"))
        assert (caught.value.retry_after, caught.value.status) == (retry_after, status)
        assert "verysecret" not in caught.value.message
        assert f"[{status}:" in caught.value.message

    async def test_a_status_the_caller_wants_is_an_answer(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(status=410, body=b"gone")
        answer = await http.send(Request(url=f"{server.url}/a", statuses=frozenset({410})))
        assert (answer.status, answer.content) == (410, b"gone")

    async def test_nobody_there_names_the_reason_and_the_place(self, http: HttpClient) -> None:
        with pytest.raises(Unreachable, match=r"Connection refused \(127\.0\.0\.1:9\)"):
            await http.send(Request(url="http://127.0.0.1:9/"))

    async def test_an_unknown_name(self, http: HttpClient) -> None:
        with pytest.raises(Unreachable, match=r"nobody\.invalid"):
            await http.send(Request(url="http://nobody.invalid/"))

    @pytest.mark.parametrize(
        "url",
        ["", "indexer", "ftp://host/", "http://", "http://[::1", "http://127.0.0.1:99999/", "http://127.0.0.1:0/"],
    )
    async def test_what_is_no_web_address(self, http: HttpClient, url: str) -> None:
        with pytest.raises(Unreachable, match="Not a"):
            await http.send(Request(url=url))

    @pytest.mark.parametrize("secret", ["Zoë", "one\ntwo"])
    async def test_a_header_that_cannot_be_sent(self, http: HttpClient, server: HttpServer, secret: str) -> None:
        with pytest.raises(Unreachable, match="cannot be sent") as caught:
            await http.send(Request(url=f"{server.url}/a", headers={"X-Secret": secret}))
        assert secret not in caught.value.message

    async def test_an_answer_that_does_not_come(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(delay=5)
        with pytest.raises(Unreachable, match=r"No answer within 0\.1 seconds"):
            await http.send(Request(url=f"{server.url}/a", timeout=0.1))

    async def test_an_answer_that_drips_for_ever(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(chunks=(b"x",), repeat=True, pause=0.02)
        started = time.monotonic()
        with pytest.raises(Unreachable):
            await http.send(Request(url=f"{server.url}/a", timeout=0.3))
        assert time.monotonic() - started < 2

    async def test_an_answer_that_breaks_off(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(body=b"x" * 1000, cut=True)
        with pytest.raises(Unreachable):
            await http.send(Request(url=f"{server.url}/a"))

    async def test_gzip_that_breaks_off(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(body=gzip.compress(b"hello" * 99)[:-12], headers={"Content-Encoding": "gzip"})
        with pytest.raises(BadAnswer, match="decompressed"):
            await http.send(Request(url=f"{server.url}/a"))

    @pytest.mark.parametrize("encoding", ["gzip", "br"])
    async def test_an_encoding_that_is_not_what_it_says(
        self, http: HttpClient, server: HttpServer, encoding: str
    ) -> None:
        server.routes["/a"] = Answer(body=b"hello", headers={"Content-Encoding": encoding})
        with pytest.raises(BadAnswer, match="decompressed"):
            await http.send(Request(url=f"{server.url}/a"))


class TestSize:
    async def test_an_endless_feed_stops_early(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(chunks=(b"<item/>" * 5000,), repeat=True)
        with pytest.raises(BadAnswer, match="longer than 100000 bytes"):
            await http.send(Request(url=f"{server.url}/a", max_bytes=100_000))
        assert server.sent_bytes < 20_000_000

    async def test_an_announced_length_is_believed(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(body=b"x", headers={"content-length": str(10**9)})
        with pytest.raises(BadAnswer, match="longer"):
            await http.send(Request(url=f"{server.url}/a"))

    async def test_a_gzip_bomb_counts_opened(self, http: HttpClient, server: HttpServer) -> None:
        bomb = gzip.compress(b"\0" * 50_000_000)
        assert len(bomb) < 100_000
        server.routes["/a"] = Answer(body=bomb, headers={"Content-Encoding": "gzip"})
        with pytest.raises(BadAnswer, match="longer than 100000 bytes"):
            await http.send(Request(url=f"{server.url}/a", max_bytes=100_000))

    async def test_exactly_the_limit_is_fine(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(body=gzip.compress(b"x" * 1000), headers={"Content-Encoding": "gzip"})
        assert len((await http.send(Request(url=f"{server.url}/a", max_bytes=1000))).content) == 1000


class TestRedirects:
    async def test_are_followed(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(status=302, headers={"Location": "/b?x=1"})
        server.routes["/b"] = Answer(body=b"here")
        answer = await http.send(Request(url=f"{server.url}/a"))
        assert (answer.content, answer.url) == (b"here", f"{server.url}/b?x=1")

    async def test_are_answers_when_not_to_be_followed(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(status=302, headers={"Location": "/b"})
        answer = await http.send(Request(url=f"{server.url}/a", follow_redirects=False))
        assert (answer.status, answer.headers["location"]) == (302, "/b")

    async def test_to_a_magnet_link_is_an_answer(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(status=302, headers={"Location": "magnet:?xt=urn:btih:abc"})
        assert (await http.send(Request(url=f"{server.url}/a"))).headers["location"] == "magnet:?xt=urn:btih:abc"

    @pytest.mark.parametrize("location", ["http://127.0.0.1:99999/", "http://127.0.0.1:0/", "http://[::1"])
    async def test_to_no_web_address(self, http: HttpClient, server: HttpServer, location: str) -> None:
        server.routes["/a"] = Answer(status=302, headers={"Location": location})
        with pytest.raises(BadAnswer, match="redirect to no"):
            await http.send(Request(url=f"{server.url}/a"))

    async def test_a_loop_ends(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(status=302, headers={"Location": "/a"})
        with pytest.raises(BadAnswer, match="redirects"):
            await http.send(Request(url=f"{server.url}/a"))
        assert len(server.asked) == 6

    @pytest.mark.parametrize(("status", "method"), [(302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")])
    async def test_of_a_post(self, http: HttpClient, server: HttpServer, status: int, method: str) -> None:
        server.routes["/a"] = Answer(status=status, headers={"Location": "/b"})
        server.routes["/b"] = lambda asked: Answer(body=f"{asked.method} {asked.body.decode()}".encode())
        answer = await http.send(Request(method="POST", url=f"{server.url}/a", content=b"x"))
        assert answer.content.split(b" ")[0].decode() == method

    async def test_to_another_host_loses_the_secrets(self, http: HttpClient, server: HttpServer) -> None:
        async with http_server("127.0.0.2") as other:
            other.routes["/b"] = Answer(body=b"ok")
            server.routes["/a"] = Answer(status=302, headers={"Location": f"{other.url}/b"})
            await http.send(
                Request(url=f"{server.url}/a", headers={"X-Api-Key": "k", "Cookie": "a=b", "Accept": "x/y"})
            )
            seen = other.asked[0].headers
        assert "x-api-key" not in seen
        assert "cookie" not in seen
        assert seen["accept"] == "x/y"

    async def test_from_public_to_private_is_refused_before_it_is_asked(
        self, http: HttpClient, server: HttpServer
    ) -> None:
        async with http_server("127.0.0.2") as public:
            public.routes["/a"] = Answer(status=302, headers={"Location": f"{server.url}/admin"})
            with pytest.raises(BadAnswer, match="private"):
                await http.send(Request(url=f"{public.url}/a"))
        assert server.asked == []

    async def test_from_public_to_private_may_be_allowed(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/b"] = Answer(body=b"ok")
        async with http_server("127.0.0.2") as public:
            public.routes["/a"] = Answer(status=302, headers={"Location": f"{server.url}/b"})
            assert (await http.send(Request(url=f"{public.url}/a", allow_private=True))).content == b"ok"

    async def test_a_private_address_may_be_asked_and_may_redirect_to_a_private_one(
        self, http: HttpClient, server: HttpServer
    ) -> None:
        server.routes["/b"] = Answer(body=b"ok")
        async with http_server() as other:
            other.routes["/a"] = Answer(status=302, headers={"Location": f"{server.url}/b"})
            assert (await http.send(Request(url=f"{other.url}/a"))).content == b"ok"

    async def test_private_is_found_behind_a_public_hop_in_the_middle(
        self, http: HttpClient, server: HttpServer
    ) -> None:
        async with http_server("127.0.0.2") as public:
            server.routes["/a"] = Answer(status=302, headers={"Location": f"{public.url}/b"})
            public.routes["/b"] = Answer(status=302, headers={"Location": f"{server.url}/c"})
            with pytest.raises(BadAnswer, match="private"):
                await http.send(Request(url=f"{server.url}/a"))


class TestPlaces:
    async def test_only_so_many_exchanges_at_one_host(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(delay=0.05)
        await asyncio.gather(*(http.send(Request(url=f"{server.url}/a")) for _ in range(6)))
        assert len(server.asked) == 6
        assert server.most_open <= 2

    async def test_a_cancelled_exchange_gives_its_place_back(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/slow"] = Answer(delay=30)
        server.routes["/a"] = Answer(body=b"ok")
        slow = [asyncio.create_task(http.send(Request(url=f"{server.url}/slow"))) for _ in range(4)]
        await asyncio.sleep(0.05)
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        assert (await http.send(Request(url=f"{server.url}/a", timeout=2))).content == b"ok"


class TestProxy:
    async def test_is_used_for_hosts_outside(self, http: HttpClient, server: HttpServer) -> None:
        seen: list[Asked] = []

        def proxied(asked: Asked) -> Answer:
            seen.append(asked)
            return Answer(body=b"by proxy")

        server.routes["http://indexer.example/api"] = proxied
        settings = NetworkSettings(proxy=Proxy(host="127.0.0.1", port=server.port, username="me", password="pw"))
        await http.configure(settings)
        answer = await http.send(Request(url="http://indexer.example/api"))
        assert answer.content == b"by proxy"
        assert seen[0].headers["proxy-authorization"].startswith("Basic ")

    async def test_is_not_used_for_local_addresses(self, http: HttpClient, server: HttpServer) -> None:
        server.routes["/a"] = Answer(body=b"direct")
        await http.configure(NetworkSettings(proxy=Proxy(host="127.0.0.1", port=9)))
        assert (await http.send(Request(url=f"{server.url}/a"))).content == b"direct"

    async def test_socks4_is_refused_in_words(self, http: HttpClient) -> None:
        await http.configure(NetworkSettings(proxy=Proxy(kind=ProxyKind.SOCKS4, host="127.0.0.1", port=9)))
        with pytest.raises(Unreachable, match="SOCKS4"):
            await http.send(Request(url="http://indexer.example/"))

    async def test_a_socks_proxy_that_is_away(self, http: HttpClient) -> None:
        settings = NetworkSettings(
            proxy=Proxy(kind=ProxyKind.SOCKS5, host="127.0.0.1", port=9), certificates=CertificateChecks.DISABLED
        )
        await http.configure(settings)
        with pytest.raises(Unreachable, match="refused"):
            await http.send(Request(url="http://indexer.example/"))
