"""Rules that compare a release with what the film has: its file, its queue, its recent grabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from cinearr.core.decisions import texts, upgrade
from cinearr.core.decisions.model import BatchFacts, Candidate, Held, Propers, Rejection
from cinearr.core.decisions.upgrade import NoUpgrade
from cinearr.core.formats import Subject
from cinearr.core.profiles import QualityProfile
from cinearr.core.quality import QualityModel

RECENT: Final = timedelta(hours=12)
OLD_FILE: Final = timedelta(days=7)


# How each reason goes on after "Existing file on disk", "Release in queue" or "Recent grab event in history".
def _preference(profile: QualityProfile, held: Held) -> str:
    return f"is of equal or higher preference: {texts.quality(held.quality)}"


def _revision(profile: QualityProfile, held: Held) -> str:
    return f"is of equal or higher revision: {texts.revision(held.quality.revision)}"


def _quality_cutoff(profile: QualityProfile, held: Held) -> str:
    item = profile.cutoff_item
    return f"meets quality cutoff: {item.label if item else 'Unknown'}"


def _format_cutoff(profile: QualityProfile, held: Held) -> str:
    return f"meets Custom Format cutoff: {profile.cutoff_format_score}"


def _format_score(profile: QualityProfile, held: Held) -> str:
    return f"has an equal or higher Custom Format score: {held.score}"


def _increment(profile: QualityProfile, held: Held) -> str:
    step = profile.min_upgrade_format_score
    return f"has Custom Format score within Custom Format score increment: {step}"


def _upgrades_off(profile: QualityProfile, held: Held) -> str:
    return f"and Quality Profile '{profile.name}' does not allow upgrades"


_REASONS: Final[dict[NoUpgrade, tuple[str, Callable[[QualityProfile, Held], str]]]] = {
    NoUpgrade.BETTER_QUALITY: ("HigherPreference", _preference),
    NoUpgrade.BETTER_REVISION: ("HigherRevision", _revision),
    NoUpgrade.QUALITY_CUTOFF: ("CutoffMet", _quality_cutoff),
    NoUpgrade.CUSTOM_FORMAT_CUTOFF: ("CustomFormatCutoffMet", _format_cutoff),
    NoUpgrade.CUSTOM_FORMAT_SCORE: ("CustomFormatScore", _format_score),
    NoUpgrade.MIN_CUSTOM_FORMAT_SCORE: ("CustomFormatScoreIncrement", _increment),
    NoUpgrade.UPGRADES_NOT_ALLOWED: ("UpgradesNotAllowed", _upgrades_off),
}


def held(profile: QualityProfile, facts: BatchFacts, quality: QualityModel, subject: Subject) -> Held:
    """What the film has, with the formats and the score that its evidence gives it under the profile."""
    formats = facts.formats.match(subject)
    return Held(quality=quality, formats=formats, score=profile.score(each.id for each in formats))


def _no_upgrade(candidate: Candidate, facts: BatchFacts, current: Held, place: str, words: str) -> Rejection | None:
    profile = candidate.film.profile
    reason = upgrade.why_no_upgrade(profile, facts.settings.propers, current, candidate.quality, candidate.score)
    if reason is None:
        return None
    suffix, text = _REASONS[reason]
    return Rejection(place + suffix, f"{words} {text(profile, current)}")


def upgrade_disk(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Better than the file, and the file is not good enough yet."""
    current, profile = candidate.current, candidate.film.profile
    if current is None:
        return None
    if not upgrade.cutoff_not_met(profile, current, candidate.quality):
        cutoff = texts.item(profile.cutoff_item)
        message = f"Existing file meets cutoff: {cutoff} [{texts.formats(current.formats)}]"
        return Rejection("DiskCutoffMet", message)
    found = _no_upgrade(candidate, facts, current, "Disk", "Existing file on disk")
    if found is not None and found.code == "DiskCustomFormatScore":
        # Clients know this one with another article.
        return Rejection(found.code, found.message.replace("has an equal", "has a equal"))
    return found


