"""One broken rule as a plain value; the feature that owns the input turns it into an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """In the terms of the v3 validation answer.

    `property_name` is PascalCase ("" for the whole), `code` the rule's v3 name or None for a rule about the whole,
    `placeholders` the v3 `formattedMessagePlaceholderValues` beside `propertyName` and `propertyValue`.
    """

    property_name: str
    message: str
    code: str | None = "PredicateValidator"
    attempted: Any = None
    placeholders: Mapping[str, Any] = field(default_factory=dict)
    severity: str = "error"


def words(property_name: str) -> str:
    """`MinUpgradeFormatScore` as the messages write it: `Min Upgrade Format Score`."""
    return "".join(f" {letter}" if letter.isupper() else letter for letter in property_name).strip()


def not_empty(property_name: str, value: Any) -> Problem:
    """The value is missing or blank."""
    return Problem(
        property_name=property_name,
        message=f"'{words(property_name)}' must not be empty.",
        code="NotEmptyValidator",
        attempted=value,
    )


def at_least(property_name: str, value: float, minimum: float) -> Problem:
    """The number is below the least one allowed."""
    return Problem(
        property_name=property_name,
        message=f"'{words(property_name)}' must be greater than or equal to '{minimum:g}'.",
        code="GreaterThanOrEqualValidator",
        attempted=value,
        placeholders={"comparisonValue": minimum, "comparisonProperty": ""},
    )


def more_than(property_name: str, value: float, limit: float) -> Problem:
    """The number is not above the limit."""
    return Problem(
        property_name=property_name,
        message=f"'{words(property_name)}' must be greater than '{limit:g}'.",
        code="GreaterThanValidator",
        attempted=value,
        placeholders={"comparisonValue": limit, "comparisonProperty": ""},
    )
