"""How bodies are read."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from cinearr.api._errors import Unreadable
from cinearr.api.v3._body import decode
from cinearr.api.v3._wire import Int32, Resource, WireEnum


class Availability(WireEnum):
    TBA = "tba", 0
    RELEASED = "released", 3


class OptionsResource(Resource):
    search_for_movie: bool = False
    limit: Int32 = 0


class FilmResource(Resource):
    title: str = ""
    tmdb_id: int = 0
    popularity: float = 0
    monitored: bool = True
    minimum_availability: Availability = Availability.RELEASED
    tags: list[int] = []
    path: str | None = None
    added: datetime | None = None
    add_options: OptionsResource | None = None
    fields: dict[str, Any] = {}
    required: str | list[str] = ""
    id: int = 0


class BareResource(Resource):
    name: str
    size: int
    when: datetime
    kind: Availability
    inner: OptionsResource
    many: list[str]


def film(body: str | bytes, **more: Any) -> FilmResource:
    return decode(body.encode() if isinstance(body, str) else body, FilmResource, **more)


class TestAccepted:
    @pytest.mark.parametrize(
        ("body", "attribute", "value"),
        [
            ('{"TMDBID": 5}', "tmdb_id", 5),
            ('{"tmdbId": 1, "tmdbid": 2}', "tmdb_id", 2),
            ('{"tmdbId": 1, "tmdbId": 2}', "tmdb_id", 2),
            ('{"tmdbId": "603"}', "tmdb_id", 603),
            ('{"tmdbId": "-3"}', "tmdb_id", -3),
            ('{"tmdbId": 5,}', "tmdb_id", 5),
            ('{"tags": [1, 2, ], "title": ",}",}', "tags", [1, 2]),
            ('{"title": "a \\" ,] ,}", "tags": [3,]}', "title", 'a " ,] ,}'),
            ('{"popularity": "1.5"}', "popularity", 1.5),
            ('{"popularity": 2}', "popularity", 2),
            ('{"minimumAvailability": "TBA"}', "minimum_availability", Availability.TBA),
            ('{"minimumAvailability": 0}', "minimum_availability", Availability.TBA),
            ('{"minimumAvailability": "0"}', "minimum_availability", Availability.TBA),
            ('{"unknown": {"deep": [1]}}', "monitored", True),
            ('{"tags": null}', "tags", []),
            ('{"tags": [1], "TAGS": null}', "tags", []),
            ('{"title": null}', "title", ""),
            ('{"path": null}', "path", None),
            ('{"addOptions": null}', "add_options", None),
            ('{"addOptions": {"searchformovie": true}}', "add_options", OptionsResource(search_for_movie=True)),
            ('{"added": "2024-01-02"}', "added", datetime(2024, 1, 2, tzinfo=UTC)),
            ('{"added": "2024-01-02T01:00:00+02:00"}', "added", datetime(2024, 1, 1, 23, tzinfo=UTC)),
            ('{"added": "2024-01-02T03:04:05.1234567Z"}', "added", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
            ('{"fields": {"a": null, "B": [1]}}', "fields", {"a": None, "B": [1]}),
            ('{"required": "a,b"}', "required", "a,b"),
            ('{"required": ["a"]}', "required", ["a"]),
            ("{}", "monitored", True),
        ],
    )
    def test_member(self, body: str, attribute: str, value: object) -> None:
        assert getattr(film(body), attribute) == value

    def test_a_byte_order_mark(self) -> None:
        assert film(b"\xef\xbb\xbf" + b'{"id": 3}').id == 3

    def test_utf_16(self) -> None:
        assert film('{"title": "é"}'.encode("utf-16"), charset="utf-16").title == "é"

    def test_a_list(self) -> None:
        assert [one.id for one in decode(b'[{"id": "1"}, {"ID": 2}]', list[FilmResource])] == [1, 2]

    def test_null_where_the_type_takes_it(self) -> None:
        assert decode(b"null", FilmResource | None) is None  # type: ignore[arg-type]

    def test_what_has_no_default_gets_the_empty_value(self) -> None:
        assert decode(b"{}", BareResource) == BareResource(
            name="",
            size=0,
            when=datetime(1, 1, 1, tzinfo=UTC),
            kind=Availability.TBA,
            inner=OptionsResource(),
            many=[],
        )


class TestRefused:
    @pytest.mark.parametrize(
        ("body", "name"),
        [
            ("", ""),
            ("  ", ""),
            ("null", ""),
            ("[]", "$"),
            ('"text"', "$"),
            ('{"title": ', "$"),
            ("{'title': 1}", "$"),
            ('{"tmdbId": 5} // why', "$"),
            ('/* why */ {"tmdbId": 5}', "$"),
            ('{"tmdbId": 5,,}', "$"),
            ("{,}", "$"),
            ('{"tmdbId": "abc"}', "$.tmdbId"),
            ('{"TmdbId": 1.5}', "$.TmdbId"),
            ('{"tmdbId": true}', "$.tmdbId"),
            ('{"tmdbId": null}', "$.tmdbId"),
            ('{"tmdbId": ""}', "$.tmdbId"),
            ('{"tmdbId": 99999999999999999999}', "$.tmdbId"),
            ('{"addOptions": {"limit": 2147483648}}', "$.addOptions.limit"),
            ('{"monitored": "true"}', "$.monitored"),
            ('{"monitored": 1}', "$.monitored"),
            ('{"monitored": null}', "$.monitored"),
            ('{"minimumAvailability": "sometime"}', "$.minimumAvailability"),
            ('{"minimumAvailability": null}', "$.minimumAvailability"),
            ('{"title": 5}', "$.title"),
            ('{"tags": "one"}', "$.tags"),
            ('{"tags": [1, "x"]}', "$.tags[1]"),
            ('{"addOptions": {"searchForMovie": "yes"}}', "$.addOptions.searchForMovie"),
            ('{"added": "yesterday"}', "$.added"),
            ('{"added": 5}', "$.added"),
            ('{"fields": []}', "$.fields"),
            ('{"required": 5}', "$.required"),
            ("[" * 100_000, "$"),
            ('{"title": "a,', "$"),
        ],
    )
    def test_with_the_name_of_the_member(self, body: str, name: str) -> None:
        with pytest.raises(Unreadable) as caught:
            film(body)
        assert caught.value.name == name
        assert caught.value.text

    @pytest.mark.parametrize("body", ['"\\' * 30_000, '"\\' * 30_000 + "a", "1, " * 30_000, "1" + " " * 60_000 + "x"])
    def test_nothing_is_read_for_long(self, body: str) -> None:
        started = time.process_time()
        with pytest.raises(Unreadable):
            film(body)
        assert time.process_time() - started < 0.5

    def test_a_charset_that_is_not_there(self) -> None:
        with pytest.raises(Unreadable):
            film(b"{}", charset="klingon")
