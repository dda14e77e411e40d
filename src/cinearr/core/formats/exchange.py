"""Custom formats as the JSON that people exchange: one, a list of them, or the guides' files with their scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from cinearr.core.formats.model import PATTERNS, RANGES, Condition, CustomFormat, Kind

_KINDS: Final = MappingProxyType({kind.value.lower(): kind for kind in Kind})


class ExchangeError(ValueError):
    """The data is no custom format. The message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A format from outside, with the scores its author advises for sets of profiles (`default` and others)."""

    format: CustomFormat
    scores: Mapping[str, int] = field(default_factory=dict)


def load(data: Any) -> list[Imported]:
    """The formats in decoded JSON: an object, or a list of them. Raise ExchangeError for anything else."""
    rows = data if isinstance(data, list) else [data]
    return [_format(row, f"format {number}" if len(rows) > 1 else "the format") for number, row in enumerate(rows, 1)]


def fields_of(condition: Condition) -> dict[str, Any]:
    """The condition's own fields by their v3 names."""
    if condition.kind in RANGES:
        return {"min": condition.minimum, "max": condition.maximum}
    if condition.kind is Kind.LANGUAGE:
        return {"value": condition.value, "exceptLanguage": condition.except_language}
    return {"value": condition.value}


def condition(
    implementation: str, fields: Mapping[str, Any], *, name: str = "", negate: bool = False, required: bool = False
) -> Condition:
    """A condition from its v3 parts. Raise ExchangeError for an unknown kind or values of the wrong type."""
    kind = _KINDS.get(implementation.lower())
    if kind is None:
        raise ExchangeError(f"{implementation} is not a valid specification implementation")
    if kind in RANGES:
        low, high = (_number(fields, key, name) for key in ("min", "max"))
        return Condition(kind=kind, name=name, negate=negate, required=required, minimum=low, maximum=high)
    if kind in PATTERNS:
        value: str | int = str(fields.get("value") or "")
    else:
        value = int(_number(fields, "value", name))
    other = bool(fields.get("exceptLanguage", False)) if kind is Kind.LANGUAGE else False
    return Condition(kind=kind, name=name, negate=negate, required=required, value=value, except_language=other)


def _format(row: Any, where: str) -> Imported:
    if not isinstance(row, Mapping):
        raise ExchangeError(f"{where} is not an object")
    name, parts = row.get("name"), row.get("specifications")
    if not isinstance(name, str) or not name.strip():
        raise ExchangeError(f"{where} has no name")
    if not isinstance(parts, Sequence) or isinstance(parts, str):
        raise ExchangeError(f"'{name}' has no list of specifications")
    conditions = tuple(_condition(part, f"specification {number} of '{name}'") for number, part in enumerate(parts, 1))
    return Imported(
        CustomFormat(
            name=name.strip(),
            conditions=conditions,
            include_when_renaming=bool(row.get("includeCustomFormatWhenRenaming", False)),
        ),
        _scores(row),
    )


def _scores(row: Mapping[str, Any]) -> Mapping[str, int]:
    scores = row.get("trash_scores")
    if not isinstance(scores, Mapping):
        return {}
    return MappingProxyType({str(name): score for name, score in scores.items() if isinstance(score, int)})


def _condition(part: Any, where: str) -> Condition:
    if not isinstance(part, Mapping):
        raise ExchangeError(f"{where} is not an object")
    implementation = part.get("implementation")
    if not isinstance(implementation, str):
        raise ExchangeError(f"{where} has no implementation")
    try:
        return condition(
            implementation,
            _fields(part.get("fields"), where),
            name=str(part.get("name") or ""),
            negate=bool(part.get("negate", False)),
            required=bool(part.get("required", False)),
        )
    except ExchangeError as error:
        raise ExchangeError(f"{where}: {error}") from error


def _fields(fields: Any, where: str) -> dict[str, Any]:
    """Fields by name; files have them as an object, answers of the API as a list of name and value."""
    if isinstance(fields, Mapping):
        return dict(fields)
    if isinstance(fields, Sequence) and not isinstance(fields, str):
        return {
            str(field["name"]): field.get("value") for field in fields if isinstance(field, Mapping) and "name" in field
        }
    raise ExchangeError(f"{where} has no fields")


def _number(fields: Mapping[str, Any], key: str, name: str) -> float:
    value = fields.get(key)
    if value is None:
        return 0
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ExchangeError(f"'{value}' of '{name}' is no number") from error
