"""Asking configured indexers, with what is remembered of each, and noting how each has been doing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
import structlog
from sqlalchemy import select

from cinearr.core import languages
from cinearr.core.formats import Kind
from cinearr.core.releases.model import Release
from cinearr.features import custom_formats, movies, profiles
from cinearr.features.indexers import fetch
from cinearr.features.indexers.contract import SearchCriteria
from cinearr.features.indexers.fetch import Fetched, Memory, Source, Way
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import backoff, events, provider_status
from cinearr.kit.backoff import BackoffState, FailureKind, Policy
from cinearr.kit.db import Database
from cinearr.kit.errors import ProviderError, RateLimited, Unreachable
from cinearr.kit.provider_service import Provider
from cinearr.kit.shared_limiter import SharedLimiter
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

Ask = Callable[[Source, Memory, Way, datetime], Awaitable[Fetched]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a round of questions brought. `asked` counts the indexers that were really asked, failed or not."""

    releases: tuple[Release, ...]
    asked: int
    failed: tuple[str, ...] = ()


def way(program: Program) -> Way:
    """How to get to indexers."""
    return Way(http=program.http, limiter=SharedLimiter(program.database, clock=program.clock))


def source_of(provider: Provider) -> Source:
    """A configured indexer, ready to be asked."""
    return Source(
        id=provider.id,
        name=provider.name,
        priority=int(provider.options.get("priority", 25)),
        indexer=provider.implementation.build(provider.settings),
    )


async def recent(program: Program, *, remember: bool = True) -> Answers:
    """The newest releases of every indexer with RSS that is not being left alone. `remember` what was the newest."""
    providers = [each for each in await program.indexers.all() if each.options.get("enableRss")]
    return await ask(program, providers, fetch.fetch_recent, remember=remember)


async def search(program: Program, movie: Movie, *, interactive: bool) -> Answers:
    """Every release of one film, of the indexers that are meant for such a search and for the film's tags."""
    providers = await for_search(program, movie, interactive=interactive)
    criteria = criteria_of(movie, await _wanted_languages(program, movie))

    async def one(source: Source, memory: Memory, way: Way, now: datetime) -> Fetched:
        return await fetch.search(source, criteria, memory, way, now)

    return await ask(program, providers, one)


async def for_search(program: Program, movie: Movie, *, interactive: bool) -> list[Provider]:
    """The indexers that are meant for such a search and for the film's tags."""
    flag = "enableInteractiveSearch" if interactive else "enableAutomaticSearch"
    tags = set(movie.tags)
    return [
        each
        for each in await program.indexers.all()
        if each.options.get(flag) and (not each.tags or tags & set(each.tags))
    ]


async def _wanted_languages(program: Program, movie: Movie) -> frozenset[int]:
    """That of the film's profile, and those the profile has formats for that it likes."""
    async with program.database.read() as session:
        target = Target.movie_id == movie.id, Target.is_default
        profile_id = await session.scalar(select(Target.quality_profile_id).where(*target))
        profile = (await profiles.quality_profiles(session)).get(profile_id or 0)
        formats = await custom_formats.all_formats(session)
    if profile is None:
        return frozenset()
    liked = {
        int(part.value)
        for each in formats
        if profile.format_scores.get(each.id, 0) > 0
        for part in each.conditions
        if part.kind is Kind.LANGUAGE and not part.negate and not part.except_language
    }
    return frozenset({profile.language.id, *liked})


def criteria_of(movie: Movie, wanted_languages: Collection[int] = ()) -> SearchCriteria:
    """What to search for: ids and every title a release is likely to carry."""
    film = movies.film_of(movie)
    wanted = {languages.ENGLISH.id, movie.original_language, *wanted_languages}
    titles = [movie.title, movie.original_title]
    titles += [each.title for each in film.translations if each.title and each.language_id in wanted]
    distinct = {title.casefold(): title for title in reversed(titles) if title}
    return SearchCriteria(
        tmdb_id=movie.tmdb_id,
        imdb_id=movie.imdb_id,
        year=movie.year,
        title=movie.title,
        scene_titles=tuple(reversed(distinct.values())),
    )


