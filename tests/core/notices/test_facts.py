from __future__ import annotations

import msgspec
import pytest

from cinearr.core.notices.facts import FilmFacts, Notice, film_of
from tests.factories import notices as given


@pytest.mark.parametrize("notice", given.EVERY, ids=lambda notice: type(notice).__name__)
def test_a_notice_survives_being_stored(notice: Notice) -> None:
    assert msgspec.json.decode(msgspec.json.encode(notice), type=Notice) == notice


def test_the_film_of_a_notice() -> None:
    assert film_of(given.GRABBED) is given.FILM
    assert film_of(given.SICK) is None


def test_a_film_knows_its_pictures() -> None:
    assert given.FILM.remote_image("fanart") == "https://img.example.org/b.jpg"
    assert given.FILM.remote_image("clearlogo") is None
    assert FilmFacts(id=1, title="x").remote_image("poster") is None
