"""Release names before anything is read from them: what is no name at all, extensions, site marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cinearr.core.importing.extensions import VIDEO

# No release is named longer; what is would only keep the regular expressions busy.
LONGEST: Final = 512
_USENET: Final = frozenset({".nzb", ".par2"})
_HASHED: Final = re.compile(
    r"""
      [0-9a-zA-Z]{32} | [0-9a-zA-Z]{40,} | [a-z0-9]{24} | [A-Z]{11}\d{3} | [a-z]{12}\d{3}
    | Backup_\d{5,}S\d{2}-\d{2} | abc\.xyz\.[0-9a-f]+ | abc | b00bs | 123 | \d{6}_\d{2}
    """,
    re.VERBOSE,
)
_REVERSED: Final = re.compile(r"(?:^|[-._ ])(?:p027|p0801|p0612)(?=[-._ ])")
_TLD: Final = (
    r"(?:co\.uk|co\.nz|co\.za|com\.au|net\.au|org\.au|org\.uk|com?|net|org|info|biz|tv|me|to|cc|io|ag|am|at|au|be|ca|ch"
    r"|cd|de|dk|es|eu|fi|fr|gov|in|it|li|lt|mx|nl|no|nz|pl|pt|re|ro|ru|se|sk|st|tk|uk|us|ws|xyz)"
)
_SITE: Final = re.compile(
    rf"""
    \s* (?:
        \[\s* (?:[\w-]+\.)+ {_TLD} \s*\] (?:[-_. ]|(?=\w))*?  [-_ ]*
      | \(\s* (?:[\w-]+\.)+ {_TLD} \s*\) [-_ ]*
      | \[\s* www\.[\w.-]+ \s*\] [-_ ]*
      | w{{2,3}}[.,\s] (?:[\w-]+[.\s])? [\w-]+ (?:\.[\w-]+)* \s* -\s+
      | (?:[\w-]+\.)+ {_TLD} \s+ -\s+
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Codes of languages in brackets look like a domain (`[ES.EN]`), so that a short name needs its www.
_SITE_BEHIND: Final = re.compile(
    rf"[-_. ]*\[\s*(?!yts)(?:www\.[\w.-]+|(?:[\w-]+\.)*[\w-]{{4,}}\.{_TLD})\s*\]\s*$", re.IGNORECASE
)
_SUBGROUP: Final = re.compile(r"\[(?!\s)([^\]\[]+)(?<!\s)\][-_. ]?")
_TRACKER_BEHIND: Final = re.compile(
    r"(?:[-_. ]*\[\s*(?:ettv|rartv|rarbg|cttv|publichd|eztv|tgx|prime|etrg|no[ .]rar)\s*\])+\s*$", re.IGNORECASE
)


def split_extension(name: str) -> tuple[str, str]:
    """A name without the extension of a video or Usenet file, and that extension in lower case (or "")."""
    dot = name.rfind(".")
    if dot <= 0 or len(name) - dot > 8:
        return name, ""
    extension = name[dot:].rstrip().lower()
    return (name[:dot], extension) if extension in VIDEO or extension in _USENET else (name, "")


def is_hashed(stem: str) -> bool:
    """The whole name is a digest, an upload number or a placeholder, so that it tells nothing."""
    return _HASHED.fullmatch(stem) is not None


def is_reversed(stem: str) -> bool:
    """The name was written backwards to hide it."""
    return "p0" in stem and _REVERSED.search(stem) is not None


def without_site(stem: str) -> str:
    """The name without the address of a site in front or behind, and without a tracker's mark at the end."""
    if stem.endswith("]"):
        if stem.rfind(".") > stem.rfind("["):
            stem = _SITE_BEHIND.sub("", stem, count=1)
        stem = _TRACKER_BEHIND.sub("", stem, count=1)
    if found := _SITE.match(stem):
        stem = stem[found.end() :]
    return stem


@dataclass(frozen=True, slots=True)
class ReadName:
    """A name made ready: `stem` without its extension, `name` without site marks too, and where its title may start.

    `signed`: a group stands in brackets in front of it.
    """

    stem: str
    extension: str
    name: str
    start: int
    signed: bool


def read_name(title: str, *, is_dir: bool = False) -> ReadName | None:
    """A title made ready for reading; None when nothing can be read from it."""
    if len(title) > LONGEST:
        return None
    stem, extension = (title, "") if is_dir else split_extension(title)
    if is_hashed(stem):
        return None
    if is_reversed(stem):
        stem = stem[::-1]
    name = without_site(stem.replace("【", "[").replace("】", "]")).strip()
    signed = subgroup(name)
    start = signed.end() if signed else 0
    while start < len(name) and name[start] in " -_.":
        start += 1
    return ReadName(stem, extension, name, start, signed is not None) if start < len(name) else None


def subgroup(name: str) -> re.Match[str] | None:
    """The bracket in front of a name, as groups of animation sign."""
    return _SUBGROUP.match(name)
