"""The TMDb source against a small TMDb on a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from cinearr.core import languages
from cinearr.features.metadata_sources.contract import Film, MetadataSource, Rating
from cinearr.features.metadata_sources.implementations.tmdb import Tmdb, fortnights
from cinearr.features.metadata_sources.implementations.tmdb_client import OFFICIAL_PICTURES, TmdbClient
from cinearr.kit.errors import BadAnswer, NotAuthorised, RateLimited, Unreachable
from cinearr.kit.http import HttpClient
from tests.fakes import tmdb as fake
from tests.fakes.http_server import Answer
from tests.fakes.tmdb import TmdbService, tmdb_service


class Naps:
    """Sleeps that take no time but move the clock."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.now = 0.0

    async def sleep(self, seconds: float) -> None:
        self.taken.append(seconds)
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
async def service() -> AsyncIterator[TmdbService]:
    async with tmdb_service() as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[HttpClient]:
    client = HttpClient(user_agent="Cinearr/1")
    yield client
    await client.close()


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
def client(service: TmdbService, http: HttpClient, naps: Naps) -> TmdbClient:
    return TmdbClient(http, base_url=service.url, key="a1b2", sleep=naps.sleep, monotonic=naps.monotonic)


@pytest.fixture
def source(client: TmdbClient) -> MetadataSource:
    return Tmdb(client)


async def bunny(source: MetadataSource) -> Film:
    found = await source.film(10378)
    assert found is not None
    return found


class TestAFilm:
    async def test_has_its_plain_facts(self, source: MetadataSource) -> None:
        found = await bunny(source)
        assert (found.title, found.year, found.runtime, found.imdb_id) == ("Big Buck Bunny", 2008, 8, "tt1254207")
        assert found.genres == ("Animation", "Comedy")
        assert found.keywords == ("rabbit", "open source")
        assert found.studio == "Blender Foundation"
        assert found.website == "https://example.org/10378"
        assert found.original_language_id == languages.ENGLISH.id
        assert found.ratings == {"tmdb": Rating(votes=120, value=6.6, kind="user")}
        assert found.recommendations == (45745, 9761)

    async def test_takes_dates_of_the_country_before_those_of_others(self, source: MetadataSource) -> None:
        found = await bunny(source)
        assert found.in_cinemas == date(2008, 5, 18)
        assert found.digital_release == date(2008, 5, 30)
        assert found.physical_release == date(2008, 6, 1)
        assert found.certification == "G"

    async def test_is_certified_in_the_country_asked_for(self, client: TmdbClient) -> None:
        at_home = await bunny(Tmdb(client, country="nl"))
        assert (at_home.certification, at_home.in_cinemas) == ("AL", date(2008, 4, 10))
        abroad = await bunny(Tmdb(client, country="fr"))
        assert (abroad.certification, abroad.in_cinemas) == (None, date(2008, 4, 10))

    async def test_knows_the_year_of_its_first_showing(self, source: MetadataSource) -> None:
        assert (await bunny(source)).secondary_year == 2007
        sintel = await source.film(45745)
        assert sintel is not None
        assert sintel.secondary_year is None

    async def test_without_release_dates_was_in_cinemas_on_its_day(self, source: MetadataSource) -> None:
        sintel = await source.film(45745)
        assert sintel is not None
        assert (sintel.in_cinemas, sintel.digital_release) == (date(2010, 9, 27), None)

    async def test_has_pictures_where_the_service_says(self, source: MetadataSource, service: TmdbService) -> None:
        found = await bunny(source)
        assert [(image.cover_type, image.url) for image in found.images] == [
            ("poster", f"{service.pictures}original/p10378.jpg"),
            ("fanart", f"{service.pictures}original/b10378.jpg"),
            ("clearlogo", f"{service.pictures}original/l10378.png"),
        ]

    async def test_names_other_titles_once(self, source: MetadataSource) -> None:
        assert [title.title for title in (await bunny(source)).alternative_titles] == ["Project Peach"]

    async def test_is_translated_once_a_language(self, source: MetadataSource) -> None:
        found = {t.language_id: (t.title, t.overview) for t in (await bunny(source)).translations}
        assert found == {1: (None, "A large rabbit."), 2: ("Gros lapin", "Un lapin."), 30: ("Coelhão", None)}

    async def test_lists_people_in_order(self, source: MetadataSource, service: TmdbService) -> None:
        people = (await bunny(source)).credits
        assert [(p.kind, p.name, p.character or p.job, p.order) for p in people] == [
            ("cast", "Buck", "Bunny", 0),
            ("cast", "Frank", "Squirrel", 1),
            ("crew", "Sacha", "Director", 0),
            ("crew", "Jan", "Composer", 0),
        ]
        assert [image.url for image in people[0].images] == [f"{service.pictures}original/h1.jpg"]

    async def test_has_its_official_trailer_and_collection(self, source: MetadataSource) -> None:
        found = await bunny(source)
        assert found.youtube_trailer_id == "aqz-KE-bpKQ"
        assert found.collection is not None
        assert (found.collection.tmdb_id, found.collection.title) == (900, "Open Films")

    async def test_of_an_unlisted_language_counts_as_english(
        self, source: MetadataSource, service: TmdbService
    ) -> None:
        service.films[45745] = {**fake.SINTEL, "original_language": "la"}
        found = await source.film(45745)
        assert found is not None
        assert found.original_language_id == languages.ENGLISH.id

    async def test_may_have_nulls_everywhere(self, source: MetadataSource, service: TmdbService) -> None:
        service.films[7] = dict.fromkeys(fake.BUNNY) | {"id": 7}
        found = await source.film(7)
        assert found is not None
        assert (found.title, found.year, found.images, found.in_cinemas) == ("7", 0, (), None)

    async def test_that_does_not_exist_is_none(self, source: MetadataSource) -> None:
        assert await source.film(1) is None
        assert await source.film_by_imdb("tt0000001") is None

    async def test_is_found_by_its_imdb_id(self, source: MetadataSource) -> None:
        found = await source.film_by_imdb("tt2285752")
        assert found is not None
        assert found.tmdb_id == 133701


