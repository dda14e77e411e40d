"""The built pages over HTTP: what is served how, to whom, and what the page itself must find out."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cinearr.api import pages
from cinearr.api.pages import Pages, Pulse, Welcome
from cinearr.kit.db import Database
from cinearr.workflows.program import Shown

from .client import KEY, client_of
from .routes import build

SCRIPT = "console.log('x');" * 200


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><head><title>Cinearr</title></head>")
    (tmp_path / "assets" / "index-abc.js").write_text(SCRIPT)
    (tmp_path / "favicon.svg").write_text("<svg/>")
    return tmp_path


class Sessions:
    async def is_valid(self, token: str) -> bool:
        return token == "good"


SHOWN = Shown("Radarr upstairs", "develop", "dark")


def api_under(folder: Path, base: str) -> httpx.AsyncClient:
    wanted = {
        "pages": Pages(folder, url_base=base),
        "pulse": Pulse(Database("postgresql://nobody@127.0.0.1:1/nothing")),
        "welcome": Welcome(base, lambda: KEY, SHOWN),
    }
    return client_of(build([*pages.ROUTES], dependencies=wanted, url_base=base), key=None)


def api(folder: Path, database: Any = None, **config: Any) -> httpx.AsyncClient:
    welcome = Welcome(config.get("url_base", ""), lambda: KEY, SHOWN)
    wanted = {"pages": Pages(folder), "pulse": Pulse(database), "welcome": welcome}
    return client_of(build([*pages.ROUTES], sessions=Sessions(), dependencies=wanted, **config), key=None)


@pytest.fixture
async def client(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with api(built) as found:
        found.cookies.set("RadarrAuth", "good")
        yield found


class TestPages:
    @pytest.mark.parametrize("path", ["/", "/movie/10378", "/settings/indexers", "/Activity/Queue/"])
    async def test_any_address_of_the_page_is_the_page(self, client: httpx.AsyncClient, path: str) -> None:
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert answer.headers["cache-control"] == "no-cache, no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'self';")

    @pytest.mark.parametrize(
        "path",
        [
            "/nothing.js",
            "/assets/other.js",
            "/assets/../../pages.py",
            "/assets/%2e%2e/index.html",
            "/content/x",
            "/mediacover/1",
        ],
    )
    async def test_what_must_be_a_file_and_is_none_is_not_found(self, client: httpx.AsyncClient, path: str) -> None:
        assert (await client.get(path)).status_code == 404

    @pytest.mark.parametrize("base", ["", "/films"])
    async def test_its_addresses_do_not_depend_on_how_deep_it_is_shown(self, built: Path, base: str) -> None:
        async with api_under(built, base) as client:
            answer = await client.get(f"{base}/movie/10378/files")
            assert f'<base href="{base}/">' in answer.text
            assert (await client.get(f"{base}/assets/index-abc.js")).text == SCRIPT

    @pytest.mark.parametrize("path", ["/favicon.svg", "/favicon.ico"])
    async def test_the_mark(self, client: httpx.AsyncClient, path: str) -> None:
        answer = await client.get(path)
        assert (answer.text, answer.headers["content-type"]) == ("<svg/>", "image/svg+xml")

    async def test_programs_do_not_get_the_page(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/api/v9/movie", headers={"X-Api-Key": KEY})).status_code == 404
        assert (await client.post("/movie/1")).status_code == 404

    async def test_assets_are_kept_for_ever_and_travel_compressed(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/assets/index-abc.js", headers={"Accept-Encoding": "gzip, br"})
        assert answer.text == SCRIPT
        assert answer.headers["content-encoding"] == "br"
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        plain = await client.get("/assets/index-abc.js", headers={"Accept-Encoding": "identity"})
        assert (plain.text, "content-encoding" in plain.headers) == (SCRIPT, False)

    async def test_without_a_session_the_way_leads_to_the_login(self, built: Path) -> None:
        async with api(built) as client:
            page = await client.get("/")
            assert (page.status_code, page.headers["location"]) == (302, "/login?returnUrl=%2F")
            assert (await client.get("/initialize.json")).status_code == 401

    async def test_pages_that_are_not_built_say_so(self, tmp_path: Path) -> None:
        async with api(tmp_path / "nowhere", external=True) as client:
            answer = await client.get("/")
        assert answer.status_code == 503
        assert "make setup" in answer.text


class TestInitialize:
    async def test_it_says_where_the_api_is_and_with_which_key(self, built: Path) -> None:
        async with api(built, external=True, url_base="/films") as client:
            answer = await client.get("/films/initialize.json")
        assert answer.headers["content-type"].startswith("application/json")
        told = answer.json()
        assert (told["apiRoot"], told["urlBase"], told["apiKey"]) == ("/films/api/v3", "/films", KEY)
        assert re.fullmatch(r"\d+\.\d+\.\d+\.\d+", told["version"])
        assert (told["instanceName"], told["theme"], told["branch"]) == ("Radarr upstairs", "dark", "develop")
        assert told["release"] == f"{told['version']}-develop"


class TestPing:
    async def test_it_is_open_and_takes_head(self, built: Path, database: Database) -> None:
        async with api(built, database) as client:
            answer = await client.get("/ping")
            assert (answer.status_code, answer.json()) == (200, {"status": "OK"})
            head = await client.head("/ping")
            assert (head.status_code, head.content) == (200, b"")

    async def test_without_the_database_it_says_error(self, built: Path) -> None:
        nowhere = Database("postgresql://nobody@127.0.0.1:1/nothing", pool_size=1)
        async with api(built, nowhere) as client:
            answer = await client.get("/ping")
        await nowhere.close()
        assert (answer.status_code, answer.json()) == (500, {"status": "Error"})


async def test_which_apis_there_are(built: Path) -> None:
    async with api(built) as client:
        assert (await client.get("/api")).status_code == 401
        answer = await client.get("/api/", headers={"X-Api-Key": KEY})
    assert answer.json() == {"current": "v3", "deprecated": []}


async def test_robots_are_asked_to_stay_away(built: Path) -> None:
    async with api(built) as client:
        assert "Disallow: /" in (await client.get("/robots.txt")).text
