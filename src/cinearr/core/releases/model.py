"""The values a release goes through: `Release` as offered, `ParsedRelease` as understood from its title."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.languages import UNKNOWN as UNKNOWN_LANGUAGE
from cinearr.core.languages import Language
from cinearr.core.quality import UNKNOWN as UNKNOWN_QUALITY
from cinearr.core.quality import QualityModel
from cinearr.core.releases.video_codec import parse_video_codec


class Protocol(Enum):
    """How a release is fetched; values are the v3 numbers, names in lower case the v3 words."""

    UNKNOWN = 0
    USENET = 1
    TORRENT = 2

    @property
    def wire(self) -> str:
        """The v3 word."""
        return self.name.lower()


class Detection(Enum):
    """What a source or resolution was told from; later steps weigh it."""

    UNKNOWN = "unknown"
    NAME = "name"
    EXTENSION = "extension"
    MEDIA_INFO = "media_info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One offer of an indexer, as it stood in the feed. Sizes in bytes (0: not told), dates in UTC."""

    guid: str
    title: str
    protocol: Protocol
    indexer_id: int = 0
    indexer: str = ""
    indexer_priority: int = 25
    download_url: str | None = None
    magnet_url: str | None = None
    info_hash: str | None = None
    info_url: str | None = None
    comment_url: str | None = None
    size: int = 0
    publish_date: datetime
    seeders: int | None = None
    peers: int | None = None  # leechers and seeders together
    tmdb_id: int = 0
    imdb_id: int = 0
    indexer_flags: IndexerFlag = IndexerFlag(0)  # noqa: RUF009
    languages: tuple[Language, ...] = ()  # only what the indexer itself says
    categories: tuple[int, ...] = ()
    origin: str | None = None
    poster: str | None = None
    nzb_grabs: int | None = None

    @property
    def leechers(self) -> int | None:
        """Peers that are still loading, when both numbers are known."""
        if self.peers is None or self.seeders is None:
            return None
        return self.peers - self.seeders


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRelease:
    """What a release title says. `titles` holds the whole title first, then the parts of an AKA title.

    `year` is 0 when the title names none; `edition` is empty when none. `languages` is (Unknown,) when none is named.
    """

    release_title: str
    titles: tuple[str, ...]
    # Titles the name may mean as well, which are only good for finding a film: `Blade Runner 2049 (2017)` is read as
    # `Blade Runner` of 2017, and as `Blade Runner 2049`.
    further_titles: tuple[str, ...] = ()
    year: int = 0
    edition: str = ""
    quality: QualityModel = QualityModel(UNKNOWN_QUALITY)  # noqa: RUF009
    source_detection: Detection = Detection.UNKNOWN
    resolution_detection: Detection = Detection.UNKNOWN
    revision_detection: Detection = Detection.UNKNOWN
    languages: tuple[Language, ...] = (UNKNOWN_LANGUAGE,)
    release_group: str | None = None
    release_hash: str | None = None
    hardcoded_subs: str | None = None
    tmdb_id: int = 0
    imdb_id: str | None = None
    # The title with the film's own words taken out, which matching rules of formats and languages look at.
    simple_title: str = field(default="")

    @property
    def title(self) -> str:
        """The first title; what a screen shows."""
        return self.titles[0] if self.titles else ""

    @property
    def video_codec(self) -> str:
        """The video codec the name tells of (`h264`, `h265`, …); "" for none."""
        return parse_video_codec(self.release_title)

    @property
    def titles_to_match(self) -> tuple[str, ...]:
        """Every title a film may be found under, the likeliest first."""
        return self.titles + self.further_titles
