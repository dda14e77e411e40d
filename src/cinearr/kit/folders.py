"""Looking at folders and disks. Blocks; call it in a thread."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Final

# Folders that systems and storage boxes keep for themselves.
SYSTEM_NAMES: Final = frozenset(
    {
        "$recycle.bin", "system volume information", "recycler", "lost+found", ".appledb", ".appledesktop",
        ".appledouble", "@eadir", ".grab", "#recycle", ".@__thumb", "@recently-snapshot", ".trashes", ".fseventsd",
        ".spotlight-v100",
    }
)  # fmt: skip
SYSTEM_FOLDERS: Final = ("/bin", "/boot", "/dev", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys")
_DISKS: Final = frozenset(
    {
        "apfs", "bcachefs", "btrfs", "cifs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "hfsplus", "jfs",
        "nfs", "nfs4", "ntfs", "ntfs3", "overlay", "reiserfs", "smb3", "ufs", "vfat", "virtiofs", "xfs", "zfs", "9p",
    }
)  # fmt: skip
_NO_LIBRARY: Final = ("/boot", "/dev", "/etc", "/proc", "/run", "/snap", "/sys", "/usr", "/var/lib/docker")


def is_folder(path: str | Path) -> bool:
    """Whether a folder is there. A path that is too long, or that may not be looked at, is none."""
    return os.path.isdir(path)  # noqa: PTH112 (`Path.is_dir` raises for such)


def is_file(path: str | Path) -> bool:
    """Whether a file is there; the same."""
    return os.path.isfile(path)  # noqa: PTH113 (the same)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A folder or file of a listing; size in bytes, 0 for folders."""

    path: Path
    is_folder: bool
    size: int
    modified: datetime


def listing(folder: Path) -> list[Entry]:
    """What is in a folder, by name in any case; nothing when it cannot be read. Links count as what they lead to."""
    return sorted(_entries(folder), key=lambda entry: (entry.path.name.lower(), entry.path.name))


def _entries(folder: Path) -> Iterator[Entry]:
    try:
        with os.scandir(folder) as found:
            for each in found:
                if each.name.lower() in SYSTEM_NAMES:
                    continue
                try:
                    is_folder, stat = each.is_dir(), each.stat()
                except OSError:
                    continue
                modified = datetime.fromtimestamp(stat.st_mtime, UTC)
                size = 0 if is_folder else stat.st_size
                yield Entry(path=Path(each.path), is_folder=is_folder, size=size, modified=modified)
    except (OSError, ValueError):
        return


def subfolders(root: Path, *, levels: int = 1) -> list[Path]:
    """Folders so many levels below a root, by name; those that are not readable have none."""
    found = [entry.path for entry in listing(root) if entry.is_folder]
    return found if levels <= 1 else [path for folder in found for path in subfolders(folder, levels=levels - 1)]


def is_writable(folder: Path) -> bool:
    """Whether a file can really be made there; permissions alone do not tell on network disks."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".cinearr-"):
            return True
    except OSError:
        return False


def system_folder(path: str) -> str | None:
    """The system's folder that a path is, or is in."""
    here = PurePosixPath(path)
    return next((each for each in SYSTEM_FOLDERS if here.is_relative_to(each)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """A mounted file system; sizes in bytes."""

    path: str
    free: int
    total: int


def mount_points(table: str) -> list[str]:
    """Where disks are mounted, of the text of `/proc/self/mounts`; not what systems and containers mount for themselves."""
    found = []
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3 or (fields[2] not in _DISKS and not fields[2].startswith("fuse.")):
            continue
        path = fields[1].encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
        if not any(PurePosixPath(path).is_relative_to(each) for each in _NO_LIBRARY):
            found.append(path)
    return found


def disks(paths: Collection[str] = ()) -> list[Disk]:
    """Mounted disks, and these paths beside them, each place once."""
    try:
        mounted = mount_points(Path("/proc/self/mounts").read_text("utf-8", "replace"))
    except OSError:
        mounted = ["/"]
    found = []
    for path in dict.fromkeys((*paths, *sorted(mounted))):
        try:
            usage = shutil.disk_usage(path)
        except OSError:
            continue
        if is_folder(path) and usage.total:
            found.append(Disk(path=path, free=usage.free, total=usage.total))
    return found
