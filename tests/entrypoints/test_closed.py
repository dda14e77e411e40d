"""Every route there is, asked by a stranger: closed unless the table of `api/security.py` opens it."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from cinearr.api.realtime import Hub
from cinearr.api.security import ACCESS, Access
from cinearr.api.v3._collections import Collections
from cinearr.api.v3._library import Library
from cinearr.entrypoints import web
from cinearr.kit.db import Database
from tests.api.client import client_of
from tests.fakes.program import a_program

OPEN = {path for path, access in ACCESS.items() if access is Access.OPEN}
METHODS = ("GET", "POST", "PUT", "DELETE")


def address(path: str) -> str:
    """An address that a route's path matches."""
    return re.sub(r"\{[^}]*\}", "x", re.sub(r"\{[^}]*:int\}", "1", path))


async def is_closed(client: httpx.AsyncClient, method: str, path: str) -> bool:
    answer = await client.request(method, path, json={})
    if answer.status_code == 302:
        return answer.headers["location"].startswith("/login?returnUrl=")
    return answer.status_code == 401


async def test_every_route_is_closed_unless_listed_open(database: Database, tmp_path: Path) -> None:
    async with a_program(database, tmp_path / "home") as program:
        assert program.config.auth == "forms"
        library = Library(program.database, program.clock)
        api = web.build(program, Hub("1"), library, Collections(program, library))
        paths = {address(route.path) for route in api.litestar.routes} | {"/", "/movie/5", "/api/v3/nobody/thought/of"}
        asked = [(method, path) for path in sorted(paths - OPEN) for method in METHODS]
        async with client_of(api, key=None) as stranger:
            open_to_all = [(method, path) for method, path in asked if not await is_closed(stranger, method, path)]
    assert open_to_all == []
    assert len(asked) > 300  # they were really there


async def test_what_is_listed_open_is_little() -> None:
    assert {"/ping", "/login", "/logout", "/setup", "/robots.txt"} == OPEN
