"""Looks into an NZB file before a download client gets it."""

from __future__ import annotations

from cinearr.features.indexers.implementations import _newznab
from cinearr.kit import xml
from cinearr.kit.errors import BadAnswer


def check_nzb(content: bytes) -> None:
    """Raises BadAnswer when it is no NZB file or names no files, and what an indexer's error document says."""
    root = xml.parse(content, tolerant=True)
    _newznab.raise_error(root, has_key=True)
    name = str(root.tag).rpartition("}")[2]
    if name.lower() != "nzb":
        raise BadAnswer(f"It is no NZB file: it begins with <{name}>")
    if not any(str(child.tag).rpartition("}")[2].lower() == "file" for child in root):
        raise BadAnswer("The NZB file names no files")
