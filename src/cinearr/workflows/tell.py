"""Telling people and other programs what happened.

A reaction to an event gathers what is to be told and queues one delivery for each connection that wants it; so a slow or
broken receiver neither delays the others nor has them told twice. A delivery that fails is tried again for about a day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.evidence import languages_from_ids, quality_from_json, release_from_json
from cinearr.core.notices.facts import (
    ClientFacts,
    FileDeleted,
    FileFacts,
    FilmAdded,
    FilmDeleted,
    FilmFacts,
    Grabbed,
    HealthFacts,
    HealthFailed,
    HealthRestored,
    ImageFacts,
    Imported,
    ManualInteraction,
    Notice,
    ReleaseFacts,
    Renamed,
    RenamedFile,
    StatusMessage,
    Updated,
)
from cinearr.features import history, settings
from cinearr.features.downloads.tables import GrabRow, TrackedDownloadRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.metadata_sources.covers import file_name
from cinearr.features.notifications import matching, registry
from cinearr.features.notifications.contract import Event, Message
from cinearr.features.tags.tables import Tag
from cinearr.kit import backoff, provider_status
from cinearr.kit.errors import NotFound, ProviderError
from cinearr.views import facts as fact_views
from cinearr.views import notices
from cinearr.views.notices import FilmOfNotice
from cinearr.workflows import ask_indexers, events
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)

KIND = "notification"


class NotDelivered(Exception):
    """The connection could not be told now; the delivery is tried again."""


# --- reactions, one an event ---


async def movies_added(program: Program, event: events.MoviesAdded) -> None:
    """Films came into the library. They are looked at only when somebody wants to know: it may be thousands."""
    if not any(Event.MOVIE_ADDED in each.events for each in await _connections(program)):
        return
    films = [await _film(program, movie_id) for movie_id in event.movie_ids]
    await tell_all(
        program,
        [(FilmAdded(film=film.facts, method=event.add_method), film.tags) for film in films if film is not None],
    )


async def movie_deleted(program: Program, event: events.MovieDeleted) -> None:
    """A film left the library; the event has all that is known of it."""
    facts = msgspec.convert(event.movie, FilmFacts)
    notice = FilmDeleted(film=facts, files_deleted=event.deleted_files, size=event.size)
    async with program.database.read() as session:
        tags = list(await session.scalars(select(Tag.id).where(Tag.label.in_(facts.tags))))
    await tell(program, notice, tags)


async def release_grabbed(program: Program, event: events.ReleaseGrabbed) -> None:
    """A release was handed to a client."""
    film = await _film(program, event.movie_id)
    async with program.database.read() as session:
        grab = await session.get(GrabRow, event.grab_id)
        if film is None or grab is None:
            return
        release = await _release(session, grab)
    client = await _client(program, grab.download_client_id, grab.download_id)
    await tell(program, Grabbed(film=film.facts, release=release, client=client), film.tags)


async def file_imported(program: Program, event: events.FileImported) -> None:
    """A file came into the library; first the one it replaced is told of."""
    film = await _film(program, event.movie_id)
    async with program.database.read() as session:
        row = await session.get(MovieFile, event.movie_file_id)
        if film is None or row is None:
            return
        original = languages_from_ids([film.movie.original_language])[0]
        subject = fact_views.file_subject(row, original)
        formats, score = await notices.format_facts(session, subject, film.target.quality_profile_id)
        grabs = await history.grabs_of(session, [event.download_id] if event.download_id else [])
    told = event.told
    replaced = _replaced(told)
    if replaced is not None:
        plain = msgspec.structs.replace(replaced, recycle_bin_path=None)
        await tell(program, FileDeleted(film=film.facts, file=plain, reason="upgrade"), film.tags)
    notice = Imported(
        film=film.facts,
        file=msgspec.structs.replace(notices.file_facts(row, film.target.path), source_path=told.get("source_path")),
        is_upgrade=event.is_upgrade,
        deleted=(replaced,) if replaced is not None else (),
        client=ClientFacts(
            name=told.get("download_client"), type=told.get("download_client_type"), download_id=event.download_id
        ),
        formats=formats,
        format_score=score,
        release=notices.grabbed_facts(grabs.get(event.download_id or "")),
    )
    await tell(program, notice, film.tags)


async def file_deleted(program: Program, event: events.FileDeleted) -> None:
    """A file left the library."""
    if (film := await _film(program, event.movie_id)) is not None:
        file = msgspec.convert(event.file, FileFacts)
        reason = event.reason[:1].lower() + event.reason[1:]
        await tell(program, FileDeleted(film=film.facts, file=file, reason=reason), film.tags)


async def files_renamed(program: Program, event: events.FilesRenamed) -> None:
    """Files got other names."""
    film = await _film(program, event.movie_id)
    if film is None:
        return
    async with program.database.read() as session:
        rows = await session.scalars(
            select(MovieFile).where(MovieFile.id.in_([each["movieFileId"] for each in event.renamed]))
        )
        by_id = {row.id: row for row in rows}
    files = tuple(
        RenamedFile(
            file=notices.file_facts(by_id[each["movieFileId"]], film.target.path),
            previous_relative_path=each["previousRelativePath"],
            previous_path=each["previousPath"],
        )
        for each in event.renamed
        if each["movieFileId"] in by_id
    )
    if files:
        await tell(program, Renamed(film=film.facts, files=files), film.tags)


async def manual_interaction_required(program: Program, event: events.ManualInteractionRequired) -> None:
    """A download waits for a person."""
    film = await _film(program, event.movie_id) if event.movie_id is not None else None
    async with program.database.read() as session:
        row = await session.get(TrackedDownloadRow, event.tracked_id)
        if row is None:
            return
        grabs = await history.grabs_of(session, [row.download_id])
        evidence = row.evidence or {}
        formats = await notices.named_formats(session, evidence.get("format_ids", ()))
    quality = quality_from_json(row.quality)
    notice = ManualInteraction(
        film=film.facts if film is not None else None,
        title=row.title,
        quality=quality.quality.name,
        quality_version=quality.revision.version,
        size=row.item.get("total_size", 0),
        release_group=evidence.get("release_group"),
        client=await _client(program, row.download_client_id, row.download_id),
        status=row.status,
        messages=tuple(StatusMessage(title=each["title"], messages=tuple(each["messages"])) for each in row.messages),
        formats=formats,
        format_score=evidence.get("score", 0),
        release=notices.grabbed_facts(grabs.get(row.download_id)),
    )
    await tell(program, notice, film.tags if film is not None else ())


async def health_issue_found(program: Program, event: events.HealthIssueFound) -> None:
    """A health check found something."""
    await tell(program, HealthFailed(health=_health(event)))


async def health_restored(program: Program, event: events.HealthRestored) -> None:
    """What a health check had found is over."""
    await tell(program, HealthRestored(health=_health(event)))


async def program_updated(program: Program, event: events.ProgramUpdated) -> None:
    """The program itself is of a new version."""
    previous, new = event.previous_version, event.new_version
    message = f"Cinearr was updated from {previous} to {new}"
    await tell(program, Updated(message=message, previous_version=previous, new_version=new))


def _health(event: events.HealthIssueFound | events.HealthRestored) -> HealthFacts:
    return HealthFacts(source=event.source, level=event.kind, message=event.message, wiki_url=event.wiki_url or None)


# --- deliveries ---


async def tell(program: Program, notice: Notice, film_tags: Iterable[int] = ()) -> None:
    """Queue a delivery to each connection that wants the notice."""
    await tell_all(program, [(notice, film_tags)])


async def tell_all(program: Program, notices: Sequence[tuple[Notice, Iterable[int]]]) -> None:
    """Queue the deliveries of several notices, each with the tags of its film; all or none."""
    connections = await _connections(program)
    due = [
        events.NoticeDue(connection_id=connection_id, notice=msgspec.to_builtins(notice), at=program.clock())
        for notice, film_tags in notices
        for connection_id in matching.told(connections, notice, film_tags)
    ]
    if due:
        async with program.database.begin() as session:
            await program.queue.publish(session, *due)


async def _connections(program: Program) -> list[matching.Connection]:
    return [
        matching.connection(each.id, each.options, each.tags, registry.supported(each.implementation))
        for each in await program.notifications.all()
    ]


async def deliver(program: Program, event: events.NoticeDue) -> None:
    """Tell one connection. Raises NotDelivered when it is to be tried again; one that is gone by now is told nothing."""
    try:
        connection = await program.notifications.get(event.connection_id)
    except NotFound:
        return
    now = program.clock()
    async with program.database.read() as session:
        status = (await provider_status.load(session, KIND)).get(connection.id)
        host = await settings.get(session, settings.Host)
    if ask_indexers.backoff_of(status).is_blocked(now):
        raise NotDelivered(f"{connection.name} is left alone until {_until(status)}")
    notification = registry.build(connection.implementation, connection.settings, program.http)
    error: ProviderError | None = None
    try:
        await notification.send(
            Message(
                notice=msgspec.convert(event.notice, Notice),
                at=event.at,
                instance_name=host.instance_name,
                application_url=host.application_url,
            )
        )
    except ProviderError as failed:
        error = failed
    await ask_indexers.note(program.database, KIND, connection.id, error, now=program.clock(), policy=backoff.USED)
    if error is not None:
        log.warning("a connection could not be told", connection=connection.name, reason=error.message)
        raise NotDelivered(f"{connection.name}: {error.message}") from error


def _until(status: provider_status.ProviderStatusRow | None) -> str:
    return status.disabled_till.isoformat() if status is not None and status.disabled_till is not None else "later"


# --- facts ---


async def _film(program: Program, movie_id: int) -> FilmOfNotice | None:
    """The film with the addresses of its pictures; None when it is gone by now."""
    async with program.database.read() as session:
        found = await notices.film(session, movie_id)
    return replace(found, facts=await with_pictures(program, found.facts)) if found is not None else None


async def with_pictures(program: Program, film: FilmFacts) -> FilmFacts:
    """The same facts with the local addresses of pictures, and when those were written."""
    images = await asyncio.to_thread(lambda: tuple(_local(program, film.id, each) for each in film.images))
    return msgspec.structs.replace(film, images=images)


def _local(program: Program, movie_id: int, image: ImageFacts) -> ImageFacts:
    ticks = program.covers.last_write(movie_id, image.cover_type)
    address = f"{program.config.url_base}/MediaCover/{movie_id}/{file_name(image.cover_type)}"
    return msgspec.structs.replace(image, url=address if ticks is None else f"{address}?lastWrite={ticks}")


async def _release(session: AsyncSession, grab: GrabRow) -> ReleaseFacts:
    release, evidence = release_from_json(grab.release), grab.evidence
    quality = quality_from_json(evidence.get("quality"))
    return ReleaseFacts(
        title=grab.title,
        quality=quality.quality.name,
        quality_version=quality.revision.version,
        release_group=evidence.get("release_group"),
        indexer=release.indexer or None,
        size=release.size,
        formats=await notices.named_formats(session, evidence.get("format_ids", ())),
        format_score=evidence.get("score", 0),
        languages=tuple(notices.language_facts(each) for each in evidence.get("languages", ())),
        indexer_flags=notices.flag_names(int(release.indexer_flags)),
    )


async def _client(program: Program, client_id: int | None, download_id: str | None) -> ClientFacts:
    for each in await program.download_clients.all():
        if each.id == client_id:
            return ClientFacts(name=each.name, type=each.implementation.implementation_name, download_id=download_id)
    return ClientFacts(download_id=download_id)


def _replaced(told: dict[str, Any]) -> FileFacts | None:
    stored = told.get("replaced")
    return notices.stored_file_facts(stored, told.get("recycled_to")) if stored else None
