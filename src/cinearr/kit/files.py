"""Moving a person's files about without ever losing or overwriting one.

Everything here blocks; call it in a thread. A name that is taken is an error, never a reason to replace what is there.
What has been written is on the disk (fsync of file and folder) before a function returns.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import itertools
import os
import secrets
import shutil
import stat
from enum import Enum
from pathlib import Path

_CHUNK = 4 * 1024 * 1024
_NO_LINKS = (errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EOPNOTSUPP, errno.ENOSYS)
_RENAME_NOREPLACE = 1
_AT_FDCWD = -100


class Staging(Enum):
    """How bytes came to stand beside their destination."""

    LINKED = "linked"
    COPIED = "copied"
    RENAMED = "renamed"


class Changed(OSError):
    """The source is not what it was when it was looked at."""


def same_device(first: Path, second: Path) -> bool:
    """Whether two paths (or their nearest existing parents) share a file system."""
    return _existing(first).stat().st_dev == _existing(second).stat().st_dev


def same_folder(first: Path, second: Path) -> bool:
    """Whether two paths lead to one folder: by a link, a second mount of the same disk, or a share mounted twice.

    Two mounts of one share may have different device numbers, so a file that is made in one is looked for in the other.
    """
    try:
        if first.samefile(second):
            return True
    except OSError:
        return False
    probe = f".cinearr-{secrets.token_hex(8)}.probe"
    try:
        (first / probe).touch(exist_ok=False)
    except OSError:
        return False
    try:
        return os.path.lexists(second / probe)
    finally:
        with contextlib.suppress(OSError):
            (first / probe).unlink()


def same_entry(first: Path, second: Path) -> bool:
    """Whether two paths are one name of one file, so that deleting either deletes the other. Hard links are two names."""
    if first == second:
        return True
    if first.name.casefold() != second.name.casefold() or not same_folder(first.parent, second.parent):
        return False
    if first.name == second.name:
        return True
    try:  # they differ in case alone: one file where the file system does not tell cases apart
        return first.samefile(second) and first.lstat().st_nlink == 1
    except OSError:
        return False


def mark_of(path: Path) -> list[int]:
    """What a file is known by later: its size and time, the link's own if it is one. Raises OSError."""
    status = path.lstat()
    return [status.st_size, status.st_mtime_ns]


def free_space(path: Path) -> int | None:
    """Bytes a normal user may still write at `path` or its nearest existing parent; None when it cannot be told."""
    try:
        return shutil.disk_usage(_existing(path)).free
    except OSError:
        return None


def _existing(path: Path) -> Path:
    for candidate in (path, *path.parents):
        if candidate.exists():
            return candidate
    return Path("/")


def stage(source: Path, staged: Path, *, size: int, link: bool, move: bool) -> Staging:
    """Put the bytes of `source` at `staged`, a name nobody else uses, and leave the source where it is.

    A hard link when `link` or `move` and the file system can; else a copy. (Moving on one device without hard links renames: then
    the bytes are at `staged` alone.) A link that leads to a file beside it stands for that file, which may go with its folder.
    Raises Changed when the source has another size than it was planned with, or OSError.
    """
    found = source.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "This is no file", str(source))
    if found.st_size != size:
        raise Changed(errno.ESTALE, f"the size is {found.st_size}, not {size} bytes any more", str(source))
    staged.parent.mkdir(parents=True, exist_ok=True)
    staged.unlink(missing_ok=True)
    if _leads_beside(source):
        source, move, link = source.resolve(strict=True), False, link or move
    if link or move:
        try:
            os.link(source, staged)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
        else:
            sync_folder(staged.parent)
            return Staging.LINKED
        if move and same_device(source, staged.parent) and _renamed(source, staged):
            sync_folder(staged.parent)
            return Staging.RENAMED
    try:
        _copy(source, staged, size)
    except BaseException:
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)
        raise
    return Staging.COPIED


def _leads_beside(path: Path) -> bool:
    """A link into its own folder, or one that would lead elsewhere from another place."""
    if not path.is_symlink():
        return False
    if not path.readlink().is_absolute():
        return True
    return path.resolve().is_relative_to(path.parent.resolve())


def _renamed(source: Path, destination: Path) -> bool:
    """Rename; False where a mount lies between the two, though they are of one device."""
    try:
        source.rename(destination)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        return False
    return True


def _copy(source: Path, staged: Path, size: int) -> None:
    with source.open("rb") as reading, staged.open("xb") as writing:
        if not _clone(reading.fileno(), writing.fileno()):
            while chunk := reading.read(_CHUNK):
                writing.write(chunk)
        writing.flush()
        os.fsync(writing.fileno())
        written = os.fstat(writing.fileno()).st_size
    if written != size or source.stat().st_size != size:
        raise Changed(errno.ESTALE, f"copied {written} of {size} bytes", str(source))
    _keep_times(source, staged)
    sync_folder(staged.parent)


