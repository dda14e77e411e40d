"""What is wrong at present, kept so that every process shows the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class HealthIssueRow(Base):
    """One finding of one check. `level`: notice, warning, error. `told` is False while people are not bothered with it yet."""

    __tablename__ = "health_issues"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(unique=True)
    level: Mapped[str]
    message: Mapped[str]
    wiki_url: Mapped[str] = mapped_column(server_default="")
    since: Mapped[datetime] = mapped_column(server_default=func.now())
    told: Mapped[bool] = mapped_column(server_default="false")
