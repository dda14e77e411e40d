"""File extensions, by what a file with them is to an import. All lower case, with the dot."""

from __future__ import annotations

import re
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from cinearr.core import quality

DANGEROUS: Final = frozenset({".arj", ".lnk", ".lzh", ".ps1", ".scr", ".vbs", ".zipx"})
EXECUTABLE: Final = frozenset({".bat", ".cmd", ".exe", ".sh"})
ARCHIVE: Final = frozenset(
    {".7z", ".bz2", ".gz", ".r00", ".rar", ".tar", ".tar.bz2", ".tar.gz", ".tb2", ".tbz2", ".tgz", ".zip"}
)
SUBTITLE: Final = frozenset(
    {
        ".aqt", ".ass", ".idx", ".jss", ".psb", ".rt", ".smi", ".srt", ".ssa", ".sub", ".sup", ".txt", ".utf",
        ".utf8", ".utf-8", ".vtt",
    }
)  # fmt: skip
_SD: Final = (
    ".m4v", ".3gp", ".nsv", ".ty", ".strm", ".rm", ".rmvb", ".m3u", ".ifo", ".mov", ".qt", ".divx", ".xvid", ".bivx",
    ".nrg", ".pva", ".wmv", ".asf", ".asx", ".ogm", ".ogv", ".m2v", ".avi", ".bin", ".dat", ".dvr-ms", ".mpg", ".mpeg",
    ".mp4", ".avc", ".vp3", ".svq3", ".nuv", ".viv", ".dv", ".fli", ".flv", ".wpl", ".ts", ".wtv",
)  # fmt: skip
# The quality that a container alone lets one expect; the last thing to go by.
VIDEO: Final = MappingProxyType(
    {".webm": quality.UNKNOWN}
    | dict.fromkeys(_SD, quality.BY_NAME["SDTV"])
    | dict.fromkeys((".img", ".iso", ".vob"), quality.BY_NAME["DVD"])
    | dict.fromkeys((".mkv", ".mk3d"), quality.BY_NAME["WEBDL-720p"])
    | {".m2ts": quality.BY_NAME["Bluray-720p"]}
)
# Disc images: their runtime and tracks are not those of the film.
DISC_IMAGE: Final = frozenset({".img", ".iso", ".vob"})


# Parts of an archive that was split: .r07, .s00, .z01, .001.
_ARCHIVE_PART: Final = re.compile(r"\.(?:[rsz]\d{2,3}|\d{3})")


def extension(path: PurePath) -> str:
    """The extension in lower case, two-part ones (`.tar.gz`) whole; "" when there is none."""
    name = path.name.lower()
    for double in (".tar.gz", ".tar.bz2"):
        if name.endswith(double) and name != double:
            return double
    return PurePath(name).suffix


def is_video(path: PurePath) -> bool:
    """The name is that of a video file."""
    return extension(path) in VIDEO


def is_archive(path: PurePath) -> bool:
    """The name is that of an archive or of a part of one, which may hold anything."""
    ending = extension(path)
    return ending in ARCHIVE or _ARCHIVE_PART.fullmatch(ending) is not None
