"""The provider kinds as `kit.provider_service` wants them: registry, top-level options with their rules, and the test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.notices.facts import Tested
from cinearr.features import settings
from cinearr.features.download_clients import registry as client_registry
from cinearr.features.download_clients.tables import DownloadClientRow
from cinearr.features.indexers import checks as indexer_checks
from cinearr.features.indexers import fetch
from cinearr.features.indexers.fetch import Source, Way
from cinearr.features.indexers.registry import IMPLEMENTATIONS as INDEXERS
from cinearr.features.indexers.tables import IndexerRow
from cinearr.features.notifications import checks as notification_checks
from cinearr.features.notifications import registry as notification_registry
from cinearr.features.notifications.contract import Message
from cinearr.features.notifications.tables import NotificationRow
from cinearr.kit.clock import utc_now
from cinearr.kit.db import Database
from cinearr.kit.errors import Failure, NotFound
from cinearr.kit.http import Http
from cinearr.kit.provider_service import Kind, Provider
from cinearr.kit.shared_limiter import SharedLimiter
from cinearr.kit.validators import between

INDEXER_OPTIONS: Mapping[str, Any] = {
    "enableRss": False,
    "enableAutomaticSearch": False,
    "enableInteractiveSearch": False,
    "priority": 25,
    "downloadClientId": 0,
}
CLIENT_OPTIONS: Mapping[str, Any] = {
    "enable": False,
    "priority": 1,
    "removeCompletedDownloads": True,
    "removeFailedDownloads": True,
}
_ENABLE = ("enableRss", "enableAutomaticSearch", "enableInteractiveSearch")
BUILT_IN = "Cinearr"


def _priority(options: Mapping[str, Any]) -> Sequence[Failure]:
    return between("Priority", options["priority"], 1, 50)


def indexers(database: Database, http: Http) -> Kind:
    """Indexers."""

    def source(provider: Provider) -> Source:
        return Source(
            id=provider.id,
            name=provider.name,
            priority=int(provider.options.get("priority", 25)),
            indexer=provider.implementation.build(provider.settings),
        )

    def way() -> Way:
        return Way(http=http, limiter=SharedLimiter(database))

    async def test(provider: Provider) -> Sequence[Failure]:
        return await indexer_checks.test(source(provider), way())

    async def action(provider: Provider, name: str, _: Mapping[str, str]) -> Any:
        asked = source(provider)
        capabilities = await fetch.ask_capabilities(asked, way())
        choices = asked.indexer.choices(name, capabilities)
        return {
            "options": [
                {
                    key: value
                    for key, value in (
                        ("value", each.value),
                        ("name", each.name),
                        ("order", 0),
                        ("hint", each.hint),
                        ("parentValue", each.parent),
                    )
                    if value is not None
                }
                for each in choices
            ]
        }

    return Kind(
        name="indexer",
        row=IndexerRow,
        registry=INDEXERS,
        options=INDEXER_OPTIONS,
        enabled=lambda options: any(options.get(name) for name in _ENABLE),
        check=_priority,
        test=test,
        action=action,
        bulk_options=frozenset({*_ENABLE, "priority"}),
    )


def download_clients(database: Database, http: Http) -> Kind:
    """Download clients."""

    async def test(provider: Provider) -> Sequence[Failure]:
        client = client_registry.build(
            provider.implementation,
            provider.settings,
            client_registry.Parts(http=http, database=database, clock=utc_now, name=provider.name, id=provider.id),
        )
        return await client.test()

    return Kind(
        name="downloadclient",
        row=DownloadClientRow,
        registry=client_registry.CLIENTS,
        options=CLIENT_OPTIONS,
        enabled=lambda options: bool(options.get("enable")),
        check=_priority,
        test=test,
        bulk_options=frozenset(CLIENT_OPTIONS),
    )


def notifications(http: Http) -> Kind:
    """Connections."""
    options = notification_registry.DEFAULT_OPTIONS

    async def test(provider: Provider) -> Sequence[Failure]:
        connection = notification_registry.build(provider.implementation, provider.settings, http)
        return await notification_checks.probe(connection, Message(notice=Tested(), at=utc_now()))

    async def action(_: Provider, name: str, __: Mapping[str, str]) -> Any:
        raise NotFound(f"There is no action {name!r}")

    return Kind(
        name="notification",
        row=NotificationRow,
        registry=notification_registry.NOTIFICATIONS,
        options=options,
        enabled=lambda given: any(given.get(name) for name in options if name.startswith("on")),
        test=test,
        action=action,
    )


async def ensure_defaults(session: AsyncSession, downloads: Path) -> None:
    """The built-in torrent client, once: a person who deletes it has meant it.

    Its priority is the last, so that it steps back as soon as another torrent client is configured.
    """
    if await settings.get_value(session, "program", "builtInClientMade"):
        return
    taken = await session.scalar(select(DownloadClientRow.id).where(DownloadClientRow.name == BUILT_IN))
    if taken is None and BUILT_IN in client_registry.CLIENTS:
        downloads.mkdir(parents=True, exist_ok=True)
        row = DownloadClientRow(
            name=BUILT_IN,
            implementation=BUILT_IN,
            settings={"downloadFolder": str(downloads)},
            options={**CLIENT_OPTIONS, **client_registry.CLIENTS[BUILT_IN].defaults},
            tags=[],
        )
        session.add(row)
        await settings.set_value(session, "program", "builtInClientMade", True)
