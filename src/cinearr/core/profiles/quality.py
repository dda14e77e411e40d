"""Quality profiles: which qualities are wanted, in which order, and what custom formats are worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Final

from cinearr.core import languages
from cinearr.core.languages import Language
from cinearr.core.quality import Quality

GROUP_IDS_FROM: Final = 1000


@dataclass(frozen=True, slots=True)
class ProfileItem:
    """One step of a profile's order: a single quality, or a named group of qualities of equal rank.

    A single quality has `quality` and no `members`; a group has `members` and its own `id` (1000 and up).
    """

    quality: Quality | None = None
    allowed: bool = False
    id: int = 0
    name: str = ""
    members: tuple[ProfileItem, ...] = ()

    @property
    def is_group(self) -> bool:
        """Holds several qualities."""
        return self.quality is None

    @property
    def key(self) -> int:
        """What a cutoff refers to: the id of the group, or of the quality."""
        return self.id if self.quality is None else self.quality.id

    @property
    def qualities(self) -> tuple[Quality, ...]:
        """Its qualities, in order."""
        if self.quality is not None:
            return (self.quality,)
        return tuple(member.quality for member in self.members if member.quality is not None)

    @property
    def label(self) -> str:
        """What a message calls it."""
        return self.name if self.quality is None else self.quality.name


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a quality stands in a profile. Compare `item` alone where members of a group are equals."""

    item: int = 0
    member: int = 0


@dataclass(frozen=True, kw_only=True)
class QualityProfile:
    """`items` go from worst to best. `format_scores` holds the score of each custom format by its id."""

    id: int = 0
    name: str = ""
    items: tuple[ProfileItem, ...] = ()
    cutoff: int = 0
    upgrade_allowed: bool = False
    min_format_score: int = 0
    cutoff_format_score: int = 0
    min_upgrade_format_score: int = 1
    language: Language = languages.ORIGINAL
    format_scores: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def positions(self) -> Mapping[int, Position]:
        """The position of each quality by its id."""
        found: dict[int, Position] = {}
        for index, item in enumerate(self.items):
            for member, quality in enumerate(item.qualities):
                found.setdefault(quality.id, Position(index, member))
        return MappingProxyType(found)

    @cached_property
    def _indexes(self) -> Mapping[int, int]:
        return MappingProxyType({quality_id: position.item for quality_id, position in self.positions.items()})

    def position(self, quality: Quality) -> Position:
        """Where the quality stands; a quality the profile does not name stands at the very start."""
        return self.positions.get(quality.id, _START)

    def index(self, quality: Quality) -> int:
        """The number of the quality's item, so that members of a group are equals."""
        return self._indexes.get(quality.id, 0)

    def allows(self, quality: Quality) -> bool:
        """Whether the item that holds the quality is allowed."""
        return bool(self.items) and self.items[self.index(quality)].allowed

    @cached_property
    def first_allowed(self) -> int:
        """The number of the worst allowed item (0 when none is)."""
        return next((index for index, item in enumerate(self.items) if item.allowed), 0)

    @cached_property
    def last_allowed(self) -> int:
        """The number of the best allowed item (0 when none is)."""
        return next((index for index in range(len(self.items) - 1, -1, -1) if self.items[index].allowed), 0)

    @cached_property
    def cutoff_index(self) -> int:
        """The number of the item upgrades stop at: the cutoff, or the worst allowed item without upgrades."""
        if not self.upgrade_allowed:
            return self.first_allowed
        for index, item in enumerate(self.items):
            if item.key == self.cutoff:
                return index
        # A cutoff inside a group, as profiles of other programs have it, means the group.
        return self._indexes.get(self.cutoff, 0)

    @property
    def cutoff_item(self) -> ProfileItem | None:
        """The item upgrades stop at; None for a profile without items."""
        return self.items[self.cutoff_index] if self.items else None

    @property
    def format_cutoff(self) -> int:
        """The score upgrades stop at."""
        return self.cutoff_format_score if self.upgrade_allowed else self.min_format_score

    def score(self, format_ids: Iterable[int]) -> int:
        """The sum of the scores of these formats."""
        scores = self.format_scores
        return sum(scores.get(format_id, 0) for format_id in format_ids)

    def qualities(self) -> Iterator[Quality]:
        """Every quality, worst first."""
        for item in self.items:
            yield from item.qualities


_START: Final = Position()


def with_format(profile: QualityProfile, format_id: int, score: int = 0) -> QualityProfile:
    """The profile after a custom format was made: known to it, with no weight."""
    return replace(profile, format_scores=MappingProxyType({format_id: score, **profile.format_scores}))


def without_format(profile: QualityProfile, format_id: int) -> QualityProfile:
    """The profile after a custom format was deleted; without the last one, its three score limits start again."""
    rest = {key: score for key, score in profile.format_scores.items() if key != format_id}
    if rest or not profile.format_scores:
        return replace(profile, format_scores=MappingProxyType(rest))
    return replace(profile, format_scores={}, min_format_score=0, cutoff_format_score=0, min_upgrade_format_score=1)
