"""What lies in a film's folder, against what is known of it: which files came, went, changed or got another name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from cinearr.core.importing.extensions import is_video

# Folders of other programs, and those where extras are kept apart from the film.
_SKIPPED_FOLDERS: Final = frozenset({"@eadir", ".@__thumb", "plex versions", "#recycle", ".appledouble"})
_EXTRAS_FOLDERS: Final = frozenset(
    {
        "extras", "extrafanart", "behind the scenes", "deleted scenes", "featurettes", "interviews", "other", "scenes",
        "sample", "samples", "shorts", "trailers",
    }
)  # fmt: skip
_SKIPPED_FILES: Final = frozenset({".ds_store", "thumbs.db"})
_EXTRA_ENDINGS: Final = (
    "-trailer", "-other", "-behindthescenes", "-deleted", "-featurette", "-interview", "-scene", "-short",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileOnDisk:
    """A file by its path below the film's folder; size in bytes, time of the last change in whole seconds."""

    path: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A film's file as it was last seen. `modified` is None when nobody looked."""

    id: int
    path: str
    size: int
    modified: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a look at the folder found. `moved` is a known file under another name in the same folder, byte for byte.

    `videos` are those nobody knows yet; `touched` known ones whose time alone was not known.
    """

    gone: tuple[KnownFile, ...] = ()
    moved: tuple[tuple[KnownFile, FileOnDisk], ...] = ()
    changed: tuple[tuple[KnownFile, FileOnDisk], ...] = ()
    touched: tuple[tuple[KnownFile, FileOnDisk], ...] = ()
    videos: tuple[FileOnDisk, ...] = ()

    def __bool__(self) -> bool:
        return any((self.gone, self.moved, self.changed, self.touched, self.videos))


def is_skipped_folder(name: str) -> bool:
    """A folder nothing of the film itself is in."""
    lowered = name.lower()
    return lowered.startswith(".") or lowered in _SKIPPED_FOLDERS or lowered in _EXTRAS_FOLDERS


def is_skipped_file(name: str) -> bool:
    """A file of another program, one in the making, or an extra video that says so in its name."""
    if name.startswith(".") or name.lower() in _SKIPPED_FILES:
        return True
    return PurePath(name).stem.lower().endswith(_EXTRA_ENDINGS) and is_video(PurePath(name))


def compare(known: Iterable[KnownFile], others: Iterable[str], on_disk: Mapping[str, FileOnDisk]) -> Difference:
    """The difference. `others` are paths that are known not to be the film's file; they count once there is no other."""
    known = tuple(known)
    present = [each for each in known if each.path in on_disk]
    gone = [each for each in known if each.path not in on_disk]
    aside = set(others) if present else set[str]()
    taken = {each.path for each in present} | aside
    videos = [file for path, file in on_disk.items() if path not in taken and is_video(PurePath(path))]
    moved = []
    for each in list(gone):
        same = [file for file in videos if (file.size, file.modified) == (each.size, each.modified)]
        if len(same) == 1:
            moved.append((each, same[0]))
            gone.remove(each)
            videos.remove(same[0])
    pairs = [(each, on_disk[each.path]) for each in present]
    return Difference(
        gone=tuple(gone),
        moved=tuple(moved),
        changed=tuple((each, file) for each, file in pairs if _is_changed(each, file)),
        touched=tuple((each, file) for each, file in pairs if each.modified is None and each.size == file.size),
        videos=tuple(videos),
    )


def _is_changed(known: KnownFile, file: FileOnDisk) -> bool:
    return known.size != file.size or (known.modified is not None and known.modified != file.modified)
