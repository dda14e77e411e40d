"""Notifications come when they are sent, not when somebody looks."""

from __future__ import annotations

import asyncio
import time

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from cinearr.kit.pubsub import Listener

SOON = 1.0  # seconds


class TestListener:
    async def test_each_notification_comes_at_once(self, database_url: str) -> None:
        came: asyncio.Queue[str] = asyncio.Queue()
        listener = Listener(database_url)
        listener.on("films", came.put)
        await listener.start()
        await asyncio.wait_for(listener.ready.wait(), 10)
        try:
            async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
                for word in ("first", "second", "third"):
                    # It must have gone to sleep in between, for that is where it could miss one.
                    await asyncio.sleep(0.2)
                    sent = time.monotonic()
                    await connection.execute("select pg_notify('films', %s)", [word])
                    assert await asyncio.wait_for(came.get(), 5) == word
                    assert time.monotonic() - sent < SOON
        finally:
            await listener.stop()

    async def test_what_was_sent_together_comes_together(self, database_url: str) -> None:
        came: asyncio.Queue[str] = asyncio.Queue()
        listener = Listener(database_url)
        listener.on("films", came.put)
        await listener.start()
        await asyncio.wait_for(listener.ready.wait(), 10)
        try:
            async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
                await asyncio.sleep(0.2)
                async with connection.transaction():
                    for number in range(50):
                        await connection.execute("select pg_notify('films', %s)", [str(number)])
            got = [await asyncio.wait_for(came.get(), 5) for _ in range(50)]
        finally:
            await listener.stop()
        assert got == [str(number) for number in range(50)]

    @pytest.mark.parametrize(
        ("error", "tries"),
        [(OperationalError("select 1", {}, Exception("gone")), 2), (ValueError("a mistake of ours"), 1)],
    )
    async def test_it_outlives_what_goes_wrong_in_reading_again(
        self, database_url: str, error: Exception, tries: int
    ) -> None:
        came: asyncio.Queue[str] = asyncio.Queue()
        read: list[str] = []
        done = asyncio.Event()

        async def stumbling() -> None:
            read.append("first")
            if read.count("first") == 1:
                raise error

        async def other() -> None:
            read.append("second")
            done.set()

        listener = Listener(database_url)
        listener.on("films", came.put)
        listener.on_reconnect(stumbling)
        listener.on_reconnect(other)
        await listener.start()
        try:
            async with asyncio.timeout(10):
                await done.wait()
            async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
                await connection.execute("select pg_notify('films', 'still here')")
            assert await asyncio.wait_for(came.get(), 5) == "still here"
        finally:
            await listener.stop()
        assert read == ["first"] * tries + ["second"]
