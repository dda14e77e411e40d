"""Custom formats as clients send and see them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

Json = dict[str, Any]
PATH = "/api/v3/customformat"


def condition(kind: str, name: str = "a", **fields: Any) -> Json:
    rows = [{"name": field, "value": value} for field, value in fields.items()]
    return {"name": name, "implementation": f"{kind}Specification", "fields": rows}


def a_format(name: str, *conditions: Json) -> Json:
    return {"name": name, "specifications": list(conditions) or [condition("ReleaseTitle", value="a")]}


def values(told: Json) -> Json:
    return {field["name"]: field["value"] for field in told["specifications"][0]["fields"]}


class TestSaving:
    async def test_as_sent_with_all_that_screens_need(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(PATH, json=a_format("Long", condition("ReleaseTitle", "extended", value="ext")))
        assert answer.status_code == 201
        assert answer.headers["location"] == "http://films.test:7878/api/v3/customformat/1"
        assert list(answer.json()) == ["id", "name", "includeCustomFormatWhenRenaming", "specifications"]
        assert answer.json()["specifications"] == [
            {
                "name": "extended",
                "implementation": "ReleaseTitleSpecification",
                "implementationName": "Release Title",
                "infoLink": "https://wiki.servarr.com/radarr/settings#custom-formats-2",
                "negate": False,
                "required": False,
                "fields": [
                    {
                        "order": 0,
                        "name": "value",
                        "label": "Regular Expression",
                        "helpText": "Custom Format RegEx is Case Insensitive",
                        "value": "ext",
                        "type": "textbox",
                        "advanced": False,
                        "privacy": "normal",
                        "isFloat": False,
                    }
                ],
            }
        ]
        assert (await client.get(f"{PATH}/1")).json() == answer.json()
        assert (await client.get(PATH)).json() == [answer.json()]

    @pytest.mark.parametrize(
        ("sent", "read"),
        [
            (condition("Size", min=1.5, max=20), {"min": 1.5, "max": 20}),
            (condition("Size", max="9"), {"min": 0, "max": 9}),
            (condition("Year", min=1990, max=1999), {"min": 1990, "max": 1999}),
            (condition("Resolution", value=2160), {"value": 2160}),
            (condition("Source", value="9"), {"value": 9}),
            (condition("Language", value=-2), {"value": -2, "exceptLanguage": False}),
            (condition("Language", value=4, exceptLanguage=True), {"value": 4, "exceptLanguage": True}),
            (condition("IndexerFlag", value=128), {"value": 128}),
            (condition("releasegroup", value="^X$"), {"value": "^X$"}),
        ],
    )
    async def test_values_keep_their_type(self, client: httpx.AsyncClient, sent: Json, read: Json) -> None:
        answer = await client.post(PATH, json=a_format("A", sent))
        assert answer.status_code == 201
        assert values(answer.json()) == read
        assert [type(value) for value in values(answer.json()).values()] == [type(value) for value in read.values()]

    async def test_a_new_format_comes_first_in_every_profile(self, client: httpx.AsyncClient) -> None:
        for name in ("One", "Two"):
            await client.post(PATH, json=a_format(name))
        for profile in (await client.get("/api/v3/qualityprofile")).json():
            assert [(item["format"], item["name"], item["score"]) for item in profile["formatItems"]] == [
                (2, "Two", 0),
                (1, "One", 0),
            ]

    async def test_another_name(self, client: httpx.AsyncClient) -> None:
        told = (await client.post(PATH, json=a_format("One"))).json()
        answer = await client.put(f"{PATH}/1", json={**told, "name": "Other"})
        assert (answer.status_code, answer.json()) == (202, {**told, "name": "Other"})
        profile = (await client.get("/api/v3/qualityprofile/1")).json()
        assert [item["name"] for item in profile["formatItems"]] == ["Other"]

    async def test_several_at_once(self, client: httpx.AsyncClient) -> None:
        for name in ("One", "Two", "Three"):
            await client.post(PATH, json=a_format(name))
        answer = await client.put(f"{PATH}/bulk", json={"ids": [1, 3], "includeCustomFormatWhenRenaming": True})
        assert (answer.status_code, [each["id"] for each in answer.json()]) == (202, [1, 3])
        every = (await client.get(PATH)).json()
        assert [each["includeCustomFormatWhenRenaming"] for each in every] == [True, False, True]


class TestRefusing:
    @pytest.mark.parametrize(
        ("sent", "rows"),
        [
            (a_format("Taken"), [("Name", "Must be unique.")]),
            (a_format(""), [("Name", "'Name' must not be empty.")]),
            ({"name": "x", "specifications": []}, [("", "Must contain at least one Condition")]),
            ({"name": "x"}, [("", "Must contain at least one Condition")]),
            (
                a_format("x", condition("ReleaseTitle", " ", value="a")),
                [("", "Condition name(s) cannot be empty or consist of only spaces")],
            ),
            (a_format("x", condition("ReleaseTitle", value="")), [("Value", "'Value' must not be empty.")]),
            (
                a_format("x", condition("ReleaseTitle", value="(open")),
                [("Value", "Invalid regular expression: A bracket is not closed (at character 1)")],
            ),
            (a_format("x", condition("Source", value=0)), [("Value", "'Value' must not be empty.")]),
            (a_format("x", condition("Size", min=3, max=3)), [("Max", "'Max' must be greater than '3'.")]),
            (
                a_format("x", condition("Wishful", value=3)),
                [("Specifications", "WishfulSpecification is not a valid specification implementation")],
            ),
            (a_format("x", condition("Source", value="web")), [("Specifications", "'web' of 'a' is no number")]),
        ],
    )
    async def test_broken_rules(self, client: httpx.AsyncClient, sent: Json, rows: list[tuple[str, str]]) -> None:
        await client.post(PATH, json=a_format("Taken"))
        answer = await client.post(PATH, json=sent)
        assert answer.status_code == 400
        assert [(row["propertyName"], row["errorMessage"]) for row in answer.json()] == rows
        assert len((await client.get(PATH)).json()) == 1

    async def test_names_differ_by_case(self, client: httpx.AsyncClient) -> None:
        await client.post(PATH, json=a_format("Taken"))
        assert (await client.post(PATH, json=a_format("taken"))).status_code == 201

    async def test_fields_are_a_list(self, client: httpx.AsyncClient) -> None:
        sent = {"name": "x", "specifications": [{"name": "a", "implementation": "Source", "fields": {"value": 1}}]}
        answer = await client.post(PATH, json=sent)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["$.specifications[0].fields"])

    @pytest.mark.parametrize(
        ("method", "path", "body", "status", "message"),
        [
            ("GET", "9", None, 404, "CustomFormat with ID 9 does not exist"),
            ("PUT", "9", a_format("x"), 404, "CustomFormat with ID 9 does not exist"),
            ("DELETE", "9", None, 404, "CustomFormat with ID 9 does not exist"),
            ("PUT", "bulk", {"ids": [9]}, 404, "CustomFormat with ID 9 does not exist"),
            ("PUT", "bulk", {"ids": []}, 400, "BadRequest: ids must be provided"),
            ("DELETE", "bulk", {"ids": []}, 400, "BadRequest: ids must be provided"),
        ],
    )
    async def test_unknown(
        self, client: httpx.AsyncClient, method: str, path: str, body: Json | None, status: int, message: str
    ) -> None:
        answer = await client.request(method, f"{PATH}/{path}", json=body)
        assert (answer.status_code, answer.json()["message"]) == (status, message)


class TestRemoving:
    async def test_it_leaves_every_profile_and_the_last_one_takes_the_limits_with_it(
        self, client: httpx.AsyncClient
    ) -> None:
        for name in ("One", "Two"):
            await client.post(PATH, json=a_format(name))
        profile = (await client.get("/api/v3/qualityprofile/1")).json()
        for item in profile["formatItems"]:
            item["score"] = 10
        profile |= {"minFormatScore": 15, "cutoffFormatScore": 20, "minUpgradeFormatScore": 5}
        assert (await client.put("/api/v3/qualityprofile/1", json=profile)).status_code == 202

        answer = await client.delete(f"{PATH}/1")
        assert (answer.status_code, answer.json()) == (200, {})
        profile = (await client.get("/api/v3/qualityprofile/1")).json()
        assert profile["formatItems"] == [{"format": 2, "name": "Two", "score": 10}]
        assert (profile["minFormatScore"], profile["minUpgradeFormatScore"]) == (15, 5)

        answer = await client.request("DELETE", f"{PATH}/bulk", json={"ids": [2]})
        assert (answer.status_code, answer.json()) == (200, {})
        profile = (await client.get("/api/v3/qualityprofile/1")).json()
        assert profile["formatItems"] == []
        limits = (profile["minFormatScore"], profile["cutoffFormatScore"], profile["minUpgradeFormatScore"])
        assert limits == (0, 0, 1)

    async def test_none_is_removed_when_one_is_unknown(self, client: httpx.AsyncClient) -> None:
        await client.post(PATH, json=a_format("One"))
        answer = await client.request("DELETE", f"{PATH}/bulk", json={"ids": [1, 9]})
        assert answer.status_code == 404
        assert len((await client.get(PATH)).json()) == 1


class TestSchema:
    async def test_every_kind_with_presets(self, client: httpx.AsyncClient) -> None:
        await client.post(PATH, json=a_format("Mine", condition("Source", "disc", value=9)))
        schema = (await client.get(f"{PATH}/schema")).json()
        assert [each["implementationName"] for each in schema] == [
            "Release Title",
            "Edition",
            "Language",
            "Indexer Flag",
            "Source",
            "Resolution",
            "Quality Modifier",
            "Size",
            "Release Group",
            "Year",
        ]
        title, source = schema[0], schema[4]
        assert "name" not in title
        assert "value" not in title["fields"][0]
        assert title["presets"][0]["name"] == "x264"
        assert [preset["name"] for preset in source["presets"]] == ["Mine: disc"]
        assert source["fields"][0]["selectOptions"][9] == {
            "value": 9,
            "name": "BLURAY",
            "order": 9,
            "dividerAfter": False,
        }

    async def test_what_the_schema_offers_can_be_saved(self, client: httpx.AsyncClient) -> None:
        schema = (await client.get(f"{PATH}/schema")).json()
        answer = await client.post(PATH, json={"name": "x", "specifications": schema[0]["presets"]})
        assert (answer.status_code, len(answer.json()["specifications"])) == (201, len(schema[0]["presets"]))
