"""Lists that never change."""

from __future__ import annotations

import httpx
import pytest


async def test_languages_come_by_name_after_the_choices(client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/v3/language")).json()
    assert found[:4] == [
        {"id": -1, "name": "Any", "nameLower": "any"},
        {"id": -2, "name": "Original", "nameLower": "original"},
        {"id": 0, "name": "Unknown", "nameLower": "unknown"},
        {"id": 51, "name": "Afrikaans", "nameLower": "afrikaans"},
    ]
    names = [each["name"] for each in found[3:]]
    assert names == sorted(names)


@pytest.mark.parametrize(("language_id", "status"), [("0", 200), ("1", 200), ("999", 404)])
async def test_one_language(client: httpx.AsyncClient, language_id: str, status: int) -> None:
    assert (await client.get(f"/api/v3/language/{language_id}")).status_code == status


async def test_flags(client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/v3/indexerflag")).json()
    assert found[0] == {"id": 1, "name": "G_Freeleech", "nameLower": "g_freeleech"}
    assert [each["id"] for each in found] == [1, 2, 4, 8, 16, 32, 128, 256, 512, 2048]


async def test_the_language_of_the_screens(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v3/localization/language")).json() == {"identifier": "en"}


async def test_texts_of_other_screens_are_not_here(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v3/localization")
    assert answer.status_code == 501
    assert "web interface" in answer.json()["message"]
