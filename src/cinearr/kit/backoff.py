"""How long to leave a provider alone after it failed. Rules on values; who keeps the values is another matter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

# Seconds to wait on each level.
LADDER: Final = (0, 60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400)
# Shortly after a start the network may not be up yet: nobody is judged by that.
STARTUP: Final = timedelta(minutes=15)
STARTUP_LIMIT: Final = 300
# Nobody is ever left alone for longer; a time further off was written before the clock was set back.
LONGEST: Final = timedelta(seconds=2 * LADDER[-1])
DEFAULT_RETRY_AFTER: Final = 3600.0


class FailureKind(Enum):
    """What went wrong, as far as it matters for waiting."""

    CONNECTION = "connection"  # name, connection, time: may be our own network, so it does not escalate
    LIMIT = "limit"  # it asked us to wait
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What differs between kinds. `grace`: a provider that failed for no longer is neither blamed nor blocked."""

    max_level: int = 9
    grace: timedelta = timedelta(0)


SEARCHED: Final = Policy()  # indexers and import lists
USED: Final = Policy(max_level=5, grace=timedelta(minutes=5))  # download clients and connections


@dataclass(frozen=True, slots=True, kw_only=True)
class BackoffState:
    """How a provider has been doing; a new one has failed never."""

    level: int = 0
    initial_failure: datetime | None = None
    most_recent_failure: datetime | None = None
    disabled_till: datetime | None = None

    def is_blocked(self, now: datetime) -> bool:
        """Whether it is to be left alone."""
        return self.disabled_till is not None and now < self.disabled_till <= now + LONGEST


def on_failure(
    state: BackoffState,
    *,
    kind: FailureKind,
    now: datetime,
    started_at: datetime,
    retry_after: float | None = None,
    policy: Policy = SEARCHED,
) -> BackoffState:
    """The state after a failure. `retry_after` in seconds; a limit without one means an hour."""
    minimum = retry_after or 0.0
    if kind is FailureKind.LIMIT and retry_after is None:
        minimum = DEFAULT_RETRY_AFTER
    # Nothing may be asked of us that we could not take back within a day.
    minimum = min(minimum, float(LADDER[-1]))
    is_first = state.level == 0
    state = _noted(state, now)
    assert state.initial_failure is not None
    if minimum <= 0 and timedelta(0) <= now - state.initial_failure < policy.grace:
        return state
    starting = timedelta(0) <= now - started_at < STARTUP
    level = state.level
    if not is_first and kind is not FailureKind.CONNECTION and not starting:
        level = min(policy.max_level, level + 1)
    while level < policy.max_level and LADDER[level] < minimum:
        level += 1
    wait = float(LADDER[level])
    if starting:
        wait = min(wait, STARTUP_LIMIT)
    return replace(state, level=level, disabled_till=now + timedelta(seconds=max(wait, minimum)))


def on_success(state: BackoffState) -> BackoffState:
    """The state after all went well: one level down, free at once."""
    if state.level == 0:
        return state if state.disabled_till is None else replace(state, disabled_till=None)
    return replace(state, level=state.level - 1, disabled_till=None)


def _noted(state: BackoffState, now: datetime) -> BackoffState:
    """The first failure of a row begins at level one."""
    if state.level == 0:
        return replace(state, level=1, initial_failure=now, most_recent_failure=now)
    return replace(state, initial_failure=state.initial_failure or now, most_recent_failure=now)
