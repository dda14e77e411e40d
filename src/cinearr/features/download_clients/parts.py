"""What download clients are made with, besides their settings."""

from __future__ import annotations

from dataclasses import dataclass

from cinearr.kit.clock import Clock
from cinearr.kit.db import Database
from cinearr.kit.http import Http


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The means to go out, and the name and id of the configuration (0 for one that is not saved)."""

    http: Http
    database: Database
    clock: Clock
    name: str
    id: int
