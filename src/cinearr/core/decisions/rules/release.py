"""Rules about the release alone: size, age, seeders, words."""

from __future__ import annotations

from typing import Final

import regex

from cinearr.core.decisions import texts
from cinearr.core.decisions.blocklist import is_blocked
from cinearr.core.decisions.model import BatchFacts, Candidate, Rejection
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.profiles import release as release_profiles
from cinearr.core.profiles.definitions import MEGABYTE
from cinearr.core.releases.model import Protocol

# What a film of unknown length is taken for when its size is judged.
USUAL_RUNTIME: Final = 110
SAMPLE_SIZE: Final = 70 * MEGABYTE
# A DVD named with its group behind ("PAL.DVDR-GRP") is left to the profile, which knows DVD-R as a quality.
_DISC: Final = regex.compile(
    r"\bDis[ck][-_. ]?\d+\b.*\bBlu-?ray\b"
    r"|\bfull[-_. ]?blu-?ray\b"
    r"|(?<![a-z0-9])(?:PAL|NTSC)[-_. ](?:\d+x)?DVD[-_. ]?[R59](?=[_. ]|$)",
    regex.IGNORECASE,
)
_DVD_CONTAINERS: Final = frozenset({"vob", "iso"})
_BLURAY_CONTAINERS: Final = frozenset({"m2ts"})


def acceptable_size(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Within the limits of the quality for the length of the film."""
    size = candidate.release.size
    definition = facts.definitions.get(candidate.quality.quality.id)
    if not size or definition is None:
        return None
    film = candidate.film
    runtime = film.runtime or USUAL_RUNTIME
    least = definition.smallest(runtime)
    if size < least:
        message = f"{texts.size(size)} is smaller than minimum allowed {texts.size(least)} (for {film.title})"
        return Rejection("BelowMinimumSize", message)
    greatest = definition.largest(runtime)
    if greatest is not None and size > greatest:
        message = f"{texts.size(size)} is larger than maximum allowed {texts.size(greatest)} (for {film.title})"
        return Rejection("AboveMaximumSize", message)
    return None


def maximum_size(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Within the size that holds for all releases."""
    size, limit = candidate.release.size, facts.settings.maximum_size * MEGABYTE
    if not size or not limit or size <= limit:
        return None
    message = f"{texts.size(size)} is too big, maximum size is {texts.size(limit)} (Settings->Indexers->Maximum Size)"
    return Rejection("MaximumSizeExceeded", message)


def minimum_age(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Usenet posts need a while to be complete everywhere."""
    least = facts.settings.minimum_age
    if candidate.release.protocol is not Protocol.USENET or not least or candidate.age_minutes >= least:
        return None
    age = texts.minutes(candidate.age_minutes)
    message = f"Only {age} minutes old, minimum age is {least} minutes"
    return Rejection("MinimumAge", message, permanent=False)


def retention(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Usenet posts are gone after so many days."""
    days = facts.settings.retention
    if candidate.release.protocol is not Protocol.USENET or days <= 0:
        return None
    if int(candidate.age_minutes // (24 * 60)) <= days:
        return None
    return Rejection("MaximumAge", "Older than configured retention")


def seeders(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """A torrent needs people who have it; an unknown number passes."""
    release = candidate.release
    indexer = facts.indexers.get(release.indexer_id)
    if release.protocol is not Protocol.TORRENT or indexer is None or release.seeders is None:
        return None
    if release.seeders >= indexer.minimum_seeders:
        return None
    message = f"Not enough seeders: {release.seeders}. Minimum seeders: {indexer.minimum_seeders}"
    return Rejection("MinimumSeeders", message)


def required_flags(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """One of the flags the indexer's settings ask for."""
    release = candidate.release
    indexer = facts.indexers.get(release.indexer_id)
    if release.protocol is not Protocol.TORRENT or indexer is None or not indexer.required_flags:
        return None
    if any(flag in release.indexer_flags for flag in indexer.required_flags if flag):
        return None
    wanted = ", ".join(flag.name or str(flag.value) for flag in indexer.required_flags)
    found = texts.flags(IndexerFlag(release.indexer_flags))
    # "where found" is what clients know.
    return Rejection("RequiredFlags", f"None of the required indexer flags {wanted} where found. Found flags: {found}")


def not_sample(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Not a few minutes of the film to look at."""
    release = candidate.release
    if "sample" in release.title.lower() and release.size < SAMPLE_SIZE:
        return Rejection("Sample", "Sample")
    return None


def raw_disc(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Not an image of a disc."""
    return Rejection("Raw", "Raw Bluray/DVD release") if is_raw_disc(candidate.release.title) else None


def is_raw_disc(title: str, container: str | None = None) -> bool:
    """Whether the title or the container tell of an image of a disc."""
    if container and container.lower() in _DVD_CONTAINERS | _BLURAY_CONTAINERS:
        return True
    return _DISC.search(title) is not None


def hardcoded_subs(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Without subtitles burnt in, but for those the settings let through."""
    found, settings = candidate.parsed.hardcoded_subs, facts.settings
    if not found or settings.allow_hardcoded_subs:
        return None
    if any(word and word.lower() in found.lower() for word in settings.whitelisted_hardcoded_subs):
        return None
    return Rejection("HardcodeSubtitles", f"Hardcode subs found: {found}")


def release_restrictions(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """The words of the release profiles that count for the film and the indexer."""
    release, tags = candidate.release, candidate.film.tags
    for profile in facts.release_profiles:
        if not profile.applies(tags, release.indexer_id):
            continue
        if profile.required and not release_profiles.found(profile.required, release.title):
            wanted = ", ".join(profile.required)
            return Rejection("MustContainMissing", f"Does not contain one of the required terms: {wanted}")
    for profile in facts.release_profiles:
        if profile.ignored and profile.applies(tags, release.indexer_id):
            found = release_profiles.found(profile.ignored, release.title)
            if found:
                return Rejection("MustNotContainPresent", f"Contains these ignored terms: {', '.join(found)}")
    return None


def blocklist(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Not what has failed for this film before."""
    rows = facts.blocklist.get(candidate.film.movie_id, ())
    return Rejection("Blocklisted", "Release is blocklisted") if is_blocked(candidate.release, rows) else None
