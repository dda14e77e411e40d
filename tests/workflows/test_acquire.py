"""What is on its way to a film and what that keeps from being grabbed."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import update

from cinearr.core.decisions import MatchKeys, ReleaseSource
from cinearr.features.movies.tables import Movie
from cinearr.kit.clock import utc_now
from cinearr.kit.db import Database
from cinearr.views.facts import load
from tests.fakes.line import a_line
from tests.fakes.program import run_command

FIRST = "Sintel.2010.1080p.WEB-DL.H264-GROUP"
SECOND = "Sintel.2010.1080p.WEB-DL.H264-OTHER"


class TestGrabNoClientShows:
    """A blackhole shows nothing of a download before it is done."""

    async def test_a_search_nobody_asked_for_takes_no_second_release(self, database: Database, tmp_path: Path) -> None:
        async with a_line(database, tmp_path) as line:
            line.offer(FIRST)
            await line.search()
            line.offer(SECOND, seeders=5000)
            await line.search()
            assert await line.grabs() == [FIRST]

    async def test_nor_does_a_feed(self, database: Database, tmp_path: Path) -> None:
        async with a_line(database, tmp_path) as line:
            line.offer(FIRST)
            await line.search()
            line.offer(SECOND, seeders=5000)
            await line.rss()
            assert await line.grabs() == [FIRST]
            assert (await line.outcomes())[SECOND] == "rejected"

    async def test_a_person_may_want_another(self, database: Database, tmp_path: Path) -> None:
        async with a_line(database, tmp_path) as line:
            line.offer(FIRST)
            await line.search()
            line.offer(SECOND, seeders=5000)
            await run_command(line.program, "MoviesSearch", {"movieIds": [line.movie.id]})
            assert await line.grabs() == [FIRST, SECOND]

    async def test_a_person_may_even_take_the_same_again(self, database: Database, tmp_path: Path) -> None:
        async with a_line(database, tmp_path) as line:
            line.offer(FIRST)
            await line.search()
            await line.search()
            assert await line.grabs() == [FIRST]
            await run_command(line.program, "MoviesSearch", {"movieIds": [line.movie.id]})
            assert await line.grabs() == [FIRST, FIRST]


class TestReleaseThatWaits:
    async def test_it_is_forgotten_when_it_is_of_no_film_any_more(self, database: Database, tmp_path: Path) -> None:
        async with a_line(database, tmp_path, clients=()) as line:
            line.offer(FIRST)
            await line.rss()
            assert await line.pending() == [(FIRST, "downloadClientUnavailable")]
            line.indexer.items.clear()
            async with line.program.database.begin() as session:
                await session.execute(update(Movie).values(year=1999))
            await line.rss()
            assert await line.pending() == []


class TestRecentGrab:
    async def test_it_is_judged_by_what_was_frozen_also_without_an_id(self, database: Database, tmp_path: Path) -> None:
        """A blackhole gives no id; the size and the flags of the release must still be known."""
        async with a_line(database, tmp_path) as line:
            line.offer(FIRST, size=300 * 1024**2)
            await line.search()
            nothing = MatchKeys(frozenset(), frozenset(), frozenset())
            async with line.program.database.read() as session:
                facts, _ = await load(
                    session, keys=nothing, source=ReleaseSource.RSS, now=utc_now(), indexers=(), searched=line.movie.id
                )
            grab = facts.grabs[line.movie.id]
            assert (grab.title, grab.subject.size, grab.subject.year) == (FIRST, 300 * 1024**2, 2010)
            assert grab.is_latest_event
