"""Everything the decision engine needs about a batch of releases, in a fixed number of queries.

Only films that one of the releases could be of are loaded, so the work does not grow with the library.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from cinearr.core import languages
from cinearr.core.decisions.aggregation import release_languages
from cinearr.core.decisions.matching import LibraryIndex, MatchKeys, imdb_number
from cinearr.core.decisions.model import (
    BatchFacts,
    BlockedRelease,
    DecisionSettings,
    FileFacts,
    FilmFacts,
    GrabbedKeys,
    GrabEvent,
    IndexerFacts,
    Propers,
    QueuedRelease,
    ReleaseSource,
)
from cinearr.core.evidence import languages_from_ids, quality_from_json, subject_from_json
from cinearr.core.formats import Subject, subjects
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.languages import Language
from cinearr.core.movies import MovieStatus, ReleaseDates
from cinearr.core.profiles import QualityProfile
from cinearr.core.releases.model import Protocol
from cinearr.core.releases.parser import parse_title
from cinearr.features import custom_formats, profiles, settings
from cinearr.features.blocklist.tables import BlocklistRow
from cinearr.features.downloads import FREE, OVER
from cinearr.features.downloads.tables import GrabRow, PendingReleaseRow, TrackedDownloadRow
from cinearr.features.history import EventType
from cinearr.features.history.tables import HistoryRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie, MovieTitle, Target
from cinearr.kit import files, provider_status
from cinearr.kit.db import among
from cinearr.kit.provider_service import Provider

# A client may be slow to show what it was given; after this it counts as gone.
SLOW_CLIENT = timedelta(minutes=10)


async def load(
    session: AsyncSession,
    *,
    keys: MatchKeys,
    source: ReleaseSource,
    now: datetime,
    indexers: Sequence[Provider],
    searched: int | None = None,
) -> tuple[BatchFacts, LibraryIndex]:
    """Facts and the films releases may be matched to. `searched` is the id of the film a search is for."""
    titles = await _titles(session, keys, searched)
    ids = await _movie_ids(session, keys, titles)
    quality_profiles = await profiles.quality_profiles(session)
    films = await _films(session, ids, titles, quality_profiles)
    pages = await settings.everything(session)
    facts = BatchFacts(
        now=now,
        source=source,
        searched=films.get(searched) if searched is not None else None,
        settings=decision_settings(pages),
        formats=await custom_formats.compiled(session),
        definitions=await profiles.quality_definitions(session),
        indexers=await _indexers(session, indexers),
        delay_profiles=tuple(await profiles.delay_profiles(session)),
        release_profiles=tuple(await profiles.release_profiles(session)),
        blocklist=await blocklist_of(session, ids),
        queue=await _queue(session, ids, films, source, now),
        grabs=await _latest_grabs(session, ids, films),
        grabbed=await _grabbed(session, ids),
        oldest_pending=await _oldest_pending(session, ids),
    )
    return facts, LibraryIndex(films.values())


def decision_settings(pages: Mapping[str, dict[str, Any]]) -> DecisionSettings:
    """What the settings pages say about releases."""
    indexer = settings.read(settings.Indexers, pages.get("indexer", {}))
    media = settings.read(settings.MediaManagement, pages.get("mediamanagement", {}))
    client = settings.read(settings.DownloadClients, pages.get("downloadclient", {}))
    subs = tuple(part.strip().lower() for part in indexer.whitelisted_hardcoded_subs.split(",") if part.strip())
    return DecisionSettings(
        propers=Propers(media.download_propers_and_repacks),
        maximum_size=indexer.maximum_size,
        minimum_age=indexer.minimum_age,
        retention=indexer.retention,
        availability_delay=indexer.availability_delay,
        allow_hardcoded_subs=indexer.allow_hardcoded_subs,
        whitelisted_hardcoded_subs=subs,
        prefer_indexer_flags=indexer.prefer_indexer_flags,
        completed_download_handling=client.enable_completed_download_handling,
        skip_free_space_check=media.skip_free_space_check_when_importing,
        minimum_free_space=media.minimum_free_space_when_importing,
    )


async def _titles(session: AsyncSession, keys: MatchKeys, searched: int | None) -> dict[int, set[str]]:
    """Titles by film: of a film that was searched for all, of the others those that were asked for."""
    wanted = among(MovieTitle.clean_title, keys.clean_titles)
    if searched is not None:
        wanted = or_(wanted, MovieTitle.movie_id == searched)
    titles: defaultdict[int, set[str]] = defaultdict(set)
    for movie_id, clean in await session.execute(select(MovieTitle.movie_id, MovieTitle.clean_title).where(wanted)):
        titles[movie_id].add(clean)
    if searched is not None:
        titles.setdefault(searched, set())
    return titles


async def _movie_ids(session: AsyncSession, keys: MatchKeys, titled: Iterable[int]) -> list[int]:
    imdb_ids = [f"tt{number:07d}" for number in keys.imdb_ids]
    known = or_(among(Movie.tmdb_id, keys.tmdb_ids), among(Movie.imdb_id, imdb_ids))
    return sorted({*titled, *await session.scalars(select(Movie.id).where(known))})


async def _films(
    session: AsyncSession,
    ids: Collection[int],
    titles: Mapping[int, Set[str]],
    quality_profiles: Mapping[int, QualityProfile],
) -> dict[int, FilmFacts]:
    # Documents are most of a film and nothing of them is asked for.
    rows = await session.execute(
        select(Movie, Target)
        .join(Target, and_(Target.movie_id == Movie.id, Target.is_default))
        .where(among(Movie.id, ids))
        .options(defer(Movie.document, raiseload=True))
    )
    pairs = list(rows)
    held = await _files(session, ids)
    space = await free_space_of([target.path for _, target in pairs])
    return {
        movie.id: film_facts(
            movie,
            target,
            clean_titles=frozenset(titles.get(movie.id, ())),
            profile=quality_profiles.get(target.quality_profile_id) or QualityProfile(),
            file=held.get(target.id),
            free_space=space.get(target.path),
        )
        for movie, target in pairs
    }


async def _files(session: AsyncSession, ids: Collection[int]) -> dict[int, MovieFile]:
    rows = await session.scalars(
        select(MovieFile)
        .where(among(MovieFile.movie_id, ids))
        .order_by(MovieFile.id)
        .options(defer(MovieFile.media_info, raiseload=True))
    )
    return {row.target_id: row for row in rows}


def film_facts(
    movie: Movie,
    target: Target,
    *,
    clean_titles: frozenset[str],
    profile: QualityProfile,
    file: MovieFile | None,
    free_space: int | None = None,
) -> FilmFacts:
    """One film with its target."""
    original = languages.by_id(movie.original_language)
    return FilmFacts(
        movie_id=movie.id,
        target_id=target.id,
        title=movie.title,
        clean_titles=clean_titles | {movie.clean_title},
        tmdb_id=movie.tmdb_id,
        imdb_id=imdb_number(movie.imdb_id),
        year=movie.year,
        secondary_year=movie.secondary_year or 0,
        runtime=movie.runtime,
        tags=frozenset(movie.tags),
        monitored=target.monitored,
        minimum_availability=MovieStatus(target.minimum_availability),
        dates=ReleaseDates(in_cinemas=movie.in_cinemas, digital=movie.digital_release, physical=movie.physical_release),
        original_language=original,
        profile=profile,
        file=file_facts(file, original) if file is not None else None,
        free_space=free_space,
    )


def file_facts(row: MovieFile, original: Language) -> FileFacts:
    """A file as decisions see it: by the evidence of its grab where there is one."""
    return FileFacts(
        quality=quality_from_json(row.quality),
        subject=file_subject(row, original),
        added=row.date_added,
        release_group=row.release_group,
    )


def file_subject(row: MovieFile, original: Language) -> Subject:
    """What custom formats look at of a file."""
    if row.evidence and "subject" in row.evidence:
        return subject_from_json(row.evidence["subject"])
    quality = quality_from_json(row.quality)
    return subjects.of_file(
        file_name=Path(row.relative_path).name,
        scene_name=row.scene_name,
        original_file_name=Path(row.original_file_path).name if row.original_file_path else None,
        edition=row.edition,
        release_group=row.release_group,
        languages=languages_from_ids(row.languages),
        original_language=original,
        quality=quality.quality,
        indexer_flags=IndexerFlag(row.indexer_flags),
        size=row.size,
    )


async def free_space_of(paths: Sequence[str]) -> dict[str, int | None]:
    """Free bytes at each path; the disk is asked once for each parent folder, off the event loop."""

    def ask() -> dict[str, int | None]:
        by_parent: dict[Path, int | None] = {}
        found: dict[str, int | None] = {}
        for path in paths:
            parent = Path(path).parent
            if parent not in by_parent:
                by_parent[parent] = files.free_space(parent)
            found[path] = by_parent[parent]
        return found

    return await asyncio.to_thread(ask) if paths else {}


async def _indexers(session: AsyncSession, providers: Sequence[Provider]) -> dict[int, IndexerFacts]:
    status = await provider_status.load(session, "indexer")
    return {
        provider.id: IndexerFacts(
            id=provider.id,
            name=provider.name,
            tags=frozenset(provider.tags),
            minimum_seeders=getattr(provider.settings, "minimum_seeders", 1),
            required_flags=tuple(IndexerFlag(flag) for flag in getattr(provider.settings, "required_flags", ())),
            multi_languages=languages_from_ids(getattr(provider.settings, "multi_languages", ())),
            blocked_until=status[provider.id].disabled_till if provider.id in status else None,
        )
        for provider in providers
    }


async def blocklist_of(session: AsyncSession, ids: Collection[int]) -> dict[int, tuple[BlockedRelease, ...]]:
    """Blocklist rows by film."""
    found: defaultdict[int, list[BlockedRelease]] = defaultdict(list)
    for row in await session.scalars(select(BlocklistRow).where(among(BlocklistRow.movie_id, ids))):
        found[row.movie_id].append(
            BlockedRelease(
                title=row.source_title,
                protocol=Protocol(row.protocol),
                indexer=row.indexer,
                info_hash=row.torrent_info_hash,
                published=row.published_date,
                size=row.size,
            )
        )
    return {movie_id: tuple(rows) for movie_id, rows in found.items()}


async def _queue(
    session: AsyncSession, ids: Collection[int], films: Mapping[int, FilmFacts], source: ReleaseSource, now: datetime
) -> dict[int, tuple[QueuedRelease, ...]]:
    """What is under way: tracked downloads, and grabs no client has shown yet."""
    found: defaultdict[int, list[QueuedRelease]] = defaultdict(list)
    rows = await session.scalars(
        select(TrackedDownloadRow).where(
            among(TrackedDownloadRow.movie_id, ids), TrackedDownloadRow.state.not_in(OVER), ~TrackedDownloadRow.gone
        )
    )
    for row in rows:
        assert row.movie_id is not None
        film = films.get(row.movie_id)
        found[row.movie_id].append(
            QueuedRelease(
                quality=quality_from_json(row.quality),
                subject=_evidence_subject(row.evidence, row.title, film, size=row.item.get("total_size") or 0),
                failed_pending=row.state == "failedPending",
                title=row.title,
            )
        )
    shown = select(TrackedDownloadRow.download_id).where(TrackedDownloadRow.download_id == GrabRow.download_id)
    under_way = select(GrabRow).where(
        among(GrabRow.movie_id, ids),
        GrabRow.state.in_(("sending", "sent")),
        GrabRow.created > now - SLOW_CLIENT,
        ~shown.exists(),
    )
    if source is not ReleaseSource.SEARCH:
        # What lies in a folder for another program has no id and shows when it is done: recent history guards against a
        # second grab in RSS, and a person may want one. A search nobody asked for has no other guard than this.
        under_way = under_way.where(or_(GrabRow.state == "sending", GrabRow.download_id.is_not(None)))
    for grab in await session.scalars(under_way):
        found[grab.movie_id].append(
            QueuedRelease(
                quality=quality_from_json(grab.evidence.get("quality")),
                subject=_evidence_subject(grab.evidence, grab.title, films.get(grab.movie_id)),
                title=grab.title,
            )
        )
    return {movie_id: tuple(rows) for movie_id, rows in found.items()}


def _evidence_subject(evidence: dict[str, Any] | None, title: str, film: FilmFacts | None, *, size: int = 0) -> Subject:
    if evidence and "subject" in evidence:
        return subject_from_json(evidence["subject"])
    original = film.original_language if film else languages.UNKNOWN
    parsed = parse_title(title)
    if parsed is None:
        return Subject(texts=(title,), original_language=original)
    return subjects.of_name(parsed, release_languages(title, parsed.languages, (), original), original, size=size)


async def _latest_grabs(
    session: AsyncSession, ids: Collection[int], films: Mapping[int, FilmFacts]
) -> dict[int, GrabEvent]:
    grabbed = _newest(ids, HistoryRow.event_type == EventType.GRABBED)
    grabs = list(await session.scalars(select(HistoryRow).where(HistoryRow.id.in_(grabbed))))
    newest = set(await session.scalars(_newest(ids)))
    download_ids = [row.download_id for row in grabs if row.download_id]
    imported = await session.execute(
        select(HistoryRow.download_id, HistoryRow.quality).where(
            among(HistoryRow.download_id, download_ids), HistoryRow.event_type == EventType.IMPORTED
        )
    )
    imported_quality = {row.download_id: row.quality for row in imported}
    evidence = await _evidence_of(session, grabs)
    found: dict[int, GrabEvent] = {}
    for row in grabs:
        after = imported_quality.get(row.download_id) if row.download_id else None
        size = str(row.data.get("size") or 0)
        found[row.movie_id] = GrabEvent(
            date=row.date,
            title=row.source_title,
            quality=quality_from_json(row.quality),
            subject=_evidence_subject(
                evidence.get((row.movie_id, row.data.get("guid"))),
                row.source_title,
                films.get(row.movie_id),
                size=int(size) if size.isdigit() else 0,
            ),
            download_id=row.download_id,
            is_latest_event=row.id in newest,
            imported_quality=quality_from_json(after) if after is not None else None,
        )
    return found


def _newest(ids: Collection[int], *conditions: ColumnElement[bool]) -> Select[int]:
    """The newest row of history of each film."""
    return (
        select(HistoryRow.id)
        .where(among(HistoryRow.movie_id, ids), *conditions)
        .ext(distinct_on(HistoryRow.movie_id))
        .order_by(HistoryRow.movie_id, HistoryRow.date.desc(), HistoryRow.id.desc())
    )


async def _evidence_of(
    session: AsyncSession, grabs: Sequence[HistoryRow]
) -> dict[tuple[int, str | None], dict[str, Any]]:
    """What was frozen at these grabs, by film and guid: not every client gives a download an id."""
    movie_ids = [row.movie_id for row in grabs]
    guids = [row.data["guid"] for row in grabs if row.data.get("guid")]
    rows = await session.execute(
        select(GrabRow.movie_id, GrabRow.guid, GrabRow.evidence)
        .where(among(GrabRow.movie_id, movie_ids), among(GrabRow.guid, guids))
        .order_by(GrabRow.id)
    )
    return {(row.movie_id, row.guid): row.evidence for row in rows}


async def _grabbed(session: AsyncSession, ids: Collection[int]) -> dict[int, GrabbedKeys]:
    offer = GrabRow.release["indexer"].astext, GrabRow.release["size"].astext
    rows = await session.execute(
        select(GrabRow.movie_id, GrabRow.info_hash, GrabRow.guid, GrabRow.title, *offer).where(
            among(GrabRow.movie_id, ids), GrabRow.state.not_in(FREE)
        )
    )
    by_movie: defaultdict[int, list[tuple[str | None, str, tuple[str, str, int]]]] = defaultdict(list)
    for movie_id, info_hash, guid, title, indexer, size in rows:
        by_movie[movie_id].append((info_hash, guid, (indexer or "", title.lower(), int(size or 0))))
    return {
        movie_id: GrabbedKeys(
            hashes=frozenset(info_hash.lower() for info_hash, _, _ in grabs if info_hash),
            guids=frozenset(guid for _, guid, _ in grabs),
            offers=frozenset(offer for _, _, offer in grabs),
        )
        for movie_id, grabs in by_movie.items()
    }


async def _oldest_pending(session: AsyncSession, ids: Collection[int]) -> dict[int, datetime]:
    published = PendingReleaseRow.release["publish_date"].astext
    rows = await session.execute(
        select(PendingReleaseRow.movie_id, published).where(among(PendingReleaseRow.movie_id, ids))
    )
    oldest: dict[int, datetime] = {}
    for movie_id, text in rows:
        date = datetime.fromisoformat(text)
        oldest[movie_id] = min(oldest.get(movie_id, date), date)
    return oldest
