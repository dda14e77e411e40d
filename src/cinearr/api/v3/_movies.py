"""How a film looks in v3: whole, on the lists of wanted films and the calendar, within other answers, and before it is
in the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import msgspec

from cinearr.api.v3._files import MovieFileResource, file_in_film, release_groups
from cinearr.api.v3._quality import LanguageResource, language
from cinearr.api.v3._wire import UNSET_TIME, Int32, Resource, WireEnum, encode
from cinearr.core import films
from cinearr.core.films import Film
from cinearr.core.languages import ORIGINAL
from cinearr.core.movies import MovieStatus, ReleaseDates, is_available, release_date
from cinearr.core.releases.titles import clean_title, sort_title
from cinearr.features import root_folders
from cinearr.features.metadata_sources.covers import file_name, ticks
from cinearr.views.library import LibraryFacts, LibraryFilm


class MovieStatusType(WireEnum):
    """How far a film has come; also the choices of a minimum availability."""

    TBA = "tba", 0
    ANNOUNCED = "announced", 1
    IN_CINEMAS = "inCinemas", 2
    RELEASED = "released", 3
    DELETED = "deleted", -1


class MonitorTypes(WireEnum):
    """What is watched from when a film is added."""

    MOVIE_ONLY = "movieOnly", 0
    MOVIE_AND_COLLECTION = "movieAndCollection", 1
    NONE = "none", 2


class AddMovieMethod(WireEnum):
    """Who added a film."""

    MANUAL = "manual", 0
    LIST = "list", 1
    COLLECTION = "collection", 2


class AddOptionsResource(Resource):
    """What is to happen when a film was added."""

    search_for_movie: bool = False
    add_method: AddMovieMethod = AddMovieMethod.MANUAL
    ignore_episodes_with_files: bool = False
    ignore_episodes_without_files: bool = False
    monitor: MonitorTypes = MonitorTypes.MOVIE_ONLY


class AlternativeTitleResource(Resource):
    """Another title of a film."""

    source_type: str = "tmdb"
    movie_metadata_id: int = 0
    title: str | None = None
    id: int = 0


class ImageResource(Resource):
    """A picture: `url` on this server, `remote_url` where it comes from."""

    cover_type: str = "unknown"
    url: str | None = None
    remote_url: str | None = None


class RatingResource(Resource):
    """One rating."""

    votes: int = 0
    value: float = 0
    type: str = "user"


class RatingsResource(Resource):
    """Ratings by who gives them."""

    imdb: RatingResource | None = None
    tmdb: RatingResource | None = None
    metacritic: RatingResource | None = None
    rotten_tomatoes: RatingResource | None = None
    trakt: RatingResource | None = None


class CollectionReference(Resource):
    """The collection a film belongs to."""

    title: str | None = None
    tmdb_id: int = 0


class StatisticsResource(Resource):
    """What of a film is on the disk."""

    movie_file_count: int = 0
    size_on_disk: int = 0
    release_groups: list[str] = []


class MovieResource(Resource):
    """A film. An empty one with its id is what a deletion is told with."""

    title: str | None = None
    original_title: str | None = None
    original_language: LanguageResource | None = None
    alternate_titles: list[AlternativeTitleResource] | None = None
    secondary_year: int | None = None
    secondary_year_source_id: int = 0
    sort_title: str | None = None
    size_on_disk: int | None = None
    status: MovieStatusType = MovieStatusType.TBA
    overview: str | None = None
    in_cinemas: datetime | None = None
    physical_release: datetime | None = None
    digital_release: datetime | None = None
    release_date: datetime | None = None
    physical_release_note: str | None = None
    images: list[ImageResource] | None = None
    website: str | None = None
    remote_poster: str | None = None
    year: int = 0
    you_tube_trailer_id: str | None = None
    studio: str | None = None
    path: str | None = None
    quality_profile_id: int = 0
    has_file: bool | None = None
    movie_file_id: int = 0
    monitored: bool = True
    minimum_availability: MovieStatusType = MovieStatusType.RELEASED
    is_available: bool = False
    folder_name: str | None = None
    runtime: int = 0
    clean_title: str | None = None
    imdb_id: str | None = None
    tmdb_id: int = 0
    title_slug: str | None = None
    root_folder_path: str | None = None
    folder: str | None = None
    certification: str | None = None
    genres: list[str] | None = None
    keywords: list[str] | None = None
    tags: list[int] | None = None
    added: datetime = UNSET_TIME
    add_options: AddOptionsResource | None = None
    ratings: RatingsResource | None = None
    movie_file: MovieFileResource | None = None
    collection: CollectionReference | None = None
    popularity: float = 0
    last_search_time: datetime | None = None
    statistics: StatisticsResource | None = None
    id: Int32 = 0


_STATUS: Final = {each.number: each for each in MovieStatusType}


def status_type(number: int) -> MovieStatusType:
    """The word for a stored status."""
    return _STATUS[number]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What films are shown with: the facts they share, the moment, and the base of this server's addresses."""

    facts: LibraryFacts
    now: datetime
    url_base: str = ""


