"""Rules about the film and the moment: monitored, available, the indexer's state, the delay, the disk."""

from __future__ import annotations

from cinearr.core import movies
from cinearr.core.decisions import upgrade
from cinearr.core.decisions.model import BatchFacts, Candidate, FilmFacts, Rejection
from cinearr.core.movies import MovieStatus
from cinearr.core.profiles.definitions import MEGABYTE


def wanted_movie(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """In a search, the film that was looked for."""
    if facts.searched is None or facts.searched.movie_id == candidate.film.movie_id:
        return None
    return Rejection("WrongMovie", "Wrong movie")


def monitored(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Somebody wants the film."""
    if facts.user_invoked or candidate.film.monitored:
        return None
    return Rejection("MovieNotMonitored", "Movie is not monitored")


def availability(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """The film is out, as far as its minimum availability goes; before that there are only fakes."""
    film, delay = candidate.film, facts.settings.availability_delay
    if facts.user_invoked or movies.is_available(
        film.dates, film.minimum_availability, now=facts.now, delay_days=delay
    ):
        return None
    message = (
        f"Movie {_named(film)} will only be considered available {delay} days after"
        f" {_STATUS[film.minimum_availability]}"
    )
    return Rejection("Availability", message)


_STATUS = {
    MovieStatus.DELETED: "Deleted",
    MovieStatus.TBA: "TBA",
    MovieStatus.ANNOUNCED: "Announced",
    MovieStatus.IN_CINEMAS: "InCinemas",
    MovieStatus.RELEASED: "Released",
}


def _named(film: FilmFacts) -> str:
    imdb = f"tt{film.imdb_id:07}" if film.imdb_id else ""
    return f"[{film.title} ({film.year})][{imdb}, {film.tmdb_id}]"


def indexer_tags(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """An indexer with tags is for the films that share one."""
    indexer = facts.indexers.get(candidate.release.indexer_id)
    if indexer is None or not indexer.tags or indexer.tags & candidate.film.tags:
        return None
    return Rejection("NoMatchingTag", "Movie tags do not match any of the indexer tags")


def blocked_indexer(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """The indexer is not waiting for its troubles to end."""
    indexer = facts.indexers.get(candidate.release.indexer_id)
    if indexer is None or indexer.blocked_until is None or indexer.blocked_until <= facts.now:
        return None
    until = indexer.blocked_until.strftime("%Y-%m-%d %H:%M:%S")
    message = f"Indexer {indexer.name} is blocked till {until} due to failures, cannot grab release."
    return Rejection("IndexerDisabled", message, permanent=False)


def delay(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Long enough out that nothing better is likely to follow at once."""
    profile, release = candidate.delay_profile, candidate.release
    wait = profile.delay(release.protocol)
    if facts.user_invoked or wait <= 0 or _bypasses_delay(candidate, facts):
        return None
    oldest = facts.oldest_pending.get(candidate.film.movie_id)
    if oldest is not None and (facts.now - oldest).total_seconds() / 60 > wait:
        return None
    if candidate.age_minutes >= wait:
        return None
    return Rejection("MinimumAgeDelay", "Waiting for better quality release", permanent=False)


def _bypasses_delay(candidate: Candidate, facts: BatchFacts) -> bool:
    delay_profile, profile = candidate.delay_profile, candidate.film.profile
    if not delay_profile.prefers(candidate.release.protocol):
        return False
    current, quality = candidate.current, candidate.quality
    if current is not None and upgrade.is_revision_upgrade(current.quality, quality):
        reason = upgrade.why_no_upgrade(profile, facts.settings.propers, current, quality, candidate.score)
        if reason is None:
            return True
    if delay_profile.bypass_if_highest_quality and profile.index(quality.quality) >= profile.last_allowed:
        return True
    limit = delay_profile.minimum_custom_format_score
    return delay_profile.bypass_if_above_custom_format_score and candidate.score >= limit


def free_space(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """The disk of the film can take it."""
    free, settings = candidate.film.free_space, facts.settings
    if settings.skip_free_space_check or free is None:
        return None
    rest = free - candidate.release.size
    if rest <= 0:
        return Rejection("MinimumFreeSpace", "Importing after download will exceed available disk space")
    if rest < settings.minimum_free_space * MEGABYTE:
        message = f"Not enough free space ({settings.minimum_free_space} MB) to import after download"
        return Rejection("MinimumFreeSpace", message)
    return None
