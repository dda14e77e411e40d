"""What is known of a film, in our own shape, whatever the source calls things."""

from __future__ import annotations

from datetime import date

import msgspec


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """A picture: `cover_type` is poster, fanart, clearlogo or headshot; `url` is absolute."""

    cover_type: str
    url: str


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """One source's rating; `kind` is user or critic."""

    votes: int = 0
    value: float = 0.0
    kind: str = "user"


class AlternativeTitle(msgspec.Struct, frozen=True, kw_only=True):
    """Another title of the film."""

    title: str
    language_id: int = 1


class Translation(msgspec.Struct, frozen=True, kw_only=True):
    """Title and overview in a language (v3 language id)."""

    language_id: int
    title: str | None = None
    overview: str | None = None


class Credit(msgspec.Struct, frozen=True, kw_only=True):
    """One person's part; `kind` is cast or crew."""

    credit_id: str
    person_tmdb_id: int
    name: str
    kind: str
    character: str | None = None
    department: str | None = None
    job: str | None = None
    order: int = 0
    images: tuple[Image, ...] = ()


class CollectionRef(msgspec.Struct, frozen=True, kw_only=True):
    """The collection a film belongs to."""

    tmdb_id: int
    title: str
    images: tuple[Image, ...] = ()


class Film(msgspec.Struct, frozen=True, kw_only=True):
    """All a source knows of one film. Runtime in minutes; `original_language_id` is a v3 language id.

    Dates are the earliest of their kind in the certification country, else anywhere.
    """

    tmdb_id: int
    imdb_id: str | None = None
    title: str
    original_title: str = ""
    original_language_id: int = 1
    year: int = 0
    secondary_year: int | None = None
    overview: str = ""
    runtime: int = 0
    in_cinemas: date | None = None
    digital_release: date | None = None
    physical_release: date | None = None
    certification: str | None = None
    genres: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    studio: str | None = None
    website: str | None = None
    youtube_trailer_id: str | None = None
    popularity: float = 0.0
    ratings: dict[str, Rating] = {}
    images: tuple[Image, ...] = ()
    alternative_titles: tuple[AlternativeTitle, ...] = ()
    translations: tuple[Translation, ...] = ()
    credits: tuple[Credit, ...] = ()
    collection: CollectionRef | None = None
    recommendations: tuple[int, ...] = ()


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """A collection with its films (only the facts a list of films shows)."""

    tmdb_id: int
    title: str
    overview: str = ""
    images: tuple[Image, ...] = ()
    films: tuple[Film, ...] = ()
