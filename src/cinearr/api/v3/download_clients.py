"""`/api/v3/downloadclient`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cinearr.api.v3._providers import BulkBody, ProviderBody, WireKind, provider_routes
from cinearr.api.v3._wire import Int32
from cinearr.kit.providers import Implementation, Settings


class DownloadClientBody(ProviderBody, kw_only=True, frozen=True):
    """A download client as clients send it."""

    enable: bool | None = None
    priority: Int32 | None = None
    remove_completed_downloads: bool | None = None
    remove_failed_downloads: bool | None = None


class DownloadClientBulkBody(BulkBody, kw_only=True, frozen=True):
    """A change to many download clients."""

    enable: bool | None = None
    priority: Int32 | None = None
    remove_completed_downloads: bool | None = None
    remove_failed_downloads: bool | None = None


def _leading(implementation: Implementation, _: Settings, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "enable": options["enable"],
        "protocol": implementation.build.protocol.wire,
        "priority": options["priority"],
        "removeCompletedDownloads": options["removeCompletedDownloads"],
        "removeFailedDownloads": options["removeFailedDownloads"],
    }


KIND = WireKind(
    name="downloadclient",
    service=lambda program: program.download_clients,
    body=DownloadClientBody,
    bulk=DownloadClientBulkBody,
    leading=_leading,
)
ROUTES = provider_routes(KIND)
