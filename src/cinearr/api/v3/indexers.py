"""`/api/v3/indexer`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cinearr.api.v3._providers import BulkBody, ProviderBody, WireKind, provider_routes
from cinearr.api.v3._wire import Int32
from cinearr.kit.providers import Implementation, Settings


class IndexerBody(ProviderBody, kw_only=True, frozen=True):
    """An indexer as clients send it."""

    enable_rss: bool | None = None
    enable_automatic_search: bool | None = None
    enable_interactive_search: bool | None = None
    priority: Int32 | None = None
    download_client_id: Int32 | None = None


class IndexerBulkBody(BulkBody, kw_only=True, frozen=True):
    """A change to many indexers."""

    enable_rss: bool | None = None
    enable_automatic_search: bool | None = None
    enable_interactive_search: bool | None = None
    priority: Int32 | None = None


def _leading(implementation: Implementation, _: Settings, options: Mapping[str, Any]) -> dict[str, Any]:
    indexer = implementation.build
    return {
        "enableRss": options["enableRss"],
        "enableAutomaticSearch": options["enableAutomaticSearch"],
        "enableInteractiveSearch": options["enableInteractiveSearch"],
        "supportsRss": indexer.supports_rss,
        "supportsSearch": indexer.supports_search,
        "protocol": indexer.protocol.wire,
        "priority": options["priority"],
        "downloadClientId": options["downloadClientId"],
    }


def _schema_name(implementation: Implementation) -> str | None:
    name = implementation.defaults.get("name")
    return name if isinstance(name, str) else None


KIND = WireKind(
    name="indexer",
    service=lambda program: program.indexers,
    body=IndexerBody,
    bulk=IndexerBulkBody,
    leading=_leading,
    schema_name=_schema_name,
)
ROUTES = provider_routes(KIND)
