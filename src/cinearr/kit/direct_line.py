"""One connection that stays open for small questions that are asked all the time.

A pooled connection costs several times what such a question itself does. Questions wait for each other here, so this is
for those that take well under a millisecond.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, Final

import psycopg

# Planning such a question takes longer than answering it, so each is planned once. A plan made while a table was still empty
# must serve as well when it is full, so it goes by the indexes.
_OPTIONS: Final = "-c jit=off -c plan_cache_mode=force_generic_plan -c enable_seqscan=off"


class DirectLine:
    """Asks the database at `url`. A line that broke is opened anew; only what fails again is told."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._lock = asyncio.Lock()

    async def ask(self, query: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first row. `query` has its values as `%(name)s`. Raises psycopg.Error."""
        async with self._lock:
            try:
                return await self._ask(query, values)
            except psycopg.OperationalError:
                return await self._ask(query, values)

    async def _ask(self, query: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(
                self._url, autocommit=True, options=_OPTIONS, connect_timeout=5
            )
        try:
            cursor = await self._connection.execute(query.encode(), values)
            row: tuple[Any, ...] | None = await cursor.fetchone()
        except BaseException:
            # Also when the asker went away: nobody knows what the line would answer next.
            await self._drop()
            raise
        return row

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg.Error):
                await connection.close()

    async def close(self) -> None:
        """Hang up."""
        async with self._lock:
            await self._drop()
