"""What a person changes on the settings pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class SettingsRow(Base):
    """One page of settings under its v3 name (`naming`, `mediamanagement`, `indexer` …); absent values are defaults."""

    __tablename__ = "settings"

    section: Mapped[str] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]]
