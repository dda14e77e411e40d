"""The few verbs all small tables share: every row, one row, a new row, away with a row."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.kit.db import Base
from cinearr.kit.errors import NotFound

R = TypeVar("R", bound=Base)


async def every(session: AsyncSession, kind: type[R]) -> list[R]:
    """All rows by id."""
    return list(await session.scalars(select(kind).order_by(_id(kind))))


async def one(session: AsyncSession, kind: type[R], row_id: int) -> R:
    """One row. Raises NotFound."""
    row = await session.get(kind, row_id)
    if row is None:
        name = kind.__name__.removesuffix("Row")
        raise NotFound(f"{name} with ID {row_id} does not exist")
    return row


async def add(session: AsyncSession, row: R) -> R:
    """Keep a new row, whose columns all have values, so that it has an id."""
    session.add(row)
    await session.flush()
    return row


async def change(session: AsyncSession, row: Base, columns: dict[str, Any]) -> None:
    """Give a row other values."""
    for name, value in columns.items():
        setattr(row, name, value)
    await session.flush()


async def remove(session: AsyncSession, kind: type[Base], *row_ids: int) -> None:
    """Forget rows; one that is not there is no error."""
    await session.execute(delete(kind).where(_id(kind).in_(row_ids)))


def _id(kind: type[Base]) -> Any:
    return kind.__table__.c["id"]
