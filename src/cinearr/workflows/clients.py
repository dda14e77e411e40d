"""Download clients from their configuration."""

from __future__ import annotations

import structlog

from cinearr.core.releases.model import Protocol
from cinearr.features.download_clients import registry
from cinearr.features.download_clients.contract import DownloadClient, Item
from cinearr.kit.errors import BadAnswer
from cinearr.kit.provider_service import Provider
from cinearr.workflows.program import Program

log = structlog.get_logger(__name__)


def client_of(program: Program, provider: Provider) -> DownloadClient:
    """The client, ready to be called."""
    return registry.build(
        provider.implementation,
        provider.settings,
        registry.Parts(
            http=program.http, database=program.database, clock=program.clock, name=provider.name, id=provider.id
        ),
    )


async def items_of(program: Program, provider: Provider) -> list[Item]:
    """What a client has. An answer nobody foresaw is a BadAnswer too: the other clients are still to be asked."""
    try:
        return list(await client_of(program, provider).items())
    except (ValueError, ArithmeticError, RecursionError) as error:
        log.exception("an answer was not foreseen", client=provider.name)
        raise BadAnswer(f"The answer cannot be read: {error}") from error


def protocol_of(provider: Provider) -> Protocol:
    """What it downloads."""
    return registry.protocol_of(provider.implementation)
