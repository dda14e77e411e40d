"""Time as an argument: the one place that asks the machine what time it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, with UTC attached."""
    return datetime.now(UTC)
