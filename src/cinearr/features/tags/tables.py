"""Labels that tie films to profiles, indexers, clients and connections."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class Tag(Base):
    """One label, in lower case."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(unique=True)
