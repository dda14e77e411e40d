"""Films, what is wanted of them, and the titles they are known by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer

from cinearr.kit.db import Base


class Movie(Base):
    """A film in the library: the source's document, the columns that are searched or sorted, and our own facts.

    `document` is `metadata_sources.contract.Film` as JSON. `status` is the v3 number (0 tba, 1 announced, 2 inCinemas,
    3 released, -1 deleted). `changed_xid` is the transaction that last changed the film, its targets or its files
    (kept by triggers), so that a reader finds what is new without looking at everything.
    """

    __tablename__ = "movies"

    id: Mapped[int] = mapped_column(primary_key=True)
    tmdb_id: Mapped[int] = mapped_column(unique=True)
    imdb_id: Mapped[str | None] = mapped_column(index=True)
    title: Mapped[str]
    clean_title: Mapped[str]
    sort_title: Mapped[str] = mapped_column(index=True)
    original_title: Mapped[str]
    original_language: Mapped[int] = mapped_column(server_default="1")
    year: Mapped[int] = mapped_column(server_default="0")
    secondary_year: Mapped[int | None]
    status: Mapped[int] = mapped_column(server_default="0")
    runtime: Mapped[int] = mapped_column(server_default="0")
    in_cinemas: Mapped[datetime | None] = mapped_column(index=True)
    digital_release: Mapped[datetime | None] = mapped_column(index=True)
    physical_release: Mapped[datetime | None] = mapped_column(index=True)
    certification: Mapped[str | None]
    studio: Mapped[str | None]
    popularity: Mapped[float] = mapped_column(server_default="0")
    collection_tmdb_id: Mapped[int | None] = mapped_column(index=True)
    document: Mapped[dict[str, Any]]
    tags: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
    added: Mapped[datetime] = mapped_column(server_default=func.now())
    add_method: Mapped[str] = mapped_column(server_default="manual")
    add_options: Mapped[dict[str, Any] | None]
    last_search_time: Mapped[datetime | None]
    last_info_sync: Mapped[datetime | None]
    covers_written: Mapped[datetime | None]
    changed_xid: Mapped[int] = mapped_column(BigInteger, server_default=text("0"), index=True)


class Target(Base):
    """What is wanted of a film. Every film has one default target, which v3 shows as the film's own fields.

    `minimum_availability` is the v3 number (0 tba, 1 announced, 2 inCinemas, 3 released).
    """

    __tablename__ = "targets"
    __table_args__ = (
        Index("uq_targets_default", "movie_id", unique=True, postgresql_where=text("is_default")),
        Index("uq_targets_path", "path", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    is_default: Mapped[bool] = mapped_column(server_default="true")
    name: Mapped[str] = mapped_column(server_default="")
    quality_profile_id: Mapped[int] = mapped_column(index=True)
    path: Mapped[str]
    minimum_availability: Mapped[int] = mapped_column(server_default="3")
    monitored: Mapped[bool] = mapped_column(server_default="true")


class MovieTitle(Base):
    """A title a film goes by, in the form releases are matched with. `kind`: title, original, alternative, translation."""

    __tablename__ = "movie_titles"

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    title: Mapped[str]
    clean_title: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    language_id: Mapped[int] = mapped_column(server_default="1")
