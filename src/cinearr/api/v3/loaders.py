"""How the resources of live messages are loaded, by the name clients know them under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from cinearr.api.broadcasts import Load
from cinearr.api.v3._providers import WireKind, provider_resource
from cinearr.api.v3.commands import command_resource
from cinearr.api.v3.download_clients import KIND as DOWNLOAD_CLIENTS
from cinearr.api.v3.indexers import KIND as INDEXERS
from cinearr.api.v3.notifications import KIND as NOTIFICATIONS
from cinearr.kit.jobs.tables import CommandRow
from cinearr.workflows.program import Program


def loaders(program: Program) -> Mapping[str, Load]:
    """Every name whose messages carry a resource; the others say only that something is out of date."""

    async def commands(ids: Sequence[int]) -> dict[int, Any]:
        async with program.database.read() as session:
            rows = await session.scalars(select(CommandRow).where(CommandRow.id.in_(ids)))
            return {row.id: command_resource(row, program.queue.commands.get(row.name)) for row in rows}

    kinds = {kind.name: _providers(program, kind) for kind in (INDEXERS, DOWNLOAD_CLIENTS, NOTIFICATIONS)}
    return {"command": commands, **kinds}


def _providers(program: Program, kind: WireKind) -> Load:
    async def load(ids: Sequence[int]) -> dict[int, Any]:
        found = await kind.service(program).all()
        return {each.id: provider_resource(kind, each) for each in found if each.id in ids}

    return load
