"""The releases of the neighbourhood, in the order in which they may appear."""

from __future__ import annotations

from dataclasses import dataclass

from .films import FILMS, Film


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release to be made: its name, the film it holds, and its picture size in pixels."""

    name: str
    tmdb_id: int
    width: int
    height: int

    @property
    def film(self) -> Film:
        """The film it holds."""
        return next(film for film in FILMS if film.tmdb_id == self.tmdb_id)


def _of(tmdb_id: int, title: str) -> tuple[Release, Release]:
    return (
        Release(name=f"{title}.720p.WEB-DL.AAC2.0.H.264-OPEN", tmdb_id=tmdb_id, width=1280, height=720),
        Release(name=f"{title}.1080p.BluRay.AAC2.0.x264-OPEN", tmdb_id=tmdb_id, width=1920, height=1080),
    )


RELEASES: tuple[Release, ...] = (
    *_of(10378, "Big.Buck.Bunny.2008"),
    *_of(45745, "Sintel.2010"),
    *_of(133701, "Tears.of.Steel.2012"),
    *_of(9761, "Elephants.Dream.2006"),
    *_of(358332, "Cosmos.Laundromat.2015"),
)
