"""The shape of v3 answers: structs that write themselves the way clients read them.

`encode` writes compact JSON with camelCase names; a field that is None is left out, and so is an `id` of 0. Everything
else is written, also 0, false and empty lists. Times are whole seconds of UTC (`2026-11-23T04:49:57Z`), whole floats have
no `.0`. Reading what clients send is the business of `_body`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final, Self

import msgspec
from typing_extensions import dataclass_transform

Int32 = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]

UNSET_TIME: Final = datetime(1, 1, 1, tzinfo=UTC)  # how the wire says "never" where the field must be there

_NO_DEFAULT: Final = object()


class _Constant:
    """A default that msgspec cannot tell from a value, and therefore writes. (It leaves out what *is* the default.)"""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self) -> Any:
        return self.value.copy() if isinstance(self.value, (list, dict, set)) else self.value


class _Made:
    """The same for a default that is made anew each time."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make

    def __call__(self) -> Any:
        return self.make()


@dataclass_transform(field_specifiers=(msgspec.field,), kw_only_default=True, frozen_default=True)
class _ResourceMeta(msgspec.StructMeta):
    """Turns defaults into such as are written; only None and `id = 0` stay defaults that msgspec leaves out."""

    def __new__(mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any) -> Any:
        annotations: dict[str, Any] = namespace.get("__annotations__", {})
        for field in annotations:
            given = namespace.get(field, _NO_DEFAULT)
            if given is not _NO_DEFAULT and not str(annotations[field]).startswith(("ClassVar", "typing.ClassVar")):
                namespace[field] = _written(field, given)
        if any("datetime" in str(kind) or "float" in str(kind) for kind in annotations.values()):
            namespace.setdefault("__post_init__", _whole_values)
        # msgspec does not hand this on to subclasses.
        return super().__new__(mcls, name, bases, namespace, **{"kw_only": True, **config})


def _written(field: str, given: Any) -> Any:
    wire_name = None
    if isinstance(given, type(msgspec.field())):
        wire_name = given.name
        if given.default_factory is not msgspec.NODEFAULT:
            return msgspec.field(default_factory=_Made(given.default_factory), name=wire_name)
        if given.default is msgspec.NODEFAULT:
            return given
        given = given.default
    if given is None or (field == "id" and given == 0 and not isinstance(given, bool)):
        return msgspec.field(default=given, name=wire_name)
    return msgspec.field(default_factory=_Constant(given), name=wire_name)


def _whole_values(self: Any) -> None:
    """Times in UTC without fractions, floats without an empty one: msgspec writes both natively and asks nobody."""
    for name in self.__struct_fields__:
        value = getattr(self, name)
        kind = type(value)
        if kind is datetime:
            if value.tzinfo is not UTC or value.microsecond:
                msgspec.structs.force_setattr(self, name, whole_seconds(value))
        elif kind is float and value.is_integer():
            msgspec.structs.force_setattr(self, name, int(value))


class Resource(msgspec.Struct, metaclass=_ResourceMeta, kw_only=True, frozen=True, rename="camel", omit_defaults=True):
    """The root of all wire models. Wire order is the order of the fields, so `id` stands last, as v3 has it.

    Give every field a default unless it is only ever written: what a client leaves out takes the default (a PUT replaces
    the whole). `id: int = 0` is left out when 0; where v3 writes an id of 0 say `id: int = kept(0)`.
    """


def kept(value: Any) -> Any:
    """A default that is written even for `id`."""
    return msgspec.field(default_factory=_Constant(value))


class WireEnum(StrEnum):
    """An enum of the wire: `RELEASED = "released", 3`. Written as the text, read as text in any case or as the number."""

    number: int

    def __new__(cls, text: str, number: int) -> Self:
        """A member with both of its names."""
        member = str.__new__(cls, text)
        member._value_ = text
        member.number = number
        return member

    @classmethod
    def read(cls, value: object) -> Self:
        """The member of a text or number, as clients send it. Raises ValueError."""
        if isinstance(value, str):
            text = value.strip().lower()
            for member in cls:
                if member.value.lower() == text:
                    return member
            if not re.fullmatch(r"[+-]?\d{1,10}", text):
                raise ValueError(value)
            value = int(text)
        if isinstance(value, int) and not isinstance(value, bool):
            for member in cls:
                if member.number == value:
                    return member
        raise ValueError(value)


def whole_seconds(value: datetime) -> datetime:
    """The same moment in UTC without fractions; a time without a zone is taken as UTC."""
    value = value.replace(microsecond=0)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def day(value: date) -> datetime:
    """A date the way the wire has it: its midnight in UTC."""
    return datetime.combine(value, time(), UTC)


def span(value: timedelta) -> str:
    """`[d.]hh:mm:ss[.fffffff]`: seven digits of a second, none when there is no fraction."""
    sign = "-" if value < timedelta() else ""
    value = abs(value)
    hours, rest = divmod(value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    days = f"{value.days}." if value.days else ""
    fraction = f".{value.microseconds:06}0" if value.microseconds else ""
    return f"{sign}{days}{hours:02}:{minutes:02}:{seconds:02}{fraction}"


def number(value: float) -> float:
    """A number as the wire has it, for places where no field says float: 2.0 becomes 2."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unknown(value: Any) -> Any:
    if isinstance(value, (frozenset, set)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no wire form")


_encoder: Final = msgspec.json.Encoder(enc_hook=_unknown)
encode: Final[Callable[[Any], bytes]] = _encoder.encode
