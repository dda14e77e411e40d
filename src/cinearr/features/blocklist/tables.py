"""Releases that must not be taken again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer

from cinearr.kit.db import Base


class BlocklistRow(Base):
    """One refused release. Size in bytes; protocol is the v3 number; the hash is upper case."""

    __tablename__ = "blocklist"

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    source_title: Mapped[str]
    quality: Mapped[dict[str, Any]]
    languages: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    date: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    published_date: Mapped[datetime | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    protocol: Mapped[int]
    indexer: Mapped[str | None]
    indexer_flags: Mapped[int] = mapped_column(server_default="0")
    message: Mapped[str | None]
    torrent_info_hash: Mapped[str | None]
