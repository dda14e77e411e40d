"""What tests of the real program share: one neighbourhood for the whole run, put right again before each test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from cinearr.demo.neighbourhood import Neighbourhood
from tests.e2e.line import BETTER, FIRST, TMDB_KEY

PATIENCE = 300  # seconds; starting whole programs takes its time on a busy machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            if item.get_closest_marker("timeout") is None:
                item.add_marker(pytest.mark.timeout(PATIENCE))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of the test's own.

    Not one of pytest's: as root PostgreSQL runs as another user, and every run that starts beside this one takes back
    what lets that user pass through.
    """
    made = Path(tempfile.mkdtemp(prefix="cinearr-e2e-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def neighbourhood(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Neighbourhood]:
    """Metadata service, indexer, tracker with seeder and webhook receiver, each a process of its own."""
    folder = tmp_path_factory.mktemp("neighbourhood")
    async with Neighbourhood(folder, releases=(FIRST, BETTER), tmdb_key=TMDB_KEY) as near:
        yield near


@pytest_asyncio.fixture
async def near(neighbourhood: Neighbourhood) -> Neighbourhood:
    """The neighbourhood with an empty feed, nothing received, and everybody well."""
    for one in (neighbourhood.metadata, neighbourhood.indexer, neighbourhood.seeder, neighbourhood.webhook):
        await one.fail()
    await neighbourhood.release()
    await neighbourhood.webhook.call("DELETE", "/received")
    return neighbourhood
