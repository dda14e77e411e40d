"""Films of the library and their targets: `movies.get(session, movie_id)`."""

from cinearr.features.movies.store import (
    NewMovie,
    add_all,
    apply,
    by_tmdb,
    delete_many,
    describe,
    film_of,
    get,
    searched,
    some,
    target_of,
    targets_of,
    tell_everywhere,
    titles_of,
)
from cinearr.features.movies.tables import Movie, MovieTitle, Target

__all__ = [
    "Movie",
    "MovieTitle",
    "NewMovie",
    "Target",
    "add_all",
    "apply",
    "by_tmdb",
    "delete_many",
    "describe",
    "film_of",
    "get",
    "searched",
    "some",
    "target_of",
    "targets_of",
    "tell_everywhere",
    "titles_of",
]
