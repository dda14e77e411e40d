"""What is refused before anything is known about a file, by its name and place alone.

The sentences are those that queue cleaners look for, word by word.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from cinearr.core.importing.extensions import ARCHIVE, DANGEROUS, EXECUTABLE, VIDEO, extension
from cinearr.core.importing.model import ImportReason, ImportRejection


def check_folder(folder: PurePath, movie_folders: Iterable[PurePath]) -> ImportRejection | None:
    """A film's own folder is no place to import from."""
    if folder in set(movie_folders):
        return ImportRejection(ImportReason.MOVIE_FOLDER, "Import path is mapped to a movie folder")
    return None


def check_file(path: PurePath, *, locked: bool = False) -> ImportRejection | None:
    """A single file, by its name. `locked`: another program still writes it and no download client vouches for it."""
    ending = extension(path)
    if path.name.startswith("._"):
        return ImportRejection(ImportReason.HIDDEN_FILE, "Invalid video file, filename starts with '._'")
    if ending in DANGEROUS:
        return _dangerous(ending)
    if ending in EXECUTABLE:
        return _executable(ending)
    if ending not in VIDEO:
        message = f"Invalid video file, unsupported extension: '{ending}'"
        return ImportRejection(ImportReason.UNSUPPORTED_EXTENSION, message)
    if locked:
        return ImportRejection(ImportReason.FILE_LOCKED, "Locked file, try again later")
    return None


def why_no_videos(folder: PurePath, files: Iterable[PurePath]) -> ImportRejection:
    """Why a folder without a video has nothing to import: the worst of what lies in it."""
    endings = sorted({extension(file) for file in files})
    for ending in endings:
        if ending in DANGEROUS:
            return _dangerous(ending)
    for ending in endings:
        if ending in EXECUTABLE:
            return _executable(ending)
    if any(ending in ARCHIVE for ending in endings):
        return ImportRejection(ImportReason.ARCHIVE_FILE, "Found archive file, might need to be extracted")
    return ImportRejection(ImportReason.NO_FILES, f"No files found are eligible for import in {folder}")


def unknown_movie() -> ImportRejection:
    """The name fits no film of the library."""
    return ImportRejection(ImportReason.UNKNOWN_MOVIE, "Unknown Movie")


def _dangerous(ending: str) -> ImportRejection:
    message = f"Caution: Found potentially dangerous file with extension: {ending}"
    return ImportRejection(ImportReason.DANGEROUS_FILE, message)


def _executable(ending: str) -> ImportRejection:
    message = f"Caution: Found executable file with extension: '{ending}'"
    return ImportRejection(ImportReason.EXECUTABLE_FILE, message)
