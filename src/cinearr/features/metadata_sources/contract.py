"""What a source of film metadata is. What it gives are the values of `core.films`."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from cinearr.core.films import (
    AlternativeTitle,
    Collection,
    CollectionRef,
    Credit,
    Film,
    Image,
    Rating,
    Translation,
)

__all__ = [
    "AlternativeTitle",
    "Collection",
    "CollectionRef",
    "Credit",
    "Film",
    "Image",
    "MetadataSource",
    "Rating",
    "Translation",
]


class MetadataSource(Protocol):
    """Raises the four ProviderErrors; a film that does not exist is None."""

    def certify_by(self, country: str) -> None:
        """Whose certification films carry from now on: two capital letters."""
        ...

    async def film(self, tmdb_id: int, *, fresh: bool = False) -> Film | None:
        """Everything about one film. `fresh` asks the service even when an answer is remembered."""
        ...

    async def film_by_imdb(self, imdb_id: str) -> Film | None:
        """The same, found by IMDb id (`tt` and digits)."""
        ...

    async def search(self, text: str, *, year: int | None = None) -> list[Film]:
        """Films by title, best first, at most twenty; with a year only films of that year.

        The films carry what a list of films shows: no people, translations or recommendations.
        """
        ...

    async def collection(self, tmdb_id: int) -> Collection | None:
        """A collection with its films."""
        ...

    async def changed(self, since: datetime, until: datetime) -> frozenset[int]:
        """TMDb ids of films that changed between two moments, whole days at both ends."""
        ...
