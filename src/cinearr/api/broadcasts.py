"""From "something changed" to what clients of the hub read: the message with the resource, loaded only when somebody listens.

Changes come from every process by NOTIFY. They are gathered for a moment, so that a burst about one thing is one message.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import msgspec
import structlog

from cinearr.api.realtime import Hub
from cinearr.kit import events
from cinearr.kit.events import Changed

log = structlog.get_logger(__name__)

# Resources of these ids, in any order; an id that is gone is left out.
Load = Callable[[Sequence[int]], Awaitable[Mapping[int, Any]]]

GATHER_SECONDS: Final = 0.1
# What v3 tells besides, for the screens that show the same thing; with a resource where there is a loader for it.
ALSO: Final[Mapping[str, tuple[str, ...]]] = {"queue": ("queue/details", "queue/status")}


class Broadcasts:
    """`loaders` gives, by name, how resources are loaded. A name without one is told as `sync`, without a resource.

    `remains` gives, by name, what is told of a resource that is gone: most often empty but for the id.
    """

    def __init__(
        self, hub: Hub, loaders: Mapping[str, Load], remains: Mapping[str, Callable[[int], Any]] = MappingProxyType({})
    ) -> None:
        self._hub = hub
        self._loaders = loaders
        self._remains = remains
        self._waiting: dict[tuple[str, str], dict[int, None]] = {}
        self._task: asyncio.Task[None] | None = None

    async def on_payload(self, payload: str) -> None:
        """A notification of the channel `kit.events.CHANNEL`."""
        try:
            change = events.read(payload)
        except msgspec.DecodeError:
            log.warning("a change of another version was not understood")
            return
        self.gather(change)

    def gather(self, change: Changed) -> None:
        """Tell of it in a moment. Nothing is kept when nobody listens."""
        if not self._hub.clients:
            return
        waiting = self._waiting.setdefault((change.name, change.action), {})
        waiting.update(dict.fromkeys(change.ids))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._tell_soon(), name="broadcasts")

    async def close(self) -> None:
        """Drop what has not been told."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _tell_soon(self) -> None:
        while self._waiting:
            await asyncio.sleep(GATHER_SECONDS)
            waiting, self._waiting = self._waiting, {}
            for (name, action), ids in waiting.items():
                try:
                    await self._tell(name, action, list(ids))
                except Exception:
                    log.exception("a change could not be told", name=name)

    async def _tell(self, name: str, action: str, ids: Sequence[int]) -> None:
        load = self._loaders.get(name)
        if action == "deleted":
            for each in ids:
                resource = self._remains[name](each) if name in self._remains else {"id": each}
                await self._hub.publish(name, {"resource": resource, "action": "deleted"})
        elif load is None or action == "sync":
            await self._hub.publish(name, {"action": "sync"})
        else:
            for resource in (await load(ids)).values():
                await self._hub.publish(name, {"resource": resource, "action": action})
        for other in ALSO.get(name, ()):
            await self._tell_besides(other)

    async def _tell_besides(self, name: str) -> None:
        if (load := self._loaders.get(name)) is None:
            await self._hub.publish(name, {"action": "sync"})
        else:
            for resource in (await load(())).values():
                await self._hub.publish(name, {"resource": resource, "action": "updated"})
