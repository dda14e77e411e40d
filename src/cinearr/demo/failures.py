"""Misbehaviour on demand, the same for every service, set through `/control/failure`.

POST   /control/failure  {"mode": "status", "status": 429, "retryAfter": 30, "times": 2, "path": "/api"}
DELETE /control/failure
GET    /control/requests                     what was asked so far, oldest first
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

from .http import Handler, Hangup, Request, Response, as_json

MODES = ("status", "slow", "html", "garbage", "hangup")
KEPT_REQUESTS = 1000


@dataclass(slots=True, kw_only=True)
class Failure:
    """One way to misbehave. `times` counts down; None is for ever. `delay` in seconds. `path` is a prefix."""

    mode: str
    status: int = 500
    retry_after: int | None = None
    delay: float = 60.0
    times: int | None = None
    path: str = "/"

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Failure:
        """Raises ValueError for an unknown mode."""
        mode = value.get("mode", "status")
        if mode not in MODES:
            raise ValueError(f"mode is one of {', '.join(MODES)}")
        return cls(
            mode=mode,
            status=int(value.get("status", 500)),
            retry_after=value.get("retryAfter"),
            delay=float(value.get("delay", 60.0)),
            times=value.get("times"),
            path=value.get("path", "/"),
        )

    async def answer(self, request: Request, inner: Handler) -> Response:
        """What the failing service does with a request."""
        match self.mode:
            case "slow":
                await asyncio.sleep(self.delay)
                return await inner(request)
            case "html":
                return Response(
                    body=b"<!doctype html><html><body><h1>Checking your browser</h1></body></html>",
                    content_type="text/html; charset=utf-8",
                )
            case "garbage":
                return Response(body=b"<rss><channel><item>\x00\xff", content_type="application/xml")
            case "hangup":
                raise Hangup
            case _:
                headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
                return Response(status=self.status, body=b"This service is failing on request.", headers=headers)


class Failing:
    """Wraps a handler: keeps a list of requests, answers the control paths, and fails when told to."""

    def __init__(self, inner: Handler) -> None:
        self._inner = inner
        self._failure: Failure | None = None
        self._requests: deque[dict[str, Any]] = deque(maxlen=KEPT_REQUESTS)

    async def __call__(self, request: Request) -> Response:
        """One exchange."""
        if request.path == "/control/failure":
            return self._control(request)
        if request.path == "/control/requests":
            return as_json(list(self._requests))
        if request.path.startswith("/control/"):
            return await self._inner(request)
        self._requests.append({"method": request.method, "path": request.path, "query": request.query})
        failure = self._due(request)
        return await (failure.answer(request, self._inner) if failure else self._inner(request))

    def _control(self, request: Request) -> Response:
        if request.method == "DELETE":
            self._failure = None
            return as_json({})
        try:
            self._failure = Failure.from_json(request.json())
        except (ValueError, AttributeError) as error:
            return as_json({"error": str(error)}, status=400)
        return as_json({})

    def _due(self, request: Request) -> Failure | None:
        failure = self._failure
        if failure is None or not request.path.startswith(failure.path):
            return None
        if failure.times is not None:
            failure.times -= 1
            if failure.times <= 0:
                self._failure = None
        return failure
