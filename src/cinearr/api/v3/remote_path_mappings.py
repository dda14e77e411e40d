"""`/api/v3/remotepathmapping`: how paths of a download client on another machine look from here."""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath
from typing import Any

from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api._dto import WireResponse
from cinearr.api.v3._answers import created, id_of
from cinearr.api.v3._wire import Int32, Resource
from cinearr.features.download_clients.paths import is_windows
from cinearr.features.downloads.tables import RemotePathMappingRow
from cinearr.kit.errors import Conflict, Failure, Invalid, NotFound
from cinearr.kit.folders import is_folder
from cinearr.kit.validators import broken, not_empty
from cinearr.workflows.program import Program


class RemotePathMappingResource(Resource):
    """One mapping; both paths end in a separator."""

    host: str | None = None
    remote_path: str | None = None
    local_path: str | None = None
    id: Int32 = 0


def _resource(row: RemotePathMappingRow) -> RemotePathMappingResource:
    return RemotePathMappingResource(host=row.host, remote_path=row.remote_path, local_path=row.local_path, id=row.id)


@get("/api/v3/remotepathmapping")
async def list_mappings(program: NamedDependency[Program]) -> list[RemotePathMappingResource]:
    """Every mapping."""
    async with program.database.read() as session:
        rows = await session.scalars(select(RemotePathMappingRow).order_by(RemotePathMappingRow.id))
        return [_resource(row) for row in rows]


@get("/api/v3/remotepathmapping/{mapping_id:int}")
async def one_mapping(program: NamedDependency[Program], mapping_id: FromPath[int]) -> RemotePathMappingResource:
    """One mapping."""
    async with program.database.read() as session:
        return _resource(await _get(session, mapping_id))


@post("/api/v3/remotepathmapping")
async def add_mapping(
    request: Request[Any, Any, Any], program: NamedDependency[Program], data: JSONBody[RemotePathMappingResource]
) -> Response[RemotePathMappingResource]:
    """A new mapping."""
    columns = await _checked(data)
    async with program.database.begin() as session:
        await _refuse_double(session, columns, 0)
        row = RemotePathMappingRow(**columns)
        session.add(row)
        await session.flush()
    return created(request, "remotepathmapping", _resource(row))


@put(["/api/v3/remotepathmapping", "/api/v3/remotepathmapping/{mapping_id:int}"])
async def change_mapping(
    program: NamedDependency[Program], data: JSONBody[RemotePathMappingResource], mapping_id: FromPath[int] = 0
) -> Response[RemotePathMappingResource]:
    """Other paths."""
    mapping_id = id_of(data.id, mapping_id)
    columns = await _checked(data)
    async with program.database.begin() as session:
        row = await _get(session, mapping_id)
        await _refuse_double(session, columns, mapping_id)
        for name, value in columns.items():
            setattr(row, name, value)
    return WireResponse(_resource(row), status_code=202)


@delete("/api/v3/remotepathmapping/{mapping_id:int}", status_code=200)
async def remove_mapping(program: NamedDependency[Program], mapping_id: FromPath[int]) -> dict[str, Any]:
    """Forget a mapping; one that is gone already is fine."""
    async with program.database.begin() as session:
        row = await session.get(RemotePathMappingRow, mapping_id)
        if row is not None:
            await session.delete(row)
    return {}


async def _get(session: AsyncSession, mapping_id: int) -> RemotePathMappingRow:
    row = await session.get(RemotePathMappingRow, mapping_id)
    if row is None:
        raise NotFound(f"Remote path mapping with ID {mapping_id} does not exist")
    return row


async def _refuse_double(session: AsyncSession, columns: dict[str, str], own_id: int) -> None:
    known = await session.scalars(
        select(RemotePathMappingRow.id).where(
            RemotePathMappingRow.host == columns["host"], RemotePathMappingRow.remote_path == columns["remote_path"]
        )
    )
    if any(each != own_id for each in known):
        raise Conflict(f"There is a mapping for {columns['remote_path']} of {columns['host']} already")


# --- rules ---


async def _checked(sent: RemotePathMappingResource) -> dict[str, str]:
    failures = [*not_empty("Host", sent.host), *_remote_failures(sent.remote_path)]
    failures += await asyncio.to_thread(_local_failures, sent.local_path)
    if failures:
        raise Invalid(*failures)
    assert sent.host is not None and sent.remote_path is not None and sent.local_path is not None
    return {
        "host": sent.host.strip(),
        "remote_path": _ended(sent.remote_path),
        "local_path": _ended(sent.local_path),
    }


def _remote_failures(path: str | None) -> list[Failure]:
    failures = not_empty("RemotePath", path)
    for wrong, word in ((not path or path.startswith(" "), "start"), (not path or path.endswith(" "), "end")):
        if wrong:
            message = f"Remote Path '{path or ''}' must not {word} with a space"
            failures.append(broken("RemotePath", message, path, "PredicateValidator"))
    return failures


def _local_failures(path: str | None) -> list[Failure]:
    """The first rule that is broken."""
    if not path or not path.startswith("/") or "\0" in path or ".." in PurePosixPath(path).parts:
        return [broken("LocalPath", f"Invalid Path: '{path or ''}'", path, "PathValidator", path=path)]
    if not is_folder(path):
        return [broken("LocalPath", f"Path '{path}' does not exist", path, "PathExistsValidator", path=path)]
    if not path.strip("/"):
        return [broken("LocalPath", "'Local Path' must not be '/'.", path, "NotEqualValidator")]
    return []


def _ended(path: str) -> str:
    separator = "\\" if is_windows(path) else "/"
    return path if path.endswith(separator) else path + separator


ROUTES = [list_mappings, one_mapping, add_mapping, change_mapping, remove_mapping]
