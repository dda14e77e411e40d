"""The values an import goes through: a file that was found, what is known about it, and why it may not come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import PurePath
from typing import Final

from cinearr.core.languages import UNKNOWN as UNKNOWN_LANGUAGE
from cinearr.core.languages import Language
from cinearr.core.media.model import MediaInfo
from cinearr.core.quality import UNKNOWN as UNKNOWN_QUALITY
from cinearr.core.quality import QualityModel

DEFAULT_WORKING_FOLDERS: Final = "_UNPACK_|_FAILED_"


class ImportReason(Enum):
    """Why a file was not imported. The values go into logs and the journal; clients see the message."""

    UNKNOWN_MOVIE = "UnknownMovie"
    MOVIE_FOLDER = "MovieFolder"
    DANGEROUS_FILE = "DangerousFile"
    EXECUTABLE_FILE = "ExecutableFile"
    ARCHIVE_FILE = "ArchiveFile"
    HIDDEN_FILE = "InvalidFilePath"
    UNSUPPORTED_EXTENSION = "UnsupportedExtension"
    FILE_LOCKED = "FileLocked"
    NO_FILES = "NoFiles"
    UNABLE_TO_PARSE = "UnableToParse"
    INVALID_MOVIE = "InvalidMovie"
    ALREADY_IMPORTED = "MovieAlreadyImported"
    MINIMUM_FREE_SPACE = "MinimumFreeSpace"
    NO_AUDIO = "NoAudio"
    NOT_IN_GRAB = "MovieNotFoundInRelease"
    MULTI_PART = "MultiPartMovie"
    SAMPLE = "Sample"
    SAMPLE_INDETERMINATE = "SampleIndeterminate"
    UNPACKING = "Unpacking"
    NOT_QUALITY_UPGRADE = "NotQualityUpgrade"
    NOT_REVISION_UPGRADE = "NotRevisionUpgrade"
    NOT_FORMAT_UPGRADE = "NotCustomFormatUpgrade"


@dataclass(frozen=True, slots=True)
class ImportRejection:
    """One reason against an import, with the sentence clients show. It holds until something about the file changes."""

    reason: ImportReason
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCandidate:
    """One file that may be imported, with everything it was judged to be. Sizes in bytes.

    `in_library`: it already lies below the film's folder and stays there. `download_id` is that of the download
    client's item it came with. `siblings` are all files of its folder, itself included. `formats` and `format_score`
    are what the profile's custom formats make of it. `seconds_since_write` is None when nobody looked.
    """

    path: PurePath
    size: int = 0
    in_library: bool = False
    download_id: str | None = None
    siblings: tuple[PurePath, ...] = ()
    parsed: bool = True
    media_info: MediaInfo | None = None
    quality: QualityModel = QualityModel(UNKNOWN_QUALITY)  # noqa: RUF009
    languages: tuple[Language, ...] = (UNKNOWN_LANGUAGE,)
    release_group: str | None = None
    edition: str = ""
    scene_name: str | None = None
    formats: tuple[str, ...] = ()
    format_score: int = 0
    seconds_since_write: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentFile:
    """The file a target has."""

    path: PurePath
    size: int = 0
    quality: QualityModel = QualityModel(UNKNOWN_QUALITY)  # noqa: RUF009
    formats: tuple[str, ...] = ()
    format_score: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFacts:
    """What is known about the film and its surroundings. Times in UTC, runtime in minutes, space in bytes.

    `movie_label` is how messages name the film (see the function of that name). `quality_ranks` gives each quality's place
    in the profile, members of a group sharing one. `grabbed_movie_ids` is None when no grab is known. `imported_at` and
    `grabbed_at` are the newest of this download id.
    """

    movie_id: int
    movie_label: str
    runtime_minutes: int = 0
    current_file: CurrentFile | None = None
    quality_ranks: Mapping[int, int] = field(default_factory=dict)
    prefer_revisions: bool = True
    free_space: int | None = None
    minimum_free_space: int = 100 * 1024**2
    check_free_space: bool = True
    grabbed_movie_ids: frozenset[int] | None = None
    grabbed_title: str = ""
    grabbed_at: datetime | None = None
    imported_at: datetime | None = None
    working_folders: str = DEFAULT_WORKING_FOLDERS
    windows: bool = False


def movie_label(title: str, year: int, imdb_id: str | None, tmdb_id: int) -> str:
    """A film as messages name it: `[Heat (1995)][tt0113277, 949]`."""
    return f"[{title} ({year})][{', '.join(str(number) for number in (imdb_id, tmdb_id) if number)}]"
