"""The first and last thing every request meets: address, key, limits, headers, compression. Raw ASGI, because it is on
the way of everything.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import quote

import structlog

from cinearr.api._errors import DATABASE_AWAY, BodyTooLarge
from cinearr.api._out import App, Out, Pairs, Receive, Scope, Send, answer, refuse
from cinearr.api.security import PAGE_HEADERS, Access, Bucket, Headers, access_of, given_key, same_key

log = structlog.get_logger(__name__)


class Sessions(Protocol):
    """Where sessions are kept."""

    async def is_valid(self, token: str) -> bool:
        """Whether the token of a cookie belongs to a session that has not ended; using it prolongs it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeConfig:
    """How strict the edge is. `max_body` in bytes; `external` leaves the asking of people to a program in front."""

    url_base: str = ""
    version: str
    external: bool = False
    cors_origins: Sequence[str] = ()
    max_body: int = 256 * 1024 * 1024
    max_form: int = 64 * 1024
    cookie: str = "RadarrAuth"
    api_burst: float = 50_000
    api_per_second: float = 5_000


@dataclass(frozen=True, slots=True)
class _Place:
    """A path as the routes know it, and what it asks for. `refused`: no route can answer it."""

    path: str
    access: Access
    is_api: bool
    refused: bool


class Edge:
    """Wraps the application. `literals` are the fixed parts of all routes, in lower case."""

    def __init__(
        self,
        app: App,
        config: EdgeConfig,
        *,
        api_key: Callable[[], str],
        sessions: Sessions | None,
        literals: frozenset[str],
        allowed_methods: Callable[[str], list[str]],
    ) -> None:
        self._app = app
        self._config = config
        self._api_key = api_key
        self._sessions = sessions
        self._literals = literals
        self._allowed_methods = allowed_methods
        self._places: dict[str, _Place] = {}
        self._requests = Bucket(burst=config.api_burst, per_second=config.api_per_second)
        self._wrong_keys = Bucket(burst=60, per_second=1)
        self._api_headers: Pairs = [
            (b"cache-control", b"no-cache, no-store"),
            (b"pragma", b"no-cache"),
            (b"expires", b"-1"),
            (b"x-application-version", config.version.encode()),
            (b"x-content-type-options", b"nosniff"),
        ]
        self._page_headers: Pairs = [(b"cache-control", b"no-cache, no-store"), *PAGE_HEADERS]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        headers: Headers = dict(scope["headers"])
        path = self._within_base(scope["path"])
        if path is None:
            return await self._to_base(scope, send)
        place = self._places.get(path) or self._place(path)
        scope["path"] = place.path
        scope["raw_path"] = place.path.encode()
        _trust_proxy(scope, headers)
        if scope["type"] == "http":
            send = Out(send, headers, self._headers_for(place, headers), place.is_api)
            if scope["method"] == "OPTIONS":
                return await self._options(place, headers, send)
        if (refusal := await self._refusal(scope, place, headers)) is not None:
            return await refuse(scope, send, *refusal)
        return await self._app(scope, self._limited(scope, place, headers, receive), send)

    # --- the address ---

    def _within_base(self, path: str) -> str | None:
        base = self._config.url_base
        if not base:
            return path
        if path[: len(base)].lower() == base.lower() and path[len(base) : len(base) + 1] in ("", "/"):
            return path[len(base) :] or "/"
        return None

    async def _to_base(self, scope: Scope, send: Send) -> None:
        if scope["type"] != "http":
            return await refuse(scope, send, 404, [], b"")
        query = scope["query_string"]
        target = self._config.url_base + quote(scope["path"]) + (f"?{query.decode('latin-1')}" if query else "")
        return await answer(send, 307, [(b"location", target.encode("latin-1"))])

    def _place(self, path: str) -> _Place:
        """Routes match in any case and with one slash at the end; what a route takes as a value keeps its letters."""
        double = "//" in path
        segments = path[:-1].split("/") if path.endswith("/") and len(path) > 1 else path.split("/")
        known = [segment.lower() if segment.lower() in self._literals else segment for segment in segments]
        plain = "/".join(known) or "/"
        is_api = known[1] in ("api", "signalr", "feed") if len(known) > 1 else False
        too_large = any(len(part) > 9 and part.isdecimal() and _is_too_large(part) for part in known)
        if double and not is_api and "." not in known[-1]:
            plain, double = "/", False  # a page, as any other address without a meaning
        place = _Place(plain, access_of(plain), is_api, double or (is_api and too_large))
        if len(self._places) >= 4096:
            self._places.clear()
        self._places[path] = place
        return place

    # --- who comes in ---

    async def _refusal(self, scope: Scope, place: _Place, headers: Headers) -> tuple[int, Pairs, bytes] | None:
        """Why a request goes no further: status, headers, body."""
        client = scope["client"][0] if scope.get("client") else ""
        if place.access is Access.KEY or place.access is Access.KEY_OR_TOKEN:
            key = given_key(scope["query_string"], headers, place.access)
            if not same_key(key, self._api_key()):
                if key and (seconds := self._wrong_keys.take(client)):
                    return _too_many(seconds)
                return 401, [_JSON_TYPE], b'{"error": "Unauthorized"}'
            if seconds := self._requests.take(client):
                return _too_many(seconds)
            if b"xml" in (accept := headers.get(b"accept", b"")) and b"*/*" not in accept and b"json" not in accept:
                return 406, [], b""
        elif place.access is not Access.OPEN and not self._config.external:
            try:
                if not await self._has_session(headers):
                    return self._login(scope, place)
            except DATABASE_AWAY as error:
                log.warning("the database does not answer", path=place.path, error=type(error).__name__)
                return 503, [_JSON_TYPE, (b"retry-after", b"5")], b'{"message": "The database does not answer."}'
        if place.refused:
            return 404, [], b""
        length = headers.get(b"content-length", b"")
        if length.isdigit() and (len(length) > _MOST_DIGITS or int(length) > self._body_limit(place)):
            return 413, [_JSON_TYPE], b'{"message": "The body is too large."}'
        return None

    async def _has_session(self, headers: Headers) -> bool:
        token = cookie_of(headers, self._config.cookie)
        return bool(token) and self._sessions is not None and await self._sessions.is_valid(token)

    def _login(self, scope: Scope, place: _Place) -> tuple[int, Pairs, bytes]:
        if place.access is Access.SESSION_JSON or scope.get("method") not in ("GET", "HEAD"):
            return 401, [_JSON_TYPE], b'{"error": "Unauthorized"}'
        query = scope["query_string"].decode("latin-1")
        wanted = self._config.url_base + place.path + (f"?{query}" if query else "")
        target = f"{self._config.url_base}/login?returnUrl={quote(wanted, safe='')}"
        return 302, [(b"location", target.encode()), (b"cache-control", b"no-cache, no-store")], b""

    # --- how much comes in ---

    def _body_limit(self, place: _Place) -> int:
        return self._config.max_form if place.access is Access.OPEN else self._config.max_body

    def _limited(self, scope: Scope, place: _Place, headers: Headers, receive: Receive) -> Receive:
        """A body without a length is counted while it is read."""
        if scope["type"] != "http" or b"transfer-encoding" not in headers:
            return receive
        left = self._body_limit(place)

        async def counted() -> Any:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise BodyTooLarge
            return message

        return counted

    # --- what goes out ---

    def _headers_for(self, place: _Place, headers: Headers) -> Pairs:
        if not place.is_api:
            return self._page_headers
        origin = headers.get(b"origin")
        return [*self._api_headers, *self._allow(origin)] if origin is not None else self._api_headers

    def _allow(self, origin: bytes) -> Pairs:
        """Other sites may read answers only when they are named."""
        named = self._config.cors_origins
        if "*" in named:
            return [(b"access-control-allow-origin", b"*")]
        if origin.decode("latin-1") in named:
            return [(b"access-control-allow-origin", origin), (b"vary", b"Origin")]
        return []

    async def _options(self, place: _Place, headers: Headers, send: Send) -> None:
        asked = headers.get(b"access-control-request-method")
        if place.is_api and asked is not None and headers.get(b"origin"):
            extra: Pairs = []
            if self._allow(headers[b"origin"]):
                extra = [(b"access-control-allow-methods", asked), (b"access-control-max-age", b"600")]
                if wanted := headers.get(b"access-control-request-headers"):
                    extra.append((b"access-control-allow-headers", wanted))
            return await answer(send, 204, extra)
        methods = self._allowed_methods(place.path)
        if not methods:
            return await answer(send, 404, [])
        return await answer(send, 405, [(b"allow", ", ".join(methods).encode())])


