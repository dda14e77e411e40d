from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from cinearr.core.films import Collection
from cinearr.features import collections, profiles, tags
from cinearr.features.blocklist.tables import BlocklistRow
from cinearr.features.collections.tables import CollectionRow
from cinearr.features.decisions.tables import DecisionRow
from cinearr.features.downloads.tables import PendingReleaseRow, TrackedDownloadRow
from cinearr.features.logs.tables import LogRow
from cinearr.features.movies.tables import Target
from cinearr.features.profiles.tables import QualityDefinitionRow
from cinearr.features.tags.tables import Tag
from cinearr.kit import provider_status
from cinearr.kit.jobs.tables import CommandRow
from cinearr.workflows.program import Program
from tests.factories.library import a_movie, a_root
from tests.fakes.program import SetClock, count, run_command


class TestHousekeeping:
    async def test_what_is_over_and_old_is_forgotten(self, program: Program, clock: SetClock) -> None:
        async with program.database.begin() as session:
            for days in (1, 31):
                at = clock.now - timedelta(days=days)
                session.add(LogRow(time=at, level="info", logger="l", message="m"))
                session.add(
                    DecisionRow(
                        at=at,
                        source="rss",
                        outcome="rejected",
                        title="t",
                        guid="g",
                        indexer="i",
                        release={},
                        verdicts=[],
                        facts={},
                    )
                )
                for gone in (True, False):
                    session.add(
                        TrackedDownloadRow(
                            download_client_id=1,
                            download_id=f"{days}{gone}",
                            state="imported",
                            title="t",
                            protocol=2,
                            item={},
                            gone=gone,
                            changed=at,
                        )
                    )
        await run_command(program, "Housekeeping")
        assert (await count(program, LogRow), await count(program, DecisionRow)) == (1, 1)
        assert await count(program, TrackedDownloadRow) == 3

    async def test_what_waited_in_vain_goes_and_a_delay_stays(
        self, program: Program, films: Path, clock: SetClock
    ) -> None:
        movie = await a_movie(program, await a_root(program, films))
        async with program.database.begin() as session:
            target_id = await session.scalar(select(Target.id).where(Target.movie_id == movie.id))
            for days in (13, 15):
                for reason in ("delay", "downloadClientUnavailable", "fallback"):
                    session.add(
                        PendingReleaseRow(
                            movie_id=movie.id,
                            target_id=target_id,
                            title=f"{reason} {days}",
                            added=clock.now - timedelta(days=days),
                            reason=reason,
                            release={},
                        )
                    )
        await run_command(program, "Housekeeping")
        async with program.database.read() as session:
            left = set(await session.scalars(select(PendingReleaseRow.title)))
        assert left == {"delay 13", "downloadClientUnavailable 13", "fallback 13", "delay 15"}

    async def test_tags_and_collections_nobody_uses_go(self, program: Program, films: Path) -> None:
        async with program.database.begin() as session:
            used, _, collected = [await tags.ensure(session, label) for label in ("used", "idle", "collected")]
        await a_movie(program, await a_root(program, films), tags=[used.id])
        async with program.database.begin() as session:
            await collections.ensure(
                session,
                Collection(tmdb_id=9, title="Dragons"),
                quality_profile_id=1,
                root_folder_path=str(films),
                tags=[collected.id],
            )
        await run_command(program, "Housekeeping")
        async with program.database.read() as session:
            assert list(await session.scalars(select(Tag.label))) == ["used", "collected"]
        assert await count(program, CollectionRow) == 0
        await run_command(program, "Housekeeping")
        async with program.database.read() as session:
            assert list(await session.scalars(select(Tag.label))) == ["used"]

    async def test_back_off_of_nobody_and_of_the_far_future(self, program: Program, clock: SetClock) -> None:
        async with program.database.begin() as session:
            await provider_status.save(session, "indexer", 5, level=2)
            await provider_status.save(session, "importlist", 1, level=2, disabled_till=clock.now + timedelta(days=900))
        await run_command(program, "Housekeeping")
        async with program.database.read() as session:
            assert await provider_status.load(session, "indexer") == {}
            (row,) = (await provider_status.load(session, "importlist")).values()
        assert row.disabled_till == clock.now + timedelta(days=2)

    async def test_pictures_of_films_that_are_gone(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        for name in (str(movie.id), "9999", "other"):
            (program.config.covers / name).mkdir(parents=True)
        await run_command(program, "Housekeeping")
        assert sorted(path.name for path in program.config.covers.iterdir()) == [str(movie.id), "other"]


class TestCommands:
    async def test_yesterdays_commands_go_and_lost_ones_are_said_to_be_lost(
        self, program: Program, clock: SetClock
    ) -> None:
        async with program.database.begin() as session:
            for ended in (clock.now - timedelta(days=2), clock.now - timedelta(hours=2), None):
                session.add(
                    CommandRow(
                        name="RssSync",
                        body={},
                        status="completed" if ended else "started",
                        ended=ended,
                        job_id=None if ended else 12345,
                    )
                )
            waiting = await program.queue.command(session, "Housekeeping")
        await run_command(program, "MessagingCleanup")
        async with program.database.read() as session:
            rows = {row.id: row.status for row in await session.scalars(select(CommandRow))}
        assert sorted(rows.values()) == ["completed", "completed", "orphaned", "queued"]
        assert rows[waiting.id] == "queued"

    async def test_clearing(self, program: Program, films: Path) -> None:
        movie = await a_movie(program, await a_root(program, films))
        async with program.database.begin() as session:
            session.add(LogRow(level="info", logger="l", message="m"))
            session.add(BlocklistRow(movie_id=movie.id, source_title="t", quality={}, languages=[], protocol=2))
        await run_command(program, "ClearLog")
        await run_command(program, "ClearBlocklist")
        assert (await count(program, LogRow), await count(program, BlocklistRow)) == (0, 0)

    async def test_quality_definitions_go_back(self, program: Program) -> None:
        async with program.database.read() as session:
            before = await profiles.quality_definitions(session)
        async with program.database.begin() as session:
            await session.execute(update(QualityDefinitionRow).values(max_size=1.0, title="Mine"))
        await run_command(program, "ResetQualityDefinitions")
        async with program.database.read() as session:
            assert set(await session.scalars(select(QualityDefinitionRow.title))) == {"Mine"}
        await run_command(program, "ResetQualityDefinitions", {"resetTitles": True})
        async with program.database.read() as session:
            assert await profiles.quality_definitions(session) == before

    async def test_log_files(self, program: Program) -> None:
        folder = program.config.logs
        folder.mkdir(parents=True)
        for name in ("cinearr.txt", "cinearr.txt.1", "other.txt"):
            (folder / name).write_text("line")
        await run_command(program, "DeleteLogFiles")
        assert {path.name: path.read_text() for path in folder.iterdir()} == {"cinearr.txt": "", "other.txt": "line"}
