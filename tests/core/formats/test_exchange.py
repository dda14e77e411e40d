"""Formats in and out as JSON, and what is refused when one is saved."""

from __future__ import annotations

from typing import Any

import pytest

from cinearr.core.formats import Condition, CustomFormat, Kind, exchange, problems

GUIDE: dict[str, Any] = {
    "trash_id": "0",
    "trash_scores": {"default": -10000, "sqp-1": 5},
    "name": " x265 (HD) ",
    "includeCustomFormatWhenRenaming": True,
    "specifications": [
        {
            "name": "x265/HEVC",
            "implementation": "ReleaseTitleSpecification",
            "negate": False,
            "required": True,
            "fields": {"value": "[xh][ ._-]?265|\\bHEVC(\\b|\\d)"},
        },
        {
            "name": "Not 2160p",
            "implementation": "ResolutionSpecification",
            "negate": True,
            "required": True,
            "fields": {"value": 2160},
        },
        {
            "name": "Not original",
            "implementation": "languageSpecification",
            "fields": {"value": -2, "exceptLanguage": True},
        },
        {
            "name": "Size",
            "implementation": "SizeSpecification",
            "fields": [{"name": "min", "value": 1.5}, {"name": "max", "value": "9"}],
        },
    ],
}


def test_a_format_of_the_guides() -> None:
    [found] = exchange.load(GUIDE)
    assert (found.format.name, found.format.include_when_renaming) == ("x265 (HD)", True)
    assert dict(found.scores) == {"default": -10000, "sqp-1": 5}
    assert found.format.conditions == (
        Condition(kind=Kind.RELEASE_TITLE, name="x265/HEVC", required=True, value="[xh][ ._-]?265|\\bHEVC(\\b|\\d)"),
        Condition(kind=Kind.RESOLUTION, name="Not 2160p", negate=True, required=True, value=2160),
        Condition(kind=Kind.LANGUAGE, name="Not original", value=-2, except_language=True),
        Condition(kind=Kind.SIZE, name="Size", minimum=1.5, maximum=9),
    )


def test_many_at_once() -> None:
    assert [found.format.name for found in exchange.load([GUIDE, {**GUIDE, "name": "b"}])] == ["x265 (HD)", "b"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("text", "not an object"),
        ([GUIDE, 5], "format 2 is not an object"),
        ({"specifications": []}, "has no name"),
        ({"name": "x"}, "no list of specifications"),
        ({"name": "x", "specifications": [5]}, "specification 1 of 'x' is not an object"),
        ({"name": "x", "specifications": [{"fields": {}}]}, "no implementation"),
        ({"name": "x", "specifications": [{"implementation": "Foo", "fields": {}}]}, "Foo is not a valid"),
        ({"name": "x", "specifications": [{"implementation": "YearSpecification"}]}, "has no fields"),
        (
            {"name": "x", "specifications": [{"implementation": "YearSpecification", "fields": {"min": "old"}}]},
            "'old'",
        ),
    ],
)
def test_what_is_no_format_is_refused_with_its_place(data: Any, words: str) -> None:
    with pytest.raises(exchange.ExchangeError, match=words):
        exchange.load(data)


def broken(*conditions: Condition, name: str = "x") -> list[tuple[str, str]]:
    found = problems(CustomFormat(name=name, conditions=conditions), {"taken"})
    return [(problem.property_name, problem.message) for problem in found]


def c(kind: Kind, **given: Any) -> Condition:
    return Condition(kind=kind, name="a", **given)


@pytest.mark.parametrize(
    ("condition", "property_name", "words"),
    [
        (c(Kind.RELEASE_TITLE, value=" "), "Value", "must not be empty"),
        (
            c(Kind.RELEASE_TITLE, value="ab(c"),
            "Value",
            "Invalid regular expression: A bracket is not closed (at character 3)",
        ),
        (c(Kind.LANGUAGE, value=99), "Value", "Language"),
        (c(Kind.SOURCE, value=0), "Value", "'Value' must not be empty."),
        (c(Kind.RESOLUTION, value=0), "Value", "'Value' must not be empty."),
        (c(Kind.QUALITY_MODIFIER, value=0), "Value", "'Value' must not be empty."),
        (c(Kind.QUALITY_MODIFIER, value=9), "Value", "modifier"),
        (c(Kind.INDEXER_FLAG, value=0), "Value", "must not be empty"),
        (c(Kind.INDEXER_FLAG, value=3), "Value", "flag"),
        (c(Kind.SIZE, minimum=5, maximum=5), "Max", "greater than '5'"),
        (c(Kind.SIZE, minimum=-1, maximum=5), "Min", "greater than or equal to '0'"),
        (c(Kind.YEAR, minimum=0, maximum=5), "Min", "greater than '0'"),
        (c(Kind.YEAR, minimum=2000, maximum=1999), "Max", "greater than or equal to '2000'"),
    ],
)
def test_each_rule_of_conditions(condition: Condition, property_name: str, words: str) -> None:
    assert any(name == property_name and words in message for name, message in broken(condition))


@pytest.mark.parametrize(
    "condition",
    [
        c(Kind.RELEASE_TITLE, value=r"(?<=^|[\s.-])EPSiLON\b"),
        c(Kind.LANGUAGE, value=0),
        c(Kind.LANGUAGE, value=-2),
        c(Kind.SOURCE, value=9),
        c(Kind.INDEXER_FLAG, value=2048),
        c(Kind.SIZE, minimum=0, maximum=0.5),
        c(Kind.YEAR, minimum=1990, maximum=1990),
    ],
)
def test_good_conditions(condition: Condition) -> None:
    assert broken(condition) == []


def test_rules_of_the_whole() -> None:
    good = c(Kind.SOURCE, value=9)
    assert broken() == [("", "Must contain at least one Condition")]
    assert broken(good, name=" ") == [("Name", "'Name' must not be empty.")]
    assert broken(good, name="taken") == [("Name", "Must be unique.")]
    assert broken(Condition(kind=Kind.SOURCE, value=9)) == [
        ("", "Condition name(s) cannot be empty or consist of only spaces")
    ]
