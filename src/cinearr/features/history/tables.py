"""What happened, for people to read and for the program to find again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer

from cinearr.kit.db import Base


class HistoryRow(Base):
    """One event. `event_type` is the v3 number (1 grabbed, 3 imported, 4 failed, 6 deleted, 8 renamed, 9 ignored).

    `data` holds the v3 keys of the event as texts. `quality` is `{"id", "version", "real", "is_repack"}`.
    """

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_movie_date", "movie_id", "date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.id", ondelete="CASCADE"))
    target_id: Mapped[int | None] = mapped_column(ForeignKey("targets.id", ondelete="SET NULL"), index=True)
    date: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    event_type: Mapped[int]
    source_title: Mapped[str]
    quality: Mapped[dict[str, Any]]
    languages: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    download_id: Mapped[str | None] = mapped_column(index=True)
    data: Mapped[dict[str, Any]]
