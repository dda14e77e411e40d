"""The order in which releases of a film are liked: one key, best first."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor, log10
from typing import Final

from cinearr.core.decisions.model import BatchFacts, Candidate, Decision, Propers
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.profiles.definitions import MEGABYTE
from cinearr.core.releases.model import Protocol

SIZE_STEP: Final = 200 * MEGABYTE
_HOUR, _DAY, _WEEK = 60, 24 * 60, 7 * 24 * 60
_LIKED_TWICE: Final = (
    IndexerFlag.G_DoubleUpload,
    IndexerFlag.G_Freeleech,
    IndexerFlag.PTP_Approved,
    IndexerFlag.PTP_Golden,
    IndexerFlag.G_Internal,
)

Key = tuple[float, ...]


def preference(candidate: Candidate, facts: BatchFacts) -> Key:
    """A key that is smaller for the better of two releases of one film; each step counts when all before it tie."""
    release, profile = candidate.release, candidate.film.profile
    real, version = candidate.quality.revision.key
    if facts.settings.propers is Propers.DO_NOT_PREFER:
        real = version = 0
    return (
        -profile.index(candidate.quality.quality),
        -real,
        -version,
        -candidate.score,
        -candidate.delay_profile.prefers(release.protocol),
        release.indexer_priority,
        -_flags(release.indexer_flags) if facts.settings.prefer_indexer_flags else 0,
        *_peers(candidate),
        _age(candidate),
        _size(candidate, facts),
    )


def _flags(flags: IndexerFlag) -> int:
    score = sum(2 for flag in _LIKED_TWICE if flag in flags)
    return score + (1 if IndexerFlag.G_Halfleech in flags else 0)


def _peers(candidate: Candidate) -> tuple[int, int]:
    release = candidate.release
    if release.protocol is not Protocol.TORRENT:
        return 0, 0
    return -_magnitude(release.seeders), -_magnitude(release.peers)


def _magnitude(number: int | None) -> int:
    return round(log10(number)) if number and number > 0 else 0


def _age(candidate: Candidate) -> float:
    """Usenet: young posts are likely to be whole. Four steps for the first week, then by magnitude."""
    if candidate.release.protocol is not Protocol.USENET:
        return 0
    minutes = candidate.age_minutes
    if minutes < _HOUR:
        return -1000
    if minutes <= _DAY:
        return -100
    if minutes <= _WEEK:
        return -10
    return round(log10(minutes / _DAY))


def _size(candidate: Candidate, facts: BatchFacts) -> float:
    """The nearer to the preferred size the better; without one the larger. Small differences do not count."""
    size = candidate.release.size
    definition = facts.definitions.get(candidate.quality.quality.id)
    preferred = definition.preferred(candidate.film.runtime) if definition is not None else None
    if preferred is None:
        return -_steps(size)
    return abs(_steps(size - preferred))


def _steps(size: float) -> int:
    """Rounded down, also below zero: a release is taken for a little smaller than it is."""
    return floor(size / SIZE_STEP)


def ranked(decisions: Iterable[Decision], facts: BatchFacts) -> list[Decision]:
    """Best first, whether approved or not; those of one film stay together, those without a film come last.

    The film that was searched for comes first, then the others as they came in.
    """
    matched: list[tuple[Key, Decision]] = []
    unmatched: list[Decision] = []
    for decision in decisions:
        if decision.candidate is None:
            unmatched.append(decision)
        else:
            matched.append((preference(decision.candidate, facts), decision))
    places = {facts.searched.movie_id: 0} if facts.searched is not None else {}
    for _, decision in matched:
        if decision.film is not None:
            places.setdefault(decision.film.movie_id, len(places))
    matched.sort(key=lambda pair: (places[pair[1].film.movie_id] if pair[1].film else 0, pair[0]))
    return [decision for _, decision in matched] + unmatched


def without_doubles(decisions: Iterable[Decision]) -> list[Decision]:
    """One of each guid: the copy with fewest reasons against it, then of the best indexer."""
    best: dict[str, Decision] = {}
    for decision in decisions:
        known = best.get(decision.release.guid)
        if known is None or _copy(decision) < _copy(known):
            best[decision.release.guid] = decision
    return list(best.values())


def _copy(decision: Decision) -> tuple[int, int]:
    return len(decision.rejections), decision.release.indexer_priority
