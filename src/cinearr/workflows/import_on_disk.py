"""What an import does on the disk, each step so that it can be done again after a kill, and undone.

Files on their way bear names of our own beside their destination: `.part` until they get their name, `.old` for a film's file that
steps aside for one of the same name. A file is deleted only while it is what it was when the import was planned. Blocks.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
import structlog

from cinearr.core.importing.plan import TransferMode
from cinearr.kit import files
from cinearr.kit.checkpoints import reach
from cinearr.workflows.import_entry import Extra, FileImport

log = structlog.get_logger(__name__)

_COARSEST_CLOCK: Final = 2  # seconds; as FAT counts them


class Replaced(OSError):
    """The film's file is another than the one the import was planned with."""


def marked(entry: FileImport) -> FileImport:
    """The entry with what its files are known by later. Those that cannot be looked at have no mark."""
    marks: dict[str, list[int]] = {}
    for path in (entry.source, *(extra.source for extra in entry.extras), entry.replaces):
        if path is not None:
            with contextlib.suppress(OSError):
                marks[path] = files.mark_of(Path(path))
    return msgspec.structs.replace(entry, marks=marks, token=secrets.token_hex(4))


def _staged(import_id: int, entry: FileImport) -> Path:
    return Path(entry.destination).with_name(f".cinearr-{import_id}{entry.token}.part")


def _aside(import_id: int, entry: FileImport) -> Path:
    """Where an old file of the same name waits while the new one gets it."""
    return Path(entry.destination).with_name(f".cinearr-{import_id}{entry.token}.old")


def _staged_extras(import_id: int, entry: FileImport) -> Iterator[tuple[Extra, Path]]:
    for number, extra in enumerate(entry.extras):
        yield extra, Path(extra.destination).with_name(f".cinearr-{import_id}{entry.token}-{number}.part")


# --- in ---


def stage(import_id: int, entry: FileImport) -> None:
    """Put the bytes beside their destination. Raises OSError."""
    files.stage(
        Path(entry.source),
        _staged(import_id, entry),
        size=entry.size,
        link=entry.mode == TransferMode.HARDLINK.value,
        move=entry.mode == TransferMode.MOVE.value,
    )


def place(import_id: int, entry: FileImport) -> None:
    """Give them their name, and bring the extras along. Raises OSError."""
    destination = Path(entry.destination)
    if entry.replaces == entry.destination and os.path.lexists(destination):
        if not _is_as_planned(destination, entry):
            raise Replaced(errno.ESTALE, "The film's file has changed since it was looked at", entry.destination)
        files.place(destination, _aside(import_id, entry))
        reach("import.aside")
    files.place(_staged(import_id, entry), destination)
    reach("import.named")
    for extra, staged in _staged_extras(import_id, entry):
        _place_extra(extra, staged, entry)
    try:
        files.dress(destination, folder_mode=entry.folder_mode, group=entry.group, moment=entry.moment)
    except (OSError, LookupError) as error:
        # The film is in its place; that its mode or time is not as wished keeps nobody from watching it.
        log.warning("mode, group or time of a file could not be set", path=entry.destination, reason=str(error))


def _place_extra(extra: Extra, staged: Path, entry: FileImport) -> None:
    """An extra that cannot be brought along is left where it is: the film matters more. Its source stays until the end."""
    try:
        files.stage(Path(extra.source), staged, size=extra.size, link=entry.mode != TransferMode.COPY.value, move=False)
        files.place(staged, Path(extra.destination))
    except OSError as error:
        log.warning("an extra file stays behind", path=extra.source, reason=error.strerror or str(error))
        with contextlib.suppress(OSError):
            staged.unlink(missing_ok=True)


def is_along(extra: Extra) -> bool:
    """The extra is in its place, and what is there is no other file of that name. Asked while its source is still there."""
    return _is_same(Path(extra.source), Path(extra.destination), None)


# --- out ---


def retire(import_id: int, entry: FileImport) -> None:
    """The old file goes to the recycle bin, and moved sources go. Raises OSError, and then it can be done again."""
    if entry.replaces is not None:
        aside = _aside(import_id, entry)
        if entry.replaces == entry.destination:
            _discard(aside, entry)
        elif _may_go(Path(entry.replaces), entry):
            _discard(Path(entry.replaces), entry)
    reach("import.retired")
    if entry.mode != TransferMode.MOVE.value:
        return
    if _may_go(Path(entry.source), entry) and _came_from(Path(entry.destination), entry):
        files.delete(Path(entry.source))
    for extra in entry.extras:
        source, destination = Path(extra.source), Path(extra.destination)
        if is_along(extra) and not files.same_entry(source, destination) and _is_as_planned(source, entry):
            files.delete(source)


def _discard(old: Path, entry: FileImport) -> None:
    if not os.path.lexists(old):
        return
    if entry.recycle is not None:
        files.retire(old, Path(entry.recycle))
    else:
        files.delete(old)


def _may_go(path: Path, entry: FileImport) -> bool:
    """It is there, it is still what it was, and the new file is another. Days may lie between, or a second mount."""
    destination = Path(entry.destination)
    if not os.path.lexists(path) or not destination.exists():
        return False
    if files.same_entry(path, destination):
        return False
    if _is_as_planned(path, entry) or _is_one_file(path, destination):
        return True
    log.warning("a file stays, since it is no more what it was when the import was planned", path=str(path))
    return False


