"""What must hold of a custom format before it is saved."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from cinearr.core import indexer_flags, languages, quality
from cinearr.core.formats.model import PATTERNS, Condition, CustomFormat, Kind
from cinearr.core.patterns import check
from cinearr.core.problems import Problem, at_least, more_than, not_empty

_MODIFIERS: Final = frozenset(modifier.value for modifier in quality.Modifier)


def problems(each: CustomFormat, taken_names: Collection[str]) -> list[Problem]:
    """Every broken rule. `taken_names` are the names of the other formats."""
    return [*_format(each, taken_names), *(found for condition in each.conditions for found in _condition(condition))]


def _format(each: CustomFormat, taken_names: Collection[str]) -> Iterator[Problem]:
    if not each.name.strip():
        yield not_empty("Name", each.name)
    elif each.name in taken_names:
        yield Problem(property_name="Name", message="Must be unique.", attempted=each.name)
    if not each.conditions:
        yield Problem(property_name="", message="Must contain at least one Condition", code=None)
    if any(not condition.name.strip() for condition in each.conditions):
        yield Problem(
            property_name="", message="Condition name(s) cannot be empty or consist of only spaces", code=None
        )


def _condition(condition: Condition) -> Iterator[Problem]:
    if condition.kind in PATTERNS:
        yield from _pattern(condition)
    elif condition.kind is Kind.SIZE:
        yield from _size(condition)
    elif condition.kind is Kind.YEAR:
        yield from _year(condition)
    elif condition.kind is Kind.LANGUAGE:
        if condition.value not in languages.BY_ID:
            yield _broken("Invalid Language condition value", condition.value)
    else:
        yield from _number(condition)


def _pattern(condition: Condition) -> Iterator[Problem]:
    if not str(condition.value).strip():
        yield not_empty("Value", condition.value)
        return
    error = check(str(condition.value))
    if error is not None:
        yield Problem(
            property_name="Value",
            message=f"Invalid regular expression: {error}",
            attempted=condition.value,
            placeholders={"position": error.position},
        )


def _number(condition: Condition) -> Iterator[Problem]:
    value = condition.value
    if not value:
        yield not_empty("Value", value)
        if condition.kind is not Kind.INDEXER_FLAG:
            return
    if condition.kind is Kind.QUALITY_MODIFIER and value not in _MODIFIERS:
        yield _broken("Invalid quality modifier condition value", value)
    if condition.kind is Kind.INDEXER_FLAG and value not in {flag.value for flag in indexer_flags.IndexerFlag}:
        yield _broken("Invalid indexer flag condition value", value)


def _size(condition: Condition) -> Iterator[Problem]:
    if condition.minimum < 0:
        yield at_least("Min", condition.minimum, 0)
    if condition.maximum <= condition.minimum:
        yield more_than("Max", condition.maximum, condition.minimum)


def _year(condition: Condition) -> Iterator[Problem]:
    if not condition.minimum:
        yield not_empty("Min", condition.minimum)
    if condition.minimum <= 0:
        yield more_than("Min", condition.minimum, 0)
    if not condition.maximum:
        yield not_empty("Max", condition.maximum)
    if condition.maximum < condition.minimum:
        yield at_least("Max", condition.maximum, condition.minimum)


def _broken(message: str, attempted: object) -> Problem:
    return Problem(property_name="Value", message=f"{message}: {attempted}", attempted=attempted)
