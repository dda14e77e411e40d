"""What Newznab and Torznab share: requests, capabilities, error documents, settings."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

import pytest

from cinearr.features.indexers.contract import Capabilities, Category, Choice, SearchCriteria, Tiers
from cinearr.features.indexers.implementations.newznab import Newznab, NewznabSettings
from cinearr.features.indexers.implementations.torznab import Torznab, TorznabSettings
from cinearr.kit.errors import BadAnswer, NotAuthorised, ProviderError, RateLimited
from cinearr.kit.http import Response
from tests.fakes.newznab import caps_xml

ALL = "2000,2010,2020,2030,2040,2045,2050,2060"
MATRIX = SearchCriteria(
    tmdb_id=603, imdb_id="tt0133093", year=1999, title="The Matrix", scene_titles=("The Matrix", "Matrix", "Матрица")
)


def indexer(**settings: Any) -> Torznab:
    return Torznab(TorznabSettings(**{"base_url": "http://host/", "api_key": "k", **settings}))


def caps(**values: Any) -> Capabilities:
    return Capabilities(**values)


def queries(tiers: Tiers, page: int = 0) -> list[list[str]]:
    return [[urlsplit(pages[page].url).query for pages in tier] for tier in tiers]


def answer(content: bytes) -> Response:
    return Response(status=200, headers={}, content=content, url="http://host/api")


class TestAddresses:
    @pytest.mark.parametrize(
        ("base", "path", "expected"),
        [
            ("http://host", "/api", "http://host/api?t=caps&apikey=k"),
            ("http://host/", "api/", "http://host/api?t=caps&apikey=k"),
            ("http://host/1/torznab/", "/api", "http://host/1/torznab/api?t=caps&apikey=k"),
            ("https://host:9117/x", "/api/v1/api", "https://host:9117/x/api/v1/api?t=caps&apikey=k"),
        ],
    )
    def test_of_the_api(self, base: str, path: str, expected: str) -> None:
        request = indexer(base_url=base, api_path=path).capabilities_request()
        assert request is not None
        assert request.url == expected

    def test_the_key_is_escaped_and_left_out_when_there_is_none(self) -> None:
        assert "&apikey=a%2Bb%26" in indexer(api_key="a+b&").recent_requests(caps())[0][0][0].url
        assert "apikey" not in indexer(api_key="").recent_requests(caps())[0][0][0].url


class TestRecent:
    def test_asks_for_movies(self) -> None:
        tiers = indexer().recent_requests(caps())
        assert queries(tiers) == [[f"t=movie&cat={ALL}&extended=1&apikey=k&offset=0&limit=100"]]

    def test_asks_in_general_where_there_are_no_movie_searches(self) -> None:
        tiers = indexer(additional_parameters="&extra=1").recent_requests(caps(movie_search_params=None))
        assert queries(tiers, page=2) == [[f"t=search&cat={ALL}&extended=1&extra=1&apikey=k&offset=200&limit=100"]]

    def test_names_each_category_once(self) -> None:
        assert "&cat=1,2,3&" in indexer(categories=(1, 2, 2, 3)).recent_requests(caps())[0][0][0].url

    def test_asks_nothing_without_categories(self) -> None:
        assert indexer(categories=()).recent_requests(caps()) == []

    def test_has_thirty_pages_at_most(self) -> None:
        assert len(indexer().recent_requests(caps())[0][0]) == 30

    @pytest.mark.parametrize(
        ("default", "most", "expected"), [(25, 250, 100), (25, 60, 60), (100, 100, 100), (0, 0, 0), (500, 0, 100)]
    )
    def test_page_size(self, default: int, most: int, expected: int) -> None:
        assert indexer().page_size(caps(default_page_size=default, max_page_size=most)) == expected

    def test_without_pages_neither_offset_nor_limit(self) -> None:
        pages = indexer().recent_requests(caps(default_page_size=0, max_page_size=0))[0][0]
        assert [urlsplit(page.url).query for page in pages] == [f"t=movie&cat={ALL}&extended=1&apikey=k"]


START = f"cat={ALL}&extended=1&apikey=k&offset=0&limit=100"
CYRILLIC = "%D0%9C%D0%B0%D1%82%D1%80%D0%B8%D1%86%D0%B0%201999"


class TestSearch:
    @pytest.mark.parametrize(
        ("capabilities", "ids"),
        [
            (caps(movie_search_params=("q", "imdbid", "tmdbid"), aggregate_ids=True), "&tmdbid=603&imdbid=0133093"),
            (caps(movie_search_params=("q", "imdbid", "tmdbid")), "&tmdbid=603"),
            (caps(), "&imdbid=0133093"),
            (caps(movie_search_params=("q",)), None),
            (caps(movie_search_params=None), None),
        ],
    )
    def test_by_id_first_then_by_title(self, capabilities: Capabilities, ids: str | None) -> None:
        by_id = [[f"t=movie&{START}{ids}"]] if ids else []
        assert queries(indexer().search_requests(MATRIX, capabilities)) == [
            *by_id,
            [f"t=search&{START}&q={q}" for q in ("Matrix%201999", CYRILLIC)],
        ]

    def test_a_film_without_imdb_id(self) -> None:
        film = SearchCriteria(tmdb_id=27205, imdb_id=None, year=2010, title="Inception", scene_titles=("Inception",))
        tiers = indexer().search_requests(film, caps(movie_search_params=("imdbid", "tmdbid"), aggregate_ids=True))
        assert queries(tiers)[0] == [f"t=movie&{START}&tmdbid=27205"]

    @pytest.mark.parametrize(
        ("settings", "year", "engine", "title", "expected"),
        [
            ({"remove_year": True}, 1999, "sphinx", "The Matrix", ["Matrix"]),
            ({}, 0, "sphinx", "The Matrix", []),
            ({}, 2021, "sphinx", "Some Movie & Title: Words", ["Some%20Movie%20and%20Title%20Words%202021"]),
            ({}, 2021, "raw", "The Movie + Title: Words", ["The%20Movie%20%20%20Title%3A%20Words%202021"]),
            ({}, 2021, "sphinx", "?!", []),
        ],
    )
    def test_words(self, settings: dict[str, Any], year: int, engine: str, title: str, expected: list[str]) -> None:
        film = SearchCriteria(tmdb_id=0, imdb_id=None, year=year, title=title, scene_titles=(title, title.lower()))
        tiers = indexer(**settings).search_requests(film, caps(text_search_engine=engine))
        assert [query.rpartition("&q=")[2] for tier in queries(tiers) for query in tier] == expected

    def test_no_title_search_where_q_is_not_taken(self) -> None:
        assert len(indexer().search_requests(MATRIX, caps(search_params=()))) == 1


class TestCapabilities:
    def test_are_read(self) -> None:
        found = indexer().parse_capabilities(answer(caps_xml(page=60)))
        assert found.movie_search_params == ("q", "imdbid", "tmdbid")
        assert found.aggregate_ids
        assert (found.default_page_size, found.max_page_size) == (60, 60)
        assert Category(id=2040, name="HD", parent=2000) in found.categories

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"<caps/>", caps()),
            (
                b'<caps><limits max="60" default="25"/><searching><search available="yes" searchEngine="raw"/>'
                b'<movie-search available="yes" searchEngine="raw2"/></searching></caps>',
                caps(text_search_engine="raw", default_page_size=25, max_page_size=60),
            ),
            (
                b'<caps><searching><search available="no"/><movie-search available="no"/></searching></caps>',
                caps(search_params=(), movie_search_params=None),
            ),
            (
                b'<caps><limits max="many"/><categories><category id="asdf" name="x"/><category id="2000" name="M">'
                b'<subcat id="zz"/></category></categories></caps>',
                caps(categories=(Category(id=2000, name="M"),)),
            ),
        ],
    )
    def test_what_is_not_said_keeps_its_usual_value(self, content: bytes, expected: Capabilities) -> None:
        assert indexer().parse_capabilities(answer(content)) == expected

    @pytest.mark.parametrize("content", [b"<>", b"<html></html>", b"<rss/>", b"", b'{"a": 1}'])
    def test_anything_else_is_a_bad_answer(self, content: bytes) -> None:
        with pytest.raises(BadAnswer):
            indexer().parse_capabilities(answer(content))

    def test_choices_show_films_first_and_leave_out_what_has_none(self) -> None:
        found = indexer().parse_capabilities(answer(caps_xml()))
        assert indexer().choices("newznabCategories", found) == (
            Choice(value=2000, name="Movies", hint="(2000)"),
            Choice(value=2040, name="HD", hint="(2040)", parent=2000),
            Choice(value=5000, name="TV", hint="(5000)"),
            Choice(value=5040, name="HD", hint="(5040)", parent=5000),
        )
        assert indexer().choices("other", found) == ()

    def test_choices_before_anybody_was_asked(self) -> None:
        assert [choice.value for choice in indexer().choices("newznabCategories", caps())][:3] == [2000, 2010, 2020]


@pytest.mark.parametrize(
    ("document", "kind", "says"),
    [
        (b'<error code="100" description="Incorrect user credentials"/>', NotAuthorised, "Invalid API Key"),
        (b'<error code="101" description="Account suspended"/>', NotAuthorised, "Account suspended"),
        (b'<error code="500" description="Request limit reached"/>', RateLimited, "Request limit reached"),
        (b'<error code="910" description="Request limit reached (100/100)"/>', RateLimited, "100/100"),
        (b'<error code="202" description="No such function"/>', BadAnswer, "No such function"),
        (b'<Error code="x"/>', BadAnswer, "error"),
    ],
)
@pytest.mark.parametrize("made", [Torznab(TorznabSettings(api_key="k")), Newznab(NewznabSettings(api_key="k"))])
def test_error_documents(document: bytes, kind: type[ProviderError], says: str, made: Torznab | Newznab) -> None:
    with pytest.raises(kind, match=says):
        made.parse(answer(document))


def test_a_missing_key_is_named() -> None:
    document = b'<error code="200" description="Missing parameter (apikey)"/>'
    with pytest.raises(NotAuthorised, match="requires an API key"):
        indexer(api_key=None).parse(answer(document))


class TestSettings:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ({}, []),
            ({"base_url": None}, [("BaseUrl", "'Base Url' must not be empty.")]),
            ({"base_url": "host"}, [("BaseUrl", "must be valid URL that starts with http(s)://")]),
            ({"api_path": "http://x/api"}, [("ApiPath", "Must be a valid URL path (ie: '/api')")]),
            ({"api_path": "/api?x"}, [("ApiPath", "Must be a valid URL path (ie: '/api')")]),
            ({"categories": ()}, [("", "'Categories' must be provided")]),
            ({"additional_parameters": "&a=1&b=2"}, []),
            ({"additional_parameters": "&a=1=2&b=x y"}, []),
            (
                {"additional_parameters": "a=1"},
                [("AdditionalParameters", "'Additional Parameters' is not in the correct format.")],
            ),
            ({"seed_ratio": 1.5, "seed_time": 60}, []),
            (
                {"seed_ratio": 0.0, "seed_time": -1},
                [
                    ("SeedCriteria.SeedRatio", "Should be greater than zero"),
                    ("SeedCriteria.SeedTime", "Should be greater than zero"),
                ],
            ),
        ],
    )
    def test_rules(self, values: dict[str, Any], expected: list[tuple[str, str]]) -> None:
        settings = TorznabSettings(**{"base_url": "http://host", **values})
        assert [(failure.property_name, failure.message) for failure in settings.check()] == expected

    def test_long_parameters_are_not_weighed_for_long(self) -> None:
        started = time.process_time()
        settings = TorznabSettings(base_url="http://host", additional_parameters="&a=1" * 18 + "\n")
        assert [failure.property_name for failure in settings.check()] == ["AdditionalParameters"]
        assert time.process_time() - started < 0.5

    def test_seed_goals_are_warnings(self) -> None:
        assert all(failure.is_warning for failure in TorznabSettings(base_url="http://h", seed_ratio=0).check())

    @pytest.mark.parametrize(
        "values",
        [
            {"base_url": "http://localhost:9117/api/v2.0/indexers/all/results/torznab"},
            {"base_url": "http://localhost:9117", "api_path": "/torznab/all/api"},
        ],
    )
    def test_jackett_all_is_refused(self, values: dict[str, str]) -> None:
        assert [failure.property_name for failure in TorznabSettings(**values).check()] == ["ApiPath"]

    @pytest.mark.parametrize(
        ("url", "needs_key"),
        [("https://api.nzb.su", True), ("https://dognzb.cr", True), ("https://notnzb.sub.example", False)],
    )
    def test_indexers_that_are_known_to_need_a_key(self, url: str, needs_key: bool) -> None:
        failed = [failure.property_name for failure in NewznabSettings(base_url=url).check()]
        assert failed == (["ApiKey"] if needs_key else [])
