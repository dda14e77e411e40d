"""Reading what clients send, as leniently as they are used to.

Member names in any case, the last of two equal ones counts; trailing commas, a byte order mark and UTF-16 are accepted,
comments are not; numbers may come as text, booleans may not; enums come in any case or as a number. What is left out takes
the field's default; null does too, except for numbers, booleans and enums that cannot be null.
"""

from __future__ import annotations

import codecs
import re
import types
import typing
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, Final, TypeVar, Union, cast, get_args, get_origin

import msgspec

from cinearr.api._errors import Unreadable
from cinearr.api.v3._wire import WireEnum

T = TypeVar("T")

_EMPTY: Final = "A non-empty request body is required."
_MISSING: Final = object()
Reader = Callable[[Any, str], Any]  # (value, JSON path) → value of the type; raises Unreadable


def decode(body: bytes, kind: type[T], *, charset: str = "utf-8") -> T:
    """The value of a JSON body. Raises Unreadable, which names the first member that does not fit."""
    text = _as_utf8(body, charset)
    if not text.strip():
        raise Unreadable("", _EMPTY)
    value = _parse(text)
    if value is None and not _takes_null(kind):
        raise Unreadable("", _EMPTY)
    read: T = reader_of(cast("Any", kind))(value, "$")
    return read


# --- text to JSON values ---


def _as_utf8(body: bytes, charset: str) -> bytes:
    if body.startswith(codecs.BOM_UTF8):
        return body[3:]
    if charset.lower().replace("_", "-") in ("utf-8", "utf8", "us-ascii"):
        return body
    try:
        return body.decode(charset).removeprefix("\ufeff").encode()
    except (LookupError, UnicodeError):
        raise Unreadable("$", f"The body is not valid {charset}.") from None


def _parse(text: bytes) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return msgspec.json.decode(_TRAILING_COMMA.sub(_without_comma, text))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable("$", f"The body is not valid JSON: {error}.") from None
    except RecursionError:
        raise Unreadable("$", "The body is nested too deeply.") from None


