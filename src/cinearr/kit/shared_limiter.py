"""Keeps calls to one place apart from each other, across all processes on one database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from cinearr.kit.clock import Clock, utc_now
from cinearr.kit.db import Database
from cinearr.kit.limiter import Sleep, next_turn
from cinearr.kit.provider_tables import TurnRow


class SharedLimiter:
    """A `Limiter` whose turns are kept in the database."""

    def __init__(self, database: Database, *, clock: Clock = utc_now, sleep: Sleep = asyncio.sleep) -> None:
        self._database = database
        self._clock = clock
        self._sleep = sleep

    async def wait(self, key: str, interval: float) -> None:
        """Book the next turn and wait for it. No transaction is open meanwhile."""
        now = self._clock()
        async with self._database.begin() as session:
            await session.execute(
                insert(TurnRow).values(key=key, next_allowed=now).on_conflict_do_nothing(index_elements=["key"])
            )
            row = await session.scalar(select(TurnRow).where(TurnRow.key == key).with_for_update())
            assert row is not None
            turn = next_turn(row.next_allowed, now, interval)
            row.next_allowed = turn + timedelta(seconds=interval)
        if turn > now:
            await self._sleep((turn - now).total_seconds())
