"""Custom formats as the values of `core.formats`, compiled once a change."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.formats import CompiledFormats, CustomFormat
from cinearr.core.formats.exchange import condition, fields_of
from cinearr.features.custom_formats.tables import CustomFormatRow

__all__ = ["CustomFormatRow", "all_formats", "columns", "compiled", "format_of"]


def format_of(row: CustomFormatRow) -> CustomFormat:
    """The value of a row."""
    return CustomFormat(
        id=row.id,
        name=row.name,
        include_when_renaming=row.include_when_renaming,
        conditions=tuple(
            condition(
                entry["implementation"],
                entry["fields"],
                name=entry["name"],
                negate=entry["negate"],
                required=entry["required"],
            )
            for entry in row.specifications
        ),
    )


def columns(each: CustomFormat) -> dict[str, Any]:
    """The columns of a format."""
    return {
        "name": each.name,
        "include_when_renaming": each.include_when_renaming,
        "specifications": [
            {
                "name": part.name,
                "implementation": part.kind.value,
                "negate": part.negate,
                "required": part.required,
                "fields": fields_of(part),
            }
            for part in each.conditions
        ],
    }


async def all_formats(session: AsyncSession) -> list[CustomFormat]:
    """Every format by id."""
    rows = await session.scalars(select(CustomFormatRow).order_by(CustomFormatRow.id))
    return [format_of(row) for row in rows]


_last: tuple[tuple[CustomFormat, ...], CompiledFormats] | None = None


async def compiled(session: AsyncSession) -> CompiledFormats:
    """All formats ready to match; compiled again only when one changed."""
    global _last
    formats = tuple(await all_formats(session))
    if _last is None or _last[0] != formats:
        # Hundreds of expressions take a while, and others want answers meanwhile.
        made = await asyncio.to_thread(CompiledFormats, formats)
        _last = (formats, made)
        return made
    return _last[1]
