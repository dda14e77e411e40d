"""What is grabbed, what waits, and what happens when a grab fails."""

from __future__ import annotations

import pytest

from cinearr.core.decisions import (
    Decision,
    GrabOutcome,
    PendingReason,
    Processing,
    Rejection,
    choose,
)
from cinearr.core.releases.model import Protocol
from tests.core.decisions.factories import candidate, facts, parsed, release

WAIT, NO = Rejection("MinimumAge", "young", permanent=False), Rejection("Sample", "Sample")
GRABBED, DOWN, GONE, FAILED = (
    GrabOutcome.GRABBED,
    GrabOutcome.CLIENT_UNAVAILABLE,
    GrabOutcome.GONE,
    GrabOutcome.FAILED,
)
DELAY, UNAVAILABLE, FALLBACK = (
    PendingReason.DELAY,
    PendingReason.DOWNLOAD_CLIENT_UNAVAILABLE,
    PendingReason.FALLBACK,
)


def decision(guid: str, *rejections: Rejection, movie: int = 1, usenet: bool = False) -> Decision:
    protocol = Protocol.USENET if usenet else Protocol.TORRENT
    found = candidate(facts(), release={"guid": guid, "protocol": protocol}, film={"movie_id": movie})
    return Decision(
        release=found.release, parsed=found.parsed, candidate=found, verdicts=(), rejections=tuple(rejections)
    )


def run(decisions: list[Decision], outcomes: dict[str, GrabOutcome]) -> Processing:
    processing = Processing(decisions)
    while (found := processing.next()) is not None:
        processing.report(outcomes.get(found.release.guid, GRABBED))
    return processing


def summary(processing: Processing) -> tuple[list[str], list[tuple[str, PendingReason]], list[str]]:
    return (
        [found.release.guid for found in processing.grabbed],
        [(waiting.decision.release.guid, waiting.reason) for waiting in processing.pending],
        [found.release.guid for found in processing.rejected],
    )


def test_the_first_of_each_film_is_grabbed_and_the_others_are_left() -> None:
    plan = choose([decision("a"), decision("b"), decision("c", movie=2), decision("d", WAIT), decision("e", NO)])
    assert summary(plan) == (["a", "c"], [], ["e"])


def test_what_waits_before_a_good_one_is_kept_and_the_good_one_is_grabbed() -> None:
    plan = choose([decision("a", WAIT), decision("b", WAIT), decision("c"), decision("d", WAIT)])
    assert summary(plan) == (["c"], [("a", DELAY), ("b", FALLBACK)], [])


def test_one_lasting_reason_is_enough() -> None:
    assert summary(choose([decision("a", WAIT, NO)])) == ([], [], ["a"])


def test_a_failed_grab_moves_on_to_the_next() -> None:
    found = run([decision("a"), decision("b"), decision("c")], {"a": FAILED, "b": GONE})
    assert summary(found) == (["c"], [], ["b"])
    assert [each.release.guid for each in found.failed] == ["a"]


def test_without_a_client_all_of_the_protocol_waits() -> None:
    found = run(
        [
            decision("a"),
            decision("b"),
            decision("c", usenet=True),
            decision("d", movie=2),
            decision("e", movie=3, usenet=True),
        ],
        {"a": DOWN},
    )
    assert summary(found) == (["c", "e"], [("a", UNAVAILABLE), ("b", FALLBACK), ("d", UNAVAILABLE)], [])


def test_releases_without_a_film_are_rejected() -> None:
    lost = Decision(release=release(), parsed=parsed(), candidate=None, verdicts=(), rejections=(NO,))
    assert choose([lost]).rejected == [lost]


def test_a_report_belongs_to_a_grab() -> None:
    with pytest.raises(ValueError, match="nothing is being grabbed"):
        Processing([]).report(GRABBED)


def test_words_of_the_api() -> None:
    assert [reason.wire for reason in PendingReason] == ["delay", "downloadClientUnavailable", "fallback"]
