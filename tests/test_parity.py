"""The page about parity is true, and nothing of the contract is passed over in silence."""

from __future__ import annotations

import re
from typing import Final

import pytest

from cinearr.api._edge import EdgeConfig
from cinearr.api.app import build_app
from cinearr.api.v3 import not_built
from cinearr.api.v3.not_built import operation, operations_of
from cinearr.api.v3.routes import BUILT
from scripts import parity
from tests.api.client import KEY, client_of

NO_HANDLER: Final = {"GET /content/{path}", "GET /{path}"}  # files of the original's screens; our pages
MISSING: Final = [each for listed in not_built.OPERATIONS.values() for each in listed]


def test_the_page_is_what_would_be_written() -> None:
    assert parity.main(["--check"]) == 0, "run `python -m scripts.parity` and look at what changed"


def test_every_operation_is_answered_or_said_to_be_missing() -> None:
    known = parity.answered() | {operation(each) for each in MISSING}
    assert [each for each in parity.inventory() if operation(each) not in known and each not in NO_HANDLER] == []


def test_nothing_that_is_built_is_said_to_be_missing() -> None:
    known = operations_of(BUILT)
    assert [each for each in MISSING if operation(each) in known] == [], "take these out of api/v3/not_built.py"


@pytest.mark.parametrize("listed", MISSING)
async def test_what_is_missing_says_so(listed: str) -> None:
    method, _, path = listed.partition(" ")
    api = build_app(not_built.routes(()), {}, EdgeConfig(version="0.0.0"), api_key=lambda: KEY)
    async with client_of(api) as client:
        answer = await client.request(method, re.sub("{[^}]*}", "1", path), json={})
    assert answer.status_code == 501
    assert re.fullmatch(r"[A-Z].* not built in this version of Cinearr yet", answer.json()["message"])


def test_a_page_that_differs_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    assert parity.PAGE.exists()
    monkeypatch.setattr(parity, "PAGE", parity.INVENTORY)
    assert parity.main(["--check"]) == 1
