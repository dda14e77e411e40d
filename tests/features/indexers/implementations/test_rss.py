from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cinearr.features.indexers.implementations import _rss


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 27 Feb 2012 11:09:39 -0500", datetime(2012, 2, 27, 16, 9, 39, tzinfo=UTC)),
        ("Wed, 07 Aug 2013 18:08:46 MST", datetime(2013, 8, 8, 1, 8, 46, tzinfo=UTC)),
        ("Wed, 07 Aug 2013 18:08:46 XYZT", datetime(2013, 8, 7, 18, 8, 46, tzinfo=UTC)),
        ("Wed, 07 Aug 2013 18:08:46", datetime(2013, 8, 7, 18, 8, 46, tzinfo=UTC)),
        ("2015-04-04T20:30:46+0000", datetime(2015, 4, 4, 20, 30, 46, tzinfo=UTC)),
        ("2015-04-04 20:30:46", datetime(2015, 4, 4, 20, 30, 46, tzinfo=UTC)),
        ("2015-04-04T22:30:46+02:00", datetime(2015, 4, 4, 20, 30, 46, tzinfo=UTC)),
    ],
)
def test_dates(text: str, expected: datetime) -> None:
    assert _rss.date_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "Mon, 99 Feb 2012 11:09:39 -0500",
        "0001-01-01T00:00:00+14:00",
        "Mon, 27 Feb 2012 11:09:39 -9999999999999",
        "Mon, 27 Feb 99999999999999999999 11:09:39 GMT",
        "Mon, 27 Feb 2012 11:09:39 -0500" + " " * 100,
    ],
)
def test_no_dates(text: str | None) -> None:
    with pytest.raises(_rss.UnreadableItem):
        _rss.date_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12", 12), (" 12 ", 12), ("-1", None), ("1.5", None), ("x", None), (None, None), ("²", None)],
)
def test_numbers(text: str | None, expected: int | None) -> None:
    assert _rss.number(text) == expected
