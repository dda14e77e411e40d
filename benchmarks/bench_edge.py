"""What HTTP itself costs: `python -m benchmarks.bench_edge`.

Writing and reading a whole film, and a request from the server's side of the socket to the last byte of its answer, without
a network and without a database. A second number behind each says how many fit into a second on one core.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from litestar import get

from cinearr.api._edge import EdgeConfig
from cinearr.api.app import Api, build_app
from cinearr.api.v3._body import decode
from cinearr.api.v3._movies import (
    AlternativeTitleResource,
    ImageResource,
    MovieResource,
    RatingResource,
    RatingsResource,
    StatisticsResource,
)
from cinearr.api.v3._quality import LanguageResource
from cinearr.api.v3._wire import Resource, encode

KEY = "0" * 32
TIME = datetime(2026, 11, 25, 12, tzinfo=UTC)


def film() -> MovieResource:
    """A film as a library has it."""
    rating = RatingResource(votes=1000, value=7.5)
    return MovieResource(
        title="Big Buck Bunny",
        original_title="Big Buck Bunny",
        original_language=LanguageResource(id=1, name="English"),
        alternate_titles=[AlternativeTitleResource(title=f"Title {number}", id=number) for number in range(1, 11)],
        sort_title="big buck bunny",
        size_on_disk=276134947,
        overview="A rabbit is annoyed by three rodents. " * 8,
        in_cinemas=TIME,
        physical_release=TIME,
        digital_release=TIME,
        images=[
            ImageResource(cover_type="poster", url="/MediaCover/1/poster.jpg", remote_url="https://image.test/x.jpg")
        ]
        * 2,
        year=2008,
        path="/films/Big Buck Bunny (2008)",
        quality_profile_id=1,
        has_file=True,
        runtime=10,
        tmdb_id=10378,
        imdb_id="tt1254207",
        ratings=RatingsResource(imdb=rating, tmdb=rating, trakt=rating),
        tags=[1, 2],
        added=TIME,
        popularity=12.5,
        statistics=StatisticsResource(movie_file_count=1, size_on_disk=276134947, release_groups=["GRP"]),
        id=1,
    )


class _Status(Resource):
    app_name: str = "Radarr"
    version: str = "6.0.4.10291"
    is_linux: bool = True
    url_base: str = ""
    start_time: datetime = TIME


def _api() -> Api:
    @get("/api/v3/system/status")
    async def status() -> _Status:
        return _Status()

    return build_app([status], {}, EdgeConfig(version="6.0.4.10291"), api_key=lambda: KEY)


async def _requests(api: Api, times: int) -> None:
    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Any) -> None:
        return None

    for _ in range(times):
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/api/v3/system/status",
            "raw_path": b"/api/v3/system/status",
            "query_string": b"",
            "headers": [(b"host", b"films.test"), (b"x-api-key", KEY.encode()), (b"accept", b"*/*")],
            "server": ("127.0.0.1", 7878),
            "client": ("127.0.0.1", 40000),
        }
        await api(scope, receive, send)


def _best(work: Callable[[int], None], times: int) -> float:
    """Seconds for one, the best of five."""
    rounds = []
    for _ in range(5):
        started = time.perf_counter()
        work(times)
        rounds.append((time.perf_counter() - started) / times)
    return min(rounds)


def _told(name: str, seconds: float, target: float) -> None:
    verdict = "ok" if seconds * 1e6 <= target else "TOO SLOW"
    print(f"{name:34} {seconds * 1e6:8.1f} µs   {1 / seconds:10,.0f}/s   at most {target:5.0f} µs   {verdict}")


def main() -> None:
    """Print each number beside the most it may be."""
    resource, api = film(), _api()
    body = encode(resource)
    _told("write a film", _best(lambda times: [encode(resource) for _ in range(times)] and None, 2000), 150)
    _told("build and write a film", _best(lambda times: [encode(film()) for _ in range(times)] and None, 1000), 300)
    _told("read a film", _best(lambda times: [decode(body, MovieResource) for _ in range(times)] and None, 1000), 300)
    _told("answer a request", _best(lambda times: asyncio.run(_requests(api, times)), 2000), 150)


if __name__ == "__main__":
    main()
