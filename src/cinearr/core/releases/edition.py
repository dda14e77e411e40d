"""Edition words of a release name: `Extended Directors Cut`, `IMAX`, `50th Anniversary Edition`."""

from __future__ import annotations

import re
from typing import Final

# A word that alone, or with one of _KINDS behind, tells of an edition.
_LEADING: Final = r"(?:recut|extended|ultimate)"
_MAIN: Final = (
    r"(?:director.?s|collector.?s|theatrical|ultimate|extended|despecialized|recut|\d{2,3}(?:th)?.anniversary"
    r"|(?:special|rouge|final|assembly|imperial|diamond|signature|hunter|rekall)(?=.(?:cut|edition|version)))"
)
_KINDS: Final = r"(?:cut|edition|version)"
_MARKS: Final = r"(?:uncensored|remastered|restored|unrated|uncut|open.?matte|imax|fan.?edit)"
_EDITION: Final = re.compile(
    rf"(?:(?<=\W)|^)(?:(?:{_LEADING}.)?{_MAIN}(?:.{_KINDS})?(?:.(?:extended|{_MARKS}))?|{_MARKS}|[234]in1)(?=\W|$)",
    re.IGNORECASE,
)
# Every edition holds one of these, so a name without any need not be searched.
_HINT: Final = re.compile(
    r"cut|edit|exten|ultim|direc|colle|theat|despec|anniv|versi|uncens|master|restor|rated|matte|imax|[234]in1",
    re.IGNORECASE,
)


def parse_edition(text: str) -> str:
    """The first edition named in a text, with spaces between its words; "" when there is none."""
    if not _HINT.search(text):
        return ""
    found = _EDITION.search(text)
    return tidy_edition(found[0]) if found else ""


def edition_before(text: str, years: list[int]) -> tuple[int, int, int] | None:
    """The place of an edition that stands right before one of the years (their positions): start, end and that year's.

    At most a bracket and a separator or two may lie between, so that a word of the title is not taken for an edition.
    """
    if not _HINT.search(text):
        return None
    for found in _EDITION.finditer(text, 1):
        for year in years:
            if 0 < year - found.end() <= 3:
                return found.start(), found.end(), year
    return None


def tidy_edition(text: str) -> str:
    """An edition as it is shown: spaces for dots."""
    return text.replace(".", " ").strip()
