"""What must stand in a text for a pattern to match: the cheap test that saves most searches.

All literals are lower-case ASCII and are looked for in the lower-cased text, so they hold for patterns of either case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import log2
from typing import Final

_MOST_EXACT: Final = 24
_MOST_NEEDED: Final = 40

Texts = frozenset[str]
EMPTY: Final[Texts] = frozenset({""})


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of the texts a part of a pattern matches.

    `exact` are all texts it can match, when these are few. `need` is a set of which one is in every match. `loops`
    counts the quantifiers that can stretch; `risky` says that a search may take very long on some text.
    """

    exact: Texts | None = None
    need: Texts | None = None
    loops: int = 0
    risky: bool = False

    @property
    def wanted(self) -> Texts | None:
        """The best literals known of the part."""
        return _better(self.need, _useful(self.exact))


NOTHING: Final = Shape(exact=EMPTY)
ANYTHING: Final = Shape()


def literal(text: str) -> Shape:
    """A part that matches this text in either case."""
    return Shape(exact=frozenset({text.lower()})) if text.isascii() else ANYTHING


def one_of(characters: str | None) -> Shape:
    """A part that matches one of the characters; None when they are many."""
    if characters is None or not characters.isascii() or len(characters) > _MOST_EXACT:
        return ANYTHING
    return Shape(exact=frozenset(characters.lower()))


def sequence(parts: Iterable[Shape]) -> Shape:
    """Parts one after the other."""
    exact: Texts | None = EMPTY
    run: Texts = EMPTY
    plain = ""  # the run of parts that match one text only; often the best that can be had
    need: Texts | None = None
    loops, risky = 0, False
    for part in parts:
        loops, risky = loops + part.loops, risky or part.risky
        exact = _product(exact, part.exact)
        plain = plain + next(iter(part.exact)) if part.exact is not None and len(part.exact) == 1 else ""
        need = _better(need, frozenset({plain}) if plain else None)
        longer = _product(run, part.exact)
        if longer is None:
            need = _better(need, _useful(run))
            run = part.exact or EMPTY
        else:
            run = longer
        need = _better(need, part.wanted)
    return Shape(exact, _better(need, _useful(run)), loops, risky)


def either(parts: list[Shape]) -> Shape:
    """One part or another."""
    if len(parts) == 1:
        return parts[0]
    return Shape(
        _union([part.exact for part in parts], _MOST_EXACT),
        _union([part.wanted for part in parts], _MOST_NEEDED),
        sum(part.loops for part in parts),
        any(part.risky for part in parts),
    )


def repeated(part: Shape, least: int, most: int | None) -> Shape:
    """A part `least` to `most` times."""
    stretches = most is None or most - least > 1
    risky = part.risky or (part.loops > 0 and (most is None or most > 1))
    loops = part.loops + (1 if stretches else 0)
    exact: Texts | None = None
    if (least, most) == (0, 1) and part.exact is not None and len(part.exact) < _MOST_EXACT:
        exact = part.exact | EMPTY
    elif least == most and least <= 4:
        exact = EMPTY
        for _ in range(least):
            exact = _product(exact, part.exact)
    return Shape(exact, part.wanted if least > 0 else None, loops, risky)


def aside(part: Shape, *, must: bool) -> Shape:
    """A part that looks ahead or behind: it takes nothing, but what it must find has to be there."""
    return Shape(EMPTY, part.wanted if must else None, part.loops, part.risky)


def _useful(texts: Texts | None) -> Texts | None:
    return texts if texts and "" not in texts else None


def _worth(texts: Texts) -> float:
    return min(len(text) for text in texts) - log2(len(texts))


def _better(one: Texts | None, other: Texts | None) -> Texts | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=_worth)


def _product(left: Texts | None, right: Texts | None) -> Texts | None:
    if left is None or right is None or len(left) * len(right) > _MOST_EXACT:
        return None
    return frozenset(head + tail for head in left for tail in right)


def _union(sets: list[Texts | None], most: int) -> Texts | None:
    merged: set[str] = set()
    for texts in sets:
        if texts is None:
            return None
        merged |= texts
    return frozenset(merged) if len(merged) <= most else None
