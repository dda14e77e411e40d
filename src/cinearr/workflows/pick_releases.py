"""Releases by a person's own hand: looking at what there is, taking one of it, and being handed one by another program."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select, text

from cinearr.core.decisions.model import Decision, ReleaseSource
from cinearr.core.evidence import release_from_json, release_to_json
from cinearr.core.languages import Language
from cinearr.core.quality import QualityModel
from cinearr.core.releases.model import Release
from cinearr.features import movies
from cinearr.features.downloads import offers
from cinearr.features.downloads.offers import Offer
from cinearr.features.downloads.tables import GrabRow
from cinearr.features.indexers.errors import ReleaseGone
from cinearr.kit.errors import Conflict, Failure, Invalid, NotFound, ProviderError
from cinearr.workflows import acquire, ask_indexers, search
from cinearr.workflows.judge import Judged, as_candidate, judge
from cinearr.workflows.program import Program

NOT_SHOWN: Final = "Couldn't find requested release in cache, try searching again"
NO_MOVIE: Final = "Unable to find matching movie, will need to be manually provided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person takes. With `quality` (and then `movie_id` and `languages`) they know better than the name."""

    indexer_id: int
    guid: str
    movie_id: int | None = None
    quality: QualityModel | None = None
    languages: tuple[Language, ...] = ()
    client_id: int | None = None


async def look(program: Program, movie_id: int | None) -> Judged:
    """What indexers have for a film, or their newest releases. Nothing is taken. Raises NotFound."""
    if movie_id is None:
        # Looking must not count as having seen: the next sync would miss what was only looked at.
        answers = await ask_indexers.recent(program, remember=False)
        judged = await judge(program, answers.releases, ReleaseSource.RSS)
    else:
        async with program.database.read() as session:
            movie = await movies.get(session, movie_id)
        judged = await search.find(program, movie, ReleaseSource.INTERACTIVE_SEARCH)
    kept = await asyncio.to_thread(_offers, judged)
    async with program.database.begin() as session:
        await offers.keep(session, kept, program.clock())
    return judged


def _offers(judged: Judged) -> list[Offer]:
    return [
        Offer(
            indexer_id=each.release.indexer_id,
            guid=each.release.guid,
            movie_id=each.film.movie_id if each.film is not None else None,
            source=judged.facts.source.wire,
            release=release_to_json(each.release),
        )
        for each in judged.decisions
    ]


async def take(program: Program, choice: Choice) -> None:
    """Grab a release that was shown, whatever speaks against it.

    Raises NotFound (not shown lately, or nobody knows of which film), Conflict (its indexer does not give it) and what
    else `acquire.grab` raises.
    """
    async with program.database.read() as session:
        offer = await offers.find(session, choice.indexer_id, choice.guid, program.clock())
    if offer is None:
        raise NotFound(NOT_SHOWN)
    movie_id = choice.movie_id if choice.quality is not None or offer.movie_id is None else offer.movie_id
    if movie_id is None:
        raise NotFound(NO_MOVIE)
    source = next((each for each in ReleaseSource if each.wire == offer.source), ReleaseSource.INTERACTIVE_SEARCH)
    candidate = await as_candidate(
        program,
        release_from_json(offer.release),
        movie_id,
        source,
        quality=choice.quality,
        languages=choice.languages,
    )
    try:
        await acquire.grab(program, candidate, source, client_id=choice.client_id, by_person=True)
    except ReleaseGone as error:
        raise Conflict(f"Getting release from indexer failed: {error.message}") from error
    except ProviderError as error:
        raise Conflict(f"Getting release failed: {error.message}") from error


# --- from another program ---


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a release that was pushed. The hash is known once it was taken."""

    judged: Judged
    decision: Decision
    info_hash: str | None


async def push(program: Program, release: Release, *, indexer: str | None, client_id: int | None = None) -> Pushed:
    """Judge one release as if it had come by RSS, and take it if it is good. Raises Invalid for a name nobody can read.

    One after the other, in all processes together: two pushes of one film must see each other.
    """
    release = await _of_indexer(program, release, indexer)
    async with _alone(program):
        judged = await judge(program, [release], ReleaseSource.RELEASE_PUSH)
        if not judged.decisions:
            raise Invalid(Failure(property_name="Title", message="Unable to parse", attempted=release.title))
        report = await acquire.process(program, judged, client_id=client_id)
    info_hash = await _hash_of(program, release) if report.grabbed else None
    return Pushed(judged, judged.decisions[0], info_hash or release.info_hash)


async def client_named(program: Program, name: str | None) -> int | None:
    """The id of a download client by its name in any case."""
    clients = await program.download_clients.all()
    return next((each.id for each in clients if name and each.name.lower() == name.lower()), None)


async def _of_indexer(program: Program, release: Release, name: str | None) -> Release:
    """With id and name of the indexer it is from; an id that is not there is none, a strange name stays."""
    for provider in await program.indexers.all():
        if provider.id == release.indexer_id or (not release.indexer_id and name and provider.name == name):
            priority = int(provider.options.get("priority", 25))
            return replace(release, indexer_id=provider.id, indexer=provider.name, indexer_priority=priority)
    return replace(release, indexer_id=0, indexer=name or "")


_pushes: Final = asyncio.Lock()
_PUSH_LOCK: Final = 0x50555348


@asynccontextmanager
async def _alone(program: Program) -> AsyncIterator[None]:
    """First within this process, so that those who wait hold no connections; then among all."""
    async with _pushes, program.database.glance() as connection:
        await connection.execute(text("select pg_advisory_lock(:key)"), {"key": _PUSH_LOCK})
        try:
            yield
        finally:
            await connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _PUSH_LOCK})


async def _hash_of(program: Program, release: Release) -> str | None:
    async with program.database.read() as session:
        return await session.scalar(
            select(GrabRow.info_hash).where(GrabRow.guid == release.guid).order_by(GrabRow.id.desc()).limit(1)
        )
