"""Who uses which quality profile."""

from __future__ import annotations

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.collections.tables import CollectionRow
from cinearr.features.movies.tables import Target


async def is_used(session: AsyncSession, profile_id: int) -> bool:
    """Whether a film or a collection has this profile."""
    by_film = exists().where(Target.quality_profile_id == profile_id)
    by_collection = exists().where(CollectionRow.quality_profile_id == profile_id)
    return bool(await session.scalar(select(or_(by_film, by_collection))))
