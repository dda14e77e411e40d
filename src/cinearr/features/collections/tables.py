"""Collections of films, and what is to happen with their members."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer

from cinearr.kit.db import Base


class CollectionRow(Base):
    """A collection some film of the library belongs to. `document` is `metadata_sources.contract.Collection` as JSON."""

    __tablename__ = "collections"

    id: Mapped[int] = mapped_column(primary_key=True)
    tmdb_id: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str]
    sort_title: Mapped[str]
    document: Mapped[dict[str, Any]]
    monitored: Mapped[bool] = mapped_column(server_default="false")
    search_on_add: Mapped[bool] = mapped_column(server_default="true")
    quality_profile_id: Mapped[int]
    root_folder_path: Mapped[str]
    minimum_availability: Mapped[int] = mapped_column(server_default="3")
    tags: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
    added: Mapped[datetime] = mapped_column(server_default=func.now())
    last_info_sync: Mapped[datetime | None]
