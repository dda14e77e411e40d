"""History and blocklist as screens show them: rows with the formats and the cut-off that hold today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Integer

from cinearr.core import languages
from cinearr.core.decisions.upgrade import quality_cutoff_not_met
from cinearr.core.evidence import languages_from_ids, quality_from_json, subject_from_json
from cinearr.core.formats import CompiledFormats, CustomFormat, Subject
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.profiles import QualityProfile
from cinearr.core.releases.parser import parse_title
from cinearr.features import custom_formats, profiles
from cinearr.features.blocklist.tables import BlocklistRow
from cinearr.features.downloads.tables import GrabRow
from cinearr.features.history.tables import HistoryRow
from cinearr.features.movies.tables import Movie, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a row has beside its columns."""

    formats: tuple[CustomFormat, ...]
    score: int
    cutoff_not_met: bool


SORTS: Mapping[str, ColumnElement[Any]] = {
    "date": HistoryRow.date.expression,
    "quality": cast(cast(HistoryRow.quality, JSONB)["id"], Integer),
    "languages": HistoryRow.languages.expression,
    "movieMetadata.sortTitle": Movie.sort_title.expression,
    "sourceTitle": HistoryRow.source_title.expression,
}
BLOCKLIST_SORTS: Mapping[str, ColumnElement[Any]] = {
    "date": BlocklistRow.date.expression,
    "quality": cast(cast(BlocklistRow.quality, JSONB)["id"], Integer),
    "languages": BlocklistRow.languages.expression,
    "movieMetadata.sortTitle": Movie.sort_title.expression,
    "sourceTitle": BlocklistRow.source_title.expression,
    "indexer": BlocklistRow.indexer.expression,
}


def filtered(
    *,
    event_types: Collection[int] = (),
    download_id: str | None = None,
    movie_ids: Collection[int] = (),
    language_ids: Collection[int] = (),
    quality_ids: Collection[int] = (),
) -> list[ColumnElement[bool]]:
    """The filters of the history page."""
    found: list[ColumnElement[bool]] = []
    if event_types:
        found.append(HistoryRow.event_type.in_(event_types))
    if download_id:
        found.append(HistoryRow.download_id == download_id)
    if movie_ids:
        found.append(HistoryRow.movie_id.in_(movie_ids))
    if language_ids:
        found.append(HistoryRow.languages.overlap(list(language_ids)))
    if quality_ids:
        found.append(SORTS["quality"].in_(quality_ids))
    return found


async def page(
    session: AsyncSession,
    row: type[Any],
    filters: Sequence[ColumnElement[bool]],
    order: ColumnElement[Any],
    *,
    descending: bool,
    offset: int,
    limit: int,
) -> tuple[int, list[Any]]:
    """How many rows there are, and those of one page."""
    total = await session.scalar(select(func.count()).select_from(row).where(*filters)) or 0
    direction = order.desc() if descending else order.asc()
    last = row.id.desc() if descending else row.id.asc()
    query: Select[Any] = (
        select(row)
        .join(Movie, Movie.id == row.movie_id)
        .where(*filters)
        .order_by(direction, last)
        .offset(offset)
        .limit(limit)
    )
    return total, list(await session.scalars(query)) if limit else []


async def shown(session: AsyncSession, rows: Sequence[HistoryRow]) -> dict[int, Shown]:
    """Formats, score and cut-off of history rows by id, in a fixed number of queries."""
    compiled = await custom_formats.compiled(session)
    by_movie = await profiles_of(session, {row.movie_id for row in rows})
    evidence = await _evidence(session, {row.download_id for row in rows if row.download_id})
    original = await _original_languages(session, {row.movie_id for row in rows})
    found = {}
    for row in rows:
        frozen = evidence.get(row.download_id or "")
        subject = (
            subject_from_json(frozen)
            if frozen is not None
            else subject_of(row.source_title, row.quality, row.languages, row.data, original.get(row.movie_id, 0))
        )
        found[row.id] = judged(compiled, subject, row.quality, by_movie.get(row.movie_id))
    return found


async def shown_blocklist(session: AsyncSession, rows: Sequence[BlocklistRow]) -> dict[int, tuple[CustomFormat, ...]]:
    """Formats of blocklist rows by id."""
    compiled = await custom_formats.compiled(session)
    original = await _original_languages(session, {row.movie_id for row in rows})
    return {
        row.id: compiled.match(
            subject_of(
                row.source_title,
                row.quality,
                row.languages,
                {"size": row.size or 0, "indexerFlags": ""},
                original.get(row.movie_id, 0),
            )
        )
        for row in rows
    }


def judged(
    compiled: CompiledFormats, subject: Subject, stored_quality: Mapping[str, Any], profile: QualityProfile | None
) -> Shown:
    """What a row comes to under today's formats and profile."""
    formats = compiled.match(subject)
    if profile is None:
        return Shown(formats=formats, score=0, cutoff_not_met=False)
    score = profile.score(each.id for each in formats)
    below = quality_cutoff_not_met(profile, quality_from_json(stored_quality))
    return Shown(formats=formats, score=score, cutoff_not_met=below)


def subject_of(
    title: str,
    stored_quality: Mapping[str, Any],
    language_ids: Collection[int],
    data: Mapping[str, Any],
    original_language: int,
) -> Subject:
    """What custom formats look at of a row that has no evidence."""
    parsed = parse_title(title)
    size = str(data.get("size") or "0")
    return Subject(
        texts=(parsed.simple_title or title,) if parsed is not None else (title,),
        edition=parsed.edition if parsed is not None else "",
        release_group=data.get("releaseGroup") or (parsed.release_group if parsed is not None else None),
        languages=languages_from_ids(language_ids),
        original_language=languages.by_id(original_language),
        quality=quality_from_json(stored_quality).quality,
        indexer_flags=flags_of(str(data.get("indexerFlags") or "")),
        size=int(size) if size.isdigit() else 0,
        year=parsed.year if parsed is not None else 0,
    )


def flags_of(text: str) -> IndexerFlag:
    """`G_Freeleech, G_Internal` or a number, as flags."""
    if text.isdigit():
        return IndexerFlag(int(text))
    found = IndexerFlag(0)
    for part in text.split(","):
        found |= IndexerFlag.__members__.get(part.strip(), IndexerFlag(0))
    return found


async def profiles_of(session: AsyncSession, movie_ids: Collection[int]) -> dict[int, QualityProfile]:
    """Each film's profile."""
    known = await profiles.quality_profiles(session)
    rows = await session.execute(
        select(Target.movie_id, Target.quality_profile_id).where(
            and_(Target.movie_id.in_(movie_ids), Target.is_default)
        )
    )
    return {movie_id: known[profile_id] for movie_id, profile_id in rows if profile_id in known}


async def _original_languages(session: AsyncSession, movie_ids: Collection[int]) -> dict[int, int]:
    rows = await session.execute(select(Movie.id, Movie.original_language).where(Movie.id.in_(movie_ids)))
    return {row.id: row.original_language for row in rows}


async def _evidence(session: AsyncSession, download_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    rows = await session.scalars(select(GrabRow).where(GrabRow.download_id.in_(download_ids)))
    return {row.download_id or "": row.evidence["subject"] for row in rows if "subject" in row.evidence}
