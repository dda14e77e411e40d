"""Answers beside a plain result: made, changed, removed."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from litestar import Request, Response

from cinearr.api._dto import WireResponse
from cinearr.api._errors import JSON_UTF8
from cinearr.kit.errors import Invalid
from cinearr.kit.validators import greater_than

T = TypeVar("T")


def location(request: Request[Any, Any, Any], kind: str, resource_id: int) -> str:
    """The absolute address of a resource, by the name the client used for this server."""
    host = request.headers.get("x-forwarded-host") or request.headers.get("host", "")
    base = request.app.state["url_base"]
    return f"{request.scope['scheme']}://{host}{base}/api/v3/{kind}/{resource_id}"


def created(request: Request[Any, Any, Any], kind: str, resource: T) -> Response[T]:
    """201 with the resource and its address. `kind` is the last part of its path (`tag`)."""
    return _made(request, 201, kind, resource)


def accepted(request: Request[Any, Any, Any], kind: str, resource: T) -> Response[T]:
    """202 with the changed resource and its address."""
    return _made(request, 202, kind, resource)


def _made(request: Request[Any, Any, Any], status: int, kind: str, resource: T) -> Response[T]:
    address = location(request, kind, cast("Any", resource).id)
    return WireResponse(resource, status_code=status, media_type=JSON_UTF8, headers={"Location": address})


def id_of(body_id: int, path_id: int) -> int:
    """Which resource a PUT is about: the body's id when it has one, else the path's. Raises Invalid when there is none."""
    found = body_id or path_id
    if found <= 0:
        raise Invalid(*greater_than("Id", found, 0))
    return found
