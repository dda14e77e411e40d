"""What a file system, or another system that the folder is shared with, cannot hold in a name."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import Final

from cinearr.core.naming.model import DEFAULT_CONFIG, ColonReplacement, NamingConfig

# Almost every file system takes 255 bytes for one name and none takes more.
MAX_BYTES: Final = 255
# Stands for "..." until a name is cleaned, so that the dots are not taken for a run. No name can hold it.
ELLIPSIS: Final = "\0"

_REPLACED: Final = MappingProxyType(
    str.maketrans({"\\": "+", "/": "+", "<": "", ">": "", "?": "!", "*": "-", "|": "", '"': ""})
)
_REMOVED: Final = MappingProxyType(str.maketrans(dict.fromkeys('\\/<>?*|"')))
_COLONS: Final = MappingProxyType(
    {
        ColonReplacement.DELETE: "",
        ColonReplacement.DASH: "-",
        ColonReplacement.SPACE_DASH: " -",
        ColonReplacement.SPACE_DASH_SPACE: " - ",
        ColonReplacement.SMART: "-",
    }
)
_RUNS: Final = re.compile(r"([- ._])\1+")
_RESERVED_WITH_DOT: Final = re.compile(r"^(aux|com[1-9]|con|lpt[1-9]|nul|prn)\.", re.IGNORECASE)
_RESERVED: Final = re.compile(r"^(aux|com[1-9]|con|lpt[1-9]|nul|prn)$", re.IGNORECASE)
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")


def replace_illegal(text: str, config: NamingConfig) -> str:
    """One value without the characters that a name cannot hold, by the settings."""
    if config.replace_illegal_characters:
        if config.colon_replacement_format is ColonReplacement.SMART:
            text = text.replace(": ", " - ")
        text = text.replace(":", _COLONS[config.colon_replacement_format]).translate(_REPLACED)
    else:
        text = text.replace(":", "").translate(_REMOVED)
    return text.lstrip(" .").rstrip(" ")


def clean_file_name(name: str, config: NamingConfig = DEFAULT_CONFIG) -> str:
    """Any text as a name: without forbidden characters, dots and spaces in front and spaces behind."""
    return replace_illegal(printable(name), config)


def printable(text: str) -> str:
    """The text composed (NFC), without control characters, direction marks and broken code points."""
    text = _UNPRINTABLE.sub("", text)
    return unicodedata.normalize("NFC", _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text))


def tidy_file(component: str) -> str:
    """The last part of a path after its tokens are filled in: runs closed, nothing dangling at the end."""
    return _finish(_RUNS.sub(r"\1", component.strip()).rstrip("- ._"))


def tidy_folder(component: str) -> str:
    """A folder after its tokens are filled in: runs closed, spaces and dots at both ends removed."""
    return _finish(_RUNS.sub(r"\1", component).strip(" ."))


def avoid_reserved(component: str) -> str:
    """A name that Windows keeps for a device, made an ordinary one."""
    return f"{component}_" if _RESERVED.match(component) else component


def byte_length(text: str) -> int:
    """Length as a file system counts it."""
    return len(text.encode("utf-8", "surrogatepass"))


def cut(text: str, limit: int) -> str:
    """The beginning of a text within `limit` bytes, never in the middle of a character or before its accents."""
    if byte_length(text) <= limit:
        return text
    kept = text.encode("utf-8", "surrogatepass")[: max(limit, 0)].decode("utf-8", "ignore")
    while kept and unicodedata.combining(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip(" .-_")


def _finish(component: str) -> str:
    return _RESERVED_WITH_DOT.sub(r"\1_", component.replace(ELLIPSIS, "..."))
