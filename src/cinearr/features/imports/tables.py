"""The journal that makes an import survive a kill at any point."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class ImportRow(Base):
    """One file on its way into the library.

    `step`: planned → staged → placed → committed → done, or undone. `plan` is the import plan as JSON. Each step is written
    after its act has reached the disk, and each act can be done again, so a restart goes on from the step.
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("targets.id", ondelete="CASCADE"), index=True)
    download_id: Mapped[str | None]
    step: Mapped[str]
    plan: Mapped[dict[str, Any]]
    message: Mapped[str | None]
    created: Mapped[datetime] = mapped_column(server_default=func.now())
    changed: Mapped[datetime] = mapped_column(server_default=func.now())
