"""What is wrong, as clients see it."""

from __future__ import annotations

import httpx

from cinearr.core.notices.facts import HealthFacts
from cinearr.features import health
from cinearr.workflows.program import Program


async def test_findings(client: httpx.AsyncClient, program: Program) -> None:
    assert (await client.get("/api/v3/health")).json() == []
    found = [
        HealthFacts(source="IndexerRssCheck", level="error", message="No indexer", wiki_url="https://example.org/"),
        HealthFacts(source="DownloadClientCheck", level="warning", message="No client", wiki_url=None),
    ]
    async with program.database.begin() as session:
        await health.replace(session, found, hold=True)
    assert (await client.get("/api/v3/health")).json() == [
        {
            "source": "IndexerRssCheck",
            "type": "error",
            "message": "No indexer",
            "wikiUrl": "https://example.org/",
        },
        {"source": "DownloadClientCheck", "type": "warning", "message": "No client"},
    ]
