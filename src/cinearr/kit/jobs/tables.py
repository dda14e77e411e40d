"""Commands as v3 shows them, and the schedules that start them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class CommandRow(Base):
    """One command. `status`: queued, started, completed, failed, aborted, cancelled, orphaned. `priority` -1, 0, 1.

    `result`: unknown, successful, unsuccessful. `body` holds the command's own fields by wire name.
    """

    __tablename__ = "commands"
    __table_args__ = (Index("ix_commands_open", "name", postgresql_where=text("status in ('queued', 'started')")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    body: Mapped[dict[str, Any]]
    priority: Mapped[int] = mapped_column(server_default="0")
    status: Mapped[str] = mapped_column(server_default="queued")
    result: Mapped[str] = mapped_column(server_default="unknown")
    trigger: Mapped[str] = mapped_column(server_default="manual")
    message: Mapped[str | None]
    exception: Mapped[str | None]
    queued: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    job_id: Mapped[int | None]
    client_user_agent: Mapped[str | None]


class ScheduleRow(Base):
    """When a command runs by itself. Interval in minutes; 0 is never."""

    __tablename__ = "schedules"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    interval: Mapped[int]
    last_execution: Mapped[datetime | None]
    last_start_time: Mapped[datetime | None]
    last_duration: Mapped[float | None]
