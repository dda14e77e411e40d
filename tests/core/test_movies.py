"""When a film is available, and the status its dates make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cinearr.core import movies
from cinearr.core.movies import MovieStatus, ReleaseDates

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)
LATELY = NOW - timedelta(days=30)
SOON = NOW + timedelta(days=30)

AVAILABLE = [
    (ReleaseDates(), MovieStatus.TBA, True),
    (ReleaseDates(), MovieStatus.ANNOUNCED, True),
    (ReleaseDates(), MovieStatus.IN_CINEMAS, False),
    (ReleaseDates(), MovieStatus.RELEASED, False),
    (ReleaseDates(in_cinemas=LATELY), MovieStatus.IN_CINEMAS, True),
    (ReleaseDates(in_cinemas=SOON), MovieStatus.IN_CINEMAS, False),
    (ReleaseDates(in_cinemas=SOON, digital=LATELY), MovieStatus.IN_CINEMAS, False),
    (ReleaseDates(digital=LATELY), MovieStatus.IN_CINEMAS, True),
    (ReleaseDates(in_cinemas=LATELY), MovieStatus.RELEASED, False),
    (ReleaseDates(in_cinemas=LONG_AGO), MovieStatus.RELEASED, True),
    (ReleaseDates(in_cinemas=LONG_AGO, physical=SOON), MovieStatus.RELEASED, False),
    (ReleaseDates(digital=SOON, physical=LATELY), MovieStatus.RELEASED, True),
]


@pytest.mark.parametrize(("dates", "minimum", "expected"), AVAILABLE)
def test_availability(dates: ReleaseDates, minimum: MovieStatus, expected: bool) -> None:
    assert movies.is_available(dates, minimum, now=NOW) is expected


def test_delay_moves_the_day_either_way_but_not_for_announced() -> None:
    dates = ReleaseDates(digital=NOW - timedelta(days=5))
    assert not movies.is_available(dates, MovieStatus.RELEASED, now=NOW, delay_days=6)
    assert movies.is_available(dates, MovieStatus.ANNOUNCED, now=NOW, delay_days=6)
    dates = ReleaseDates(digital=NOW + timedelta(days=5))
    assert movies.is_available(dates, MovieStatus.RELEASED, now=NOW, delay_days=-6)


STATUS = [
    (ReleaseDates(), MovieStatus.ANNOUNCED),
    (ReleaseDates(in_cinemas=SOON), MovieStatus.ANNOUNCED),
    (ReleaseDates(in_cinemas=LATELY), MovieStatus.IN_CINEMAS),
    (ReleaseDates(in_cinemas=LONG_AGO), MovieStatus.RELEASED),
    (ReleaseDates(in_cinemas=LONG_AGO, digital=SOON), MovieStatus.IN_CINEMAS),
    (ReleaseDates(in_cinemas=SOON, physical=LATELY), MovieStatus.RELEASED),
]


@pytest.mark.parametrize(("dates", "expected"), STATUS)
def test_status(dates: ReleaseDates, expected: MovieStatus) -> None:
    assert movies.status(dates, now=NOW) is expected


RELEASE_DATE = [
    (ReleaseDates(in_cinemas=LATELY, digital=SOON), MovieStatus.ANNOUNCED, LATELY),
    (ReleaseDates(in_cinemas=LATELY, digital=SOON), MovieStatus.IN_CINEMAS, LATELY),
    (ReleaseDates(in_cinemas=LATELY, digital=SOON), MovieStatus.RELEASED, SOON),
    (ReleaseDates(in_cinemas=LATELY), MovieStatus.RELEASED, LATELY + timedelta(days=90)),
    (ReleaseDates(), MovieStatus.RELEASED, None),
]


@pytest.mark.parametrize(("dates", "minimum", "expected"), RELEASE_DATE)
def test_release_date(dates: ReleaseDates, minimum: MovieStatus, expected: datetime | None) -> None:
    assert movies.release_date(dates, minimum) == expected


def test_words_of_the_api() -> None:
    assert [each.wire for each in MovieStatus] == ["deleted", "tba", "announced", "inCinemas", "released"]