def _keep_times(source: Path, staged: Path) -> None:
    """Mode and times come along where the file system takes them; network shares often do not."""
    try:
        shutil.copystat(source, staged)
    except OSError:
        with contextlib.suppress(OSError):
            found = source.stat()
            os.utime(staged, ns=(found.st_atime_ns, found.st_mtime_ns))


def _clone(reading: int, writing: int) -> bool:
    """Share the blocks where the file system can (btrfs, xfs, zfs): instant, and no space taken."""
    ficlone = 0x40049409
    try:
        import fcntl

        fcntl.ioctl(writing, ficlone, reading)
    except (OSError, ImportError):
        return False
    return True


def place(staged: Path, destination: Path) -> None:
    """Give staged bytes their name, in one step that cannot replace anything. Raises FileExistsError when it is taken."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    _rename_new(staged, destination)
    sync_folder(destination.parent)
    if staged.parent != destination.parent:
        sync_folder(staged.parent)


def _rename_new(source: Path, destination: Path) -> None:
    """Raises FileExistsError when the name is taken, and OSError (EXDEV) when another mount lies between."""
    if (rename := _libc_renameat2()) is not None:
        result = rename(_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(destination), _RENAME_NOREPLACE)
        if result == 0:
            return
        number = ctypes.get_errno()
        if number == errno.EEXIST:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(destination))
        if number not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(number, os.strerror(number), str(source), None, str(destination))
    # File systems without the flag: a link is the other step that fails when the name is taken.
    try:
        os.link(source, destination)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(destination):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(destination)) from None
        source.rename(destination)  # across a mount this fails as it should, and harms nothing
    else:
        source.unlink()


def _libc_renameat2() -> ctypes._NamedFuncPointer | None:
    try:
        return ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return None


def retire(path: Path, to: Path) -> Path:
    """Move a file out of the way to `to`, or to `to` with _2, _3 … when taken; where it went.

    Over file systems it is copied whole before the old one goes. Its time becomes now, since the recycle bin counts from it.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    for target in _numbered(to):
        try:
            _retire_as(path, target)
        except FileExistsError:
            continue
        sync_folder(target.parent)
        sync_folder(path.parent)
        if not target.is_symlink():
            with contextlib.suppress(OSError):
                os.utime(target)  # "now" may be set by whoever may write, another time only by the owner
        return target
    raise AssertionError("unreachable: the numbers do not end")


def _retire_as(path: Path, target: Path) -> None:
    if path.is_symlink() or same_device(path, target.parent):
        try:
            _rename_new(path, target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
        else:
            return
    if path.is_symlink():
        target.symlink_to(path.readlink())  # the link goes, what it leads to stays as it is
    else:
        _copy_under_name(path, target)
    path.unlink()


def _copy_under_name(path: Path, target: Path) -> None:
    part = target.with_name(f".cinearr-{secrets.token_hex(8)}.part")
    try:
        _copy(path, part, path.stat().st_size)
        _rename_new(part, target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _numbered(path: Path) -> itertools.chain[Path]:
    more = (path.with_name(_with_number(path, number)) for number in itertools.count(2))
    return itertools.chain([path], more)


def _with_number(path: Path, number: int) -> str:
    """A name is 255 bytes at most, so a long one gives up its end for the number."""
    ending = os.fsencode(f"_{number}{path.suffix}")
    stem = os.fsencode(path.stem)[: 255 - len(ending)]
    return stem.decode("utf-8", "ignore") + os.fsdecode(ending)


def dress(path: Path, *, folder_mode: int | None, group: str | None, moment: float | None) -> None:
    """Give a file and its folder the mode and group, and the file the time, that a person wants. Raises OSError or LookupError.

    A file gets the folder's mode without the right to execute. `group` is a name or a number.
    """
    for each, mode in ((path.parent, folder_mode), (path, None if folder_mode is None else folder_mode & ~0o111)):
        if mode is not None:
            each.chmod(mode)
        if group:
            shutil.chown(each, group=int(group) if group.isdigit() else group)
    if moment is not None:
        os.utime(path, (moment, moment))


def delete(path: Path) -> None:
    """Delete one file; one that is gone already is fine."""
    path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        sync_folder(path.parent)


def remove_empty(folder: Path, *, up_to: Path) -> None:
    """Remove `folder` and its parents below `up_to` while they are empty."""
    for candidate in (folder, *folder.parents):
        if candidate == up_to or not candidate.is_relative_to(up_to):
            return
        try:
            candidate.rmdir()
        except OSError:
            return


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last. File systems that cannot (some network shares) are left to themselves."""
    try:
        handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    except OSError:
        return
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
