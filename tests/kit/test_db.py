from __future__ import annotations

import psycopg
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from cinearr import migrations
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit.db import Database, sqlalchemy_url
from cinearr.migrations.models import metadata


class TestMigrations:
    def test_running_them_again_changes_nothing(self, database_url: str) -> None:
        migrations.upgrade(database_url)
        with psycopg.connect(database_url) as connection:
            row = connection.execute("select version_num from alembic_version").fetchall()
        assert row == [(migrations.HEAD,)]

    def test_the_tables_are_those_of_the_program(self, database_url: str) -> None:
        """What fails here needs a new migration in `migrations/versions`, and its number in `migrations.HEAD`."""
        engine = create_engine(sqlalchemy_url(database_url))
        ours = set(metadata.tables)
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={"include_name": lambda name, kind, _: kind != "table" or name in ours, "compare_type": True},
            )
            assert compare_metadata(context, metadata) == []
        engine.dispose()


class TestChangedFilms:
    async def test_a_change_to_a_target_touches_its_film(self, database: Database) -> None:
        async with database.begin() as session:
            movie = Movie(
                tmdb_id=1, title="A", clean_title="a", sort_title="a", original_title="A", document={}, tags=[1, 2]
            )
            session.add(movie)
            await session.flush()
            target = Target(movie_id=movie.id, quality_profile_id=1, path="/movies/A")
            session.add(target)
        async with database.read() as session:
            before = await session.scalar(text("select changed_xid from movies"))
        async with database.begin() as session:
            await session.execute(text("update targets set monitored = false"))
        async with database.read() as session:
            after = await session.scalar(text("select changed_xid from movies"))
        assert before is not None and after is not None and 0 < before < after

    async def test_an_exception_keeps_nothing(self, database: Database) -> None:
        try:
            async with database.begin() as session:
                await session.execute(text("insert into tags (label) values ('a')"))
                raise RuntimeError
        except RuntimeError:
            pass
        async with database.read() as session:
            assert await session.scalar(text("select count(*) from tags")) == 0
