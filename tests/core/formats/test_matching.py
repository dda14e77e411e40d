"""Which formats a subject has: each kind of condition, grouping, negation, and expressions that cannot be used."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from cinearr.core import languages, quality
from cinearr.core.formats import CompiledFormats, Condition, CustomFormat, Kind, Subject
from cinearr.core.indexer_flags import IndexerFlag

ENGLISH, FRENCH, GERMAN = languages.BY_ID[1], languages.BY_ID[2], languages.BY_ID[4]
GB = 1024**3
SUBJECT = Subject(
    texts=("A.Movie.1999.1080p.BluRay.x264.DTS-HD-GRP",),
    edition="Directors Cut",
    release_group="GRP",
    languages=(ENGLISH, FRENCH),
    original_language=FRENCH,
    quality=quality.BY_NAME["Remux-1080p"],
    resolution=1080,
    indexer_flags=IndexerFlag.G_Freeleech | IndexerFlag.G_Internal,
    size=20 * GB,
    year=1999,
)
MUST, NOT, BOTH = {"required": True}, {"negate": True}, {"required": True, "negate": True}


def c(kind: Kind, value: str | int = "", **given: Any) -> Condition:
    return Condition(kind=kind, value=value, **given)


def title(text: str, **given: Any) -> Condition:
    return c(Kind.RELEASE_TITLE, text, **given)


def resolution(value: int, **given: Any) -> Condition:
    return c(Kind.RESOLUTION, value, **given)


def matches(*conditions: Condition, subject: Subject = SUBJECT) -> bool:
    return bool(CompiledFormats([CustomFormat(id=1, name="Any", conditions=conditions)]).match(subject))


KINDS = [
    (title(r"\bDTS\b"), True),
    (title("x265"), False),
    (c(Kind.EDITION, "director"), True),
    (c(Kind.EDITION, "^$"), False),
    (c(Kind.RELEASE_GROUP, "^grp$"), True),
    (c(Kind.RELEASE_GROUP, "^gr$"), False),
    (c(Kind.LANGUAGE, GERMAN.id), False),
    (c(Kind.LANGUAGE, FRENCH.id), True),
    (c(Kind.LANGUAGE, languages.ORIGINAL.id), True),
    (c(Kind.LANGUAGE, languages.ANY.id), False),
    (c(Kind.LANGUAGE, FRENCH.id, except_language=True), True),
    (c(Kind.INDEXER_FLAG, 32), True),
    (c(Kind.INDEXER_FLAG, 2), False),
    (c(Kind.SOURCE, quality.Source.BLURAY.value), True),
    (c(Kind.SOURCE, quality.Source.WEBDL.value), False),
    (resolution(1080), True),
    (resolution(720), False),
    (c(Kind.QUALITY_MODIFIER, quality.Modifier.REMUX.value), True),
    (c(Kind.QUALITY_MODIFIER, quality.Modifier.BRDISK.value), False),
    # The lower end of a size is not in it, the upper end is; both years are.
    (c(Kind.SIZE, minimum=20, maximum=30), False),
    (c(Kind.SIZE, minimum=19.5, maximum=20), True),
    (c(Kind.YEAR, minimum=1999, maximum=1999), True),
    (c(Kind.YEAR, minimum=2000, maximum=2010), False),
]


@pytest.mark.parametrize(("condition", "expected"), KINDS)
def test_each_kind_and_its_negation(condition: Condition, expected: bool) -> None:
    assert matches(condition) is expected
    assert matches(replace(condition, negate=True)) is not expected


def test_every_kind_is_in_the_table() -> None:
    assert {condition.kind for condition, _ in KINDS} == set(Kind)


GROUPS = [
    # One condition of a kind is enough, unless one is required.
    ((title("nothing"), title("DTS")), True),
    ((title("nothing", **MUST), title("DTS")), False),
    ((title("DTS", **MUST), title("nothing")), True),
    ((title("DTS", **MUST), title("x264", **MUST)), True),
    ((title("DTS", **MUST), title("x265", **MUST)), False),
    # Every kind must hold.
    ((title("DTS"), resolution(1080)), True),
    ((title("DTS"), resolution(720)), False),
    ((title("DTS"), resolution(2160, **BOTH)), True),
    ((title("DTS"), resolution(1080, **BOTH)), False),
    # Negated conditions are conditions like others.
    ((title("x265", **NOT), title("x264", **NOT)), True),
    ((title("x265", **BOTH), title("x264", **BOTH)), False),
    ((), False),
]


@pytest.mark.parametrize(("conditions", "expected"), GROUPS)
def test_groups(conditions: tuple[Condition, ...], expected: bool) -> None:
    assert matches(*conditions) is expected


def test_any_text_of_a_file_may_match() -> None:
    subject = replace(SUBJECT, texts=("scene-name", "A Movie x265.mkv"))
    assert matches(title("x265"), subject=subject)
    assert matches(title("scene"), subject=subject)


def test_a_subject_without_a_group_or_languages() -> None:
    bare = Subject()
    assert not matches(c(Kind.RELEASE_GROUP, "."), subject=bare)
    assert matches(c(Kind.RELEASE_GROUP, "^$"), subject=bare)
    assert not matches(c(Kind.LANGUAGE, languages.ORIGINAL.id), subject=bare)
    assert matches(c(Kind.LANGUAGE, ENGLISH.id, negate=True), subject=bare)
    assert matches(c(Kind.YEAR, minimum=1990, maximum=2000, negate=True), subject=bare)


def test_formats_come_by_name_and_are_the_same_when_asked_again() -> None:
    formats = CompiledFormats(
        [CustomFormat(id=n, name=name, conditions=(title("DTS"),)) for n, name in enumerate("ba")]
    )
    found = formats.match(SUBJECT)
    assert [each.name for each in found] == ["a", "b"]
    assert formats.match(replace(SUBJECT)) is found


class TestUnusableExpressions:
    BAD = title("(unclosed")

    def test_a_stored_one_never_passes_negated_or_not(self) -> None:
        assert not matches(self.BAD)
        assert not matches(replace(self.BAD, negate=True))
        assert matches(self.BAD, title("DTS"))

    def test_are_reported_with_their_format(self) -> None:
        formats = CompiledFormats([CustomFormat(id=1, name="Bad", conditions=(self.BAD,))])
        assert [(each.format.name, each.error.position) for each in formats.broken] == [("Bad", 0)]

    def test_hostile_ones_are_given_up_within_a_fixed_time(self) -> None:
        slow = title(r"(a+)+$", negate=True)
        formats = CompiledFormats([CustomFormat(id=1, name="Slow", conditions=(slow,))])
        began = time.perf_counter()
        for number in range(300):
            assert formats.match(replace(SUBJECT, texts=("a" * 4000 + f"!{number}",))) == ()
        assert time.perf_counter() - began < 2
        assert formats.given_up == [r"(a+)+$"]


def test_explain_says_what_each_condition_came_to() -> None:
    conditions = (title("DTS"), title("x265", negate=True), title("(unclosed"), resolution(720))
    [explanation] = CompiledFormats([CustomFormat(id=1, name="Any", conditions=conditions)]).explain(SUBJECT)
    assert not explanation.matched
    assert [passed for _, passed in explanation.conditions] == [True, True, None, False]
