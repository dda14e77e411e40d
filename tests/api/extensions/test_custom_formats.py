"""Taking custom formats in, and trying them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

Json = dict[str, Any]
IMPORT = "/api/cinearr/customformats/import"
TEST = "/api/cinearr/customformats/test"


def a_file(name: str, value: Any = "x265", kind: str = "ReleaseTitle", **more: Any) -> Json:
    """A format as exported files have it."""
    part = {
        "name": "part",
        "implementation": f"{kind}Specification",
        "negate": False,
        "required": True,
        "fields": {"value": value},
    }
    return {"name": name, "includeCustomFormatWhenRenaming": False, "specifications": [part], **more}


async def names(client: httpx.AsyncClient) -> list[str]:
    return [each["name"] for each in (await client.get("/api/v3/customformat")).json()]


class TestImport:
    async def test_one_and_many(self, client: httpx.AsyncClient) -> None:
        one = await client.post(IMPORT, json=a_file("One"))
        assert (one.status_code, [row["action"] for row in one.json()]) == (200, ["added"])
        many = await client.post(IMPORT, json=[a_file("Two"), a_file("Three", trash_scores={"default": 100, "uhd": 5})])
        assert [row["scores"] for row in many.json()] == [{}, {"default": 100, "uhd": 5}]
        assert await names(client) == ["One", "Two", "Three"]
        assert many.json()[0]["customFormat"] == (await client.get("/api/v3/customformat/2")).json()

    async def test_what_the_api_answers_can_be_taken_in_again(self, client: httpx.AsyncClient) -> None:
        await client.post(IMPORT, json=a_file("One"))
        answer = (await client.get("/api/v3/customformat")).json()
        assert (await client.post(IMPORT, params={"replace": "true"}, json=answer)).json() == [
            {"action": "changed", "customFormat": answer[0], "scores": {}}
        ]

    async def test_a_name_that_is_taken_is_replaced_only_when_asked(self, client: httpx.AsyncClient) -> None:
        await client.post(IMPORT, json=a_file("One", "old"))
        refused = await client.post(IMPORT, json=[a_file("Two"), a_file("One", "new")])
        assert (refused.status_code, [row["errorMessage"] for row in refused.json()]) == (400, ["One: Must be unique."])
        assert await names(client) == ["One"]

        changed = await client.post(IMPORT, params={"replace": True}, json=[a_file("Two"), a_file("One", "new")])
        assert [row["action"] for row in changed.json()] == ["added", "changed"]
        one = (await client.get("/api/v3/customformat/1")).json()
        assert one["specifications"][0]["fields"][0]["value"] == "new"

    async def test_scores_for_a_profile(self, client: httpx.AsyncClient) -> None:
        await client.post(IMPORT, json=a_file("Before"))
        sent = [a_file("One", trash_scores={"default": 100, "uhd": 5}), a_file("Two", trash_scores={"default": -10})]
        query = {"qualityProfileId": 4, "scoreSet": "default"}
        assert (await client.post(IMPORT, params=query, json=sent)).status_code == 200
        for profile in (await client.get("/api/v3/qualityprofile")).json():
            scores = {item["name"]: item["score"] for item in profile["formatItems"]}
            scored = profile["id"] == 4
            assert scores == {"Before": 0, "One": 100 if scored else 0, "Two": -10 if scored else 0}

    async def test_an_unknown_profile_takes_nothing_in(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(IMPORT, params={"qualityProfileId": 99}, json=a_file("One"))
        assert answer.status_code == 404
        assert await names(client) == []

    @pytest.mark.parametrize(
        ("sent", "message"),
        [
            ({}, "This is no custom format: the format has no name"),
            ([a_file("One"), 5], "This is no custom format: format 2 is not an object"),
            (
                a_file("One", kind="Wish"),
                "This is no custom format: specification 1 of 'One': WishSpecification is not a",
            ),
            ({"name": "One", "specifications": []}, "One: Must contain at least one Condition"),
            (a_file("One", "(open"), "One: Invalid regular expression: A bracket is not closed (at character 1)"),
            ([a_file("One"), a_file("One")], "One: Must be unique."),
        ],
    )
    async def test_refused_as_a_whole(self, client: httpx.AsyncClient, sent: Any, message: str) -> None:
        answer = await client.post(IMPORT, json=sent)
        assert answer.status_code == 400
        assert answer.json()[0]["errorMessage"].startswith(message)
        assert await names(client) == []


class TestTrying:
    TITLE = "The.Film.2020.German.1080p.BluRay.x265-GROUP"

    async def tried(self, client: httpx.AsyncClient, **sent: Any) -> dict[str, tuple[bool, list[bool | None]]]:
        answer = await client.post(TEST, json={"title": self.TITLE, **sent})
        assert answer.status_code == 200
        return {
            each["name"]: (each["matched"], [part.get("matched") for part in each["conditions"]])
            for each in answer.json()["customFormats"]
        }

    async def test_what_the_name_says(self, client: httpx.AsyncClient) -> None:
        told = (await client.post(TEST, json={"title": f" {self.TITLE} "})).json()
        assert (told["title"], told["year"], told["releaseGroup"]) == ("The Film", 2020, "GROUP")
        assert told["quality"]["quality"]["name"] == "Bluray-1080p"
        assert [each["name"] for each in told["languages"]] == ["German"]
        assert told["customFormats"] == []

    async def test_every_stored_format_with_each_of_its_conditions(self, client: httpx.AsyncClient) -> None:
        both = a_file("Both", "x265")
        both["specifications"].append(a_file("", "REMUX")["specifications"][0] | {"negate": True})
        await client.post(IMPORT, json=[both, a_file("French", 2, "Language"), a_file("Not", "x264")])
        assert await self.tried(client) == {
            "Both": (True, [True, True]),
            "French": (False, [False]),
            "Not": (False, [False]),
        }

    async def test_formats_that_are_not_stored(self, client: httpx.AsyncClient) -> None:
        await client.post(IMPORT, json=a_file("Stored"))
        part = {"name": "a", "implementation": "SizeSpecification", "fields": [{"name": "max", "value": 2}]}
        draft = {"name": "Draft", "specifications": [part]}
        assert await self.tried(client, customFormats=[draft], size=2**30) == {"Draft": (True, [True])}
        assert await self.tried(client, customFormats=[draft], size=2**32) == {"Draft": (False, [False])}

    async def test_flags_and_the_language_of_the_film(self, client: httpx.AsyncClient) -> None:
        await client.post(IMPORT, json=[a_file("Free", 1, "IndexerFlag"), a_file("Original", -2, "Language")])
        found = await self.tried(client, indexerFlags=33, originalLanguage={"id": 4})
        assert found == {"Free": (True, [True]), "Original": (True, [True])}

    async def test_an_expression_that_cannot_be_used_has_no_outcome(self, client: httpx.AsyncClient) -> None:
        part = {"name": "a", "implementation": "ReleaseTitleSpecification", "fields": [{"name": "value", "value": "("}]}
        draft = {"name": "Draft", "specifications": [part]}
        assert await self.tried(client, customFormats=[draft]) == {"Draft": (False, [None])}

    @pytest.mark.parametrize("title", ["", "Some.Series.S01E02.1080p.WEB-DL.x264-GROUP"])
    async def test_no_film(self, client: httpx.AsyncClient, title: str) -> None:
        answer = await client.post(TEST, json={"title": title})
        assert (answer.status_code, [row["propertyName"] for row in answer.json()]) == (400, ["Title"])
