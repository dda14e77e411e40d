"""Reading query strings into structs, as leniently as clients are used to.

Names in any case, unknown ones ignored, the first of repeated single values counts; lists come repeated or separated by
commas; booleans in any case, enums as name or number, an empty value counts as absent unless text is wanted.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin
from urllib.parse import parse_qsl

import msgspec
from litestar import Request

from cinearr.api._errors import bad_query
from cinearr.api.v3._body import read_time
from cinearr.api.v3._wire import WireEnum

Q = TypeVar("Q", bound=msgspec.Struct)
_Convert = Callable[[str], Any]


def values_of(request: Request[Any, Any, Any]) -> dict[str, list[str]]:
    """All values by name in lower case, in the order they were sent."""
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True):
        found.setdefault(name.lower(), []).append(value)
    return found


def read_query(request: Request[Any, Any, Any], kind: type[Q]) -> Q:
    """The query of a request. `kind` is a struct with a default for every field and camelCase names (a `Resource`).

    Raises Unreadable (400) that names the first value of the wrong kind.
    """
    if not request.scope["query_string"]:
        return kind()
    given = values_of(request)
    found: dict[str, Any] = {}
    for attribute, name, convert, is_list in _plan(kind):
        values = given.get(name.lower())
        if values is None:
            continue
        if is_list:
            texts = [part.strip() for value in values for part in value.split(",") if part.strip()]
            found[attribute] = [_converted(convert, text, name) for text in texts]
        elif values[0] != "" or convert is str:
            found[attribute] = _converted(convert, values[0], name)
    return kind(**found)


def _converted(convert: _Convert, text: str, name: str) -> Any:
    try:
        return convert(text)
    except ValueError:
        raise bad_query(name, text) from None


@cache
def _plan(kind: type[msgspec.Struct]) -> tuple[tuple[str, str, _Convert, bool], ...]:
    """Attribute, wire name, how one value is read, whether there may be many."""
    rows = []
    for field in msgspec.structs.fields(kind):
        inner = _plain(field.type)
        is_list = get_origin(inner) in (list, Sequence)
        rows.append(
            (field.name, field.encode_name, _converter(_plain(get_args(inner)[0]) if is_list else inner), is_list)
        )
    return tuple(rows)


def _plain(kind: Any) -> Any:
    origin = get_origin(kind)
    if origin is Annotated:
        return _plain(get_args(kind)[0])
    if origin in (Union, types.UnionType):
        return _plain(next(inner for inner in get_args(kind) if inner is not types.NoneType))
    return kind


def _converter(kind: Any) -> _Convert:
    if isinstance(kind, type) and issubclass(kind, WireEnum):
        return kind.read
    return _CONVERT[kind]


def read_number(text: str) -> int:
    """A whole number of 32 bits. Raises ValueError."""
    if not re.fullmatch(r"\s*[+-]?[0-9]{1,10}\s*", text) or not -(2**31) <= int(text) < 2**31:
        raise ValueError(text)
    return int(text)


def _boolean(text: str) -> bool:
    found = {"true": True, "false": False, "1": True, "0": False}.get(text.strip().lower())
    if found is None:
        raise ValueError(text)
    return found


def _date(text: str) -> date:
    return read_time(text).date()


_CONVERT: Final[Mapping[Any, _Convert]] = {
    int: read_number,
    float: float,
    bool: _boolean,
    str: str,
    datetime: read_time,
    date: _date,
}
