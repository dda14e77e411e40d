"""Custom formats as people wrote them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class CustomFormatRow(Base):
    """`specifications` is `[{"name", "implementation", "negate", "required", "fields": {name: value}}]`."""

    __tablename__ = "custom_formats"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    include_when_renaming: Mapped[bool] = mapped_column(server_default="false")
    specifications: Mapped[list[dict[str, Any]]]
