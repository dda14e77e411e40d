"""The part of TMDb's version 3 answers that is read. Every member may be missing or null."""

from __future__ import annotations

import msgspec


class Wire(msgspec.Struct, frozen=True, kw_only=True):
    """Unknown members are passed over."""


class Named(Wire, frozen=True, kw_only=True):
    """A genre, keyword or company."""

    name: str | None = None


class Row(Wire, frozen=True, kw_only=True):
    """A film in a list of films."""

    id: int
    title: str | None = None
    original_title: str | None = None
    original_language: str | None = None
    overview: str | None = None
    release_date: str | None = None
    poster_path: str | None = None
    backdrop_path: str | None = None
    popularity: float | None = None
    vote_average: float | None = None
    vote_count: int | None = None


class Page(Wire, frozen=True, kw_only=True):
    """One page of films; `results` may be left out of an empty one."""

    results: tuple[Row, ...] | None = None
    page: int | None = None
    total_pages: int | None = None


class Changed(Wire, frozen=True, kw_only=True):
    """One changed film."""

    id: int


class ChangedPage(Wire, frozen=True, kw_only=True):
    """One page of changed films."""

    results: tuple[Changed, ...] | None = None
    total_pages: int | None = None


class Found(Wire, frozen=True, kw_only=True):
    """What an outside id leads to."""

    movie_results: tuple[Row, ...] | None = None


class ImageBases(Wire, frozen=True, kw_only=True):
    """Where pictures are."""

    base_url: str | None = None
    secure_base_url: str | None = None


class Configuration(Wire, frozen=True, kw_only=True):
    """The service's own settings."""

    images: ImageBases | None = None


class CollectionRef(Wire, frozen=True, kw_only=True):
    """The collection of a film."""

    id: int
    name: str | None = None
    poster_path: str | None = None
    backdrop_path: str | None = None


class Collection(CollectionRef, frozen=True, kw_only=True):
    """A collection with its films."""

    overview: str | None = None
    parts: tuple[Row, ...] | None = None


class ReleaseDate(Wire, frozen=True, kw_only=True):
    """One release; `type` is 1 premiere, 2 limited, 3 cinema, 4 digital, 5 physical, 6 television."""

    release_date: str | None = None
    certification: str | None = None
    type: int | None = None


class CountryReleases(Wire, frozen=True, kw_only=True):
    """The releases of one country."""

    iso_3166_1: str
    release_dates: tuple[ReleaseDate, ...] | None = None


class Releases(Wire, frozen=True, kw_only=True):
    """All releases."""

    results: tuple[CountryReleases, ...] | None = None


class Title(Wire, frozen=True, kw_only=True):
    """An alternative title."""

    title: str | None = None


class Titles(Wire, frozen=True, kw_only=True):
    """All alternative titles."""

    titles: tuple[Title, ...] | None = None


class TranslationData(Wire, frozen=True, kw_only=True):
    """What was translated."""

    title: str | None = None
    overview: str | None = None


class Translation(Wire, frozen=True, kw_only=True):
    """A translation."""

    iso_3166_1: str | None = None
    iso_639_1: str | None = None
    data: TranslationData | None = None


class Translations(Wire, frozen=True, kw_only=True):
    """All translations."""

    translations: tuple[Translation, ...] | None = None


class Picture(Wire, frozen=True, kw_only=True):
    """A picture."""

    file_path: str | None = None
    iso_639_1: str | None = None


class Pictures(Wire, frozen=True, kw_only=True):
    """The pictures of a film beside its main poster and backdrop."""

    logos: tuple[Picture, ...] | None = None


class Video(Wire, frozen=True, kw_only=True):
    """A video on another site."""

    key: str | None = None
    site: str | None = None
    type: str | None = None
    official: bool | None = None
    iso_639_1: str | None = None


class Videos(Wire, frozen=True, kw_only=True):
    """All videos."""

    results: tuple[Video, ...] | None = None


class Keywords(Wire, frozen=True, kw_only=True):
    """All keywords."""

    keywords: tuple[Named, ...] | None = None


class Person(Wire, frozen=True, kw_only=True):
    """A part in a film, before or behind the camera."""

    id: int
    credit_id: str | None = None
    name: str | None = None
    profile_path: str | None = None
    character: str | None = None
    order: int | None = None
    department: str | None = None
    job: str | None = None


class Credits(Wire, frozen=True, kw_only=True):
    """All people."""

    cast: tuple[Person, ...] | None = None
    crew: tuple[Person, ...] | None = None


class Film(Row, frozen=True, kw_only=True):
    """Everything of one film, with what was appended to it."""

    imdb_id: str | None = None
    runtime: int | None = None
    homepage: str | None = None
    genres: tuple[Named, ...] | None = None
    production_companies: tuple[Named, ...] | None = None
    belongs_to_collection: CollectionRef | None = None
    release_dates: Releases | None = None
    alternative_titles: Titles | None = None
    translations: Translations | None = None
    images: Pictures | None = None
    videos: Videos | None = None
    keywords: Keywords | None = None
    credits: Credits | None = None
    recommendations: Page | None = None