_MOST_DIGITS: Final = 40
_JSON_TYPE: Final = (b"content-type", b"application/json; charset=utf-8")


def _is_too_large(digits: str) -> bool:
    """Whether no id can be so large; the number itself may be longer than Python is willing to read."""
    return len(digits) > _MOST_DIGITS or int(digits) > 2**31 - 1


def _too_many(seconds: float) -> tuple[int, Pairs, bytes]:
    wait = str(max(1, round(seconds))).encode()
    return 429, [_JSON_TYPE, (b"retry-after", wait)], b'{"message": "Too many requests; try again later."}'


def cookie_of(headers: Headers, name: str) -> str:
    """The value of one cookie, or nothing."""
    wanted = name.encode()
    for part in headers.get(b"cookie", b"").split(b";"):
        found, _, value = part.strip().partition(b"=")
        if found == wanted:
            return value.decode("latin-1")
    return ""


def _trust_proxy(scope: Scope, headers: Headers) -> None:
    """What a proxy on a private network says of the client and of the address people use."""
    if b"x-forwarded-for" not in headers and b"x-forwarded-proto" not in headers:
        return
    try:
        if ipaddress.ip_address(scope["client"][0]).is_global:
            return
    except (TypeError, ValueError):
        return
    if scheme := headers.get(b"x-forwarded-proto", b"").split(b",")[0].strip().lower():
        scope["scheme"] = {"http": "http", "https": "https", "ws": "ws", "wss": "wss"}.get(
            scheme.decode("latin-1"), scope["scheme"]
        )
    if client := headers.get(b"x-forwarded-for", b"").split(b",")[-1].strip():
        scope["client"] = (client.decode("latin-1"), 0)
