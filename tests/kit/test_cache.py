from __future__ import annotations

import asyncio

import pytest

from cinearr.kit.cache import Memo


class Source:
    """Counts how often it is asked; `gate` holds it up."""

    def __init__(self) -> None:
        self.asked = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None
        self.value: str | None = "answer"

    async def ask(self) -> str | None:
        self.asked += 1
        await self.gate.wait()
        if self.error:
            raise self.error
        return self.value


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def memo(time: Time) -> Memo[str | None]:
    return Memo(size=2, ttl=60, monotonic=time)


class TestMemo:
    async def test_asks_once_while_the_answer_is_young(
        self, memo: Memo[str | None], source: Source, time: Time
    ) -> None:
        assert [await memo.get("a", source.ask), await memo.get("a", source.ask)] == ["answer", "answer"]
        assert source.asked == 1
        time.now += 60
        await memo.get("a", source.ask)
        assert source.asked == 2

    async def test_asks_again_for_a_fresh_answer_and_keeps_it(self, memo: Memo[str | None], source: Source) -> None:
        await memo.get("a", source.ask)
        source.value = "newer"
        assert await memo.get("a", source.ask, fresh=True) == "newer"
        assert await memo.get("a", source.ask) == "newer"
        assert source.asked == 2

    async def test_shares_one_question_among_many(self, memo: Memo[str | None], source: Source) -> None:
        source.gate.clear()
        waiting = [asyncio.create_task(memo.get("a", source.ask)) for _ in range(5)]
        await asyncio.sleep(0)
        source.gate.set()
        assert await asyncio.gather(*waiting) == ["answer"] * 5
        assert source.asked == 1

    async def test_goes_on_for_the_others_when_one_gives_up(self, memo: Memo[str | None], source: Source) -> None:
        source.gate.clear()
        first, second = (asyncio.create_task(memo.get("a", source.ask)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        source.gate.set()
        assert await second == "answer"
        assert first.cancelled()

    async def test_keeps_no_failure_and_no_none(self, memo: Memo[str | None], source: Source) -> None:
        source.error = ValueError("broken")
        with pytest.raises(ValueError, match="broken"):
            await memo.get("a", source.ask)
        source.error, source.value = None, None
        assert await memo.get("a", source.ask) is None
        source.value = "answer"
        assert await memo.get("a", source.ask) == "answer"

    async def test_lets_the_least_used_go(self, memo: Memo[str | None], source: Source) -> None:
        for key in ("a", "b", "a", "c"):
            await memo.get(key, source.ask)
        assert len(memo) == 2
        assert memo.peek("a") == "answer"
        assert memo.peek("b") is None

    async def test_forgets_on_demand(self, memo: Memo[str | None], source: Source) -> None:
        await memo.get("a", source.ask)
        memo.forget()
        assert memo.peek("a") is None
