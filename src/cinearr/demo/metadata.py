"""The metadata service: the part of the TMDb v3 protocol that a movie collection needs, with its pictures."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from typing import Any

from . import pictures
from .films import FILMS, Collection, Film
from .http import Request, Response, as_json

PICTURE_SIZES = {
    "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"],
    "backdrop_sizes": ["w300", "w780", "w1280", "original"],
    "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
    "profile_sizes": ["w45", "w185", "h632", "original"],
    "still_sizes": ["w92", "w185", "w300", "original"],
}
ADULT = {"adult": False, "video": False}


class MetadataService:
    """Answers under `/3/…` and `/t/p/…`. With a key it asks for it, as `api_key` or as a Bearer token.

    `POST /control/films` with a list of `Film` fields adds films; `PUT /control/changed` with a list of ids fills the
    list of changes.
    """

    def __init__(self, *, key: str | None = None, films: Iterable[Film] = FILMS) -> None:
        self._key = key
        self._films = {film.tmdb_id: film for film in films}
        self._changed: list[int] = []

    async def __call__(self, request: Request) -> Response:
        """One exchange."""
        if request.path.startswith("/t/p/"):
            return await self._picture(request.path)
        if request.path.startswith("/control/"):
            return self._control(request)
        if not request.path.startswith("/3/"):
            return _error(34, "The resource you requested could not be found.", 404)
        if not self._may(request):
            return _error(7, "Invalid API key: You must be granted a valid key.", 401)
        return self._api(request.path.removeprefix("/3/").strip("/").split("/"), request)

    def _may(self, request: Request) -> bool:
        if self._key is None:
            return True
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self._key in (request.query.get("api_key"), bearer)

    def _api(self, path: list[str], request: Request) -> Response:
        query = request.query
        match path:
            case ["configuration"]:
                return as_json(_configuration(request))
            case ["search", "movie"]:
                return as_json(self._search(query))
            case ["find", external_id]:
                return as_json(self._find(external_id, query.get("external_source", "")))
            case ["movie", "changes"]:
                rows = [{"id": tmdb_id, "adult": False} for tmdb_id in self._changed]
                return as_json({"results": rows, "page": 1, "total_pages": 1, "total_results": len(rows)})
            case ["movie", ("popular" | "upcoming" | "now_playing" | "top_rated")] | ["discover", "movie"]:
                return as_json(_page(self._films.values()))
            case ["movie", number] if (film := self._film(number)) is not None:
                parts = [part for part in query.get("append_to_response", "").split(",") if part]
                extra = {part: PARTS[part](film) for part in parts if part in PARTS}
                return as_json(_details(film) | extra)
            case ["movie", number, part] if part in PARTS and (film := self._film(number)) is not None:
                return as_json({"id": film.tmdb_id} | PARTS[part](film))
            case ["collection", number]:
                return self._collection(number)
        return _error(34, "The resource you requested could not be found.", 404)

    def _film(self, number: str) -> Film | None:
        digits = re.match(r"\d+", number)  # the protocol takes "10378-big-buck-bunny" too
        return self._films.get(int(digits[0])) if digits else None

    def _search(self, query: dict[str, str]) -> dict[str, Any]:
        words = _words(query.get("query", ""))
        year = query.get("year") or query.get("primary_release_year")
        found = [
            film
            for film in self._films.values()
            if words
            and any(all(word in _words(title) for word in words) for title in _titles(film))
            and (not year or str(film.year) == year)
        ]
        return _page(found)

    def _find(self, external_id: str, source: str) -> dict[str, Any]:
        found = [film for film in self._films.values() if source == "imdb_id" and film.imdb_id == external_id]
        others = ("person_results", "tv_results", "tv_episode_results", "tv_season_results")
        return {"movie_results": [_row(film) for film in found]} | {kind: [] for kind in others}

    def _collection(self, number: str) -> Response:
        members = [film for film in self._films.values() if film.collection and str(film.collection.tmdb_id) == number]
        if not members or (collection := members[0].collection) is None:
            return _error(34, "The resource you requested could not be found.", 404)
        return as_json(
            _collection_row(collection, members[0])
            | {"overview": f"The films of the {collection.name}.", "parts": [_row(film) for film in members]}
        )

    async def _picture(self, path: str) -> Response:
        found = re.fullmatch(r"/t/p/([wh]\d+|original)/(poster|backdrop)-(\d+)\.jpg", path)
        if not found or (film := self._film(found[3])) is None:
            return Response(status=404, body=b"<h1>File not Found</h1>", content_type="text/html")
        size = _scaled(pictures.POSTER if found[2] == "poster" else pictures.BACKDROP, found[1])
        body = await asyncio.to_thread(pictures.draw, film, size)
        return Response(body=body, content_type="image/jpeg", headers={"Cache-Control": "public, max-age=31919000"})

    def _control(self, request: Request) -> Response:
        match request.method, request.path:
            case "POST", "/control/films":
                for fields in request.json():
                    collection = fields.pop("collection", None)
                    film = Film(**fields, collection=Collection(**collection) if collection else None)
                    self._films[film.tmdb_id] = film
                return as_json(sorted(self._films))
            case "PUT", "/control/changed":
                self._changed = list(request.json())
                return as_json(self._changed)
        return _error(34, "The resource you requested could not be found.", 404)


def _error(code: int, message: str, status: int) -> Response:
    return as_json({"success": False, "status_code": code, "status_message": message}, status=status)


def _configuration(request: Request) -> dict[str, Any]:
    base = f"http://{request.headers.get('host', '127.0.0.1')}/t/p/"
    return {"images": {"base_url": base, "secure_base_url": base} | PICTURE_SIZES, "change_keys": ["images", "title"]}


def _scaled(size: tuple[int, int], name: str) -> tuple[int, int]:
    width, height = size
    if name == "original":
        return size
    pixels = max(16, min(int(name[1:]), 2000))
    return (pixels, pixels * height // width) if name[0] == "w" else (pixels * width // height, pixels)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _titles(film: Film) -> list[str]:
    return [film.title, *(title for _, title in film.other_titles)]


def _page(films: Iterable[Film]) -> dict[str, Any]:
    rows = [_row(film) for film in films]
    return {"page": 1, "results": rows, "total_pages": 1 if rows else 0, "total_results": len(rows)}


def _row(film: Film) -> dict[str, Any]:
    return ADULT | {
        "id": film.tmdb_id,
        "title": film.title,
        "original_title": film.title,
        "original_language": film.language,
        "overview": film.overview,
        "release_date": film.released,
        "genre_ids": [number for number, _ in film.genres],
        "popularity": film.votes / 25,
        "vote_average": film.vote,
        "vote_count": film.votes,
        "poster_path": f"/poster-{film.tmdb_id}.jpg",
        "backdrop_path": f"/backdrop-{film.tmdb_id}.jpg",
    }


def _details(film: Film) -> dict[str, Any]:
    row = _row(film)
    del row["genre_ids"]
    return row | {
        "imdb_id": film.imdb_id,
        "genres": [{"id": number, "name": name} for number, name in film.genres],
        "runtime": film.minutes,
        "status": "Released",
        "tagline": film.tagline,
        "homepage": "",
        "budget": 0,
        "revenue": 0,
        "belongs_to_collection": _collection_row(film.collection, film) if film.collection else None,
        "production_companies": [{"id": 3, "name": "Blender Foundation", "logo_path": None, "origin_country": "NL"}],
        "production_countries": [{"iso_3166_1": "NL", "name": "Netherlands"}],
        "origin_country": ["NL"],
        "spoken_languages": [{"iso_639_1": "en", "name": "English", "english_name": "English"}],
    }


def _collection_row(collection: Collection, first: Film) -> dict[str, Any]:
    return {
        "id": collection.tmdb_id,
        "name": collection.name,
        "poster_path": f"/poster-{first.tmdb_id}.jpg",
        "backdrop_path": f"/backdrop-{first.tmdb_id}.jpg",
    }


def _release_dates(film: Film) -> dict[str, Any]:
    # 3 is the cinema, 4 digital, 5 a disc
    dates = [
        {"certification": "G", "iso_639_1": "", "note": "", "type": kind}
        | {"release_date": f"{film.released}T00:00:00.000Z"}
        for kind in (3, 4, 5)
    ]
    return {"results": [{"iso_3166_1": country, "release_dates": dates} for country in ("US", "NL")]}


def _credits(film: Film) -> dict[str, Any]:
    cast = [
        {"id": 900000 + film.tmdb_id % 1000 * 10 + order, "name": name, "character": character, "order": order}
        | {"credit_id": f"c{film.tmdb_id}{order}", "profile_path": None, "known_for_department": "Acting", "gender": 0}
        for order, (name, character) in enumerate(film.cast)
    ]
    crew = [
        {"id": 990000 + film.tmdb_id % 1000, "name": film.director, "job": "Director", "department": "Directing"}
        | {"credit_id": f"d{film.tmdb_id}", "profile_path": None, "known_for_department": "Directing", "gender": 0}
    ]
    return {"cast": cast, "crew": crew if film.director else []}


def _images(film: Film) -> dict[str, Any]:
    def one(name: str, size: tuple[int, int]) -> dict[str, Any]:
        width, height = size
        path = f"/{name}-{film.tmdb_id}.jpg"
        shape = {"aspect_ratio": round(width / height, 3), "width": width, "height": height}
        return shape | {"file_path": path, "iso_639_1": film.language, "vote_average": 5.0, "vote_count": 1}

    return {"posters": [one("poster", pictures.POSTER)], "backdrops": [one("backdrop", pictures.BACKDROP)], "logos": []}


def _translations(film: Film) -> dict[str, Any]:
    english = {"title": "", "overview": film.overview, "tagline": film.tagline, "homepage": "", "runtime": film.minutes}
    return {
        "translations": [
            {"iso_3166_1": "US", "iso_639_1": "en", "name": "English", "english_name": "English", "data": english}
        ]
    }


PARTS: dict[str, Callable[[Film], dict[str, Any]]] = {
    "alternative_titles": lambda film: {
        "titles": [{"iso_3166_1": country, "title": title, "type": ""} for country, title in film.other_titles]
    },
    "credits": _credits,
    "external_ids": lambda film: {
        "imdb_id": film.imdb_id,
        "wikidata_id": None,
        "facebook_id": None,
        "instagram_id": None,
        "twitter_id": None,
    },
    "images": _images,
    "keywords": lambda film: {"keywords": [{"id": 100 + n, "name": word} for n, word in enumerate(film.keywords)]},
    "recommendations": lambda film: _page([]),
    "release_dates": _release_dates,
    "similar": lambda film: _page([]),
    "translations": _translations,
    "videos": lambda film: {"results": []},
}
