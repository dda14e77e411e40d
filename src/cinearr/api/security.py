"""Who may come in: every path is closed unless the table below opens it.

The API, the feeds and the live messages take the API key and nothing else, so that no page of another site can use them
with a person's cookie. Pages take a session, or are open when another program in front of us asks people who they are
(`CINEARR_AUTH=external`).
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from typing import Final
from urllib.parse import unquote_to_bytes


class Access(Enum):
    """What a path asks for."""

    OPEN = auto()
    KEY = auto()  # the API key
    KEY_OR_TOKEN = auto()  # the API key, also as `access_token` (browsers cannot set headers on WebSockets)
    SESSION = auto()  # a logged-in person; a page answers with the way to the login
    SESSION_JSON = auto()  # the same for programs: 401


# The longest matching line counts. A line ending in "/" covers everything below it, any other just itself. What no line
# covers needs a session.
ACCESS: Final[Mapping[str, Access]] = {
    "/ping": Access.OPEN,
    "/login": Access.OPEN,
    "/logout": Access.OPEN,
    "/setup": Access.OPEN,  # answers only while there is no user
    "/robots.txt": Access.OPEN,
    "/api": Access.KEY,
    "/api/": Access.KEY,
    "/feed/": Access.KEY,
    "/signalr/": Access.KEY_OR_TOKEN,
    "/initialize.json": Access.SESSION_JSON,
}
_EXACT: Final = {path: access for path, access in ACCESS.items() if not path.endswith("/")}
_BELOW: Final = sorted((item for item in ACCESS.items() if item[0].endswith("/")), key=lambda item: -len(item[0]))


def access_of(path: str) -> Access:
    """What a path asks for. Case does not matter, since it does not for routes either."""
    path = path.lower()
    if found := _EXACT.get(path):
        return found
    return next((access for head, access in _BELOW if path.startswith(head)), Access.SESSION)


Headers = Mapping[bytes, bytes]


def given_key(query: bytes, headers: Headers, access: Access) -> bytes | None:
    """The key a request brings. The first place that has one decides, also when it is empty or wrong there."""
    if query and (key := _from_query(query, b"apikey")) is not None:
        return key
    if (header := headers.get(b"x-api-key")) is not None:
        return header
    if access is Access.KEY_OR_TOKEN and query and (key := _from_query(query, b"access_token")) is not None:
        return key
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    return token.strip() if scheme.lower() == b"bearer" else None


def _from_query(query: bytes, name: bytes) -> bytes | None:
    for part in query.split(b"&"):
        found, _, value = part.partition(b"=")
        if unquote_to_bytes(found).lower() == name:
            return unquote_to_bytes(value.replace(b"+", b" "))
    return None


def same_key(given: bytes | None, key: str) -> bool:
    """Compare without telling by the time it takes how much was right."""
    return bool(key) and given is not None and hmac.compare_digest(given, key.encode())


class Bucket:
    """A rate limit by name (an address, a user): `burst` at once, then `per_second`. Old names are forgotten."""

    def __init__(self, *, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}  # name → tokens, when

    def take(self, name: str) -> float:
        """Take one token: 0 when there was one, else the seconds until there will be."""
        now = self._clock()
        tokens = self._tokens(name, now)
        if tokens < 1:
            return (1 - tokens) / self._per_second
        self._set(name, tokens - 1, now)
        return 0.0

    def forget(self, name: str) -> None:
        """Give everything back."""
        self._levels.pop(name, None)

    @property
    def names(self) -> int:
        """How many names are remembered."""
        return len(self._levels)

    def _tokens(self, name: str, now: float) -> float:
        tokens, then = self._levels.get(name, (self._burst, now))
        return min(self._burst, tokens + (now - then) * self._per_second)

    def _set(self, name: str, tokens: float, now: float) -> None:
        if len(self._levels) >= 10_000 and name not in self._levels:
            full = (self._burst - 1) / self._per_second
            self._levels = {who: level for who, level in self._levels.items() if now - level[1] < full}
            if len(self._levels) >= 10_000:
                self._levels.clear()  # a flood of addresses must not fill the memory
        self._levels[name] = (tokens, now)


PAGE_HEADERS: Final[Sequence[tuple[bytes, bytes]]] = (
    (
        b"content-security-policy",
        b"default-src 'self'; img-src 'self' data: https:; style-src 'self' 'unsafe-inline'; "
        b"object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
)


def local_path(return_url: str, base: str = "") -> str:
    """Where a login leads: a path of this server. Anything that could lead to another one becomes the first page."""
    home = f"{base}/"
    if base and not return_url.lower().startswith(home.lower()):
        return home
    if not return_url.startswith("/") or return_url.startswith(("//", "/\\")) or "\\" in return_url:
        return home
    if any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in return_url):
        return home
    return return_url
