"""Roman and Arabic numerals, since a film is `Rocky II` in one catalogue and `Rocky 2` in the next."""

from __future__ import annotations

import re
from typing import Final

_VALUES: Final = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_LETTERS: Final = {letter: value for value, letter in _VALUES if len(letter) == 1}
# A part of a series has a small number; a letter of a title (`Malcolm X`, `I, Robot`) is better left alone when it is one.
_LARGEST_PART: Final = 20
_WORD: Final = re.compile(r"\w+")


def to_roman(value: int) -> str:
    """1 to 3999 as a Roman numeral; ValueError outside."""
    if not 0 < value < 4000:
        raise ValueError(f"{value} has no Roman numeral")
    text = ""
    for number, letters in _VALUES:
        times, value = divmod(value, number)
        text += letters * times
    return text


def from_roman(text: str) -> int:
    """The number a Roman numeral stands for, in either case; ValueError for a text that is none.

    A smaller letter before a larger one is taken off, however the numeral is built, so odd forms are read as well.
    """
    values = [_LETTERS.get(letter, 0) for letter in text.upper()]
    if not values or 0 in values:
        raise ValueError(f"{text!r} is no Roman numeral")
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


_TO_ROMAN: Final = {str(number): to_roman(number) for number in range(1, _LARGEST_PART + 1)}
_TO_ARABIC: Final = {roman: arabic for arabic, roman in _TO_ROMAN.items()}


def variants(title: str) -> tuple[str, ...]:
    """The title with its numerals written the other way: all Roman, and all Arabic. Those equal to it are left out."""
    arabic = _WORD.sub(lambda word: _TO_ARABIC.get(word[0].upper(), word[0]), title)
    roman = _WORD.sub(lambda word: _TO_ROMAN.get(word[0], word[0]), title)
    return tuple(form for form in dict.fromkeys((roman, arabic)) if form != title)
