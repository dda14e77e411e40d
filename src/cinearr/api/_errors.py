"""From errors to answers: the only place that knows status codes.

Three shapes, as v3 has them: a list for broken rules, "problem" JSON for what cannot be read or found, and
`{message, description?}` for everything else.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

import psycopg
import sqlalchemy.exc as sa
import structlog
from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException, ValidationException
from litestar.types import Method

from cinearr.api.v3._wire import encode
from cinearr.kit.errors import CinearrError, Conflict, Failure, Invalid, NotBuilt, NotFound, ProviderError, RateLimited
from cinearr.kit.masking import mask

log = structlog.get_logger(__name__)

JSON: Final = "application/json"
JSON_UTF8: Final = "application/json; charset=utf-8"
PROBLEM: Final = "application/problem+json; charset=utf-8"
_RFC: Final = "https://tools.ietf.org/html/rfc9110#section-"
METHODS: Final[tuple[Method, ...]] = ("GET", "POST", "PUT", "DELETE")
RETRY_SECONDS: Final = 5  # when the database is away
DATABASE_AWAY: Final = (sa.OperationalError, sa.InterfaceError, sa.TimeoutError, psycopg.OperationalError)

AnyRequest = Request[Any, Any, Any]
Answer = Response[bytes]


class Unreadable(Exception):
    """A body or query value that does not fit. `name` is `$.member` for bodies, the parameter's name for queries."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name = name
        self.text = text


class BadRequest(CinearrError):
    """The request makes no sense as a whole: 400 `{message, content}`."""


class Refused(CinearrError):
    """Never allowed for this one thing: 405 `{message, content}`."""


class UnsupportedMedia(Exception):
    """A body that is not JSON. `missing`: it does not even say what it is."""

    def __init__(self, *, missing: bool) -> None:
        super().__init__("The body must be application/json")
        self.missing = missing


class BodyTooLarge(Exception):
    """A body goes on beyond the limit."""


def bad_query(name: str, value: str, shown: str | None = None) -> Unreadable:
    """A query value of the wrong kind; v3 shows the parameter's own name only for paging."""
    return Unreadable(name, f"The value '{value}' is not valid" + (f" for {shown}." if shown else "."))


# --- the shapes ---


def trace_id() -> str:
    """The number of a request, in the form clients know."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-00"


def failure_row(failure: Failure) -> dict[str, Any]:
    """One broken rule as v3 writes it. Only rules with a code carry placeholders; tests of providers carry warnings."""
    row: dict[str, Any] = {}
    if failure.tested or failure.is_warning:
        row["isWarning"] = failure.is_warning
    if failure.detail:
        row["detailedDescription"] = failure.detail
    row["propertyName"] = failure.property_name
    row["errorMessage"] = failure.message
    if failure.attempted is not None:
        row["attemptedValue"] = failure.attempted
    row["severity"] = failure.severity
    if failure.code is not None:
        row["errorCode"] = failure.code
        row["formattedMessageArguments"] = []
        row["formattedMessagePlaceholderValues"] = failure.placeholders
    if failure.link:
        row["infoLink"] = failure.link
    return row


def empty(status: int, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer without a body and without a type."""
    return Response(b"", status_code=status, headers=dict(headers or {}), media_type="")


