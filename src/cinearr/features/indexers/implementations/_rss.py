"""Reads RSS feeds: what one item says, whatever the indexer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar
from urllib.parse import urljoin

from cinearr.core.releases.model import Release
from cinearr.kit.errors import BadAnswer
from cinearr.kit.http import Response
from cinearr.kit.xml import Element, text_of

T = TypeVar("T")
_ZONE_NAME: Final = re.compile(r"\s\(?[A-Z]{2,5}\)?$")
_LONGEST_DATE: Final = 100  # characters; reading a longer one could take as long as its writer likes
_MAX_SIZE: Final = 2**62


class UnreadableItem(ValueError):
    """An item that lacks what no release can be without."""


def items_of(root: Element) -> list[Element]:
    """The items of a feed. Raises BadAnswer when it is no feed."""
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise BadAnswer(f"The answer is no RSS feed (it begins with <{_local(root)}>)")
    return channel.findall("item")


def releases_of(items: Sequence[T], read: Callable[[T], Release]) -> list[Release]:
    """Every item that can be read. Raises BadAnswer when there are items and none can.

    `read` raises UnreadableItem for one that cannot, so that one bad item does not spoil a feed.
    """
    releases: list[Release] = []
    problem: UnreadableItem | None = None
    for item in items:
        try:
            releases.append(read(item))
        except UnreadableItem as error:
            problem = error
    if items and not releases:
        raise BadAnswer(f"No item of the feed can be read: {problem}") from problem
    return releases


def guid_of(item: Element) -> str:
    """The guid, or the address where there is none."""
    return text_of(item, "guid") or text_of(item, "link") or text_of(item, "title") or ""


def title_of(item: Element) -> str:
    """The title on one line; empty when there is none."""
    return " ".join((text_of(item, "title") or "").split())


def date_of(text: str | None) -> datetime:
    """The moment of an RSS date, in UTC. Raises UnreadableItem."""
    if not text:
        raise UnreadableItem("an item has no date")
    moment = (_rfc822(text) or _iso(text)) if len(text) <= _LONGEST_DATE else None
    if moment is None:
        raise UnreadableItem(f"{text!r} is no date")
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise UnreadableItem(f"{text!r} is no date") from error


def page_of(item: Element) -> str | None:
    """The page of an item: its guid where that is an address."""
    guid = guid_of(item)
    return guid if guid.startswith(("http://", "https://")) else None


def file_of(item: Element, kind: str) -> tuple[str | None, int]:
    """Address and length of the attached file whose type begins so, else of whatever there is."""
    attached = list(enclosures(item))
    for url, told, length in attached:
        if told.startswith(kind):
            return url, length
    return text_of(item, "link") or (attached[0][0] if attached else None), attached[0][2] if attached else 0


def enclosures(item: Element) -> Iterator[tuple[str, str, int]]:
    """Address, type and length of each attached file."""
    for enclosure in item.iterfind("enclosure"):
        url = (enclosure.get("url") or "").strip()
        if url:
            yield url, (enclosure.get("type") or "").strip().lower(), number(enclosure.get("length")) or 0


def absolute(response: Response, url: str | None) -> str | None:
    """An address of the feed seen from where the feed came from; None stays None."""
    if not url:
        return None
    if url.startswith(("http://", "https://", "magnet:")):
        return url  # nearly all are, and joining is a good part of the time a feed takes
    try:
        return urljoin(response.url, url)
    except ValueError:
        return url


def without_fragment(url: str | None, fragment: str) -> str | None:
    """The address of the page that a `#comments` link points into."""
    return url.removesuffix(fragment) if url else None


def number(text: str | None) -> int | None:
    """A whole number that is not negative, None for anything else."""
    text = (text or "").strip()
    if not text.isdecimal():
        return None
    value = int(text) if len(text) < 20 else _MAX_SIZE
    return min(value, _MAX_SIZE)


def _rfc822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        pass
    try:
        return parsedate_to_datetime(_ZONE_NAME.sub("", text))
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
