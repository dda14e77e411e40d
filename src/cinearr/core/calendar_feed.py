"""Which days of films a calendar shows, and in which words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum


class ReleaseKind(Enum):
    """The days a film has; values are the v3 words of the feed's `releaseTypes`."""

    CINEMA = "cinemaRelease"
    DIGITAL = "digitalRelease"
    PHYSICAL = "physicalRelease"


_WORDS = {
    ReleaseKind.CINEMA: ("Theatrical Release", "cinemas"),
    ReleaseKind.DIGITAL: ("Digital Release", "digital"),
    ReleaseKind.PHYSICAL: ("Physical Release", "physical"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmDays:
    """A film and its days."""

    id: int
    title: str
    overview: str = ""
    studio: str | None = None
    in_cinemas: date | None = None
    digital: date | None = None
    physical: date | None = None
    is_announced: bool = False

    @property
    def days(self) -> tuple[tuple[ReleaseKind, date], ...]:
        """The days that are known, in the order of the feed."""
        every = (
            (ReleaseKind.CINEMA, self.in_cinemas),
            (ReleaseKind.DIGITAL, self.digital),
            (ReleaseKind.PHYSICAL, self.physical),
        )
        return tuple((kind, day) for kind, day in every if day is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One day of one film. A film that is only announced has tentative days."""

    uid: str
    summary: str
    day: date
    description: str
    category: str | None
    is_tentative: bool


def entries(
    films: Iterable[FilmDays], *, start: date, end: date, kinds: Collection[ReleaseKind] = tuple(ReleaseKind)
) -> Iterator[Entry]:
    """All days of the wanted kinds of each film that has any of them from `start` to `end`, both included."""
    for film in films:
        wanted = [(kind, day) for kind, day in film.days if kind in kinds]
        if any(start <= day <= end for _, day in wanted):
            yield from (_entry(film, kind, day) for kind, day in wanted)


def _entry(film: FilmDays, kind: ReleaseKind, day: date) -> Entry:
    words, suffix = _WORDS[kind]
    return Entry(
        # The name is part of the id that subscribed calendars already know.
        uid=f"Radarr_movie_{film.id}_{suffix}",
        summary=f"{film.title} ({words})",
        day=day,
        description=film.overview,
        category=film.studio,
        is_tentative=film.is_announced,
    )
