"""Sending JSON to a connection."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

import msgspec

from cinearr.kit.http import Http, Request

TIMEOUT = 30.0
MOST_ANSWER = 256 * 1024  # nobody reads the answer


async def post(
    http: Http, url: str, body: Any, *, method: str = "POST", headers: Mapping[str, str] | None = None
) -> None:
    """One message out. Any HTTP error status is an error."""
    await http.send(
        Request(
            method=method,
            url=url.strip(),
            headers={"Accept": "application/json", "Content-Type": "application/json"} | dict(headers or {}),
            content=msgspec.json.encode(body),
            timeout=TIMEOUT,
            max_bytes=MOST_ANSWER,
        )
    )


def basic(username: str | None, password: str | None) -> dict[str, str]:
    """The header of HTTP basic authentication, when there is anything to say."""
    if not username and not password:
        return {}
    token = b64encode(f"{username or ''}:{password or ''}".encode()).decode("ascii")
    return {"Authorization": f"Basic {token}"}
