"""Whether one release or file is an upgrade of another: the one place that compares two of them.

Used against the file on disk, the queue, recent history, and in the delay.
"""

from __future__ import annotations

from enum import Enum

from cinearr.core.decisions.model import Held, Propers
from cinearr.core.profiles import QualityProfile
from cinearr.core.quality import QualityModel


class NoUpgrade(Enum):
    """Why a release is no upgrade."""

    BETTER_QUALITY = "better_quality"
    BETTER_REVISION = "better_revision"
    QUALITY_CUTOFF = "quality_cutoff"
    CUSTOM_FORMAT_CUTOFF = "custom_format_cutoff"
    CUSTOM_FORMAT_SCORE = "custom_format_score"
    MIN_CUSTOM_FORMAT_SCORE = "min_custom_format_score"
    UPGRADES_NOT_ALLOWED = "upgrades_not_allowed"


def compare_quality(profile: QualityProfile, left: QualityModel, right: QualityModel) -> int:
    """-1, 0 or 1 as the left quality is worse, equal or better; members of a group are equals, revisions ignored."""
    one, other = profile.index(left.quality), profile.index(right.quality)
    return (one > other) - (one < other)


def compare_revision(left: QualityModel, right: QualityModel) -> int:
    """-1, 0 or 1 by revision alone: REAL first, then the version."""
    one, other = left.revision.key, right.revision.key
    return (one > other) - (one < other)


def is_revision_upgrade(current: QualityModel, new: QualityModel) -> bool:
    """The very same quality (not one of its group) in a higher revision."""
    return current.quality.id == new.quality.id and compare_revision(new, current) > 0


def quality_cutoff_not_met(profile: QualityProfile, current: QualityModel, new: QualityModel | None = None) -> bool:
    """The current quality is below the cutoff, or the new one is a revision upgrade of it."""
    if profile.index(current.quality) < profile.cutoff_index:
        return True
    return new is not None and is_revision_upgrade(current, new)


def cutoff_not_met(profile: QualityProfile, current: Held, new: QualityModel | None = None) -> bool:
    """Either cutoff, of quality or of custom formats, is still to be reached."""
    return current.score < profile.format_cutoff or quality_cutoff_not_met(profile, current.quality, new)


def why_no_upgrade(
    profile: QualityProfile, propers: Propers, current: Held, new: QualityModel, new_score: int
) -> NoUpgrade | None:
    """Why the new release is no upgrade of the current one; None when it is. The first reason counts."""
    quality = compare_quality(profile, new, current.quality)
    if quality > 0 and quality_cutoff_not_met(profile, current.quality, new):
        return None
    if quality < 0:
        return NoUpgrade.BETTER_QUALITY
    revision = compare_revision(new, current.quality) if propers is not Propers.DO_NOT_PREFER else 0
    if revision > 0:
        return None
    if not profile.upgrade_allowed:
        return NoUpgrade.UPGRADES_NOT_ALLOWED
    if revision < 0:
        return NoUpgrade.BETTER_REVISION
    if quality > 0:
        return NoUpgrade.QUALITY_CUTOFF
    return _by_score(profile, current.score, new_score)


def _by_score(profile: QualityProfile, current: int, new: int) -> NoUpgrade | None:
    if new <= current:
        return NoUpgrade.CUSTOM_FORMAT_SCORE
    if current >= profile.cutoff_format_score:
        return NoUpgrade.CUSTOM_FORMAT_CUTOFF
    if new < current + profile.min_upgrade_format_score:
        return NoUpgrade.MIN_CUSTOM_FORMAT_SCORE
    return None


def allowed_by_profile(profile: QualityProfile, current: Held, new: QualityModel, new_score: int) -> bool:
    """Whether a profile without upgrades lets the new release stand beside the current one."""
    if profile.upgrade_allowed or is_revision_upgrade(current.quality, new):
        return True
    quality = compare_quality(profile, new, current.quality)
    better = quality > 0 or (quality == 0 and compare_revision(new, current.quality) > 0)
    return not (better or new_score > current.score)
