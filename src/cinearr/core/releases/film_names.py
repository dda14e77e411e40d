"""Names that are known to be of a film: files and folders of a library, what a person picked by hand.

The parser of offers refuses a name without a year, since in a feed of everything it may be a series, and reads only what is
certain. Here there is no such doubt, so more is read: a title that ends at the first technical word, a group without its
hyphen, codes of languages, sloppy edition words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from cinearr.core import languages
from cinearr.core.languages import Language
from cinearr.core.releases.group_parser import group_of
from cinearr.core.releases.language_parser import parse_languages
from cinearr.core.releases.model import ParsedRelease
from cinearr.core.releases.names import LONGEST, is_hashed, split_extension, without_site
from cinearr.core.releases.parser import parse_title
from cinearr.core.releases.quality_parser import parse_quality
from cinearr.core.releases.title_parser import tidy_title

_YEAR: Final = r"(?:19|20)\d\d"
_SERIES: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:s\d{1,2}(?:[-_. ]?e\d+)?|\d{1,2}x\d{2,3}|season[-_. ]?\d+)(?![A-Za-z0-9])", re.IGNORECASE
)
# The first of these words ends a title that no year ends.
_TECHNICAL: Final = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:
        # picture
        \d{3,4}[pi] | \d{3,4}\s?[x*]\s?\d{3,4} | [xh][-. ]?26[45] | hevc | avc | xvid(?:hd)? | (?:dv)?divx | av1 | vp9 | mpe?g2
      | \d{1,2}[-. ]?bits? | hdr(?:10\+?)? | dovi | hfr | sdr | 4k | 3d | h?sbs | hou | half-?(?:ou|sbs) | vr[-_. ]180 | pal | ntsc
        # source
      | m?blu-?ray | b[dr]-?(?:rip|remux)(?:mux)? | uhd(?:remux|bd|rip)? | remux | bd(?=[ -]?\d{3,4}p) | hd-?dvd(?:rip)?
      | dvd(?:[-. ]?(?:rip|scr|r|[59]))? | web[-. ]?(?:dl(?:rip)?|rip|hd|mux|cap) | (?-i:WEB) | [hps]dtv(?:rip)? | tvrip | satrip
      | dvb | ld-?rip | laserdisc | hd-?(?:cam|ts|tc) | hdrip | cam(?:rip|hd)? | telesync | telecine | scr | screener | workprint
      | r5 | vhs(?:rip)? | pdvd | (?-i:TS|TC|HC|LD|MD)
        # sound
      | dts(?:-?hd)? | ac-?3 | e-?ac-?3 | aac | ddp?\+?[257]\.\d | truehd | atmos | flac | opus(?=[-_. ]\d)
        # language
      | multi | dual[-. ]audio | vost(?:fr)? | true[-. ]?french | french | german | swissgerman | italian | ita | vf[fqi] | nordic
      | lektor
        # edition and handling
      | proper | repack | rerip | internal | limited | read[-. ]?nfo | unrated | uncut | remaster(?:ed)? | restored | extended
      | theatrical | imax | edition[-_. ]collector | (?-i:SE|DC|OM) | custom | complete | docu?
      | (?:ultimate|special|final|collector'?s?|criterion|anniversary|director'?s?)[-_. ](?:cut|edition|collection)
      | vol(?:ume)?[-_. ]?\d+
    )(?![A-Za-z0-9])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LEADING: Final = re.compile(
    rf"""
    (?:
        \[(?P<boxed>[^\]]*)\][-_. ]*
      | \(\d+\)\s*
      | \d\d\.\d\d\.\d\d\.
      | [xh]26[45] (?:[-_. ]+hevc)? [-_. ]+
      | video_ts[-_. ]+
      | \(?(?P<year>{_YEAR})\)?[-_. ]+
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Scene files are named `group-the.title` in small letters.
_SCENE_FILE: Final = re.compile(r"(?P<group>[a-z0-9]+)-(?=[a-z0-9]+(?:\.[a-z0-9]+){2})")
_ARABIC: Final = re.compile(r"^[^A-Za-z]*[\u0600-\u06ff\u3040-\u9fff][^A-Za-z]*(?=[A-Za-z])")
_BEHIND: Final = re.compile(r"\s*\((?![^)]*\bpart\b)[^()]*\)$", re.IGNORECASE)
_NAMED_GROUP: Final = re.compile(
    r"""
      (?:\bby[ .]|\s-\s*)(?P<named>[A-Za-z][A-Za-z0-9@]+)\s*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LAST_WORD: Final = re.compile(r"[-_. ](?P<word>[A-Za-z][A-Za-z0-9]{2,})$")
_NO_GROUP: Final = re.compile(
    r"(?:atmos|truehd|hevc|avc|subs?|esubs?|multisubs?|dubbed|dub|mkv|mp4|x26[45]|h26[45]|xvid|divx|dts(?:hd)?|aac|ac3|flac|bluray|web"
    r"|webrip|hdtv|dvd|dvdrip|bdrip|brrip|remux|hdr|hdr10|uhd|pal|ntsc|iso|proper|repack|english|eng|ita|lat|lati|rus|audios?|dual"
    r"|[2-9]ch|nfo|zip|torrent|srt|avi|kbps|mb|gb|sub|extended|edition|cut|complete|multi|uncut|gratis|fps|rip|hin|hindi|only)",
    re.IGNORECASE,
)
_EDITIONS: Final = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:
        (?:director|rogue|snyder|ulysses|whedon|ultimate|final|extended|collector)'?s?[-_. ](?:cut|edition)
      | edition[-_. ](?:collector|ultimate) | extended | unrated | uncut | imax(?:[-_. ]edition)? | remaster(?:ed)? | restored
      | theatrical | (?:\d+th[-_. ])?anniversary[-_. ]edition | criterion | (?-i:DC|SE)
    )(?![A-Za-z0-9])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SPELLED: Final = {"DC": "Director's Cut", "SE": "Special Edition"}
# Longer cuts that go by a name.
_NAMED_CUTS: Final = ("rogue", "snyder", "ulysses", "whedon")
_CODES: Final = re.compile(
    r"""
      (?<![A-Za-z0-9]) (?-i:(FI|RO|NL|FR|IT|DE|ES|SE|NO|DK|PT|HU|GR|TR)) (?=[-_. \])]|$)
    | (?<![A-Za-z0-9]) (hin|tam|tha|lati|dual[-_. ]lat|portugues) (?![A-Za-z])
    | (国语|国配|中字)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LANGUAGE_OF: Final = {
    "fi": "Finnish",
    "ro": "Romanian",
    "nl": "Dutch",
    "fr": "French",
    "it": "Italian",
    "de": "German",
    "es": "Spanish",
    "se": "Swedish",
    "no": "Norwegian",
    "dk": "Danish",
    "pt": "Portuguese",
    "hu": "Hungarian",
    "gr": "Greek",
    "tr": "Turkish",
    "hin": "Hindi",
    "tam": "Tamil",
    "tha": "Thai",
    "lati": "Spanish (Latino)",
    "portugues": "Portuguese",
    "国语": "Chinese",
    "国配": "Chinese",
    "中字": "Chinese",
}


