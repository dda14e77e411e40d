"""A client that talks to an application in this process."""

from __future__ import annotations

import httpx

from cinearr.api.app import Api

KEY = "0123456789abcdef0123456789abcdef"


def client_of(api: Api, *, key: str | None = KEY, base_url: str = "http://films.test:7878") -> httpx.AsyncClient:
    """It sends the key unless told otherwise, and follows no redirects."""
    headers = {} if key is None else {"X-Api-Key": key}
    return httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url=base_url, headers=headers)
