"""The rules of the edge as tables."""

from __future__ import annotations

import pytest

from cinearr.api.security import Access, Bucket, access_of, local_path, same_key


@pytest.mark.parametrize(
    ("path", "access"),
    [
        ("/ping", Access.OPEN),
        ("/PING", Access.OPEN),
        ("/ping/more", Access.SESSION),
        ("/login", Access.OPEN),
        ("/assets/app.css", Access.SESSION),
        ("/api", Access.KEY),
        ("/api/v3/movie", Access.KEY),
        ("/API/V3/Movie", Access.KEY),
        ("/apis", Access.SESSION),
        ("/feed/v3/calendar/radarr.ics", Access.KEY),
        ("/signalr/messages", Access.KEY_OR_TOKEN),
        ("/initialize.json", Access.SESSION_JSON),
        ("/", Access.SESSION),
        ("/movie/5", Access.SESSION),
        ("/MediaCover/1/poster.jpg", Access.SESSION),
        ("/something/nobody/thought/of", Access.SESSION),
    ],
)
def test_access_of(path: str, access: Access) -> None:
    assert access_of(path) is access


@pytest.mark.parametrize(
    ("given", "key", "same"),
    [(b"abc", "abc", True), (b"abd", "abc", False), (b"", "abc", False), (None, "abc", False), (b"", "", False)],
)
def test_same_key(given: bytes | None, key: str, same: bool) -> None:
    assert same_key(given, key) is same


@pytest.mark.parametrize(
    ("return_url", "base", "path"),
    [
        ("/movie/5?x=1", "", "/movie/5?x=1"),
        ("", "", "/"),
        ("http://evil.test/", "", "/"),
        ("//evil.test/", "", "/"),
        ("/\\evil.test/", "", "/"),
        ("\\\\evil.test", "", "/"),
        ("/a\\b", "", "/"),
        ("javascript:alert(1)", "", "/"),
        ("/ok\r\nSet-Cookie: a=b", "", "/"),
        ("/radarr/movie", "/radarr", "/radarr/movie"),
        ("/RADARR/movie", "/radarr", "/RADARR/movie"),
        ("/elsewhere", "/radarr", "/radarr/"),
        ("//evil.test/radarr/", "/radarr", "/radarr/"),
    ],
)
def test_local_path(return_url: str, base: str, path: str) -> None:
    assert local_path(return_url, base) == path


class TestBucket:
    def test_a_burst_then_a_pace(self) -> None:
        now = 0.0
        bucket = Bucket(burst=3, per_second=0.5, clock=lambda: now)
        assert [bucket.take("a") for _ in range(4)] == [0, 0, 0, 2.0]
        assert bucket.take("b") == 0
        now = 2.0
        assert bucket.take("a") == 0
        assert bucket.take("a") == 2.0
        now = 1000.0
        assert [bucket.take("a") for _ in range(4)] == [0, 0, 0, 2.0]

    def test_forgiven(self) -> None:
        bucket = Bucket(burst=1, per_second=0.1, clock=lambda: 0.0)
        assert bucket.take("a") == 0
        bucket.forget("a")
        assert bucket.take("a") == 0

    def test_many_names_do_not_fill_the_memory(self) -> None:
        now = 0.0
        bucket = Bucket(burst=1, per_second=1, clock=lambda: now)
        for number in range(25_000):
            now += 0.0001
            bucket.take(str(number))
        assert bucket.names <= 10_000
