"""Which custom formats a release or a file has.

The conditions of all formats are compiled once and each distinct one is tested at most once for a subject. Conditions
of one kind form a group: it holds when no required condition fails and one condition at least passes. A format
matches when all its groups hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from cinearr.core import languages
from cinearr.core.formats.model import PATTERNS, Condition, CustomFormat, Kind, Subject
from cinearr.core.patterns import Pattern, PatternError, PatternTimeout

GIGABYTE: Final = 1024**3
_REMEMBERED: Final = 20_000
# What a test can come to. A regular expression that cannot be used or took too long neither passes nor fails, so
# that a negated condition does not hold for want of an answer.
_OPEN, _PASSED, _FAILED, _UNUSABLE = 0, 1, 2, 3

Test = Callable[["_Lowered"], bool]
Wanted = tuple[tuple[int, int], ...]  # numbers of tests with the outcome each must have


class _Lowered:
    """A subject with its texts in lower case, made once for all conditions."""

    __slots__ = ("edition", "group", "languages", "resolution", "subject", "texts")

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.texts = [(text, text.lower()) for text in subject.texts]
        self.edition = subject.edition.lower()
        self.group = (subject.release_group or "").lower()
        self.languages = frozenset(language.id for language in subject.languages)
        self.resolution = subject.quality.resolution if subject.resolution is None else subject.resolution


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A format as numbers of tests: the required and the other conditions of each of its groups."""

    format: CustomFormat
    groups: tuple[tuple[Wanted, Wanted], ...]


@dataclass(frozen=True, slots=True)
class BrokenCondition:
    """A stored condition whose regular expression cannot be used; it never passes."""

    format: CustomFormat
    condition: Condition
    error: PatternError


@dataclass(frozen=True, slots=True)
class Explanation:
    """What each condition of a format came to. None: its regular expression could not be used."""

    format: CustomFormat
    matched: bool
    conditions: tuple[tuple[Condition, bool | None], ...]


class CompiledFormats:
    """All custom formats, ready to be matched. Remembers recent subjects; make a new one when a format changes."""

    def __init__(self, formats: Iterable[CustomFormat] = ()) -> None:
        self.formats: tuple[CustomFormat, ...] = tuple(sorted(formats, key=lambda each: (each.name, each.id)))
        self.by_id = {each.id: each for each in self.formats}
        self.broken: list[BrokenCondition] = []
        self._tests: list[Test] = []
        self._numbers: dict[object, int] = {}
        self._patterns: dict[str, Pattern] = {}
        self._compiled = tuple(self._compile(each) for each in self.formats if each.conditions)
        self._known: dict[Subject, tuple[CustomFormat, ...]] = {}

    @property
    def given_up(self) -> list[str]:
        """The expressions that were too slow too often and are not tried any more."""
        return [pattern.text for pattern in self._patterns.values() if pattern.given_up]

    def match(self, subject: Subject) -> tuple[CustomFormat, ...]:
        """The formats the subject has, by name."""
        known = self._known.get(subject)
        if known is None:
            lowered, outcomes = _Lowered(subject), [_OPEN] * len(self._tests)
            known = tuple(each.format for each in self._compiled if self._holds(each, lowered, outcomes))
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[subject] = known
        return known

    def explain(self, subject: Subject) -> list[Explanation]:
        """Every format with what each of its conditions came to, by name."""
        lowered, outcomes = _Lowered(subject), [_OPEN] * len(self._tests)
        return [
            Explanation(
                each.format,
                self._holds(each, lowered, outcomes),
                tuple((condition, self._passed(condition, lowered, outcomes)) for condition in each.format.conditions),
            )
            for each in self._compiled
        ]

    def _passed(self, condition: Condition, lowered: _Lowered, outcomes: list[int]) -> bool | None:
        outcome = self._outcome(self._numbers[_key(condition)], lowered, outcomes)
        return None if outcome == _UNUSABLE else (outcome == _PASSED) is not condition.negate

    def _holds(self, compiled: _Compiled, lowered: _Lowered, outcomes: list[int]) -> bool:
        for required, others in compiled.groups:
            for number, wanted in required:
                if (outcomes[number] or self._outcome(number, lowered, outcomes)) != wanted:
                    return False
            if required:
                continue
            for number, wanted in others:
                if (outcomes[number] or self._outcome(number, lowered, outcomes)) == wanted:
                    break
            else:
                return False
        return True

    def _outcome(self, number: int, lowered: _Lowered, outcomes: list[int]) -> int:
        outcome = outcomes[number]
        if outcome == _OPEN:
            try:
                outcome = _PASSED if self._tests[number](lowered) else _FAILED
            except PatternTimeout:
                outcome = _UNUSABLE
            outcomes[number] = outcome
        return outcome

    # ---- compiling

    def _compile(self, each: CustomFormat) -> _Compiled:
        groups: dict[Kind, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}
        for condition in each.conditions:
            required, others = groups.setdefault(condition.kind, ([], []))
            wanted = (self._number(each, condition), _FAILED if condition.negate else _PASSED)
            (required if condition.required else others).append(wanted)
        # Expressions come last: most formats are decided by a number before.
        ranked = sorted(groups.items(), key=lambda group: group[0] in PATTERNS)
        return _Compiled(each, tuple((tuple(required), tuple(others)) for _, (required, others) in ranked))

    def _number(self, owner: CustomFormat, condition: Condition) -> int:
        key = _key(condition)
        if key not in self._numbers:
            self._numbers[key] = len(self._tests)
            self._tests.append(self._test(owner, condition))
        return self._numbers[key]

    def _test(self, owner: CustomFormat, condition: Condition) -> Test:
        if condition.kind not in PATTERNS:
            return _TESTS[condition.kind](condition)
        text = str(condition.value)
        try:
            pattern = self._patterns.setdefault(text, Pattern(text))
        except PatternError as error:
            self.broken.append(BrokenCondition(owner, condition, error))
            return _unusable
        return _EXPRESSIONS[condition.kind](pattern)


