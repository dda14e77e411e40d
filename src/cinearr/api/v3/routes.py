"""Every resource of the v3 API there is. A module that is not here does not answer."""

from __future__ import annotations

from typing import Final

from litestar.handlers import BaseRouteHandler

from cinearr.api.v3 import (
    blocklist,
    commands,
    download_clients,
    history,
    indexers,
    notifications,
    queue,
    system,
    tags,
)

ROUTES: Final[tuple[BaseRouteHandler, ...]] = (
    *blocklist.ROUTES,
    *history.ROUTES,
    *commands.ROUTES,
    *download_clients.ROUTES,
    *indexers.ROUTES,
    *notifications.ROUTES,
    *queue.ROUTES,
    *system.ROUTES,
    *tags.ROUTES,
)
