"""Paths as the client's machine names them, turned into ours: remote path mappings. Windows paths are understood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from cinearr.features.download_clients.contract import Item

_WINDOWS = re.compile(r"^(?:[A-Za-z]:(?:[\\/]|$)|\\\\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """On `host`, what lies below `remote_path` is ours below `local_path`."""

    host: str
    remote_path: str
    local_path: str


def is_windows(path: str) -> bool:
    """`C:\\…` or `\\\\server\\…`."""
    return bool(_WINDOWS.match(path))


def normalize(path: str) -> str:
    """A folder as mappings keep it: trimmed, one kind of separator, one at the end."""
    path = path.strip()
    if is_windows(path):
        return path.replace("/", "\\").rstrip("\\") + "\\"
    return path.rstrip("/") + "/"


def to_local(mappings: Iterable[Mapping], host: str, remote_path: str) -> str:
    """The path here of a path there; unchanged when no mapping of the host covers it. The longest mapping wins."""
    found = [(m.remote_path, m.local_path) for m in mappings if m.host.lower() == host.lower()]
    return _rebase(found, remote_path)


def to_remote(mappings: Iterable[Mapping], host: str, local_path: str) -> str:
    """The path there of a path here."""
    found = [(m.local_path, m.remote_path) for m in mappings if m.host.lower() == host.lower()]
    return _rebase(found, local_path)


def map_item(item: Item, mappings: Iterable[Mapping], host: str) -> Item:
    """The item with its output path as it is here."""
    if item.output_path is None:
        return item
    return replace(item, output_path=PurePosixPath(to_local(mappings, host, str(item.output_path))))


def _rebase(pairs: Iterable[tuple[str, str]], path: str) -> str:
    for source, target in sorted(pairs, key=lambda pair: len(pair[0]), reverse=True):
        rest = _below(path, normalize(source))
        if rest is not None:
            separator = "\\" if is_windows(target) else "/"
            return (normalize(target) + separator.join(rest)) if rest else normalize(target).rstrip("\\/") or "/"
    return path


def _below(path: str, folder: str) -> list[str] | None:
    """The parts of `path` below `folder`; None when it lies elsewhere. Windows does not tell letter case apart."""
    whole = normalize(path)
    if is_windows(folder):
        if not whole.lower().startswith(folder.lower()):
            return None
    elif not whole.startswith(folder):
        return None
    return [part for part in re.split(r"[\\/]" if is_windows(folder) else "/", whole[len(folder) :]) if part]
