"""Pictures of films, from our disk and through us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from io import BytesIO

import httpx
import pytest
from PIL import Image as Pillow

from cinearr.api.pictures import proxy_path, signed_url
from cinearr.core.films import Image
from cinearr.workflows.program import Program
from tests.fakes.http_server import Answer, HttpServer, http_server

KEY = "0123456789abcdef0123456789abcdef"


def jpeg() -> bytes:
    out = BytesIO()
    Pillow.new("RGB", (60, 900), "navy").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
async def source() -> AsyncIterator[HttpServer]:
    async with http_server() as running:
        running.routes = {
            "/p.jpg": Answer(body=jpeg()),
            "/page.jpg": Answer(body=b"<html>"),
            "/gone": Answer(status=404),
        }
        yield running


class TestAddresses:
    def test_are_read_back_with_the_key_they_were_made_with(self) -> None:
        url = "https://image.test/t/p/original/ä.jpg?x=1"
        head, folder, token, name = proxy_path(url, KEY).split("/")
        assert (head, folder, name) == ("", "MediaCoverProxy", "ä.jpg")
        assert signed_url(token, KEY) == url
        assert signed_url(token, "other") is None

    @pytest.mark.parametrize("token", ["", "a", "!!!!", "A" * 40, "_" * 33])
    def test_of_others_are_refused(self, token: str) -> None:
        assert signed_url(token, KEY) is None


class TestOfTheLibrary:
    @pytest.mark.parametrize("head", ["/api/v3/mediacover", "/MediaCover", "/mediacover"])
    async def test_are_read_from_the_disk(
        self, client: httpx.AsyncClient, program: Program, source: HttpServer, head: str
    ) -> None:
        await program.covers.ensure(7, [Image(cover_type="poster", url=f"{source.url}/p.jpg")])
        answer = await client.get(f"{head}/7/poster-250.jpg")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert Pillow.open(BytesIO(answer.content)).height == 250
        assert answer.headers["cache-control"] == "no-cache, no-store"

    async def test_are_kept_by_browsers_under_the_time_they_were_written(
        self, client: httpx.AsyncClient, program: Program, source: HttpServer
    ) -> None:
        await program.covers.ensure(7, [Image(cover_type="poster", url=f"{source.url}/p.jpg")])
        answer = await client.get("/MediaCover/7/poster.jpg?lastWrite=639312048000000000")
        assert "immutable" in answer.headers["cache-control"]

    @pytest.mark.parametrize("path", ["8/poster.jpg", "7/fanart.jpg", "7/nothing.jpg", "7/..%2F..%2Fconfig.toml"])
    async def test_that_are_not_there(
        self, client: httpx.AsyncClient, program: Program, source: HttpServer, path: str
    ) -> None:
        await program.covers.ensure(7, [Image(cover_type="poster", url=f"{source.url}/p.jpg")])
        assert (await client.get(f"/MediaCover/{path}")).status_code == 404


class TestFromElsewhere:
    async def test_come_through_us(self, client: httpx.AsyncClient, source: HttpServer) -> None:
        answer = await client.get(proxy_path(f"{source.url}/p.jpg", KEY))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.content == jpeg()

    async def test_that_are_no_pictures_do_not(self, client: httpx.AsyncClient, source: HttpServer) -> None:
        assert (await client.get(proxy_path(f"{source.url}/page.jpg", KEY))).status_code == 404

    async def test_with_an_address_of_others_are_not_asked_for(
        self, client: httpx.AsyncClient, source: HttpServer
    ) -> None:
        assert (await client.get(proxy_path(f"{source.url}/p.jpg", "other"))).status_code == 404
        assert source.asked == []
