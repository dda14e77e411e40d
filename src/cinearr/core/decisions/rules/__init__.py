"""All rules a release is judged by, in the order their reasons are shown.

Every rule of a group is asked and every reason kept; the next group is only asked when there was none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cinearr.core.decisions.model import BatchFacts, Candidate, Rejection
from cinearr.core.decisions.rules import film, held, profile, release


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule by the name the journal knows it by."""

    name: str
    check: Callable[[Candidate, BatchFacts], Rejection | None]
    group: int = 0


RULES: Final[tuple[Rule, ...]] = (
    Rule("AcceptableSize", release.acceptable_size),
    Rule("AlreadyGrabbed", held.already_grabbed),
    Rule("AlreadyImported", held.already_imported),
    Rule("BlockedIndexer", film.blocked_indexer),
    Rule("Blocklist", release.blocklist),
    Rule("CustomFormatAllowedByProfile", profile.format_score),
    Rule("HardcodedSubs", release.hardcoded_subs),
    Rule("Language", profile.language),
    Rule("MaximumSize", release.maximum_size),
    Rule("MinimumAge", release.minimum_age),
    Rule("NotSample", release.not_sample),
    Rule("Protocol", profile.protocol),
    Rule("QualityAllowedByProfile", profile.quality_allowed),
    Rule("Queue", held.queue),
    Rule("RawDisk", release.raw_disc),
    Rule("ReleaseRestrictions", release.release_restrictions),
    Rule("Repack", held.repack),
    Rule("RequiredIndexerFlags", release.required_flags),
    Rule("Retention", release.retention),
    Rule("TorrentSeeding", release.seeders),
    Rule("UpgradeAllowed", profile.upgrade_allowed),
    Rule("UpgradeDisk", held.upgrade_disk),
    Rule("Availability", film.availability),
    Rule("Delay", film.delay),
    Rule("History", held.history),
    Rule("IndexerTag", film.indexer_tags),
    Rule("MonitoredMovie", film.monitored),
    Rule("Proper", held.proper),
    Rule("Movie", film.wanted_movie),
    Rule("FreeSpace", film.free_space, group=1),
)
