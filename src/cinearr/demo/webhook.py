"""A webhook receiver: keeps what it is sent, and gives it back at `/received`."""

from __future__ import annotations

import time
from typing import Any

from .http import Request, Response, as_json


class WebhookReceiver:
    """POST or PUT anywhere stores the JSON body; `GET /received` lists what came, oldest first."""

    def __init__(self) -> None:
        self._received: list[dict[str, Any]] = []

    async def __call__(self, request: Request) -> Response:
        """One exchange."""
        if request.method in ("POST", "PUT"):
            return self._receive(request)
        if request.path == "/received" and request.method == "DELETE":
            self._received.clear()
        return as_json(self._received)

    def _receive(self, request: Request) -> Response:
        try:
            payload = request.json()
        except ValueError:
            return as_json({"error": "The body is not JSON."}, status=400)
        self._received.append(
            {"at": time.time(), "method": request.method, "path": request.path, "headers": dict(request.headers)}
            | {"payload": payload}
        )
        return as_json({})
