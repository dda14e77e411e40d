"""Films, files and downloads as notices tell them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core import languages, quality
from cinearr.core.decisions import texts
from cinearr.core.films import Film
from cinearr.core.formats import CompiledFormats, Subject
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.media.audio import format_audio_channels, format_audio_codec
from cinearr.core.media.model import MediaInfo
from cinearr.core.media.video import format_dynamic_range, format_dynamic_range_type, format_video_codec
from cinearr.core.notices.facts import (
    FileFacts,
    FilmFacts,
    FormatFacts,
    GrabbedFacts,
    ImageFacts,
    LanguageFacts,
    MediaFacts,
)
from cinearr.features import custom_formats, movies, profiles
from cinearr.features.history.tables import HistoryRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie, Target
from cinearr.features.tags.tables import Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmOfNotice:
    """A film with what notices about it need besides. Pictures have no local address yet (`with_pictures`)."""

    facts: FilmFacts
    tags: tuple[int, ...]
    movie: Movie
    target: Target


async def film(session: AsyncSession, movie_id: int) -> FilmOfNotice | None:
    """A film of the library; None when it is gone."""
    row = (
        await session.execute(
            select(Movie, Target)
            .join(Target, Target.movie_id == Movie.id)
            .where(Movie.id == movie_id, Target.is_default)
        )
    ).first()
    if row is None:
        return None
    movie, target = row
    labels = await session.scalars(select(Tag.label).where(Tag.id.in_(movie.tags)))
    return FilmOfNotice(
        facts=film_facts(movie, target, tuple(labels)), tags=tuple(movie.tags), movie=movie, target=target
    )


def film_facts(movie: Movie, target: Target, labels: tuple[str, ...]) -> FilmFacts:
    """A film as it is told."""
    document: Film = movies.film_of(movie)
    tmdb = document.ratings.get("tmdb")
    return FilmFacts(
        id=movie.id,
        title=movie.title,
        year=movie.year,
        folder_path=target.path,
        tmdb_id=movie.tmdb_id,
        imdb_id=movie.imdb_id,
        overview=document.overview or None,
        genres=document.genres,
        images=tuple(ImageFacts(cover_type=each.cover_type, remote_url=each.url) for each in document.images),
        tags=tuple(sorted(labels)),
        original_language=language_facts(movie.original_language),
        in_cinemas=document.in_cinemas,
        physical_release=document.physical_release,
        youtube_trailer_id=document.youtube_trailer_id,
        website=document.website,
        rating=tmdb.value if tmdb is not None else None,
    )


def file_facts(row: MovieFile, folder: str) -> FileFacts:
    """A file of the library; `folder` is its target's."""
    return FileFacts(
        id=row.id,
        relative_path=row.relative_path,
        path=str(PurePosixPath(folder) / row.relative_path),
        quality=quality.by_id(row.quality.get("id", 0)).name,
        quality_version=row.quality.get("version", 1),
        release_group=row.release_group,
        scene_name=row.scene_name,
        indexer_flags=flag_names(row.indexer_flags),
        size=row.size,
        date_added=row.date_added,
        languages=tuple(language_facts(each) for each in row.languages),
        media=media_facts(row.media_info, row.scene_name),
    )


def stored_file_facts(stored: Mapping[str, Any], recycled_to: str | None) -> FileFacts:
    """A file that is gone, from what the import that replaced it wrote down."""
    return FileFacts(
        id=stored["id"],
        relative_path=stored["relative_path"],
        path=stored["path"],
        quality=quality.by_id(stored["quality"].get("id", 0)).name,
        quality_version=stored["quality"].get("version", 1),
        release_group=stored.get("release_group"),
        scene_name=stored.get("scene_name"),
        indexer_flags=flag_names(stored.get("indexer_flags", 0)),
        size=stored["size"],
        date_added=datetime.fromisoformat(stored["date_added"]),
        languages=tuple(language_facts(each) for each in stored.get("languages", ())),
        media=media_facts(stored.get("media_info"), stored.get("scene_name")),
        recycle_bin_path=recycled_to,
    )


def media_facts(stored: Mapping[str, Any] | None, scene_name: str | None) -> MediaFacts | None:
    """What is in a file, from its row."""
    if not stored:
        return None
    info = msgspec.convert(stored, MediaInfo)
    return MediaFacts(
        audio_channels=format_audio_channels(info.audio_channels, info.audio_channel_positions),
        audio_codec=format_audio_codec(info.audio_format, info.audio_codec_id, info.audio_profile),
        audio_languages=info.audio_languages,
        height=info.height,
        width=info.width,
        subtitles=info.subtitles,
        video_codec=format_video_codec(info.video_format, info.video_codec_id, None),
        scene_video_codec=format_video_codec(info.video_format, info.video_codec_id, scene_name) if scene_name else "",
        video_dynamic_range=format_dynamic_range(info.video_hdr_format),
        video_dynamic_range_type=format_dynamic_range_type(info.video_hdr_format),
    )


async def format_facts(session: AsyncSession, subject: Subject, profile_id: int) -> tuple[tuple[FormatFacts, ...], int]:
    """The custom formats something matches, and their score under a profile."""
    compiled: CompiledFormats = await custom_formats.compiled(session)
    matched = compiled.match(subject)
    profile = (await profiles.quality_profiles(session)).get(profile_id)
    score = profile.score(each.id for each in matched) if profile is not None else 0
    return tuple(FormatFacts(id=each.id, name=each.name) for each in matched), score


async def named_formats(session: AsyncSession, ids: Sequence[int]) -> tuple[FormatFacts, ...]:
    """Custom formats by id, in their order; those that are gone are left out."""
    return tuple(
        FormatFacts(id=each.id, name=each.name) for each in await custom_formats.all_formats(session) if each.id in ids
    )


def grabbed_facts(row: HistoryRow | None) -> GrabbedFacts:
    """What history remembers of a grab."""
    if row is None:
        return GrabbedFacts()
    flags = row.data.get("indexerFlags", "0")
    return GrabbedFacts(
        title=row.source_title,
        indexer=row.data.get("indexer"),
        size=int(row.data.get("size", 0)),
        indexer_flags=tuple(flags.split(", ")) if flags != "0" else (),
    )


def language_facts(language_id: int) -> LanguageFacts:
    """A language by its v3 id."""
    found = languages.by_id(language_id)
    return LanguageFacts(id=found.id, name=found.name)


def flag_names(flags: int) -> tuple[str, ...]:
    """`("G_Freeleech", "G_Internal")`."""
    named = texts.flags(IndexerFlag(flags))
    return tuple(named.split(", ")) if named != "0" else ()
