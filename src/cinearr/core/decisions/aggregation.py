"""The languages a release has, when everything that is known of it is put together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import regex

from cinearr.core import languages
from cinearr.core.languages import Language

_MULTI: Final = regex.compile(r"(?<![a-z])MULTi(?![a-z])", regex.IGNORECASE)


def release_languages(
    title: str,
    parsed: tuple[Language, ...],
    told: tuple[Language, ...],
    original: Language,
    multi: tuple[Language, ...] = (),
) -> tuple[Language, ...]:
    """`told` is what the indexer says, `multi` what its settings say a MULTi release holds, `original` the film's.

    What an indexer says or stands for goes before the name; the language of the film is taken when nothing is known.
    """
    known = tuple(language for language in told if language.id != languages.UNKNOWN.id)
    if multi and _MULTI.search(title):
        found = (*known, *multi)
    elif known:
        found = known
    else:
        found = tuple(language for language in parsed if language.id != languages.UNKNOWN.id)
    return _with_original(found or (original,), original)


def _with_original(found: Iterable[Language], original: Language) -> tuple[Language, ...]:
    """Without doubles; the language of the film in place of Original."""
    unique = list(dict.fromkeys(found))
    if languages.ORIGINAL not in unique:
        return tuple(unique)
    unique.remove(languages.ORIGINAL)
    unique.append(languages.UNKNOWN if original in unique else original)
    return tuple(unique)
