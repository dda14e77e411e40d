"""What must hold of a quality profile before it is saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from cinearr.core import quality
from cinearr.core.problems import Problem, at_least, not_empty
from cinearr.core.profiles.quality import ProfileItem, QualityProfile

_FORMATS: Final = (
    "All Custom Formats and no extra ones need to be present inside your Profile! Try refreshing your browser."
)


def problems(profile: QualityProfile, format_ids: Collection[int]) -> list[Problem]:
    """Every broken rule. `format_ids` are the custom formats that exist; all must have a score."""
    return [
        *_name(profile),
        *_scores(profile, format_ids),
        *_items(profile),
        *_cutoff(profile),
        *_reachable(profile),
    ]


def _name(profile: QualityProfile) -> Iterator[Problem]:
    if not profile.name.strip():
        yield not_empty("Name", profile.name)


def _scores(profile: QualityProfile, format_ids: Collection[int]) -> Iterator[Problem]:
    if profile.min_upgrade_format_score < 1:
        yield at_least("MinUpgradeFormatScore", profile.min_upgrade_format_score, 1)
    if not set(format_ids) <= profile.format_scores.keys():
        yield _broken("FormatItems", _FORMATS)


def _reachable(profile: QualityProfile) -> Iterator[Problem]:
    positive = [score for score in profile.format_scores.values() if score > 0]
    best = max(profile.format_scores.values(), default=0)
    if sum(positive) < profile.min_format_score and best < profile.min_format_score:
        yield Problem(property_name="", message="Minimum Custom Format Score can never be satisfied", code=None)


def _cutoff(profile: QualityProfile) -> Iterator[Problem]:
    if not profile.items:
        return
    item = next((item for item in profile.items if item.key == profile.cutoff), None)
    if item is None or not item.allowed:
        yield _broken("Cutoff", "Cutoff must be an allowed quality or group", profile.cutoff)


def _items(profile: QualityProfile) -> Iterator[Problem]:
    if not profile.items:
        yield not_empty("Items", [])
        return
    if not any(item.allowed for item in profile.items):
        yield _broken("Items", "Must contain at least one allowed quality")
    yield from _shapes(profile.items)
    yield from _duplicates(profile)
    yield from _missing(profile)


def _shapes(items: tuple[ProfileItem, ...]) -> Iterator[Problem]:
    """Groups have an id, a name and two members or more; single qualities have none of these."""
    for item in items:
        if not item.is_group:
            if item.members:
                yield _broken("Items", "Only groups can contain qualities")
            if item.name.strip():
                yield _broken("Items", "Individual qualities should not be named")
            continue
        if item.id <= 0:
            yield _broken("Items", "Groups must have an ID")
        if not item.name.strip():
            yield _broken("Items", "Groups must have a name")
        if len(item.members) < 2:
            yield _broken("Items", "Groups must contain multiple qualities")
        if any(member.is_group for member in item.members):
            yield _broken("Items", "Groups can only contain qualities")


def _duplicates(profile: QualityProfile) -> Iterator[Problem]:
    groups = Counter(item.id for item in profile.items if item.is_group and item.id > 0)
    if any(count > 1 for count in groups.values()):
        yield _broken("Items", "Groups must have a unique ID")
    qualities = Counter(each.id for each in profile.qualities())
    if any(count > 1 for count in qualities.values()):
        yield _broken("Items", "Qualities can only be used once")


def _missing(profile: QualityProfile) -> Iterator[Problem]:
    present = {each.id for each in profile.qualities()}
    missing = [each.name for each in quality.ALL if each.id not in present]
    if missing:
        yield _broken("Items", "Must contain all qualities", missing)


def _broken(property_name: str, message: str, attempted: object = None) -> Problem:
    return Problem(property_name=property_name, message=message, attempted=attempted)
