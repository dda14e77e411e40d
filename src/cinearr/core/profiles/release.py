"""Release profiles: words a release's title must or must not contain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cinearr.core.patterns import Pattern, PatternError
from cinearr.core.problems import Problem

_FLAGS: Final = "msixn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseProfile:
    """`indexer_id` 0 means any indexer; no `tags` means every film. Terms are words or `/regex/flags`."""

    id: int = 0
    name: str = ""
    enabled: bool = True
    required: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    indexer_id: int = 0
    tags: frozenset[int] = frozenset()

    def applies(self, tags: frozenset[int], indexer_id: int) -> bool:
        """Whether it counts for a film with these tags and a release of this indexer."""
        if not self.enabled or self.indexer_id not in (0, indexer_id):
            return False
        return not self.tags or bool(self.tags & tags)


def terms(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """Terms as they come in: a list, or one text with commas between."""
    if value is None:
        return ()
    parts = value.split(",") if isinstance(value, str) else value
    return tuple(part.strip() for part in parts if part.strip())


def contains(term: str, title: str, lowered: str) -> bool:
    """Whether the title has the term. `lowered` is the title in lower case. May raise PatternTimeout."""
    pattern = _pattern(term)
    if pattern is None:
        return term.lower() in lowered
    return pattern.search(title, lowered)


def found(wanted: Iterable[str], title: str) -> list[str]:
    """Those of the terms that the title has."""
    lowered = title.lower()
    return [term for term in wanted if contains(term, title, lowered)]


@lru_cache(maxsize=2048)
def _pattern(term: str) -> Pattern | None:
    """The expression of a `/regex/flags` term. A stored one that cannot be used is taken as a word."""
    parts = _expression(term)
    if parts is None:
        return None
    try:
        return Pattern(parts[0], ignore_case="i" in parts[1], flags=parts[1].replace("i", ""))
    except PatternError:
        return None


def _expression(term: str) -> tuple[str, str] | None:
    head, _, flags = term.rpartition("/")
    if len(head) < 2 or not head.startswith("/") or any(flag not in _FLAGS for flag in flags):
        return None
    return head[1:], flags


def problems(profile: ReleaseProfile, indexer_ids: Collection[int]) -> list[Problem]:
    """Every broken rule. `indexer_ids` are the indexers that exist."""
    return [*_terms(profile), *_indexer(profile, indexer_ids)]


def _terms(profile: ReleaseProfile) -> Iterator[Problem]:
    if not (profile.required or profile.ignored):
        yield Problem(property_name="Required", message="'Must contain' or 'Must not contain' is required", code=None)
    for property_name, label, texts in (
        ("Required", "Must contain", profile.required),
        ("Ignored", "Must not contain", profile.ignored),
    ):
        if any(not text.strip() for text in texts):
            message = f"'{label}' should not contain whitespaces or an empty string"
            yield Problem(property_name=property_name, message=message, code=None)
        for text in texts:
            yield from _regular(property_name, text)


def _regular(property_name: str, term: str) -> Iterator[Problem]:
    parts = _expression(term)
    if parts is None:
        return
    try:
        Pattern(parts[0], ignore_case="i" in parts[1], flags=parts[1].replace("i", ""))
    except PatternError as error:
        yield Problem(
            property_name=property_name,
            message=f"Invalid regular expression {term}: {error}",
            attempted=term,
            placeholders={"position": error.position},
        )


def _indexer(profile: ReleaseProfile, indexer_ids: Collection[int]) -> Iterator[Problem]:
    if profile.enabled and profile.indexer_id and profile.indexer_id not in indexer_ids:
        yield Problem(
            property_name="IndexerId", message="Indexer does not exist", code=None, attempted=profile.indexer_id
        )
