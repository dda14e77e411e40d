"""Reads JSON of strangers."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from cinearr.kit.errors import BadAnswer

T = TypeVar("T")


def decode(content: bytes, kind: type[T], what: str, *, strict: bool = True) -> T:
    """The value in an answer, of this type; `what` begins the sentence when it cannot be read. Raises BadAnswer.

    Not `strict`: a number may come as text and the like. A byte order mark is passed over, and U+0000, which no text of
    the database can hold, becomes U+FFFD.
    """
    content = content.removeprefix(b"\xef\xbb\xbf").replace(b"\\u0000", b"\\ufffd")
    try:
        return msgspec.json.decode(content, type=kind, strict=strict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadAnswer(f"{what} cannot be read: {error}") from error
