"""Rules of decisions, orders of qualities and revisions, custom formats, availability."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from cinearr.core import languages, lookup, movies, quality
from cinearr.core.decisions import (
    BatchFacts,
    Candidate,
    DecisionSettings,
    FileFacts,
    FilmFacts,
    IndexerFacts,
    MatchType,
    Propers,
    Rejection,
)
from cinearr.core.decisions.model import Held
from cinearr.core.decisions.rules import held, profile, release
from cinearr.core.decisions.upgrade import allowed_by_profile, compare_revision, why_no_upgrade
from cinearr.core.formats import CompiledFormats, Condition, CustomFormat, Kind, Subject
from cinearr.core.movies import MovieStatus, ReleaseDates
from cinearr.core.profiles import SCHEMA, Position, ProfileItem, QualityDefinition, QualityProfile, ReleaseProfile
from cinearr.core.profiles.delay import DEFAULT, DelayProfile
from cinearr.core.quality import Modifier, QualityModel, Revision, Source
from cinearr.core.releases.model import ParsedRelease, Protocol, Release

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Rule = Callable[[Candidate, BatchFacts], Rejection | None]


def _model(given: Mapping[str, Any]) -> QualityModel:
    return QualityModel(quality.BY_NAME[given["quality"]], _revision(given.get("revision") or {}))


def _revision(given: Mapping[str, Any]) -> Revision:
    return Revision(given.get("real", 0), given.get("version", 1), given.get("is_repack", False))


def _languages(names: list[str]) -> tuple[languages.Language, ...]:
    return tuple(languages.BY_NAME[name.lower()] for name in names)


def _items(given: list[Mapping[str, Any]]) -> tuple[ProfileItem, ...]:
    items = []
    for number, item in enumerate(given):
        if "group" in item:
            members = tuple(ProfileItem(quality.BY_NAME[name], item["allowed"]) for name in item["group"])
            items.append(ProfileItem(id=1000 + number, name="Group", members=members, allowed=item["allowed"]))
        else:
            items.append(ProfileItem(quality.BY_NAME[item["quality"]], item["allowed"]))
    return tuple(items)


def _profile(given: Mapping[str, Any]) -> QualityProfile:
    """A profile; its formats are known by their place in `format_scores`."""
    scores = given.get("format_scores") or {}
    return QualityProfile(
        items=_items(given["items"]) if "items" in given else SCHEMA.items,
        cutoff=quality.BY_NAME[given.get("cutoff", "Unknown")].id,
        upgrade_allowed=given.get("upgrade_allowed", False),
        min_format_score=given.get("min_format_score", 0),
        cutoff_format_score=given.get("cutoff_format_score", 0),
        min_upgrade_format_score=given.get("min_upgrade_format_score", 0),
        format_scores=dict(enumerate(scores.values())),
    )


def _score(given: Mapping[str, Any], formats: list[str]) -> int:
    scores: Mapping[str, int] = given.get("format_scores") or {}
    return sum(scores.get(name, 0) for name in formats)


def _asked(
    rule: Rule,
    *,
    offer: Mapping[str, Any] | None = None,
    parsed: Mapping[str, Any] | None = None,
    film: Mapping[str, Any] | None = None,
    candidate: Mapping[str, Any] | None = None,
    **facts: Any,
) -> bool:
    """Whether a rule lets a release through; what is not given does not matter to it."""
    title = (offer or {}).get("title", "Film.2001.1080p.WEB-DL-GRP")
    given = {"guid": "1", "title": title, "protocol": Protocol.TORRENT, "publish_date": NOW} | dict(offer or {})
    wanted = FilmFacts(**({"movie_id": 1, "title": "Film", "profile": SCHEMA} | dict(film or {})))
    subject = {
        "release": Release(**given),
        "parsed": ParsedRelease(**({"release_title": title, "titles": ("Film",)} | dict(parsed or {}))),
        "film": wanted,
        "match_type": MatchType.TITLE,
        "languages": (),
        "formats": (),
        "score": 0,
        "delay_profile": DEFAULT,
        "current": Held(quality=wanted.file.quality) if wanted.file else None,
        "age_minutes": 0,
    } | dict(candidate or {})
    return rule(Candidate(**subject), BatchFacts(now=NOW, **facts)) is None


def _accept_size(
    size: int, runtime_minutes: int, min_size_mb_per_minute: float, max_size_mb_per_minute: float | None, quality: str
) -> bool:
    model = _model({"quality": quality})
    definition = QualityDefinition(
        quality=model.quality, min_size=min_size_mb_per_minute, max_size=max_size_mb_per_minute
    )
    return _asked(
        release.acceptable_size,
        offer={"size": size},
        parsed={"quality": model},
        film={"runtime": runtime_minutes},
        definitions={model.quality.id: definition},
    )


def _accept_maximum_size(size: int, maximum_size_mb: int) -> bool:
    return _asked(release.maximum_size, offer={"size": size}, settings=DecisionSettings(maximum_size=maximum_size_mb))


def _accept_minimum_age(protocol: str, minimum_age_minutes: int, age_minutes: float) -> bool:
    return _asked(
        release.minimum_age,
        offer={"protocol": Protocol[protocol.upper()]},
        candidate={"age_minutes": age_minutes},
        settings=DecisionSettings(minimum_age=minimum_age_minutes),
    )


def _accept_retention(protocol: str, retention_days: int, age_days: float) -> bool:
    return _asked(
        release.retention,
        offer={"protocol": Protocol[protocol.upper()]},
        candidate={"age_minutes": age_days * 24 * 60},
        settings=DecisionSettings(retention=retention_days),
    )


def _accept_protocol(protocol: str, enable_usenet: bool = True, enable_torrent: bool = True) -> bool:
    return _asked(
        profile.protocol,
        offer={"protocol": Protocol[protocol.upper()]},
        candidate={"delay_profile": DelayProfile(enable_usenet=enable_usenet, enable_torrent=enable_torrent)},
    )


def _accept_seeders(protocol: str, seeders: int | None, minimum_seeders: int) -> bool:
    return _asked(
        release.seeders,
        offer={"protocol": Protocol[protocol.upper()], "seeders": seeders, "indexer_id": 1},
        indexers={1: IndexerFacts(id=1, minimum_seeders=minimum_seeders)},
    )


def _accept_not_raw_disc(title: str, container: str | None, protocol: str) -> bool:
    return not release.is_raw_disc(title, container)


def _accept_release_profiles(title: str, profiles: list[Mapping[str, Any]]) -> bool:
    return _asked(
        release.release_restrictions,
        offer={"title": title},
        release_profiles=tuple(
            ReleaseProfile(required=tuple(each["required"]), ignored=tuple(each["ignored"])) for each in profiles
        ),
    )


def _accept_format_score(custom_formats: list[str], profile: Mapping[str, Any]) -> bool:
    return _asked(
        _format_score, film={"profile": _profile(profile)}, candidate={"score": _score(profile, custom_formats)}
    )


_format_score = profile.format_score


def _accept_language(release_languages: list[str], profile_language: str, original_language: str) -> bool:
    wanted, original = _languages([profile_language, original_language])
    return profile.accepts_language(wanted, original, _languages(release_languages))


def _accept_quality(quality: str, profile: Mapping[str, Any]) -> bool:
    return _asked(
        _quality_allowed, film={"profile": _profile(profile)}, parsed={"quality": _model({"quality": quality})}
    )


_quality_allowed = profile.quality_allowed


def _accept_repack(release: Mapping[str, Any], existing: Mapping[str, Any] | None, propers: str) -> bool:
    file = None
    if existing is not None:
        file = FileFacts(
            quality=_model(existing), subject=Subject(), added=NOW, release_group=existing.get("release_group")
        )
    return _asked(
        held.repack,
        parsed={"quality": _model(release), "release_group": release.get("release_group")},
        film={"file": file},
        settings=DecisionSettings(propers=Propers[propers.upper()]),
    )


def _upgrade_reason(
    profile: Mapping[str, Any], propers: str, current: Mapping[str, Any], new: Mapping[str, Any]
) -> str:
    reason = why_no_upgrade(
        _profile(profile),
        Propers[propers.upper()],
        Held(quality=_model(current), score=_score(profile, current["custom_formats"])),
        _model(new),
        _score(profile, new["custom_formats"]),
    )
    return reason.value if reason else "none"


def _accept_upgrade(profile: Mapping[str, Any], current: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return allowed_by_profile(
        _profile(profile),
        Held(quality=_model(current), score=_score(profile, current["custom_formats"])),
        _model(new),
        _score(profile, new["custom_formats"]),
    )


def _compare_quality_index(
    left: Any, right: Any, respect_group_order: bool = False, profile: Mapping[str, Any] | None = None
) -> int:
    one, other = (_position(each, profile) for each in (left, right))
    if not respect_group_order:
        one, other = Position(one.item), Position(other.item)
    return (one > other) - (one < other)


def _position(given: Any, profile: Mapping[str, Any] | None) -> Position:
    if profile is None:
        return Position(*given)
    return _profile(profile).position(quality.BY_NAME[given["quality"]])


def _compare_revision(left: Mapping[str, Any], right: Mapping[str, Any]) -> int:
    return compare_revision(*(QualityModel(quality.UNKNOWN, _revision(each)) for each in (left, right)))


def _find_quality(source: str, resolution: int, modifier: str) -> str:
    return quality.find_quality(Source[source.upper()], resolution, Modifier[modifier.upper()]).name


def _is_available(
    in_cinemas: str | None,
    physical_release: str | None,
    digital_release: str | None,
    minimum_availability: str,
    now: str,
    delay_days: int,
) -> bool:
    dates = ReleaseDates(in_cinemas=_day(in_cinemas), physical=_day(physical_release), digital=_day(digital_release))
    moment = datetime.fromisoformat(now)
    minimum = MovieStatus[minimum_availability.upper()]
    return movies.is_available(dates, minimum, now=moment, delay_days=delay_days)


def _day(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _match_language_condition(
    release_languages: list[str], original_language: str, condition: Mapping[str, Any]
) -> bool:
    each = Condition(
        kind=Kind.LANGUAGE,
        negate=condition["negate"],
        value=languages.BY_NAME[condition["language"].lower()].id,
        except_language=condition["except_language"],
    )
    subject = Subject(
        languages=_languages(release_languages), original_language=languages.BY_NAME[original_language.lower()]
    )
    return bool(CompiledFormats([CustomFormat(name="Any", conditions=(each,))]).match(subject))


def _best_search_match(titles: list[str], query: str) -> str:
    return lookup.closest_first(query, titles)[0]


CALLS = {
    "accept_size": _accept_size,
    "accept_maximum_size": _accept_maximum_size,
    "accept_minimum_age": _accept_minimum_age,
    "accept_retention": _accept_retention,
    "accept_protocol": _accept_protocol,
    "accept_seeders": _accept_seeders,
    "accept_not_raw_disk": _accept_not_raw_disc,
    "accept_release_profiles": _accept_release_profiles,
    "accept_custom_format_score": _accept_format_score,
    "accept_language": _accept_language,
    "accept_quality": _accept_quality,
    "accept_repack": _accept_repack,
    "upgrade_reason": _upgrade_reason,
    "upgrade_allowed": _accept_upgrade,
    "compare_quality_index": _compare_quality_index,
    "compare_quality": _compare_quality_index,
    "compare_revision": _compare_revision,
    "find_quality": _find_quality,
    "quality_id": lambda name: quality.BY_NAME[name].id,
    "language_id": lambda name: languages.BY_NAME[name.lower()].id,
    "is_available": _is_available,
    "match_language_condition": _match_language_condition,
    "best_search_match": _best_search_match,
}
