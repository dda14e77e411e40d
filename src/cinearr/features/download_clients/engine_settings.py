"""Settings of the built-in engine as a whole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Limits in bytes a second, 0 for none. `hosts` are the addresses to listen on."""

    port: int = 6881
    download_limit: int = 0
    upload_limit: int = 0
    max_active_downloads: int = 5
    use_dht: bool = True
    map_port: bool = False
    hosts: tuple[str, ...] = ("0.0.0.0", "[::]")  # noqa: S104 - peers come from everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class EnginePace:
    """How often the engine does what, in seconds. Tests are less patient."""

    look: float = 1.0  # at the torrents
    reconcile: float = 15.0  # with the table, besides at once when told
    report: float = 2.0  # progress, at most
    resume: float = 60.0  # save resume data
    retry: float = 30.0  # after an error of disk or folder
    stalled: float = 60.0  # without a byte until a download counts as stalled
    lock: float = 5.0  # between two attempts to become the engine
