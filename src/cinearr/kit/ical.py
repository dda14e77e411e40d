"""Calendars as text (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import icalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class AllDayEvent:
    """Something on one day. `uid` stays the same for the same thing, so that readers move it rather than add it."""

    uid: str
    summary: str
    day: date
    description: str = ""
    category: str | None = None
    is_tentative: bool = False


def render(events: Iterable[AllDayEvent], *, name: str, product: str, at: datetime) -> bytes:
    """A whole calendar: CRLF, lines folded at 75 octets, UTF-8. `at` is the moment it was made."""
    calendar = icalendar.Calendar()
    calendar.add("name", name)
    calendar.add("prodid", product)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_event(event, at.astimezone(UTC).replace(microsecond=0)))
    text: bytes = calendar.to_ical(sorted=False)
    return text


def _event(event: AllDayEvent, at: datetime) -> icalendar.Event:
    made = icalendar.Event()
    if event.category:
        made.add("categories", [_line(event.category)])
    made.add("description", _text(event.description))
    # The end is exclusive.
    made.add("dtend", event.day + timedelta(days=1))
    made.add("dtstamp", at)
    made.add("dtstart", event.day)
    made.add("sequence", 0)
    made.add("status", "TENTATIVE" if event.is_tentative else "CONFIRMED")
    made.add("summary", _line(event.summary))
    made.add("uid", event.uid)
    return made


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(text: str) -> str:
    """Without the control characters the format forbids."""
    return "".join(letter for letter in text.replace("\r\n", "\n") if letter >= " " or letter in "\n\t")
