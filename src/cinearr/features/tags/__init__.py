"""Tags: labels by id. Who uses a tag is a question across features (`views.tags`)."""

from __future__ import annotations

import re

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.tags.tables import Tag
from cinearr.kit.errors import Failure, Invalid, NotFound

__all__ = ["Tag", "all_tags", "ensure", "get", "relabel", "remove"]

_LABEL = re.compile(r"[a-z0-9-]+", re.IGNORECASE)


def _checked(label: str | None) -> str:
    if not label:
        raise Invalid(
            Failure(
                property_name="Label", message="'Label' must not be empty.", attempted=label, code="NotEmptyValidator"
            )
        )
    if not _LABEL.fullmatch(label):
        raise Invalid(
            Failure(
                property_name="Label",
                message="Allowed characters a-z, 0-9 and -",
                attempted=label,
                code="RegularExpressionValidator",
                placeholders={"regularExpression": "^[a-z0-9-]+$", "propertyName": "Label", "propertyValue": label},
            )
        )
    return label.lower()


async def all_tags(session: AsyncSession) -> list[Tag]:
    """Every tag by label."""
    return list(await session.scalars(select(Tag).order_by(Tag.label)))


async def get(session: AsyncSession, tag_id: int) -> Tag:
    """One tag. Raises NotFound."""
    tag = await session.get(Tag, tag_id)
    if tag is None:
        raise NotFound(f"Tag with ID {tag_id} does not exist")
    return tag


async def ensure(session: AsyncSession, label: str | None) -> Tag:
    """The tag of this label, made when there is none. Raises Invalid."""
    label = _checked(label)
    await session.execute(insert(Tag).values(label=label).on_conflict_do_nothing())
    tag = await session.scalar(select(Tag).where(Tag.label == label))
    assert tag is not None
    return tag


async def relabel(session: AsyncSession, tag_id: int, label: str | None) -> Tag:
    """Give a tag another label. Raises NotFound or Invalid."""
    tag = await get(session, tag_id)
    tag.label = _checked(label)
    await session.flush()
    return tag


async def remove(session: AsyncSession, tag_id: int) -> None:
    """Drop a tag; whether it is in use was asked before. Raises NotFound."""
    await get(session, tag_id)
    await session.execute(delete(Tag).where(Tag.id == tag_id))
