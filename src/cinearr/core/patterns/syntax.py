"""From the regular expressions of .NET, which profiles and formats are exchanged in, to those of the `regex` package.

What both know is handed through; what only .NET knows is rewritten; what has no counterpart is refused with its place.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Final

from cinearr.core.patterns import literals
from cinearr.core.patterns.errors import PatternError
from cinearr.core.patterns.literals import Shape

_MOST_CHARACTERS: Final = 20_000
_MOST_REPEATS: Final = 10_000
_DEEPEST: Final = 60
_ZERO_WIDTH: Final = {"b": r"\b", "B": r"\B", "A": r"\A", "G": r"\G", "z": r"\Z", "Z": r"(?=\n?\Z)"}
_SETS: Final = "dDwWsS"
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "e": "\x1b"}
_DIGITS: Final = "0123456789"
# Blocks that are named otherwise than in .NET.
_BLOCKS: Final = {"Greek": "GreekAndCoptic", "CombiningMarksforSymbols": "CombiningDiacriticalMarksForSymbols"}


@dataclass(frozen=True, slots=True)
class Translation:
    """A pattern for the `regex` package. `origins` gives the place in the person's text for each character."""

    text: str
    origins: tuple[int, ...]
    shape: Shape

    def origin(self, position: int) -> int:
        """The place in the person's text that a place in `text` comes from."""
        if not self.origins:
            return 0
        return self.origins[min(max(position, 0), len(self.origins) - 1)]


@dataclass(slots=True)
class _Reference:
    """A numbered back reference, whose number is only known when all groups are."""

    number: int
    position: int


