"""Columns every provider kind shares, and how each provider has been doing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer

from cinearr.kit.db import Base


class ProviderColumns:
    """A configured provider. `settings` are wire values with secrets in the clear; `options` the kind's own top-level
    values (`enableRss`, `priority` …) by wire name.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    implementation: Mapped[str]
    settings: Mapped[dict[str, Any]]
    options: Mapped[dict[str, Any]]
    tags: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")


class ProviderStatusRow(Base):
    """Back-off of one provider. `state` is the kind's own memory (last seen release, caps)."""

    __tablename__ = "provider_status"
    __table_args__ = (PrimaryKeyConstraint("kind", "provider_id"),)

    kind: Mapped[str]
    provider_id: Mapped[int]
    level: Mapped[int] = mapped_column(server_default="0")
    initial_failure: Mapped[datetime | None]
    most_recent_failure: Mapped[datetime | None]
    disabled_till: Mapped[datetime | None]
    message: Mapped[str | None]
    state: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class TurnRow(Base):
    """When the next call to a place may be made, so that all processes together keep its pace."""

    __tablename__ = "turns"

    key: Mapped[str] = mapped_column(primary_key=True)
    next_allowed: Mapped[datetime]
