"""Custom formats and the quality profiles that give each of them a score: changed together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.formats import CustomFormat
from cinearr.core.profiles import with_format, without_format
from cinearr.features import custom_formats, profiles
from cinearr.features.custom_formats import CustomFormatRow
from cinearr.features.profiles import QualityProfileRow
from cinearr.kit import rows


async def add(session: AsyncSession, each: CustomFormat) -> CustomFormat:
    """A new format, known to every profile with no weight. Whether it is sound was asked before."""
    await profiles.lock(session)
    row = await rows.add(session, CustomFormatRow(**custom_formats.columns(each)))
    for profile in await rows.every(session, QualityProfileRow):
        changed = with_format(profiles.profile_of(profile), row.id)
        profile.format_items = profiles.scores_to_json(changed.format_scores)
    await session.flush()
    return custom_formats.format_of(row)


async def change(session: AsyncSession, each: CustomFormat) -> CustomFormat:
    """Other conditions or another name. Raises NotFound."""
    row = await rows.one(session, CustomFormatRow, each.id)
    await rows.change(session, row, custom_formats.columns(each))
    return custom_formats.format_of(row)


async def remove(session: AsyncSession, format_ids: Sequence[int]) -> None:
    """Forget formats, in every profile too. Raises NotFound, and forgets none, when one is not there."""
    await profiles.lock(session)
    for format_id in format_ids:
        await rows.one(session, CustomFormatRow, format_id)
    await rows.remove(session, CustomFormatRow, *format_ids)
    for row in await rows.every(session, QualityProfileRow):
        profile = profiles.profile_of(row)
        for format_id in format_ids:
            profile = without_format(profile, format_id)
        row.format_items = profiles.scores_to_json(profile.format_scores)
        row.min_format_score = profile.min_format_score
        row.cutoff_format_score = profile.cutoff_format_score
        row.min_upgrade_format_score = profile.min_upgrade_format_score
    await session.flush()


async def set_scores(session: AsyncSession, profile_id: int, scores: Mapping[int, int]) -> None:
    """What formats are worth in one profile; the others keep their scores. Raises NotFound."""
    await profiles.lock(session)
    row = await rows.one(session, QualityProfileRow, profile_id)
    known = profiles.profile_of(row).format_scores
    row.format_items = profiles.scores_to_json({each: scores.get(each, score) for each, score in known.items()})
    await session.flush()