def translate(text: str) -> Translation:
    """Raise PatternError for what is no regular expression of .NET, or uses what we cannot do."""
    if len(text) > _MOST_CHARACTERS:
        raise PatternError(f"Longer than {_MOST_CHARACTERS} characters", _MOST_CHARACTERS)
    return _Parser(text).run()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.verbose = False
        self.pieces: list[tuple[str | _Reference, int]] = []
        self.groups: list[str | None] = []  # names in the order of their opening brackets

    def run(self) -> Translation:
        shape = self.alternatives()
        if self.at < len(self.text):
            raise PatternError("Too many closing brackets", self.at)
        numbers = self.numbers()
        written = [
            (f"\\g<{self.resolve(piece, numbers)}>" if isinstance(piece, _Reference) else piece, position)
            for piece, position in self.pieces
        ]
        return Translation(
            "".join(piece for piece, _ in written),
            tuple(position for piece, position in written for _ in piece),
            shape,
        )

    def numbers(self) -> dict[int, int]:
        """.NET numbers the groups without a name first, then the named ones."""
        unnamed = [index for index, name in enumerate(self.groups, start=1) if name is None]
        names: dict[str, int] = {}
        for index, name in enumerate(self.groups, start=1):
            if name is not None:
                names.setdefault(name, index)
        return dict(enumerate([*unnamed, *names.values()], start=1))

    def resolve(self, reference: _Reference, numbers: dict[int, int]) -> int:
        if reference.number not in numbers:
            raise PatternError(f"Reference to group {reference.number}, which is not there", reference.position)
        return numbers[reference.number]

    # ---- reading and writing

    def peek(self, ahead: int = 0) -> str:
        index = self.at + ahead
        return self.text[index] if index < len(self.text) else ""

    def starts(self, prefix: str) -> bool:
        return self.text.startswith(prefix, self.at)

    def write(self, piece: str, position: int) -> None:
        self.pieces.append((piece, position))

    def until(self, end: str, begin: int) -> str:
        """The text up to `end`, which is passed over."""
        stop = self.text.find(end, self.at)
        if stop < 0:
            raise PatternError(f"Missing {end}", begin)
        found = self.text[self.at : stop]
        self.at = stop + len(end)
        return found

    # ---- structure

    def alternatives(self) -> Shape:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise PatternError(f"Brackets nested deeper than {_DEEPEST}", self.at)
        branches = [self.branch()]
        while self.peek() == "|":
            self.write("|", self.at)
            self.at += 1
            branches.append(self.branch())
        self.depth -= 1
        return literals.either(branches)

    def branch(self) -> Shape:
        parts: list[Shape] = []
        while self.at < len(self.text) and self.peek() not in "|)":
            if self.verbose and self.skip_blank():
                continue
            begin = len(self.pieces)
            place = self.at
            part = self.atom()
            if part is not None:
                parts.append(self.quantified(part, begin, place))
        return literals.sequence(parts)

    def skip_blank(self) -> bool:
        if self.peek() == "#":
            stop = self.text.find("\n", self.at)
            self.at = len(self.text) if stop < 0 else stop + 1
            return True
        if self.peek().isspace():
            self.at += 1
            return True
        return False

    def atom(self) -> Shape | None:
        """One atom; None for what is no part of the match, such as a comment or an option."""
        character = self.peek()
        if character == "(":
            return self.bracket()
        if character == "[":
            place = self.at
            text, characters = self.character_class()
            self.write(text, place)
            return literals.one_of(characters)
        if character == "\\":
            return self.escape()
        if character in "*+?":
            raise PatternError(f"Nothing to repeat before {character}", self.at)
        self.at += 1
        if character in "^$":
            self.write(character, self.at - 1)
            return literals.NOTHING
        if character == ".":
            self.write(".", self.at - 1)
            return literals.ANYTHING
        self.write(f"\\{character}" if character in "{}]&~#-" or character.isspace() else character, self.at - 1)
        return literals.literal(character)

    # ---- repeats

    def quantified(self, part: Shape, begin: int, place: int) -> Shape:
        while self.verbose and self.skip_blank():
            pass
        found = self.repeat()
        if found is None:
            return part
        least, most, written, where = found
        if len(self.pieces) == begin:
            raise PatternError("Nothing to repeat", place)
        if most is not None and most < least:
            raise PatternError("The least number of repeats is above the most", where)
        if max(least, most or 0) > _MOST_REPEATS:
            raise PatternError(f"More than {_MOST_REPEATS} repeats", where)
        self.write(written, where)
        if self.peek() in ("?", "+"):
            self.write(self.peek(), self.at)
            self.at += 1
        if self.repeat() is not None:
            raise PatternError("A repeat of a repeat", where)
        return literals.repeated(part, least, most)

    def repeat(self) -> tuple[int, int | None, str, int] | None:
        where, character = self.at, self.peek()
        if character in ("*", "+", "?"):
            self.at += 1
            least = 1 if character == "+" else 0
            return least, 1 if character == "?" else None, character, where
        if character != "{":
            return None
        stop = self.text.find("}", where)
        least_text, comma, most_text = self.text[where + 1 : max(stop, where + 1)].partition(",")
        if stop < 0 or not _is_number(least_text) or not (most_text == "" or _is_number(most_text)):
            return None
        self.at = stop + 1
        least = int(least_text)
        most = int(most_text) if most_text else (None if comma else least)
        return least, most, self.text[where : self.at], where

    # ---- brackets

    def bracket(self) -> Shape | None:
        begin = self.at
        if self.starts("(?#"):
            self.until(")", begin)
            return None
        if self.starts("(?("):
            return self.conditional(begin)
        if not self.starts("(?"):
            self.at += 1
            self.groups.append(None)
            return self.inside("(", begin)
        for opening in ("(?:", "(?>", "(?=", "(?!", "(?<=", "(?<!"):
            if self.starts(opening):
                self.at += len(opening)
                shape = self.inside(opening, begin)
                return shape if opening in ("(?:", "(?>") else literals.aside(shape, must="!" not in opening)
        for opening, end in (("(?<", ">"), ("(?P<", ">"), ("(?'", "'")):
            if self.starts(opening):
                self.at += len(opening)
                return self.named(self.until(end, begin), begin)
        return self.options(begin)

    def named(self, name: str, begin: int) -> Shape:
        if "-" in name:
            raise PatternError("Balancing groups are not supported", begin)
        if not name.isidentifier():
            raise PatternError(f"'{name}' is no name for a group", begin)
        self.groups.append(name)
        return self.inside(f"(?P<{name}>", begin)

    def inside(self, opening: str, begin: int) -> Shape:
        outer = self.verbose
        self.write(opening, begin)
        shape = self.alternatives()
        if self.peek() != ")":
            raise PatternError("A bracket is not closed", begin)
        self.write(")", self.at)
        self.at += 1
        self.verbose = outer
        return shape

    def options(self, begin: int) -> Shape | None:
        self.at += 2
        stop = self.at
        while stop < len(self.text) and self.text[stop] in "imnsxIMNSX-":
            stop += 1
        letters, end = self.text[self.at : stop].lower(), self.text[stop : stop + 1]
        if end not in (")", ":") or letters.count("-") > 1 or (not letters and end == ")"):
            raise PatternError(f"Unknown kind of group (?{self.text[self.at : self.at + 1]}", begin)
        on, _, off = letters.partition("-")
        outer = self.verbose
        self.verbose = ("x" in on or self.verbose) and "x" not in off
        # Blanks and comments are taken out here, so `x` need not be said again; `n` only changes what is captured.
        on, off = (_without(part, "nx") for part in (on, off))
        written = on + (f"-{off}" if off else "")
        self.at = stop + 1
        if end == ":":
            shape = self.inside(f"(?{written}:", begin)
            self.verbose = outer
            return shape
        if written:
            self.write(f"(?{written})", begin)
        return None

    def conditional(self, begin: int) -> Shape:
        self.at += 2
        if self.peek(1) == "?":
            self.write("(?", begin)
            self.bracket()
        else:
            stop = self.text.find(")", self.at)
            name = self.text[self.at + 1 : max(stop, self.at + 1)]
            if not (name.isidentifier() or _is_number(name)):
                raise PatternError("A condition must be a group or a look-around", begin)
            if _is_number(name) or name in self.groups:
                self.write(f"(?({name})", begin)
                self.at = stop + 1
            else:
                raise PatternError(f"There is no group '{name}' before this condition", begin)
        shape = self.alternatives()
        if self.peek() != ")":
            raise PatternError("A bracket is not closed", begin)
        self.write(")", self.at)
        self.at += 1
        return Shape(loops=shape.loops, risky=True)

    # ---- escapes

    def escape(self) -> Shape:
        begin, character = self.at, self.peek(1)
        if not character:
            raise PatternError("A backslash at the end", begin)
        if character in _ZERO_WIDTH:
            self.at += 2
            self.write(_ZERO_WIDTH[character], begin)
            return literals.NOTHING
        if character in _SETS or character in "pP":
            self.write(self.set_escape(), begin)
            return literals.ANYTHING
        if character == "k":
            self.at += 2
            return self.named_reference(begin)
        if character in "123456789":
            stop = begin + 2
            while stop < len(self.text) and self.text[stop] in _DIGITS and stop - begin < 3:
                stop += 1
            self.at = stop
            self.pieces.append((_Reference(int(self.text[begin + 1 : stop]), begin), begin))
            return Shape(risky=True)
        found = self.character_escape()
        self.write(_quoted(found), begin)
        return literals.literal(found)

    def named_reference(self, begin: int) -> Shape:
        end = {"<": ">", "'": "'", "{": "}"}.get(self.peek())
        if end is None:
            raise PatternError("Malformed reference to a named group", begin)
        self.at += 1
        name = self.until(end, begin)
        if _is_number(name):
            self.pieces.append((_Reference(int(name), begin), begin))
        elif name in self.groups:
            self.write(f"(?P={name})", begin)
        else:
            raise PatternError(f"Reference to group '{name}', which is not there", begin)
        return Shape(risky=True)

    def set_escape(self) -> str:
        """`\\d`, `\\p{...}` and their like; the backslash stands at the present place."""
        begin, character = self.at, self.peek(1)
        self.at += 2
        if character in _SETS:
            return f"\\{character}"
        if self.peek() != "{":
            raise PatternError(f"Missing {{ after \\{character}", begin)
        self.at += 1
        name = self.until("}", begin)
        if name.startswith("Is"):
            name = "In" + _BLOCKS.get(name[2:], name[2:])
        return f"\\{character}{{{name}}}"

    def character_escape(self) -> str:
        """The character that an escape stands for."""
        begin, character = self.at, self.peek(1)
        self.at += 2
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character in "xu":
            return chr(self.hexadecimal(2 if character == "x" else 4, begin))
        if character == "c":
            letter = self.peek().upper()
            self.at += 1
            if not letter or not "@" <= letter <= "_":
                raise PatternError("Unknown control character", begin)
            return chr(ord(letter) - 64)
        if character == "0":
            stop = self.at
            while stop < len(self.text) and self.text[stop] in "01234567" and stop - self.at < 2:
                stop += 1
            number = int(self.text[self.at : stop] or "0", 8)
            self.at = stop
            return chr(number)
        if character.isalnum():
            raise PatternError(f"Unknown escape \\{character}", begin)
        return character

    def hexadecimal(self, length: int, begin: int) -> int:
        digits = self.text[self.at : self.at + length]
        if len(digits) < length or any(digit not in string.hexdigits for digit in digits):
            raise PatternError(f"{length} hexadecimal digits are needed", begin)
        self.at += length
        return int(digits, 16)

    # ---- character classes

    def character_class(self) -> tuple[str, str | None]:
        """The class as the package writes it, and its characters when they are few and none is left out."""
        begin = self.at
        self.at += 1
        negated = self.peek() == "^"
        self.at += negated
        written: list[str] = []
        characters: str | None = None if negated else ""
        minus: str | None = None
        first = True
        while first or self.peek() != "]":
            if self.at >= len(self.text):
                raise PatternError("A class of characters is not closed", begin)
            if not first and self.starts("-["):
                self.at += 1
                minus, _ = self.character_class()
                if self.peek() != "]":
                    raise PatternError("A subtraction must be the last thing in a class", self.at)
                break
            text, members = self.class_item(begin)
            written.append(text)
            characters = None if characters is None or members is None else characters + members
            first = False
        self.at += 1
        whole = f"[{'^' if negated else ''}{''.join(written)}]"
        return (whole, characters) if minus is None else (f"(?:(?!{minus}){whole})", None)

    def class_item(self, begin: int) -> tuple[str, str | None]:
        if self.peek() == "\\" and self.peek(1) and self.peek(1) in _SETS + "pP":
            return self.set_escape(), None
        low = self.class_character(begin)
        if self.peek() != "-" or self.peek(1) in ("]", "", "["):
            return _quoted(low), low
        place = self.at
        self.at += 1
        if self.peek() == "\\" and self.peek(1) and self.peek(1) in _SETS + "pP":
            raise PatternError("A range ends in a set of characters", place)
        high = self.class_character(begin)
        if high < low:
            raise PatternError("A range of characters runs backwards", place)
        few = ord(high) - ord(low) < 12
        return f"{_quoted(low)}-{_quoted(high)}", (
            "".join(chr(code) for code in range(ord(low), ord(high) + 1)) if few else None
        )

    def class_character(self, begin: int) -> str:
        if self.at >= len(self.text):
            raise PatternError("A class of characters is not closed", begin)
        if self.peek() != "\\":
            self.at += 1
            return self.text[self.at - 1]
        if self.peek(1) == "b":
            self.at += 2
            return "\b"
        if not self.peek(1):
            raise PatternError("A backslash at the end", self.at)
        return self.character_escape()


def _quoted(character: str) -> str:
    if character.isalnum() and character.isascii():
        return character
    if character.isascii():
        return f"\\x{ord(character):02x}"
    return character


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _without(text: str, letters: str) -> str:
    return "".join(letter for letter in text if letter not in letters)
