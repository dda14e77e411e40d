from __future__ import annotations

import asyncio

import psycopg
import pytest

from cinearr.kit.direct_line import DirectLine


@pytest.fixture
async def line(database_url: str) -> DirectLine:
    return DirectLine(database_url)


class TestDirectLine:
    async def test_questions_asked_at_once_each_get_their_answer(self, line: DirectLine) -> None:
        found = await asyncio.gather(*(line.ask("select %(n)s::int", {"n": n}) for n in range(50)))
        assert found == [(n,) for n in range(50)]
        assert await line.ask("select 1 where false", {}) is None
        await line.close()

    async def test_a_broken_line_is_opened_anew(self, line: DirectLine, database_url: str) -> None:
        pid = await line.ask("select pg_backend_pid()", {})
        assert pid is not None
        with psycopg.connect(database_url, autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s)", pid)
        assert await line.ask("select 2", {}) == (2,)
        await line.close()

    async def test_a_wrong_question_is_told_and_the_next_is_answered(self, line: DirectLine) -> None:
        with pytest.raises(psycopg.errors.UndefinedColumn):
            await line.ask("select nothing", {})
        assert await line.ask("select 3", {}) == (3,)
        await line.close()

    async def test_an_asker_who_goes_away_leaves_no_answer_to_the_next(self, line: DirectLine) -> None:
        task = asyncio.create_task(line.ask("select pg_sleep(5), 4", {}))
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await line.ask("select 5", {}) == (5,)
        await line.close()

    async def test_a_server_that_is_not_there(self) -> None:
        with pytest.raises(psycopg.OperationalError):
            await DirectLine("postgresql://nobody@127.0.0.1:1/nothing").ask("select 1", {})
