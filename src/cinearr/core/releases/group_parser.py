"""The group that made a release: behind the last hyphen, in brackets at the end or in front, or one that is known to stand bare."""

from __future__ import annotations

import re
from typing import Final

from cinearr.core.releases.names import LONGEST, split_extension, subgroup, without_site

# Groups whose names do not follow the rule, as people who watch them have learnt.
_BARE: Final = (
    "YTS.MX", "YTS.LT", "YTS.AG", "YTS.AM", "YTS", "YIFY", "D-Z0N3", "KRaLiMaRKo", "Eml HDTeam", "BEN THE MEN", "BEN.THE.MEN",
    "BEN_THE_MEN", "LMain", "DarQ", "126811", "HQMUX", "VARYG", "TAoE", "QxR", "TMd", "BluDragon", "ZØNEHD", "Koten_Gars", "E.N.D",
    "VH-PROD", "FTW-HS", "DX-TV", "Blu-bits", "-ZR-",
)  # fmt: skip
# Encoders who sign before a closing bracket.
_SIGNED: Final = (
    "Tigole", "Joy", "Silence", "Vyndros", "FreetheFish", "Anna", "Bandi", "Ghost", "Kappa", "MONOLITH", "Qman", "RZeroX", "SAMPA",
    "theincognito", "t3nzin", "afm72", "r00t", "Garshasp", "Natty", "RCVR", "YOGI", "Panda", "ImE", "UTR", "EDGE2020", "ADC", "DHD",
    "SEV", "XZVN", "DusIctv", "HDO", "RH", "HONE", "Kametsu", "CtrlHD", "Anime Time", "Project Angel", "Hakata Ramen",
)  # fmt: skip
_KNOWN: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, _BARE))})(?![A-Za-z0-9])"
    rf"|(?<=[\[( .-])(?:{'|'.join(map(re.escape, _SIGNED))})(?=[)\]])",
    re.IGNORECASE,
)
# Most names hold none of them, and looking for plain words is quick.
_HINTS: Final = tuple(name.lower() for name in (*_BARE, *_SIGNED))
_CANDIDATE: Final = re.compile(
    r"-([a-z0-9]+(?:-[a-z0-9]+)?)(?=\W|_|$)|(?<=[-._ ])\[([a-z0-9]+)\]$",
    re.IGNORECASE,
)
# What stands behind a hyphen as a part of something else.
_LANGUAGE: Final = r"(?:eng?|ita?|fra?|fre|ger|deu?|spa|esp?|cat|rus?|ukr|hin|tam|tel|mal|kor|jap|jpn|pol?|por|cze|hun)"
_NO_GROUP: Final = re.compile(
    r"(?:web-(?:dl|rip|dlrip|hdrip)|blu-ray|micro-hd|dts-(?:hd|x|ma|es)|true-hd|e-ac3|hd-?(?:cam|ts|tc)|\d+-bit|\d{4}-\d{2}"
    rf"|{_LANGUAGE}-{_LANGUAGE}|lc-aac)\Z",
    re.IGNORECASE,
)
# Words that are no name: what a film is made of is told in brackets and behind hyphens too.
_NO_NAME: Final = re.compile(
    r"(?:bluray|web)?\d{3,4}[pi]|dvd|dvdr|dvdrip.*|bluray|bdrip|web|webrip|hdtv|aac|avc|hevc|x26[45]|h26[45]|\d+bits?|remux|subs?"
    rf"|{_LANGUAGE}(?:-{_LANGUAGE})+",
    re.IGNORECASE,
)
_RESOLUTION: Final = re.compile(r"(?:480|576|720|1080|2160)[pi]", re.IGNORECASE)
_TECHNICAL: Final = re.compile(r"\d{3,4}[pi]|[xh]26[45]|hevc", re.IGNORECASE)
_REPOSTED: Final = re.compile(
    r"(?:-(?:rp|1|nzbgeek|obfuscated|obfuscation|scrambled|sample|pre|postbot|xpost|rakuv[a-z0-9]*|whiterev|buymore|asrequested"
    r"|alternativetorequested|gerov|z0ids3n|chamele0n|4p|4planet|altezachen|repackpost))+$",
    re.IGNORECASE,
)
# A group of its own as well, when no other is named.
_BOTH: Final = re.compile(r"-nzbgeek$", re.IGNORECASE)
_CRC: Final = re.compile(r"[0-9A-F]{8}", re.IGNORECASE)


def parse_release_group(name: str) -> str | None:
    """The group named in a release or file name; None when there is none."""
    stem, _ = split_extension(name[:LONGEST].strip().replace("\\", "/").rpartition("/")[2])
    return group_of(without_site(stem))


def group_of(stem: str) -> str | None:
    """The group of a name that has lost its extension and its site marks."""
    if known := _known(stem):
        return known
    if (signed := subgroup(stem)) and not _TECHNICAL.search(signed[1]):
        return signed[1]
    text = _REPOSTED.sub("", stem)
    if text != stem and _BOTH.search(stem) and not _CANDIDATE.search(text):
        text = stem
    group = _last_candidate(text)
    return None if group is None or group.replace("-", "").isdigit() or _CRC.fullmatch(group) else group


def _last_candidate(text: str) -> str | None:
    """The last word behind a hyphen or in a closing bracket that may be a name; never one before the last resolution."""
    resolutions = [found.end() for found in _RESOLUTION.finditer(text)]
    from_here = resolutions[-1] if resolutions else 0
    candidate: str | None = None
    at = 0
    while found := _CANDIDATE.search(text, at):
        at = found.end()
        word = found[1] or found[2]
        if found[1]:
            first_end = found.start(1) + len(word.partition("-")[0])
            if first_end <= from_here or _NO_GROUP.search(text, max(0, first_end - 12), first_end):
                at = first_end  # the word behind the next hyphen may be one
                continue
        if not _NO_NAME.fullmatch(word):
            candidate = word
    return candidate


def _known(stem: str) -> str | None:
    low = stem.lower()
    if not any(hint in low for hint in _HINTS):
        return None
    last = None
    for last in _KNOWN.finditer(stem):  # noqa: B007 - the last of them signs the whole
        pass
    return last[0].strip("-") if last else None