# --- of the library ---


def whole(film: LibraryFilm, scene: Scene) -> MovieResource:
    """Everything, as lists and single films have it."""
    document, files = film.film, film.files or []
    dates = ReleaseDates(in_cinemas=film.in_cinemas, digital=film.digital_release, physical=film.physical_release)
    minimum = MovieStatus(film.minimum_availability)
    size = sum(file.size for file in files)
    profile = scene.facts.profiles.get(film.quality_profile_id)
    translated = film.translation
    title = (translated.title if translated else None) or film.title
    if scene.facts.language == ORIGINAL.id:
        title = film.original_title
    return MovieResource(
        title=title,
        original_title=film.original_title,
        original_language=language(film.original_language),
        alternate_titles=[
            AlternativeTitleResource(movie_metadata_id=film.id, title=each.title, id=each.id)
            for each in film.alternative_titles or ()
        ],
        secondary_year=film.secondary_year,
        sort_title=film.sort_title if title == film.title else sort_title(title),
        size_on_disk=size,
        status=_STATUS[film.status],
        overview=(translated.overview if translated else None) or document.overview,
        in_cinemas=film.in_cinemas,
        physical_release=film.physical_release,
        digital_release=film.digital_release,
        release_date=release_date(dates, minimum),
        images=local_images(film, scene.url_base),
        website=document.website,
        year=film.year,
        you_tube_trailer_id=document.youtube_trailer_id,
        studio=film.studio,
        path=film.path,
        quality_profile_id=film.quality_profile_id,
        has_file=bool(files),
        movie_file_id=files[0].id if files else 0,
        monitored=film.monitored,
        minimum_availability=_STATUS[film.minimum_availability],
        is_available=is_available(dates, minimum, now=scene.now, delay_days=scene.facts.availability_delay),
        folder_name=film.path,
        runtime=film.runtime,
        clean_title=film.clean_title,
        imdb_id=film.imdb_id,
        tmdb_id=film.tmdb_id,
        title_slug=str(film.tmdb_id),
        root_folder_path=root_folders.best_for(film.path, scene.facts.roots),
        certification=film.certification,
        genres=list(document.genres),
        keywords=list(document.keywords),
        tags=film.tags,
        added=film.added,
        add_options=add_options(film.add_options) if film.add_options else None,
        ratings=ratings(document.ratings),
        movie_file=file_in_film(film.id, film.path, files[0], profile) if files else None,
        collection=collection_reference(document),
        popularity=film.popularity,
        last_search_time=film.last_search_time,
        statistics=StatisticsResource(
            movie_file_count=len(files), size_on_disk=size, release_groups=release_groups(files)
        ),
        id=film.id,
    )


# Lists leave out parts of a film. They are cut out of its JSON, which is quicker by far than making it anew. A bare quote
# never stands inside a JSON string, so what begins with one is a member; the members named as ends always follow.
_LOCAL_URL: Final = re.compile(rb'"url":"[^"]*/MediaCover/[^"]*",')  # pictures have no other `url`
_ROOT: Final = re.compile(rb',"rootFolderPath":"(?:[^"\\]|\\.)*"')


def without_local_covers(films: bytes) -> bytes:
    """Pictures by their source's address alone. Takes the JSON of one film or of many."""
    return _LOCAL_URL.sub(b"", films)


def on_calendar(film: bytes) -> bytes:
    """The calendar does not say which root folder it is, and shows pictures by their source's address alone."""
    return without_local_covers(_ROOT.sub(b"", film, count=1))


def with_file(film: bytes, file: MovieFileResource) -> bytes:
    """The film with its file as it is by itself, with its formats."""
    return _replaced_file(film, b',"movieFile":' + encode(file))


def wanted(film: bytes) -> bytes:
    """The lists of wanted films leave out the root folder, the file and other titles."""
    start = film.index(b'"alternateTitles":[')
    end = film.index(b',"secondaryYear', start)
    without_titles = film[:start] + b'"alternateTitles":[]' + film[end:]
    return _replaced_file(_ROOT.sub(b"", without_titles, count=1), b"")


