"""Quality profiles and definitions, delay and release profiles."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Integer

from cinearr.kit.db import Base


class QualityProfileRow(Base):
    """A quality profile. `items` worst first, as on the wire but with quality ids:
    `{"quality": id, "allowed"}` or `{"id", "name", "items": [{"quality", "allowed"}], "allowed"}`.
    `format_items` is `[{"format", "score"}]`.
    """

    __tablename__ = "quality_profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    upgrade_allowed: Mapped[bool] = mapped_column(server_default="false")
    cutoff: Mapped[int]
    items: Mapped[list[dict[str, Any]]]
    min_format_score: Mapped[int] = mapped_column(server_default="0")
    cutoff_format_score: Mapped[int] = mapped_column(server_default="0")
    min_upgrade_format_score: Mapped[int] = mapped_column(server_default="1")
    format_items: Mapped[list[dict[str, Any]]]
    language_id: Mapped[int | None]


class QualityDefinitionRow(Base):
    """Sizes of one quality in megabytes a minute; None is unlimited."""

    __tablename__ = "quality_definitions"

    id: Mapped[int] = mapped_column(primary_key=True)
    quality_id: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str]
    min_size: Mapped[float | None]
    preferred_size: Mapped[float | None]
    max_size: Mapped[float | None]


class DelayProfileRow(Base):
    """How long to wait for something better. Number 1 is the default for everything and has no tags."""

    __tablename__ = "delay_profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    enable_usenet: Mapped[bool] = mapped_column(server_default="true")
    enable_torrent: Mapped[bool] = mapped_column(server_default="true")
    preferred_protocol: Mapped[int] = mapped_column(server_default="1")
    usenet_delay: Mapped[int] = mapped_column(server_default="0")
    torrent_delay: Mapped[int] = mapped_column(server_default="0")
    bypass_if_highest_quality: Mapped[bool] = mapped_column(server_default="false")
    bypass_if_above_custom_format_score: Mapped[bool] = mapped_column(server_default="false")
    minimum_custom_format_score: Mapped[int] = mapped_column(server_default="0")
    order: Mapped[int]
    tags: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")


class ReleaseProfileRow(Base):
    """Terms a release must or must not contain. Indexer 0 is any."""

    __tablename__ = "release_profiles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    enabled: Mapped[bool] = mapped_column(server_default="true")
    required: Mapped[list[str]] = mapped_column(server_default="{}")
    ignored: Mapped[list[str]] = mapped_column(server_default="{}")
    indexer_id: Mapped[int] = mapped_column(server_default="0")
    tags: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}")
