"""Taking releases: the best of each film goes to a client, what must wait is kept, what fails makes way for the next.

A grab is written down before the client is called, so that a kill in between neither loses nor doubles it; `settle` asks the
client about what was left half done.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.decisions import texts
from cinearr.core.decisions.blocklist import is_blocked
from cinearr.core.decisions.model import BatchFacts, Candidate, Decision, ReleaseSource
from cinearr.core.decisions.processing import GrabOutcome, PendingReason, Processing, Waiting
from cinearr.core.evidence import (
    quality_from_json,
    quality_to_json,
    release_from_json,
    release_to_json,
    subject_to_json,
)
from cinearr.core.formats import subjects
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.profiles import QualityProfile
from cinearr.core.releases.model import Protocol, Release
from cinearr.core.tracking import queue
from cinearr.features import downloads, history, movies, profiles, settings
from cinearr.features.download_clients.choice import Choice, ClientUnavailable, choose_client
from cinearr.features.download_clients.contract import Download
from cinearr.features.downloads.tables import GrabRow, PendingReleaseRow
from cinearr.features.indexers import download as payloads
from cinearr.features.indexers.download import Payload
from cinearr.features.indexers.errors import ReleaseGone
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import backoff, provider_status
from cinearr.kit.checkpoints import reach
from cinearr.kit.db import is_away
from cinearr.kit.errors import CinearrError, NotAuthorised, ProviderError, Unreachable
from cinearr.kit.provider_service import Provider
from cinearr.views import queue as queue_views
from cinearr.views.facts import blocklist_of
from cinearr.workflows import ask_indexers
from cinearr.workflows.clients import client_of, items_of, protocol_of
from cinearr.workflows.events import ReleaseGrabbed
from cinearr.workflows.judge import Judged, write_journal
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

RECENT_FILM = timedelta(days=14)


class NotGrabbed(CinearrError):
    """The release was not taken; the message says why."""


@dataclass(slots=True)
class Report:
    """What came of a round."""

    found: int = 0
    grabbed: list[Decision] = field(default_factory=list)
    pending: list[Waiting] = field(default_factory=list)


async def process(program: Program, judged: Judged, *, client_id: int | None = None) -> Report:
    """Grab the best of each film, keep what waits, journal everything. `client_id`: no other client will do."""
    processing = Processing(judged.decisions)
    waiting = await _without_client(program)
    while (decision := processing.next()) is not None:
        waits = _key(decision.release) in waiting
        processing.report(await _try(program, decision, judged, client_id, allow_blocked=not waits))
    await _keep_pending(program, processing, judged)
    outcomes = {each.release.guid: "grabbed" for each in processing.grabbed}
    outcomes |= {each.decision.release.guid: "pending" for each in processing.pending}
    outcomes |= {each.release.guid: "failed" for each in processing.failed}
    await write_journal(program, judged, outcomes)
    return Report(found=len(judged.decisions), grabbed=processing.grabbed, pending=processing.pending)


async def _try(
    program: Program, decision: Decision, judged: Judged, client_id: int | None, *, allow_blocked: bool
) -> GrabOutcome:
    assert decision.candidate is not None
    title = decision.release.title
    try:
        await grab(
            program,
            decision.candidate,
            judged.facts.source,
            mark=judged.mark,
            client_id=client_id,
            allow_blocked=allow_blocked,
        )
    except ClientUnavailable as error:
        log.warning("no download client for a release", release=title, reason=error.message)
        return GrabOutcome.CLIENT_UNAVAILABLE
    except ReleaseGone:
        log.info("a release is gone from its indexer", release=title)
        return GrabOutcome.GONE
    except CinearrError as error:
        log.warning("a release could not be grabbed", release=title, reason=error.message)
        return GrabOutcome.FAILED
    except Exception as error:
        if is_away(error):
            raise  # the round starts over when the database is back
        # A mistake of this program with one release must not cost other films theirs.
        log.exception("grabbing a release went wrong in a way nobody foresaw", release=title)
        return GrabOutcome.FAILED
    return GrabOutcome.GRABBED


async def grab(
    program: Program,
    candidate: Candidate,
    source: ReleaseSource,
    *,
    mark: int | None = None,
    client_id: int | None = None,
    allow_blocked: bool = True,
    by_person: bool = False,
) -> int:
    """Hand one release to a client; the grab's id.

    `mark` (automatic grabs): a grab for the same target with a greater id was made meanwhile by another, and wins.
    `client_id` is a person's own choice. `allow_blocked`: clients that failed lately are tried when there is no other.
    Raises ClientUnavailable, ReleaseGone, NotGrabbed or a ProviderError.
    """
    payload = await _fetch(program, candidate.release)
    await _check_hash(program, candidate, payload, by_person=by_person)
    provider = await _choose(program, candidate, client_id, allow_blocked=allow_blocked)
    grab_id = await _begin(program, candidate, payload, provider, source, mark)
    reach("grab.begun")
    client = client_of(program, provider)
    try:
        download_id = await client.add(await _download(program, candidate, payload))
    except ProviderError as error:
        await _give_up(program, grab_id, error)
        await ask_indexers.note(
            program.database, "downloadclient", provider.id, error, now=program.clock(), policy=backoff.USED
        )
        if isinstance(error, (Unreachable, NotAuthorised)):
            raise ClientUnavailable(f"{provider.name} cannot take the release: {error.message}") from error
        raise
    reach("grab.added")
    await _finish(program, grab_id, download_id)
    return grab_id


# --- steps of a grab ---


async def _fetch(program: Program, release: Release) -> Payload:
    try:
        return await payloads.download(release, ask_indexers.way(program))
    except ProviderError as error:
        if release.indexer_id:
            await ask_indexers.note(
                program.database, "indexer", release.indexer_id, error, now=program.clock(), policy=backoff.SEARCHED
            )
        raise


async def _check_hash(program: Program, candidate: Candidate, payload: Payload, *, by_person: bool) -> None:
    """A torrent whose hash is known only now may be one that failed before."""
    if payload.info_hash is None or by_person:
        return
    indexers = {each.id: each for each in await program.indexers.all()}
    indexer = indexers.get(candidate.release.indexer_id)
    if not getattr(indexer.settings if indexer else None, "reject_blocklisted_torrent_hashes_while_grabbing", False):
        return
    async with program.database.read() as session:
        rows = (await blocklist_of(session, [candidate.film.movie_id])).get(candidate.film.movie_id, ())
    if is_blocked(replace(candidate.release, info_hash=payload.info_hash), rows):
        raise NotGrabbed("The torrent's hash is on the blocklist")


async def _choose(program: Program, candidate: Candidate, client_id: int | None, *, allow_blocked: bool) -> Provider:
    providers = {each.id: each for each in await program.download_clients.all()}
    now = program.clock()
    protocol = candidate.release.protocol
    async with program.database.read() as session:
        blocked = await provider_status.blocked(session, "downloadclient", now)
        last = await settings.get_value(session, "last_client", protocol.wire)
    indexers = {each.id: each for each in await program.indexers.all()}
    indexer = indexers.get(candidate.release.indexer_id)
    choice = choose_client(
        [client_choice(each, blocked) for each in providers.values()],
        protocol=protocol,
        movie_tags=candidate.film.tags,
        explicit_id=client_id,
        indexer_client_id=int(indexer.options.get("downloadClientId", 0)) if indexer else 0,
        last_used_id=last,
        allow_blocked=allow_blocked,
    )
    return providers[choice.id]


def client_choice(provider: Provider, blocked: set[int]) -> Choice:
    """What the choice of a client needs to know."""
    return Choice(
        id=provider.id,
        name=provider.name,
        protocol=protocol_of(provider),
        priority=int(provider.options.get("priority", 1)),
        is_enabled=bool(provider.options.get("enable")),
        is_blocked=provider.id in blocked,
        tags=frozenset(provider.tags),
    )


async def _begin(
    program: Program,
    candidate: Candidate,
    payload: Payload,
    provider: Provider,
    source: ReleaseSource,
    mark: int | None,
) -> int:
    release, film = candidate.release, candidate.film
    fingerprint = _fingerprint(release, payload)
    async with program.database.begin() as session:
        # Two rounds that want something for one target at once go one after the other.
        await session.execute(select(Target.id).where(Target.id == film.target_id).with_for_update())
        if mark is not None:
            meanwhile = await session.scalar(
                select(func.count(GrabRow.id)).where(
                    GrabRow.target_id == film.target_id, GrabRow.id > mark, GrabRow.state.not_in(downloads.FREE)
                )
            )
            if meanwhile:
                raise NotGrabbed("Another release was grabbed for this film in the meantime")
        if mark is None or source.user_invoked:
            # A person may take the same release once more.
            fingerprint += f"#{await downloads.newest_grab_id(session) + 1}"
        await session.execute(
            delete(GrabRow).where(
                GrabRow.target_id == film.target_id,
                GrabRow.fingerprint == fingerprint,
                GrabRow.state.in_(downloads.FREE),
            )
        )
        row = await session.execute(
            insert(GrabRow)
            .values(
                movie_id=film.movie_id,
                target_id=film.target_id,
                state="sending",
                fingerprint=fingerprint,
                guid=release.guid,
                title=release.title,
                info_hash=payload.info_hash,
                release=release_to_json(release),
                evidence=evidence(candidate),
                download_client_id=provider.id,
                download_id=payload.info_hash,
                source=source.wire,
                created=program.clock(),
            )
            .on_conflict_do_nothing(index_elements=["target_id", "fingerprint"])
            .returning(GrabRow.id)
        )
        grab_id = row.scalar()
        if grab_id is None:
            raise NotGrabbed("This very release was grabbed for this film before")
        await settings.set_value(session, "last_client", release.protocol.wire, provider.id)
        return int(grab_id)


def _fingerprint(release: Release, payload: Payload) -> str:
    if payload.info_hash:
        return payload.info_hash.lower()
    return f"{release.indexer}|{release.title.lower()}|{release.size}"


def evidence(candidate: Candidate) -> dict[str, Any]:
    """What a release was judged by, frozen."""
    original = candidate.film.original_language
    subject = subjects.of_release(candidate.parsed, candidate.release, candidate.languages, original)
    return {
        "subject": subject_to_json(subject),
        "quality": quality_to_json(candidate.quality),
        "languages": [each.id for each in candidate.languages],
        "format_ids": [each.id for each in candidate.formats],
        "score": candidate.score,
        "release_group": candidate.parsed.release_group,
        "edition": candidate.parsed.edition,
        "indexer": candidate.release.indexer,
        "indexer_flags": int(candidate.release.indexer_flags),
        "match_type": candidate.match_type.value,
        "titles": list(candidate.parsed.titles),
        "year": candidate.parsed.year,
    }


async def _download(program: Program, candidate: Candidate, payload: Payload) -> Download:
    indexers = {each.id: each for each in await program.indexers.all()}
    indexer = indexers.get(candidate.release.indexer_id)
    goals = indexer.settings if indexer else None
    dates = candidate.film.dates
    newest = max((each for each in (dates.in_cinemas, dates.digital, dates.physical) if each), default=None)
    return Download(
        title=candidate.release.title,
        file_name=payload.file_name,
        magnet=payload.magnet,
        content=payload.content,
        info_hash=payload.info_hash,
        is_recent=newest is not None and newest >= program.clock() - RECENT_FILM,
        is_private=payload.is_private,
        seed_ratio=getattr(goals, "seed_ratio", None),
        seed_time=getattr(goals, "seed_time", None),
    )


async def _give_up(program: Program, grab_id: int, error: ProviderError) -> None:
    async with program.database.begin() as session:
        await downloads.settle(session, grab_id, state="refused", message=error.message)


async def _finish(program: Program, grab_id: int, download_id: str | None) -> None:
    """The client has it: history, and everything that follows, in one transaction. Runs once however often it is called."""
    async with program.database.begin() as session:
        row = await session.get(GrabRow, grab_id, with_for_update=True)
        if row is None or row.state != "sending":
            return
        row.state = "sent"
        row.download_id = download_id
        movie = await movies.get(session, row.movie_id)
        provider = await _provider_name(program, row.download_client_id)
        await _record(session, row, movie, provider, program)
        await _drop_pending_not_better(session, row)
        await program.queue.publish(session, ReleaseGrabbed(movie_id=row.movie_id, grab_id=row.id))
        await program.queue.command(
            session,
            "RefreshMonitoredDownloads",
            priority=1,
            delay_until=program.clock() + timedelta(seconds=2),
            again=True,
        )
        await downloads.queue_changed(session)
        await movies.tell_everywhere(session, row.movie_id)
    reach("grab.sent")


async def _provider_name(program: Program, provider_id: int | None) -> tuple[str, str]:
    for each in await program.download_clients.all():
        if each.id == provider_id:
            return each.implementation.implementation_name, each.name
    return "", ""


async def _record(session: AsyncSession, row: GrabRow, movie: Movie, client: tuple[str, str], program: Program) -> None:
    release = release_from_json(row.release)
    age = program.clock() - release.publish_date
    hours = age.total_seconds() / 3600
    await history.record(
        session,
        history.EventType.GRABBED,
        movie_id=row.movie_id,
        target_id=row.target_id,
        source_title=row.title,
        quality=row.evidence["quality"],
        languages=row.evidence["languages"],
        download_id=row.download_id,
        data=_without_none(
            {
                "indexer": release.indexer,
                "nzbInfoUrl": release.info_url,
                "releaseGroup": row.evidence.get("release_group"),
                "age": age.days,
                "ageHours": hours,
                "ageMinutes": hours * 60,
                "publishedDate": release.publish_date.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "downloadClient": client[0],
                "downloadClientName": client[1],
                "size": release.size,
                "downloadUrl": release.download_url or release.magnet_url,
                "guid": release.guid,
                "tmdbId": release.tmdb_id,
                "imdbId": release.imdb_id,
                "protocol": release.protocol.value,
                "customFormatScore": row.evidence.get("score", 0),
                "movieMatchType": row.evidence.get("match_type", "Unknown"),
                "releaseSource": row.source,
                "indexerFlags": _flags_text(int(release.indexer_flags)),
                "indexerId": release.indexer_id,
                "torrentInfoHash": row.info_hash if release.protocol is Protocol.TORRENT else None,
            }
        ),
    )
    if row.download_id:
        await downloads.record_event(
            session,
            "grabbed",
            movie_id=movie.id,
            download_id=row.download_id,
            source_title=row.title,
            protocol=release.protocol.value,
            indexer_id=release.indexer_id,
            download_client_id=row.download_client_id or 0,
            data={"grab_id": row.id},
        )


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not None}


def _flags_text(flags: int) -> str:
    return texts.flags(IndexerFlag(flags))


async def _drop_pending_not_better(session: AsyncSession, row: GrabRow) -> None:
    """Waiting releases of the film go, once something at least as good was taken; what is better may still come."""
    waiting = list(await session.scalars(select(PendingReleaseRow).where(PendingReleaseRow.movie_id == row.movie_id)))
    if not waiting:
        return
    profile_id = await session.scalar(select(Target.quality_profile_id).where(Target.id == row.target_id))
    profile = (await profiles.quality_profiles(session)).get(profile_id or 0, QualityProfile())
    taken = quality_from_json(row.evidence["quality"]).quality
    needless = queue.obsolete([queue_views.pending_of(each) for each in waiting], profile, taken)
    await downloads.drop_pending(session, [each.id for each in needless])


# --- releases that wait ---


async def _keep_pending(program: Program, processing: Processing, judged: Judged) -> None:
    """Keep what waits; forget what waited and is now refused for good."""
    async with program.database.begin() as session:
        rows = list(await session.scalars(select(PendingReleaseRow)))
        if not processing.pending and not rows:
            return
        present = {(row.movie_id, *_key(release_from_json(row.release))): row for row in rows}
        refused = _refused(processing, judged.facts)
        gone = [row.id for (movie_id, *key), row in present.items() if refused.get(tuple(key), 0) in (movie_id, None)]
        for waiting in processing.pending:
            film = waiting.decision.film
            assert film is not None
            known = present.get((film.movie_id, *_key(waiting.decision.release)))
            if known is None:
                session.add(_pending_row(waiting, judged))
            else:
                known.reason = queue.updated_reason(queue_views.reason_of(known), waiting.reason).wire
        await downloads.drop_pending(session, gone)
        await downloads.queue_changed(session)


def _refused(processing: Processing, facts: BatchFacts) -> dict[tuple[Any, ...], int | None]:
    """Releases that are refused for good, with the film they are of; None when they are of none, so of no film that waited.

    A search for one film says nothing about releases of others.
    """
    searched = facts.searched
    return {
        _key(each.release): each.film.movie_id if each.film is not None else None
        for each in processing.rejected
        if searched is None or each.film is searched
    }


def _key(release: Release) -> tuple[str, Any, str]:
    return release.title, release.publish_date, release.indexer


def _pending_row(waiting: Waiting, judged: Judged) -> PendingReleaseRow:
    decision = waiting.decision
    assert decision.film is not None and decision.candidate is not None
    return PendingReleaseRow(
        movie_id=decision.film.movie_id,
        target_id=decision.film.target_id,
        title=decision.release.title,
        added=judged.facts.now,
        reason=waiting.reason.wire,
        release=release_to_json(decision.release),
        source=judged.facts.source.wire,
        match_type=decision.candidate.match_type.value,
    )


async def pending_releases(program: Program) -> list[Release]:
    """Releases that wait, for judging them anew; those of indexers that are left alone for now wait on."""
    async with program.database.read() as session:
        blocked = await provider_status.blocked(session, "indexer", program.clock())
        rows = await session.scalars(select(PendingReleaseRow).order_by(PendingReleaseRow.id))
        waiting = [release_from_json(row.release) for row in rows]
    return [each for each in waiting if each.indexer_id not in blocked]


async def _without_client(program: Program) -> set[tuple[str, Any, str]]:
    """Releases that wait because no client could be had."""
    reason = PendingReason.DOWNLOAD_CLIENT_UNAVAILABLE.wire
    async with program.database.read() as session:
        rows = await session.scalars(select(PendingReleaseRow.release).where(PendingReleaseRow.reason == reason))
        return {_key(release_from_json(row)) for row in rows}


# --- after a kill ---


async def settle(program: Program) -> None:
    """Grabs a dead process left half done: noted as sent if the client has them, forgotten (and taken again) if not."""
    async with program.database.read() as session:
        rows = await downloads.sending(session, program.clock() - timedelta(seconds=90))
    if not rows:
        return
    providers = {each.id: each for each in await program.download_clients.all()}
    for row in rows:
        provider = providers.get(row.download_client_id or 0)
        if provider is None:
            await _take_again(program, row, "The download client is gone")
            continue
        try:
            held = {item.download_id.upper() for item in await items_of(program, provider)}
        except ProviderError:
            continue  # asked again at the next round
        if row.download_id and row.download_id.upper() in held:
            log.info("settling a grab that was interrupted", release=row.title)
            await _finish(program, row.id, row.download_id)
        else:
            await _take_again(program, row, "Interrupted before the client had it")


async def _take_again(program: Program, row: GrabRow, reason: str) -> None:
    """The round that wanted the release may have ended without it, so its film is searched for."""
    log.info("taking up a grab that was interrupted", release=row.title, reason=reason)
    async with program.database.begin() as session:
        await downloads.settle(session, row.id, state="refused", message=reason)
        await program.queue.command(session, "MoviesSearch", {"movieIds": [row.movie_id]})
