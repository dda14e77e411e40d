"""What the blackhole clients share: a folder to drop files into, and one to watch for what comes out."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from cinearr.features.download_clients.contract import Item, ItemStatus
from cinearr.features.download_clients.files import clean_name
from cinearr.kit.errors import BadAnswer, Unreachable

SETTLE = 30  # seconds without a change until something counts as complete
_VIDEO = frozenset(
    f".{extension}"
    for extension in (
        *(
            "3gp",
            "asf",
            "avi",
            "divx",
            "dvr-ms",
            "evo",
            "flv",
            "img",
            "iso",
            "m2ts",
            "m2v",
            "m4v",
            "mk3d",
            "mkv",
            "mov",
        ),
        *("mp4", "mpeg", "mpg", "mts", "ogm", "ogv", "rm", "rmvb", "strm", "tp", "trp", "ts", "vob", "webm", "wmv"),
        *("wtv", "xvid"),
    )
)
_DAY = 24 * 3600
_TICKS_AT_EPOCH = 621355968000000000  # 100 ns since year 1, as the v3 API counts in ids


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    size: int
    changed: float  # newest change of anything in it, seconds since the epoch
    modified_ns: int  # of the thing itself


def drop(folder: str, file_name: str, content: bytes) -> None:
    """Put a file into a folder that another program watches.

    It appears at once and whole: whoever watches never sees half a file. Dropping it again replaces it.
    """
    if not folder:
        raise Unreachable("No folder is set to put files into")
    target = Path(folder) / file_name
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with part.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise Unreachable(f"The file cannot be written into {folder}: {error.strerror or error}") from None


def watched_items(folder: str, *, client_name: str, now: datetime, removable: bool) -> list[Item]:
    """Folders and video files directly in a watched folder; nothing when none is set. Blocks.

    A thing is complete when nothing in it changed for `SETTLE` seconds. Its id stays the same as long as its own
    time stamp does.
    """
    if not folder:
        return []
    try:
        entries = sorted(Path(folder).iterdir())
    except OSError as error:
        raise Unreachable(f"The watch folder {folder} cannot be read: {error.strerror or error}") from None
    items = []
    for path in entries:
        found = _look(path)
        if found is not None:
            items.append(_item(found, client_name, now, removable=removable))
    return items


def delete(folder: str, item: Item) -> None:
    """Delete an item's files; they may be gone already. Refuses paths that are not directly in the folder. Blocks."""
    if item.output_path is None:
        return
    path = Path(item.output_path)
    if path.parent != Path(folder) or path.name in ("", ".", ".."):
        raise BadAnswer(f"'{path}' does not lie in the watch folder, so it is not deleted")
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        raise Unreachable(f"'{path}' cannot be deleted: {error.strerror or error}") from None


def _look(path: Path) -> _Found | None:
    """Size and times of a thing; None for what is none of ours or vanished meanwhile."""
    if path.name.startswith("."):
        return None
    try:
        own = path.stat()
        if stat.S_ISDIR(own.st_mode):
            stats = [own, *_stats_below(path)]
        elif path.suffix.lower() in _VIDEO:
            stats = [own]
        else:
            return None
    except OSError:
        return None
    return _Found(
        path=path,
        size=sum(found.st_size for found in stats if stat.S_ISREG(found.st_mode)),
        # Copying tools set the modification time back to the original's; the change time they cannot set.
        changed=max(max(found.st_mtime, found.st_ctime) for found in stats),
        modified_ns=own.st_mtime_ns,
    )


def _stats_below(folder: Path) -> Iterator[os.stat_result]:
    for above, folders, files in os.walk(folder):
        for name in (*folders, *files):
            with contextlib.suppress(FileNotFoundError):
                yield (Path(above) / name).lstat()


def _item(found: _Found, client_name: str, now: datetime, *, removable: bool) -> Item:
    wait = _seconds_to_settle(found.changed, now)
    ticks = found.modified_ns // 100 + _TICKS_AT_EPOCH
    return Item(
        download_id=f"{client_name}_{found.path.name}_{ticks}",
        title=clean_name(found.path.name),
        status=ItemStatus.DOWNLOADING if wait else ItemStatus.COMPLETED,
        category="Radarr",
        total_size=found.size,
        remaining_size=0,
        remaining_time=wait,
        output_path=PurePosixPath(found.path),
        can_move_files=removable,
        can_be_removed=removable,
    )


def _seconds_to_settle(changed: float, now: datetime) -> float:
    """How long to wait still, 0 when it has settled.

    A change in the future comes from a file server whose clock is ahead, or from a clock set back here: wait until it
    is past, but not for more than a day, for then the time stamp means nothing.
    """
    age = now.astimezone(UTC).timestamp() - changed
    if age >= SETTLE or age < -_DAY:
        return 0
    return max(1, round(SETTLE - age, 3))