def _key(condition: Condition) -> object:
    return condition.kind, condition.value, condition.minimum, condition.maximum, condition.except_language


def _unusable(_: _Lowered) -> bool:
    raise PatternTimeout


# ---- the kinds of conditions


def _release_title(pattern: Pattern) -> Test:
    return lambda lowered: any(pattern.search(text, lower) for text, lower in lowered.texts)


def _edition(pattern: Pattern) -> Test:
    return lambda lowered: pattern.search(lowered.subject.edition, lowered.edition)


def _release_group(pattern: Pattern) -> Test:
    return lambda lowered: pattern.search(lowered.subject.release_group or "", lowered.group)


def _language(condition: Condition) -> Test:
    def test(lowered: _Lowered) -> bool:
        wanted = condition.value
        if wanted == languages.ORIGINAL.id and lowered.subject.original_language.id != languages.UNKNOWN.id:
            wanted = lowered.subject.original_language.id
        if condition.except_language:
            return any(language != wanted for language in lowered.languages)
        return wanted in lowered.languages

    return test


def _indexer_flag(condition: Condition) -> Test:
    flag = int(condition.value)
    return lambda lowered: flag != 0 and lowered.subject.indexer_flags.value & flag == flag


def _source(condition: Condition) -> Test:
    return lambda lowered: lowered.subject.quality.source.value == condition.value


def _resolution(condition: Condition) -> Test:
    return lambda lowered: lowered.resolution == condition.value


def _modifier(condition: Condition) -> Test:
    return lambda lowered: lowered.subject.quality.modifier.value == condition.value


def _size(condition: Condition) -> Test:
    least, most = condition.minimum * GIGABYTE, condition.maximum * GIGABYTE
    return lambda lowered: least < lowered.subject.size <= most


def _year(condition: Condition) -> Test:
    return lambda lowered: condition.minimum <= lowered.subject.year <= condition.maximum


_EXPRESSIONS: Final[dict[Kind, Callable[[Pattern], Test]]] = {
    Kind.RELEASE_TITLE: _release_title,
    Kind.EDITION: _edition,
    Kind.RELEASE_GROUP: _release_group,
}
_TESTS: Final[dict[Kind, Callable[[Condition], Test]]] = {
    Kind.LANGUAGE: _language,
    Kind.INDEXER_FLAG: _indexer_flag,
    Kind.SOURCE: _source,
    Kind.RESOLUTION: _resolution,
    Kind.QUALITY_MODIFIER: _modifier,
    Kind.SIZE: _size,
    Kind.YEAR: _year,
}