# A string is matched first and kept, so that a comma inside one is safe. One that never ends goes to the end of all, else
# each of many quotes would be followed that far.
_TRAILING_COMMA: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|(?<=[\w"}\]])\s*+,(?=\s*[}\]])', re.DOTALL)


def _without_comma(found: re.Match[bytes]) -> bytes:
    return b"" if found[0].endswith(b",") else found[0]


# --- JSON values to types ---


@cache
def reader_of(kind: Any) -> Reader:
    """How a value of this type is read."""
    if kind is Any or kind is object:
        return lambda value, path: value
    origin = get_origin(kind)
    if origin is Annotated:
        return _bounded(kind)
    if origin in (Union, types.UnionType):
        return _union(get_args(kind))
    if origin in (list, tuple, set, frozenset, typing.Sequence) or origin in _SEQUENCES:
        return _items(origin, get_args(kind)[0])
    if origin in (dict, Mapping) or origin is typing.Mapping:
        return _members(get_args(kind)[1])
    if isinstance(kind, type):
        if issubclass(kind, WireEnum):
            return _enum(kind)
        if issubclass(kind, msgspec.Struct):
            return _struct(kind)
        if kind in _PLAIN:
            return _PLAIN[kind]
    raise TypeError(f"bodies cannot hold {kind!r}")


_SEQUENCES: Final = tuple(
    get_origin(kind) for kind in (typing.Sequence[int], typing.Collection[int], typing.Iterable[int])
)


def _wrong(path: str, wanted: str) -> Unreadable:
    return Unreadable(path, f"The JSON value could not be converted to {wanted}. Path: {path}.")


def _integer(value: Any, path: str) -> int:
    if type(value) is int and -(2**63) <= value < 2**63:
        return value
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,19}", value):
        return _integer(int(value), path)
    raise _wrong(path, "an integer")


def _float(value: Any, path: str) -> float:
    if type(value) is float or type(value) is int:
        return value
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", value):
        return float(value)
    raise _wrong(path, "a number")


def _boolean(value: Any, path: str) -> bool:
    if isinstance(value, bool):
        return value
    raise _wrong(path, "a boolean")


def _text(value: Any, path: str) -> str:
    if isinstance(value, str):
        return value
    raise _wrong(path, "a string")


def _time(value: Any, path: str) -> datetime:
    try:
        if isinstance(value, str):
            return read_time(value)
    except ValueError:
        pass
    raise _wrong(path, "a date")


def read_time(text: str) -> datetime:
    """A time of ISO 8601 in UTC; a date is its midnight, a time without a zone is UTC. Raises ValueError."""
    try:
        value = datetime.fromisoformat(text.strip())
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None


def _date(value: Any, path: str) -> date:
    return _time(value, path).date()


_PLAIN: Final[Mapping[type, Reader]] = {
    int: _integer,
    float: _float,
    bool: _boolean,
    str: _text,
    datetime: _time,
    date: _date,
    dict: lambda value, path: value if isinstance(value, dict) else _raise(_wrong(path, "an object")),
    list: lambda value, path: value if isinstance(value, list) else _raise(_wrong(path, "a list")),
}


def _raise(error: Exception) -> Any:
    raise error


def _bounded(kind: Any) -> Reader:
    """Numbers with limits (`Int32`); other notes on a type say nothing about reading."""
    inner, *notes = get_args(kind)
    read = reader_of(inner)
    metas = [note for note in notes if isinstance(note, msgspec.Meta) and (note.ge is not None or note.le is not None)]
    if not metas:
        return read

    def bounded(value: Any, path: str) -> Any:
        found = read(value, path)
        for meta in metas:
            if (meta.ge is not None and found < meta.ge) or (meta.le is not None and found > meta.le):
                raise _wrong(path, "a number of this size")
        return found

    return bounded


def _union(kinds: tuple[Any, ...]) -> Reader:
    readers = [reader_of(kind) for kind in kinds if kind is not types.NoneType]
    optional = types.NoneType in kinds

    def union(value: Any, path: str) -> Any:
        if value is None and optional:
            return None
        for read in readers[:-1]:
            try:
                return read(value, path)
            except Unreadable:
                continue
        return readers[-1](value, path)

    return union if len(readers) > 1 else (lambda value, path: None if value is None else readers[0](value, path))


def _items(origin: Any, kind: Any) -> Reader:
    read = reader_of(kind)
    make: Callable[[list[Any]], Any] = origin if origin in (tuple, set, frozenset) else list

    def items(value: Any, path: str) -> Any:
        if not isinstance(value, list):
            raise _wrong(path, "a list")
        return make([read(item, f"{path}[{index}]") for index, item in enumerate(value)])

    return items


def _members(kind: Any) -> Reader:
    read = reader_of(kind)

    def members(value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            raise _wrong(path, "an object")
        return {name: read(item, f"{path}.{name}") for name, item in value.items()}

    return members


def _enum(kind: type[WireEnum]) -> Reader:
    def enum(value: Any, path: str) -> WireEnum:
        try:
            return kind.read(value)
        except ValueError:
            raise _wrong(path, f"one of {', '.join(member.value for member in kind)}") from None

    return enum


def _struct(kind: type[msgspec.Struct]) -> Reader:
    plans = {plan.key: plan for plan in map(_Plan, msgspec.structs.fields(kind))}
    always = tuple((plan.attribute, plan.zero) for plan in plans.values() if plan.is_required)

    def struct(value: Any, path: str) -> Any:
        if not isinstance(value, dict):
            raise _wrong(path, "an object")
        found: dict[str, Any] = {}
        for name, item in value.items():
            plan = plans.get(name.lower())
            if plan is None:
                continue
            if item is None and plan.null_is_absent:
                found.pop(plan.attribute, None)
                continue
            found[plan.attribute] = plan.read(item, f"{path}.{name}")
        for attribute, zero in always:
            if attribute not in found:
                found[attribute] = zero()
        return kind(**found)

    return struct


class _Plan:
    """How one field of a struct is read."""

    def __init__(self, field: msgspec.structs.FieldInfo) -> None:
        self.attribute = field.name
        self.key = field.encode_name.lower()
        self.is_required = field.required
        self._kind = field.type
        self._reader: Reader | None = None
        self.null_is_absent = not _takes_null(field.type) and not _is_value(_plain_of(field.type))

    @property
    def read(self) -> Reader:
        """Found on first use, so that structs may hold themselves."""
        if self._reader is None:
            self._reader = reader_of(self._kind)
        return self._reader

    def zero(self) -> Any:
        """The empty value of a type whose field has no default."""
        kind = _plain_of(self._kind)
        if _takes_null(self._kind):
            return None
        if isinstance(kind, type) and issubclass(kind, WireEnum):
            return next(iter(kind))
        if kind is datetime:
            return datetime(1, 1, 1, tzinfo=UTC)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return reader_of(kind)({}, "$")
        return kind()


def _is_value(kind: Any) -> bool:
    """Whether null is an error for this type unless it says otherwise."""
    return kind in (int, float, bool, datetime, date) or (isinstance(kind, type) and issubclass(kind, WireEnum))


def _plain_of(kind: Any) -> Any:
    origin = get_origin(kind)
    if origin is Annotated:
        return _plain_of(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        return _plain_of(next(inner for inner in get_args(kind) if inner is not types.NoneType))
    if origin is not None:
        return list if origin in _SEQUENCES else origin
    return kind


def _takes_null(kind: Any) -> bool:
    return kind is Any or (
        get_origin(kind) in (Union, types.UnionType, Annotated) and any(_is_null(inner) for inner in get_args(kind))
    )


def _is_null(kind: Any) -> bool:
    return kind is types.NoneType or (get_origin(kind) is not None and _takes_null(kind))
