"""The queue: what clients are busy with, and the best of what waits for each film.

Rows are light until they are shown: filters, order and pages need no custom formats.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core import languages as known_languages
from cinearr.core.decisions.aggregation import release_languages
from cinearr.core.decisions.processing import PendingReason
from cinearr.core.evidence import languages_from_ids, quality_from_json, release_from_json, subject_from_json
from cinearr.core.formats import CustomFormat, Subject, subjects
from cinearr.core.languages import Language
from cinearr.core.profiles import DelayProfile, QualityProfile
from cinearr.core.profiles.delay import for_tags
from cinearr.core.quality import UNKNOWN, QualityModel
from cinearr.core.releases.model import ParsedRelease, Protocol, Release
from cinearr.core.releases.parser import parse_title
from cinearr.core.tracking import pending_id, tracked_id
from cinearr.core.tracking import queue as rules
from cinearr.features import custom_formats, profiles, settings
from cinearr.features.download_clients import registry
from cinearr.features.downloads.tables import PendingReleaseRow, TrackedDownloadRow
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit.jobs.tables import ScheduleRow
from cinearr.kit.provider_service import Provider

OVER: Final = ("imported", "failed", "ignored")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmOfRow:
    """What the queue needs to know of a row's film."""

    id: int
    sort_title: str
    year: int
    original_language: Language
    profile: QualityProfile
    delay: DelayProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue. `tracked` or `pending` is the row it is of. Sizes in bytes."""

    id: int
    film: FilmOfRow | None
    title: str
    status: str
    quality: QualityModel
    languages: tuple[Language, ...]
    protocol: Protocol
    size: int
    left: int
    time_left: timedelta | None
    expected: datetime | None
    added: datetime | None
    indexer: str | None
    client: Provider | None = None
    tracked: TrackedDownloadRow | None = None
    pending: PendingReleaseRow | None = None
    parsed: ParsedRelease | None = None
    release: Release | None = None

    @property
    def movie_id(self) -> int | None:
        """The film it is of."""
        return self.film.id if self.film is not None else None

    @property
    def progress(self) -> float:
        """Percent."""
        return 100 - self.left / self.size * 100 if self.size else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What of the queue is wanted; empty filters let everything through."""

    with_unknown: bool = False
    movie_ids: Collection[int] = ()
    protocol: Protocol | None = None
    language_ids: Collection[int] = ()
    quality_ids: Collection[int] = ()
    statuses: Collection[str] = ()

    def accept(self, row: QueueRow) -> bool:
        """Whether a row is wanted."""
        return (
            (self.with_unknown or row.film is not None)
            and (not self.movie_ids or row.movie_id in self.movie_ids)
            and (self.protocol is None or row.protocol is self.protocol)
            and (not self.language_ids or any(each.id in self.language_ids for each in row.languages))
            and (not self.quality_ids or row.quality.quality.id in self.quality_ids)
            and (not self.statuses or row.status in self.statuses)
        )


# --- the rows ---


async def rows(
    session: AsyncSession, clients: Sequence[Provider], now: datetime, *, movie_id: int | None = None
) -> list[QueueRow]:
    """Everything in the queue, what is done first in front."""
    page = await settings.get(session, settings.DownloadClients)
    tracked = list(
        await session.scalars(
            select(TrackedDownloadRow)
            .where(
                *_in_queue(completed=page.enable_completed_download_handling),
                true() if movie_id is None else TrackedDownloadRow.movie_id == movie_id,
            )
            .order_by(TrackedDownloadRow.id)
        )
    )
    waiting = list(
        await session.scalars(
            select(PendingReleaseRow)
            .where(true() if movie_id is None else PendingReleaseRow.movie_id == movie_id)
            .order_by(PendingReleaseRow.id)
        )
    )
    ids = {row.movie_id for row in tracked if row.movie_id is not None} | {row.movie_id for row in waiting}
    films = await _films(session, ids)
    by_id = {client.id: client for client in clients}
    found = [_tracked(row, films.get(row.movie_id or 0), by_id.get(row.download_client_id), now) for row in tracked]
    found.sort(key=lambda row: (row.time_left is None, row.time_left or timedelta()))
    return found + await _pending(session, waiting, films, now)


def _in_queue(*, completed: bool) -> list[Any]:
    """Without handling of what is complete that stays with the client and is none of our business."""
    wanted = [TrackedDownloadRow.state.not_in(OVER), ~TrackedDownloadRow.gone]
    if not completed:
        wanted.append(TrackedDownloadRow.item["status"].astext != "completed")
    return wanted


