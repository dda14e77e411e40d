"""The page of the server itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from cinearr.features import auth, settings
from cinearr.kit.network import CertificateChecks, ProxyKind
from cinearr.workflows.network import network_settings
from cinearr.workflows.program import Program, Shown

Json = dict[str, Any]
PATH = "/api/v3/config/host"
PASSWORD = "correct horse"


@pytest.fixture
def _level() -> Iterator[None]:
    before = logging.getLogger().level
    yield
    logging.getLogger().setLevel(before)


async def page(client: httpx.AsyncClient, **changes: Any) -> Json:
    return {**(await client.get(PATH)).json(), **changes}


async def test_what_the_configuration_says_is_shown(client: httpx.AsyncClient, program: Program) -> None:
    found = await page(client)
    config = program.config
    assert (found["bindAddress"], found["port"], found["urlBase"]) == (config.host, config.port, config.url_base)
    assert (found["apiKey"], found["authenticationMethod"]) == (program.api_key, "forms")
    assert (found["logLevel"], found["branch"], found["instanceName"]) == ("info", "master", "Radarr")
    assert (found["username"], found["password"], found["passwordConfirmation"]) == ("", "", "")
    assert (len(found), next(iter(found)), list(found)[-1], found["id"]) == (38, "bindAddress", "id", 1)
    assert (await client.get(f"{PATH}/5")).json() == found


async def test_changed_and_kept(client: httpx.AsyncClient) -> None:
    sent = await page(client, instanceName="My Radarr", backupRetention=14, updateMechanism="Docker")
    answer = await client.put(f"{PATH}/1", json=sent)
    assert (answer.status_code, answer.json()) == (202, {**sent, "updateMechanism": "docker"})
    assert await page(client) == answer.json()


async def test_what_belongs_to_the_configuration_stays(client: httpx.AsyncClient) -> None:
    before = await page(client)
    answer = await client.put(PATH, json={**before, "port": 8080, "bindAddress": "*", "apiKey": "x", "urlBase": "/x"})
    assert (answer.status_code, answer.json()) == (202, before)


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"port": 99999999}, ["Port"]),
        ({"port": 81}, ["Port"]),
        ({"port": 443}, []),
        ({"bindAddress": "here"}, ["BindAddress"]),
        ({"bindAddress": "::1"}, []),
        ({"branch": None}, ["Branch"]),
        ({"instanceName": "Films"}, ["InstanceName"]),
        ({"applicationUrl": "films"}, ["ApplicationUrl"]),
        ({"applicationUrl": "https://films.example.org/x"}, []),
        ({"proxyEnabled": True, "proxyHostname": "", "proxyPort": 0}, ["ProxyHostname", "ProxyPort"]),
        (
            {"logSizeLimit": 11, "backupInterval": 8, "backupRetention": 0},
            ["LogSizeLimit", "BackupInterval", "BackupRetention"],
        ),
        ({"logLevel": "loud", "consoleLogLevel": "louder"}, ["LogLevel", "ConsoleLogLevel"]),
        ({"logLevel": "Debug", "consoleLogLevel": ""}, []),
        ({"authenticationMethod": "basic"}, ["AuthenticationMethod"]),
        ({"username": "anna"}, ["Password"]),
        ({"username": "anna", "password": PASSWORD, "passwordConfirmation": "other"}, ["PasswordConfirmation"]),
    ],
)
@pytest.mark.usefixtures("_level")
async def test_rules(client: httpx.AsyncClient, changes: Json, names: list[str]) -> None:
    before = await page(client)
    answer = await client.put(PATH, json={**before, **changes})
    found = [row["propertyName"] for row in answer.json()] if answer.status_code == 400 else []
    assert found == names
    if names:
        assert await page(client) == before


async def test_a_page_with_almost_nothing_names_all_that_is_wrong(client: httpx.AsyncClient) -> None:
    answer = await client.put(PATH, json={"id": 1, "port": 99999999, "bindAddress": "*"})
    rows = answer.json()
    assert [row["propertyName"] for row in rows] == [
        "Port",
        "LogSizeLimit",
        "Branch",
        "BackupInterval",
        "BackupRetention",
    ]
    assert rows[0] == {
        "propertyName": "Port",
        "errorMessage": "'Port' must be between 1 and 65535. You entered 99999999.",
        "attemptedValue": 99999999,
        "severity": "error",
        "errorCode": "InclusiveBetweenValidator",
        "formattedMessageArguments": [],
        "formattedMessagePlaceholderValues": {
            "from": 1,
            "to": 65535,
            "value": 99999999,
            "propertyName": "Port",
            "propertyValue": 99999999,
        },
    }
    assert rows[2] == {
        "propertyName": "Branch",
        "errorMessage": "Branch name is required, 'master' is the default",
        "severity": "error",
        "errorCode": "NotEmptyValidator",
        "formattedMessageArguments": [],
        "formattedMessagePlaceholderValues": {"propertyName": "Branch", "propertyValue": None},
    }


class TestAccount:
    async def user(self, program: Program) -> auth.User:
        async with program.database.read() as session:
            found = await auth.find_user(session)
        assert found is not None
        return found

    async def test_made_renamed_and_given_another_password(self, client: httpx.AsyncClient, program: Program) -> None:
        sent = await page(client, username="anna", password=PASSWORD, passwordConfirmation=PASSWORD)
        answer = await client.put(PATH, json=sent)
        told = answer.json()
        assert (told["username"], told["password"], told["passwordConfirmation"]) == ("anna", "********", "")
        assert PASSWORD not in answer.text
        made = await self.user(program)
        assert await auth.verify(PASSWORD, made.password)
        assert made.password not in answer.text

        assert (await client.put(PATH, json={**told, "username": "bea"})).status_code == 202
        assert await self.user(program) == auth.User(id=made.id, username="bea", password=made.password)

        sent = await page(client, password="another one", passwordConfirmation="another one")
        assert (await client.put(PATH, json=sent)).status_code == 202
        changed = await self.user(program)
        assert (changed.id, changed.username) == (made.id, "bea")
        assert await auth.verify("another one", changed.password)


class TestTheWayOut:
    async def test_a_saved_proxy_is_taken_at_once_and_its_password_never_shown(
        self, client: httpx.AsyncClient, program: Program
    ) -> None:
        sent = await page(
            client,
            proxyEnabled=True,
            proxyType="socks5",
            proxyHostname="proxy.test",
            proxyPort=1080,
            proxyPassword=PASSWORD,
            certificateValidation="disabledForLocalAddresses",
        )
        answer = await client.put(PATH, json=sent)
        assert answer.json()["proxyPassword"] == "********"
        assert PASSWORD not in answer.text
        assert (await client.put(PATH, json=answer.json())).status_code == 202

        async with program.database.read() as session:
            way = network_settings(await settings.get(session, settings.Host))
        assert program.http._settings == way
        assert way.proxy is not None
        assert (way.proxy.kind, way.proxy.host, way.proxy.password) == (ProxyKind.SOCKS5, "proxy.test", PASSWORD)
        assert way.certificates is CertificateChecks.DISABLED_FOR_LOCAL

    @pytest.mark.usefixtures("_level")
    async def test_a_saved_level_is_logged_at_once(self, client: httpx.AsyncClient) -> None:
        await client.put(PATH, json=await page(client, logLevel="debug"))
        assert logging.getLogger().level == logging.DEBUG


async def test_what_is_shown_of_the_server_follows_at_once(client: httpx.AsyncClient, program: Program) -> None:
    before = (await client.get("/api/v3/system/status")).json()
    assert (before["instanceName"], before["branch"]) == ("Radarr", "master")
    await client.put(PATH, json=await page(client, instanceName="Radarr attic", branch="develop"))
    await client.put("/api/v3/config/ui", json={**(await client.get("/api/v3/config/ui")).json(), "theme": "dark"})
    told = (await client.get("/api/v3/system/status")).json()
    assert told == {**before, "instanceName": "Radarr attic", "branch": "develop"}
    assert program.shown == Shown("Radarr attic", "develop", "dark")


async def test_the_country_of_certifications(client: httpx.AsyncClient, program: Program) -> None:
    await client.put("/api/v3/config/metadata", json={"certificationCountry": "de"})
    assert program.metadata.country == "DE"  # type: ignore[attr-defined]
