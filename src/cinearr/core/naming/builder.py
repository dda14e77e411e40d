"""Names of files and folders, built from a format and the facts of a film."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from cinearr.core.naming import characters, tokens, values
from cinearr.core.naming.model import NamingConfig, NamingFacts
from cinearr.core.naming.tokens import Token

# Room behind a name for what is written after it: the extension, and `.12.pt.default.forced.sdh.srt` of a subtitle.
RESERVE: Final = 40
# A title shortened below this says nothing any more; then the name itself is cut.
_SHORTEST_VALUE: Final = 8
_NUMBER: Final = re.compile(r"-?\d+$")


def build_file_name(config: NamingConfig, facts: NamingFacts, *, reserve: int = RESERVE) -> str:
    """The name of a film's file without its extension, relative to the film's folder.

    Folders of the format stand in front, separated by `/`. No part is empty, dotted upwards or longer than 255
    bytes; `reserve` bytes of the last part are kept free for what follows it.
    """
    expanded = _fitting(lambda limit: expand_file(config, facts, limit=limit), reserve)
    return _safe(expanded, reserve) or _plain_name(facts, reserve)


def build_folder_name(config: NamingConfig, facts: NamingFacts) -> str:
    """The folder of a film, relative to its root folder, its parts separated by `/`. As safe as a file's name."""
    expanded = _fitting(lambda limit: expand_folder(config, facts, limit=limit), 0)
    return _safe(expanded, 0) or _plain_name(facts, 0)


def expand_file(config: NamingConfig, facts: NamingFacts, *, limit: int = 0) -> str:
    """What the file format gives, which may be nothing at all. Values of titles are kept within `limit` characters.

    With renaming off it is the release's own name, else the file's present one.
    """
    if not config.rename_movies:
        file = facts.file
        name = (file.scene_name or values.present_name(file)) if file else ""
        return characters.tidy_file(characters.clean_file_name(name))
    components = tokens.split(config.standard_movie_format)
    alone = tokens.token_count(config.standard_movie_format) == 1
    filled = [_fill(component, config, facts, alone=alone, limit=limit) for component in components]
    return "/".join(filter(None, map(characters.tidy_file, filled)))


def expand_folder(config: NamingConfig, facts: NamingFacts, *, limit: int = 0) -> str:
    """What the folder format gives, which may be nothing at all. Only tokens of the film count."""
    film = replace(facts, file=None)
    components = tokens.split(config.movie_folder_format)
    filled = (_fill(component, config, film, alone=False, limit=limit) for component in components)
    return "/".join(filter(None, (characters.tidy_folder(text) for text in filled)))


def _fill(component: str, config: NamingConfig, facts: NamingFacts, *, alone: bool, limit: int) -> str:
    return "".join(
        _write(part, config, facts, alone=alone, limit=limit) if isinstance(part, Token) else characters.printable(part)
        for part in tokens.parse(component)
    )


def _write(token: Token, config: NamingConfig, facts: NamingFacts, *, alone: bool, limit: int) -> str:
    value = characters.printable(values.expand(token, facts, alone=alone)).strip()
    value = _shortened(value, token, limit)
    value = _cased(value, token.name)
    if token.separator.strip():
        value = value.replace(" ", token.separator)
    value = characters.replace_illegal(value, config)
    return f"{token.prefix}{value}{token.suffix}" if value else ""


def _shortened(value: str, token: Token, limit: int) -> str:
    if token.key not in values.TRUNCATED:
        return value
    asked = int(token.modifier) if _NUMBER.match(token.modifier) else 0
    if limit and (not asked or abs(asked) > limit):
        asked = -limit if asked < 0 else limit
    return values.truncate(value, asked)


def _cased(value: str, name: str) -> str:
    if name.islower():
        return value.lower()
    return value.upper() if name.isupper() else value


def _fitting(expand: Callable[[int], str], reserve: int) -> str:
    """The expansion, its titles shortened only as far as the bytes of a name demand."""
    whole = expand(0)
    if _fits(whole, reserve):
        return whole
    low, high = _SHORTEST_VALUE, characters.MAX_BYTES
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _fits(expand(middle), reserve) else (low, middle - 1)
    return expand(low)


def _fits(name: str, reserve: int) -> bool:
    *folders, file = name.split("/")
    room = characters.MAX_BYTES
    return characters.byte_length(file) <= room - reserve and all(characters.byte_length(f) <= room for f in folders)


def _safe(name: str, reserve: int) -> str:
    """The name with every part a possible one; "" when its last part is none."""
    *folders, file = name.split("/")
    parts = [*(_cut(folder, 0) for folder in folders if folder), _cut(file, reserve)]
    return "/".join(filter(None, parts)) if parts[-1] else ""


def _cut(part: str, reserve: int) -> str:
    kept = characters.cut(part, characters.MAX_BYTES - reserve)
    return "" if kept in (".", "..") else characters.avoid_reserved(kept)


def _plain_name(facts: NamingFacts, reserve: int) -> str:
    """A name for when the format gives none: the film's title and year, at last its number."""
    title = characters.tidy_file(characters.clean_file_name(facts.title))
    plain = f"{title} ({facts.year})" if title and facts.year else title
    return _safe(plain, reserve) or (f"tmdb-{facts.tmdb_id}" if facts.tmdb_id else "Unknown")
