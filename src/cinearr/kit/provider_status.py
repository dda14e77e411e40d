"""How each provider has been doing: back-off, pacing and its own memory, shared by all processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.kit.backoff import LONGEST
from cinearr.kit.provider_tables import ProviderStatusRow as ProviderStatusRow


async def load(session: AsyncSession, kind: str) -> dict[int, ProviderStatusRow]:
    """Status by provider id; one that never failed and was never asked has none."""
    rows = await session.scalars(select(ProviderStatusRow).where(ProviderStatusRow.kind == kind))
    return {row.provider_id: row for row in rows}


async def blocked(session: AsyncSession, kind: str, now: datetime) -> set[int]:
    """Ids of providers in back-off. A time further off than any wait is a clock that was set back."""
    found = await session.scalars(
        select(ProviderStatusRow.provider_id).where(
            ProviderStatusRow.kind == kind,
            ProviderStatusRow.disabled_till > now,
            ProviderStatusRow.disabled_till <= now + LONGEST,
        )
    )
    return set(found)


async def save(session: AsyncSession, kind: str, provider_id: int, **values: Any) -> None:
    """Write some columns of one status."""
    statement = insert(ProviderStatusRow).values(kind=kind, provider_id=provider_id, **values)
    await session.execute(statement.on_conflict_do_update(index_elements=["kind", "provider_id"], set_=values))


async def remember(session: AsyncSession, kind: str, provider_id: int, state: Mapping[str, Any]) -> None:
    """Merge into the provider's own memory."""
    statement = insert(ProviderStatusRow).values(kind=kind, provider_id=provider_id, state=dict(state))
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "provider_id"],
            set_={"state": ProviderStatusRow.state.concat(statement.excluded.state)},
        )
    )


def ids(statuses: Iterable[ProviderStatusRow], now: datetime) -> set[int]:
    """Of these, the providers in back-off."""
    return {
        row.provider_id
        for row in statuses
        if row.disabled_till is not None and now < row.disabled_till <= now + LONGEST
    }
