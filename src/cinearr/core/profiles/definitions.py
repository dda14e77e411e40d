"""Quality definitions: what a quality is called and how large its releases may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cinearr.core import quality
from cinearr.core.problems import Problem
from cinearr.core.quality import Quality

MINIMUM: Final = 0
MAXIMUM: Final = 2000
MEGABYTE: Final = 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityDefinition:
    """Sizes in megabytes (1024²) a minute of runtime; None means no limit."""

    id: int = 0
    quality: Quality
    title: str = ""
    min_size: float | None = None
    preferred_size: float | None = None
    max_size: float | None = None

    def smallest(self, runtime: int) -> float:
        """The least size in bytes of a film of so many minutes."""
        return (self.min_size or 0) * runtime * MEGABYTE

    def largest(self, runtime: int) -> float | None:
        """The greatest size in bytes; None when there is no limit."""
        return self.max_size * runtime * MEGABYTE if self.max_size else None

    def preferred(self, runtime: int) -> float | None:
        """The size in bytes that is liked best; None when larger is better."""
        return self.preferred_size * runtime * MEGABYTE if self.preferred_size is not None and runtime > 0 else None


DEFAULTS: Final[tuple[QualityDefinition, ...]] = tuple(
    QualityDefinition(
        id=number,
        quality=each,
        title=each.name,
        min_size=each.min_size,
        preferred_size=each.preferred_size,
        max_size=each.max_size,
    )
    for number, each in enumerate(sorted(quality.ALL, key=lambda each: each.weight), start=1)
)
BY_QUALITY: Final = {definition.quality.id: definition for definition in DEFAULTS}


def problems(definition: QualityDefinition) -> list[Problem]:
    """Every broken rule: least ≤ preferred ≤ greatest, all of them within the limits."""
    return [*_sizes(definition)]


def _sizes(definition: QualityDefinition) -> Iterator[Problem]:
    least = definition.min_size if definition.min_size is not None else MINIMUM
    preferred = definition.preferred_size if definition.preferred_size is not None else MAXIMUM
    greatest = definition.max_size if definition.max_size is not None else MAXIMUM
    if not MINIMUM <= least <= min(preferred, greatest):
        yield _broken("MinSize", "Must be at least 0 and at most the preferred and the maximum size", least)
    if not least <= preferred <= greatest:
        yield _broken("PreferredSize", "Must be between the minimum and the maximum size", preferred)
    if not max(least, preferred if definition.preferred_size is not None else least) <= greatest <= MAXIMUM:
        yield _broken("MaxSize", f"Must be at least the other sizes and at most {MAXIMUM}", greatest)


def _broken(property_name: str, message: str, attempted: float) -> Problem:
    return Problem(property_name=property_name, message=message, attempted=attempted)
