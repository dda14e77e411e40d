"""How fast releases are decided and custom formats matched: `python -m benchmarks.bench_decisions`.

Films and releases are made up from a fixed seed. Only the pure part is measured: loading facts is the store's share and
parsing the parser's.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cinearr.core import languages, quality
from cinearr.core.decisions import (
    BatchFacts,
    FileFacts,
    FilmFacts,
    IndexerFacts,
    Judge,
    LibraryIndex,
    choose,
    clean_titles,
    ranked,
    without_doubles,
)
from cinearr.core.formats import CompiledFormats, Condition, CustomFormat, Kind, Subject
from cinearr.core.movies import ReleaseDates
from cinearr.core.profiles import PROFILES, ReleaseProfile
from cinearr.core.profiles.delay import DEFAULT
from cinearr.core.quality import QualityModel
from cinearr.core.releases.model import ParsedRelease, Protocol, Release

NOW = datetime(2026, 6, 1, tzinfo=UTC)
GB = 1024**3
WORDS = ("HDR", "DV", "DTS-HD.MA.5.1", "TrueHD.7.1.Atmos", "DDP5.1", "AAC2.0", "10bit", "REPACK", "PROPER", "IMAX")
CODECS = ("x264", "x265", "H.264", "HEVC", "AV1")
NAMES = ("Night", "River", "Iron", "Glass", "Last", "Summer", "King", "Road", "Silent", "Moon", "House", "Game", "Blue")
# Expressions of the shapes that guides share: words with look-around, alternatives, groups by name.
SHAPES = (
    r"\b{0}\b",
    r"(?<=^|[\s.-]){0}\b",
    r"\b({0}|{1})\b",
    r"^(?=.*\b{0}\b)(?!.*\b{1}\b).*$",
    r"[ ._-]{0}([ ._-]|$)",
    r"\b{0}[ ._-]?({1})?\b",
)
PROFILE = replace(
    PROFILES[-1],
    upgrade_allowed=True,
    cutoff=quality.BY_NAME["Bluray-1080p"].id,
    cutoff_format_score=1000,
    language=languages.ANY,
    format_scores={number: number % 60 - 20 for number in range(200)},
)


def formats(count: int, rng: random.Random) -> CompiledFormats:
    """Formats of five conditions each, of the kinds and shapes that guides have."""

    def word() -> str:
        return rng.choice((*WORDS, *CODECS)).replace(".", r"\.") + rng.choice(("", "", "X", "HD"))

    def condition() -> Condition:
        kind = rng.choices([Kind.RELEASE_TITLE, Kind.RELEASE_GROUP, Kind.RESOLUTION, Kind.SOURCE], [5, 4, 1, 1])[0]
        flags = {"negate": rng.random() < 0.2, "required": rng.random() < 0.3}
        if kind is Kind.RELEASE_TITLE:
            return Condition(kind=kind, value=rng.choice(SHAPES).format(word(), word()), **flags)
        if kind is Kind.RELEASE_GROUP:
            return Condition(kind=kind, value=f"^(GRP{rng.randrange(400)})$", **flags)
        return Condition(
            kind=kind, value=rng.choice([1080, 720, 2160] if kind is Kind.RESOLUTION else [7, 8, 9]), **flags
        )

    return CompiledFormats(
        CustomFormat(id=number, name=f"Format {number}", conditions=tuple(condition() for _ in range(5)))
        for number in range(count)
    )


def library(count: int, rng: random.Random) -> list[FilmFacts]:
    """Films, a third of them with a file."""
    found = []
    for number in range(count):
        title = f"{rng.choice(NAMES)} {rng.choice(NAMES)} {number}"
        file = None
        if number % 3 == 0:
            model = QualityModel(quality.BY_NAME["WEBDL-720p"])
            subject = Subject(texts=(f"{title}.720p.WEB-DL",), quality=model.quality, resolution=720)
            file = FileFacts(quality=model, subject=subject, added=NOW)
        found.append(
            FilmFacts(
                movie_id=number + 1,
                title=title,
                clean_titles=clean_titles([title]),
                tmdb_id=number + 1,
                imdb_id=number + 1_000_000,
                year=1950 + number % 75,
                runtime=100,
                dates=ReleaseDates(digital=NOW - timedelta(days=1000)),
                original_language=languages.ENGLISH,
                profile=PROFILE,
                file=file,
                free_space=500 * GB,
            )
        )
    return found


def feed(count: int, films: list[FilmFacts], rng: random.Random) -> list[tuple[Release, ParsedRelease]]:
    """Releases, half of them of films in the library."""
    wanted = [each for each in quality.ALL if each.resolution >= 720]
    found = []
    for number in range(count):
        film, known = rng.choice(films), rng.random() < 0.5
        title, year = (film.title, film.year) if known else (f"Unknown Film {number}", 2001)
        model = QualityModel(rng.choice(wanted))
        group = f"GRP{rng.randrange(400)}"
        words = ".".join(rng.sample(WORDS, 3))
        name = f"{title.replace(' ', '.')}.{year}.{model.quality.name}.{words}.{rng.choice(CODECS)}-{group}"
        release = Release(
            guid=str(number),
            title=name,
            protocol=Protocol.TORRENT,
            indexer_id=1,
            indexer="Alpha",
            size=rng.randint(2, 20) * GB,
            publish_date=NOW - timedelta(hours=rng.randint(1, 100)),
            seeders=rng.randint(1, 500),
        )
        parsed = ParsedRelease(
            release_title=name,
            simple_title=name,
            titles=(title,),
            year=year,
            quality=model,
            languages=(languages.ENGLISH,),
            release_group=group,
        )
        found.append((release, parsed))
    return found


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def decide(releases: list[tuple[Release, ParsedRelease]], index: LibraryIndex, facts: BatchFacts) -> int:
    """Judge, rank and choose, as an RSS sync does; the number of approved ones."""
    judge = Judge(facts, index)
    decisions = [found for pair in releases if (found := judge.decide(*pair)) is not None]
    plan = choose(ranked(without_doubles(decisions), facts))
    return len(plan.grabbed)


def main() -> None:
    """Print the table."""
    rng = random.Random(7)
    compiling = timed(lambda: formats(200, random.Random(7)))
    compiled = formats(200, random.Random(7))
    subjects = [
        Subject(
            texts=(r.title,),
            release_group=p.release_group,
            quality=p.quality.quality,
            resolution=p.quality.quality.resolution,
        )
        for r, p in feed(500, library(100, rng), rng)
    ]
    print(f"{'compile 200 formats':44} {compiling * 1000:9.1f} ms")
    print(f"{'500 releases x 200 formats':44} {timed(lambda: [compiled.match(s) for s in subjects]) * 1000:9.1f} ms")
    print(f"{'the same again (remembered)':44} {timed(lambda: [compiled.match(s) for s in subjects]) * 1000:9.1f} ms")
    terms = (ReleaseProfile(ignored=("NEVER", r"/\bbad[ ._]?word\b/i")),)
    for films in (10_000, 100_000):
        wanted = library(films, rng)
        index = LibraryIndex(wanted)
        for count in (1_000, 5_000):
            for number in (0, 200):
                facts = BatchFacts(
                    now=NOW,
                    formats=formats(number, random.Random(7)),
                    indexers={1: IndexerFacts(id=1)},
                    delay_profiles=(DEFAULT,),
                    release_profiles=terms,
                )
                releases = feed(count, wanted, rng)
                taken = timed(lambda: decide(releases, index, facts))  # noqa: B023
                label = f"{count:,} releases, {films:,} films, {number} formats"
                print(f"{label:44} {taken * 1000:9.1f} ms {count / taken:12,.0f} a second")


if __name__ == "__main__":
    main()
