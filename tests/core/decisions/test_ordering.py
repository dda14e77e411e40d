"""The order of releases: one example a step, and that it is an order at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cinearr.core.decisions import (
    Candidate,
    Decision,
    DecisionSettings,
    Propers,
    Rejection,
    ranked,
    without_doubles,
)
from cinearr.core.decisions.ordering import preference
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.profiles import DelayProfile, QualityDefinition
from cinearr.core.quality import ALL, QualityModel, Revision
from cinearr.core.releases.model import Protocol
from tests.core.decisions.factories import GB, MB, NOW, candidate, facts, film, parsed, q, release

FACTS = facts()
FLAGS = facts(settings=DecisionSettings(prefer_indexer_flags=True))
NO_PROPERS = facts(settings=DecisionSettings(propers=Propers.DO_NOT_PREFER))
SIZED = facts(
    definitions={q("Bluray-1080p").quality.id: QualityDefinition(quality=q("Bluray-1080p").quality, preferred_size=80)}
)
USENET, TORRENT = {"protocol": Protocol.USENET}, {"protocol": Protocol.TORRENT}
NEWS = {"delay_profile": DelayProfile(preferred_protocol=Protocol.USENET)}


def offer(**given: Any) -> dict[str, Any]:
    return {"release": given}


def quality(model: QualityModel) -> dict[str, Any]:
    return {"parsed": {"quality": model}}


STEPS = [
    # facts, the better one, the worse one (None: they tie)
    (FACTS, quality(q("Bluray-1080p")), quality(q("Bluray-720p"))),
    (FACTS, {**quality(q("Bluray-1080p")), "score": -5}, {**quality(q("WEBDL-1080p")), "score": 50}),
    (FACTS, quality(q("WEBDL-1080p", 2)), quality(q("WEBRip-1080p"))),
    (FACTS, quality(q("WEBDL-1080p", 1, 1)), quality(q("WEBDL-1080p", 3))),
    (NO_PROPERS, quality(q("WEBDL-1080p", 2)), None),
    (FACTS, {**quality(q("WEBDL-1080p", 2)), "score": 0}, {"score": 10, **quality(q("WEBDL-1080p"))}),
    (FACTS, {"score": 10, **offer(indexer_priority=50)}, {"score": 5, **offer(indexer_priority=1)}),
    (FACTS, {**offer(**USENET, indexer_priority=50), **NEWS}, {**offer(indexer_priority=1), **NEWS}),
    (FACTS, offer(indexer_priority=1, seeders=1), offer(indexer_priority=2, seeders=900)),
    (FLAGS, offer(indexer_flags=IndexerFlag.G_Freeleech), offer(indexer_flags=IndexerFlag.G_Halfleech)),
    (FLAGS, offer(indexer_flags=IndexerFlag.G_Halfleech), offer()),
    (
        FLAGS,
        offer(indexer_flags=IndexerFlag.G_Internal | IndexerFlag.G_DoubleUpload),
        offer(indexer_flags=IndexerFlag.G_Internal),
    ),
    (FACTS, offer(seeders=100), offer(seeders=20)),
    (FACTS, offer(seeders=100, peers=400), offer(seeders=100, peers=150)),
    (FACTS, {**offer(**USENET), "age_minutes": 59}, {**offer(**USENET, size=40 * GB), "age_minutes": 60}),
    (FACTS, {**offer(**USENET), "age_minutes": 1440}, {**offer(**USENET), "age_minutes": 1441}),
    (FACTS, {**offer(**USENET), "age_minutes": 10080}, {**offer(**USENET), "age_minutes": 20 * 1440}),
    (FACTS, {**offer(**USENET), "age_minutes": 20 * 1440}, {**offer(**USENET), "age_minutes": 600 * 1440}),
    (facts(definitions={}), offer(size=12 * GB), offer(size=9 * GB)),
    # 8,000 MB are preferred; the nearer is better, whether larger or smaller.
    (SIZED, offer(size=8100 * MB), offer(size=9000 * MB)),
    (SIZED, offer(size=7900 * MB), offer(size=11000 * MB)),
    # Ties: members of a group, small differences, flags that are not asked for, counts of one magnitude.
    (FACTS, quality(q("WEBRip-1080p")), None),
    (FACTS, {**quality(q("WEBDL-1080p")), **offer(indexer_flags=IndexerFlag.G_Freeleech)}, None),
    (FACTS, {**quality(q("WEBDL-1080p")), **offer(seeders=60)}, None),
]


@pytest.mark.parametrize(("known", "better", "worse"), STEPS)
def test_each_step(known: Any, better: dict[str, Any], worse: dict[str, Any] | None) -> None:
    best = preference(candidate(known, **better), known)
    rest = preference(candidate(known, **(quality(q("WEBDL-1080p")) if worse is None else worse)), known)
    assert best == rest if worse is None else best < rest


def decided(found: Candidate, *rejections: Rejection) -> Decision:
    return Decision(
        release=found.release, parsed=found.parsed, candidate=found, verdicts=(), rejections=tuple(rejections)
    )


def unmatched(guid: str) -> Decision:
    offer = release(guid=guid)
    reason = Rejection("UnknownMovie", "Unknown Movie")
    return Decision(release=offer, parsed=parsed(), candidate=None, verdicts=(), rejections=(reason,))


def guids(decisions: list[Decision]) -> list[str]:
    return [decision.release.guid for decision in decisions]


class TestRanked:
    def test_best_first_with_those_without_a_film_last_and_unsorted(self) -> None:
        low, high = (
            decided(candidate(FACTS, **offer(guid=name), **quality(q(name)))) for name in ("DVD", "Bluray-1080p")
        )
        assert guids(ranked([unmatched("b"), low, unmatched("a"), high], FACTS)) == ["Bluray-1080p", "DVD", "b", "a"]

    def test_films_stay_together(self) -> None:
        one = [decided(candidate(FACTS, **offer(guid=f"1{n}"), **quality(q(n)))) for n in ("DVD", "Bluray-1080p")]
        two = [
            decided(candidate(FACTS, film={"movie_id": 2}, **offer(guid=f"2{n}"), **quality(q(n))))
            for n in ("DVD", "Bluray-1080p")
        ]
        assert guids(ranked([one[0], two[0], two[1], one[1]], FACTS)) == [
            "1Bluray-1080p",
            "1DVD",
            "2Bluray-1080p",
            "2DVD",
        ]

    def test_the_film_that_was_searched_for_comes_first(self) -> None:
        searched = facts(searched=film())
        other = decided(candidate(searched, film={"movie_id": 2}, **offer(guid="other")))
        wanted = decided(candidate(searched, **offer(guid="wanted"), **quality(q("DVD"))))
        assert guids(ranked([other, wanted], searched)) == ["wanted", "other"]

    def test_equals_stay_in_their_order(self) -> None:
        same = [decided(candidate(FACTS, **offer(guid=str(number)))) for number in range(5)]
        assert guids(ranked(reversed(same), FACTS)) == ["4", "3", "2", "1", "0"]


def test_of_one_guid_the_copy_with_fewest_reasons_then_of_the_best_indexer_is_kept() -> None:
    reason = Rejection("X", "x")
    rejected = decided(candidate(FACTS, **offer(guid="a", indexer_priority=1)), reason)
    good = decided(candidate(FACTS, **offer(guid="a", indexer_priority=30)))
    better = decided(candidate(FACTS, **offer(guid="a", indexer_priority=20)))
    other = decided(candidate(FACTS, **offer(guid="b")))
    for order in permutations([rejected, good, better, other]):
        kept = without_doubles(order)
        assert {decision.release.guid: decision for decision in kept} == {"a": better, "b": other}
        assert len(kept) == 2


# ---- properties

CANDIDATES = st.builds(
    lambda model, score, protocol, priority, flags, seeders, peers, age, size: candidate(
        FLAGS,
        release={
            "protocol": protocol,
            "indexer_priority": priority,
            "indexer_flags": IndexerFlag(flags),
            "seeders": seeders,
            "peers": peers,
            "size": size,
            "publish_date": NOW - timedelta(minutes=age),
        },
        parsed={"quality": model},
        score=score,
    ),
    st.builds(
        QualityModel, st.sampled_from(ALL), st.builds(Revision, st.integers(0, 2), st.integers(1, 3), st.booleans())
    ),
    st.integers(-200, 200),
    st.sampled_from([Protocol.USENET, Protocol.TORRENT]),
    st.integers(1, 50),
    st.integers(0, 4095),
    st.none() | st.integers(0, 5000),
    st.none() | st.integers(0, 9000),
    st.integers(0, 5_000_000),
    st.integers(0, 200 * GB),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(CANDIDATES, min_size=3, max_size=5), st.sampled_from([FACTS, FLAGS, NO_PROPERS, SIZED]))
def test_it_is_a_total_order(found: list[Candidate], known: Any) -> None:
    keys = [preference(each, known) for each in found]
    for one, other in permutations(keys, 2):
        assert (one < other) + (other < one) + (one == other) == 1
    for one, other, third in permutations(keys, 3):
        if one <= other <= third:
            assert one <= third


@settings(max_examples=80, deadline=None)
@given(st.lists(CANDIDATES, min_size=2, max_size=8), st.randoms(use_true_random=False))
def test_the_order_does_not_hang_on_where_a_release_came_in(found: list[Candidate], shuffled: Any) -> None:
    decisions = [decided(each) for each in found]
    keys = [preference(d.candidate, FLAGS) for d in ranked(decisions, FLAGS) if d.candidate]
    assert all(one <= other for one, other in pairwise(keys))
    mixed = list(decisions)
    shuffled.shuffle(mixed)
    assert keys == [preference(d.candidate, FLAGS) for d in ranked(mixed, FLAGS) if d.candidate]


@settings(max_examples=80, deadline=None)
@given(CANDIDATES, st.integers(1, 100))
def test_a_better_score_never_makes_a_release_worse(found: Candidate, more: int) -> None:
    assert preference(replace(found, score=found.score + more), FLAGS) < preference(found, FLAGS)
