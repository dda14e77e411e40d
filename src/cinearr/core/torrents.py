"""What a torrent file or magnet link says about itself: its info hash and whether its names stay in their folder."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

_MAX_DEPTH = 64  # of nested lists and dictionaries; real torrents need five
_MAX_FILES = 100_000
_MAX_SIZE = 2**62
# A separator, an end of text, or a drive: what no single name of a path may hold.
_LEADS_OUT = re.compile(r"[/\\\0]|^[A-Za-z]:")
_NUMBER = re.compile(rb"-?\d{1,20}")
_V1 = re.compile(r"urn:btih:([0-9a-fA-F]{40}|[A-Za-z2-7]{32})$")
_V2 = re.compile(r"urn:btmh:1220([0-9a-fA-F]{64})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TorrentFile:
    """A torrent file, read. `info_hash` is upper case; `files` are the paths as they stand in the file, in parts."""

    info_hash: str
    name: str
    is_private: bool
    total_size: int
    files: tuple[tuple[str, ...], ...]


def read_torrent(content: bytes) -> TorrentFile:
    """Read a torrent file. Raises ValueError with a sentence when it is none."""
    reader = _Reader(content)
    try:
        top = reader.whole()
    except ValueError:
        raise ValueError("The torrent file cannot be read") from None
    if not isinstance(top, dict) or not isinstance(top.get(b"info"), dict):
        raise ValueError("The torrent file cannot be read")
    info = top[b"info"]
    start, end = reader.info_span
    sizes, files = _files(info)
    if not files or len(files) > _MAX_FILES or any(size < 0 for size in sizes):
        raise ValueError("The torrent file lists no files, too many, or some of impossible size")
    return TorrentFile(
        info_hash=_hash(info, content[start:end]),
        name=_text(info.get(b"name.utf-8") or info.get(b"name") or b""),
        is_private=info.get(b"private") == 1,
        total_size=sum(sizes),
        files=files,
    )


def magnet_info_hash(magnet: str) -> str | None:
    """Upper case hexadecimal info hash of a magnet link, None when it carries none.

    Version 1 hashes come as 40 hexadecimal or 32 base32 characters; of a version 2 hash the first 40 count, as
    clients list it.
    """
    topics = _query(magnet).get("xt", [])
    for topic in topics:
        if found := _V1.match(topic):
            text = found.group(1)
            try:
                return text.upper() if len(text) == 40 else base64.b32decode(text.upper()).hex().upper()
            except binascii.Error:
                continue
    for topic in topics:
        if found := _V2.match(topic):
            return found.group(1)[:40].upper()
    return None


def magnet_trackers(magnet: str) -> tuple[str, ...]:
    """The trackers a magnet link names."""
    return tuple(_query(magnet).get("tr", []))


def _query(magnet: str) -> dict[str, list[str]]:
    try:
        return parse_qs(urlsplit(magnet).query, max_num_fields=10_000)
    except ValueError:
        return {}


def climbing_name(torrent: TorrentFile) -> str | None:
    """The first name that leads out of the torrent's folder, None when all stay inside.

    Clients repair such names each in their own way; a torrent that tries is hostile and not worth the risk.
    """
    for parts in ((torrent.name,), *torrent.files):
        if not parts or any(part in ("", ".", "..") or _LEADS_OUT.search(part) for part in parts):
            return "/".join(parts)
    return None


def _hash(info: dict[bytes, Any], raw: bytes) -> str:
    if info.get(b"meta version") == 2 and b"pieces" not in info:
        return hashlib.sha256(raw).hexdigest()[:40].upper()
    return hashlib.sha1(raw, usedforsecurity=False).hexdigest().upper()


def _files(info: dict[bytes, Any]) -> tuple[list[int], tuple[tuple[str, ...], ...]]:
    if b"files" in info:
        listed = info[b"files"] if isinstance(info[b"files"], list) else []
        entries = [entry for entry in listed if isinstance(entry, dict)]
        return [_size(entry) for entry in entries], tuple(path for entry in entries for path in _paths(entry))
    if isinstance(tree := info.get(b"file tree"), dict):
        found = list(_leaves(tree, ()))
        return [size for size, _ in found], tuple(path for _, path in found)
    return [_size(info)], ((_text(info.get(b"name") or b""),),)


def _paths(entry: dict[bytes, Any]) -> Iterator[tuple[str, ...]]:
    """A client may go by either of two paths, and a link leads to a third."""
    given = [entry[key] for key in (b"path.utf-8", b"path", b"symlink path") if key in entry]
    yield from dict.fromkeys(tuple(map(_text, path)) if isinstance(path, list) else () for path in given or [[]])


def _leaves(tree: dict[bytes, Any], above: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for name, below in tree.items():
        if name == b"" and isinstance(below, dict):
            yield _size(below), above
        elif isinstance(below, dict):
            yield from _leaves(below, (*above, _text(name)))


def _size(entry: dict[bytes, Any]) -> int:
    size = entry.get(b"length", 0)
    return size if isinstance(size, int) and size <= _MAX_SIZE else -1


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


class _Reader:
    """Bencoding, read in one pass; remembers where the info dictionary stands, for its hash is over those bytes."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0
        self.info_span = (0, 0)

    def whole(self) -> Any:
        """The value, if nothing but blanks follows it."""
        value = self.value(0)
        if self._content[self._at :].strip():
            raise ValueError("goes on after its end")
        return value

    def value(self, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise ValueError("nested too deep")
        match self._content[self._at : self._at + 1]:
            case b"d":
                return self._dictionary(depth)
            case b"l":
                return self._list(depth)
            case b"i":
                return self._number(b"e", self._at + 1)
            case _:
                length = self._number(b":", self._at)
                if length < 0 or self._at + length > len(self._content):
                    raise ValueError("text ends early")
                self._at += length
                return self._content[self._at - length : self._at]

    def _number(self, end: bytes, start: int) -> int:
        stop = self._content.index(end, start, start + 24)
        digits = self._content[start:stop]
        if not _NUMBER.fullmatch(digits):
            raise ValueError("no number")
        self._at = stop + 1
        return int(digits)

    def _list(self, depth: int) -> list[Any]:
        self._at += 1
        found = []
        while self._content[self._at : self._at + 1] != b"e":
            found.append(self.value(depth + 1))
        self._at += 1
        return found

    def _dictionary(self, depth: int) -> dict[bytes, Any]:
        self._at += 1
        found: dict[bytes, Any] = {}
        while self._content[self._at : self._at + 1] != b"e":
            key = self.value(depth + 1)
            if not isinstance(key, bytes) or key in found:
                raise ValueError("a key is no text or stands there twice")
            start = self._at
            found[key] = self.value(depth + 1)
            if depth == 0 and key == b"info":
                self.info_span = (start, self._at)
        self._at += 1
        return found
