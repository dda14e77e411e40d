"""Burnt-in subtitles, which a release name betrays by a word such as `KORSUB` or `HC`."""

from __future__ import annotations

import re
from typing import Final

_SUBTITLED: Final = re.compile(r"(?:\b|_)(\w+(?<!soft)(?<!horrible)(?<!multi)subs?)\b", re.IGNORECASE)
_GENERIC: Final = re.compile(r"(?:\b|_)(?:hc|subbed)\b", re.IGNORECASE)
GENERIC: Final = "Generic Hardcoded Subs"


def parse_hardcoded_subs(text: str) -> str | None:
    """The word that tells of burnt-in subtitles, or None."""
    low = text.lower()
    if "sub" in low:
        words = [found[1] for found in _SUBTITLED.finditer(text)]
        if words:
            return words[-1]
    elif "hc" not in low:
        return None
    return GENERIC if _GENERIC.search(text) else None
