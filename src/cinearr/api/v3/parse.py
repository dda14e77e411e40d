"""`/api/v3/parse`: what a release name says, which film it is of, and what custom formats make of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency

from cinearr.api._dto import WireResponse
from cinearr.api._errors import empty
from cinearr.api.v3._library import Library
from cinearr.api.v3._quality import (
    FormatName,
    LanguageResource,
    QualityModelResource,
    format_names,
    language,
    quality_model,
)
from cinearr.api.v3._wire import Resource, encode
from cinearr.core import languages as known_languages
from cinearr.core.decisions.aggregation import release_languages
from cinearr.core.decisions.matching import LibraryIndex, MatchKeys, keys, match_film
from cinearr.core.formats import CompiledFormats, subjects
from cinearr.core.profiles import QualityProfile
from cinearr.core.releases.model import ParsedRelease
from cinearr.core.releases.parser import parse_title
from cinearr.features import custom_formats, profiles
from cinearr.kit.db import Database
from cinearr.views import name_lookup
from cinearr.views.name_lookup import Found


class ParsedMovieInfoResource(Resource):
    """What the name itself says."""

    movie_titles: list[str]
    original_title: str
    release_title: str
    simple_release_title: str
    quality: QualityModelResource
    languages: list[LanguageResource]
    release_group: str | None = None
    release_hash: str = ""
    edition: str = ""
    year: int = 0
    imdb_id: str = ""
    tmdb_id: int = 0
    hardcoded_subs: str | None = None
    movie_title: str = ""
    primary_movie_title: str = ""


class ParseResource(Resource):
    """The name with everything found out about it. `movie` is JSON already."""

    title: str
    parsed_movie_info: ParsedMovieInfoResource | None = None
    movie: msgspec.Raw | None = None
    languages: list[LanguageResource] | None = None
    custom_formats: list[FormatName] | None = None
    custom_format_score: int = 0


# --- asking the database ---


@dataclass(slots=True)
class _Question:
    """What several requests want to know at once."""

    titles: set[str] = field(default_factory=set)
    tmdb_ids: set[int] = field(default_factory=set)
    imdb_ids: set[int] = field(default_factory=set)
    answer: asyncio.Task[Names] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Films, and what they are judged by."""

    found: Found
    index: LibraryIndex
    formats: CompiledFormats


class NameBook:
    """Looks names up. Requests that come while a question is under way share the next one; facts are read when they change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._next: _Question | None = None
        self._lock = asyncio.Lock()
        self._versions: tuple[str, str] | None = None
        self._profiles: dict[int, QualityProfile] = {}
        self._formats = CompiledFormats()

    async def look_up(self, parsed: ParsedRelease) -> Names:
        """The films a name may be of, as they are now."""
        wanted = keys([(parsed, None)])
        if not self._lock.locked():
            async with self._lock:
                return await self._find(wanted)
        question = self._next
        if question is None:
            question = self._next = _Question()
            question.answer = asyncio.create_task(self._ask(question), name="names")
        question.titles |= wanted.clean_titles
        question.tmdb_ids |= wanted.tmdb_ids
        question.imdb_ids |= wanted.imdb_ids
        assert question.answer is not None
        # A caller that goes away must not take the answer from the others.
        return await asyncio.shield(question.answer)

    async def _ask(self, question: _Question) -> Names:
        async with self._lock:
            self._next = None
            return await self._find(
                MatchKeys(frozenset(question.tmdb_ids), frozenset(question.imdb_ids), frozenset(question.titles))
            )

    async def _find(self, wanted: MatchKeys) -> Names:
        found = await name_lookup.look_up(self._database.line, wanted)
        await self._keep_up((found.facts_version, found.formats_version))
        index = LibraryIndex(film.facts(self._profiles) for film in found.films)
        return Names(found=found, index=index, formats=self._formats)

    async def _keep_up(self, versions: tuple[str, str]) -> None:
        if versions == self._versions:
            return
        async with self._database.read() as session:
            self._profiles = await profiles.quality_profiles(session)
            self._formats = await custom_formats.compiled(session)
        self._versions = versions


# --- the answer ---


@get("/api/v3/parse")
async def parse(
    request: Request[Any, Any, Any], library: NamedDependency[Library], names: NamedDependency[NameBook]
) -> Response[Any]:
    """What a name says; 204 without one."""
    title = next((value for name, value in request.query_params.multi_items() if name.lower() == "title"), "")
    if not title.strip():
        return empty(204)
    resource = await _parsed(title, library, names)
    return WireResponse(encode(resource))


async def _parsed(title: str, library: Library, names: NameBook) -> ParseResource:
    parsed = parse_title(title)
    if parsed is None:
        return ParseResource(title=title)
    known = await names.look_up(parsed)
    film = match_film(parsed, None, known.index).film
    original = film.original_language if film is not None else known_languages.UNKNOWN
    languages = release_languages(title, parsed.languages, (), original)
    formats = known.formats.match(subjects.of_name(parsed, languages, original)) if film is not None else ()
    return ParseResource(
        title=title,
        parsed_movie_info=_info(title, parsed),
        movie=await _movie(film.movie_id, known.found, library) if film is not None else None,
        languages=[language(each.id) for each in languages],
        custom_formats=format_names(formats),
        custom_format_score=film.profile.score(each.id for each in formats) if film is not None else 0,
    )


def _info(title: str, parsed: ParsedRelease) -> ParsedMovieInfoResource:
    return ParsedMovieInfoResource(
        movie_titles=list(parsed.titles),
        original_title=title,
        release_title=parsed.release_title,
        simple_release_title=parsed.simple_title,
        quality=quality_model(parsed.quality),
        languages=[language(each.id) for each in parsed.languages],
        release_group=parsed.release_group,
        release_hash=parsed.release_hash or "",
        edition=parsed.edition,
        year=parsed.year,
        imdb_id=parsed.imdb_id or "",
        tmdb_id=parsed.tmdb_id,
        hardcoded_subs=parsed.hardcoded_subs,
        movie_title=parsed.title,
        primary_movie_title=parsed.title,
    )


_NOT_WITHIN = ("sizeOnDisk", "hasFile", "rootFolderPath", "statistics")


async def _movie(movie_id: int, found: Found, library: Library) -> msgspec.Raw | None:
    """The film as part of the answer, from the JSON the library keeps of it (`_within` says what is left out)."""
    film = next(each for each in found.films if each.id == movie_id)
    entry = await library.film_at(movie_id, film.changed_xid, found.facts_version)
    if entry is None:
        return None  # it was deleted this moment
    resource: dict[str, Any] = msgspec.json.decode(entry.body)
    for name in _NOT_WITHIN:
        resource.pop(name, None)
    for image in resource.get("images", ()):
        image.pop("url", None)
    return msgspec.Raw(encode(resource))


ROUTES = [parse]
