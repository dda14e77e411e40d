"""Names of files and folders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cinearr.core import languages, naming
from cinearr.core.media.model import HdrFormat, MediaInfo
from cinearr.core.naming import ColonReplacement, FileFacts, NamingConfig, NamingFacts
from cinearr.core.quality import Revision


def _config(pattern: str, config: Mapping[str, Any]) -> NamingConfig:
    return NamingConfig(
        rename_movies=config["rename_movies"],
        replace_illegal_characters=config["replace_illegal_characters"],
        colon_replacement_format=ColonReplacement[config["colon_replacement"].upper()],
        standard_movie_format=pattern,
        movie_folder_format=pattern,
    )


def _media(given: Mapping[str, Any] | None) -> MediaInfo | None:
    if not given:
        return None
    values = {
        key: tuple(value) if isinstance(value, list) else value for key, value in given.items() if value is not None
    }
    values["video_hdr_format"] = HdrFormat(values.get("video_hdr_format", "none"))
    return MediaInfo(**values)


def _file(given: Mapping[str, Any], formats: Sequence[Mapping[str, Any]]) -> FileFacts:
    return FileFacts(
        quality=given.get("quality") or "",
        revision=Revision(**given.get("revision", {})),
        release_group=given.get("release_group"),
        edition=given.get("edition") or "",
        scene_name=given.get("scene_name"),
        relative_path=given.get("relative_path"),
        media_info=_media(given.get("media_info")),
        custom_formats=tuple(each["name"] for each in formats if each["include_when_renaming"]),
    )


def build_name(
    target: str,
    format: str,
    config: Mapping[str, Any],
    movie: Mapping[str, Any],
    file: Mapping[str, Any] | None = None,
    translations: Sequence[Mapping[str, str]] = (),
    custom_formats: Sequence[Mapping[str, Any]] = (),
) -> str:
    """What a format gives before a name that is empty or too long is made a possible one."""
    facts = NamingFacts(
        title=movie["title"],
        original_title=movie.get("original_title") or "",
        translations=tuple((languages.BY_NAME[each["language"].lower()], each["title"]) for each in translations),
        collection=movie.get("collection_title") or movie.get("collection") or "",
        certification=movie.get("certification") or "",
        year=movie.get("year") or 0,
        imdb_id=movie.get("imdb_id"),
        tmdb_id=movie.get("tmdb_id") or 0,
        file=None if file is None else _file(file, custom_formats),
    )
    expand = naming.expand_file if target == "file" else naming.expand_folder
    return expand(_config(format, config), facts)


CALLS = {"build_name": build_name, "clean_file_name": naming.clean_file_name}
