"""From films, files and settings to the facts names are built from."""

from __future__ import annotations

from typing import Any

import msgspec

from cinearr.core import languages, quality
from cinearr.core.films import Film
from cinearr.core.media.model import MediaInfo
from cinearr.core.naming.model import FileFacts, NamingConfig, NamingFacts
from cinearr.core.quality import Revision
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.settings import Naming


def naming_config(page: Naming) -> NamingConfig:
    """The naming rules of the settings page."""
    return msgspec.convert(msgspec.to_builtins(page), NamingConfig)


def naming_facts(film: Film, file: FileFacts | None = None) -> NamingFacts:
    """What a name may draw on."""
    return NamingFacts(
        title=film.title,
        original_title=film.original_title,
        translations=tuple((languages.by_id(each.language_id), each.title) for each in film.translations if each.title),
        collection=film.collection.title if film.collection else "",
        certification=film.certification or "",
        year=film.year,
        imdb_id=film.imdb_id,
        tmdb_id=film.tmdb_id,
        file=file,
    )


def file_facts(row: MovieFile, *, custom_formats: tuple[str, ...] = ()) -> FileFacts:
    """The facts of a file in the library."""
    return FileFacts(
        quality=quality.by_id(row.quality.get("id", 0)).name,
        revision=revision_of(row.quality),
        release_group=row.release_group,
        edition=row.edition,
        scene_name=row.scene_name,
        relative_path=row.relative_path,
        media_info=msgspec.convert(row.media_info, MediaInfo) if row.media_info else None,
        custom_formats=custom_formats,
    )


def revision_of(stored: dict[str, Any]) -> Revision:
    """The revision of a stored quality."""
    return Revision(
        real=stored.get("real", 0), version=stored.get("version", 1), is_repack=stored.get("is_repack", False)
    )
