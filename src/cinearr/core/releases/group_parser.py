"""The group that made a release: behind the last hyphen, in brackets at the end or in front, or one that is known to stand bare."""

from __future__ import annotations

import re
from typing import Final

from cinearr.core.releases.names import LONGEST, split_extension, without_site

# Groups whose names do not follow the rule, as people who watch them have learnt.
_BARE: Final = (
    r"YIFY|YTS\.(?:MX|LT|AG|AM)|YTS|D-Z0N3|KRaLiMaRKo|Eml HDTeam|BEN[ _.]THE[ _.]MEN|LMain|DarQ|126811|HQMUX|VARYG|TAoE|QxR|TMd"
    r"|BluDragon|ZØNEHD|Koten_Gars|E\.N\.D"
)
# Encoders who sign before a closing bracket.
_SIGNED: Final = (
    r"Tigole|Joy|Silence|Vyndros|FreetheFish|Anna|Bandi|Ghost|Kappa|MONOLITH|Qman|RZeroX|SAMPA|theincognito|t3nzin|afm72|r00t"
    r"|Garshasp|Natty|RCVR|YOGI|Panda|ImE|UTR|EDGE2020|ADC|DHD|SEV|XZVN|DusIctv|HDO|RH|HONE|Kametsu|CtrlHD|Anime Time|Project Angel"
    r"|Hakata Ramen"
)
_KNOWN: Final = re.compile(
    rf"(?<![A-Za-z0-9])(?P<bare>{_BARE})(?![A-Za-z0-9])"
    rf"|(?<![A-Za-z0-9])(?P<hyphened>VH-PROD|FTW-HS|DX-TV|Blu-bits|-ZR-)(?![A-Za-z0-9])"
    rf"|(?<=[\[( .-])(?P<signed>{_SIGNED})(?=[)\]])",
    re.IGNORECASE,
)
_SUBGROUP: Final = re.compile(r"\[(?!\s)([^\]\[]+)(?<!\s)\][-_. ]?")
_CANDIDATE: Final = re.compile(
    r"-([a-z0-9]+(?:-[a-z0-9]+)?)(?=\W|_|$)|(?<=[-._ ])\[([a-z0-9]+)\]$",
    re.IGNORECASE,
)
# What stands behind a hyphen as a part of something else.
_LANGUAGE: Final = r"(?:eng?|ita?|fra?|fre|ger|deu?|spa|esp?|cat|rus?|ukr|hin|tam|tel|mal|kor|jap|jpn|pol?|por|cze|hun)"
_NO_GROUP: Final = re.compile(
    r"(?:web-(?:dl|rip|hdrip)|blu-ray|micro-hd|dts-(?:hd|x|ma|es)|true-hd|e-ac3|hd-?(?:cam|ts|tc)|\d+-bit|\d{4}-\d{2}"
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
_REPOSTED: Final = re.compile(
    r"(?:[-_. ](?:rp|1|nzbgeek|obfuscated|obfuscation|scrambled|sample|pre|postbot|xpost|rakuv[a-z0-9]*|whiterev|buymore|asrequested"
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


def subgroup(stem: str) -> re.Match[str] | None:
    """The bracket in front of a name, as groups of animation sign."""
    return _SUBGROUP.match(stem)


def group_of(stem: str) -> str | None:
    """The group of a name that has lost its extension and its site marks."""
    known = None
    for known in _KNOWN.finditer(stem):  # noqa: B007 - the last one signs the whole
        pass
    if known:
        return known[0].strip("-") if not known["bare"] else known[0]
    if signed := _SUBGROUP.match(stem):
        return signed[1]
    text = _REPOSTED.sub("", stem)
    if text != stem and _BOTH.search(stem) and not _CANDIDATE.search(text):
        text = stem
    resolutions = [found.end() for found in _RESOLUTION.finditer(text)]
    from_here = resolutions[-1] if resolutions else 0
    candidate: str | None = None
    at = 0
    while found := _CANDIDATE.search(text, at):
        at = found.end()
        word = found[1] or found[2]
        if found[1]:
            first_end = found.start(1) + len(word.partition("-")[0])
            if _NO_GROUP.search(text, max(0, first_end - 12), first_end):
                at = first_end
                continue
            if found.end() < from_here:
                at = first_end
                continue
        if not _NO_NAME.fullmatch(word):
            candidate = word
    if candidate is None or candidate.replace("-", "").isdigit() or _CRC.fullmatch(candidate):
        return None
    return candidate
