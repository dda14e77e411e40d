"""A person's regular expression, compiled, with a bound on the time it may take."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import regex

from cinearr.core.patterns.errors import PatternError, PatternTimeout
from cinearr.core.patterns.syntax import Translation, translate

SECONDS: Final = 0.05  # one search
_CHANCES: Final = 3
_HARMLESS_LOOPS: Final = 1
_HARMLESS_LENGTH: Final = 1000


class Pattern:
    """Looks for a regular expression of .NET in short texts.

    A search that takes longer than `SECONDS` raises PatternTimeout; after a few of these the pattern is given up and
    raises at once, so a hostile one costs a fixed time however many texts there are.
    """

    __slots__ = ("_compiled", "_literals", "_quick", "_timeouts", "ignore_case", "text")

    def __init__(self, text: str, *, ignore_case: bool = True, flags: str = "") -> None:
        """`flags` are letters of inline options that hold for the whole (m, s, x, n)."""
        self.text = text
        self.ignore_case = ignore_case
        prefix = f"(?{flags})" if flags else ""
        try:
            translation = translate(prefix + text)
            self._compiled = _compiled(translation, ignore_case)
        except PatternError as error:
            raise PatternError(error.reason, max(error.position - len(prefix), 0)) from error
        self._literals = tuple(sorted(translation.shape.wanted or ()))
        self._quick = not translation.shape.risky and translation.shape.loops <= _HARMLESS_LOOPS
        self._timeouts = 0

    @property
    def given_up(self) -> bool:
        """Whether it timed out so often that it is not tried any more."""
        return self._timeouts >= _CHANCES

    def search(self, text: str, lowered: str) -> bool:
        """Whether the expression matches anywhere in `text`; `lowered` is the same text in lower case."""
        literals = self._literals
        if literals and text.isascii():
            for literal in literals:
                if literal in lowered:
                    break
            else:
                return False
        if self._quick and len(text) <= _HARMLESS_LENGTH:
            return self._compiled.search(text) is not None
        return self._bounded(text)

    def _bounded(self, text: str) -> bool:
        if self._timeouts >= _CHANCES:
            raise PatternTimeout(self.text)
        try:
            return self._compiled.search(text, timeout=SECONDS) is not None
        except TimeoutError as slow:
            self._timeouts += 1
            raise PatternTimeout(self.text) from slow


def check(text: str, *, ignore_case: bool = True, flags: str = "") -> PatternError | None:
    """Why the text cannot be used; None when it can."""
    try:
        Pattern(text, ignore_case=ignore_case, flags=flags)
    except PatternError as error:
        return error
    return None


def _compiled(translation: Translation, ignore_case: bool) -> regex.Pattern[str]:
    try:
        return _cached(translation.text, ignore_case)
    except regex.error as error:
        # The type stubs of the package leave these two out.
        place, reason = getattr(error, "pos", None) or 0, str(getattr(error, "msg", error))
        raise PatternError(reason[:1].upper() + reason[1:], translation.origin(place)) from error


@lru_cache(maxsize=4096)
def _cached(text: str, ignore_case: bool) -> regex.Pattern[str]:
    # Version 1 for options that hold from their place on, as in .NET; without its full case folding (ß is not ss).
    flags = regex.VERSION1 | (regex.IGNORECASE if ignore_case else 0)
    return regex.compile(f"(?-f){text}" if ignore_case else text, flags)
