from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from cinearr.kit.limiter import LocalLimiter, next_turn

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def test_turns_are_apart_and_in_order() -> None:
    time = Time()
    limiter = LocalLimiter(clock=time.clock, sleep=time.sleep)
    await asyncio.gather(*(limiter.wait("a", 2) for _ in range(3)))
    await limiter.wait("b", 2)
    assert time.slept == [2, 4]


async def test_who_comes_later_does_not_wait() -> None:
    time = Time()
    limiter = LocalLimiter(clock=time.clock, sleep=time.sleep)
    await limiter.wait("a", 2)
    time.now += timedelta(seconds=5)
    await limiter.wait("a", 2)
    assert time.slept == []


def test_a_clock_that_was_set_back_makes_nobody_wait() -> None:
    assert next_turn(NOW + timedelta(days=1), NOW, 2) == NOW
    assert next_turn(NOW + timedelta(seconds=20), NOW, 2) == NOW + timedelta(seconds=20)
