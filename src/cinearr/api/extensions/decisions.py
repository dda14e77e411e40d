"""`/api/cinearr/decisions`: why a release was taken and another was not, then and now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from cinearr.api.v3._paging import PagedResource, page_of, paging
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import UNSET_TIME, Int32, Resource, WireEnum
from cinearr.api.v3.queue import DownloadProtocol
from cinearr.core.decisions import all_verdicts
from cinearr.core.decisions.model import ReleaseSource
from cinearr.core.releases.model import Protocol, Release
from cinearr.features.decisions.tables import DecisionRow
from cinearr.kit.errors import Failure, Invalid, NotFound
from cinearr.kit.validators import not_empty
from cinearr.views import decisions as view
from cinearr.workflows import replay_decision
from cinearr.workflows.program import Program
from cinearr.workflows.replay_decision import Replayed


class Outcome(WireEnum):
    """What became of a release."""

    GRABBED = "grabbed", 0
    APPROVED = "approved", 1
    PENDING = "pending", 2
    REJECTED = "rejected", 3
    FAILED = "failed", 4


class Source(WireEnum):
    """How a release came to be judged."""

    UNKNOWN = "Unknown", 0
    RSS = "Rss", 1
    SEARCH = "Search", 2
    USER_INVOKED_SEARCH = "UserInvokedSearch", 3
    INTERACTIVE_SEARCH = "InteractiveSearch", 4
    RELEASE_PUSH = "ReleasePush", 5


class VerdictResource(Resource):
    """What one rule said; without a rejection it had nothing against the release."""

    rule: str
    rejection: str | None = None


class DecisionResource(Resource, kw_only=True):
    """One judged release. `facts` is what the rules saw: quality, formats, score, profile and the file there was."""

    at: datetime
    movie_id: int | None = None
    source: str
    outcome: str
    title: str
    indexer: str
    guid: str
    size: int
    protocol: str
    publish_date: datetime
    rejections: list[str]
    verdicts: list[VerdictResource]
    facts: dict[str, Any]
    id: int = 0


class ReplayRequest(Resource):
    """What to judge anew: a decision of the journal, or a release by its name with what else is known of it.

    The film is told from the name unless `movie_id` says it; its own profile counts unless `quality_profile_id` is given.
    """

    decision_id: Int32 | None = None
    quality_profile_id: Int32 | None = None
    movie_id: Int32 | None = None
    title: str | None = None
    source: Source = Source.RSS
    size: int = 0
    protocol: DownloadProtocol = DownloadProtocol.TORRENT
    indexer_id: Int32 = 0
    seeders: Int32 | None = None
    publish_date: datetime = UNSET_TIME


class _Asked(Resource):
    movie_ids: list[int] = []
    title: str = ""
    outcome: list[Outcome] = []
    source: list[Source] = []
    since: datetime | None = None
    until: datetime | None = None


def _of_row(row: DecisionRow) -> DecisionResource:
    release = row.release
    against = {each["rule"]: each["rejection"] for each in row.verdicts}
    return DecisionResource(
        at=row.at,
        movie_id=row.movie_id,
        source=row.source,
        outcome=row.outcome,
        title=row.title,
        indexer=row.indexer,
        guid=row.guid,
        size=release.get("size", 0),
        protocol=Protocol(release.get("protocol", 0)).wire,
        publish_date=datetime.fromisoformat(release["publish_date"]) if "publish_date" in release else UNSET_TIME,
        rejections=list(against.values()),
        verdicts=_verdicts(all_verdicts(against)),
        facts=row.facts,
        id=row.id,
    )


def _verdicts(found: dict[str, str | None]) -> list[VerdictResource]:
    return [VerdictResource(rule=rule, rejection=rejection) for rule, rejection in found.items()]


@get("/api/cinearr/decisions")
async def list_decisions(
    request: Request[Any, Any, Any], program: NamedDependency[Program]
) -> PagedResource[DecisionResource]:
    """One page of the journal."""
    asked = read_query(request, _Asked)
    wanted = paging(request, ["at"], default="at")
    filters = view.Filters(
        movie_ids=asked.movie_ids,
        title=asked.title.strip(),
        outcomes=[each.value for each in asked.outcome],
        sources=[each.value for each in asked.source],
        since=asked.since,
        until=asked.until,
    )
    async with program.database.read() as session:
        total, rows = await view.page(
            session, filters, descending=wanted.descending, offset=wanted.offset, limit=wanted.limit
        )
    return page_of(wanted, total, [_of_row(row) for row in rows])


@get("/api/cinearr/decisions/{decision_id:int}")
async def one_decision(program: NamedDependency[Program], decision_id: FromPath[int]) -> DecisionResource:
    """One decision."""
    async with program.database.read() as session:
        row = await session.get(DecisionRow, decision_id)
    if row is None:
        raise NotFound(f"Decision with ID {decision_id} does not exist")
    return _of_row(row)


@post("/api/cinearr/decisions/replay", status_code=200)
async def replay(program: NamedDependency[Program], data: JSONBody[ReplayRequest]) -> DecisionResource:
    """What would be decided now. Nothing is written, nothing is taken."""
    if data.decision_id is not None:
        found = await replay_decision.again(program, data.decision_id, profile_id=data.quality_profile_id)
        return _of_replay(found)
    if failures := not_empty("Title", data.title):
        raise Invalid(*failures)
    release = await _release(program, data)
    found = await replay_decision.replay(
        program,
        release,
        ReleaseSource(data.source.number),
        movie_id=data.movie_id,
        profile_id=data.quality_profile_id,
    )
    return _of_replay(found)


async def _release(program: Program, data: ReplayRequest) -> Release:
    indexer = next((each for each in await program.indexers.all() if each.id == data.indexer_id), None)
    return Release(
        guid="",
        title=(data.title or "").strip(),
        protocol=Protocol(data.protocol.number),
        indexer_id=data.indexer_id if indexer is not None else 0,
        indexer=indexer.name if indexer is not None else "",
        size=max(data.size, 0),
        seeders=data.seeders,
        publish_date=program.clock() if data.publish_date == UNSET_TIME else data.publish_date,
    )


def _of_replay(found: Replayed) -> DecisionResource:
    decision = found.decision
    if decision is None:
        raise Invalid(Failure(property_name="Title", message="Unable to parse release"))
    release = decision.release
    outcome = "rejected" if decision.rejected else ("pending" if decision.temporarily_rejected else "approved")
    return DecisionResource(
        at=found.facts.now,
        movie_id=decision.film.movie_id if decision.film is not None else None,
        source=found.facts.source.wire,
        outcome=outcome,
        title=release.title,
        indexer=release.indexer,
        guid=release.guid,
        size=release.size,
        protocol=release.protocol.wire,
        publish_date=release.publish_date,
        rejections=decision.messages,
        verdicts=[
            VerdictResource(rule=each.rule, rejection=each.rejection.message if each.rejection else None)
            for each in decision.verdicts
        ],
        facts=decision.journal(),
    )


ROUTES = [list_decisions, one_decision, replay]
