"""Every resource of the v3 API there is. A module that is not in `BUILT` does not answer, but for saying that it is missing."""

from __future__ import annotations

from typing import Final

from litestar.handlers import BaseRouteHandler

from cinearr.api import feeds, pictures
from cinearr.api.extensions import custom_formats
from cinearr.api.v3 import (
    blocklist,
    calendar,
    commands,
    config,
    config_host,
    customfilters,
    customformats,
    delayprofiles,
    download_clients,
    exclusions,
    film_parts,
    health,
    history,
    indexers,
    languages,
    logs,
    manual_import,
    movie_editor,
    movie_files,
    movie_lookup,
    movies,
    not_built,
    notifications,
    parse,
    qualitydefinitions,
    qualityprofiles,
    queue,
    release,
    releaseprofiles,
    remote_path_mappings,
    rootfolders,
    system,
    tags,
    wanted,
)

BUILT: Final[tuple[BaseRouteHandler, ...]] = (
    *blocklist.ROUTES,
    *calendar.ROUTES,
    *commands.ROUTES,
    *config.ROUTES,
    *config_host.ROUTES,
    *custom_formats.ROUTES,
    *customfilters.ROUTES,
    *customformats.ROUTES,
    *delayprofiles.ROUTES,
    *download_clients.ROUTES,
    *exclusions.ROUTES,
    *feeds.ROUTES,
    *film_parts.ROUTES,
    *health.ROUTES,
    *history.ROUTES,
    *indexers.ROUTES,
    *languages.ROUTES,
    *logs.ROUTES,
    *movie_editor.ROUTES,
    *movie_files.ROUTES,
    *manual_import.ROUTES,
    *movie_lookup.ROUTES,
    *movies.ROUTES,
    *notifications.ROUTES,
    *pictures.ROUTES,
    *qualitydefinitions.ROUTES,
    *qualityprofiles.ROUTES,
    *parse.ROUTES,
    *queue.ROUTES,
    *release.ROUTES,
    *remote_path_mappings.ROUTES,
    *releaseprofiles.ROUTES,
    *rootfolders.ROUTES,
    *system.ROUTES,
    *tags.ROUTES,
    *wanted.ROUTES,
)

ROUTES: Final[tuple[BaseRouteHandler, ...]] = (*BUILT, *not_built.routes(BUILT))
