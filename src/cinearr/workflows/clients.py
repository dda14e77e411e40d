"""Download clients from their configuration."""

from __future__ import annotations

from cinearr.core.releases.model import Protocol
from cinearr.features.download_clients import registry
from cinearr.features.download_clients.contract import DownloadClient
from cinearr.kit.provider_service import Provider
from cinearr.workflows.program import Program


def client_of(program: Program, provider: Provider) -> DownloadClient:
    """The client, ready to be called."""
    return registry.build(
        provider.implementation,
        provider.settings,
        registry.Parts(
            http=program.http, database=program.database, clock=program.clock, name=provider.name, id=provider.id
        ),
    )


def protocol_of(provider: Provider) -> Protocol:
    """What it downloads."""
    return registry.protocol_of(provider.implementation)
