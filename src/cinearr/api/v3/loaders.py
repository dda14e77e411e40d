"""How the resources of live messages are loaded, by the name clients know them under."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from cinearr.api.broadcasts import Load
from cinearr.api.v3._collections import CollectionResource, Collections
from cinearr.api.v3._files import MovieFileResource, file_alone
from cinearr.api.v3._library import Library
from cinearr.api.v3._movies import MovieResource
from cinearr.api.v3._providers import WireKind, provider_resource
from cinearr.api.v3.commands import command_resource
from cinearr.api.v3.download_clients import KIND as DOWNLOAD_CLIENTS
from cinearr.api.v3.indexers import KIND as INDEXERS
from cinearr.api.v3.notifications import KIND as NOTIFICATIONS
from cinearr.api.v3.queue import queue_status_shown
from cinearr.api.v3.rootfolders import root_folders_shown
from cinearr.features import collections
from cinearr.kit.jobs.tables import CommandRow
from cinearr.views import files as file_views
from cinearr.workflows.program import Program


def loaders(program: Program, library: Library, library_collections: Collections) -> Mapping[str, Load]:
    """Every name whose messages carry a resource; the others say only that something is out of date."""

    async def films(ids: Sequence[int]) -> dict[int, Any]:
        return {film.id: film for film in await library.resources(ids)}

    async def files(ids: Sequence[int]) -> dict[int, Any]:
        async with program.database.read() as session:
            found = await file_views.some(session, ids)
        return {each.row.id: file_alone(each.row, each.folder, each.profile, each.formats) for each in found}

    async def collected(ids: Sequence[int]) -> dict[int, Any]:
        async with program.database.read() as session:
            rows = await collections.some(session, ids)
        return {row.id: await library_collections.one(row) for row in rows}

    async def roots(ids: Sequence[int]) -> dict[int, Any]:
        return {each.id: each for each in await root_folders_shown(program, ids)}

    async def commands(ids: Sequence[int]) -> dict[int, Any]:
        async with program.database.read() as session:
            rows = await session.scalars(select(CommandRow).where(CommandRow.id.in_(ids)))
            return {row.id: command_resource(row, program.queue.commands.get(row.name)) for row in rows}

    async def queue(_: Sequence[int]) -> dict[int, Any]:
        return {0: await queue_status_shown(program)}

    kinds = {kind.name: _providers(program, kind) for kind in (INDEXERS, DOWNLOAD_CLIENTS, NOTIFICATIONS)}
    return {
        "collection": collected,
        "command": commands,
        "movie": films,
        "moviefile": files,
        "queue/status": queue,
        "rootfolder": roots,
        # The same film for the screens of what is wanted.
        "wanted/cutoff": films,
        "wanted/missing": films,
        **kinds,
    }


# What v3 tells of things that are gone.
REMAINS: Final[Mapping[str, Callable[[int], Any]]] = {
    "collection": lambda each: CollectionResource(id=each),
    "movie": lambda each: MovieResource(id=each),
    "moviefile": lambda each: MovieFileResource(id=each),
}


def _providers(program: Program, kind: WireKind) -> Load:
    async def load(ids: Sequence[int]) -> dict[int, Any]:
        found = await kind.service(program).all()
        return {each.id: provider_resource(kind, each) for each in found if each.id in ids}

    return load
