"""Parts of films that are shown by themselves: other titles, people, files beside the film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.films import Credit
from cinearr.features.media_files.tables import ExtraFile
from cinearr.features.movies.tables import MovieTitle

_credits = msgspec.json.Decoder(list[Credit]).decode
MOST_CREDITS = 1000  # of one film


@dataclass(frozen=True, slots=True)
class NumberedCredit:
    """A person's part with the number it goes by: the film's number and its place there."""

    id: int
    movie_id: int
    credit: Credit


async def alternative_titles(session: AsyncSession, movie_id: int | None = None) -> Sequence[MovieTitle]:
    """Alternative titles of one film, or of all."""
    query = select(MovieTitle).where(MovieTitle.kind == "alternative").order_by(MovieTitle.id)
    if movie_id is not None:
        query = query.where(MovieTitle.movie_id == movie_id)
    return (await session.scalars(query)).all()


async def alternative_title(session: AsyncSession, title_id: int) -> MovieTitle | None:
    """One of them."""
    found = await session.get(MovieTitle, title_id)
    return found if found is not None and found.kind == "alternative" else None


async def credits_of(session: AsyncSession, movie_id: int | None = None) -> list[NumberedCredit]:
    """People of one film, or of all: cast first, as the source orders them."""
    which = "" if movie_id is None else "where id = :id"
    rows = await session.execute(
        text(f"select id, (document->'credits')::text from movies {which} order by id"),  # noqa: S608 (a fixed text)
        {} if movie_id is None else {"id": movie_id},
    )
    return [
        NumberedCredit(film_id * MOST_CREDITS + number, film_id, credit)
        for film_id, stored in rows
        if stored
        for number, credit in enumerate(_credits(stored)[: MOST_CREDITS - 1], 1)
    ]


async def credit(session: AsyncSession, credit_id: int) -> NumberedCredit | None:
    """One of them by its number."""
    found = await credits_of(session, credit_id // MOST_CREDITS)
    return next((each for each in found if each.id == credit_id), None)


async def extra_files(session: AsyncSession, movie_id: int) -> Sequence[ExtraFile]:
    """Files beside a film."""
    query = select(ExtraFile).where(ExtraFile.movie_id == movie_id).order_by(ExtraFile.id)
    return (await session.scalars(query)).all()
