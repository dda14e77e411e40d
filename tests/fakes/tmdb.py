"""A small TMDb over a real socket: freely licensed films, the version 3 API, and pictures."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

from tests.fakes.http_server import Answer, Asked, HttpServer, http_server

PARTS = (
    "release_dates",
    "alternative_titles",
    "images",
    "keywords",
    "videos",
    "translations",
    "credits",
    "recommendations",
)


def a_film(tmdb_id: int, imdb_id: str, title: str, released: str, runtime: int, **more: Any) -> dict[str, Any]:
    """One film's page with every part that can be appended."""
    found: dict[str, Any] = {
        "adult": False,
        "id": tmdb_id,
        "imdb_id": imdb_id,
        "title": title,
        "original_title": title,
        "original_language": "en",
        "overview": f"The story of {title}.",
        "release_date": released,
        "runtime": runtime,
        "homepage": f"https://example.org/{tmdb_id}",
        "popularity": 7.5,
        "vote_average": 6.6,
        "vote_count": 120,
        "poster_path": f"/p{tmdb_id}.jpg",
        "backdrop_path": f"/b{tmdb_id}.jpg",
        "genres": [{"id": 16, "name": "Animation"}, {"id": 35, "name": "Comedy"}],
        "production_companies": [{"id": 3, "name": "Blender Foundation"}],
        "belongs_to_collection": None,
        "release_dates": {"results": []},
        "alternative_titles": {"titles": []},
        "images": {"logos": []},
        "keywords": {"keywords": []},
        "videos": {"results": []},
        "translations": {"translations": []},
        "credits": {"cast": [], "crew": []},
        "recommendations": {"page": 1, "results": []},
    }
    return found | more


BUNNY = a_film(
    10378,
    "tt1254207",
    "Big Buck Bunny",
    "2008-04-10",
    8,
    release_dates={
        "results": [
            {
                "iso_3166_1": "NL",
                "release_dates": [
                    {"type": 1, "release_date": "2007-12-10T00:00:00.000Z", "certification": ""},
                    {"type": 3, "release_date": "2008-04-10T00:00:00.000Z", "certification": "AL"},
                ],
            },
            {
                "iso_3166_1": "US",
                "release_dates": [
                    {"type": 4, "release_date": "2008-05-30T00:00:00.000Z", "certification": "NR"},
                    {"type": 3, "release_date": "2008-05-20T00:00:00.000Z", "certification": "G"},
                    {"type": 2, "release_date": "2008-05-18T00:00:00.000Z", "certification": ""},
                ],
            },
            {
                "iso_3166_1": "DE",
                "release_dates": [{"type": 5, "release_date": "2008-06-01T00:00:00.000Z", "certification": "0"}],
            },
        ]
    },
    alternative_titles={
        "titles": [
            {"iso_3166_1": "NL", "title": "Project Peach", "type": "working title"},
            {"iso_3166_1": "US", "title": "big buck bunny", "type": ""},
            {"iso_3166_1": "FR", "title": "Project Peach", "type": ""},
        ]
    },
    images={
        "logos": [
            {"file_path": "/drawing.svg", "iso_639_1": "en"},
            {"file_path": "/l-neutral.png", "iso_639_1": None},
            {"file_path": "/l10378.png", "iso_639_1": "en"},
        ]
    },
    keywords={"keywords": [{"id": 1, "name": "rabbit"}, {"id": 2, "name": "open source"}]},
    videos={
        "results": [
            {"site": "Vimeo", "type": "Trailer", "key": "1", "official": True, "iso_639_1": "en"},
            {"site": "YouTube", "type": "Clip", "key": "clip", "official": True, "iso_639_1": "en"},
            {"site": "YouTube", "type": "Trailer", "key": "fan-made", "official": False, "iso_639_1": "en"},
            {"site": "YouTube", "type": "Trailer", "key": "aqz-KE-bpKQ", "official": True, "iso_639_1": "en"},
        ]
    },
    translations={
        "translations": [
            {"iso_639_1": "en", "iso_3166_1": "US", "data": {"title": "", "overview": "A large rabbit."}},
            {"iso_639_1": "fr", "iso_3166_1": "CA", "data": {"title": "Gros lapin (Québec)", "overview": "Un lapin."}},
            {"iso_639_1": "fr", "iso_3166_1": "FR", "data": {"title": "Gros lapin", "overview": "Un lapin."}},
            {"iso_639_1": "pt", "iso_3166_1": "BR", "data": {"title": "Coelhão", "overview": ""}},
            {"iso_639_1": "la", "iso_3166_1": "VA", "data": {"title": "Cuniculus", "overview": ""}},
            {"iso_639_1": "de", "iso_3166_1": "DE", "data": {"title": "", "overview": ""}},
        ]
    },
    credits={
        "cast": [
            {"id": 2, "credit_id": "c2", "name": "Frank", "character": "Squirrel", "order": 1, "profile_path": None},
            {"id": 1, "credit_id": "c1", "name": "Buck", "character": "Bunny", "order": 0, "profile_path": "/h1.jpg"},
        ],
        "crew": [
            {"id": 4, "credit_id": "c4", "name": "Jan", "department": "Sound", "job": "Composer"},
            {"id": 3, "credit_id": "c3", "name": "Sacha", "department": "Directing", "job": "Director"},
        ],
    },
    recommendations={"page": 1, "results": [{"id": 45745}, {"id": 9761}]},
    belongs_to_collection={"id": 900, "name": "Open Films", "poster_path": "/p900.jpg", "backdrop_path": None},
)
SINTEL = a_film(45745, "tt1727587", "Sintel", "2010-09-27", 15, belongs_to_collection={"id": 900, "name": "Open Films"})
STEEL = a_film(133701, "tt2285752", "Tears of Steel", "2012-09-26", 12)
ELEPHANTS = a_film(9761, "tt0807840", "Elephants Dream", "2006-03-24", 11)
LAUNDROMAT = a_film(358332, "tt4957236", "Cosmos Laundromat", "2015-08-10", 12, original_language="nl")
FILMS = (BUNNY, SINTEL, STEEL, ELEPHANTS, LAUNDROMAT)


