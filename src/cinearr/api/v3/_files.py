"""How a file of the library looks in v3: within its film, and by itself with what custom formats make of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from cinearr.api.v3._quality import (
    FormatName,
    LanguageResource,
    QualityModelResource,
    format_names,
    languages,
    quality,
)
from cinearr.api.v3._wire import UNSET_TIME, Int32, Resource
from cinearr.core.decisions.upgrade import quality_cutoff_not_met
from cinearr.core.evidence import quality_from_json
from cinearr.core.formats import CustomFormat
from cinearr.core.media.model import MediaInfo
from cinearr.core.media.shown import ShownMediaInfo, shown
from cinearr.core.profiles import QualityProfile
from cinearr.features.media_files.tables import MovieFile
from cinearr.views.library import ShownFile


class MovieFileResource(Resource):
    """A file. Formats and score are there when it stands by itself."""

    movie_id: Int32 = 0
    relative_path: str | None = None
    path: str | None = None
    size: int = 0
    date_added: datetime = UNSET_TIME
    scene_name: str | None = None
    release_group: str | None = None
    edition: str | None = None
    languages: list[LanguageResource] | None = None
    quality: QualityModelResource | None = None
    custom_formats: list[FormatName] | None = None
    custom_format_score: Int32 | None = None
    indexer_flags: Int32 | None = None
    media_info: ShownMediaInfo | None = None
    original_file_path: str | None = None
    quality_cutoff_not_met: bool = False
    id: Int32 = 0


def file_in_film(movie_id: int, folder: str, file: ShownFile, profile: QualityProfile | None) -> MovieFileResource:
    """The file inside a film's resource."""
    return _resource(movie_id, folder, file, file.media_info, profile)


def file_alone(
    row: MovieFile,
    folder: str,
    profile: QualityProfile,
    formats: Sequence[CustomFormat],
) -> MovieFileResource:
    """The file by itself. `folder` is its target's; `formats` are those that match it."""
    info = msgspec.convert(row.media_info, MediaInfo) if row.media_info else None
    resource = _resource(row.movie_id, folder, row, info, profile)
    return msgspec.structs.replace(
        resource,
        custom_formats=format_names(formats),
        custom_format_score=profile.score(each.id for each in formats),
    )


def _resource(
    movie_id: int, folder: str, file: ShownFile | MovieFile, info: MediaInfo | None, profile: QualityProfile | None
) -> MovieFileResource:
    model = quality_from_json(file.quality)
    return MovieFileResource(
        movie_id=movie_id,
        relative_path=file.relative_path,
        path=f"{folder}/{file.relative_path}",
        size=file.size,
        date_added=file.date_added,
        scene_name=file.scene_name,
        release_group=file.release_group,
        edition=file.edition,
        languages=languages(file.languages),
        quality=quality(file.quality),
        indexer_flags=file.indexer_flags,
        media_info=shown(info, file.scene_name or file.relative_path) if info else None,
        original_file_path=file.original_file_path,
        quality_cutoff_not_met=profile is not None and quality_cutoff_not_met(profile, model),
        id=file.id,
    )


def release_groups(files: Iterable[ShownFile]) -> list[str]:
    """The groups of these files, each once."""
    return list(dict.fromkeys(file.release_group for file in files if file.release_group))
