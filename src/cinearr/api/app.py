"""The ASGI application: routes, errors and the edge put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.openapi import OpenAPIConfig

from cinearr.api._dto import WireBody, WireResponse
from cinearr.api._edge import Edge, EdgeConfig, Sessions
from cinearr.api._errors import HANDLERS, allowed_methods

Routes = Sequence[BaseRouteHandler | Router]
LifespanHook = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Api:
    """What a server runs (`asgi`), and the framework's application inside it (routes, OpenAPI)."""

    asgi: Edge
    litestar: Litestar

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """An ASGI application itself."""
        await self.asgi(scope, receive, send)


def build_app(
    routes: Routes,
    dependencies: Mapping[str, Any],
    config: EdgeConfig,
    *,
    api_key: Callable[[], str],
    sessions: Sessions | None = None,
    on_startup: Sequence[LifespanHook] = (),
    on_shutdown: Sequence[LifespanHook] = (),
) -> Api:
    """Put the application together.

    `dependencies` are what handlers may ask for by name (`database: Database`). `api_key` is asked at each request, since
    it can be changed. Without `sessions` pages are open only with `config.external`. A dependency named `pages` answers for
    every address that means nothing to the routes and could be a page (`pages.answer_to(path)`).
    """
    litestar = Litestar(
        route_handlers=list(routes),
        dependencies={name: _provide(value) for name, value in dependencies.items()},
        exception_handlers=dict(HANDLERS),  # type: ignore[arg-type]
        dto=WireBody,
        response_class=WireResponse,
        state=State({"url_base": config.url_base, "pages": dependencies.get("pages")}),
        openapi_config=OpenAPIConfig(title="Cinearr", version=config.version, path="/api/cinearr/schema"),
        logging_config=None,
        on_startup=list(on_startup),
        on_shutdown=list(on_shutdown),
        request_max_body_size=None,  # the edge limits it
    )
    edge = Edge(
        litestar,
        config,
        api_key=api_key,
        sessions=sessions,
        literals=_literals(litestar),
        allowed_methods=lambda path: allowed_methods(litestar, path),
    )
    return Api(edge, litestar)


def _provide(value: Any) -> Provide:
    return Provide(lambda: value, sync_to_thread=False, use_cache=True)


def _literals(app: Litestar) -> frozenset[str]:
    """The fixed parts of all routes: what is matched in any case."""
    found: set[str] = set()
    for route in app.routes:
        found.update(part for part in route.path_components if isinstance(part, str))
    return frozenset(part.lower() for part in found)
