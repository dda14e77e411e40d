"""What to do with decisions: grab the best of each film, keep what must wait, and what to do when a grab fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from cinearr.core.decisions.model import Decision, FilmFacts
from cinearr.core.releases.model import Protocol


class PendingReason(Enum):
    """Why a release waits; values are the v3 numbers."""

    DELAY = 0
    DOWNLOAD_CLIENT_UNAVAILABLE = 1
    FALLBACK = 2

    @property
    def wire(self) -> str:
        """The v3 word: the status of its row in the queue."""
        head, *rest = self.name.lower().split("_")
        return head + "".join(part.capitalize() for part in rest)


class GrabOutcome(Enum):
    """What came of an attempt to grab."""

    GRABBED = "grabbed"
    CLIENT_UNAVAILABLE = "client_unavailable"  # no client of the protocol, or none that answers or lets us in
    GONE = "gone"  # the indexer says 404 or 410
    FAILED = "failed"  # anything else; the next release is tried


@dataclass(frozen=True, slots=True)
class Waiting:
    """A release that is kept, and why."""

    decision: Decision
    reason: PendingReason


class Processing:
    """Goes down a list of decisions, best first. Ask `next()` what to grab and `report()` what came of it, in turn."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        """`decisions` in the order of `ordering.ranked`, each guid once."""
        self.grabbed: list[Decision] = []
        self.pending: list[Waiting] = []
        self.rejected: list[Decision] = []
        self.failed: list[Decision] = []
        self._queue = iter(list(decisions))
        self._open: Decision | None = None
        self._done: set[int] = set()  # films something was grabbed for
        self._waiting: set[int] = set()  # films something waits for
        self._closed: set[Protocol] = set()  # protocols without a client

    def next(self) -> Decision | None:
        """The next release to grab; None at the end."""
        for decision in self._queue:
            film = decision.film
            if film is None or decision.rejected:
                self.rejected.append(decision)
            elif film.movie_id in self._done:
                continue
            elif decision.temporarily_rejected:
                self._keep(decision, film, PendingReason.DELAY)
            elif decision.release.protocol in self._closed:
                self._keep(decision, film, PendingReason.DOWNLOAD_CLIENT_UNAVAILABLE)
            else:
                self._open = decision
                return decision
        return None

    def report(self, outcome: GrabOutcome) -> None:
        """What came of grabbing the release that `next()` gave last."""
        decision, self._open = self._open, None
        if decision is None or decision.film is None:
            raise ValueError("nothing is being grabbed")
        if outcome is GrabOutcome.GRABBED:
            self.grabbed.append(decision)
            self._done.add(decision.film.movie_id)
        elif outcome is GrabOutcome.CLIENT_UNAVAILABLE:
            self._closed.add(decision.release.protocol)
            self._keep(decision, decision.film, PendingReason.DOWNLOAD_CLIENT_UNAVAILABLE)
        elif outcome is GrabOutcome.GONE:
            self.rejected.append(decision)
        else:
            self.failed.append(decision)

    def _keep(self, decision: Decision, film: FilmFacts, reason: PendingReason) -> None:
        second = film.movie_id in self._waiting
        self.pending.append(Waiting(decision, PendingReason.FALLBACK if second else reason))
        self._waiting.add(film.movie_id)


def choose(decisions: Iterable[Decision]) -> Processing:
    """The plan when every grab succeeds: for previews and tests."""
    processing = Processing(decisions)
    while processing.next() is not None:
        processing.report(GrabOutcome.GRABBED)
    return processing
