"""Configured download clients, and the torrents of the built-in engine."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from cinearr.kit.db import Base, BigInt
from cinearr.kit.provider_tables import ProviderColumns


class DownloadClientRow(ProviderColumns, Base):
    """One configured provider of this kind."""

    __tablename__ = "download_clients"


class EngineTorrentRow(Base):
    """One torrent of the built-in engine: what is wanted of it, and how it is.

    The download client writes what is wanted, the one running engine writes the rest. `state` is a
    `engine_store.State`. `removal`: `keep` or `delete` the data. Sizes and counters in bytes, rates in bytes a second,
    `seed_time` in minutes, `seeding_seconds` so far. `name` is the file or folder that appears in `save_path`.
    `is_settled` False: an engine has it, or had it and was killed, so that the resume data may promise too much.
    """

    __tablename__ = "engine_torrents"

    info_hash: Mapped[str] = mapped_column(primary_key=True)
    # what is wanted
    title: Mapped[str]
    category: Mapped[str | None] = mapped_column(index=True)
    magnet: Mapped[str | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    save_path: Mapped[str]
    is_private: Mapped[bool]
    seed_ratio: Mapped[float | None]
    seed_time: Mapped[int | None]
    paused: Mapped[bool] = mapped_column(server_default="false")
    removal: Mapped[str | None]
    added: Mapped[datetime] = mapped_column(server_default=func.now())
    # how it is
    state: Mapped[str] = mapped_column(server_default="queued")
    error: Mapped[str | None]
    name: Mapped[str | None]
    total_size: Mapped[int] = mapped_column(BigInt, server_default="0")
    done_size: Mapped[int] = mapped_column(BigInt, server_default="0")
    download_rate: Mapped[int] = mapped_column(BigInt, server_default="0")
    upload_rate: Mapped[int] = mapped_column(BigInt, server_default="0")
    downloaded: Mapped[int] = mapped_column(BigInt, server_default="0")
    uploaded: Mapped[int] = mapped_column(BigInt, server_default="0")
    seeding_seconds: Mapped[int] = mapped_column(BigInt, server_default="0")
    peers: Mapped[int] = mapped_column(server_default="0")
    changed: Mapped[datetime] = mapped_column(server_default=func.now())
    is_settled: Mapped[bool] = mapped_column(server_default="true")
    resume_data: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
