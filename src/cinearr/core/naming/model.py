"""What names are built from: the settings, and the facts of a film and its file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import msgspec

from cinearr.core.languages import Language
from cinearr.core.media.model import MediaInfo
from cinearr.core.quality import Revision

# Names in libraries that people bring along carry this word where the group is unknown. Another one would rename
# all those files.
FALLBACK_RELEASE_GROUP: Final = "Radarr"


class ColonReplacement(Enum):
    """What becomes of a colon; the values are the v3 words."""

    DELETE = "delete"
    DASH = "dash"
    SPACE_DASH = "spaceDash"
    SPACE_DASH_SPACE = "spaceDashSpace"
    SMART = "smart"


class NamingConfig(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The naming settings, with the field names and defaults of v3."""

    rename_movies: bool = False
    replace_illegal_characters: bool = True
    colon_replacement_format: ColonReplacement = ColonReplacement.SMART
    standard_movie_format: str = "{Movie Title} ({Release Year}) {Quality Full}"
    movie_folder_format: str = "{Movie Title} ({Release Year})"


DEFAULT_CONFIG: Final = NamingConfig()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What is known of a file. None and "" mean unknown.

    `relative_path` is where the file lies below the film's folder, with extension. `custom_formats` are the matched
    formats that go into names, in the order they are shown. `quality` is the title of the quality's definition.
    """

    quality: str = ""
    revision: Revision = Revision()  # noqa: RUF009
    release_group: str | None = None
    edition: str = ""
    scene_name: str | None = None
    relative_path: str | None = None
    media_info: MediaInfo | None = None
    custom_formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingFacts:
    """What is known of a film and, when a file is named, of its file. None, "" and 0 mean unknown."""

    title: str
    original_title: str = ""
    translations: tuple[tuple[Language, str], ...] = ()
    collection: str = ""
    certification: str = ""
    year: int = 0
    imdb_id: str | None = None
    tmdb_id: int = 0
    file: FileFacts | None = None
