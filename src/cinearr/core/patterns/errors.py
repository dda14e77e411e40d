"""What can be wrong with a person's regular expression."""

from __future__ import annotations


class PatternError(ValueError):
    """The text is no regular expression we can run. `position` is the character it went wrong at, from 0."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} (at character {position + 1})")
        self.reason = reason
        self.position = position


class PatternTimeout(Exception):
    """A search took longer than it may."""
