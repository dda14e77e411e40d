"""One neighbourhood for all tests of this folder; each test leaves it as it was."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from cinearr.demo.neighbourhood import Neighbourhood

WEB = "Big.Buck.Bunny.2008.720p.WEB-DL.AAC2.0.H.264-OPEN"
BLURAY = "Big.Buck.Bunny.2008.1080p.BluRay.AAC2.0.x264-OPEN"


@pytest.fixture(scope="session")
async def _running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Neighbourhood]:
    folder = tmp_path_factory.mktemp("neighbourhood")
    async with Neighbourhood(folder, releases=(WEB, BLURAY), tmdb_key="secret") as near:
        yield near


@pytest.fixture
async def near(_running: Neighbourhood) -> AsyncIterator[Neighbourhood]:
    yield _running
    await _running.release()
    for one in (_running.indexer, _running.metadata, _running.seeder, _running.webhook):
        await one.fail()
    await _running.webhook.call("DELETE", "/received")
