"""The release's own name, kept for a file so that it can be judged later by the same evidence."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from cinearr.core.importing.extensions import VIDEO
from cinearr.core.quality import UNKNOWN
from cinearr.core.releases.parser import parse_title

_CONTAINERS: Final = frozenset({".nzb", ".par2", ".torrent"}) | VIDEO.keys()


def is_scene_title(title: str) -> bool:
    """The name is one that a release group gave: dots for spaces, a title, a quality and a group."""
    if "." not in title or " " in title:
        return False
    parsed = parse_title(title, is_dir=True)
    return parsed is not None and bool(parsed.release_group) and parsed.quality.quality is not UNKNOWN


def scene_name_for_file(
    path: PurePath, *, download_title: str | None, folder_title: str | None, other_video_files: bool
) -> str | None:
    """The name to keep: the download's when this is its only film, else the file's or the folder's if it looks like one."""
    if download_title and not other_video_files:
        return without_extension(download_title)
    if is_scene_title(path.stem):
        return path.stem
    if folder_title and not other_video_files and is_scene_title(without_extension(folder_title)):
        return without_extension(folder_title)
    return None


def without_extension(title: str) -> str:
    """A title without the ending of a file that carried it; a dot within a name is no ending."""
    stem, dot, ending = title.rpartition(".")
    return stem if dot and f".{ending.lower()}" in _CONTAINERS else title
