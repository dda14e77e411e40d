"""The edge of the API: addresses, methods, keys, headers, limits."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from typing import Any

import brotli
import httpx
import pytest

from .client import KEY, client_of
from .routes import build


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(build()) as found:
        yield found


class TestAddresses:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/api/v3/tag", 200),
            ("/api/v3/tag/", 200),
            ("/API/V3/Tag", 200),
            ("/api/v3/tag/1", 200),
            ("/api/v3/tag/01", 200),
            ("/api/v3/tag/+1", 200),
            ("/api/v3/tag/1/", 200),
            ("/api/v3/tag/1.0", 404),
            ("/api/v3/tag/abc", 404),
            ("/api/v3/tag/99999999999999", 404),
            (f"/api/v3/tag/{'9' * 5000}", 404),
            ("/api/v3/tag/" + "%C2%B2" * 12, 404),
            ("/api/v3/tag/" + "%D9%A9" * 12, 404),
            ("/api//v3/tag", 404),
            ("/api/v3/tag//", 404),
            ("/api/v3/unknown", 404),
            ("/api/v9/movie", 404),
            ("/api/v3/log/file/..%2F..%2Fconfig.xml", 404),
        ],
    )
    async def test_status(self, client: httpx.AsyncClient, path: str, status: int) -> None:
        answer = await client.get(path)
        assert answer.status_code == status
        if status == 404:
            assert answer.content == b""
            assert "content-type" not in answer.headers

    async def test_values_in_a_path_keep_their_letters(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/Api/v3/LOG/file/Cinearr.TXT")).text == "Cinearr.TXT"

    async def test_an_address_that_begins_with_two_slashes_is_a_page(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("http://films.test:7878//api/v3/tag")
        assert (answer.status_code, answer.text) == (200, "<html></html>")


class TestUrlBase:
    @pytest.fixture
    async def based(self) -> AsyncIterator[httpx.AsyncClient]:
        async with client_of(build(url_base="/radarr")) as found:
            yield found

    @pytest.mark.parametrize("path", ["/radarr/api/v3/tag", "/RADARR/api/v3/tag/", "/radarr", "/radarr/"])
    async def test_inside(self, based: httpx.AsyncClient, path: str) -> None:
        assert (await based.get(path)).status_code == 200

    @pytest.mark.parametrize("method", ["GET", "POST"])
    async def test_outside_leads_inside(self, based: httpx.AsyncClient, method: str) -> None:
        answer = await based.request(method, "/api/v3/tag?x=1")
        assert answer.status_code == 307
        assert answer.headers["location"] == "/radarr/api/v3/tag?x=1"

    async def test_a_name_that_only_begins_like_it_is_outside(self, based: httpx.AsyncClient) -> None:
        assert (await based.get("/radarrs")).status_code == 307

    async def test_addresses_of_resources_have_it(self, based: httpx.AsyncClient) -> None:
        answer = await based.post("/radarr/api/v3/tag", json={"label": "x"})
        assert answer.headers["location"] == "http://films.test:7878/radarr/api/v3/tag/2"


class TestMethods:
    @pytest.mark.parametrize("method", ["DELETE", "PATCH", "HEAD"])
    async def test_a_wrong_one_is_405_and_says_which_are_right(self, client: httpx.AsyncClient, method: str) -> None:
        answer = await client.request(method, "/api/v3/tag")
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, POST, PUT"
        assert answer.content == b""

    async def test_head_of_ping(self, client: httpx.AsyncClient) -> None:
        assert (await client.head("/ping")).status_code == 200

    async def test_head_of_a_page(self, client: httpx.AsyncClient) -> None:
        assert (await client.head("/")).status_code == 405

    async def test_options_without_cors(self, client: httpx.AsyncClient) -> None:
        assert (await client.options("/api/v3/tag")).status_code == 405


class TestCors:
    PREFLIGHT = {"Origin": "https://ui.test", "Access-Control-Request-Method": "PUT"}

    async def test_closed_by_default(self, client: httpx.AsyncClient) -> None:
        preflight = await client.options("/api/v3/tag", headers=self.PREFLIGHT)
        assert preflight.status_code == 204
        plain = await client.get("/api/v3/tag", headers={"Origin": "https://ui.test"})
        assert plain.status_code == 200
        for answer in (preflight, plain):
            assert not any(name.startswith("access-control") for name in answer.headers)

    @pytest.mark.parametrize(
        ("named", "allowed"),
        [(["https://ui.test"], "https://ui.test"), (["*"], "*"), (["https://other.test"], None)],
    )
    async def test_open_to_those_named(self, named: list[str], allowed: str | None) -> None:
        async with client_of(build(cors_origins=named)) as client:
            preflight = await client.options(
                "/api/v3/tag", headers={**self.PREFLIGHT, "Access-Control-Request-Headers": "x-api-key"}
            )
            plain = await client.get("/api/v3/tag", headers={"Origin": "https://ui.test"})
        assert preflight.headers.get("access-control-allow-origin") == allowed
        assert plain.headers.get("access-control-allow-origin") == allowed
        if allowed:
            assert preflight.headers["access-control-allow-methods"] == "PUT"
            assert preflight.headers["access-control-allow-headers"] == "x-api-key"

    async def test_never_on_pages(self) -> None:
        async with client_of(build(cors_origins=["*"])) as client:
            answer = await client.get("/ping", headers={"Origin": "https://ui.test"})
        assert "access-control-allow-origin" not in answer.headers


class TestKeys:
    @pytest.mark.parametrize(
        ("query", "headers", "status"),
        [
            ("", {}, 401),
            ("", {"X-Api-Key": KEY}, 200),
            ("", {"x-api-key": KEY}, 200),
            (f"?apikey={KEY}", {}, 200),
            (f"?page=1&ApiKey={KEY}", {}, 200),
            ("", {"Authorization": f"Bearer {KEY}"}, 200),
            ("", {"Authorization": f"bearer {KEY}"}, 200),
            ("", {"Authorization": f"Basic {KEY}"}, 401),
            ("", {"X-Api-Key": KEY.upper()}, 401),
            ("", {"X-Api-Key": ""}, 401),
            ("", {"X-Api-Key": KEY[:-1]}, 401),
            # the first place that has one decides
            ("?apikey=", {"X-Api-Key": KEY}, 401),
            ("?apikey=wrong", {"X-Api-Key": KEY}, 401),
            (f"?apikey={KEY}", {"X-Api-Key": "wrong"}, 200),
            ("", {"X-Api-Key": "wrong", "Authorization": f"Bearer {KEY}"}, 401),
            # only live messages take this one
            (f"?access_token={KEY}", {}, 401),
            # a session opens pages, never the API
            ("", {"Cookie": "RadarrAuth=anything"}, 401),
        ],
    )
    async def test_key(self, query: str, headers: dict[str, str], status: int) -> None:
        async with client_of(build(), key=None) as client:
            answer = await client.get(f"/api/v3/tag{query}", headers=headers)
        assert answer.status_code == status
        if status == 401:
            assert answer.json() == {"error": "Unauthorized"}
            assert answer.headers["content-type"] == "application/json; charset=utf-8"

    @pytest.mark.parametrize(
        "path", ["/api/v3/tag", "/api", "/API/V3/TAG", "/feed/v3/calendar/radarr.ics", "/signalr/x"]
    )
    async def test_closed_without(self, path: str) -> None:
        async with client_of(build(), key=None) as client:
            assert (await client.get(path)).status_code == 401

    async def test_ping_is_open(self) -> None:
        async with client_of(build(), key=None) as client:
            assert (await client.get("/ping")).json() == {"status": "OK"}

    async def test_guessing_is_slowed_down(self) -> None:
        async with client_of(build(), key=None) as client:
            statuses = [(await client.get("/api/v3/tag?apikey=guess")).status_code for _ in range(70)]
            assert statuses.count(401) >= 60
            assert statuses[-1] == 429
            right = await client.get(f"/api/v3/tag?apikey={KEY}")
        assert right.status_code == 200


class TestHeaders:
    async def test_of_an_answer(self, client: httpx.AsyncClient) -> None:
        headers = (await client.get("/api/v3/tag")).headers
        assert headers["content-type"] == "application/json; charset=utf-8"
        assert headers["cache-control"] == "no-cache, no-store"
        assert headers["pragma"] == "no-cache"
        assert headers["expires"] == "-1"
        assert headers["x-application-version"] == "5.28.0.1"
        assert headers["vary"] == "Accept-Encoding"

    async def test_of_a_page(self, client: httpx.AsyncClient) -> None:
        headers = (await client.get("/")).headers
        assert "frame-ancestors 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["referrer-policy"] == "same-origin"

    @pytest.mark.parametrize(
        ("accept", "status"),
        [
            ("application/json", 200),
            ("text/html", 200),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 200),
            ("application/xml", 406),
        ],
    )
    async def test_accept(self, client: httpx.AsyncClient, accept: str, status: int) -> None:
        assert (await client.get("/api/v3/tag", headers={"Accept": accept})).status_code == status


class TestCompression:
    @pytest.mark.parametrize(
        ("accepted", "used"),
        [
            ("gzip", "gzip"),
            ("br", "br"),
            ("gzip, deflate, br", "br"),
            ("gzip, br;q=0", "gzip"),
            ("deflate", None),
            ("identity", None),
            ("*", "gzip"),
            ("", None),
        ],
    )
    async def test_of_a_large_answer(self, client: httpx.AsyncClient, accepted: str, used: str | None) -> None:
        plain = (await client.get("/api/v3/large", headers={"Accept-Encoding": "identity"})).content
        request = client.build_request("GET", "/api/v3/large", headers={"Accept-Encoding": accepted})
        answer = await client.send(request, stream=True)
        raw = b"".join([part async for part in answer.aiter_raw()])
        assert answer.headers.get("content-encoding") == used
        assert int(answer.headers["content-length"]) == len(raw)
        opened = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[used](raw)
        assert opened == plain

    async def test_small_answers_stay_as_they_are(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/api/v3/tag", headers={"Accept-Encoding": "br"})
        assert "content-encoding" not in answer.headers


class TestBodies:
    JSON = {"Content-Type": "application/json"}

    async def test_created(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/api/v3/Tag", json={"LABEL": "beta"})
        assert answer.status_code == 201
        assert answer.headers["location"] == "http://films.test:7878/api/v3/tag/2"
        assert answer.json() == {"label": "beta", "id": 2}

    @pytest.mark.parametrize(
        ("path", "body", "found"), [("/3", {}, 3), ("/3", {"id": 0}, 3), ("/3", {"id": 5}, 5), ("", {"id": 5}, 5)]
    )
    async def test_which_one_a_put_is_about(
        self, client: httpx.AsyncClient, path: str, body: dict[str, Any], found: int
    ) -> None:
        answer = await client.put(f"/api/v3/tag{path}", json={"label": "x", **body})
        assert (answer.status_code, answer.json()["id"]) == (202, found)

    async def test_a_put_about_nothing(self, client: httpx.AsyncClient) -> None:
        answer = await client.put("/api/v3/tag", json={"label": "x"})
        assert (answer.status_code, answer.json()[0]["propertyName"]) == (400, "Id")

    async def test_removed(self, client: httpx.AsyncClient) -> None:
        answer = await client.delete("/api/v3/tag/1")
        assert (answer.status_code, answer.json()) == (200, {})

    @pytest.mark.parametrize(
        ("kind", "status"),
        [
            ("application/json", 201),
            ("application/json; charset=utf-8", 201),
            ("application/problem+json", 201),
            ("text/json", 415),
            ("text/plain", 415),
            ("application/x-www-form-urlencoded", 415),
        ],
    )
    async def test_kinds(self, client: httpx.AsyncClient, kind: str, status: int) -> None:
        answer = await client.post("/api/v3/tag", content=b'{"label": "x"}', headers={"Content-Type": kind})
        assert answer.status_code == status
        if status == 415:
            assert answer.content == b""

    async def test_a_body_without_a_kind(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/api/v3/tag", content=b'{"label": "x"}')
        assert (answer.status_code, answer.json()["title"]) == (415, "Unsupported Media Type")

    async def test_utf_16(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(
            "/api/v3/tag",
            content='{"label": "é"}'.encode("utf-16"),
            headers={"Content-Type": "application/json; charset=utf-16"},
        )
        assert answer.json()["label"] == "é"

    @pytest.mark.parametrize(
        ("body", "name"), [(b"", ""), (b"null", ""), (b"[]", "$"), (b'{"label": 5}', "$.label"), (b"{", "$")]
    )
    async def test_unreadable(self, client: httpx.AsyncClient, body: bytes, name: str) -> None:
        answer = await client.post("/api/v3/tag", content=body, headers=self.JSON)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        told = answer.json()
        assert list(told) == ["type", "title", "status", "errors", "traceId"]
        assert told["title"] == "One or more validation errors occurred."
        assert list(told["errors"]) == [name]

    async def test_too_large(self) -> None:
        async with client_of(build(max_body=100)) as client:
            assert (await client.post("/api/v3/tag", json={"label": "x" * 200})).status_code == 413

    async def test_too_large_without_saying_so(self) -> None:
        async def parts() -> AsyncIterator[bytes]:
            yield b'{"label": "'
            for _ in range(100):
                yield b"x" * 10

        async with client_of(build(max_body=100)) as client:
            answer = await client.post("/api/v3/tag", content=parts(), headers=self.JSON)
        assert answer.status_code == 413


class TestQueries:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", {}),
            ("movieid=5", {"movieId": 5}),
            ("movieId=5&movieId=6", {"movieId": 5}),
            ("movieIds=1&MOVIEIDS=2", {"movieIds": [1, 2]}),
            ("movieIds=1,2", {"movieIds": [1, 2]}),
            ("includeMovie=True", {"includeMovie": True}),
            ("includeMovie=FALSE", {"includeMovie": False}),
            ("movieId=&nonsense=7", {}),
            ("term=a%20b+c", {"term": "a b c"}),
            ("direction=2", {"direction": "descending"}),
            ("direction=Ascending", {"direction": "ascending"}),
        ],
    )
    async def test_read(self, client: httpx.AsyncClient, query: str, found: dict[str, Any]) -> None:
        empty = {"movieIds": [], "includeMovie": False, "term": "", "direction": "default"}
        assert (await client.get(f"/api/v3/asked?{query}")).json() == {**empty, **found}

    @pytest.mark.parametrize(
        ("query", "name", "text"),
        [
            ("MovieId=x", "movieId", "The value 'x' is not valid."),
            ("movieId=2147483648", "movieId", "The value '2147483648' is not valid."),
            ("movieIds=1&movieIds=x", "movieIds", "The value 'x' is not valid."),
            ("includeMovie=maybe", "includeMovie", "The value 'maybe' is not valid."),
            ("direction=asc", "direction", "The value 'asc' is not valid."),
        ],
    )
    async def test_refused(self, client: httpx.AsyncClient, query: str, name: str, text: str) -> None:
        answer = await client.get(f"/api/v3/asked?{query}")
        assert (answer.status_code, answer.json()["errors"]) == (400, {name: [text]})


class TestPaging:
    @pytest.mark.parametrize(
        ("query", "head", "rows"),
        [
            ("", (1, 10, "date", "descending"), 1),
            ("page=-1&pageSize=10", (-1, 10, "date", "descending"), 1),
            ("page=0", (0, 10, "date", "descending"), 1),
            ("pageSize=0", (1, 0, "date", "descending"), 0),
            ("page=100000", (100000, 10, "date", "descending"), 0),
            ("pageSize=100000", (1, 100000, "date", "descending"), 1),
            ("page=2147483647&pageSize=2147483647", (2147483647, 2147483647, "date", "descending"), 0),
            ("sortKey=nonsense", (1, 10, "date", "descending"), 1),
            ("sortKey=QUALITY&sortDirection=Ascending", (1, 10, "quality", "ascending"), 1),
            ("sortdirection=1", (1, 10, "date", "ascending"), 1),
            ("sortDirection=default", (1, 10, "date", "descending"), 1),
            ("sortKey=&sortDirection=", (1, 10, "date", "descending"), 1),
        ],
    )
    async def test_echoed(self, client: httpx.AsyncClient, query: str, head: tuple[Any, ...], rows: int) -> None:
        page = (await client.get(f"/api/v3/history?{query}")).json()
        assert list(page) == ["page", "pageSize", "sortKey", "sortDirection", "totalRecords", "records"]
        assert (page["page"], page["pageSize"], page["sortKey"], page["sortDirection"]) == head
        assert page["totalRecords"] == 1
        assert len(page["records"]) == rows

    @pytest.mark.parametrize(
        ("query", "errors"),
        [
            ("page=x", {"page": ["The value 'x' is not valid for Page."]}),
            ("pageSize=3000000000", {"pageSize": ["The value '3000000000' is not valid for PageSize."]}),
            ("sortDirection=sideways", {"sortDirection": ["The value 'sideways' is not valid for SortDirection."]}),
        ],
    )
    async def test_refused(self, client: httpx.AsyncClient, query: str, errors: dict[str, Any]) -> None:
        answer = await client.get(f"/api/v3/history?{query}")
        assert (answer.status_code, answer.json()["errors"]) == (400, errors)
