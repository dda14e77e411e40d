"""What clients of the hub are told when something changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import event, select

from cinearr.api.broadcasts import Broadcasts
from cinearr.api.realtime import Hub
from cinearr.api.v3._collections import Collections
from cinearr.api.v3._library import Library
from cinearr.api.v3._wire import encode
from cinearr.api.v3.loaders import REMAINS, loaders
from cinearr.features import downloads
from cinearr.features.downloads.tables import PendingReleaseRow
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import events
from cinearr.kit.events import Changed
from cinearr.kit.pubsub import Listener
from cinearr.workflows import delete_file, delete_movie
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie, a_root
from tests.fakes.program import run_command, until


class HubWithListeners(Hub):
    """Keeps what it should tell; somebody listens, unless `quiet`."""

    def __init__(self) -> None:
        super().__init__("1.0")
        self.quiet = False
        self.told: list[tuple[str, str, Any]] = []

    @property
    def clients(self) -> int:
        return 0 if self.quiet else 1

    async def publish(self, name: str, body: Any) -> None:
        read: dict[str, Any] = msgspec.json.decode(encode(body))
        self.told.append((name, read["action"], read.get("resource")))

    def names(self) -> list[tuple[str, str]]:
        return [(name, action) for name, action, _ in self.told]


@pytest.fixture
def hub() -> HubWithListeners:
    return HubWithListeners()


@pytest.fixture
async def broadcasts(program: Program, library: Library, hub: HubWithListeners) -> AsyncIterator[Broadcasts]:
    found = Broadcasts(hub, loaders(program, library, Collections(program, library)), REMAINS)
    listener = Listener(program.database.url)
    listener.on(events.CHANNEL, found.on_payload)
    await listener.start()
    await asyncio.wait_for(listener.ready.wait(), 10)
    yield found
    await listener.stop()
    await found.close()


@pytest.fixture
async def movie(program: Program, tmp_path: Path, broadcasts: Broadcasts, hub: HubWithListeners) -> Movie:
    root = await a_root(program, tmp_path / "films")
    found = await a_movie(program, root, a_film())
    await a_file(program, found)
    await a_movie(program, root, a_film(2, "Other"))
    return found


async def test_a_changed_film_is_told_whole_and_once(program: Program, hub: HubWithListeners, movie: Movie) -> None:
    async with program.database.begin() as session:
        for _ in range(3):
            await events.changed(session, "movie", "updated", movie.id, 999)
    await until(lambda: hub.told)
    ((name, action, resource),) = hub.told
    assert (name, action) == ("movie", "updated")
    assert (resource["id"], resource["title"], resource["year"]) == (movie.id, "Sintel", 2010)
    assert resource["statistics"]["movieFileCount"] == 1


async def test_a_deleted_film_is_told_empty(program: Program, hub: HubWithListeners, movie: Movie) -> None:
    await delete_movie.delete(program, movie.id)
    await until(lambda: ("movie", "deleted") in hub.names())
    (resource,) = [resource for name, action, resource in hub.told if (name, action) == ("movie", "deleted")]
    assert encode(resource).decode() == (
        '{"secondaryYearSourceId":0,"status":"tba","year":0,"qualityProfileId":0,"movieFileId":0,"monitored":true,'
        '"minimumAvailability":"released","isAvailable":false,"runtime":0,"tmdbId":0,"added":"0001-01-01T00:00:00Z",'
        f'"popularity":0,"id":{movie.id}}}'
    )


async def test_a_deleted_file_is_told_to_the_screens_of_wanted_films_too(
    program: Program, hub: HubWithListeners, movie: Movie
) -> None:
    file = await a_file(program, movie, "Second.mkv")
    await delete_file.delete(program, file.id)
    expected = [
        ("movie", "updated"),
        ("moviefile", "deleted"),
        ("wanted/cutoff", "updated"),
        ("wanted/missing", "updated"),
    ]
    await until(lambda: set(expected) <= set(hub.names()))
    assert [each for each in sorted(hub.names()) if each in expected] == expected
    films = [resource for name, action, resource in hub.told if (name, action) in expected and name != "moviefile"]
    assert all(film["id"] == movie.id for film in films)


async def test_a_changed_file_is_told_with_its_formats(program: Program, hub: HubWithListeners, movie: Movie) -> None:
    async with program.database.begin() as session:
        await events.changed(session, "moviefile", "updated", 1)
    await until(lambda: hub.told)
    ((_, _, resource),) = hub.told
    assert (resource["id"], resource["movieId"], resource["customFormats"]) == (1, movie.id, [])


async def test_a_new_root_folder_is_told_with_what_is_in_it(
    program: Program, hub: HubWithListeners, movie: Movie, tmp_path: Path
) -> None:
    async with program.database.begin() as session:
        await events.changed(session, "rootfolder", "created", 1)
    await until(lambda: hub.told)
    ((_, action, resource),) = hub.told
    assert (action, resource["path"], resource["accessible"]) == ("created", str(tmp_path / "films"), True)


async def test_a_changed_queue_is_told_with_its_counts(
    program: Program, hub: HubWithListeners, movie: Movie, client: httpx.AsyncClient
) -> None:
    async with program.database.begin() as session:
        target_id = await session.scalar(select(Target.id).where(Target.movie_id == movie.id))
        session.add(
            PendingReleaseRow(movie_id=movie.id, target_id=target_id, title="Sintel", reason="delay", release={})
        )
        await downloads.queue_changed(session)
    await until(lambda: len(hub.told) == 3)
    status = (await client.get("/api/v3/queue/status")).json()
    assert status["totalCount"] == 1
    assert hub.told == [("queue", "sync", None), ("queue/details", "sync", None), ("queue/status", "updated", status)]


@pytest.mark.parametrize("command", ["ResetQualityDefinitions", "MessagingCleanup"])
async def test_a_command_tells_what_it_changed(
    program: Program, hub: HubWithListeners, broadcasts: Broadcasts, command: str
) -> None:
    await run_command(program, command)
    name = {"ResetQualityDefinitions": "qualitydefinition", "MessagingCleanup": "command"}[command]
    await until(lambda: (name, "sync") in hub.names())


async def test_nothing_is_loaded_for_nobody(
    program: Program, broadcasts: Broadcasts, hub: HubWithListeners, movie: Movie
) -> None:
    seen: list[str] = []
    event.listen(
        program.database.engine.sync_engine,
        "before_cursor_execute",
        lambda connection, cursor, statement, *rest: seen.append(statement),
    )
    hub.quiet = True
    broadcasts.gather(Changed(name="movie", action="updated", ids=(movie.id,)))
    hub.quiet = False
    broadcasts.gather(Changed(name="tag", action="sync"))
    await until(lambda: hub.told)
    assert hub.told == [("tag", "sync", None)]
    assert seen == []
