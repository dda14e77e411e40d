"""The group that made a release: behind the last hyphen, in brackets at the end or in front, or one that is known to stand bare."""

from __future__ import annotations

import re
from typing import Final

from cinearr.core.releases.names import LONGEST, split_extension, without_site

# Groups whose names do not follow the rule, as people who watch them have learnt.
_BARE: Final = (
    r"YIFY|YTS\.(?:MX|LT|AG|AM)|YTS|D-Z0N3|KRaLiMaRKo|CtrlHD|Eml HDTeam|BEN[ _.]THE[ _.]MEN|LMain|DarQ|126811|HQMUX|VARYG|TAoE|QxR"
    r"|BluDragon|ZØNEHD|Koten_Gars|E\.N\.D|MaNoSMaSTeR|RAPTOR|DataLass|ImE|TEHMovies"
)
# Encoders who sign inside a closing bracket.
_SIGNED: Final = (
    r"Tigole|Joy|Silence|Vyndros|FreetheFish|Anna|Bandi|Ghost|Kappa|MONOLITH|Qman|RZeroX|SAMPA|theincognito|t3nzin|afm72|r00t"
    r"|Garshasp|Natty|HxD|RCVR|YOGI|Langbard|ProtonMovies|FQM|xtrem3x|HET|Celdra|jennaortega|PSA|ADC|DHD|SEV|XZVN|DusIctv|HDO|RH"
    r"|HONE|Kametsu|Ralphy|ABEE"
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
# What stands behind a hyphen and is no group.
_NO_GROUP: Final = re.compile(
    r"(?:web-(?:dl|rip|hdrip)|blu-ray|micro-hd|dts-(?:hd|x|ma|es)|true-hd(?=\b)|\d+-bit|s\d+-s?\d+|[a-z]{3}-eng|e-ac3"
    r"|(?:480|576|720|1080|2160)[pi]|es-cat|en-cat|cat-en|cat-es|es-en|en-es|\d{4}-\d{2}(?:-\d{2})?)$",
    re.IGNORECASE,
)
_RESOLUTION: Final = re.compile(r"(?:480|576|720|1080|2160)[pi]", re.IGNORECASE)
_REPOSTED: Final = re.compile(
    r"(?:[-_. ](?:rp|1|nzbgeek|obfuscated|obfuscation|scrambled|sample|pre|postbot|xpost|rakuv[a-z0-9]*|whiterev|buymore|asrequested"
    r"|alternativetorequested|gerov|z0ids3n|chamele0n|4p|4planet|altezachen|repackpost))+$",
    re.IGNORECASE,
)
_CRC: Final = re.compile(r"[0-9A-F]{8}", re.IGNORECASE)
_TRAILER: Final = re.compile(r"(?:[ ._](?:english|mkv|mp4|avi))$", re.IGNORECASE)


def parse_release_group(name: str) -> str | None:
    """The group named in a release or file name; None when there is none."""
    stem, _ = split_extension(name[:LONGEST].strip().replace("\\", "/").rpartition("/")[2])
    return group_of(without_site(stem))


def subgroup(stem: str) -> re.Match[str] | None:
    """The bracket in front of a name, as groups of animation sign."""
    return _SUBGROUP.match(stem)


def group_of(stem: str) -> str | None:
    """The group of a name that has lost its extension and its site marks."""
    if known := _KNOWN.search(stem):
        return known[0].strip("-") if not known["bare"] else known[0]
    if signed := _SUBGROUP.match(stem):
        return signed[1]
    text = _REPOSTED.sub("", stem)
    candidate: str | None = None
    resolutions = [found.start() for found in _RESOLUTION.finditer(text)]
    last_resolution = resolutions[-1] if resolutions else -1
    at = 0
    while found := _CANDIDATE.search(text, at):
        if found[2]:
            candidate, at = found[2], found.end()
            continue
        word = found[1]
        end = found.end()
        if last_resolution >= found.end(1):
            at = found.start() + 1
            continue
        if _excluded(text, found.end(1)):
            first, _, second = word.partition("-")
            if second and not _excluded(text, found.start(1) + len(first)):
                candidate, at = first, found.start(1) + len(first)
            else:
                at = found.start(1)
            continue
        candidate, at = word, end
    if candidate is None or candidate.replace("-", "").isdigit() or _CRC.fullmatch(candidate):
        return None
    return candidate


def _excluded(text: str, end: int) -> bool:
    start = max(0, end - 16)
    return _NO_GROUP.search(text[start:end]) is not None
