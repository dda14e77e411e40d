"""Folders that hold the library."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base


class RootFolder(Base):
    """One root folder; the path has no slash at its end."""

    __tablename__ = "root_folders"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(unique=True)
