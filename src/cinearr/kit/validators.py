"""The v3 API's rules with their exact words: each gives the failures of one property, none when it is good.

Property names are PascalCase; messages show them in words (`QualityProfileId` → `Quality Profile Id`).
"""

from __future__ import annotations

from typing import Any

from cinearr.kit.errors import Failure
from cinearr.kit.providers import spaced


def not_empty(name: str, value: Any) -> list[Failure]:
    """NotEmptyValidator: not None, "", 0 nor an empty list."""
    if value not in (None, "", 0, (), []) and not (isinstance(value, str) and not value.strip()):
        return []
    shown = spaced(name)
    return [
        Failure(
            property_name=name,
            message=f"'{shown}' must not be empty.",
            attempted=value,
            code="NotEmptyValidator",
            placeholders={"propertyName": shown, "propertyValue": value},
        )
    ]


def not_null(name: str, value: Any) -> list[Failure]:
    """NotNullValidator."""
    if value is not None:
        return []
    shown = spaced(name)
    return [
        Failure(
            property_name=name,
            message=f"'{shown}' must not be empty.",
            code="NotNullValidator",
            placeholders={"propertyName": shown, "propertyValue": None},
        )
    ]


def greater_than(name: str, value: float, limit: float) -> list[Failure]:
    """GreaterThanValidator."""
    return [] if value > limit else [_compared(name, value, limit, "greater than", "GreaterThanValidator")]


def at_least(name: str, value: float, limit: float) -> list[Failure]:
    """GreaterThanOrEqualValidator."""
    if value >= limit:
        return []
    return [_compared(name, value, limit, "greater than or equal to", "GreaterThanOrEqualValidator")]


def _compared(name: str, value: float, limit: float, words: str, code: str) -> Failure:
    shown = spaced(name)
    return Failure(
        property_name=name,
        message=f"'{shown}' must be {words} '{limit}'.",
        attempted=value,
        code=code,
        placeholders={
            "comparisonValue": limit,
            "comparisonProperty": "",
            "propertyName": shown,
            "propertyValue": value,
        },
    )


def between(name: str, value: float, low: float, high: float) -> list[Failure]:
    """InclusiveBetweenValidator."""
    if low <= value <= high:
        return []
    shown = spaced(name)
    return [
        Failure(
            property_name=name,
            message=f"'{shown}' must be between {low} and {high}. You entered {value}.",
            attempted=value,
            code="InclusiveBetweenValidator",
            placeholders={"from": low, "to": high, "value": value, "propertyName": shown, "propertyValue": value},
        )
    ]


def broken(name: str, message: str, value: Any, code: str | None = None, **more: Any) -> Failure:
    """Any other rule; `more` are its own placeholders, which come first on the wire."""
    return Failure(
        property_name=name,
        message=message,
        attempted=value,
        code=code,
        placeholders={**more, "propertyName": spaced(name), "propertyValue": value} if code else {},
    )