class TestSearch:
    async def test_gives_films_with_what_a_list_shows(self, source: MetadataSource) -> None:
        (found,) = await source.search("big buck")
        assert (found.tmdb_id, found.imdb_id, found.runtime) == (10378, "tt1254207", 8)
        assert found.credits == ()

    async def test_narrows_by_year(self, source: MetadataSource) -> None:
        assert {film.tmdb_id for film in await source.search("s")} >= {45745, 133701}
        assert [film.tmdb_id for film in await source.search("s", year=2012)] == [133701]

    async def test_sends_any_letters_as_they_are(self, source: MetadataSource, service: TmdbService) -> None:
        assert await source.search("千と千尋 & = ?") == []
        assert "query=%E5%8D%83%E3%81%A8%E5%8D%83%E5%B0%8B+%26+%3D+%3F" in service.asked("/3/search")[0].target

    async def test_asks_nothing_for_blank_text(self, source: MetadataSource, service: TmdbService) -> None:
        assert await source.search("  ") == []
        assert service.server.asked == []

    async def test_shows_the_little_it_has_when_a_page_fails(
        self, source: MetadataSource, service: TmdbService
    ) -> None:
        await source.search("nothing")  # the place of pictures is known from here on
        service.server.routes["/3/movie/45745"] = Answer(status=500)
        (found,) = await source.search("sintel")
        assert (found.title, found.year, found.imdb_id) == ("Sintel", 2010, None)


class TestACollection:
    async def test_has_its_films(self, source: MetadataSource, service: TmdbService) -> None:
        found = await source.collection(900)
        assert found is not None
        assert (found.title, found.overview) == ("Open Films", "Films for all.")
        assert [(film.tmdb_id, film.imdb_id) for film in found.films] == [(10378, "tt1254207"), (45745, "tt1727587")]
        assert [image.url for image in found.images] == [f"{service.pictures}original/p900.jpg"]

    async def test_that_does_not_exist_is_none(self, source: MetadataSource) -> None:
        assert await source.collection(1) is None


class TestChanges:
    async def test_are_read_to_the_last_page(self, source: MetadataSource, service: TmdbService) -> None:
        service.changed = [1, 2, 3, 4, 5]
        since, until = datetime(2026, 11, 20, 23, tzinfo=UTC), datetime(2026, 11, 25, 1, tzinfo=UTC)
        assert await source.changed(since, until) == {1, 2, 3, 4, 5}
        asked = service.asked("/3/movie/changes")
        assert len(asked) == 3
        assert "start_date=2026-11-20&end_date=2026-11-25" in asked[0].target

    async def test_may_be_none(self, source: MetadataSource) -> None:
        moment = datetime(2026, 11, 25, tzinfo=UTC)
        assert await source.changed(moment, moment) == frozenset()

    @pytest.mark.parametrize(
        ("start", "end", "pieces"),
        [
            (date(2026, 1, 1), date(2026, 1, 1), [(1, 1)]),
            (date(2026, 1, 1), date(2026, 1, 14), [(1, 14)]),
            (date(2026, 1, 1), date(2026, 1, 30), [(1, 14), (15, 28), (29, 30)]),
            (date(2026, 1, 2), date(2026, 1, 1), []),
        ],
    )
    def test_are_asked_by_the_fortnight(self, start: date, end: date, pieces: list[tuple[int, int]]) -> None:
        assert [(a.day, b.day) for a, b in fortnights(start, end)] == pieces


