"""Where files may go. A name from outside never decides about a place outside its folder."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Final

_PARTS: Final = re.compile(r"[/\\]")
_DRIVE: Final = re.compile(r"^[a-zA-Z]:")


class OutsidePath(ValueError):
    """A path that would leave the folder it belongs to."""


def confine(folder: PurePath, relative: str | PurePath) -> PurePath:
    """The path of a name below a folder. Raises OutsidePath for one that would climb out of it or is no name."""
    if climbs(str(relative)) or not str(relative):
        raise OutsidePath(f"'{relative}' does not stay inside '{folder}'")
    target = folder / relative
    if target == folder or not is_inside(target, folder):
        raise OutsidePath(f"'{relative}' does not stay inside '{folder}'")
    return target


def climbs(name: str) -> bool:
    """The name has a step upwards, starts at a root or a drive, or holds a null byte.

    Both kinds of slash count on every system: files move between them.
    """
    if "\0" in name or name.startswith(("/", "\\")) or _DRIVE.match(name):
        return True
    return any(part.strip() == ".." for part in _PARTS.split(name))


def is_inside(path: PurePath, folder: PurePath) -> bool:
    """The path is the folder or below it, by its text: no link is followed. A path with `..` is never inside."""
    return ".." not in path.parts and ".." not in folder.parts and path.is_relative_to(folder)


def build_movie_path(
    root: PurePath,
    built_folder: str,
    *,
    existing_path: PurePath | None = None,
    existing_root: PurePath | None = None,
    use_existing: bool = False,
) -> PurePath:
    """A film's folder below a root folder: its newly built name, or the one it has below its former root."""
    if (
        use_existing
        and existing_path is not None
        and existing_root is not None
        and is_inside(existing_path, existing_root)
    ):
        return root / existing_path.relative_to(existing_root)
    return confine(root, built_folder)


def recycle_path(recycle_bin: PurePath, root: PurePath, file: PurePath) -> PurePath:
    """Where a replaced file goes: below the bin as it lay below its root folder, or by its name alone."""
    below = file.relative_to(root) if is_inside(file, root) and file != root else PurePath(file.name)
    return recycle_bin / below


def numbered(path: PurePath, number: int) -> PurePath:
    """Another name for a second file of the same name: `Film_2.mkv`."""
    return path.with_name(f"{path.stem}_{number}{path.suffix}")
