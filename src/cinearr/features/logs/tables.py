"""Log lines as the log page shows them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class LogRow(Base):
    """One line, secrets masked. `level`: trace, debug, info, warn, error, fatal."""

    __tablename__ = "logs"

    id: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    level: Mapped[str]
    logger: Mapped[str]
    message: Mapped[str]
    exception: Mapped[str | None]
    exception_type: Mapped[str | None]
