"""Quality profiles as clients send and see them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from cinearr.core.profiles.defaults import PROFILES
from cinearr.workflows.program import Program
from tests.factories.library import a_movie

Json = dict[str, Any]
PATH = "/api/v3/qualityprofile"


async def a_format(client: httpx.AsyncClient, name: str) -> int:
    condition = {
        "name": "a",
        "implementation": "ReleaseTitleSpecification",
        "fields": [{"name": "value", "value": "a"}],
    }
    answer = await client.post("/api/v3/customformat", json={"name": name, "specifications": [condition]})
    assert answer.status_code == 201
    return int(answer.json()["id"])


async def a_profile(client: httpx.AsyncClient, **changes: Any) -> Json:
    """The empty profile with one quality allowed."""
    profile: Json = (await client.get(f"{PATH}/schema")).json()
    next(item for item in profile["items"] if item.get("quality", {}).get("id") == 7)["allowed"] = True
    return {**profile, "name": "Mine", "cutoff": 7, **changes}


class TestReading:
    async def test_a_fresh_install_has_six(self, client: httpx.AsyncClient) -> None:
        found = (await client.get(PATH)).json()
        assert [each["name"] for each in found] == [each.name for each in PROFILES]
        assert list(found[0]) == [
            "name",
            "upgradeAllowed",
            "cutoff",
            "items",
            "minFormatScore",
            "cutoffFormatScore",
            "minUpgradeFormatScore",
            "formatItems",
            "language",
            "id",
        ]
        assert found[0]["language"] == {"id": -2, "name": "Original"}
        assert found[0]["items"][0] == {
            "quality": {"id": 0, "name": "Unknown", "source": "unknown", "resolution": 0, "modifier": "none"},
            "items": [],
            "allowed": False,
        }
        group = next(item for item in found[0]["items"] if "quality" not in item)
        assert list(group) == ["name", "items", "allowed", "id"]
        assert (group["name"], group["id"]) == ("WEB 480p", 1000)

    async def test_the_schema_has_every_format_and_no_id(self, client: httpx.AsyncClient) -> None:
        numbers = [await a_format(client, name) for name in ("Zebra", "Ape")]
        schema = (await client.get(f"{PATH}/schema")).json()
        assert "id" not in schema
        assert (schema["name"], schema["cutoff"]) == ("", 0)
        assert schema["formatItems"] == [
            {"format": numbers[0], "name": "Zebra", "score": 0},
            {"format": numbers[1], "name": "Ape", "score": 0},
        ]

    async def test_one_that_is_not_there(self, client: httpx.AsyncClient) -> None:
        assert (await client.get(f"{PATH}/99")).status_code == 404


class TestSaving:
    async def test_as_sent(self, client: httpx.AsyncClient) -> None:
        ape, bear = await a_format(client, "Ape"), await a_format(client, "Bear")
        items = [{"format": bear, "name": "ignored", "score": 5}, {"format": 99, "score": 1}, {"format": ape}]
        sent = await a_profile(client, formatItems=items, language={"id": 4}, upgradeAllowed=True)
        answer = await client.post(PATH, json=sent)
        assert answer.status_code == 201
        assert answer.headers["location"] == "http://films.test:7878/api/v3/qualityprofile/7"
        told = answer.json()
        assert told["formatItems"] == [
            {"format": bear, "name": "Bear", "score": 5},
            {"format": ape, "name": "Ape", "score": 0},
        ]
        assert told["language"] == {"id": 4, "name": "German"}
        assert (await client.get(f"{PATH}/7")).json() == told

    @pytest.mark.parametrize(
        ("language", "read"),
        [(None, None), ({}, {"id": 0, "name": "Unknown"}), ({"id": -1}, {"id": -1, "name": "Any"})],
    )
    async def test_languages(self, client: httpx.AsyncClient, language: Json | None, read: Json | None) -> None:
        sent = await a_profile(client, language=language)
        assert (await client.post(PATH, json=sent)).json().get("language") == read

    async def test_items_of_single_qualities_may_be_left_out(self, client: httpx.AsyncClient) -> None:
        sent = await a_profile(client)
        for item in sent["items"]:
            if "quality" in item:
                del item["items"]
        assert (await client.post(PATH, json=sent)).status_code == 201

    async def test_the_id_in_the_body_counts(self, client: httpx.AsyncClient) -> None:
        sent = {**(await client.get(f"{PATH}/2")).json(), "name": "Other"}
        answer = await client.put(f"{PATH}/3", json=sent)
        assert (answer.status_code, answer.json()["id"], answer.json()["name"]) == (202, 2, "Other")
        assert (await client.get(f"{PATH}/3")).json()["name"] == "HD-720p"

    async def test_its_own_name_may_stay(self, client: httpx.AsyncClient) -> None:
        sent = (await client.get(f"{PATH}/2")).json()
        assert (await client.put(f"{PATH}/2", json=sent)).status_code == 202

    async def test_one_that_is_not_there(self, client: httpx.AsyncClient) -> None:
        answer = await client.put(f"{PATH}/99", json=await a_profile(client))
        assert (answer.status_code, answer.json()) == (404, {"message": "QualityProfile with ID 99 does not exist"})

    async def test_a_new_one_has_no_id(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(PATH, json=await a_profile(client, id=55))
        assert answer.status_code == 400
        assert answer.json()[0]["errorMessage"] == "Can't insert model with existing ID 55"


def _named_single(profile: Json) -> None:
    profile["items"][0]["name"] = "Bad"


def _twice(profile: Json) -> None:
    profile["items"].append(profile["items"][0])


def _missing(profile: Json) -> None:
    del profile["items"][0]


def _same_group(profile: Json) -> None:
    groups = [item for item in profile["items"] if "quality" not in item]
    groups[1]["id"] = groups[0]["id"]


def _group_with_quality(profile: Json) -> None:
    next(item for item in profile["items"] if "quality" not in item)["quality"] = {}


def _with(**changes: Any) -> Callable[[Json], None]:
    return lambda profile: profile.update(changes)


class TestRefusing:
    @pytest.mark.parametrize(
        ("change", "name", "message"),
        [
            (_with(name=""), "Name", "'Name' must not be empty."),
            (_with(name=None), "Name", "'Name' must not be empty."),
            (_with(name="SD"), "Name", "Must be unique."),
            (_with(cutoff=3), "Cutoff", "Cutoff must be an allowed quality or group"),
            (_with(items=[]), "Items", "'Items' must not be empty."),
            (_with(language={"id": 999}), "Language", "Language does not exist"),
            (
                _with(minUpgradeFormatScore=0),
                "MinUpgradeFormatScore",
                "'Min Upgrade Format Score' must be greater than or equal to '1'.",
            ),
            (_with(minFormatScore=10), "", "Minimum Custom Format Score can never be satisfied"),
            (
                _with(formatItems=None),
                "FormatItems",
                "All Custom Formats and no extra ones need to be present inside your Profile! Try refreshing your "
                "browser.",
            ),
            (_named_single, "Items", "Individual qualities should not be named"),
            (_twice, "Items", "Qualities can only be used once"),
            (_missing, "Items", "Must contain all qualities"),
            (_same_group, "Items", "Groups must have a unique ID"),
            (_group_with_quality, "Items", "Individual qualities should not be named"),
        ],
    )
    async def test_broken_rules(
        self, client: httpx.AsyncClient, change: Callable[[Json], None], name: str, message: str
    ) -> None:
        await a_format(client, "Ape")
        sent = await a_profile(client)
        change(sent)
        answer = await client.post(PATH, json=sent)
        assert answer.status_code == 400
        assert (name, message) in [(row["propertyName"], row["errorMessage"]) for row in answer.json()]
        assert len((await client.get(PATH)).json()) == len(PROFILES)


class TestRemoving:
    async def test_gone(self, client: httpx.AsyncClient) -> None:
        answer = await client.delete(f"{PATH}/2")
        assert (answer.status_code, answer.json()) == (200, {})
        assert (await client.get(f"{PATH}/2")).status_code == 404
        assert (await client.delete(f"{PATH}/2")).status_code == 200

    async def test_one_in_use_stays(self, client: httpx.AsyncClient, program: Program) -> None:
        await a_movie(program, Path("/films"), quality_profile_id=2)
        answer = await client.delete(f"{PATH}/2")
        assert (answer.status_code, answer.json()) == (500, {"message": "QualityProfile [2] is in use."})
        assert (await client.get(f"{PATH}/2")).status_code == 200
