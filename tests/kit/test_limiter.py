from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cinearr.kit.limiter import next_turn

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("booked", "turn"),
    [
        (None, 0),
        (-5, 0),
        (0, 0),
        (4, 4),
        (200, 200),
        # A clock that was set back makes nobody wait.
        (201, 0),
        (86400, 0),
    ],
)
def test_whose_turn_it_is(booked: int | None, turn: int) -> None:
    left = None if booked is None else NOW + timedelta(seconds=booked)
    assert next_turn(left, NOW, 2) == NOW + timedelta(seconds=turn)
