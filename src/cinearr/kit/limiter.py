"""Keeps calls to one place apart from each other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

Sleep = Callable[[float], Awaitable[None]]


class Limiter(Protocol):
    """Hands out turns. A turn is booked before it is waited for, so that callers queue up in order."""

    async def wait(self, key: str, interval: float) -> None:
        """Return when it is this caller's turn; the next turn of `key` is `interval` seconds later."""
        ...


def next_turn(booked: datetime | None, now: datetime, interval: float) -> datetime:
    """When a new caller may go, given the time the last one left for the next.

    A time further off than a long queue is that of a clock which has been set back since; it is not waited for.
    """
    if booked is None or booked <= now or booked > now + timedelta(seconds=100 * interval):
        return now
    return booked
