"""Custom formats as values: conditions, the formats they make up, and what they look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.languages import UNKNOWN as UNKNOWN_LANGUAGE
from cinearr.core.languages import Language
from cinearr.core.quality import UNKNOWN as UNKNOWN_QUALITY
from cinearr.core.quality import Quality


class Kind(Enum):
    """What a condition looks at; values are the v3 `implementation`."""

    RELEASE_TITLE = "ReleaseTitleSpecification"
    EDITION = "EditionSpecification"
    LANGUAGE = "LanguageSpecification"
    INDEXER_FLAG = "IndexerFlagSpecification"
    SOURCE = "SourceSpecification"
    RESOLUTION = "ResolutionSpecification"
    QUALITY_MODIFIER = "QualityModifierSpecification"
    SIZE = "SizeSpecification"
    RELEASE_GROUP = "ReleaseGroupSpecification"
    YEAR = "YearSpecification"


PATTERNS = frozenset({Kind.RELEASE_TITLE, Kind.EDITION, Kind.RELEASE_GROUP})
RANGES = frozenset({Kind.SIZE, Kind.YEAR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One test. `value` is a regular expression for `PATTERNS` and the v3 number for the others but `RANGES`.

    Ranges have `minimum` and `maximum`: gigabytes (1024³, the lower end not included) or years (both included).
    """

    kind: Kind
    name: str = ""
    negate: bool = False
    required: bool = False
    value: str | int = ""
    minimum: float = 0
    maximum: float = 0
    except_language: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomFormat:
    """A named set of conditions."""

    id: int = 0
    name: str
    conditions: tuple[Condition, ...] = ()
    include_when_renaming: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What conditions look at: a release, a file or a row of history.

    `texts` are what release titles are matched against (a release's simple title; a file's scene name and file name).
    `year` is 0 when the name that was parsed tells none, `size` is in bytes. `resolution` is that of the quality unless
    it is given. `original_language` is the film's.
    """

    texts: tuple[str, ...] = ()
    edition: str = ""
    release_group: str | None = None
    languages: tuple[Language, ...] = ()
    original_language: Language = UNKNOWN_LANGUAGE
    quality: Quality = UNKNOWN_QUALITY
    resolution: int | None = None
    indexer_flags: IndexerFlag = IndexerFlag(0)  # noqa: RUF009
    size: int = 0
    year: int = 0
