"""The part of the v3 contract that this version does not have: it says so with 501 and a sentence, so that no client takes
a 404 for "there is none".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from litestar import Request, route
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from cinearr.kit.errors import NotBuilt

# What is missing, in the words of the answer, with its operations.
OPERATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "Auto tagging is": (
        "GET /api/v3/autotagging",
        "POST /api/v3/autotagging",
        "GET /api/v3/autotagging/schema",
        "DELETE /api/v3/autotagging/{id}",
        "GET /api/v3/autotagging/{id}",
        "PUT /api/v3/autotagging/{id}",
    ),
    "Import lists are": (
        "GET /api/v3/importlist",
        "POST /api/v3/importlist",
        "POST /api/v3/importlist/action/{name}",
        "DELETE /api/v3/importlist/bulk",
        "PUT /api/v3/importlist/bulk",
        "GET /api/v3/importlist/movie",
        "POST /api/v3/importlist/movie",
        "GET /api/v3/importlist/schema",
        "POST /api/v3/importlist/test",
        "POST /api/v3/importlist/testall",
        "DELETE /api/v3/importlist/{id}",
        "GET /api/v3/importlist/{id}",
        "PUT /api/v3/importlist/{id}",
    ),
    "Files of metadata beside films are": (
        "GET /api/v3/metadata",
        "POST /api/v3/metadata",
        "POST /api/v3/metadata/action/{name}",
        "GET /api/v3/metadata/schema",
        "POST /api/v3/metadata/test",
        "POST /api/v3/metadata/testall",
        "DELETE /api/v3/metadata/{id}",
        "GET /api/v3/metadata/{id}",
        "PUT /api/v3/metadata/{id}",
    ),
    "Backup and restore are": (
        "GET /api/v3/system/backup",
        "POST /api/v3/system/backup/restore/upload",
        "POST /api/v3/system/backup/restore/{id}",
        "DELETE /api/v3/system/backup/{id}",
    ),
    "Restart and shutdown by the API are": (
        "POST /api/v3/system/restart",
        "POST /api/v3/system/shutdown",
    ),
}


def operations_of(handlers: Iterable[BaseRouteHandler]) -> set[str]:
    """`GET /api/v3/tag/{}` for each method and path of these handlers, in lower case but for the method."""
    found = set()
    for handler in handlers:
        if isinstance(handler, HTTPRouteHandler):
            found |= {operation(f"{method} {path}") for method in handler.http_methods for path in handler.paths}
    return found


def operation(text: str) -> str:
    """The same operation without the names of its parts."""
    method, _, path = text.partition(" ")
    return f"{method} {re.sub('{[^}]*}', '{}', path).lower()}"


def routes(built: Iterable[BaseRouteHandler]) -> list[BaseRouteHandler]:
    """A handler for each operation above that none of `built` answers."""
    known = operations_of(built)
    return [
        _handler(each, f"{what} not built in this version of Cinearr yet")
        for what, listed in OPERATIONS.items()
        for each in listed
        if operation(each) not in known
    ]


def _handler(listed: str, sentence: str) -> BaseRouteHandler:
    method, _, path = listed.partition(" ")
    typed = path.replace("{id}", "{id:int}").replace("{name}", "{name:str}")

    @route(typed, http_method=[method], status_code=501, name=listed)  # type: ignore[list-item]
    async def missing(request: Request[Any, Any, Any]) -> dict[str, Any]:
        """Not built yet."""
        raise NotBuilt(sentence)

    return missing
