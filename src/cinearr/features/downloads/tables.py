"""Grabs, the downloads they became, and releases that wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer

from cinearr.kit.db import Base


class GrabRow(Base):
    """A release on its way to a client, written before the client is called.

    `state`: sending → sent, or refused; a sent one is lost when its client has it no more. A row left in `sending` by a
    killed process is settled by asking the client. `release` is the offer as JSON, `evidence` what it was judged by.
    `fingerprint` names the release whatever indexer it came from, so that no target gets it twice; a grab a person asked
    for carries a number in it.
    """

    __tablename__ = "grabs"
    __table_args__ = (UniqueConstraint("target_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("targets.id", ondelete="CASCADE"))
    state: Mapped[str]
    fingerprint: Mapped[str]
    guid: Mapped[str]
    title: Mapped[str]
    info_hash: Mapped[str | None]
    release: Mapped[dict[str, Any]]
    evidence: Mapped[dict[str, Any]]
    download_client_id: Mapped[int | None]
    download_id: Mapped[str | None] = mapped_column(index=True)
    source: Mapped[str]
    created: Mapped[datetime] = mapped_column(server_default=func.now())
    changed: Mapped[datetime] = mapped_column(server_default=func.now())
    message: Mapped[str | None]


class TrackedDownloadRow(Base):
    """One item of a client and where it stands on its way into the library.

    `state`, `status` are the v3 words. `item` is the client's last answer as JSON, `messages` `[{"title", "messages"}]`.
    `gone` is set when the client no longer has it.
    """

    __tablename__ = "tracked_downloads"
    __table_args__ = (UniqueConstraint("download_client_id", "download_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    download_client_id: Mapped[int]
    download_id: Mapped[str] = mapped_column(index=True)
    movie_id: Mapped[int | None] = mapped_column(ForeignKey("movies.id", ondelete="SET NULL"), index=True)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("targets.id", ondelete="SET NULL"))
    state: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="ok")
    title: Mapped[str]
    protocol: Mapped[int]
    indexer: Mapped[str | None]
    item: Mapped[dict[str, Any]]
    release: Mapped[dict[str, Any] | None]
    evidence: Mapped[dict[str, Any] | None]
    quality: Mapped[dict[str, Any] | None]
    languages: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
    messages: Mapped[list[dict[str, Any]]] = mapped_column(server_default=text("'[]'"))
    error_message: Mapped[str | None]
    interaction_told: Mapped[bool] = mapped_column(server_default="false")
    gone: Mapped[bool] = mapped_column(server_default="false")
    added: Mapped[datetime | None]
    changed: Mapped[datetime] = mapped_column(server_default=func.now())


class DownloadEventRow(Base):
    """What became of a download id, for finding the state again. `event`: grabbed, imported, failed, ignored, fileImported."""

    __tablename__ = "download_events"
    __table_args__ = (Index("ix_download_events_download_id_date", "download_id", "date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str]
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    download_id: Mapped[str]
    source_title: Mapped[str]
    date: Mapped[datetime] = mapped_column(server_default=func.now())
    protocol: Mapped[int] = mapped_column(server_default="0")
    indexer_id: Mapped[int] = mapped_column(server_default="0")
    download_client_id: Mapped[int] = mapped_column(server_default="0")
    data: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class PendingReleaseRow(Base):
    """A release that waits. `reason`: delay, downloadClientUnavailable, fallback."""

    __tablename__ = "pending_releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movies.id", ondelete="CASCADE"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("targets.id", ondelete="CASCADE"))
    title: Mapped[str]
    added: Mapped[datetime] = mapped_column(server_default=func.now())
    reason: Mapped[str]
    release: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(server_default="rss")
    match_type: Mapped[str] = mapped_column(server_default="unknown")


class OfferRow(Base):
    """A release a person was shown, kept for half an hour so that they can take it. `movie_id` is the film it is of."""

    __tablename__ = "offers"

    indexer_id: Mapped[int] = mapped_column(primary_key=True)
    guid: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    movie_id: Mapped[int | None]
    source: Mapped[str]
    release: Mapped[dict[str, Any]]


class RemotePathMappingRow(Base):
    """How a client's path looks from here. Both paths end in a separator."""

    __tablename__ = "remote_path_mappings"
    __table_args__ = (UniqueConstraint("host", "remote_path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    host: Mapped[str]
    remote_path: Mapped[str]
    local_path: Mapped[str]
