from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar

from cinearr.kit.ical import AllDayEvent, render

AT = datetime(2026, 11, 25, 10, 0, 0, 5, tzinfo=UTC)
EVENT = AllDayEvent(
    uid="x_1",
    summary="Sintel (Digital Release)",
    day=date(2010, 9, 30),
    description="A girl looks for her dragon, far and wide; " + "she finds more than she looked for. " * 3,
    category="Blender Foundation",
)


def rendered(*events: AllDayEvent) -> str:
    return render(events, name="Films", product="-//example.org//Films//EN", at=AT).decode()


def read_back(*events: AllDayEvent) -> list[icalendar.Component]:
    return icalendar.Calendar.from_ical(rendered(*events)).walk("VEVENT")


def test_a_calendar_without_events() -> None:
    assert rendered().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "NAME:Films",
        "PRODID:-//example.org//Films//EN",
        "VERSION:2.0",
        "X-WR-CALNAME:Films",
        "END:VCALENDAR",
        "",
    ]


def test_an_event_line_by_line() -> None:
    lines = rendered(EVENT).replace("\r\n ", "").split("\r\n")[5:-2]
    assert lines == [
        "BEGIN:VEVENT",
        "CATEGORIES:Blender Foundation",
        "DESCRIPTION:" + EVENT.description.replace(",", "\\,").replace(";", "\\;"),
        "DTEND;VALUE=DATE:20101001",
        "DTSTAMP:20261125T100000Z",
        "DTSTART;VALUE=DATE:20100930",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "SUMMARY:Sintel (Digital Release)",
        "UID:x_1",
        "END:VEVENT",
    ]


def test_lines_are_folded_by_octets() -> None:
    event = AllDayEvent(uid="x", summary="千と千尋の神隠し" * 12, day=date(2026, 1, 1))
    lines = rendered(event).split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    (found,) = read_back(event)
    assert found["SUMMARY"] == event.summary


def test_text_cannot_break_out_of_its_line() -> None:
    event = AllDayEvent(
        uid="x",
        summary="a\r\nEND:VEVENT",
        day=date(2026, 1, 1),
        description="b\r\nEND:VCALENDAR\x00\x1b, c\\d",
        category="e\r\nf",
    )
    (found,) = read_back(event)
    assert found["SUMMARY"] == "a END:VEVENT"
    assert found["DESCRIPTION"] == "b\nEND:VCALENDAR, c\\d"
    assert [str(one) for one in found["CATEGORIES"].cats] == ["e f"]


def test_a_tentative_event_without_category() -> None:
    text = rendered(AllDayEvent(uid="x", summary="y", day=date(2026, 1, 1), is_tentative=True))
    assert "STATUS:TENTATIVE\r\n" in text
    assert "CATEGORIES" not in text
