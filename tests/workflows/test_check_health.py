from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from cinearr.features import health, settings
from cinearr.features.collections.tables import CollectionRow
from cinearr.features.download_clients.tables import DownloadClientRow
from cinearr.features.indexers.tables import IndexerRow
from cinearr.features.movies.tables import Movie
from cinearr.features.notifications.tables import NotificationRow
from cinearr.kit import events, provider_status
from cinearr.kit.jobs.tables import CommandRow
from cinearr.workflows import check_health
from cinearr.workflows.program import Program
from cinearr.workflows.provider_kinds import CLIENT_OPTIONS, INDEXER_OPTIONS
from tests.factories.library import a_movie, a_root, use
from tests.fakes.http_server import Answer, http_server
from tests.fakes.line import qbittorrent_row
from tests.fakes.program import SetClock, commands_queued, run_command


async def sources(program: Program) -> list[str]:
    async with program.database.read() as session:
        return sorted(row.source for row in await health.issues(session))


async def an_indexer(program: Program, **options: Any) -> int:
    everything = {"enableRss": True, "enableAutomaticSearch": True, "enableInteractiveSearch": True}
    async with program.database.begin() as session:
        row = IndexerRow(
            name="Tracker",
            implementation="Torznab",
            settings={"baseUrl": "http://127.0.0.1:1"},
            options={**INDEXER_OPTIONS, **everything, **options},
            tags=[],
        )
        session.add(row)
        await session.flush()
        return row.id


async def a_blackhole(program: Program, folder: Path, name: str = "Hole") -> None:
    async with program.database.begin() as session:
        session.add(
            DownloadClientRow(
                name=name,
                implementation="TorrentBlackhole",
                settings={"torrentFolder": str(folder), "watchFolder": str(folder)},
                options={**CLIENT_OPTIONS, "enable": True},
                tags=[],
            )
        )


class TestWhatIsFound:
    async def test_an_empty_installation_lacks_indexers_and_a_client(self, program: Program) -> None:
        await run_command(program, "CheckHealth")
        assert await sources(program) == ["DownloadClientCheck", "IndexerRssCheck", "IndexerSearchCheck"]

    async def test_a_complete_one_is_well(self, program: Program, films: Path, tmp_path: Path) -> None:
        await an_indexer(program)
        (tmp_path / "hole").mkdir()
        await a_blackhole(program, tmp_path / "hole")
        await a_movie(program, await a_root(program, films))
        await run_command(program, "CheckHealth")
        assert await sources(program) == []

    @pytest.mark.parametrize("bin_name", ["no bin", "x" * 300], ids=["missing", "too long"])
    async def test_disks(self, program: Program, films: Path, tmp_path: Path, bin_name: str) -> None:
        await an_indexer(program)
        await a_movie(program, await a_root(program, films))
        shutil.rmtree(films)
        await use(program, settings.MediaManagement(recycle_bin=str(tmp_path / bin_name)))
        await run_command(program, "CheckHealth")
        assert {"RootFolderCheck", "RecyclingBinCheck"} <= set(await sources(program))

    async def test_downloads_in_the_library(self, program: Program, films: Path) -> None:
        await a_blackhole(program, await a_root(program, films))
        await run_command(program, "CheckHealth")
        assert "DownloadClientRootFolderCheck" in await sources(program)

    async def test_films_that_are_gone_at_the_source(self, program: Program, films: Path) -> None:
        await a_movie(program, await a_root(program, films), status=-1)
        await run_command(program, "CheckHealth")
        async with program.database.read() as session:
            found = {row.source: row for row in await health.issues(session)}
        assert found["RemovedMovieCheck"].message == "Sintel (tmdbid 45745) was removed from TMDb"
        assert found["RemovedMovieCheck"].wiki_url.endswith("#movie-was-removed-from-tmdb")

    async def test_providers_in_back_off(self, program: Program, clock: SetClock) -> None:
        indexer = await an_indexer(program)
        async with program.database.begin() as session:
            await provider_status.save(
                session,
                "indexer",
                indexer,
                initial_failure=clock.now - timedelta(hours=7),
                disabled_till=clock.now + timedelta(hours=1),
            )
        await run_command(program, "CheckHealth")
        assert "IndexerLongTermStatusCheck" in await sources(program)

    async def test_a_client_that_answers_what_nobody_foresaw(self, program: Program) -> None:
        async with http_server() as server:
            server.routes["/api/v2/app/webapiVersion"] = Answer(body=b"2.9.3")
            server.routes["/api/v2/app/preferences"] = Answer(body=b"{}")
            server.routes["/api/v2/torrents/info"] = Answer(body=b'[{"hash": "A", "size": 9000, "progress": -1e308}]')
            async with program.database.begin() as session:
                session.add(qbittorrent_row(server))
            await run_command(program, "CheckHealth")
        assert "DownloadClientCheck" in await sources(program)

    async def test_a_client_that_does_not_answer(self, program: Program) -> None:
        async with program.database.begin() as session:
            session.add(
                DownloadClientRow(
                    name="Box",
                    implementation="QBittorrent",
                    settings={"host": "127.0.0.1", "port": 1},
                    options={**CLIENT_OPTIONS, "enable": True},
                    tags=[],
                )
            )
        await run_command(program, "CheckHealth")
        async with program.database.read() as session:
            found = {row.source: row for row in await health.issues(session)}
        assert found["DownloadClientCheck"].level == "error"
        assert "Box" in found["DownloadClientCheck"].message

    async def test_what_settings_lead_to(self, program: Program) -> None:
        jackett = {"baseUrl": "http://jackett:9117/", "apiPath": "/torznab/all/api"}
        await an_indexer(program)
        async with program.database.begin() as session:
            await session.execute(update(IndexerRow).values(settings=jackett))
            session.add(
                NotificationRow(
                    name="Chat",
                    implementation="Slack",
                    settings={"webHookUrl": "https://discord.com/api/webhooks/1/x"},
                    options={"onGrab": True},
                    tags=[],
                )
            )
            session.add(
                CollectionRow(
                    tmdb_id=9,
                    title="Dragons",
                    sort_title="dragons",
                    document={},
                    monitored=True,
                    quality_profile_id=1,
                    root_folder_path="/nowhere/films",
                )
            )
        await use(program, settings.Host(proxy_enabled=True, proxy_hostname="gate.invalid"))
        await run_command(program, "CheckHealth")
        found = set(await sources(program))
        assert {"IndexerJackettAllCheck", "SlackUrlCheck", "MovieCollectionRootFolderCheck", "ProxyCheck"} <= found
        await use(program, settings.Host(proxy_enabled=True, proxy_hostname="127.0.0.1"))
        async with program.database.begin() as session:
            await session.execute(update(CollectionRow).values(monitored=False))
        await run_command(program, "CheckHealth")
        assert not {"MovieCollectionRootFolderCheck", "ProxyCheck"} & set(await sources(program))

    @pytest.mark.parametrize(("act", "is_told"), [(0, False), (1, True), (3, True)])
    async def test_a_client_that_removes_what_is_done(self, program: Program, act: int, is_told: bool) -> None:
        async with http_server() as client:
            client.routes |= {
                "/api/v2/auth/login": Answer(body=b"Ok."),
                "/api/v2/app/webapiVersion": Answer(body=b"2.11.2"),
                "/api/v2/app/preferences": Answer(body=b'{"max_ratio_enabled": true, "max_ratio_act": %d}' % act),
                "/api/v2/torrents/info": Answer(body=b"[]"),
                "/api/v2/torrents/categories": Answer(body=b"{}"),
            }
            async with program.database.begin() as session:
                row = qbittorrent_row(client)
                session.add(row)
            await run_command(program, "CheckHealth")
        assert ("DownloadClientRemovesCompletedDownloadsCheck" in await sources(program)) is is_told


