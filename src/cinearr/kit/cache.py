"""A small memory of answers: bounded in number and age, and one question under way is asked once."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Generic, TypeVar

V = TypeVar("V")


class Memo(Generic[V]):
    """Answers by key. Failures and None are not kept; whoever asks while a question is under way shares its answer.

    `ttl` in seconds; the least recently used answer goes when there are more than `size`.
    """

    def __init__(self, *, size: int, ttl: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._ttl = ttl
        self._monotonic = monotonic
        self._kept: OrderedDict[str, tuple[float, V]] = OrderedDict()
        self._asked: dict[str, asyncio.Task[V]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def peek(self, key: str) -> V | None:
        """The kept answer, if it is there and young enough."""
        found = self._kept.get(key)
        if found is None:
            return None
        until, value = found
        if self._monotonic() >= until:
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return value

    async def get(self, key: str, ask: Callable[[], Coroutine[None, None, V]], *, fresh: bool = False) -> V:
        """The kept answer, or that of `ask`. `fresh` passes over what is kept."""
        if not fresh and (kept := self.peek(key)) is not None:
            return kept
        task = self._asked.get(key)
        if task is None:
            task = asyncio.create_task(ask())
            self._asked[key] = task
            task.add_done_callback(lambda done: self._answered(key, done))
        # One who asked may lose patience without taking the answer from the others.
        return await asyncio.shield(task)

    def forget(self) -> None:
        """Drop every kept answer."""
        self._kept.clear()

    def _answered(self, key: str, task: asyncio.Task[V]) -> None:
        del self._asked[key]
        if task.cancelled() or task.exception() is not None:
            return
        self._kept[key] = (self._monotonic() + self._ttl, task.result())
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