async def _films(session: AsyncSession, ids: Collection[int]) -> dict[int, FilmOfRow]:
    known = await profiles.quality_profiles(session)
    delays = await profiles.delay_profiles(session)
    found = await session.execute(
        select(Movie.id, Movie.sort_title, Movie.year, Movie.original_language, Movie.tags, Target.quality_profile_id)
        .join(Target, and_(Target.movie_id == Movie.id, Target.is_default))
        .where(Movie.id.in_(ids))
    )
    return {
        row.id: FilmOfRow(
            id=row.id,
            sort_title=row.sort_title,
            year=row.year,
            original_language=known_languages.by_id(row.original_language),
            profile=known.get(row.quality_profile_id) or QualityProfile(),
            delay=for_tags(delays, frozenset(row.tags)),
        )
        for row in found
    }


def _tracked(row: TrackedDownloadRow, film: FilmOfRow | None, client: Provider | None, now: datetime) -> QueueRow:
    item = row.item
    seconds = item.get("remaining_time")
    left = timedelta(seconds=seconds) if seconds is not None else None
    parsed = None if row.evidence else parse_title(row.title)
    return QueueRow(
        id=tracked_id(row.download_client_id, row.download_id),
        film=film,
        title=row.title,
        status=item.get("status", "unknown"),
        quality=quality_from_json(row.quality) if row.quality else QualityModel(UNKNOWN),
        languages=_languages(row, parsed, film),
        protocol=Protocol(row.protocol),
        size=item.get("total_size", 0),
        left=item.get("remaining_size", 0),
        time_left=left,
        expected=now + left if left is not None else None,
        added=row.added,
        indexer=row.indexer,
        client=client,
        tracked=row,
        parsed=parsed,
    )


def _languages(row: TrackedDownloadRow, parsed: ParsedRelease | None, film: FilmOfRow | None) -> tuple[Language, ...]:
    if row.evidence:
        return languages_from_ids(row.evidence.get("languages", ()))
    if film is None:
        return languages_from_ids(row.languages) or (known_languages.UNKNOWN,)
    return release_languages(row.title, parsed.languages if parsed else (), (), film.original_language)


async def _pending(
    session: AsyncSession, stored: Sequence[PendingReleaseRow], films: Mapping[int, FilmOfRow], now: datetime
) -> list[QueueRow]:
    """The best of each film, with when it can be taken at the earliest."""
    if not stored:
        return []
    page = await settings.get(session, settings.Indexers)
    last = await session.scalar(select(ScheduleRow.last_execution).where(ScheduleRow.name == "RssSync"))
    interval = page.rss_sync_interval
    next_sync = max(last + timedelta(minutes=interval), now) if last else now
    by_id = {row.id: row for row in stored}
    best = rules.shown(
        map(pending_of, stored),
        {movie_id: film.profile for movie_id, film in films.items()},
        {movie_id: film.delay for movie_id, film in films.items()},
    )
    when = _When(page.minimum_age, next_sync, interval)
    return [_waiting(by_id[value.id], value, films[value.movie_id], now, when) for value in best]


@dataclass(frozen=True, slots=True)
class _When:
    minimum_age: int
    next_sync: datetime
    interval: int


def pending_of(row: PendingReleaseRow) -> rules.PendingRelease:
    """A waiting release as the rules of the queue see it."""
    release = release_from_json(row.release)
    parsed = parse_title(release.title)
    return rules.PendingRelease(
        id=row.id,
        movie_id=row.movie_id,
        title=release.title,
        parsed_title=parsed.title if parsed is not None else release.title,
        indexer=release.indexer,
        published=release.publish_date,
        protocol=release.protocol,
        quality=parsed.quality.quality if parsed is not None else UNKNOWN,
        reason=reason_of(row),
    )


def reason_of(row: PendingReleaseRow) -> PendingReason:
    """Why it waits."""
    return next((each for each in PendingReason if each.wire == row.reason), PendingReason.DELAY)


def told_by(release: Release, original: Language) -> tuple[QualityModel, tuple[Language, ...]]:
    """Quality and languages of an offer for a film of this language."""
    parsed = parse_title(release.title)
    named = parsed.languages if parsed is not None else ()
    quality = parsed.quality if parsed is not None else QualityModel(UNKNOWN)
    return quality, release_languages(release.title, named, release.languages, original)