def _replaced_file(film: bytes, file: bytes) -> bytes:
    start = film.find(b',"movieFile":{')
    if start < 0:
        return film
    end = film.find(b',"collection":', start)
    return film[:start] + file + film[end if end >= 0 else film.index(b',"popularity":', start) :]


def without_statistics(resource: MovieResource) -> MovieResource:
    """Answers to changes of many films do not say what is on the disk."""
    return msgspec.structs.replace(resource, size_on_disk=None, has_file=None, statistics=None, movie_file=None)


def just_added(resource: MovieResource) -> MovieResource:
    """Other titles come with the first refresh."""
    return msgspec.structs.replace(resource, alternate_titles=[])


def just_imported(resource: MovieResource) -> MovieResource:
    """Other titles are those the source told, without numbers."""
    titles = [AlternativeTitleResource(title=each.title) for each in resource.alternate_titles or ()]
    return msgspec.structs.replace(without_statistics(resource), alternate_titles=titles)


def local_images(film: LibraryFilm, url_base: str) -> list[ImageResource]:
    """Pictures by their place on this server; the time they were written keeps browsers from showing old ones."""
    written = f"?lastWrite={ticks(film.covers_written)}" if film.covers_written else ""
    return [
        ImageResource(
            cover_type=image.cover_type,
            url=f"{url_base}/MediaCover/{film.id}/{file_name(image.cover_type)}{written}",
            remote_url=image.url,
        )
        for image in film.film.images
    ]


# --- parts ---


def add_options(stored: Mapping[str, Any]) -> AddOptionsResource:
    """The options a film was added with."""
    return AddOptionsResource(
        search_for_movie=bool(stored.get("searchForMovie", False)),
        add_method=AddMovieMethod.read(stored.get("addMethod", "manual")),
        monitor=MonitorTypes.read(stored.get("monitor", "movieOnly")),
    )


def ratings(given: Mapping[str, films.Rating]) -> RatingsResource:
    """Ratings by their source, as documents have them."""
    return RatingsResource(
        imdb=_rating(given.get("imdb")),
        tmdb=_rating(given.get("tmdb")),
        metacritic=_rating(given.get("metacritic")),
        rotten_tomatoes=_rating(given.get("rottenTomatoes")),
        trakt=_rating(given.get("trakt")),
    )


def _rating(given: films.Rating | None) -> RatingResource | None:
    return RatingResource(votes=given.votes, value=given.value, type=given.kind) if given else None


def collection_reference(document: Film) -> CollectionReference | None:
    """The collection a film names."""
    found = document.collection
    return CollectionReference(title=found.title, tmdb_id=found.tmdb_id) if found else None


def remote_images(images: Iterable[films.Image]) -> list[ImageResource]:
    """Pictures where they come from."""
    return [ImageResource(cover_type=image.cover_type, remote_url=image.url) for image in images]


def moment(day: date | None) -> datetime | None:
    """The start of a day."""
    return datetime.combine(day, datetime.min.time(), UNSET_TIME.tzinfo) if day else None


# --- not of the library ---


def found_film(film: Film, status: MovieStatus) -> MovieResource:
    """A film the metadata source knows, before it is in the library."""
    dates = ReleaseDates(
        in_cinemas=moment(film.in_cinemas), digital=moment(film.digital_release), physical=moment(film.physical_release)
    )
    return MovieResource(
        title=film.title,
        original_title=film.original_title or film.title,
        original_language=language(film.original_language_id),
        alternate_titles=[AlternativeTitleResource(title=each.title) for each in film.alternative_titles],
        secondary_year=film.secondary_year,
        sort_title=sort_title(film.title),
        status=_STATUS[status.value],
        overview=film.overview,
        in_cinemas=dates.in_cinemas,
        physical_release=dates.physical,
        digital_release=dates.digital,
        release_date=release_date(dates, MovieStatus.TBA),
        images=remote_images(film.images),
        website=film.website,
        year=film.year,
        you_tube_trailer_id=film.youtube_trailer_id,
        studio=film.studio,
        monitored=False,
        minimum_availability=MovieStatusType.TBA,
        is_available=True,
        folder_name="",
        runtime=film.runtime,
        clean_title=clean_title(film.title),
        imdb_id=film.imdb_id,
        tmdb_id=film.tmdb_id,
        title_slug=str(film.tmdb_id),
        certification=film.certification,
        genres=list(film.genres),
        keywords=list(film.keywords),
        tags=[],
        ratings=ratings(film.ratings),
        collection=collection_reference(film),
        popularity=film.popularity,
    )
