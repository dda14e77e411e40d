from __future__ import annotations

import asyncio
import logging

from sqlalchemy import select, text

from cinearr.features.logs.tables import LogRow
from cinearr.kit.logging import Tail
from cinearr.workflows.program import Program
from cinearr.workflows.write_logs import writing
from tests.fakes.program import count


def say(tail: Tail, message: str) -> None:
    tail.emit(logging.LogRecord("cinearr.x", logging.WARNING, __file__, 1, message, None, None))


async def messages(program: Program) -> list[str]:
    async with program.database.read() as session:
        return list(await session.scalars(select(LogRow.message).order_by(LogRow.id)))


class TestWriting:
    async def test_lines_are_written_and_the_last_ones_at_the_end(self, program: Program) -> None:
        tail = Tail()
        say(tail, "one")
        async with writing(program, tail, every=0.01):
            async with asyncio.timeout(60):
                while not await count(program, LogRow):  # noqa: ASYNC110 (another task's work)
                    await asyncio.sleep(0.01)
            say(tail, "two")
        assert await messages(program) == ["one", "two"]

    async def test_lines_wait_while_the_database_refuses_them(self, program: Program) -> None:
        tail = Tail()
        async with program.database.begin() as session:
            await session.execute(text("alter table logs rename to elsewhere"))
        async with writing(program, tail, every=0.01):
            say(tail, "one")
            await asyncio.sleep(0.1)
            say(tail, "two")
            async with program.database.begin() as session:
                await session.execute(text("alter table elsewhere rename to logs"))
        assert await messages(program) == ["one", "two"]

    async def test_nothing_without_a_tail(self, program: Program) -> None:
        async with writing(program, None):
            pass
        assert await messages(program) == []
