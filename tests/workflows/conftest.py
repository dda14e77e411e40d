from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from cinearr.kit.db import Database
from cinearr.workflows.program import Program
from tests.fakes.program import FakeMetadata, SetClock, a_program


@pytest.fixture
def metadata() -> FakeMetadata:
    return FakeMetadata()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest_asyncio.fixture
async def program(
    database: Database, tmp_path: Path, metadata: FakeMetadata, clock: SetClock
) -> AsyncIterator[Program]:
    """The program with its real tables, a clock that stands still and a metadata source that knows no film yet."""
    async with a_program(database, tmp_path / "home", metadata=metadata, clock=clock) as found:
        yield found


@pytest.fixture
def films(tmp_path: Path) -> Path:
    """Where the root folder of a test lies."""
    return tmp_path / "films"
