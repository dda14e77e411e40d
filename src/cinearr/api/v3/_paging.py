"""Pages of a list: what a client asks for, and the answer around the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from litestar import Request

from cinearr.api._errors import bad_query
from cinearr.api.v3._query import read_number, values_of
from cinearr.api.v3._wire import Int32, Resource, WireEnum

T = TypeVar("T")


class SortDirection(WireEnum):
    """Which way."""

    DEFAULT = "default", 0
    ASCENDING = "ascending", 1
    DESCENDING = "descending", 2


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for. Page and size are echoed as sent, however odd; `offset` and `limit` are safe to use."""

    page: int
    page_size: int
    sort_key: str
    direction: SortDirection

    @property
    def offset(self) -> int:
        """Rows before this page; pages below 1 are the first."""
        return (max(self.page, 1) - 1) * self.limit

    @property
    def limit(self) -> int:
        """Rows of this page."""
        return max(self.page_size, 0)

    @property
    def descending(self) -> bool:
        """Which way the rows go."""
        return self.direction is SortDirection.DESCENDING


class PagedResource(Resource, Generic[T]):
    """One page."""

    page: Int32
    page_size: Int32
    sort_key: str
    sort_direction: SortDirection
    total_records: int
    records: Sequence[T]


def paging(
    request: Request[Any, Any, Any],
    keys: Sequence[str],
    *,
    default: str,
    default_direction: SortDirection = SortDirection.DESCENDING,
) -> Paging:
    """Read the paging of a request. `keys` are the sort keys this list knows; another one counts as `default`.

    A left-out direction is descending; `default` is the list's own. Raises Unreadable for what is no number or direction.
    """
    query = {name: values[0] for name, values in values_of(request).items()}
    known = {key.lower(): key for key in keys}
    direction = _direction(query)
    return Paging(
        page=_number(query, "page", "Page", 1),
        page_size=_number(query, "pageSize", "PageSize", 10),
        sort_key=known.get(query.get("sortkey", "").lower(), default),
        direction=default_direction if direction is SortDirection.DEFAULT else direction,
    )


def page_of(paging: Paging, total: int, records: Sequence[T]) -> PagedResource[T]:
    """The answer."""
    return PagedResource(
        page=paging.page,
        page_size=paging.page_size,
        sort_key=paging.sort_key,
        sort_direction=paging.direction,
        total_records=total,
        records=records,
    )


def _number(query: Mapping[str, str], name: str, shown: str, default: int) -> int:
    text = query.get(name.lower())
    if text is None or text == "":
        return default
    try:
        return read_number(text)
    except ValueError:
        raise bad_query(name, text, shown) from None


def _direction(query: Mapping[str, str]) -> SortDirection:
    text = query.get("sortdirection", "")
    if not text:
        return SortDirection.DESCENDING
    try:
        return SortDirection.read(text)
    except ValueError:
        raise bad_query("sortDirection", text, "SortDirection") from None
