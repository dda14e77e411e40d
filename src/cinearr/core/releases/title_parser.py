"""Where the title of the film lies in a release name, its year and the edition beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cinearr.core.releases.edition import edition_before, tidy_edition
from cinearr.core.releases.titles import FRACTIONS

_YEAR: Final = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?=[\W_]|$)(?!\W?(?:1[89]|20)\d\d(?!\d))", re.IGNORECASE)
_GERMAN: Final = re.compile(r"[\W_](?P<word>(?<!Good.)(?<!The.)(?:German|TrueFrench))(?=[\W_]|$)", re.IGNORECASE)
_ANY_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_TECHNICAL: Final = re.compile(
    r"[-_. (\[]+(?:\d{3,4}[pi]|\d{3,4}x\d{3,4}|[xh][-. ]?26[45]|hevc|xvid|(?:8|10|12)[-_. ]?bits?)(?=[\W_]|$)",
    re.IGNORECASE,
)
_FANSUB_END: Final = re.compile(
    r"\[|\((?=[^)]*(?:\d{3,4}[pix]|\bbd\b|dvd|web|hdtv))|(?:(?<=\d)|(?<=[-_. ]))v\d(?=[-_. \[(])", re.IGNORECASE
)
_CRC: Final = re.compile(r"\[[0-9A-F]{8}\]", re.IGNORECASE)
_FOLDER: Final = re.compile(r"\(((?:1[89]|20)\d\d)\)\s*(?=\S)")
_AKA: Final = re.compile(r"(?<=.)\s+(?:\(?AKA|/)\s+", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_MAKERS: Final = re.compile(r"\s*\([^()]*\0[^()]*\)$")
_AKA_DOTTED: Final = re.compile(r"\bA\.K\.A\b(?:\.(?=\s|$))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """A title as it stands in a name from `start` to `end`, and what stood beside it. `year` is 0 for none."""

    start: int
    end: int
    year: int = 0
    edition: str = ""
    # Where the title ends when a year in it is read as a part of it (`Blade Runner 2049 (2017)`); 0: no such reading.
    further_end: int = 0


def find_title(name: str, start: int, *, is_dir: bool = False, signed: bool = False) -> FoundTitle | None:
    """The title in a name from `start` on; None when nothing shows where it ends."""
    return (
        _before_german(name, start)
        or _before_year(name, start)
        or (_behind_year(name, start) if is_dir else None)
        or (_fansub(name, start) if signed else None)
    )


def _before_german(name: str, start: int) -> FoundTitle | None:
    """A title without a year before it ends at the word German or TrueFrench, which film titles seldom hold."""
    found = _GERMAN.search(name, start + 1)
    if found is None or name[start] in "([" or _ANY_YEAR.search(name, start, found.start()):
        return None
    end, edition = found.start(), ""
    before = edition_before(name, [found.start("word")])
    if before and before[0] > start:
        end, edition = before[0], tidy_edition(name[before[0] : before[1]])
    end = _title_end(name, start, end)
    if end <= start:
        return None
    year = 0
    for candidate in _YEAR.finditer(name, found.end()):
        year = int(candidate[0])
        break
    return FoundTitle(start, end, year, edition)


def _before_year(name: str, start: int) -> FoundTitle | None:
    years = [found for found in _YEAR.finditer(name, start + 1) if not name.startswith("]", found.end())]
    if years and name[start] not in "([":
        before = edition_before(name, [found.start() for found in years])
        if before and before[0] > start:
            end = _title_end(name, start, before[0])
            if end > start:
                year = int(name[before[2] : before[2] + 4])
                return FoundTitle(start, end, year, tidy_edition(name[before[0] : before[1]]))
    if boxed := (None if years and name[start] not in "([" else _boxed_year(name, start)):
        return boxed
    for at, first in enumerate(years):
        last = first
        for following in years[at + 1 :]:
            if name[last.end() : following.start()].strip(_BETWEEN_YEARS):
                break
            last = following
        end = _title_end(name, start, first.start())
        if end > start:
            further = _title_end(name, start, last.start()) if last is not first else 0
            return FoundTitle(start, end, int(last[0]), further_end=further)
    return None


def _boxed_year(name: str, start: int) -> FoundTitle | None:
    """A title before a year in square brackets: `Title [1956]`, or `Title [Director 1956]`."""
    if name[start] == "[":
        return None
    for found in _YEAR.finditer(name, start + 1):
        if name.startswith("]", found.end()):
            end = _title_end(name, start, found.start())
            if end > start:
                return FoundTitle(start, end, int(found[0]))
    return None


def _behind_year(name: str, start: int) -> FoundTitle | None:
    """A folder named `(1995) Title`."""
    found = _FOLDER.match(name, start)
    return FoundTitle(found.end(), len(name), int(found[1])) if found else None


def _fansub(name: str, start: int) -> FoundTitle | None:
    """A title of a group of animation: no year, but a checksum at the end, and the title up to the first bracket."""
    at = checksum_at(name)
    stop = _FANSUB_END.search(name, start + 1, at) if at > start else None
    if stop is None:
        return None
    end = _title_end(name, start, stop.start())
    return FoundTitle(start, end) if end > start else None


def checksum_at(name: str) -> int:
    """The place of the last checksum in brackets, `[0123ABCD]`; -1 for none."""
    found = -1
    for checksum in _CRC.finditer(name):
        found = checksum.start()
    return found


def _title_end(name: str, start: int, stop: int) -> int:
    """Where a title that stops before `stop` really ends: not in separators, a bracket left open, or technical words."""
    technical = _TECHNICAL.search(name, start + 1, stop)
    if technical:
        stop = technical.start()
    end = len(name[:stop].rstrip(_SEPARATORS))
    opened = _left_open(name, start, end)
    if opened > start:
        end = len(name[:opened].rstrip(_SEPARATORS))
    return end


# What may lie between two years of which the first belongs to the title or the second is that of the film.
_BETWEEN_YEARS: Final = "-_. ("
# What a title does not end in: everything that is no letter or digit but closing brackets and exclamation marks.
_SEPARATORS: Final = (
    "".join(c for c in map(chr, range(0x20, 0x2100)) if not (c.isalnum() or c in ")[!(")) + FRACTIONS + "(�"
)


def _left_open(name: str, start: int, end: int) -> int:
    """The place of the first bracket that is opened and not closed, -1 when there is none."""
    opened: list[int] = []
    for at in range(start, end):
        letter = name[at]
        if letter in "([":
            opened.append(at)
        elif letter in ")]" and opened:
            opened.pop()
    return opened[0] if opened else -1


def titles_of(text: str) -> tuple[str, ...]:
    """The titles a part of a name spells: the whole first, then the parts of `One AKA Another` or `One / Another`."""
    title = tidy_title(_AKA_DOTTED.sub("AKA", text))
    if not title:
        return ()
    parts = [_without_makers(part) for part in _AKA.split(_BRACKETED.sub(_hide_slashes, title))]
    parts = [part for part in parts if part]
    return (title, *parts) if len(parts) > 1 else (title,)


def _hide_slashes(bracketed: re.Match[str]) -> str:
    return bracketed[0].replace("/", "\0")


def _without_makers(part: str) -> str:
    """A part of a title without brackets around it or left over, and without those that name people in two languages."""
    part = _MAKERS.sub("", part).replace("\0", "/").strip()
    return part.strip(" ()") if part.count("(") != part.count(")") else part


def tidy_title(text: str) -> str:
    """A title with spaces for dots and underscores; single letters keep their dots (`R.I.P.D.`, `L.A. Confidential`)."""
    text = text.replace("_", " ").strip()
    if "." not in text:
        return text
    parts = text.split(".")
    out: list[str] = []
    initials = False
    for at, part in enumerate(parts):
        following = parts[at + 1] if at + 1 < len(parts) else ""
        single = len(part) == 1 and not part.isdigit()
        if single and (
            part.lower() != "a"
            or initials
            or (len(following) == 1 and following.lower() != "a" and not following.isdigit())
        ):
            if at == len(parts) - 1 and not initials:
                out.append(part)
            else:
                out.append(part + ".")
            initials = True
            continue
        if initials:
            out.append(" ")
        initials = False
        out.append(part + ". " if part.lower() == "dr" else part + " ")
    return "".join(out).strip()
