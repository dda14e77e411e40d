"""Configured download clients."""

from __future__ import annotations

from cinearr.kit.db import Base
from cinearr.kit.provider_tables import ProviderColumns


class DownloadClientRow(ProviderColumns, Base):
    """One configured provider of this kind."""

    __tablename__ = "download_clients"
