"""One shared outbound HTTP client, bounded in time, size, redirects and connections per host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call. `timeout` in seconds for the whole exchange; an answer longer than `max_bytes` is a BadAnswer.

    `allow_private` False refuses to follow a redirect from a public address to a private one.
    `statuses` are further status codes that are answers rather than errors to the caller.
    """

    method: str = "GET"
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    timeout: float = 30.0
    max_bytes: int = 32 * 1024 * 1024
    follow_redirects: bool = True
    statuses: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back, read to its end. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str


class Http(Protocol):
    """What providers ask for. Raises the four ProviderErrors and nothing else.

    No connection, name or time → Unreachable; 401/403 → NotAuthorised; 429 (and 503 with Retry-After) → RateLimited;
    any other status ≥ 400, a redirect loop, an oversized answer → BadAnswer.
    """

    async def send(self, request: Request) -> Response:
        """One exchange."""
        ...
