"""What a running process is made of: one value, built by `entrypoints.bootstrap`, handed to every workflow."""

from __future__ import annotations

from dataclasses import dataclass, field

from cinearr.features.metadata_sources.contract import MetadataSource
from cinearr.features.metadata_sources.covers import Covers
from cinearr.kit.clock import Clock
from cinearr.kit.config import Config
from cinearr.kit.db import Database
from cinearr.kit.http import HttpClient
from cinearr.kit.jobs.queue import JobQueue
from cinearr.kit.media_probe import MediaProbe
from cinearr.kit.provider_service import ProviderService


@dataclass(slots=True)
class Shown:
    """Settings that are shown too often to be read each time; `apply_settings` keeps those of every process right."""

    instance_name: str = "Radarr"
    branch: str = "master"
    theme: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The parts workflows work with. Nothing in it is state another process would need."""

    config: Config
    api_key: str
    database: Database
    queue: JobQueue
    http: HttpClient
    clock: Clock
    metadata: MetadataSource
    covers: Covers
    media_probe: MediaProbe
    indexers: ProviderService
    download_clients: ProviderService
    notifications: ProviderService
    shown: Shown = field(default_factory=Shown)