def told(status: int, message: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Answer:
    """`{message, …}`."""
    return _json({"message": message, **more}, status, JSON, headers)


def unreadable(error: Unreadable) -> Answer:
    """What could not be read, by its name."""
    body = {
        "type": _RFC + "15.5.1",
        "title": "One or more validation errors occurred.",
        "status": 400,
        "errors": {error.name: [error.text]},
        "traceId": trace_id(),
    }
    return _json(body, 400, JSON_UTF8)


def problem(status: int, title: str, section: str, message: str | None = None) -> Answer:
    """Problem JSON; the message is ours, since clients look for one."""
    body = {"type": _RFC + section, "title": title, "status": status, "traceId": trace_id()}
    if message:
        body["message"] = message
    return _json(body, status, PROBLEM)


def _json(body: Any, status: int, media_type: str, headers: Mapping[str, str] | None = None) -> Answer:
    return Response(encode(body), status_code=status, media_type=media_type, headers=dict(headers or {}))


# --- the table ---


def _not_found(request: AnyRequest, error: NotFound) -> Answer:
    if request.method == "GET":
        return problem(404, "Not Found", "15.5.5", error.message)
    return told(404, error.message)


def _invalid(_: AnyRequest, error: Invalid) -> Answer:
    return _json([failure_row(failure) for failure in error.failures], 400, JSON)


def _provider(_: AnyRequest, error: ProviderError) -> Answer:
    headers = {}
    if isinstance(error, RateLimited) and error.retry_after:
        headers["Retry-After"] = str(max(1, round(error.retry_after)))
    return told(503, mask(error.message), headers=headers)


def _unsupported(_: AnyRequest, error: UnsupportedMedia) -> Answer:
    return problem(415, "Unsupported Media Type", "15.5.16") if error.missing else empty(415)


def _database(request: AnyRequest, error: Exception) -> Answer:
    log.warning("the database does not answer", path=request.scope["path"], error=type(error).__name__)
    message = "The database does not answer at the moment; try again in a few seconds."
    return told(503, message, headers={"Retry-After": str(RETRY_SECONDS)})


def _integrity(request: AnyRequest, error: sa.IntegrityError) -> Answer:
    log.warning("a constraint was broken", path=request.scope["path"], error=mask(str(error.orig)))
    return told(409, "This contradicts something that is already stored.")


def _data(_: AnyRequest, __: sa.DataError) -> Answer:
    return unreadable(Unreadable("$", "A value is too large to be stored, or has letters that cannot be."))


def _no_route(request: AnyRequest, _: NotFoundException) -> Answer:
    """What is no address of the server's may be one of the page's own."""
    pages = request.app.state.get("pages")
    page: Answer | None = pages.answer_to(request.scope["path"]) if pages and request.method == "GET" else None
    return page or empty(404)


def _wrong_method(request: AnyRequest, _: MethodNotAllowedException) -> Answer:
    return empty(405, {"Allow": ", ".join(allowed_methods(request.app, request.scope["path"]))})


def allowed_methods(app: Litestar, path: str) -> list[str]:
    """What a path can be asked with; nothing when it is unknown."""
    allowed: list[str] = []
    for method in METHODS:
        try:
            app.asgi_router.handle_routing(path=path, method=method)
            allowed.append(method)
        except (MethodNotAllowedException, NotFoundException):
            continue
    return allowed


def _query(request: AnyRequest, error: ValidationException) -> Answer:
    rows = error.extra if isinstance(error.extra, list) else []
    name = str(rows[0].get("key") or "") if rows else ""
    if name == "data":
        return unreadable(Unreadable("", "A non-empty request body is required."))
    wire = _query_name(request, name)
    return unreadable(bad_query(wire, request.query_params.get(wire, "")))


def _query_name(request: AnyRequest, name: str) -> str:
    """The name a client used for a parameter of a handler."""
    head, *tail = name.split("_")
    camel = head + "".join(part.title() for part in tail)
    return camel if camel in request.query_params else name


def _http(_: AnyRequest, error: HTTPException) -> Answer:
    return told(error.status_code, error.detail) if error.status_code != 404 else empty(404)


def _unexpected(request: AnyRequest, error: Exception) -> Answer:
    trace = trace_id()
    log.error("request failed", method=request.method, path=request.scope["path"], trace=trace, exc_info=error)
    return told(500, "Something went wrong inside the server.", description=f"The log has the details under {trace}.")


_Handler = Callable[[AnyRequest, Any], Answer]
HANDLERS: Final[Mapping[type[Exception], _Handler]] = {
    Unreadable: lambda _, error: unreadable(error),
    UnsupportedMedia: _unsupported,
    BodyTooLarge: lambda _, __: told(413, "The body is too large."),
    BadRequest: lambda _, error: told(400, f"BadRequest: {error.message}", content=error.message),
    Refused: lambda _, error: told(405, f"MethodNotAllowed: {error.message}", content=error.message),
    NotFound: _not_found,
    Conflict: lambda _, error: told(409, error.message),
    Invalid: _invalid,
    NotBuilt: lambda _, error: told(501, error.message),
    ProviderError: _provider,
    CinearrError: lambda _, error: told(500, mask(error.message)),
    **dict.fromkeys(DATABASE_AWAY, _database),
    sa.IntegrityError: _integrity,
    sa.DataError: _data,
    NotFoundException: _no_route,
    MethodNotAllowedException: _wrong_method,
    ValidationException: _query,
    HTTPException: _http,
    Exception: _unexpected,
}
