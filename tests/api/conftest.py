"""The real routes on a real database, with a metadata source that knows what it was told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from cinearr.api._edge import EdgeConfig
from cinearr.api.app import build_app
from cinearr.api.v3._collections import Collections
from cinearr.api.v3._library import Library
from cinearr.api.v3.parse import NameBook
from cinearr.api.v3.routes import ROUTES
from cinearr.kit.db import Database
from cinearr.workflows.program import Program
from tests.api.client import KEY, client_of
from tests.fakes.line import Line, a_line
from tests.fakes.program import FakeMetadata, SetClock, a_program


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def metadata() -> FakeMetadata:
    return FakeMetadata()


@pytest.fixture
async def program(
    database: Database, tmp_path: Path, metadata: FakeMetadata, clock: SetClock
) -> AsyncIterator[Program]:
    async with a_program(database, tmp_path / "home", metadata=metadata, clock=clock) as found:
        yield found


@pytest.fixture
def library(program: Program) -> Library:
    return Library(program.database, program.clock)


@asynccontextmanager
async def _served(program: Program, library: Library) -> AsyncIterator[httpx.AsyncClient]:
    api = build_app(
        ROUTES,
        {
            "program": program,
            "library": library,
            "library_collections": Collections(program, library),
            "names": NameBook(program.database),
        },
        EdgeConfig(version="0.0.0", external=True),
        api_key=lambda: KEY,
    )
    async with client_of(api) as found:
        yield found


@pytest.fixture
async def client(program: Program, library: Library) -> AsyncIterator[httpx.AsyncClient]:
    async with _served(program, library) as found:
        yield found


@pytest.fixture
async def line(database: Database, tmp_path: Path) -> AsyncIterator[Line]:
    """A program with a film, an indexer and a blackhole."""
    async with a_line(database, tmp_path / "line") as found:
        yield found


@pytest.fixture
async def line_client(line: Line) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its API."""
    async with _served(line.program, Library(line.program.database, line.clock)) as found:
        yield found
