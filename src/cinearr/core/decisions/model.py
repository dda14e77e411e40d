"""The values a decision is made from and what it comes to.

All facts of a batch are loaded before the first release is judged; nothing here asks anybody anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from cinearr.core.formats import CompiledFormats, CustomFormat, Subject
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.languages import UNKNOWN as UNKNOWN_LANGUAGE
from cinearr.core.languages import Language
from cinearr.core.movies import MovieStatus, ReleaseDates
from cinearr.core.profiles import DelayProfile, QualityDefinition, QualityProfile, ReleaseProfile
from cinearr.core.profiles.definitions import BY_QUALITY
from cinearr.core.quality import QualityModel
from cinearr.core.releases.model import ParsedRelease, Protocol, Release

# ---- settings


class Propers(Enum):
    """What PROPER and REPACK are worth; values are the v3 words."""

    PREFER_AND_UPGRADE = "preferAndUpgrade"
    DO_NOT_UPGRADE = "doNotUpgrade"
    DO_NOT_PREFER = "doNotPrefer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionSettings:
    """What the settings pages say about releases. Sizes in megabytes (1024²), ages as named; 0 is off."""

    propers: Propers = Propers.PREFER_AND_UPGRADE
    maximum_size: int = 0
    minimum_age: int = 0  # minutes
    retention: int = 0  # days
    availability_delay: int = 0  # days
    allow_hardcoded_subs: bool = False
    whitelisted_hardcoded_subs: tuple[str, ...] = ()
    prefer_indexer_flags: bool = False
    completed_download_handling: bool = True
    skip_free_space_check: bool = False
    minimum_free_space: int = 100


class ReleaseSource(Enum):
    """How a release came to us; values are the v3 numbers."""

    UNKNOWN = 0
    RSS = 1
    SEARCH = 2
    USER_INVOKED_SEARCH = 3
    INTERACTIVE_SEARCH = 4
    RELEASE_PUSH = 5

    @property
    def wire(self) -> str:
        """The v3 word, as history has it."""
        return "".join(part.capitalize() for part in self.name.split("_"))

    @property
    def is_search(self) -> bool:
        """One film was looked for."""
        return self in _SEARCHES

    @property
    def user_invoked(self) -> bool:
        """A person asked."""
        return self in _USER_INVOKED


_SEARCHES: Final = frozenset(
    {ReleaseSource.SEARCH, ReleaseSource.USER_INVOKED_SEARCH, ReleaseSource.INTERACTIVE_SEARCH}
)
_USER_INVOKED: Final = frozenset({ReleaseSource.USER_INVOKED_SEARCH, ReleaseSource.INTERACTIVE_SEARCH})


class MatchType(Enum):
    """What a release was matched to its film by; values are the v3 words."""

    UNKNOWN = "Unknown"
    TITLE = "Title"
    ID = "Id"


# ---- facts about a film


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """The file a film has. `subject` is what custom formats look at: where it was grabbed, the evidence frozen then."""

    quality: QualityModel
    subject: Subject
    added: datetime
    release_group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FilmFacts:
    """A film with the target it is wanted for. `clean_titles` holds every form its titles are found under.

    `imdb_id` is the number without its letters (0: none). `free_space` is in bytes where the film lies, None when it
    cannot be told.
    """

    movie_id: int
    target_id: int = 0
    title: str
    clean_titles: frozenset[str] = frozenset()
    tmdb_id: int = 0
    imdb_id: int = 0
    year: int = 0
    secondary_year: int = 0
    runtime: int = 0
    tags: frozenset[int] = frozenset()
    monitored: bool = True
    minimum_availability: MovieStatus = MovieStatus.RELEASED
    dates: ReleaseDates = ReleaseDates()  # noqa: RUF009
    original_language: Language = UNKNOWN_LANGUAGE
    profile: QualityProfile
    file: FileFacts | None = None
    free_space: int | None = None


# ---- facts about what is under way


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedRelease:
    """A download of a film that is not over. One that is about to be counted as failed does not stand in the way."""

    quality: QualityModel
    subject: Subject
    failed_pending: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrabEvent:
    """A grab as history has it, with what became of it. `subject` is the evidence frozen then."""

    date: datetime
    title: str
    quality: QualityModel
    subject: Subject
    download_id: str | None = None
    is_latest_event: bool = True  # nothing happened to the film since
    imported_quality: QualityModel | None = None  # of the import with the same download id


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedRelease:
    """A row of the blocklist."""

    title: str
    protocol: Protocol
    indexer: str | None = None
    info_hash: str | None = None
    published: datetime | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrabbedKeys:
    """Every release ever grabbed for a target, by whatever tells it again."""

    hashes: frozenset[str] = frozenset()  # lower case
    guids: frozenset[str] = frozenset()
    offers: frozenset[tuple[str, str, int]] = frozenset()  # indexer, title in lower case, size

    def holds(self, release: Release) -> bool:
        """Whether this very release was grabbed before."""
        if release.info_hash and release.info_hash.lower() in self.hashes:
            return True
        return release.guid in self.guids or offer_key(release) in self.offers


def offer_key(release: Release) -> tuple[str, str, int]:
    """What tells a release again when its indexer gives it a new guid."""
    return release.indexer, release.title.lower(), release.size


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexerFacts:
    """The settings of an indexer that rules ask for. `blocked_until` is set while it is in back-off."""

    id: int
    name: str = ""
    tags: frozenset[int] = frozenset()
    minimum_seeders: int = 1
    required_flags: tuple[IndexerFlag, ...] = ()
    multi_languages: tuple[Language, ...] = ()
    blocked_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFacts:
    """All that is known when a batch of releases is judged. Mappings of what a film has are by its movie id."""

    now: datetime
    source: ReleaseSource = ReleaseSource.RSS
    searched: FilmFacts | None = None
    settings: DecisionSettings = DecisionSettings()
    formats: CompiledFormats = field(default_factory=CompiledFormats)
    definitions: Mapping[int, QualityDefinition] = field(default_factory=lambda: MappingProxyType(BY_QUALITY))
    indexers: Mapping[int, IndexerFacts] = field(default_factory=dict)
    delay_profiles: tuple[DelayProfile, ...] = ()
    release_profiles: tuple[ReleaseProfile, ...] = ()
    blocklist: Mapping[int, tuple[BlockedRelease, ...]] = field(default_factory=dict)
    queue: Mapping[int, tuple[QueuedRelease, ...]] = field(default_factory=dict)
    grabs: Mapping[int, GrabEvent] = field(default_factory=dict)  # the latest grab
    grabbed: Mapping[int, GrabbedKeys] = field(default_factory=dict)
    oldest_pending: Mapping[int, datetime] = field(default_factory=dict)  # publish dates

    @property
    def user_invoked(self) -> bool:
        """A person asked for this."""
        return self.source.user_invoked


# ---- the decision


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a release is not taken. A temporary one may go away by waiting."""

    code: str
    message: str
    permanent: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule said; None is no objection."""

    rule: str
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """A release that was matched to a film, with what the rules need to know of it."""

    release: Release
    parsed: ParsedRelease
    film: FilmFacts
    match_type: MatchType
    languages: tuple[Language, ...]
    formats: tuple[CustomFormat, ...]
    score: int
    delay_profile: DelayProfile
    current: Held | None  # the file
    age_minutes: float

    @property
    def quality(self) -> QualityModel:
        """The quality its title tells."""
        return self.parsed.quality


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a film has or is about to get, as it compares with a candidate."""

    quality: QualityModel
    formats: tuple[CustomFormat, ...] = ()
    score: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decision:
    """What became of one release. `candidate` is None when no film was found for it; then `parsed` may be None too."""

    release: Release
    parsed: ParsedRelease | None
    candidate: Candidate | None
    verdicts: tuple[Verdict, ...]
    rejections: tuple[Rejection, ...]

    @property
    def approved(self) -> bool:
        """Nothing speaks against it."""
        return not self.rejections

    @property
    def temporarily_rejected(self) -> bool:
        """Only reasons that may go away speak against it."""
        return bool(self.rejections) and not any(rejection.permanent for rejection in self.rejections)

    @property
    def rejected(self) -> bool:
        """Something lasting speaks against it."""
        return any(rejection.permanent for rejection in self.rejections)

    @property
    def film(self) -> FilmFacts | None:
        """The film it was matched to."""
        return self.candidate.film if self.candidate else None

    @property
    def download_allowed(self) -> bool:
        """Whether it may be grabbed by hand as it stands."""
        return self.candidate is not None

    @property
    def messages(self) -> list[str]:
        """The reasons as clients show them."""
        return [rejection.message for rejection in self.rejections]

    def journal(self) -> dict[str, Any]:
        """What the rules saw, as plain JSON values; the verdicts are kept beside it."""
        row: dict[str, Any] = {"codes": [rejection.code for rejection in self.rejections]}
        if self.candidate is not None:
            row |= _seen(self.candidate)
        return row


def _seen(candidate: Candidate) -> dict[str, Any]:
    profile, current = candidate.film.profile, candidate.current
    cutoff = profile.cutoff_item
    return {
        "matchType": candidate.match_type.value,
        "quality": _quality(candidate.quality),
        "languages": [language.name for language in candidate.languages],
        "formats": [each.name for each in candidate.formats],
        "score": candidate.score,
        "profile": {
            "id": profile.id,
            "name": profile.name,
            "cutoff": cutoff.label if cutoff else None,
            "upgradeAllowed": profile.upgrade_allowed,
            "minFormatScore": profile.min_format_score,
            "cutoffFormatScore": profile.cutoff_format_score,
            "minUpgradeFormatScore": profile.min_upgrade_format_score,
        },
        "current": None
        if current is None
        else {
            "quality": _quality(current.quality),
            "formats": [each.name for each in current.formats],
            "score": current.score,
        },
    }


def _quality(model: QualityModel) -> dict[str, Any]:
    revision = model.revision
    return {
        "id": model.quality.id,
        "name": model.quality.name,
        "version": revision.version,
        "real": revision.real,
        "isRepack": revision.is_repack,
    }
