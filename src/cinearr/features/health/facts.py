"""What health checks look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cinearr.kit.backoff import LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderState:
    """An enabled provider and its back-off. `failing_since` is its first failure in a row."""

    id: int
    name: str
    failing_since: datetime | None = None
    disabled_till: datetime | None = None

    def is_blocked(self, now: datetime) -> bool:
        """Whether it is left alone for now."""
        return self.disabled_till is not None and now < self.disabled_till <= now + LONGEST


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexerState(ProviderState):
    """An indexer that is enabled for anything."""

    rss: bool = True
    automatic_search: bool = True
    interactive_search: bool = True
    download_client_id: int = 0  # 0: any
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientState(ProviderState):
    """A download client. `problem` says why it could not be asked; `output_roots` are local paths, after mapping."""

    problem: str | None = None
    output_roots: tuple[str, ...] = ()
    removes_completed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionState(ProviderState):
    """A connection that is told of anything. `implementation` is its kind, `address` where it posts to, if anywhere."""

    implementation: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathState:
    """A path a client named, after mapping, as it looks from here."""

    client: str
    path: str
    is_local_client: bool = False
    is_valid: bool = True  # an absolute path of this system
    exists: bool = True
    is_readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthState:
    """Everything the checks look at, taken at one moment (UTC)."""

    now: datetime
    api_key_length: int = 32
    indexers: tuple[IndexerState, ...] = ()
    clients: tuple[ClientState, ...] = ()
    every_client_id: frozenset[int] = frozenset()  # also those that are switched off
    notifications: tuple[ConnectionState, ...] = ()
    client_paths: tuple[PathState, ...] = ()
    root_folders: tuple[str, ...] = ()
    missing_root_folders: tuple[str, ...] = ()  # root folders of films that are not there
    missing_collection_folders: tuple[str, ...] = ()  # where films of collections are to go, and which are not there
    read_only_mounts: tuple[str, ...] = ()  # that hold films
    recycle_bin: str | None = None
    recycle_bin_is_writable: bool = True
    handles_completed_downloads: bool = True
    unknown_proxy: str | None = None  # the name of the proxy, when there is no host of that name
    removed_movies: tuple[tuple[str, int], ...] = field(default=())  # title and TMDb id