@pytest.fixture
def told(program: Program, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is published, by event and source."""
    found: list[str] = []
    publish = program.queue.publish

    async def listen(session: Any, event: Any) -> None:
        found.append(f"{type(event).__name__} {event.source}")
        await publish(session, event)

    monkeypatch.setattr(program.queue, "publish", listen)
    return found


class TestWhatIsTold:
    async def test_what_is_new_and_what_is_over_once(self, program: Program, told: list[str], films: Path) -> None:
        await an_indexer(program)
        movie = await a_movie(program, await a_root(program, films), status=-1)
        await run_command(program, "CheckHealth")
        await run_command(program, "CheckHealth")
        assert told == ["HealthIssueFound DownloadClientCheck", "HealthIssueFound RemovedMovieCheck"]
        async with program.database.begin() as session:
            stored = await session.get(Movie, movie.id)
            assert stored is not None
            stored.status = 3
        await run_command(program, "CheckHealth")
        assert told[2:] == ["HealthRestored RemovedMovieCheck"]

    async def test_nobody_is_bothered_in_the_first_minutes(
        self, program: Program, told: list[str], clock: SetClock
    ) -> None:
        await an_indexer(program)
        async with program.database.begin() as session:
            await settings.set_value(session, "program", "startedAt", clock.now.isoformat())
        await run_command(program, "CheckHealth")
        assert (await sources(program), told) == (["DownloadClientCheck"], [])
        clock.now += timedelta(minutes=16)
        await run_command(program, "CheckHealth")
        assert told == ["HealthIssueFound DownloadClientCheck"]

    async def test_what_was_over_before_anybody_knew_is_not_told(
        self, program: Program, told: list[str], clock: SetClock, tmp_path: Path
    ) -> None:
        await an_indexer(program)
        async with program.database.begin() as session:
            await settings.set_value(session, "program", "startedAt", clock.now.isoformat())
        await run_command(program, "CheckHealth")
        (tmp_path / "hole").mkdir()
        await a_blackhole(program, tmp_path / "hole")
        await run_command(program, "CheckHealth")
        assert (await sources(program), told) == ([], [])


class TestWhen:
    async def test_at_the_start_and_soon_after_a_change(self, program: Program) -> None:
        keeping = asyncio.create_task(check_health.keep(program, delay=0.01))
        try:
            async with asyncio.timeout(60):
                while ("CheckHealth", {}) not in await commands_queued(program):  # noqa: ASYNC110 (another task's work)
                    await asyncio.sleep(0.02)
                async with program.database.begin() as session:
                    for row in await session.scalars(select(CommandRow)):
                        row.status = "completed"
                while ("CheckHealth", {}) not in await commands_queued(program):
                    async with program.database.begin() as session:
                        await events.changed(session, "indexer", "updated", 1)
                    await asyncio.sleep(0.05)
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
        async with program.database.read() as session:
            assert await settings.get_value(session, "program", "startedAt") is not None
