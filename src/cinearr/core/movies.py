"""When a film is out, and what its dates make of its status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

# A film without a home release is taken to be out so long after the cinemas.
HOME_RELEASE_AFTER: Final = timedelta(days=90)


class MovieStatus(Enum):
    """How far a film has come; values are the v3 numbers. Also the choices of a minimum availability (but DELETED)."""

    DELETED = -1
    TBA = 0
    ANNOUNCED = 1
    IN_CINEMAS = 2
    RELEASED = 3

    @property
    def wire(self) -> str:
        """The v3 word."""
        head, *rest = self.name.lower().split("_")
        return head + "".join(part.capitalize() for part in rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDates:
    """The days of a film, in UTC; None when not known."""

    in_cinemas: datetime | None = None
    digital: datetime | None = None
    physical: datetime | None = None

    @property
    def home(self) -> datetime | None:
        """The first of the releases to watch at home."""
        return min((date for date in (self.digital, self.physical) if date is not None), default=None)

    @property
    def home_or_guess(self) -> datetime | None:
        """The home release, or the day it is guessed for after the cinemas."""
        if self.home is not None:
            return self.home
        return self.in_cinemas + HOME_RELEASE_AFTER if self.in_cinemas is not None else None


def available_from(dates: ReleaseDates, minimum: MovieStatus) -> datetime | None:
    """The day a film counts as available; None when no date tells. TBA and announced need no day."""
    if minimum is MovieStatus.IN_CINEMAS and dates.in_cinemas is not None:
        return dates.in_cinemas
    return dates.home_or_guess


def is_available(dates: ReleaseDates, minimum: MovieStatus, *, now: datetime, delay_days: int = 0) -> bool:
    """Whether the film is available. The delay may be negative; it does not count for TBA and announced."""
    if minimum in (MovieStatus.TBA, MovieStatus.ANNOUNCED):
        return True
    day = available_from(dates, minimum)
    return day is not None and now >= day + timedelta(days=delay_days)


def release_date(dates: ReleaseDates, minimum: MovieStatus) -> datetime | None:
    """The `releaseDate` of the API: the day that counts for this minimum availability."""
    if minimum in (MovieStatus.TBA, MovieStatus.ANNOUNCED):
        known = (dates.in_cinemas, dates.digital, dates.physical)
        return min((date for date in known if date is not None), default=None)
    if minimum is MovieStatus.IN_CINEMAS:
        return dates.in_cinemas
    return dates.home_or_guess


def status(dates: ReleaseDates, *, now: datetime) -> MovieStatus:
    """What the dates make of a film on a refresh."""
    if dates.home is not None:
        if now >= dates.home:
            return MovieStatus.RELEASED
    elif dates.in_cinemas is not None and now >= dates.in_cinemas + HOME_RELEASE_AFTER:
        return MovieStatus.RELEASED
    if dates.in_cinemas is not None and now >= dates.in_cinemas:
        return MovieStatus.IN_CINEMAS
    return MovieStatus.ANNOUNCED
