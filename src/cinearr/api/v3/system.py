"""`/api/v3/system`: what this is, what runs by itself, and what there is to call."""

from __future__ import annotations

import os
import platform
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import select, text

from cinearr import __version__
from cinearr.api.v3._wire import UNSET_TIME, Resource, span
from cinearr.kit.errors import NotBuilt, NotFound
from cinearr.kit.jobs.spec import words
from cinearr.kit.jobs.tables import ScheduleRow
from cinearr.workflows.program import Program

# What clients look for: a version of the API they were written against.
COMPATIBLE_VERSION = "6.0.4.10291"
MIGRATION_VERSION = 242
_STARTED = datetime.now(UTC)


class StatusResource(Resource, kw_only=True, frozen=True):
    """What v3 says of a server, with our own name and version behind it."""

    app_name: str = "Radarr"
    instance_name: str
    version: str = COMPATIBLE_VERSION
    build_time: datetime
    is_debug: bool = False
    is_production: bool = True
    is_admin: bool
    is_user_interactive: bool = False
    startup_path: str
    app_data: str
    os_name: str
    os_version: str
    is_net_core: bool = True
    is_linux: bool
    is_osx: bool
    is_windows: bool = False
    is_docker: bool
    mode: str = "console"
    branch: str
    database_type: str = "postgreSQL"
    database_version: str
    authentication: str
    migration_version: int = MIGRATION_VERSION
    url_base: str
    runtime_version: str
    runtime_name: str = "python"
    start_time: datetime
    package_update_mechanism: str = "builtIn"
    cinearr_version: str = __version__


class TaskResource(Resource):
    """A schedule with its last run. Interval in minutes."""

    name: str
    task_name: str
    interval: int
    last_execution: datetime
    last_start_time: datetime
    next_execution: datetime
    last_duration: str
    id: int


@cache
def _built() -> datetime:
    return datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)


class _Facts:
    """What does not change while the process runs, read once."""

    database_version: str | None = None


@get("/api/v3/system/status")
async def status(program: NamedDependency[Program]) -> StatusResource:
    """What this server is."""
    if _Facts.database_version is None:
        async with program.database.read() as session:
            _Facts.database_version = str(await session.scalar(text("show server_version"))).split(" ", 1)[0]
    release = platform.freedesktop_os_release() if hasattr(platform, "freedesktop_os_release") else {}
    return _status(program, _Facts.database_version, release.get("ID", platform.system().lower()), release)


def _status(program: Program, database_version: str, os_name: str, release: dict[str, str]) -> StatusResource:
    return StatusResource(
        instance_name=program.shown.instance_name,
        build_time=_built(),
        is_admin=hasattr(os, "geteuid") and os.geteuid() == 0,
        startup_path=str(Path(sys.argv[0]).resolve().parent),
        app_data=str(program.config.home),
        os_name=os_name,
        os_version=release.get("VERSION_ID", platform.release()),
        is_linux=sys.platform == "linux",
        is_osx=sys.platform == "darwin",
        is_docker=Path("/.dockerenv").exists(),
        branch=program.shown.branch,
        database_version=database_version,
        authentication=program.config.auth,
        url_base=program.config.url_base,
        runtime_version=platform.python_version(),
        start_time=_STARTED,
    )


def task_resource(row: ScheduleRow) -> TaskResource:
    """A schedule as the wire has it."""
    last = row.last_execution or UNSET_TIME
    return TaskResource(
        name=words(row.name),
        task_name=row.name,
        interval=row.interval,
        last_execution=last,
        last_start_time=row.last_start_time or UNSET_TIME,
        next_execution=last + timedelta(minutes=row.interval),
        last_duration=span(timedelta(seconds=row.last_duration or 0)),
        id=row.id,
    )


@get("/api/v3/system/task")
async def tasks(program: NamedDependency[Program]) -> list[TaskResource]:
    """Everything that runs by itself, with its last run."""
    async with program.database.read() as session:
        rows = list(await session.scalars(select(ScheduleRow)))
    return sorted((task_resource(row) for row in rows), key=lambda task: task.name)


@get("/api/v3/system/task/{task_id:int}")
async def task(program: NamedDependency[Program], task_id: FromPath[int]) -> TaskResource:
    """One schedule."""
    async with program.database.read() as session:
        row = await session.get(ScheduleRow, task_id)
    if row is None:
        raise NotFound(f"Task with ID {task_id} does not exist")
    return task_resource(row)


@get("/api/v3/system/routes", media_type="text/plain")
async def routes(request: Request[Any, Any, Any]) -> str:
    """Every path with its methods, a line each."""
    lines = []
    for route in request.app.routes:
        methods = ", ".join(sorted(getattr(route, "methods", ())))
        lines.append(f"{methods} {route.path}")
    return "\n".join(sorted(lines))


@get("/api/v3/system/routes/duplicate", media_type="text/plain")
async def duplicate_routes() -> str:
    """Paths that two handlers would answer: none, since the server would not have started."""
    return ""


@get("/api/v3/update")
async def updates() -> list[Any]:
    """Updates come with the package that brought the server; there is nothing to install from here."""
    raise NotBuilt("Cinearr is updated by whatever installed it; it does not look for updates itself")


ROUTES = [status, tasks, task, routes, duplicate_routes, updates]
