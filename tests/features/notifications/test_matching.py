"""Who is told of what."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest

from cinearr.core.notices.facts import HealthFailed, HealthRestored, Notice
from cinearr.features.notifications import matching
from cinearr.features.notifications.contract import EVERY_EVENT, Event
from tests.factories import notices as given


def is_told(notice: Notice, flags: str, tags: Iterable[int] = (), film_tags: Iterable[int] = ()) -> bool:
    options = dict.fromkeys(flags.split(), True)
    one = matching.connection(7, options, tags, EVERY_EVENT)
    return matching.told([one], notice, film_tags) == [7]


@pytest.mark.parametrize(
    ("notice", "flags"),
    [
        (given.GRABBED, "onGrab"),
        (given.IMPORTED, "onDownload"),
        (given.UPGRADED, "onDownload onUpgrade"),
        (given.RENAMED, "onRename"),
        (given.ADDED, "onMovieAdded"),
        (given.DELETED, "onMovieDelete"),
        (given.FILE_DELETED, "onMovieFileDelete"),
        (given.FILE_UPGRADED, "onMovieFileDelete onMovieFileDeleteForUpgrade"),
        (given.SICK, "onHealthIssue"),
        (given.WELL, "onHealthRestored"),
        (given.UPDATED, "onApplicationUpdate"),
        (given.WAITING, "onManualInteractionRequired"),
    ],
)
def test_each_flag_is_needed(notice: Notice, flags: str) -> None:
    assert is_told(notice, flags)
    for left_out in flags.split():
        others = " ".join(event.value for event in Event if event.value != left_out)
        assert not is_told(notice, others)


@pytest.mark.parametrize(
    ("level", "flags", "told"),
    [
        ("error", "", True),
        ("warning", "", False),
        ("warning", "includeHealthWarnings", True),
        ("notice", "includeHealthWarnings", False),
    ],
)
@pytest.mark.parametrize("kind", [HealthFailed, HealthRestored])
def test_warnings_are_told_on_demand(
    kind: type[HealthFailed] | type[HealthRestored], level: str, flags: str, told: bool
) -> None:
    notice = kind(health=msgspec.structs.replace(given.HEALTH, level=level))
    assert is_told(notice, f"onHealthIssue onHealthRestored {flags}") is told


@pytest.mark.parametrize(
    ("tags", "film_tags", "told"),
    [((), (), True), ((), (1,), True), ((1, 2), (2, 3), True), ((1,), (2,), False), ((1,), (), False)],
)
def test_a_tagged_connection_is_told_of_films_that_share_a_tag(
    tags: tuple[int, ...], film_tags: tuple[int, ...], told: bool
) -> None:
    assert is_told(given.GRABBED, "onGrab", tags, film_tags) is told


def test_tags_do_not_count_for_what_concerns_no_film() -> None:
    assert is_told(given.SICK, "onHealthIssue", tags=(1,))
    assert is_told(given.UPDATED, "onApplicationUpdate", tags=(1,))


def test_what_an_implementation_cannot_tell_is_not_told() -> None:
    one = matching.connection(1, {"onRename": True}, (), EVERY_EVENT - {Event.RENAME})
    assert matching.told([one], given.RENAMED) == []


def test_a_connection_is_enabled_by_any_event_but_not_by_warnings_alone() -> None:
    assert matching.is_enabled({"onRename": True})
    assert not matching.is_enabled({"onRename": False, "includeHealthWarnings": True})
