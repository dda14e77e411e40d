"""Logging in, logging out, the first account: over HTTP, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from cinearr.api import login
from cinearr.api.login import DatabaseSessions, Login
from cinearr.features import auth
from cinearr.kit.db import Database

from .client import KEY, client_of
from .routes import ROUTES, build

PASSWORD = "correct horse"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def forms(database: Database, clock: Clock, **config: Any) -> httpx.AsyncClient:
    api = build(
        [*ROUTES, *login.ROUTES],
        sessions=DatabaseSessions(database, clock),
        dependencies={"login": Login(database, clock, method="forms")},
        **config,
    )
    return client_of(api, key=None)


@pytest.fixture
async def client(database: Database, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    async with database.begin() as session:
        await auth.create_first_user(session, "Ada", PASSWORD)
    async with forms(database, clock) as found:
        yield found


async def log_in(client: httpx.AsyncClient, **more: str) -> httpx.Response:
    query = more.pop("query", "")
    return await client.post(f"/login{query}", data={"username": "ada", "password": PASSWORD, **more})


class TestClosedPages:
    @pytest.mark.parametrize(
        ("path", "target"),
        [
            ("/", "/login?returnUrl=%2F"),
            ("/settings?tab=1&x=a%20b", "/login?returnUrl=%2Fsettings%3Ftab%3D1%26x%3Da%2520b"),
            ("/MediaCover/1/poster.jpg", "/login?returnUrl=%2FMediaCover%2F1%2Fposter.jpg"),
            ("/no/such/page", "/login?returnUrl=%2Fno%2Fsuch%2Fpage"),
        ],
    )
    async def test_lead_to_the_login(self, client: httpx.AsyncClient, path: str, target: str) -> None:
        answer = await client.get(path, headers={"X-Api-Key": KEY})  # the key opens no page
        assert (answer.status_code, answer.headers["location"]) == (302, target)

    async def test_what_programs_read_says_401(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/initialize.json")
        assert (answer.status_code, answer.json()) == (401, {"error": "Unauthorized"})
        assert KEY not in answer.text

    async def test_sending_to_a_page_says_401(self, client: httpx.AsyncClient) -> None:
        assert (await client.post("/settings")).status_code == 401

    async def test_a_made_up_cookie(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/", headers={"Cookie": "RadarrAuth=made-up"})).status_code == 302


class TestLogin:
    async def test_a_right_password_opens_pages(self, client: httpx.AsyncClient) -> None:
        answer = await log_in(client)
        assert (answer.status_code, answer.headers["location"]) == (302, "/")
        assert (await client.get("/")).status_code == 200
        assert (await client.get("/initialize.json")).json()["apiKey"] == KEY

    async def test_but_not_the_api(self, client: httpx.AsyncClient) -> None:
        await log_in(client)
        assert (await client.get("/api/v3/tag")).status_code == 401

    async def test_the_cookie(self, client: httpx.AsyncClient) -> None:
        cookie = (await log_in(client)).headers["set-cookie"].lower()
        assert cookie.startswith("radarrauth=")
        assert {"httponly", "samesite=lax", "path=/"} <= {part.strip() for part in cookie.split(";")}
        assert "max-age" not in cookie
        assert "max-age=604800" in (await log_in(client, rememberMe="on")).headers["set-cookie"].lower()

    async def test_the_cookie_is_secure_behind_tls(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(
            "/login", data={"username": "ada", "password": PASSWORD}, headers={"X-Forwarded-Proto": "https"}
        )
        assert "secure" in answer.headers["set-cookie"].lower()

    @pytest.mark.parametrize(
        ("query", "target"),
        [
            ("?returnUrl=%2Fsettings%3Fa%3Db", "/settings?a=b"),
            ("?ReturnUrl=/general/settings", "/general/settings"),
            ("?returnUrl=https%3A%2F%2Fevil.test%2F", "/"),
            ("?returnUrl=%2F%2Fevil.test%2F", "/"),
        ],
    )
    async def test_where_it_leads(self, client: httpx.AsyncClient, query: str, target: str) -> None:
        assert (await log_in(client, query=query)).headers["location"] == target

    @pytest.mark.parametrize("given", [{"password": "wrong"}, {"username": "bob"}, {"password": ""}, {"username": ""}])
    async def test_a_wrong_one_leads_back(self, client: httpx.AsyncClient, given: dict[str, str]) -> None:
        answer = await log_in(client, query="?returnUrl=%2Fsettings", **given)
        assert answer.status_code == 302
        assert answer.headers["location"] == "/login?returnUrl=%2Fsettings&loginFailed=true"
        assert "set-cookie" not in answer.headers
        page = await client.get(answer.headers["location"])
        assert "Wrong user name or password" in page.text

    async def test_the_name_in_any_case(self, client: httpx.AsyncClient) -> None:
        assert (await log_in(client, username="ADA")).headers["location"] == "/"

    async def test_guessing_is_stopped(self, client: httpx.AsyncClient) -> None:
        statuses = [(await log_in(client, password="guess")).status_code for _ in range(12)]
        assert statuses[:10] == [302] * 10
        assert statuses[10:] == [429, 429]
        assert (await log_in(client)).status_code == 429

    @pytest.mark.parametrize("origin", ["https://evil.test", "null", "", "http://[x", "http://[films.test:7878]"])
    async def test_a_form_of_another_site(self, client: httpx.AsyncClient, origin: str) -> None:
        answer = await client.post("/login", data={"username": "ada", "password": PASSWORD}, headers={"Origin": origin})
        assert answer.status_code == 403

    async def test_a_form_of_ours(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(
            "/login", data={"username": "ada", "password": PASSWORD}, headers={"Origin": "http://films.test:7878"}
        )
        assert answer.status_code == 302

    async def test_a_form_of_many_fields(self, client: httpx.AsyncClient) -> None:
        answer = await log_in(client, **{f"field{number}": "x" for number in range(60)})
        assert answer.status_code == 400
        assert "too many fields" in answer.text

    async def test_a_form_without_end(self, client: httpx.AsyncClient) -> None:
        assert (await log_in(client, password="x" * 100_000)).status_code == 413

    async def test_the_page_is_safe(self, client: httpx.AsyncClient) -> None:
        answer = await client.get('/login?returnUrl=/"><script>alert(1)</script>')
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "<script" not in answer.text
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]


class TestSession:
    async def test_it_slides(self, client: httpx.AsyncClient, clock: Clock) -> None:
        await log_in(client)
        for _ in range(3):
            clock.now += timedelta(days=6)
            assert (await client.get("/")).status_code == 200
        clock.now += timedelta(days=7, seconds=1)
        assert (await client.get("/")).status_code == 302

    async def test_logging_out_ends_it(self, client: httpx.AsyncClient) -> None:
        await log_in(client)
        token = client.cookies["RadarrAuth"]
        answer = await client.get("/logout")
        assert (answer.status_code, answer.headers["location"]) == (302, "/")
        assert "RadarrAuth" not in client.cookies
        assert (await client.get("/", headers={"Cookie": f"RadarrAuth={token}"})).status_code == 302

    async def test_a_database_that_is_away(self, clock: Clock) -> None:
        away = Database("postgresql://nobody@127.0.0.1:1/nothing", pool_size=1)
        async with forms(away, clock) as client:
            answer = await client.get("/", headers={"Cookie": "RadarrAuth=x"})
        await away.close()
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


class TestFirstRun:
    @pytest.fixture
    async def fresh(self, database: Database, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
        async with forms(database, clock) as found:
            yield found

    async def test_the_login_leads_to_it(self, fresh: httpx.AsyncClient) -> None:
        assert (await fresh.get("/")).headers["location"] == "/login?returnUrl=%2F"
        assert (await fresh.get("/login")).headers["location"] == "/setup"
        assert "Create your account" in (await fresh.get("/setup")).text

    async def test_the_first_account_is_logged_in(self, fresh: httpx.AsyncClient) -> None:
        answer = await fresh.post(
            "/setup", data={"username": "ada", "password": PASSWORD, "passwordConfirmation": PASSWORD}
        )
        assert (answer.status_code, answer.headers["location"]) == (302, "/")
        assert (await fresh.get("/")).status_code == 200

    async def test_afterwards_it_is_gone(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/setup")).headers["location"] == "/login"
        answer = await client.post(
            "/setup", data={"username": "eve", "password": PASSWORD, "passwordConfirmation": PASSWORD}
        )
        assert (answer.status_code, answer.headers["location"]) == (302, "/login")
        assert (await log_in(client, username="eve")).headers["location"].endswith("loginFailed=true")

    @pytest.mark.parametrize(
        ("form", "message"),
        [
            ({"username": " ", "password": PASSWORD, "passwordConfirmation": PASSWORD}, "Choose a user name."),
            ({"username": "ada", "password": "short", "passwordConfirmation": "short"}, "at least 8 letters"),
            ({"username": "ada", "password": PASSWORD, "passwordConfirmation": "else"}, "not the same"),
            ({}, "Choose a user name."),
        ],
    )
    async def test_what_does_not_fit(self, fresh: httpx.AsyncClient, form: dict[str, str], message: str) -> None:
        answer = await fresh.post("/setup", data=form)
        assert answer.status_code == 400
        assert message in answer.text

    async def test_another_site_cannot_make_it(self, fresh: httpx.AsyncClient) -> None:
        answer = await fresh.post(
            "/setup",
            data={"username": "eve", "password": PASSWORD, "passwordConfirmation": PASSWORD},
            headers={"Origin": "https://evil.test"},
        )
        assert answer.status_code == 403
        assert (await fresh.get("/login")).headers["location"] == "/setup"


async def test_under_an_url_base(database: Database, clock: Clock) -> None:
    async with forms(database, clock, url_base="/radarr") as client:
        assert (await client.get("/radarr/settings")).headers["location"] == (
            "/radarr/login?returnUrl=%2Fradarr%2Fsettings"
        )
        assert (await client.get("/radarr/login")).headers["location"] == "/radarr/setup"
        answer = await client.post(
            "/radarr/setup", data={"username": "ada", "password": PASSWORD, "passwordConfirmation": PASSWORD}
        )
        assert answer.headers["location"] == "/radarr/"
        assert "path=/radarr" in answer.headers["set-cookie"].lower()
        assert (await client.get("/radarr/settings")).status_code == 200


async def test_when_another_program_asks_people(database: Database, clock: Clock) -> None:
    api = build(
        [*ROUTES, *login.ROUTES], dependencies={"login": Login(database, clock, method="external")}, external=True
    )
    async with client_of(api, key=None) as client:
        assert (await client.get("/")).status_code == 200
        assert (await client.get("/login")).status_code == 200
        assert (await client.get("/setup")).headers["location"] == "/login"
        assert (await client.post("/setup", data={"username": "eve", "password": PASSWORD})).headers["location"] == "/"
        assert (await client.get("/api/v3/tag")).status_code == 401
    async with database.read() as session:
        assert not await auth.any_user(session)
