"""Films, releases and facts with everything a test does not care about filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cinearr.core import languages, quality
from cinearr.core.decisions import (
    BatchFacts,
    Candidate,
    FileFacts,
    FilmFacts,
    IndexerFacts,
    Judge,
    LibraryIndex,
    MatchType,
    Rejection,
    ReleaseSource,
    clean_titles,
)
from cinearr.core.decisions.rules import RULES
from cinearr.core.formats import Subject
from cinearr.core.movies import ReleaseDates
from cinearr.core.profiles import PROFILES, QualityProfile
from cinearr.core.quality import QualityModel, Revision
from cinearr.core.releases.model import ParsedRelease, Protocol, Release

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONG_OUT = ReleaseDates(digital=datetime(2002, 1, 1, tzinfo=UTC))
TITLE = "The.Film.2001.1080p.BluRay.x264-GRP"
MB, GB = 1024**2, 1024**3

HD = replace(
    next(profile for profile in PROFILES if profile.name == "HD - 720p/1080p"),
    name="HD",
    upgrade_allowed=True,
    cutoff=quality.BY_NAME["Bluray-1080p"].id,
    cutoff_format_score=100,
    min_upgrade_format_score=10,
    language=languages.ANY,
)


def q(name: str, version: int = 1, real: int = 0, *, repack: bool = False) -> QualityModel:
    """A quality by its name."""
    return QualityModel(quality.BY_NAME[name], Revision(real, version, repack))


def film(**given: Any) -> FilmFacts:
    """`The Film` of 2001, in English, 100 minutes, out for long, without a file."""
    titles = given.pop("titles", [given.get("title", "The Film")])
    usual: dict[str, Any] = {
        "movie_id": 1,
        "title": "The Film",
        "clean_titles": clean_titles(titles),
        "tmdb_id": 10,
        "imdb_id": 100,
        "year": 2001,
        "runtime": 100,
        "original_language": languages.ENGLISH,
        "profile": HD,
        "dates": LONG_OUT,
    }
    return FilmFacts(**(usual | given))


def release(title: str = TITLE, **given: Any) -> Release:
    """A torrent of indexer 1, eight gigabytes, a day old."""
    usual: dict[str, Any] = {
        "guid": title,
        "title": title,
        "protocol": Protocol.TORRENT,
        "indexer_id": 1,
        "indexer": "Alpha",
        "size": 8 * GB,
        "publish_date": NOW - timedelta(days=1),
        "seeders": 50,
        "peers": 60,
    }
    return Release(**(usual | given))


def parsed(title: str = TITLE, **given: Any) -> ParsedRelease:
    """What its title says: `The Film` of 2001, Bluray-1080p."""
    usual: dict[str, Any] = {
        "release_title": title,
        "titles": ("The Film",),
        "year": 2001,
        "quality": q("Bluray-1080p"),
        "languages": (languages.ENGLISH,),
        "release_group": "GRP",
    }
    return ParsedRelease(**(usual | given))


def file(name: str = "Bluray-720p", *, group: str | None = "GRP", days: int = 1, **given: Any) -> FileFacts:
    """A file of this quality that came in `days` ago."""
    model = given.pop("model", q(name))
    subject = Subject(quality=model.quality, resolution=model.quality.resolution, **given)
    return FileFacts(quality=model, subject=subject, added=NOW - timedelta(days=days), release_group=group)


def facts(**given: Any) -> BatchFacts:
    """An RSS sync with one indexer."""
    usual: dict[str, Any] = {"now": NOW, "indexers": {1: IndexerFacts(id=1, name="Alpha")}}
    return BatchFacts(**(usual | given))


def candidate(known: BatchFacts, **given: Any) -> Candidate:
    """A candidate of `film`, `release` and `parsed`, each a mapping of what is special about it; the rest replaces."""
    offer = release(**dict(given.pop("release", {})))
    names = parsed(title=offer.title, **dict(given.pop("parsed", {})))
    wanted = film(**dict(given.pop("film", {})))
    judge = Judge(known, LibraryIndex([wanted]))
    return replace(judge.candidate(offer, names, wanted, MatchType.TITLE), **given)


def ask(rule: str, known: BatchFacts | None = None, **given: Any) -> Rejection | None:
    """What one rule says."""
    known = known or facts()
    check = next(each.check for each in RULES if each.name == rule)
    return check(candidate(known, **given), known)


SEARCH = {"source": ReleaseSource.SEARCH}
BY_HAND = {"source": ReleaseSource.USER_INVOKED_SEARCH}
Given = Mapping[str, Any]


def with_scores(profile: QualityProfile, **scores: int) -> QualityProfile:
    """The profile with scores by format id (`_1=50`)."""
    return replace(profile, format_scores={int(name.strip("_")): score for name, score in scores.items()})
