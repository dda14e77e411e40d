"""Files of the library and the extras that lie beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Computed, ForeignKey, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer

from cinearr.kit.db import Base


class MovieFile(Base):
    """One video file of a target. Paths are relative to the target's folder; sizes in bytes.

    `quality` is `{"id", "version", "real", "is_repack"}`, `quality_id` its id for the database to look at. `evidence` is
    what the release was judged by at its grab (name, size, indexer, flags, format ids, score), so that the file keeps being
    judged by the same; None for files found on disk. `scene_name` is the release name the file came from.
    """

    __tablename__ = "movie_files"
    __table_args__ = (UniqueConstraint("target_id", "relative_path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("targets.id", ondelete="CASCADE"), index=True)
    relative_path: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    modified: Mapped[datetime | None]
    date_added: Mapped[datetime] = mapped_column(server_default=func.now())
    quality: Mapped[dict[str, Any]]
    quality_id: Mapped[int] = mapped_column(Computed("(quality->>'id')::int", persisted=True))
    languages: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    release_group: Mapped[str | None]
    scene_name: Mapped[str | None]
    original_file_path: Mapped[str | None]
    edition: Mapped[str] = mapped_column(server_default="")
    indexer_flags: Mapped[int] = mapped_column(server_default="0")
    media_info: Mapped[dict[str, Any] | None]
    evidence: Mapped[dict[str, Any] | None]


class ExtraFile(Base):
    """A subtitle, nfo or other file that belongs to a film. `kind`: subtitle, metadata, other."""

    __tablename__ = "extra_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    movie_file_id: Mapped[int | None] = mapped_column(ForeignKey("movie_files.id", ondelete="SET NULL"), index=True)
    relative_path: Mapped[str]
    extension: Mapped[str]
    kind: Mapped[str]
    language_id: Mapped[int | None]
    language_tags: Mapped[list[str]] = mapped_column(server_default="{}")
    title: Mapped[str | None]
    added: Mapped[datetime] = mapped_column(server_default=func.now())
    last_updated: Mapped[datetime] = mapped_column(server_default=func.now())