def _is_as_planned(path: Path, entry: FileImport) -> bool:
    """What the mark says; a journal of an earlier version has none."""
    mark = entry.marks.get(str(path))
    return mark is None or _marked_as(path, mark)


def _marked_as(path: Path, mark: list[int]) -> bool:
    size, time = files.mark_of(path)
    return size == mark[0] and abs(time - mark[1]) <= _COARSEST_CLOCK * 1_000_000_000


def can_be_seen(entry: FileImport, step: str) -> bool:
    """The disk of the library is there; a root folder that is empty may be one without its disk.

    One that is really empty, before the first film, does not matter as long as nothing but the source has the bytes.
    """
    with contextlib.suppress(OSError), os.scandir(entry.root) as entries:
        if next(entries, None) is not None:
            return True
        return step == "planned" and entry.source in entry.marks and _is_as_planned(Path(entry.source), entry)
    return False


def was_placed(import_id: int, entry: FileImport) -> bool:
    """Killed between giving the name and noting it: the staged bytes are gone and the destination has them. Raises OSError."""
    if entry.mode == TransferMode.KEEP.value:
        return False
    destination = Path(entry.destination)
    if os.path.lexists(_staged(import_id, entry)) or not destination.exists():
        return False
    if entry.replaces == entry.destination and not os.path.lexists(_aside(import_id, entry)):
        return False  # that is still the old file
    return destination.stat().st_size == entry.size and _came_from(destination, entry)


def _came_from(destination: Path, entry: FileImport) -> bool:
    """Not a stranger's file that happened to stand there: a link to the source, or a copy with its time."""
    source = Path(entry.source)
    if not source.exists():
        return True  # it was renamed away, into this name
    return _is_same(source, destination, entry.moment)


def _is_same(source: Path, destination: Path, moment: float | None) -> bool:
    try:
        one, other = source.stat(), destination.stat()
    except OSError:
        return False
    if (one.st_dev, one.st_ino) == (other.st_dev, other.st_ino):
        return True
    times = (one.st_mtime, moment) if moment is not None else (one.st_mtime,)
    return one.st_size == other.st_size and any(abs(other.st_mtime - each) <= _COARSEST_CLOCK for each in times)


def _is_one_file(first: Path, second: Path) -> bool:
    try:
        return first.samefile(second)
    except OSError:
        return False


# --- back ---


def take_back(import_id: int, entry: FileImport) -> None:
    """Undo what was placed already, when the database will not have it. Raises OSError."""
    if entry.mode != TransferMode.KEEP.value and was_placed(import_id, entry):
        files.place(Path(entry.destination), _staged(import_id, entry))
        for extra in entry.extras:
            if is_along(extra) and not files.same_entry(Path(extra.source), Path(extra.destination)):
                files.delete(Path(extra.destination))
    undo(import_id, entry)


def undo(import_id: int, entry: FileImport) -> None:
    """Put everything back that had not got its name. Raises OSError, and then it can be done again."""
    destination, aside = Path(entry.destination), _aside(import_id, entry)
    if os.path.lexists(aside):
        if os.path.lexists(destination):
            shown = files.retire(aside, destination)  # beside it, where a person sees it
            log.warning("a film's file got another name, since its own is taken", path=str(shown))
        else:
            files.place(aside, destination)
    staged = _staged(import_id, entry)
    if os.path.lexists(staged):
        _give_back(staged, entry)
    for _, part in _staged_extras(import_id, entry):
        part.unlink(missing_ok=True)
    files.remove_empty(destination.parent, up_to=Path(entry.root))


def _give_back(staged: Path, entry: FileImport) -> None:
    """Staged bytes go when the source has them too, or when they are half a copy; else they are the only ones."""
    source = Path(entry.source)
    if staged.lstat().st_size < entry.size and not staged.is_symlink():
        files.delete(staged)
    elif not os.path.lexists(source):
        files.place(staged, source)
    elif _is_one_file(staged, source) or entry.mode != TransferMode.MOVE.value or _is_as_planned(source, entry):
        files.delete(staged)
    else:
        shown = files.retire(staged, source)  # another file has the source's name by now
        log.warning("a file got another name, since its own is taken", path=str(shown))


# --- why ---

_REASONS: Final = {
    errno.ENOSPC: "There is not enough space on the disk of the library",
    errno.EDQUOT: "The disk quota of the library is used up",
    errno.EACCES: "The library folder cannot be written",
    errno.EPERM: "The library folder cannot be written",
    errno.EROFS: "The library is on a read-only file system",
    errno.ENOENT: "The downloaded file is gone",
    errno.ESTALE: "The downloaded file is still changing",
    errno.EIO: "The disk reports an error",
}


def reason_of(error: OSError, entry: FileImport) -> str:
    """Why a file could not be brought in, for people."""
    folder = Path(entry.destination).parent
    if isinstance(error, Replaced):
        return f"{error.strerror}: {error.filename}"
    if folder.exists() and not folder.is_dir():
        return f"There is a file where the film's folder should be: {folder}"
    if isinstance(error, FileExistsError):
        return f"Another file already has the name {Path(entry.destination).name} in the film's folder"
    said = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return f"{said}: {error.filename}" if error.filename else said
