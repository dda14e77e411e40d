"""Reading and writing settings pages. A page that was never saved, or lacks a value, answers the defaults."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.settings.pages import Page
from cinearr.features.settings.tables import SettingsRow

P = TypeVar("P", bound=Page)


async def get(session: AsyncSession, page: type[P]) -> P:
    """One page."""
    values = await session.scalar(select(SettingsRow.values).where(SettingsRow.section == page.section))
    return read(page, values or {})


async def everything(session: AsyncSession) -> dict[str, dict[str, Any]]:
    """All stored pages by section, as they were stored."""
    rows = await session.execute(select(SettingsRow.section, SettingsRow.values))
    return {row.section: row.values for row in rows}


async def save(session: AsyncSession, page: Page) -> None:
    """Keep a page."""
    values = msgspec.to_builtins(page)
    statement = insert(SettingsRow).values(section=page.section, values=values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["section"], set_={"values": statement.excluded["values"]})
    )


async def get_value(session: AsyncSession, section: str, name: str) -> Any:
    """One value of a section that is no page (keys, marks of the program itself); None when absent."""
    values = await session.scalar(select(SettingsRow.values).where(SettingsRow.section == section))
    return (values or {}).get(name)


async def set_value(session: AsyncSession, section: str, name: str, value: Any) -> None:
    """Keep one value of a section that is no page."""
    statement = insert(SettingsRow).values(section=section, values={name: value})
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["section"], set_={"values": SettingsRow.values.concat(statement.excluded["values"])}
        )
    )


def read(page: type[P], values: dict[str, Any]) -> P:
    """A page from stored values; one that no longer fits its type falls back to its default."""
    try:
        return msgspec.convert(values, page, strict=False)
    except msgspec.ValidationError:
        kept: dict[str, Any] = {}
        for field in msgspec.structs.fields(page):
            if field.encode_name in values:
                try:
                    kept[field.encode_name] = msgspec.convert(values[field.encode_name], field.type, strict=False)
                except msgspec.ValidationError:
                    continue
        return msgspec.convert(kept, page)
