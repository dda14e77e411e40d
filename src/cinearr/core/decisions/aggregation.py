"""The languages a release has, when everything that is known of it is put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import regex

from cinearr.core import languages
from cinearr.core.languages import Language

_MULTI: Final = regex.compile(r"\bMULTi\b", regex.IGNORECASE)


def release_languages(
    title: str,
    parsed: tuple[Language, ...],
    told: tuple[Language, ...],
    original: Language,
    multi: tuple[Language, ...] = (),
) -> tuple[Language, ...]:
    """`told` is what the indexer says, `multi` what its settings say a MULTi release holds, `original` the film's."""
    found = list(told or parsed)
    known = [language for language in found if language.id != languages.UNKNOWN.id]
    if not told and multi and _MULTI.search(title):
        found = [*known, *multi]
    elif not known:
        found = []
    return _with_original(found or [original], original)


def _with_original(found: Iterable[Language], original: Language) -> tuple[Language, ...]:
    """Without doubles; the language of the film in place of Original."""
    unique = list(dict.fromkeys(found))
    if languages.ORIGINAL not in unique:
        return tuple(unique)
    unique.remove(languages.ORIGINAL)
    unique.append(languages.UNKNOWN if original in unique else original)
    return tuple(unique)
