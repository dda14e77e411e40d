"""Searching: films by id, everything missing, everything below its cut-off; and a person's own look at what there is."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import structlog
from sqlalchemy import nulls_first, select

from cinearr.core.decisions.model import ReleaseSource
from cinearr.features import movies
from cinearr.features.movies.tables import Movie
from cinearr.kit.jobs.spec import Body, CommandContext
from cinearr.views import wanted
from cinearr.workflows import acquire, ask_indexers
from cinearr.workflows.judge import Judged, judge
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)


class MovieIds(Body, frozen=True, kw_only=True, rename="camel"):
    """Films by id."""

    movie_ids: list[int] = msgspec.field(default_factory=list)


async def search_movies(context: CommandContext[Program]) -> None:
    """The MoviesSearch command. Started by a person it also takes unmonitored and unreleased films."""
    program, ids = context.program, context.body.movie_ids
    async with program.database.read() as session:
        wished = ids if context.user_invoked else await wanted.searchable(session, ids, program.clock())
    await _each(context, wished, user_invoked=context.user_invoked)


async def search_missing(context: CommandContext[Program]) -> None:
    """The MissingMoviesSearch command: every monitored film without a file that is not on its way."""
    async with context.program.database.read() as session:
        ids = await wanted.missing_ids(session)
    await _each(context, ids, user_invoked=context.user_invoked)


async def search_cutoff_unmet(context: CommandContext[Program]) -> None:
    """The CutoffUnmetMoviesSearch command: every monitored film whose file is below its cut-off and not on its way."""
    async with context.program.database.read() as session:
        ids = await wanted.cutoff_unmet_ids(session)
    await _each(context, ids, user_invoked=context.user_invoked)


async def _each(context: CommandContext[Program], ids: Sequence[int], *, user_invoked: bool) -> None:
    """One after the other, the one not searched for longest first."""
    program = context.program
    source = ReleaseSource.USER_INVOKED_SEARCH if user_invoked else ReleaseSource.SEARCH
    async with program.database.read() as session:
        order = select(Movie.id).where(Movie.id.in_(ids)).order_by(nulls_first(Movie.last_search_time), Movie.id)
        ordered = list(await session.scalars(order))
    grabbed = 0
    for movie_id in ordered:
        async with program.database.read() as session:
            movie = await session.get(Movie, movie_id)
        if movie is None:
            continue
        active = len(await ask_indexers.for_search(program, movie, interactive=False))
        await context.progress(f"Searching indexers for [{movie.title}]. {active} active indexers")
        judged = await find(program, movie, source)
        report = await acquire.process(program, judged)
        grabbed += len(report.grabbed)
    await context.progress(f"Completed search for {len(ordered)} movies. {grabbed} reports downloaded.")
    log.info("search done", films=len(ordered), grabbed=grabbed)


async def find(program: Program, movie: Movie, source: ReleaseSource) -> Judged:
    """Ask the indexers for one film and judge what they have; nothing is taken."""
    interactive = source is ReleaseSource.INTERACTIVE_SEARCH
    answers = await ask_indexers.search(program, movie, interactive=interactive)
    if answers.asked:
        async with program.database.begin() as session:
            await movies.searched(session, [movie.id], program.clock())
    return await judge(program, answers.releases, source, searched=movie.id)
