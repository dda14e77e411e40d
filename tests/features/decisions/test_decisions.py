"""The journal on a real database: what goes in comes out, and it never grows beyond its bound."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cinearr.features import decisions
from cinearr.features.decisions import DecisionRow
from cinearr.kit.db import Database

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def row(number: int, **given: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "at": NOW,
        "movie_id": None,
        "target_id": None,
        "source": "Rss",
        "outcome": "rejected",
        "title": f"Film\t{number} \\N 2001\n1080p",
        "guid": f"guid-{number}",
        "indexer": 'Al"pha',
        "release": {"title": "Fïlm \\ \t", "size": 5},
        "verdicts": [{"rule": "Language", "rejection": 'German is "wanted"'}],
        "facts": {"score": 10},
    }
    return usual | given


async def kept(database: Database) -> list[DecisionRow]:
    async with database.read() as session:
        return list(await session.scalars(select(DecisionRow).order_by(DecisionRow.id)))


class TestRecord:
    async def test_every_value_comes_back_as_it_was(self, database: Database) -> None:
        async with database.begin() as session:
            await decisions.record(session, [row(1)])
        (found,) = await kept(database)
        assert {name: getattr(found, name) for name in row(1)} == row(1)

    async def test_nothing_is_kept_when_the_transaction_fails(self, database: Database) -> None:
        with pytest.raises(RuntimeError):
            async with database.begin() as session:
                await decisions.record(session, [row(1)])
                raise RuntimeError
        assert await kept(database) == []

    async def test_the_oldest_go_when_there_are_too_many(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(decisions, "KEPT_ROWS", 3)
        async with database.begin() as session:
            await decisions.record(session, [row(number) for number in range(5)])
        async with database.begin() as session:
            await decisions.record(session, [row(5)])
        assert [found.guid for found in await kept(database)] == ["guid-3", "guid-4", "guid-5"]


async def test_purging_forgets_what_is_old(database: Database) -> None:
    async with database.begin() as session:
        await decisions.record(session, [row(1, at=NOW - timedelta(days=40)), row(2)])
        await decisions.purge(session, NOW - timedelta(days=30))
    assert [found.guid for found in await kept(database)] == ["guid-2"]
