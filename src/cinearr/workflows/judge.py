"""From offers to decisions: parse, load facts, decide, rank, and keep the verdicts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cinearr.core.decisions import deciding, matching, ordering
from cinearr.core.decisions.model import BatchFacts, Candidate, Decision, FilmFacts, ReleaseSource
from cinearr.core.evidence import release_to_json
from cinearr.core.languages import Language
from cinearr.core.quality import QualityModel
from cinearr.core.releases.model import ParsedRelease, Release
from cinearr.core.releases.parser import parse_title
from cinearr.features import decisions as journal
from cinearr.features import downloads
from cinearr.kit.errors import NotFound
from cinearr.views import facts as fact_views
from cinearr.workflows.program import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Decisions, best first, with the facts they were made from. `mark` tells grabs made since from those that were known."""

    decisions: tuple[Decision, ...]
    facts: BatchFacts
    mark: int


async def judge(
    program: Program,
    releases: Sequence[Release],
    source: ReleaseSource,
    *,
    searched: int | None = None,
) -> Judged:
    """Decide about every release, in a fixed number of queries and off the event loop."""
    pairs = await asyncio.to_thread(_parse_all, releases)
    understood = [(parsed, release) for release, parsed in pairs if parsed is not None]
    keys = await asyncio.to_thread(matching.keys, understood)
    indexers = await program.indexers.all()
    async with program.database.read() as session:
        mark = await downloads.newest_grab_id(session)
        facts, index = await fact_views.load(
            session, keys=keys, source=source, now=program.clock(), indexers=indexers, searched=searched
        )
    decided = await asyncio.to_thread(_decide, pairs, facts, index)
    return Judged(decisions=tuple(decided), facts=facts, mark=mark)


async def as_candidate(
    program: Program,
    release: Release,
    movie_id: int,
    source: ReleaseSource,
    *,
    quality: QualityModel | None = None,
    languages: tuple[Language, ...] = (),
) -> Candidate:
    """A release as one of this film because a person says so, with the quality and languages they say. Raises NotFound."""
    indexers = await program.indexers.all()
    nothing = matching.MatchKeys(frozenset(), frozenset(), frozenset())
    async with program.database.read() as session:
        facts, index = await fact_views.load(
            session, keys=nothing, source=source, now=program.clock(), indexers=indexers, searched=movie_id
        )
    film = facts.searched
    if film is None:
        raise NotFound(f"Movie with ID {movie_id} does not exist")
    parsed = parse_title(release.title) or ParsedRelease(release_title=release.title, titles=(release.title,))
    match = matching.match_film(parsed, release, index, film)
    if quality is not None:
        parsed = replace(parsed, quality=quality)
    return deciding.Judge(facts, index).candidate(release, parsed, film, match.type, languages=languages)


def _parse_all(releases: Sequence[Release]) -> list[tuple[Release, ParsedRelease | None]]:
    return [(release, parse_title(release.title)) for release in releases]


def _decide(
    pairs: Sequence[tuple[Release, ParsedRelease | None]], facts: BatchFacts, index: matching.FilmIndex
) -> list[Decision]:
    found = deciding.decide_all(pairs, facts, index)
    return ordering.ranked(ordering.without_doubles(found), facts)


async def write_journal(program: Program, judged: Judged, outcomes: Mapping[str, str]) -> None:
    """Keep the verdicts on releases that were of a film. `outcomes` says by guid what became of those not rejected."""
    rows = await asyncio.to_thread(_rows, judged, outcomes)
    if rows:
        async with program.database.begin() as session:
            await journal.record(session, rows)


def _rows(judged: Judged, outcomes: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        _row(decision, decision.film, judged, outcomes) for decision in judged.decisions if decision.film is not None
    ]


def _row(decision: Decision, film: FilmFacts, judged: Judged, outcomes: Mapping[str, str]) -> dict[str, Any]:
    release = decision.release
    fallback = "rejected" if decision.rejected else ("pending" if decision.temporarily_rejected else "approved")
    return {
        "at": judged.facts.now,
        "movie_id": film.movie_id,
        "target_id": film.target_id,
        "source": judged.facts.source.wire,
        "outcome": outcomes.get(release.guid, fallback),
        "title": release.title,
        "guid": release.guid,
        "indexer": release.indexer,
        "release": release_to_json(release),
        "verdicts": [
            {"rule": verdict.rule, "rejection": verdict.rejection.message}
            for verdict in decision.verdicts
            if verdict.rejection is not None
        ],
        "facts": decision.journal(),
    }