async def ask(program: Program, providers: Sequence[Provider], question: Ask, *, remember: bool = True) -> Answers:
    """Put one question to many indexers side by side; one that fails does not spoil the rest."""
    now = program.clock()
    async with program.database.read() as session:
        status = await provider_status.load(session, "indexer")
    free = [
        provider
        for provider in sorted(providers, key=lambda each: each.id)  # what they give is listed in this order
        if provider.id not in status or not backoff_of(status[provider.id]).is_blocked(now)
    ]
    memories = {provider.id: _memory(status[provider.id].state if provider.id in status else {}) for provider in free}
    there = way(program)

    async def one(provider: Provider) -> Fetched | ProviderError:
        try:
            return await question(source_of(provider), memories[provider.id], there, now)
        except ProviderError as error:
            return error

    answers = await asyncio.gather(*(one(provider) for provider in free))
    releases: list[Release] = []
    failed: list[str] = []
    for provider, answer in zip(free, answers, strict=True):
        error = answer if isinstance(answer, ProviderError) else answer.error
        if not isinstance(answer, ProviderError):
            releases += answer.releases
            if answer.gap_since is not None:
                log.warning("releases may have been missed", indexer=provider.name, since=str(answer.gap_since))
            if remember and answer.memory != memories[provider.id]:
                async with program.database.begin() as session:
                    await provider_status.remember(session, "indexer", provider.id, msgspec.to_builtins(answer.memory))
        if error is not None:
            failed.append(provider.name)
            log.warning("indexer failed", indexer=provider.name, error=error.message)
        before = backoff_of(status.get(provider.id))
        if error is not None or backoff.on_success(before) != before:
            await note(program.database, "indexer", provider.id, error, now=program.clock(), policy=backoff.SEARCHED)
    return Answers(releases=tuple(releases), asked=len(free), failed=tuple(failed))


def _memory(state: dict[str, Any]) -> Memory:
    try:
        return msgspec.convert(state, Memory)
    except msgspec.ValidationError:
        return Memory()


# --- how providers of any kind have been doing ---

_started_at: list[datetime] = []


def backoff_of(row: provider_status.ProviderStatusRow | None) -> BackoffState:
    """The back-off of a status row."""
    if row is None:
        return BackoffState()
    return BackoffState(
        level=row.level,
        initial_failure=row.initial_failure,
        most_recent_failure=row.most_recent_failure,
        disabled_till=row.disabled_till,
    )


async def note(
    database: Database,
    kind: str,
    provider_id: int,
    error: ProviderError | None,
    *,
    now: datetime,
    policy: Policy,
) -> None:
    """Write down that a provider worked or failed; nothing is written when nothing changes."""
    if not _started_at:
        _started_at.append(now)
    async with database.begin() as session:
        row = (await provider_status.load(session, kind)).get(provider_id)
        before = backoff_of(row)
        if error is None:
            after = backoff.on_success(before)
        else:
            after = backoff.on_failure(
                before,
                kind=_failure_kind(error),
                now=now,
                started_at=_started_at[0],
                retry_after=error.retry_after,
                policy=policy,
            )
        if after == before:
            return
        await provider_status.save(
            session,
            kind,
            provider_id,
            level=after.level,
            initial_failure=after.initial_failure,
            most_recent_failure=after.most_recent_failure,
            disabled_till=after.disabled_till,
            message=error.message if error is not None else None,
        )
        await events.changed(session, "health", "sync")


def _failure_kind(error: ProviderError) -> FailureKind:
    if isinstance(error, RateLimited):
        return FailureKind.LIMIT
    return FailureKind.CONNECTION if isinstance(error, Unreachable) else FailureKind.OTHER
