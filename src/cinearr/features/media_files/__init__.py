"""Files of the library: `media_files.of_target(session, target_id)`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.media_files.tables import ExtraFile, MovieFile
from cinearr.kit.errors import NotFound

__all__ = ["ExtraFile", "MovieFile", "extras_of", "get", "of_movies", "of_target", "remove", "some"]


async def get(session: AsyncSession, file_id: int) -> MovieFile:
    """One file. Raises NotFound."""
    found = await session.get(MovieFile, file_id)
    if found is None:
        raise NotFound(f"MovieFile with ID {file_id} does not exist")
    return found


async def some(session: AsyncSession, file_ids: Collection[int]) -> list[MovieFile]:
    """The files of these ids that exist."""
    return list(await session.scalars(select(MovieFile).where(MovieFile.id.in_(file_ids)).order_by(MovieFile.id)))


async def of_target(session: AsyncSession, target_id: int) -> list[MovieFile]:
    """The files of one target, newest first."""
    rows = await session.scalars(
        select(MovieFile).where(MovieFile.target_id == target_id).order_by(MovieFile.id.desc())
    )
    return list(rows)


async def of_movies(session: AsyncSession, movie_ids: Collection[int]) -> dict[int, MovieFile]:
    """The newest file of each film that has one."""
    rows = await session.scalars(select(MovieFile).where(MovieFile.movie_id.in_(movie_ids)).order_by(MovieFile.id))
    return {row.movie_id: row for row in rows}


async def extras_of(session: AsyncSession, movie_id: int) -> list[ExtraFile]:
    """Extras of a film."""
    rows = await session.scalars(select(ExtraFile).where(ExtraFile.movie_id == movie_id).order_by(ExtraFile.id))
    return list(rows)


async def remove(session: AsyncSession, file_ids: Sequence[int]) -> None:
    """Forget files; what is on disk was dealt with before."""
    await session.execute(delete(MovieFile).where(MovieFile.id.in_(file_ids)))
