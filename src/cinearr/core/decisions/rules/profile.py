"""Rules about what the film's profiles want."""

from __future__ import annotations

from cinearr.core import languages
from cinearr.core.decisions import texts, upgrade
from cinearr.core.decisions.model import BatchFacts, Candidate, Rejection
from cinearr.core.languages import Language
from cinearr.core.releases.model import Protocol


def quality_allowed(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """The profile wants the quality."""
    quality = candidate.quality.quality
    if candidate.film.profile.allows(quality):
        return None
    return Rejection("QualityNotWanted", f"{quality.name} is not wanted in profile")


def format_score(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """The score of its custom formats reaches the minimum of the profile."""
    least = candidate.film.profile.min_format_score
    if candidate.score >= least:
        return None
    message = (
        f"Custom Formats {texts.formats(candidate.formats)} have score {candidate.score}"
        f" below Movie's profile minimum {least}"
    )
    return Rejection("CustomFormatMinimumScore", message)


def language(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """In the language the profile asks for."""
    wanted, original = candidate.film.profile.language, candidate.film.original_language
    if accepts_language(wanted, original, candidate.languages):
        return None
    found = ", ".join(each.name for each in candidate.languages)
    name = f"Original Language ({original.name})" if wanted.id == languages.ORIGINAL.id else wanted.name
    return Rejection("WantedLanguage", f"{name} is wanted, but found {found}")


def accepts_language(wanted: Language, original: Language, found: tuple[Language, ...]) -> bool:
    """Whether a release in these languages suits a profile; `original` is the film's language."""
    if wanted.id == languages.ANY.id:
        return True
    sought = original.id if wanted.id == languages.ORIGINAL.id else wanted.id
    return any(each.id == sought for each in found)


def protocol(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """The delay profile of the film lets the protocol through."""
    by = candidate.release.protocol
    if candidate.delay_profile.allows(by):
        return None
    name = "Usenet" if by is Protocol.USENET else "Torrent"
    return Rejection("ProtocolDisabled", f"{name} is not enabled for this movie")


def upgrade_allowed(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Nothing better than the file where the profile does not allow upgrades."""
    current, profile = candidate.current, candidate.film.profile
    if current is None or upgrade.allowed_by_profile(profile, current, candidate.quality, candidate.score):
        return None
    message = "Existing file and the Quality profile does not allow upgrades"
    return Rejection("QualityUpgradesDisabled", message)