def queue(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Better than everything of the film that is being downloaded."""
    profile = candidate.film.profile
    for item in facts.queue.get(candidate.film.movie_id, ()):
        if item.failed_pending:
            continue
        current = held(profile, facts, item.quality, item.subject)
        if not upgrade.cutoff_not_met(profile, current, candidate.quality):
            quality = texts.quality(current.quality)
            return Rejection("QueueCutoffMet", f"Quality for release in queue already meets cutoff: {quality}")
        found = _no_upgrade(candidate, facts, current, "Queue", "Release in queue")
        if found is not None:
            return found
        if facts.settings.propers is Propers.DO_NOT_UPGRADE and upgrade.is_revision_upgrade(
            current.quality, candidate.quality
        ):
            return Rejection("QueuePropersDisabled", "Proper downloading is disabled")
    return None


def history(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Better than what was grabbed a short while ago; the queue may not know it yet. A search looks anew."""
    grab = facts.grabs.get(candidate.film.movie_id)
    if facts.source.is_search or grab is None or not grab.is_latest_event:
        return None
    recent = grab.date > facts.now - RECENT
    if not recent and facts.settings.completed_download_handling:
        return None
    profile = candidate.film.profile
    current = held(profile, facts, grab.quality, grab.subject)
    if not upgrade.cutoff_not_met(profile, current, candidate.quality):
        quality = texts.quality(current.quality)
        if recent:
            message = f"Recent grab event in history already meets cutoff: {quality}"
            return Rejection("HistoryRecentCutoffMet", message)
        message = f"Completed download handling is off and grab event in history already meets cutoff: {quality}"
        return Rejection("HistoryCdhDisabledCutoffMet", message)
    words = "Recent grab event in history" if recent else "Grab event in history"
    return _no_upgrade(candidate, facts, current, "History", words)


def already_imported(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Not the very release whose file turned out to be of another quality than its name said."""
    grab = facts.grabs.get(candidate.film.movie_id)
    if not facts.settings.completed_download_handling or candidate.current is None or grab is None:
        return None
    if grab.imported_quality is None or grab.imported_quality == grab.quality:
        return None
    release = candidate.release
    if release.info_hash and grab.download_id and release.info_hash.lower() == grab.download_id.lower():
        return Rejection("AlreadyImportedSameHash", "Has the same torrent hash as a grabbed and imported release")
    if release.title.lower() == grab.title.lower():
        return Rejection("AlreadyImportedSameName", "Has the same release name as a grabbed and imported release")
    return None


def already_grabbed(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """Never the same release twice for a film, unless a person asks: what was not good enough once never will be."""
    keys = facts.grabbed.get(candidate.film.movie_id)
    if keys is None or facts.user_invoked or not keys.holds(candidate.release):
        return None
    return Rejection("AlreadyGrabbed", "This release was grabbed for the movie before")


def proper(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """A proper of the file only when propers are wanted and the file is young."""
    current, propers = candidate.current, facts.settings.propers
    file = candidate.film.file
    if facts.source.is_search or propers is Propers.DO_NOT_PREFER or current is None or file is None:
        return None
    if not upgrade.is_revision_upgrade(current.quality, candidate.quality):
        return None
    if propers is Propers.DO_NOT_UPGRADE:
        return Rejection("PropersDisabled", "Proper downloading is disabled")
    midnight = facts.now.replace(hour=0, minute=0, second=0, microsecond=0)
    if file.added < midnight - OLD_FILE:
        return Rejection("ProperForOldFile", "Proper for old file")
    return None


def repack(candidate: Candidate, facts: BatchFacts) -> Rejection | None:
    """A repack mends the release of its own group, so it only suits a file of that group."""
    current, file = candidate.current, candidate.film.file
    propers = facts.settings.propers
    if not candidate.quality.revision.is_repack or propers is Propers.DO_NOT_PREFER:
        return None
    if current is None or file is None or not upgrade.is_revision_upgrade(current.quality, candidate.quality):
        return None
    if propers is Propers.DO_NOT_UPGRADE:
        return Rejection("RepackDisabled", "Repack downloading is disabled")
    return _repack_of_other_group(candidate.parsed.release_group, file.release_group)


def _repack_of_other_group(new: str | None, existing: str | None) -> Rejection | None:
    code = "RepackUnknownReleaseGroup"
    if not existing or not existing.strip():
        return Rejection(code, "Unable to determine release group for the existing file")
    if not new or not new.strip():
        return Rejection(code, "Unable to determine release group for this release")
    if new.lower() == existing.lower():
        return None
    message = f"Release is a repack for a different release group. Release Group: {new}. File release group: {existing}"
    return Rejection("RepackReleaseGroupDoesNotMatch", message)
