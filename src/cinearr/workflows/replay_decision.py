"""Deciding once more, with what holds now, without touching anything: for people who ask why."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from cinearr.core.decisions import deciding, matching
from cinearr.core.decisions.model import BatchFacts, Decision, ReleaseSource
from cinearr.core.evidence import release_from_json
from cinearr.core.profiles import QualityProfile
from cinearr.core.releases.model import Release
from cinearr.core.releases.parser import parse_title
from cinearr.features import profiles
from cinearr.features.decisions.tables import DecisionRow
from cinearr.kit.errors import NotFound
from cinearr.views import facts as fact_views
from cinearr.workflows.program import Program


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision as it would be made now. None: the name says nothing, and nobody asked for a film."""

    decision: Decision | None
    facts: BatchFacts


async def again(program: Program, decision_id: int, *, profile_id: int | None = None) -> Replayed:
    """A decision of the journal as it would be made now. Raises NotFound."""
    async with program.database.read() as session:
        row = await session.get(DecisionRow, decision_id)
    if row is None:
        raise NotFound(f"Decision with ID {decision_id} does not exist")
    source = next((each for each in ReleaseSource if each.wire == row.source), ReleaseSource.RSS)
    release = release_from_json(row.release)
    return await replay(program, release, source, movie_id=row.movie_id, profile_id=profile_id)


async def replay(
    program: Program,
    release: Release,
    source: ReleaseSource,
    *,
    movie_id: int | None = None,
    profile_id: int | None = None,
) -> Replayed:
    """A release as it would be judged now: of the film that is named, or the one its name tells; under its own profile or
    another. Raises NotFound for a profile or film that is not there.
    """
    parsed = await asyncio.to_thread(parse_title, release.title)
    indexers = await program.indexers.all()
    keys = matching.keys([(parsed, release)] if parsed is not None else [])
    async with program.database.read() as session:
        profile = await _profile(program, profile_id)
        facts, index = await fact_views.load(
            session,
            keys=keys,
            source=source,
            now=program.clock(),
            indexers=indexers,
            searched=movie_id,
        )
    film = facts.searched
    if movie_id is not None and film is None:
        raise NotFound(f"Movie with ID {movie_id} does not exist")
    if not source.is_search:
        facts = replace(facts, searched=None)  # a film that is named makes no search of it
    judge = deciding.Judge(facts, index)
    if parsed is None or not parsed.titles:
        return Replayed(judge.decide(release, parsed), facts)
    match = matching.match_film(parsed, release, index, film)
    film = film or match.film
    if film is None:
        return Replayed(judge.decide(release, parsed), facts)
    if profile is not None:
        film = replace(film, profile=profile)
    candidate = judge.candidate(release, parsed, film, match.type)
    return Replayed(await asyncio.to_thread(judge.judge, candidate), facts)


async def _profile(program: Program, profile_id: int | None) -> QualityProfile | None:
    if profile_id is None:
        return None
    async with program.database.read() as session:
        known = await profiles.quality_profiles(session)
    if profile_id not in known:
        raise NotFound(f"Quality profile with ID {profile_id} does not exist")
    return known[profile_id]
