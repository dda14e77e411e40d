"""Events as values. Sizes are bytes, times carry UTC, names of flags and levels are the v3 ones."""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """The root of parts of notices."""


class LanguageFacts(Facts, frozen=True, kw_only=True):
    """A language by its v3 id and name."""

    id: int
    name: str


class ImageFacts(Facts, frozen=True, kw_only=True):
    """A picture: `url` is the local path, `remote_url` the source's address."""

    cover_type: str
    url: str | None = None
    remote_url: str | None = None


class FilmFacts(Facts, frozen=True, kw_only=True):
    """A film of the library."""

    id: int
    title: str
    year: int = 0
    folder_path: str = ""
    tmdb_id: int = 0
    imdb_id: str | None = None
    overview: str | None = None
    genres: tuple[str, ...] = ()
    images: tuple[ImageFacts, ...] = ()
    tags: tuple[str, ...] = ()  # labels
    original_language: LanguageFacts | None = None
    in_cinemas: date | None = None
    physical_release: date | None = None
    youtube_trailer_id: str | None = None
    website: str | None = None
    rating: float | None = None  # TMDb's

    def remote_image(self, cover_type: str) -> str | None:
        """The source's address of a picture."""
        return next((image.remote_url for image in self.images if image.cover_type == cover_type), None)


class FormatFacts(Facts, frozen=True, kw_only=True):
    """A custom format."""

    id: int
    name: str


class ReleaseFacts(Facts, frozen=True, kw_only=True):
    """The release that was grabbed."""

    title: str
    quality: str
    quality_version: int = 1
    release_group: str | None = None
    indexer: str | None = None
    size: int = 0
    formats: tuple[FormatFacts, ...] = ()
    format_score: int = 0
    languages: tuple[LanguageFacts, ...] = ()
    indexer_flags: tuple[str, ...] = ()


class GrabbedFacts(Facts, frozen=True, kw_only=True):
    """What history remembers of a grab; all empty for a file nobody grabbed."""

    title: str | None = None
    indexer: str | None = None
    size: int = 0
    indexer_flags: tuple[str, ...] = ()


class MediaFacts(Facts, frozen=True, kw_only=True):
    """What is in a file. `video_codec` is told by the file, `scene_video_codec` as the release name writes it."""

    audio_channels: float = 0.0
    audio_codec: str = ""
    audio_languages: tuple[str, ...] = ()  # one a stream, three letters
    height: int = 0
    width: int = 0
    subtitles: tuple[str, ...] = ()  # one a stream
    video_codec: str = ""
    scene_video_codec: str = ""
    video_dynamic_range: str = ""
    video_dynamic_range_type: str = ""


class FileFacts(Facts, frozen=True, kw_only=True):
    """A file of a film. `source_path` is where it was imported from, `recycle_bin_path` where it went."""

    id: int
    relative_path: str
    path: str
    quality: str
    quality_version: int = 1
    release_group: str | None = None
    scene_name: str | None = None
    indexer_flags: tuple[str, ...] = ()
    size: int = 0
    date_added: datetime
    languages: tuple[LanguageFacts, ...] = ()
    media: MediaFacts | None = None
    source_path: str | None = None
    recycle_bin_path: str | None = None


class ClientFacts(Facts, frozen=True, kw_only=True):
    """The download client: its configured name, its kind, and its id of the download."""

    name: str | None = None
    type: str | None = None
    download_id: str | None = None


class HealthFacts(Facts, frozen=True, kw_only=True):
    """One health issue; `level` is notice, warning or error, `source` the name of the check."""

    source: str
    level: str
    message: str
    wiki_url: str | None = None


class StatusMessage(Facts, frozen=True, kw_only=True):
    """Why a download does not go on."""

    title: str
    messages: tuple[str, ...] = ()


class Grabbed(msgspec.Struct, frozen=True, kw_only=True, tag="grabbed"):
    """A release was handed to a download client."""

    film: FilmFacts
    release: ReleaseFacts
    client: ClientFacts = ClientFacts()


class Imported(msgspec.Struct, frozen=True, kw_only=True, tag="imported"):
    """A download became a file of the library; an upgrade when it took the place of `deleted` files."""

    film: FilmFacts
    file: FileFacts
    is_upgrade: bool = False
    deleted: tuple[FileFacts, ...] = ()
    client: ClientFacts = ClientFacts()
    formats: tuple[FormatFacts, ...] = ()
    format_score: int = 0
    release: GrabbedFacts = GrabbedFacts()


class RenamedFile(Facts, frozen=True, kw_only=True):
    """A file under its new name, and the old one."""

    file: FileFacts
    previous_relative_path: str
    previous_path: str


class Renamed(msgspec.Struct, frozen=True, kw_only=True, tag="renamed"):
    """Files got new names."""

    film: FilmFacts
    files: tuple[RenamedFile, ...]


class FilmAdded(msgspec.Struct, frozen=True, kw_only=True, tag="filmAdded"):
    """A film came into the library; `method` is manual, list or collection."""

    film: FilmFacts
    method: str = "manual"


class FilmDeleted(msgspec.Struct, frozen=True, kw_only=True, tag="filmDeleted"):
    """A film left the library. `size` is that of its file, when files were deleted too."""

    film: FilmFacts
    files_deleted: bool = False
    size: int = 0


class FileDeleted(msgspec.Struct, frozen=True, kw_only=True, tag="fileDeleted"):
    """A file left the library; `reason` is missingFromDisk, manual, upgrade or manualOverride."""

    film: FilmFacts
    file: FileFacts
    reason: str = "manual"


class HealthFailed(msgspec.Struct, frozen=True, kw_only=True, tag="healthFailed"):
    """A health check found something."""

    health: HealthFacts


class HealthRestored(msgspec.Struct, frozen=True, kw_only=True, tag="healthRestored"):
    """What a health check had found is over; `health` is what it was."""

    health: HealthFacts


class ManualInteraction(msgspec.Struct, frozen=True, kw_only=True, tag="manualInteraction"):
    """A download waits for a person. `status` is ok, warning or error."""

    film: FilmFacts | None = None
    title: str
    quality: str
    quality_version: int = 1
    size: int = 0
    release_group: str | None = None
    client: ClientFacts = ClientFacts()
    status: str = "warning"
    messages: tuple[StatusMessage, ...] = ()
    formats: tuple[FormatFacts, ...] = ()
    format_score: int = 0
    release: GrabbedFacts = GrabbedFacts()


class Updated(msgspec.Struct, frozen=True, kw_only=True, tag="updated"):
    """The program itself is of a new version."""

    message: str
    previous_version: str
    new_version: str


class Tested(msgspec.Struct, frozen=True, kw_only=True, tag="tested"):
    """Somebody pressed the test button."""


Notice = (
    Grabbed
    | Imported
    | Renamed
    | FilmAdded
    | FilmDeleted
    | FileDeleted
    | HealthFailed
    | HealthRestored
    | ManualInteraction
    | Updated
    | Tested
)


def film_of(notice: Notice) -> FilmFacts | None:
    """The film a notice is about."""
    if isinstance(notice, (HealthFailed, HealthRestored, Updated, Tested)):
        return None
    return notice.film