def parse_film_name(name: str, *, is_dir: bool = False) -> ParsedRelease | None:
    """What a name says that is known to be of a film; None for a digest or a series' episode. Never raises."""
    if not name or len(name) > LONGEST:
        return None
    certain = parse_title(name, is_dir=is_dir)
    stem = name if is_dir else split_extension(name)[0]
    if is_hashed(stem) or (certain is None and _SERIES.search(stem)):
        return None
    stem = without_site(stem)
    title, year, behind = _title(stem)
    if certain is not None:
        year = certain.year
        title, behind = _shorter(certain, title, stem), certain.simple_title
    if not title:
        return certain
    found = certain or _uncertain(name, is_dir=is_dir)
    return replace(
        found,
        titles=(title, *found.titles[1:]) if certain else (title,),
        year=year,
        edition=_edition(behind, found.edition),
        languages=_languages(behind, found.languages),
        release_group=found.release_group or _group(stem, behind),
    )


def _uncertain(name: str, *, is_dir: bool) -> ParsedRelease:
    quality = parse_quality(name)
    return ParsedRelease(
        release_title=name,
        titles=(),
        quality=quality.quality,
        source_detection=quality.source_detection,
        resolution_detection=quality.resolution_detection,
        revision_detection=quality.revision_detection,
        release_group=group_of(without_site(name if is_dir else split_extension(name)[0])),
    )


