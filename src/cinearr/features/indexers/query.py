"""Turns a film's title into words an indexer can find."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ARTICLE: Final = re.compile(r"^the\s+(?=\S)", re.IGNORECASE)
_LEFT_OUT: Final = re.compile(r"['.`´‘’ʼ]")
_OTHER: Final = re.compile(r"\W+")


def search_words(title: str) -> str:
    """The title without leading article, punctuation and accents: `The Office's P.D. & Co` → `Offices PD and Co`."""
    text = _ARTICLE.sub("", title.strip()).replace("&", " and ")
    text = _OTHER.sub(" ", _LEFT_OUT.sub("", text))
    return " ".join("".join(map(_folded, unicodedata.normalize("NFC", text))).split())


def _folded(letter: str) -> str:
    """A Latin letter without its marks. Those of other scripts belong to the letter (й, が) and stay."""
    parts = unicodedata.normalize("NFKD", letter)
    if parts[0] > "\u024f":
        return letter
    return "".join(part for part in parts if not unicodedata.combining(part))
