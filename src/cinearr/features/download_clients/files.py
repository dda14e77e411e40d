"""Names of the files that are handed to clients."""

from __future__ import annotations

_REPLACED = str.maketrans(
    {"\\": "+", "/": "+", "<": None, ">": None, "?": "!", "*": "-", '"': None, "|": None, ":": "-"}
)


_LONGEST = 240  # bytes; file systems take 255, and an extension follows


def clean_name(title: str) -> str:
    """A release name that is a file name on every system."""
    cleaned = "".join(letter for letter in title if letter.isprintable())
    cleaned = cleaned.replace(": ", " - ").translate(_REPLACED).strip(" ").lstrip(".")
    return cleaned.encode()[:_LONGEST].decode("utf-8", "ignore") or "download"


def nzb_file_name(title: str) -> str:
    """File name under which an NZB is given to a client."""
    return f"{clean_name(title)}.nzb"


def torrent_file_name(title: str) -> str:
    """File name under which a torrent is given to a client."""
    return f"{clean_name(title)}.torrent"
