from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cinearr.kit.backoff import SEARCHED, USED, BackoffState, FailureKind, Policy, on_failure, on_success

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=1)
OTHER, LIMIT, CONNECTION = FailureKind.OTHER, FailureKind.LIMIT, FailureKind.CONNECTION


def state(level: int, *, since: datetime = LONG_AGO) -> BackoffState:
    return BackoffState(level=level, initial_failure=since if level else None)


def failed(
    before: BackoffState,
    kind: FailureKind = OTHER,
    *,
    retry_after: float | None = None,
    started_at: datetime = LONG_AGO,
    policy: Policy = SEARCHED,
) -> tuple[int, float | None]:
    """The level afterwards and the seconds until it is free."""
    after = on_failure(before, kind=kind, now=NOW, started_at=started_at, retry_after=retry_after, policy=policy)
    assert after.most_recent_failure == NOW
    return after.level, (after.disabled_till - NOW).total_seconds() if after.disabled_till else None


def test_the_ladder_is_climbed_to_its_top() -> None:
    waits = []
    now = BackoffState()
    for _ in range(11):
        now = on_failure(now, kind=OTHER, now=NOW, started_at=LONG_AGO)
        assert now.disabled_till is not None
        waits.append((now.disabled_till - NOW).total_seconds())
    assert waits == [60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 86400, 86400]
    assert now.initial_failure == NOW


@pytest.mark.parametrize(
    ("before", "kind", "retry_after", "expected"),
    [
        (0, CONNECTION, None, (1, 60)),
        (3, CONNECTION, None, (3, 900)),
        (3, OTHER, None, (4, 1800)),
        (0, LIMIT, None, (5, 3600)),
        (0, LIMIT, 120, (2, 300)),
        (0, LIMIT, 30, (1, 60)),
        (4, LIMIT, 30, (5, 3600)),
        (0, OTHER, 7200, (6, 10800)),
        (0, LIMIT, 10**9, (9, 86400)),
    ],
)
def test_one_failure(before: int, kind: FailureKind, retry_after: float | None, expected: tuple[int, float]) -> None:
    assert failed(state(before), kind, retry_after=retry_after) == expected


class TestShortlyAfterTheStart:
    STARTED = NOW - timedelta(minutes=14)

    @pytest.mark.parametrize(("before", "expected"), [(0, (1, 60)), (1, (1, 60)), (4, (4, 300))])
    def test_nobody_is_blamed(self, before: int, expected: tuple[int, float]) -> None:
        assert failed(state(before), started_at=self.STARTED) == expected

    def test_a_wait_that_was_asked_for_counts(self) -> None:
        assert failed(state(0), LIMIT, retry_after=1000, started_at=self.STARTED) == (4, 1000)

    def test_a_start_in_the_future_is_none(self) -> None:
        assert failed(state(2), started_at=NOW + timedelta(hours=1)) == (3, 900)


class TestDownloadClients:
    def test_the_first_five_minutes_are_forgiven(self) -> None:
        assert failed(state(0), policy=USED) == (1, None)
        assert failed(state(1, since=NOW - timedelta(minutes=4)), policy=USED) == (1, None)

    def test_then_it_escalates_to_an_hour_at_most(self) -> None:
        assert failed(state(1, since=NOW - timedelta(minutes=6)), policy=USED) == (2, 300)
        assert failed(state(5), policy=USED) == (5, 3600)

    def test_a_wait_that_was_asked_for_counts_from_the_first(self) -> None:
        assert failed(state(0), LIMIT, retry_after=7200, policy=USED) == (5, 7200)


class TestSuccess:
    def test_takes_one_level_back_and_frees(self) -> None:
        after = on_success(BackoffState(level=3, initial_failure=LONG_AGO, disabled_till=NOW))
        assert (after.level, after.disabled_till) == (2, None)

    def test_changes_nothing_for_one_that_never_failed(self) -> None:
        assert on_success(BackoffState()) == BackoffState()


@pytest.mark.parametrize(
    ("till", "expected"),
    [
        (None, False),
        (NOW - timedelta(seconds=1), False),
        (NOW, False),
        (NOW + timedelta(hours=1), True),
        (NOW + timedelta(days=400), False),
    ],
    ids=["never failed", "over", "just over", "blocked", "written before the clock was set back"],
)
def test_is_blocked(till: datetime | None, expected: bool) -> None:
    assert BackoffState(level=1, disabled_till=till).is_blocked(NOW) is expected
