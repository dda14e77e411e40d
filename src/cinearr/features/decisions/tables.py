"""The decision journal: why this was taken and that was not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, func
from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class DecisionRow(Base):
    """One judged release. `outcome`: grabbed, approved, pending, rejected, failed. `verdicts` has an entry for each rule that
    had something against it (`core.decisions.all_verdicts` gives those of all rules), `facts` is what the rules saw (current
    file, cut-off, scores). Bounded by age and size.
    """

    __tablename__ = "decision_journal"
    __table_args__ = (Index("ix_decision_journal_movie_at", "movie_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    movie_id: Mapped[int | None]
    target_id: Mapped[int | None]
    source: Mapped[str]
    outcome: Mapped[str]
    title: Mapped[str]
    guid: Mapped[str]
    indexer: Mapped[str]
    release: Mapped[dict[str, Any]]
    verdicts: Mapped[list[dict[str, Any]]]
    facts: Mapped[dict[str, Any]]
