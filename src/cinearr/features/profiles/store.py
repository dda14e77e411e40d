"""Profiles and definitions between the database and the values of `core.profiles`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core import languages, quality
from cinearr.core.profiles import DelayProfile, QualityDefinition, QualityProfile, ReleaseProfile
from cinearr.core.profiles import definitions as core_definitions
from cinearr.core.profiles import delay as core_delay
from cinearr.core.profiles.defaults import PROFILES
from cinearr.core.profiles.quality import ProfileItem
from cinearr.core.releases.model import Protocol
from cinearr.features.profiles.tables import DelayProfileRow, QualityDefinitionRow, QualityProfileRow, ReleaseProfileRow

_LOCK: Final = 0x50524F46  # any number that is nobody else's

# --- quality profiles ---


def items_to_json(items: tuple[ProfileItem, ...]) -> list[dict[str, Any]]:
    """Items as the row keeps them."""
    return [
        {
            "id": item.id,
            "name": item.name,
            "allowed": item.allowed,
            "items": [
                {"quality": member.quality.id, "allowed": member.allowed} for member in item.members if member.quality
            ],
        }
        if item.quality is None
        else {"quality": item.quality.id, "allowed": item.allowed}
        for item in items
    ]


def items_from_json(stored: list[dict[str, Any]]) -> tuple[ProfileItem, ...]:
    """Items of a row."""
    return tuple(
        ProfileItem(
            id=entry["id"],
            name=entry["name"],
            allowed=entry["allowed"],
            members=tuple(
                ProfileItem(quality.by_id(member["quality"]), member["allowed"]) for member in entry["items"]
            ),
        )
        if "items" in entry
        else ProfileItem(quality.by_id(entry["quality"]), entry["allowed"])
        for entry in stored
    )


def profile_of(row: QualityProfileRow) -> QualityProfile:
    """The value of a row. A profile without a language counts as Any."""
    return QualityProfile(
        id=row.id,
        name=row.name,
        items=items_from_json(row.items),
        cutoff=row.cutoff,
        upgrade_allowed=row.upgrade_allowed,
        min_format_score=row.min_format_score,
        cutoff_format_score=row.cutoff_format_score,
        min_upgrade_format_score=row.min_upgrade_format_score,
        language=languages.ANY if row.language_id is None else languages.by_id(row.language_id),
        format_scores={entry["format"]: entry["score"] for entry in row.format_items},
    )


def profile_columns(profile: QualityProfile) -> dict[str, Any]:
    """The columns of a profile."""
    return {
        "name": profile.name,
        "upgrade_allowed": profile.upgrade_allowed,
        "cutoff": profile.cutoff,
        "items": items_to_json(profile.items),
        "min_format_score": profile.min_format_score,
        "cutoff_format_score": profile.cutoff_format_score,
        "min_upgrade_format_score": profile.min_upgrade_format_score,
        "format_items": scores_to_json(profile.format_scores),
        "language_id": profile.language.id,
    }


def scores_to_json(scores: Mapping[int, int]) -> list[dict[str, int]]:
    """Scores of custom formats as the row keeps them."""
    return [{"format": format_id, "score": score} for format_id, score in scores.items()]


async def lock(session: AsyncSession) -> None:
    """Wait for whoever else changes profiles or the custom formats they score, until the transaction ends."""
    await session.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def quality_profiles(session: AsyncSession) -> dict[int, QualityProfile]:
    """All quality profiles by id."""
    rows = await session.scalars(select(QualityProfileRow).order_by(QualityProfileRow.id))
    return {row.id: profile_of(row) for row in rows}


# --- definitions ---


def definition_of(row: QualityDefinitionRow) -> QualityDefinition:
    """The value of a row."""
    return QualityDefinition(
        id=row.id,
        quality=quality.by_id(row.quality_id),
        title=row.title,
        min_size=row.min_size,
        preferred_size=row.preferred_size,
        max_size=row.max_size,
    )


async def quality_definitions(session: AsyncSession) -> dict[int, QualityDefinition]:
    """Definitions by quality id."""
    rows = await session.scalars(select(QualityDefinitionRow).order_by(QualityDefinitionRow.id))
    return {row.quality_id: definition_of(row) for row in rows}


async def reset_definitions(session: AsyncSession, *, titles: bool) -> None:
    """Sizes as a fresh install has them; titles too when asked."""
    defaults = {each.quality.id: each for each in core_definitions.DEFAULTS}
    for row in await session.scalars(select(QualityDefinitionRow)):
        fresh = defaults.get(row.quality_id)
        if fresh is None:
            continue
        row.min_size, row.preferred_size, row.max_size = fresh.min_size, fresh.preferred_size, fresh.max_size
        if titles:
            row.title = fresh.title


# --- delay and release profiles ---


def delay_profile_of(row: DelayProfileRow) -> DelayProfile:
    """The value of a row."""
    return DelayProfile(
        id=row.id,
        enable_usenet=row.enable_usenet,
        enable_torrent=row.enable_torrent,
        preferred_protocol=Protocol(row.preferred_protocol),
        usenet_delay=row.usenet_delay,
        torrent_delay=row.torrent_delay,
        bypass_if_highest_quality=row.bypass_if_highest_quality,
        bypass_if_above_custom_format_score=row.bypass_if_above_custom_format_score,
        minimum_custom_format_score=row.minimum_custom_format_score,
        order=row.order,
        tags=frozenset(row.tags),
    )


def delay_profile_columns(profile: DelayProfile) -> dict[str, Any]:
    """The columns of a delay profile."""
    return {
        "enable_usenet": profile.enable_usenet,
        "enable_torrent": profile.enable_torrent,
        "preferred_protocol": profile.preferred_protocol.value,
        "usenet_delay": profile.usenet_delay,
        "torrent_delay": profile.torrent_delay,
        "bypass_if_highest_quality": profile.bypass_if_highest_quality,
        "bypass_if_above_custom_format_score": profile.bypass_if_above_custom_format_score,
        "minimum_custom_format_score": profile.minimum_custom_format_score,
        "order": profile.order,
        "tags": sorted(profile.tags),
    }


async def delay_profiles(session: AsyncSession) -> list[DelayProfile]:
    """Delay profiles in their order."""
    rows = await session.scalars(select(DelayProfileRow).order_by(DelayProfileRow.order, DelayProfileRow.id))
    return [delay_profile_of(row) for row in rows]


def release_profile_of(row: ReleaseProfileRow) -> ReleaseProfile:
    """The value of a row."""
    return ReleaseProfile(
        id=row.id,
        name=row.name or "",
        enabled=row.enabled,
        required=tuple(row.required),
        ignored=tuple(row.ignored),
        indexer_id=row.indexer_id,
        tags=frozenset(row.tags),
    )


async def release_profiles(session: AsyncSession) -> list[ReleaseProfile]:
    """Release profiles by id."""
    rows = await session.scalars(select(ReleaseProfileRow).order_by(ReleaseProfileRow.id))
    return [release_profile_of(row) for row in rows]


# --- a fresh install ---


async def ensure_defaults(session: AsyncSession) -> None:
    """What a fresh install has; nothing when anything is there."""
    if await session.scalar(select(QualityDefinitionRow.id).limit(1)) is None:
        for definition in core_definitions.DEFAULTS:
            session.add(
                QualityDefinitionRow(
                    quality_id=definition.quality.id,
                    title=definition.title,
                    min_size=definition.min_size,
                    preferred_size=definition.preferred_size,
                    max_size=definition.max_size,
                )
            )
            await session.flush()
    if await session.scalar(select(DelayProfileRow.id).limit(1)) is None:
        session.add(DelayProfileRow(**delay_profile_columns(core_delay.DEFAULT)))
    if await session.scalar(select(QualityProfileRow.id).limit(1)) is None:
        for profile in PROFILES:
            session.add(QualityProfileRow(**profile_columns(profile)))
            await session.flush()
