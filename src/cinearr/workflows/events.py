"""What has happened, in the past tense. `reactions.py` says what follows besides the main line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class MoviesAdded(msgspec.Struct, frozen=True, kw_only=True):
    """Films came into the library. `add_method`: manual, list, collection."""

    movie_ids: list[int]
    add_method: str = "manual"


class MovieDeleted(msgspec.Struct, frozen=True, kw_only=True):
    """A film left the library. `movie` is what was known of it, as notices have it; `path` was its folder."""

    movie_id: int
    movie: dict[str, Any]
    deleted_files: bool
    size: int = 0
    path: str = ""


class ReleaseGrabbed(msgspec.Struct, frozen=True, kw_only=True):
    """A release was handed to a client. `grab_id` is the row of `grabs`."""

    movie_id: int
    grab_id: int


class FileImported(msgspec.Struct, frozen=True, kw_only=True):
    """A file came into the library. `told` holds facts of the download and of a replaced file that are gone by now."""

    movie_id: int
    movie_file_id: int
    download_id: str | None = None
    is_upgrade: bool = False
    told: dict[str, Any] = {}


class FileDeleted(msgspec.Struct, frozen=True, kw_only=True):
    """A file left the library. `reason`: Manual, MissingFromDisk, Upgrade, ManualOverride. `file` is what was known of it."""

    movie_id: int
    reason: str
    file: dict[str, Any]


class FilesRenamed(msgspec.Struct, frozen=True, kw_only=True):
    """Files got other names: `[{"previousPath", "previousRelativePath", "movieFileId"}]`."""

    movie_id: int
    renamed: list[dict[str, Any]]


class ManualInteractionRequired(msgspec.Struct, frozen=True, kw_only=True):
    """A download waits for a person. `tracked_id` is the row of `tracked_downloads`."""

    movie_id: int | None
    tracked_id: int


class HealthIssueFound(msgspec.Struct, frozen=True, kw_only=True):
    """Something is wrong that was not before."""

    source: str
    kind: str
    message: str
    wiki_url: str = ""


class HealthRestored(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was wrong is right again."""

    source: str
    kind: str
    message: str
    wiki_url: str = ""


class ProgramUpdated(msgspec.Struct, frozen=True, kw_only=True):
    """The program is of another version than the one that ran before."""

    previous_version: str
    new_version: str


class NoticeDue(msgspec.Struct, frozen=True, kw_only=True):
    """One connection is to be told one thing. `notice` is a `core.notices.facts.Notice` as JSON, `at` when it happened."""

    connection_id: int
    notice: dict[str, Any]
    at: datetime
