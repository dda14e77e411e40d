"""Two web processes and two workers on one PostgreSQL: they share the work, and outlive each other and the database."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from websockets.asyncio.client import connect

from cinearr.demo.client import ApiError
from cinearr.demo.neighbourhood import Neighbourhood
from cinearr.kit.embedded_postgres import EmbeddedPostgres
from cinearr.kit.jobs.worker import Scheduler
from tests.e2e.line import FIRST, Folders, Line, neighbours
from tests.e2e.server import API_KEY, Server, running, until

END = "\x1e"  # ends a record of the SignalR protocol
HANDSHAKE = '{"protocol":"json","version":1}' + END


@dataclass
class Cluster:
    """Everything on one machine; `line` talks to the first web process."""

    postgres: EmbeddedPostgres
    webs: tuple[Server, Server]
    workers: tuple[Server, Server]
    line: Line

    async def command(self, command_id: int) -> dict[str, Any]:
        """A command as the second web process tells it."""
        found: dict[str, Any] = await self.webs[1].api.get(f"command/{command_id}")
        return found

    async def until_ended(self, command_id: int, *, seconds: float = 60) -> dict[str, Any]:
        """Wait for the end of a command."""

        async def look() -> Any:
            row = await self.command(command_id)
            return row if row["status"] not in ("queued", "started") else None

        ended: dict[str, Any] = await until(look, f"the end of command {command_id}", seconds=seconds)
        return ended


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def started(neighbourhood: Neighbourhood) -> AsyncIterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="cinearr-e2e-"))
    postgres = EmbeddedPostgres(folder / "postgres")
    url = await postgres.start()

    def process(role: str, number: int) -> Server:
        log = folder / f"{role}-{number}.log"
        return Server(folder / "home", neighbours(neighbourhood), database_url=url, role=role, log=log)

    webs, workers = (process("web", 1), process("web", 2)), (process("worker", 1), process("worker", 2))
    try:
        # All at once on an empty database: one of them makes its tables, the others wait.
        async with running(*webs, *workers):
            line = Line(webs[0], neighbourhood, Folders.below(folder))
            await neighbourhood.release(FIRST)
            await line.set_up()
            yield Cluster(postgres, webs, workers, line)
    finally:
        await postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture
async def cluster(started: Cluster, near: Neighbourhood) -> Cluster:
    await near.release(FIRST)
    await started.line.until_idle()
    return started


async def test_a_scheduled_task_runs_once(cluster: Cluster, near: Neighbourhood) -> None:
    web = cluster.webs[0]

    async def syncs() -> list[dict[str, Any]]:
        rows = await web.api.get("command")
        return [row for row in rows if row["name"] == "RssSync" and row["trigger"] == "scheduled"]

    asked = await feed_requests(near)
    before = len(await syncs())
    web.sql("update schedules set last_execution = now() - interval '1 day' where name = 'RssSync'")
    # Both schedulers have looked at least once after this.
    await asyncio.sleep(Scheduler.TICK + 1)
    [done] = (await syncs())[before:] if len(await syncs()) > before else [None]
    assert done is not None
    ended = await cluster.until_ended(done["id"])
    assert ended["result"] == "successful"
    assert await feed_requests(near) == asked + 1


async def test_what_happens_anywhere_is_told_by_every_web_process(cluster: Cluster) -> None:
    first, second = cluster.webs
    async with listening(first) as here, listening(second) as there:
        tag = await first.api.post("tag", {"label": "live"})
        for messages in (here, there):
            await messages.until("tag", lambda body: body["action"] == "sync" or body["resource"]["id"] == tag["id"])
        # What a worker does comes through both as well.
        command = await second.api.post("command", {"name": "RssSync"})
        for messages in (here, there):
            await messages.until(
                "command",
                lambda body: body["resource"]["id"] == command["id"] and body["resource"]["status"] == "completed",
            )


async def test_the_job_of_a_killed_worker_is_finished_by_another(cluster: Cluster, near: Neighbourhood) -> None:
    first, second = cluster.workers
    assert await second.stop() == 0
    await near.indexer.fail(mode="slow", delay=25, path="/api")
    asked = await feed_requests(near)
    command = await cluster.webs[0].api.post("command", {"name": "RssSync"})

    async def at_work() -> bool:
        return await feed_requests(near) > asked

    await until(at_work, "the question to the indexer")
    await second.start()
    await first.kill()
    assert (await cluster.command(command["id"]))["status"] == "started"
    await near.indexer.fail()
    ended = await cluster.until_ended(command["id"])
    assert (ended["status"], ended["result"]) == ("completed", "successful")
    await first.start()


async def test_a_restarted_database_is_waited_for(cluster: Cluster, near: Neighbourhood) -> None:
    await near.indexer.fail(mode="slow", delay=4, path="/api")
    asked = await feed_requests(near)
    command = await cluster.webs[0].api.post("command", {"name": "RssSync"})

    async def at_work() -> bool:
        return await feed_requests(near) > asked

    await until(at_work, "the question to the indexer")
    async with listening(cluster.webs[1]) as messages:
        await cluster.postgres.stop()
        for web in cluster.webs:
            with pytest.raises(ApiError, match="503"):
                await web.api.get("tag")
        await asyncio.sleep(5)  # the job has its answer by now and cannot write it down
        await near.indexer.fail()
        await cluster.postgres.start()
        for web in cluster.webs:
            await until(partial(answers, web), "answers again")
        ended = await cluster.until_ended(command["id"])
        assert (ended["status"], ended["result"]) == ("completed", "successful")
        # Whoever listened has missed something, and is asked to connect again and to read everything anew.
        assert await messages.goodbye() == {"type": 7, "allowReconnect": True}

    # And everything else goes on: live messages, and new work.
    async with listening(cluster.webs[1]) as messages:
        tag = await cluster.webs[0].api.post("tag", {"label": "after-the-restart"})
        await messages.until("tag", lambda body: body["action"] == "sync" or body["resource"]["id"] == tag["id"])
    assert (await cluster.line.command("RefreshMonitoredDownloads"))["result"] == "successful"
    assert all(server.is_running for server in (*cluster.webs, *cluster.workers))


async def answers(web: Server) -> bool:
    await web.api.get("tag")
    return True


async def feed_requests(near: Neighbourhood) -> int:
    """How often the indexer was asked for its feed."""
    return sum(row["query"].get("t") in ("search", "movie") for row in await near.indexer.requests())


class Messages:
    """What a client of the hub hears."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._waiting: list[dict[str, Any]] = []

    async def until(self, name: str, wanted: Any, *, seconds: float = 30) -> None:
        """Wait for a message with this name and such a body."""
        heard: list[Any] = []
        try:
            async with asyncio.timeout(seconds):
                while True:
                    for message in self._take(await self._connection.recv()):
                        heard.append(message)
                        if message["name"] == name and wanted(message["body"]):
                            return
        except TimeoutError:
            pytest.fail(f"no such {name} message; heard were {heard}")

    async def goodbye(self) -> dict[str, Any]:
        """What the server says before it closes the connection."""
        async with asyncio.timeout(30):
            while True:
                for record in str(await self._connection.recv()).split(END):
                    if record and (said := json.loads(record))["type"] == 7:
                        return dict(said)

    def _take(self, text: str) -> list[dict[str, Any]]:
        records = [json.loads(record) for record in text.split(END) if record]
        return [record["arguments"][0] for record in records if record.get("type") == 1]


@asynccontextmanager
async def listening(web: Server) -> AsyncIterator[Messages]:
    """A client of the hub of a web process."""
    address = web.url.replace("http://", "ws://")
    async with connect(f"{address}/signalr/messages?access_token={API_KEY}") as connection:
        await connection.send(HANDSHAKE)
        assert await connection.recv() == "{}" + END
        yield Messages(connection)