class TmdbService:
    """The service. `failing` answers are given, one a request, before the true ones; `key` closes it to others."""

    def __init__(self, server: HttpServer) -> None:
        self.server = server
        self.films = {film["id"]: film for film in FILMS}
        self.key: str | None = None
        self.failing: list[Answer] = []
        self.changed: list[int] = []
        self.delay = 0.0
        server.routes = _Routes(self._answer)

    @property
    def url(self) -> str:
        """The base of the API."""
        return f"{self.server.url}/3"

    @property
    def pictures(self) -> str:
        """The base of its pictures."""
        return f"{self.server.url}/t/p/"

    def asked(self, prefix: str) -> list[Asked]:
        """The requests for paths that begin so."""
        return [asked for asked in self.server.asked if asked.path.startswith(prefix)]

    def _answer(self, asked: Asked) -> Answer:
        parts = asked.path.strip("/").split("/")
        if parts[0] == "t":
            return picture(parts[-1])
        if self.failing:
            return self.failing.pop(0)
        query = {name: values[0] for name, values in parse_qs(urlsplit(asked.target).query).items()}
        if self.key is not None and self.key not in (query.get("api_key"), _bearer(asked)):
            return Answer(status=401, body=b'{"status_code":7,"status_message":"Invalid API key","success":false}')
        found = self._found(parts[1:], query)
        if found is None:
            return Answer(status=404, body=b'{"success":false,"status_code":34,"status_message":"Not found."}')
        return Answer(body=json.dumps(found).encode(), headers={"content-type": "application/json"}, delay=self.delay)

    def _found(self, parts: list[str], query: dict[str, str]) -> dict[str, Any] | None:
        match parts:
            case ["configuration"]:
                return {"images": {"base_url": self.pictures, "secure_base_url": self.pictures}}
            case ["search", "movie"]:
                words = query["query"].lower()
                year = query.get("year", "")
                rows = [f for f in self.films.values() if words in f["title"].lower()]
                return _page([_row(film) for film in rows if film["release_date"].startswith(year)])
            case ["movie", "changes"]:
                number = int(query["page"])
                some = self.changed[(number - 1) * 2 : number * 2]
                return {"results": [{"id": i} for i in some], "page": number, "total_pages": -(-len(self.changed) // 2)}
            case ["movie", number]:
                return self._film(int(number), query.get("append_to_response", "").split(","))
            case ["find", imdb_id]:
                return {"movie_results": [_row(f) for f in self.films.values() if f["imdb_id"] == imdb_id]}
            case ["collection", number]:
                return self._collection(int(number))
        return None

    def _film(self, tmdb_id: int, appended: list[str]) -> dict[str, Any] | None:
        film = self.films.get(tmdb_id)
        if film is None:
            return None
        return {name: value for name, value in film.items() if name not in PARTS or name in appended}

    def _collection(self, number: int) -> dict[str, Any] | None:
        inside = [f for f in self.films.values() if (f["belongs_to_collection"] or {}).get("id") == number]
        if not inside:
            return None
        return {
            "id": number,
            "name": "Open Films",
            "overview": "Films for all.",
            "parts": [_row(f) for f in inside],
        } | {
            "poster_path": "/p900.jpg",
            "backdrop_path": None,
        }


class _Routes(dict[str, Answer | Callable[[Asked], Answer]]):
    """Every path has the one answer function."""

    def __init__(self, answer: Callable[[Asked], Answer]) -> None:
        super().__init__()
        self._answer = answer

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key, self._answer)


def _bearer(asked: Asked) -> str:
    return asked.headers.get("authorization", "").removeprefix("Bearer ")


def _row(film: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "title", "original_title", "original_language", "overview", "release_date", "popularity")
    return {n: film[n] for n in (*names, "vote_average", "vote_count", "poster_path", "backdrop_path")}


def _page(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"page": 1, "results": rows, "total_pages": 1, "total_results": len(rows)}


def picture(name: str) -> Answer:
    """A real picture of the shape its first letter says: p(oster), b(ackdrop), l(ogo), h(ead)."""
    shapes = {"p": (600, 900), "b": (1280, 720), "l": (500, 200), "h": (300, 450)}
    size = shapes.get(name[0])
    if size is None:
        return Answer(status=404)
    out = BytesIO()
    if name.endswith(".png"):
        Image.new("RGBA", size, (200, 30, 30, 128)).save(out, "PNG")
        return Answer(body=out.getvalue(), headers={"content-type": "image/png"})
    Image.new("RGB", size, (200, 30, 30)).save(out, "JPEG")
    return Answer(body=out.getvalue(), headers={"content-type": "image/jpeg"})


@asynccontextmanager
async def tmdb_service() -> AsyncIterator[TmdbService]:
    """A running service."""
    async with http_server() as server:
        yield TmdbService(server)