def _waiting(
    row: PendingReleaseRow, value: rules.PendingRelease, film: FilmOfRow, now: datetime, when: _When
) -> QueueRow:
    release = release_from_json(row.release)
    quality, languages = told_by(release, film.original_language)
    expected = rules.expected(
        value,
        film.delay,
        minimum_age=when.minimum_age,
        next_sync=when.next_sync,
        sync_interval=when.interval,
    )
    return QueueRow(
        id=pending_id(row.id, row.movie_id),
        film=film,
        title=release.title,
        status=row.reason,
        quality=quality,
        languages=languages,
        protocol=release.protocol,
        size=release.size,
        left=release.size,
        time_left=rules.time_left(expected, now),
        expected=expected,
        added=row.added,
        indexer=release.indexer or None,
        pending=row,
        parsed=parse_title(release.title),
        release=release,
    )


# --- order ---


def _when(value: datetime | None) -> tuple[bool, float]:
    return value is None, value.timestamp() if value is not None else 0


SORTS: Final[Mapping[str, Any]] = {
    "timeleft": lambda row: (row.time_left is None, row.time_left or timedelta()),
    "added": lambda row: _when(row.added),
    "downloadClient": lambda row: (row.client.name if row.client else "").lower(),
    "estimatedCompletionTime": lambda row: _when(row.expected),
    "indexer": lambda row: (row.indexer or "").lower(),
    "languages": lambda row: [each.name for each in row.languages],
    "movies.sortTitle": lambda row: row.film.sort_title if row.film else "",
    "progress": lambda row: row.progress,
    "protocol": lambda row: row.protocol.wire,
    "quality": lambda row: (row.quality.quality.weight, row.quality.revision.key),
    "size": lambda row: row.size,
    "status": lambda row: row.status,
    "title": lambda row: row.title.lower(),
    "year": lambda row: row.film.year if row.film else 0,
}


def ordered(found: Iterable[QueueRow], key: str, *, descending: bool) -> list[QueueRow]:
    """In the order of a sort key; equals by how far they are, then by id, so that pages do not overlap."""
    by_progress = sorted(found, key=lambda row: (-row.progress, row.id))
    return sorted(by_progress, key=SORTS[key], reverse=descending)


# --- what a screen shows ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row with what custom formats make of it."""

    row: QueueRow
    formats: tuple[CustomFormat, ...]
    score: int
    has_post_import_category: bool


async def shown(session: AsyncSession, page: Sequence[QueueRow]) -> list[Shown]:
    """The rows of a page with their formats."""
    compiled = await custom_formats.compiled(session)
    found = []
    for row in page:
        formats = compiled.match(_subject(row)) if row.film is not None else ()
        found.append(
            Shown(
                row=row,
                formats=formats,
                score=row.film.profile.score(each.id for each in formats) if row.film is not None else 0,
                has_post_import_category=row.client is not None
                and registry.has_post_import_category(row.client.settings),
            )
        )
    return found


def _subject(row: QueueRow) -> Subject:
    assert row.film is not None
    evidence = row.tracked.evidence if row.tracked is not None else None
    if evidence and "subject" in evidence:
        return subject_from_json(evidence["subject"])
    original = row.film.original_language
    if row.parsed is None:
        return Subject(texts=(row.title,), languages=row.languages, original_language=original, size=row.size)
    if row.release is not None:
        return subjects.of_release(row.parsed, row.release, row.languages, original)
    return subjects.of_name(row.parsed, row.languages, original, size=row.size)


# --- its state in a few numbers ---


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How many there are, of films we know and others, and whether anything is wrong."""

    total: int
    known: int
    unknown: int
    errors: bool
    warnings: bool
    unknown_errors: bool
    unknown_warnings: bool


async def status(session: AsyncSession) -> Status:
    """In two queries that read no rows."""
    page = await settings.get(session, settings.DownloadClients)
    has_film, row = TrackedDownloadRow.movie_id.is_not(None), TrackedDownloadRow
    counts = (
        await session.execute(
            select(
                func.count(case((has_film, 1))),
                func.count(case((~has_film, 1))),
                func.bool_or(and_(has_film, row.status == "error")),
                func.bool_or(and_(has_film, row.status == "warning")),
                func.bool_or(and_(~has_film, row.status == "error")),
                func.bool_or(and_(~has_film, row.status == "warning")),
            ).where(*_in_queue(completed=page.enable_completed_download_handling))
        )
    ).one()
    waiting = await session.scalar(
        select(func.count(PendingReleaseRow.movie_id.distinct())).where(
            PendingReleaseRow.reason != PendingReason.FALLBACK.wire
        )
    )
    known, unknown, *flags = counts
    return Status(
        total=known + unknown + (waiting or 0),
        known=known + (waiting or 0),
        unknown=unknown,
        errors=bool(flags[0]),
        warnings=bool(flags[1]),
        unknown_errors=bool(flags[2]),
        unknown_warnings=bool(flags[3]),
    )