def _title(stem: str) -> tuple[str, int, str]:
    """Title, year (0: none) and what stands behind, of a name whose year does not end its title."""
    start, year = 0, 0
    while found := _LEADING.match(stem, start):
        if found["boxed"] is not None and start == 0 and (inner := re.match(rf"(.+?)[ .]({_YEAR})$", found["boxed"])):
            return tidy_title(inner[1]), int(inner[2]), stem[found.end() :]
        if found["year"] and _TECHNICAL.match(stem, found.end()):
            break
        year = int(found["year"]) if found["year"] else year
        start = found.end()
    marked = _TECHNICAL.search(stem, start + 1)
    end = marked.start() if marked else len(stem)
    boxed = re.search(r"\s*\[", stem[start:end])
    if boxed and boxed.start() > 0:
        end = start + boxed.start()
    title = tidy_title(stem[start:end].rstrip("-_. ([{"))
    return _BEHIND.sub("", title).strip(" -"), year, stem[end:]


def _shorter(certain: ParsedRelease, title: str, stem: str) -> str:
    """The certain title, ended at a technical word that slipped into it, without what belongs to the uploader."""
    text = certain.further_titles[0] if certain.further_titles else certain.title
    if foreign := _ARABIC.match(text):
        text = text[foreign.end() :]
    text = re.sub(r"^(?:\(\d+\)|\d\d \d\d \d\d )\s*", "", text)
    if prefix := _SCENE_FILE.match(stem):
        text = text.removeprefix(prefix["group"] + "-")
    marked = _TECHNICAL.search(text, 1)
    if marked and not _keeps(text, marked):
        text = text[: marked.start()].rstrip("-_. ([{")
    parts = [part for part in text.split(" / ") if part]
    latin = [part for part in parts if part.isascii()]
    if len(parts) > 1 and latin:
        text = latin[0]
    return _BEHIND.sub("", text).strip() or certain.title


def _keeps(text: str, marked: re.Match[str]) -> bool:
    """A lower-case or capitalised word in the midst of a title is a word of it (`A Very Harold & Kumar 3D Christmas`)."""
    following = text[marked.end() :].strip()
    return bool(following) and not _TECHNICAL.match(following)


def _edition(behind: str, known: str) -> str:
    words = [known] if known else []
    for found in _EDITIONS.finditer(behind):
        word = _SPELLED.get(found[0].upper().replace(".", " "), found[0].replace(".", " ").replace("_", " "))
        if word.lower().startswith(_NAMED_CUTS):
            word = f"Extended {word}"
        if word.lower() not in known.lower():
            words.append(word)
    return " ".join(words)


def _languages(behind: str, known: tuple[Language, ...]) -> tuple[Language, ...]:
    found = dict.fromkeys([*known, *parse_languages(behind)])
    for code in _CODES.finditer(behind):
        key = code[0].lower()
        key = "lati" if key.startswith("dual") else key
        found[languages.BY_NAME[_LANGUAGE_OF[key].lower()]] = None
    if len(found) > 1:
        found.pop(languages.UNKNOWN, None)
    return tuple(found)


def _group(stem: str, behind: str) -> str | None:
    if (named := _NAMED_GROUP.search(stem)) and named["named"] and not _NO_GROUP.fullmatch(named["named"]):
        return named["named"]
    if prefix := _SCENE_FILE.match(stem):
        return prefix["group"]
    last = _LAST_WORD.search(behind)
    if last and not _NO_GROUP.fullmatch(last["word"]) and _TECHNICAL.search(behind):
        return last["word"]
    return None