class TestTheKey:
    async def test_goes_into_the_query(self, source: MetadataSource, service: TmdbService) -> None:
        service.key = "a1b2"
        assert await source.film(10378) is not None

    async def test_of_version_4_goes_into_a_header(self, service: TmdbService, http: HttpClient) -> None:
        service.key = "eyJ.abc.def"
        client = TmdbClient(http, base_url=service.url + "/", key="eyJ.abc.def")
        assert await client.film(10378) is not None
        assert all("eyJ" not in asked.target for asked in service.server.asked)

    async def test_that_is_refused_is_named_but_not_shown(self, source: MetadataSource, service: TmdbService) -> None:
        service.key = "another"
        with pytest.raises(NotAuthorised, match="does not accept the API key") as caught:
            await source.film(10378)
        assert "a1b2" not in str(caught.value)


class TestBadDays:
    async def test_waits_as_long_as_it_is_told(self, source: MetadataSource, service: TmdbService, naps: Naps) -> None:
        service.failing = [Answer(status=429, headers={"Retry-After": "7"})]
        assert await source.film(10378) is not None
        assert naps.taken == [7.0]

    async def test_gives_up_at_once_when_the_wait_is_long(
        self, source: MetadataSource, service: TmdbService, naps: Naps
    ) -> None:
        service.failing = [Answer(status=429, headers={"Retry-After": "600"})]
        for _ in range(2):
            with pytest.raises(RateLimited) as caught:
                await source.film(10378)
            assert caught.value.retry_after == 600
        assert len(service.server.asked) == 1
        naps.now += 600
        assert await source.film(10378) is not None

    async def test_tries_again_when_the_service_stumbles(
        self, source: MetadataSource, service: TmdbService, naps: Naps
    ) -> None:
        service.failing = [Answer(status=502), Answer(status=504)]
        assert await source.film(10378) is not None
        assert naps.taken == [0.5, 1.0]

    async def test_gives_up_after_three_tries(self, source: MetadataSource, service: TmdbService) -> None:
        service.failing = [Answer(status=500)] * 3
        with pytest.raises(BadAnswer, match="HTTP 500"):
            await source.film(10378)
        assert len(service.server.asked) == 3

    @pytest.mark.parametrize(
        "body",
        [
            b"<html>captive portal</html>",
            b"",
            b"[1]",
            b'{"id": "x"}',
            b'{"title": "no id"}',
            b'{"title": "\xff"}',
            b'{"x": ' + b"[" * 5000,
        ],
    )
    async def test_refuses_what_is_no_answer(self, source: MetadataSource, service: TmdbService, body: bytes) -> None:
        service.failing = [Answer(body=body)]
        with pytest.raises(BadAnswer, match="cannot be read"):
            await source.film(10378)

    async def test_says_when_nobody_is_there(self, http: HttpClient, naps: Naps) -> None:
        client = TmdbClient(http, base_url="http://127.0.0.1:9", sleep=naps.sleep, monotonic=naps.monotonic)
        with pytest.raises(Unreachable):
            await Tmdb(client).film(10378)

    async def test_knows_the_official_place_of_pictures(self, client: TmdbClient, service: TmdbService) -> None:
        service.failing = [Answer(status=500)] * 3
        assert await client.pictures() == OFFICIAL_PICTURES
        assert await client.pictures() == service.pictures

    async def test_does_not_take_any_text_for_a_place_of_pictures(
        self, client: TmdbClient, service: TmdbService
    ) -> None:
        service.failing = [Answer(body=b'{"images": {"secure_base_url": "file:///etc/"}}')]
        assert await client.pictures() == OFFICIAL_PICTURES


class TestSparingTheService:
    async def test_a_film_is_one_call_and_is_remembered(self, source: MetadataSource, service: TmdbService) -> None:
        await bunny(source)
        await bunny(source)
        assert len(service.asked("/3/movie/10378")) == 1
        assert len(service.asked("/3/configuration")) == 1

    async def test_a_fresh_film_is_asked_again(self, source: MetadataSource, service: TmdbService) -> None:
        await bunny(source)
        service.films[10378] = {**fake.BUNNY, "title": "Big Buck Bunny 2"}
        found = await source.film(10378, fresh=True)
        assert found is not None
        assert found.title == "Big Buck Bunny 2"

    async def test_many_at_once_ask_once(self, source: MetadataSource, service: TmdbService) -> None:
        service.delay = 0.05
        await asyncio.gather(*(bunny(source) for _ in range(10)))
        assert len(service.asked("/3/movie/10378")) == 1

    async def test_few_calls_are_under_way_at_once(self, service: TmdbService, http: HttpClient) -> None:
        service.delay = 0.02
        client = TmdbClient(http, base_url=service.url, at_once=2)
        await asyncio.gather(*(client.film(number) for number in range(1, 9)))
        assert service.server.most_open <= 2
