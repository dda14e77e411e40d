"""Months of random feeds: every grab is better than all the film has, and no release is grabbed twice.

The world below knows nothing of the rules. It offers random releases (many of them again and again, under new ids and
from other indexers), downloads what is grabbed, lets some of it fail, and changes the profile now and then.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from cinearr.core import quality
from cinearr.core.decisions import (
    BatchFacts,
    BlockedRelease,
    Candidate,
    Decision,
    DecisionSettings,
    FileFacts,
    FilmFacts,
    GrabbedKeys,
    GrabEvent,
    Judge,
    LibraryIndex,
    Propers,
    QueuedRelease,
    ReleaseSource,
    choose,
    offer_key,
    ranked,
    without_doubles,
)
from cinearr.core.evidence import quality_from_json, quality_to_json, subject_from_json, subject_to_json
from cinearr.core.formats import CompiledFormats, Condition, CustomFormat, Kind, Subject, subjects
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.profiles import PROFILES, QualityProfile
from cinearr.core.profiles.delay import DEFAULT
from cinearr.core.quality import QualityModel, Revision
from cinearr.core.releases.model import ParsedRelease, Protocol, Release
from tests.core.decisions.factories import GB, NOW, film

WORDS = ("HDR", "DTS", "Atmos", "x264", "x265", "REMUX", "INTERNAL", "PROPER")
GROUPS = ("ALDER", "FLUX", "VXT", "WiKi", "NTb")
ROUND = timedelta(minutes=30)
FILMS = 3


@dataclass(frozen=True)
class Evidence:
    """What is kept of a grab."""

    title: str
    quality: QualityModel
    subject: Subject
    release_group: str | None


def evidence_of(candidate: Candidate) -> Evidence:
    """Through its stored form, as it would be after a restart."""
    original = candidate.film.original_language
    subject = subjects.of_release(candidate.parsed, candidate.release, candidate.languages, original)
    return Evidence(
        title=candidate.release.title,
        quality=quality_from_json(quality_to_json(candidate.quality)),
        subject=subject_from_json(subject_to_json(subject)),
        release_group=candidate.parsed.release_group,
    )


def fingerprint(release: Release) -> str:
    return (release.info_hash or f"{release.indexer}|{release.size}|{release.title}").lower()


@dataclass
class Download:
    evidence: Evidence
    release: Release
    ends: datetime
    fails: bool


@dataclass
class Target:
    """All that one film has, and the keys it had when each grab was made."""

    film: FilmFacts
    file: Evidence | None = None
    file_added: datetime = NOW
    queue: list[Download] = field(default_factory=list)
    grabs: list[tuple[datetime, Evidence, Release]] = field(default_factory=list)
    blocked: list[BlockedRelease] = field(default_factory=list)
    latest_is_grab: bool = False

    def facts(self) -> FilmFacts:
        if self.file is None:
            return self.film
        file = FileFacts(
            quality=self.file.quality,
            subject=self.file.subject,
            added=self.file_added,
            release_group=self.file.release_group,
        )
        return replace(self.film, file=file)


class World:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.now = NOW
        self.formats = CompiledFormats(self.random_formats())
        self.settings = DecisionSettings(
            propers=self.rng.choice(list(Propers)), prefer_indexer_flags=self.rng.random() < 0.5
        )
        self.targets = [
            Target(film(movie_id=n, title=f"Film {n}", titles=[f"Film {n}"], tmdb_id=n, profile=self.random_profile()))
            for n in range(1, FILMS + 1)
        ]
        offers = [self.random_offer(n) for n in range(140)]
        self.offers = sorted(offers, key=lambda offer: offer[1].quality.quality.weight)
        self.known = 20

    # ---- random things

    def random_formats(self) -> Iterator[CustomFormat]:
        for number in range(1, 9):
            conditions = [self.random_condition() for _ in range(self.rng.randint(1, 3))]
            yield CustomFormat(id=number, name=f"F{number}", conditions=tuple(conditions))

    def random_condition(self) -> Condition:
        rng = self.rng
        flags = {"negate": rng.random() < 0.3, "required": rng.random() < 0.4}
        match rng.choice(list(Kind)):
            case Kind.RELEASE_TITLE:
                return Condition(kind=Kind.RELEASE_TITLE, value=rf"\b{rng.choice(WORDS)}\b", **flags)
            case Kind.RELEASE_GROUP:
                return Condition(kind=Kind.RELEASE_GROUP, value=f"^{rng.choice(GROUPS)}$", **flags)
            case Kind.YEAR:
                return Condition(kind=Kind.YEAR, minimum=2000, maximum=2002, **flags)
            case Kind.SIZE:
                return Condition(kind=Kind.SIZE, minimum=rng.randint(0, 8), maximum=rng.randint(9, 30), **flags)
            case Kind.INDEXER_FLAG:
                return Condition(kind=Kind.INDEXER_FLAG, value=rng.choice([1, 32]), **flags)
            case _:
                return Condition(kind=Kind.SOURCE, value=rng.choice([6, 7, 8, 9]), **flags)

    def random_profile(self) -> QualityProfile:
        rng = self.rng
        profile = rng.choice([PROFILES[0], *PROFILES])
        allowed = [item.key for item in profile.items if item.allowed]
        return replace(
            profile,
            upgrade_allowed=rng.random() < 0.85,
            cutoff=rng.choice(allowed[len(allowed) // 2 :]),
            min_format_score=rng.choice([-100, -20, 0]),
            cutoff_format_score=rng.choice([0, 30, 1000]),
            min_upgrade_format_score=rng.choice([1, 1, 15]),
            format_scores={number: rng.randint(-40, 40) for number in range(1, 9)},
        )

    def random_offer(self, number: int) -> tuple[Release, ParsedRelease]:
        rng = self.rng
        model = QualityModel(
            rng.choice([each for each in quality.ALL if each.id]),
            Revision(rng.choice([0, 0, 0, 1]), rng.choice([1, 1, 1, 2, 3]), rng.random() < 0.2),
        )
        movie, group = rng.randint(1, FILMS), rng.choice(GROUPS)
        words = ".".join(rng.sample(WORDS, rng.randint(0, 4)))
        title = f"Film.{movie}.2001.{model.quality.name}.{words}.{number}-{group}"
        protocol = rng.choice([Protocol.TORRENT, Protocol.USENET])
        release = Release(
            guid=f"guid-{number}",
            title=title,
            protocol=protocol,
            indexer_id=rng.randint(1, 3),
            indexer=f"Indexer {number % 3}",
            info_hash=f"{number:040x}" if protocol is Protocol.TORRENT and rng.random() < 0.7 else None,
            size=rng.randint(1, 30) * GB,
            publish_date=NOW,
            seeders=rng.randint(1, 200),
            indexer_flags=IndexerFlag(rng.choice([0, 1, 32, 33])),
        )
        parsed = ParsedRelease(
            release_title=title,
            titles=(f"Film {movie}",),
            year=rng.choice([0, 2001]),
            quality=model,
            languages=(film().original_language,),
            release_group=group,
        )
        return release, parsed

    # ---- one round

    def feed(self) -> list[tuple[Release, ParsedRelease]]:
        """Some offers, the poor ones first, a few of them posted anew: another id, or another indexer."""
        self.known = min(self.known + 2, len(self.offers))
        found = []
        for release, parsed in self.rng.sample(self.offers[: self.known], 20):
            if release.info_hash and self.rng.random() < 0.3:
                release = replace(release, guid=f"new-{self.rng.random()}", indexer="Another", indexer_id=9)
            elif self.rng.random() < 0.3:
                release = replace(release, guid=f"new-{self.rng.random()}")
            found.append((replace(release, publish_date=self.now - timedelta(hours=2)), parsed))
        return found

    def facts(self) -> BatchFacts:
        by_id = {target.film.movie_id: target for target in self.targets}
        return BatchFacts(
            now=self.now,
            source=self.rng.choice([ReleaseSource.RSS, ReleaseSource.RSS, ReleaseSource.RELEASE_PUSH]),
            settings=self.settings,
            formats=self.formats,
            definitions={},
            delay_profiles=(DEFAULT,),
            blocklist={number: tuple(target.blocked) for number, target in by_id.items()},
            queue={
                number: tuple(
                    QueuedRelease(
                        quality=each.evidence.quality,
                        subject=each.evidence.subject,
                    )
                    for each in target.queue
                )
                for number, target in by_id.items()
            },
            grabs={
                number: GrabEvent(
                    date=target.grabs[-1][0],
                    title=target.grabs[-1][1].title,
                    quality=target.grabs[-1][1].quality,
                    subject=target.grabs[-1][1].subject,
                    is_latest_event=target.latest_is_grab,
                )
                for number, target in by_id.items()
                if target.grabs
            },
            grabbed={
                number: GrabbedKeys(
                    hashes=frozenset(r.info_hash for _, _, r in target.grabs if r.info_hash),
                    guids=frozenset(r.guid for _, _, r in target.grabs),
                    offers=frozenset(offer_key(r) for _, _, r in target.grabs),
                )
                for number, target in by_id.items()
            },
        )

    def round(self) -> Iterator[tuple[Target, Decision, list[Evidence]]]:
        """Decide about one feed and grab. Yields each grab with what its film had just before."""
        self.now += ROUND
        self.finish()
        facts = self.facts()
        judge = Judge(facts, LibraryIndex(target.facts() for target in self.targets))
        decisions = [found for pair in self.feed() if (found := judge.decide(*pair)) is not None]
        for decision in choose(ranked(without_doubles(decisions), facts)).grabbed:
            assert decision.candidate is not None
            target = self.targets[decision.candidate.film.movie_id - 1]
            had = [each.evidence for each in target.queue] + ([target.file] if target.file else [])
            yield target, decision, had
            evidence = evidence_of(decision.candidate)
            ends = self.now + ROUND * self.rng.randint(0, 60)
            target.queue.append(Download(evidence, decision.release, ends, self.rng.random() < 0.2))
            target.grabs.append((self.now, evidence, decision.release))
            target.latest_is_grab = True

    def finish(self) -> None:
        """Downloads that are over become the file, or are blocked."""
        for target in self.targets:
            for download in [each for each in target.queue if each.ends <= self.now]:
                target.queue.remove(download)
                target.latest_is_grab = False
                if download.fails:
                    release = download.release
                    target.blocked.append(
                        BlockedRelease(
                            title=release.title,
                            protocol=release.protocol,
                            indexer=release.indexer,
                            info_hash=release.info_hash,
                            published=release.publish_date,
                            size=release.size,
                        )
                    )
                elif target.file is None or self.rank(target, download.evidence) > self.rank(target, target.file):
                    target.file, target.file_added = download.evidence, self.now

    def rank(self, target: Target, evidence: Evidence) -> tuple[object, ...]:
        """What must rise: quality (groups as one), revision where it counts, score under the profile of now."""
        profile = target.film.profile
        formats = self.formats.match(evidence.subject)
        revision = evidence.quality.revision.key
        if self.settings.propers is Propers.DO_NOT_PREFER:
            revision = (0, 0)
        return (profile.index(evidence.quality.quality), revision, profile.score(each.id for each in formats))


@pytest.mark.parametrize("seed", range(60))
def test_every_grab_is_better_than_all_the_film_has_and_none_is_made_twice(seed: int) -> None:
    world = World(seed)
    seen: set[tuple[int, str]] = set()
    grabs = 0
    for number in range(60):
        if number == 40:
            for target in world.targets:
                target.film = replace(target.film, profile=world.random_profile())
        for target, decision, had in world.round():
            assert decision.candidate is not None
            new = world.rank(target, evidence_of(decision.candidate))
            assert all(new > world.rank(target, each) for each in had)
            key = (target.film.movie_id, fingerprint(decision.release))
            assert key not in seen
            seen.add(key)
            grabs += 1
    assert grabs <= len(world.offers)


def test_the_worlds_are_lively() -> None:
    """The simulation would prove nothing if little were grabbed, upgraded or failing."""
    grabs = upgrades = failures = 0
    for seed in range(20):
        world = World(seed)
        for _ in range(60):
            for _, _, had in world.round():
                grabs += 1
                upgrades += bool(had)
        failures += sum(len(target.blocked) for target in world.targets)
    assert grabs > 100
    assert upgrades > 60
    assert failures > 15
