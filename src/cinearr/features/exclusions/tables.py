"""Films that must not come into the library by themselves."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class ExclusionRow(Base):
    """A film no list and no collection may add; a person still may."""

    __tablename__ = "exclusions"

    id: Mapped[int] = mapped_column(primary_key=True)
    tmdb_id: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str]
    year: Mapped[int]
