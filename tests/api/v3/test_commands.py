"""Starting work by name, and seeing how it goes."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from cinearr.features import settings
from cinearr.kit.jobs.tables import CommandRow, ScheduleRow
from cinearr.kit.jobs.worker import Scheduler
from cinearr.workflows.commands import COMMANDS, NOT_BUILT
from cinearr.workflows.program import Program
from tests.fakes.program import settled, working

PATH = "/api/v3/command"


async def start(client: httpx.AsyncClient, name: str, **body: Any) -> dict[str, Any]:
    answer = await client.post(PATH, json={"name": name, **body})
    assert answer.status_code == 201, answer.text
    started: dict[str, Any] = answer.json()
    assert answer.headers["location"].endswith(f"{PATH}/{started['id']}")
    return started


async def test_started_it_runs_and_says_how_it_went(client: httpx.AsyncClient, program: Program) -> None:
    started = await start(client, "missingmoviesSEARCH")
    assert (started["name"], started["commandName"]) == ("MissingMoviesSearch", "Missing Movies Search")
    assert (started["status"], started["result"], started["trigger"]) == ("queued", "unknown", "manual")
    assert (await client.get(f"{PATH}/{started['id']}")).json() == started
    assert (await client.get(PATH)).json() == [started]
    async with working(program):
        await settled(program)
    ended = (await client.get(f"{PATH}/{started['id']}")).json()
    assert (ended["status"], ended["result"], ended["stateChangeTime"]) == ("completed", "successful", ended["ended"])
    assert {"started", "ended", "duration"} <= set(ended)


async def test_an_equal_one_that_waits_is_answered(client: httpx.AsyncClient) -> None:
    first = await start(client, "MoviesSearch", movieIds=[1, 2])
    assert (await start(client, "MoviesSearch", movieIds=[2, 1]))["id"] == first["id"]
    assert (await start(client, "MoviesSearch", MOVIEIDS=[3]))["id"] != first["id"]


async def test_one_that_waits_can_be_taken_out(client: httpx.AsyncClient, program: Program) -> None:
    started = await start(client, "ClearLog")
    answer = await client.delete(f"{PATH}/{started['id']}")
    assert (answer.status_code, answer.json()) == (200, {})
    async with program.database.read() as session:
        assert await session.scalar(select(CommandRow.status)) == "cancelled"
    assert (await client.delete(f"{PATH}/{started['id']}")).status_code == 409


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": None}, {"name": 5}])
async def test_it_needs_a_name(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    answer = await client.post(PATH, json=body)
    assert (answer.status_code, answer.json()[0]["propertyName"]) == (400, "Name")


async def test_what_there_is_not(client: httpx.AsyncClient) -> None:
    assert (await client.post(PATH, json={"name": "MakeCoffee"})).status_code == 404
    assert (await client.get(f"{PATH}/99")).status_code == 404
    assert (await client.delete(f"{PATH}/99")).status_code == 409  # as for any that does not wait


@pytest.mark.parametrize("name", NOT_BUILT)
async def test_what_is_not_built_says_so(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.post(PATH, json={"name": name.upper()})
    assert (answer.status_code, answer.json()["message"]) == (501, NOT_BUILT[name])
    assert name not in COMMANDS


async def test_every_schedule_is_a_task(client: httpx.AsyncClient, program: Program) -> None:
    await Scheduler(program.database, program.queue, settings.everything).register()
    tasks = (await client.get("/api/v3/system/task")).json()
    assert [task["name"] for task in tasks] == sorted(task["name"] for task in tasks)
    assert {task["taskName"] for task in tasks} == {name for name, spec in COMMANDS.items() if spec.interval}
    one = tasks[0]
    assert list(one) == [
        "name",
        "taskName",
        "interval",
        "lastExecution",
        "lastStartTime",
        "nextExecution",
        "lastDuration",
        "id",
    ]
    assert (await client.get(f"/api/v3/system/task/{one['id']}")).json() == one
    assert (await client.get("/api/v3/system/task/99")).status_code == 404


async def test_a_task_shows_its_last_run(client: httpx.AsyncClient, program: Program) -> None:
    await Scheduler(program.database, program.queue, settings.everything).register()
    async with program.database.read() as session:
        task_id = await session.scalar(select(ScheduleRow.id).where(ScheduleRow.name == "CheckHealth"))
    before = (await client.get(f"/api/v3/system/task/{task_id}")).json()
    await start(client, "CheckHealth")
    async with working(program):
        await settled(program)
    after = (await client.get(f"/api/v3/system/task/{task_id}")).json()
    assert after["lastDuration"] > "00:00:00"
    assert after["lastExecution"] >= after["lastStartTime"] > before["lastStartTime"]
    assert after["nextExecution"] > after["lastExecution"]
