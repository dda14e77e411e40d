"""`/api/v3/health`: what is wrong with the installation at present."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency

from cinearr.api.v3._wire import Int32, Resource
from cinearr.features import health
from cinearr.workflows.program import Program


class HealthResource(Resource, kw_only=True, frozen=True):
    """One finding of one check."""

    source: str
    type: str
    message: str
    wiki_url: str | None = None
    id: Int32 = 0


@get("/api/v3/health")
async def list_issues(program: NamedDependency[Program]) -> list[HealthResource]:
    """Every finding of the last run of the checks."""
    async with program.database.read() as session:
        rows = await health.issues(session)
    return [
        HealthResource(source=row.source, type=row.level, message=row.message, wiki_url=row.wiki_url or None)
        for row in rows
    ]


ROUTES = [list_issues]
