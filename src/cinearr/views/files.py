"""Files of the library as screens show them: with what profiles and custom formats make of them today."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core import languages
from cinearr.core.formats import CustomFormat
from cinearr.core.profiles import QualityProfile
from cinearr.features import custom_formats, profiles
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie, Target
from cinearr.views.facts import file_subject


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedFile:
    """A file, the folder it is in, and how it is judged."""

    row: MovieFile
    folder: str
    profile: QualityProfile
    formats: tuple[CustomFormat, ...]


async def of_movies(session: AsyncSession, movie_ids: Collection[int]) -> list[JudgedFile]:
    """Files of films."""
    return await _judged(session, _files().where(MovieFile.movie_id.in_(movie_ids)))


async def some(session: AsyncSession, file_ids: Collection[int]) -> list[JudgedFile]:
    """The files of these ids that exist."""
    return await _judged(session, _files().where(MovieFile.id.in_(file_ids)))


_Files = Select[MovieFile, str, int, int]


def _files() -> _Files:
    return (
        select(MovieFile, Target.path, Target.quality_profile_id, Movie.original_language)
        .join(Target, Target.id == MovieFile.target_id)
        .join(Movie, Movie.id == MovieFile.movie_id)
        .order_by(MovieFile.id)
    )


async def _judged(session: AsyncSession, query: _Files) -> list[JudgedFile]:
    rows = (await session.execute(query)).all()
    if not rows:
        return []
    known = await profiles.quality_profiles(session)
    compiled = await custom_formats.compiled(session)
    return [
        JudgedFile(
            row=row,
            folder=folder,
            profile=known.get(profile_id) or QualityProfile(),
            formats=compiled.match(file_subject(row, languages.by_id(original))),
        )
        for row, folder, profile_id, original in rows
    ]
