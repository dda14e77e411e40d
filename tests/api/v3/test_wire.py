"""How answers look on the wire."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from cinearr.api.v3._wire import UNSET_TIME, Resource, WireEnum, day, encode, kept, number, span


class Availability(WireEnum):
    TBA = "tba", 0
    IN_CINEMAS = "inCinemas", 2
    RELEASED = "released", 3


class FilmResource(Resource):
    title: str = ""
    size_on_disk: int = 0
    popularity: float = 0
    added: datetime = UNSET_TIME
    in_cinemas: datetime | None = None
    tags: list[int] = []
    data: dict[str, Any] = {}
    monitored: bool = True
    minimum_availability: Availability = Availability.RELEASED
    id: int = 0


class LanguageResource(Resource):
    name: str
    id: int = kept(0)


class TestEncode:
    def test_defaults_are_written_but_none_and_an_empty_id_are_not(self) -> None:
        assert encode(FilmResource()) == (
            b'{"title":"","sizeOnDisk":0,"popularity":0,"added":"0001-01-01T00:00:00Z","tags":[],"data":{},'
            b'"monitored":true,"minimumAvailability":"released"}'
        )

    def test_the_id_stands_where_the_struct_has_it(self) -> None:
        assert encode(FilmResource(id=7)).endswith(b'"id":7}')

    def test_an_id_of_0_is_written_where_the_struct_says_so(self) -> None:
        assert encode(LanguageResource(name="Unknown")) == b'{"name":"Unknown","id":0}'

    def test_null_stays_inside_dictionaries(self) -> None:
        assert json.loads(encode(FilmResource(data={"a": None})))["data"] == {"a": None}

    @pytest.mark.parametrize(
        ("given", "written"),
        [
            (datetime(2026, 11, 23, 4, 49, 57, 999999, UTC), "2026-11-23T04:49:57Z"),
            (datetime(2026, 11, 23, 4, 49, 57), "2026-11-23T04:49:57Z"),
            (datetime(2026, 11, 23, 1, 0, 0, 5, timezone(timedelta(hours=2))), "2026-11-22T23:00:00Z"),
            (day(date(2026, 8, 5)), "2026-08-05T00:00:00Z"),
        ],
    )
    def test_times_are_whole_seconds_of_utc(self, given: datetime, written: str) -> None:
        assert json.loads(encode(FilmResource(in_cinemas=given)))["inCinemas"] == written

    @pytest.mark.parametrize(("given", "written"), [(7.0, b":7,"), (7.25, b":7.25,"), (0.0, b":0,")])
    def test_whole_floats_have_no_fraction(self, given: float, written: bytes) -> None:
        assert b'"popularity"' + written in encode(FilmResource(popularity=given))

    def test_two_structs_do_not_share_a_default_list(self) -> None:
        first, second = FilmResource(), FilmResource()
        first.tags.append(1)
        assert second.tags == []

    def test_a_changed_copy_is_made_whole_again(self) -> None:
        copy = msgspec.structs.replace(FilmResource(), popularity=3.0)
        assert b'"popularity":3,' in encode(copy)

    def test_an_unknown_type_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="has no wire form"):
            encode(object())


@pytest.mark.parametrize(
    ("given", "written"),
    [
        (timedelta(), "00:00:00"),
        (timedelta(minutes=30), "00:30:00"),
        (timedelta(microseconds=324275), "00:00:00.3242750"),
        (timedelta(days=1), "1.00:00:00"),
        (timedelta(days=12, hours=3, seconds=4), "12.03:00:04"),
        (timedelta(seconds=-90), "-00:01:30"),
    ],
)
def test_span(given: timedelta, written: str) -> None:
    assert span(given) == written


def test_number() -> None:
    assert [repr(number(value)) for value in (2.0, 2.5, 3)] == ["2", "2.5", "3"]


class TestWireEnum:
    @pytest.mark.parametrize("given", ["inCinemas", "INCINEMAS", "incinemas", " inCinemas ", 2, "2"])
    def test_read_in_any_case_or_as_number(self, given: object) -> None:
        assert Availability.read(given) is Availability.IN_CINEMAS

    @pytest.mark.parametrize("given", ["sometime", 9, "9", True, None, 2.0, ""])
    def test_anything_else_is_refused(self, given: object) -> None:
        with pytest.raises(ValueError):
            Availability.read(given)
