"""`/api/v3/log`: what the program said, as lines of the database and as files. Secrets were masked when it was written."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from cinearr.api.v3._paging import PagedResource, page_of, paging
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Resource
from cinearr.features import logs
from cinearr.features.logs import LogRow
from cinearr.kit.errors import NotFound
from cinearr.workflows.program import Program


class LogResource(Resource, kw_only=True, frozen=True):
    """One line."""

    time: datetime
    exception: str | None = None
    exception_type: str | None = None
    level: str
    logger: str
    message: str
    id: int


class LogFileResource(Resource):
    """A file of the log, and where it can be read."""

    filename: str
    last_write_time: datetime
    contents_url: str
    download_url: str
    id: int


class _Asked(Resource):
    level: str = ""


def _resource(row: LogRow) -> LogResource:
    return LogResource(
        time=row.time,
        exception=row.exception,
        exception_type=row.exception_type,
        level=row.level,
        logger=row.logger,
        message=row.message,
        id=row.id,
    )


@get("/api/v3/log")
async def log_page(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> PagedResource[LogResource]:
    """Lines by time: those of a level and the more severe ones. An unknown level counts as none."""
    asked = paging(request, ["time", "id"], default="time")
    level = read_query(request, _Asked).level.lower()
    async with program.database.read() as session:
        total, rows = await logs.page(
            session,
            level=level if level in logs.LEVELS else None,
            descending=asked.descending,
            offset=asked.offset,
            limit=asked.limit,
        )
    return page_of(asked, total, [_resource(row) for row in rows])


# --- files ---


def _files(folder: Path) -> list[Path]:
    """The files of the log, the one written last first. Nothing below the folder, nothing that is a link."""
    try:
        found = [(each.stat().st_mtime, each) for each in folder.iterdir() if each.is_file() and not each.is_symlink()]
    except FileNotFoundError:
        return []
    return [each for _, each in sorted(found, key=lambda pair: -pair[0])]


def _read(folder: Path, name: str) -> str | None:
    """The text of one of the files; None for any other name, whatever it leads to."""
    path = next((each for each in _files(folder) if each.name == name), None)
    return path.read_text(encoding="utf-8", errors="replace") if path is not None else None


@get("/api/v3/log/file")
async def log_files(program: NamedDependency[Program]) -> list[LogFileResource]:
    """Every file, the one written last first."""
    base = program.config.url_base
    files = await asyncio.to_thread(_files, program.config.logs)
    return [
        LogFileResource(
            filename=each.name,
            last_write_time=datetime.fromtimestamp(each.stat().st_mtime, UTC),
            contents_url=f"{base}/api/v3/log/file/{each.name}",
            download_url=f"{base}/logfile/{each.name}",
            id=len(files) - place,
        )
        for place, each in enumerate(files)
    ]


@get("/api/v3/log/file/{filename:str}", media_type="text/plain")
async def log_file(program: NamedDependency[Program], filename: FromPath[str]) -> str:
    """The text of a file."""
    text = await asyncio.to_thread(_read, program.config.logs, filename)
    if text is None:
        raise NotFound(f"There is no log file named {filename}")
    return text


@get("/logfile/{filename:str}", media_type="text/plain")
async def download_log_file(program: NamedDependency[Program], filename: FromPath[str]) -> str:
    """The same for a browser."""
    text = await asyncio.to_thread(_read, program.config.logs, filename)
    if text is None:
        raise NotFoundException
    return text


@get("/api/v3/log/file/update")
async def update_log_files() -> list[LogFileResource]:
    """Files of an updater: there is none, since packages bring updates."""
    return []


@get("/api/v3/log/file/update/{filename:str}")
async def update_log_file(filename: FromPath[str]) -> str:
    """None of them."""
    raise NotFound(f"There is no log file of an updater named {filename}")


ROUTES = [log_page, log_files, log_file, download_log_file, update_log_files, update_log_file]
