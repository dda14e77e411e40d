"""Imports: whether a file may come in, and what comes with it."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from cinearr.core.importing import rules
from cinearr.core.importing.extras import name_subtitles
from cinearr.core.importing.model import ImportCandidate, ImportFacts
from cinearr.core.importing.paths import build_movie_path
from cinearr.core.importing.sample import detect_sample
from cinearr.core.importing.scene_name import is_scene_title, scene_name_for_file
from cinearr.core.importing.subtitles import SubtitleName, parse_subtitle, subtitle_of
from cinearr.core.media.model import MediaInfo


def _detect_sample(path: str, movie_runtime_minutes: int, video_seconds: float | None) -> str:
    return detect_sample(PurePosixPath(path), movie_runtime_minutes, video_seconds).value


def _not_multi_part(path: str, files_in_folder: list[str]) -> bool:
    return not rules.is_multi_part(PurePosixPath(path), [PurePosixPath(each) for each in files_in_folder])


def _has_audio(audio_stream_count: int) -> bool:
    candidate = ImportCandidate(
        path=PurePosixPath("a.mkv"), media_info=MediaInfo(audio_stream_count=audio_stream_count)
    )
    return rules.has_audio(candidate, ImportFacts(movie_id=1, movie_label="")) is None


def _movie_path(
    root: str, built_folder: str, existing_path: str | None, existing_root: str | None, use_existing: bool
) -> str:
    path = build_movie_path(
        PurePosixPath(root),
        built_folder,
        existing_path=PurePosixPath(existing_path) if existing_path else None,
        existing_root=PurePosixPath(existing_root) if existing_root else None,
        use_existing=use_existing,
    )
    return str(path)


def _scene_name(path: str, download_title: str | None, folder_title: str | None, other_video_files: bool) -> str | None:
    return scene_name_for_file(
        PurePosixPath(path),
        download_title=download_title,
        folder_title=folder_title,
        other_video_files=other_video_files,
    )


def _shown(name: SubtitleName) -> dict[str, Any]:
    return {"language": name.language.name, "tags": list(name.tags), "title": name.title, "copy": name.copy}


def _beside_film(
    relative_path: str | None, original_file_path: str | None, subtitle_file: str, file_name_before_rename: str | None
) -> dict[str, Any]:
    return _shown(subtitle_of(subtitle_file, (relative_path, original_file_path, file_name_before_rename)))


def _import_subtitles(movie_file: str, source_video: str, files: list[str]) -> list[str]:
    video = PurePosixPath(source_video)
    found = name_subtitles(
        [PurePosixPath(each) for each in files], PurePosixPath(movie_file).stem, (video.name, movie_file)
    )
    return [extra.name for extra in found]


CALLS = {
    "detect_sample": _detect_sample,
    "accept_not_multi_part": _not_multi_part,
    "accept_has_audio_track": _has_audio,
    "build_movie_path": _movie_path,
    "scene_name_for_file": _scene_name,
    "is_scene_title": is_scene_title,
    "clean_subtitle_info": _beside_film,
    "import_subtitles": _import_subtitles,
    "parse_subtitle_info": lambda file_name: _shown(parse_subtitle(file_name)),
    "parse_subtitle_language": lambda file_name: parse_subtitle(file_name).language.name,
}
