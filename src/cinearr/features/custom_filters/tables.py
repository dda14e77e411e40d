"""Filters as screens send them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class CustomFilterRow(Base):
    """`type` is the screen it belongs to; `filters` is kept as sent: `[{"key", "value": [...], "type"}]`."""

    __tablename__ = "custom_filters"

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    label: Mapped[str]
    # Not JSONB: the order of the members is kept too.
    filters: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
