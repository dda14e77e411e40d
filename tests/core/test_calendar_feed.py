from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pytest

from cinearr.core.calendar_feed import FilmDays, ReleaseKind, entries

FILM = FilmDays(
    id=3,
    title="Sintel",
    overview="A girl looks for her dragon.",
    studio="Blender Foundation",
    in_cinemas=date(2010, 9, 27),
    digital=date(2010, 9, 30),
    physical=date(2010, 11, 1),
)
ALL = ["cinemas", "digital", "physical"]


@pytest.mark.parametrize(
    ("start", "end", "kinds", "found"),
    [
        (date(2010, 9, 1), date(2010, 12, 1), ReleaseKind, ALL),
        (date(2010, 9, 27), date(2010, 9, 27), ReleaseKind, ALL),
        (date(2010, 11, 1), date(2010, 11, 30), ReleaseKind, ALL),
        (date(2010, 10, 1), date(2010, 10, 31), ReleaseKind, []),
        (date(2010, 9, 1), date(2010, 12, 1), [ReleaseKind.DIGITAL], ["digital"]),
        (date(2010, 9, 1), date(2010, 9, 28), [ReleaseKind.DIGITAL], []),
        (date(2010, 12, 1), date(2010, 9, 1), ReleaseKind, []),
    ],
)
def test_a_film_with_a_day_in_the_window_shows_its_days(
    start: date, end: date, kinds: Collection[ReleaseKind], found: list[str]
) -> None:
    shown = entries([FILM], start=start, end=end, kinds=list(kinds))
    assert [entry.uid for entry in shown] == [f"Radarr_movie_3_{suffix}" for suffix in found]


def test_words_of_an_entry() -> None:
    first, second, third = entries([FILM], start=date(2010, 1, 1), end=date(2011, 1, 1))
    assert first.summary == "Sintel (Theatrical Release)"
    assert second.summary == "Sintel (Digital Release)"
    assert third.summary == "Sintel (Physical Release)"
    assert (first.day, first.category, first.description) == (FILM.in_cinemas, FILM.studio, FILM.overview)
    assert not first.is_tentative


def test_an_announced_film_has_tentative_days() -> None:
    film = FilmDays(id=1, title="x", in_cinemas=date(2027, 1, 1), is_announced=True)
    (found,) = entries([film], start=date(2027, 1, 1), end=date(2027, 1, 1))
    assert found.is_tentative
    assert found.category is None


def test_a_film_without_days_is_not_shown() -> None:
    assert list(entries([FilmDays(id=1, title="x")], start=date.min, end=date.max)) == []
