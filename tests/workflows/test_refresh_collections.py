from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cinearr.core.films import Collection, Image
from cinearr.features import collections
from cinearr.features.collections.tables import CollectionRow
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit.errors import Unreachable
from cinearr.kit.jobs.spec import CommandFailed
from cinearr.workflows.program import Program
from tests.factories.library import a_film, a_movie, a_root
from tests.fakes.program import FakeMetadata, SetClock, commands_queued, count, run_command

PICTURE = Image(cover_type="poster", url="https://img.example.org/c.jpg")


async def a_collection(program: Program, root: Path, tmdb_id: int = 9, **columns: Any) -> int:
    async with program.database.begin() as session:
        made = await collections.ensure(
            session,
            Collection(tmdb_id=tmdb_id, title=f"Collection {tmdb_id}"),
            **{"quality_profile_id": 1, "root_folder_path": str(root), **columns},
        )
    assert made is not None
    return made


async def titles(program: Program) -> list[str]:
    async with program.database.read() as session:
        return list(await session.scalars(select(CollectionRow.title).order_by(CollectionRow.tmdb_id)))


class TestRefresh:
    async def test_what_the_source_says_now_is_taken_over(
        self, program: Program, metadata: FakeMetadata, films: Path, clock: SetClock
    ) -> None:
        made = await a_collection(program, films)
        metadata.collections[9] = Collection(tmdb_id=9, title="Dragons", overview="o", images=(PICTURE,))
        await run_command(program, "RefreshCollections", {"collectionIds": [made]})
        async with program.database.read() as session:
            row = await collections.get(session, made)
        assert (row.title, row.sort_title, row.last_info_sync) == ("Dragons", "dragons", clock.now)
        assert collections.collection_of(row) == metadata.collections[9]

    async def test_one_that_is_gone_at_the_source_goes(self, program: Program, films: Path) -> None:
        await a_collection(program, films)
        await run_command(program, "RefreshCollections")
        assert await count(program, CollectionRow) == 0

    async def test_by_itself_only_those_that_are_due(
        self, program: Program, metadata: FakeMetadata, films: Path, clock: SetClock
    ) -> None:
        for tmdb_id, days in ((1, 14), (2, 16), (3, None)):
            await a_collection(
                program, films, tmdb_id, last_info_sync=clock.now - timedelta(days=days) if days else None
            )
            metadata.collections[tmdb_id] = Collection(tmdb_id=tmdb_id, title=f"New {tmdb_id}")
        await run_command(program, "RefreshCollections", trigger="scheduled")
        assert await titles(program) == ["Collection 1", "New 2", "New 3"]
        await run_command(program, "RefreshCollections")
        assert await titles(program) == ["New 1", "New 2", "New 3"]

    async def test_a_source_that_is_away(self, program: Program, metadata: FakeMetadata, films: Path) -> None:
        await a_collection(program, films)
        metadata.error = Unreachable("away")
        with pytest.raises(CommandFailed):
            await run_command(program, "RefreshCollections")
        assert await titles(program) == ["Collection 9"]


class TestMissingFilms:
    async def test_those_that_are_out_are_added_with_the_collections_choices(
        self, program: Program, metadata: FakeMetadata, films: Path
    ) -> None:
        root = await a_root(program, films)
        have, miss, unborn = a_film(1, "Have"), a_film(2, "Miss"), a_film(3, "Unborn", 2050)
        metadata.know(have, miss, unborn)
        await a_movie(program, root, have)
        await a_collection(
            program, root, monitored=True, search_on_add=True, minimum_availability=2, tags=[7], quality_profile_id=2
        )
        metadata.collections[9] = Collection(tmdb_id=9, title="Three", films=(have, miss, unborn))
        for _ in range(2):
            await run_command(program, "RefreshCollections")
        async with program.database.read() as session:
            found = await session.execute(
                select(Movie, Target).join(Target, Target.movie_id == Movie.id).where(Movie.tmdb_id != 1)
            )
            ((movie, target),) = found.all()
        assert (movie.title, movie.add_method, movie.tags, movie.add_options) == (
            "Miss",
            "collection",
            [7],
            {"searchForMovie": True},
        )
        assert (target.path, target.quality_profile_id, target.minimum_availability, target.monitored) == (
            str(root / "Miss (2010)"),
            2,
            2,
            True,
        )
        assert ("RefreshMovie", {"movieIds": [movie.id], "isNewMovie": True}) in await commands_queued(program)

    async def test_none_when_nobody_watches_it(self, program: Program, metadata: FakeMetadata, films: Path) -> None:
        root = await a_root(program, films)
        film = a_film(2, "Miss")
        metadata.know(film)
        await a_collection(program, root)
        metadata.collections[9] = Collection(tmdb_id=9, title="One", films=(film,))
        await run_command(program, "RefreshCollections")
        assert await count(program, Movie) == 0

    async def test_one_that_cannot_be_added_does_not_stop_the_others(
        self, program: Program, metadata: FakeMetadata, films: Path
    ) -> None:
        root = await a_root(program, films)
        lost, good = a_film(2, "Lost"), a_film(3, "Good")
        metadata.know(good)
        await a_collection(program, root, monitored=True)
        metadata.collections[9] = Collection(tmdb_id=9, title="Two", films=(lost, good))
        await run_command(program, "RefreshCollections")
        assert await count(program, Movie) == 1
