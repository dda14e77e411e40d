"""A real server on loopback for tests that need sockets."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from cinearr.api.app import Api
from cinearr.api.realtime import LONGEST
from cinearr.entrypoints.http_protocol import BoundedHttp


@asynccontextmanager
async def serving(api: Api, **options: Any) -> AsyncIterator[str]:
    """The address of the running server, without a scheme."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    chosen = {"http": BoundedHttp, "ws": "websockets-sansio", "ws_max_size": LONGEST, **options}
    config = uvicorn.Config(api.asgi, log_config=None, lifespan="on", timeout_graceful_shutdown=2, **chosen)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            if task.done():
                task.result()
            await asyncio.sleep(0.01)
        yield f"127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
