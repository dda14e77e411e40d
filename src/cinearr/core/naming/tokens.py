"""The grammar of a format: literal text and tokens such as `{[Quality Full]}`, `{Movie.Title:30}`, `{imdb-{ImdbId}}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# What stands around a name is bounded, so that a format of nothing but braces is read in no time.
_TOKEN: Final = re.compile(
    r"\{(?P<outer>[- {._\[(]{0,20})(?P<wrapper>(?:imdb|imdbid|edition)-)\{(?P<w_prefix>[- ._\[(]{0,20})"
    r"(?P<w_name>[a-z0-9]+(?:[- ._]+[a-z0-9]+)?)(?::(?P<w_modifier>(?:[^\W_]|[ ,|+-])*(?:[^\W_]|[,|+])))?(?P<w_suffix>[- ._)\]]*)\}"
    r"(?P<w_outer>[-} ._)\]]*)\}"
    r"|\{(?P<prefix>[- {._\[(]{0,20})(?P<name>[a-z0-9]+(?:[- ._]+[a-z0-9]+)?)"
    r"(?::(?P<modifier>(?:[^\W_]|[ ,|+-])*(?:[^\W_]|[,|+])))?(?P<suffix>[-} ._)\]]*)\}",
    re.IGNORECASE,
)
_SEPARATOR: Final = re.compile(r"[- ._]+")
_NOT_IN_KEY: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a format. `prefix` and `suffix` are written only when the token has a value.

    `key` is the name in lower case without separators, by which tokens are known: `movietitle`.
    """

    name: str
    key: str
    separator: str = " "
    modifier: str = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def bare(self) -> bool:
        """Nothing stands around the name inside the braces."""
        return not (self.prefix or self.suffix)


Part = str | Token


@lru_cache(maxsize=256)
def parse(pattern: str) -> tuple[Part, ...]:
    """A format as literal texts and tokens. What only looks like a token stays literal."""
    return tuple(_parts(pattern))


def token_count(pattern: str) -> int:
    """How many tokens the format has."""
    return sum(isinstance(part, Token) for part in parse(pattern))


def split(pattern: str) -> tuple[str, ...]:
    """The components of a format: folders, the last one the file. Empty ones are left out."""
    return tuple(part for part in re.split(r"[/\\]", pattern) if part)


def _parts(pattern: str) -> Iterator[Part]:
    end = 0
    for found in _TOKEN.finditer(pattern):
        if found.start() > end:
            yield pattern[end : found.start()]
        yield _token(found)
        end = found.end()
    if end < len(pattern):
        yield pattern[end:]


def _token(found: re.Match[str]) -> Token:
    wrapper = found["wrapper"]
    if wrapper is None:
        name, modifier = found["name"], found["modifier"]
        prefix, suffix = found["prefix"], found["suffix"]
    else:
        # The wrapper's own braces are part of what is written: Plex reads {imdb-tt0066921}.
        name, modifier = found["w_name"], found["w_modifier"]
        prefix = f"{found['outer']}{{{wrapper}{found['w_prefix']}"
        suffix = f"{found['w_suffix']}}}{found['w_outer']}"
    separator = _SEPARATOR.search(name)
    return Token(
        name=name,
        key=_NOT_IN_KEY.sub("", name).lower(),
        separator=separator[0] if separator else " ",
        modifier=modifier or "",
        prefix=prefix,
        suffix=suffix,
    )
