"""Settings pages: `settings.get(session, settings.Naming)`; `settings.rules` says what must hold of each."""

from cinearr.features.settings import rules
from cinearr.features.settings.pages import (
    PAGES,
    DownloadClients,
    Host,
    ImportLists,
    Indexers,
    MediaManagement,
    Metadata,
    Naming,
    Page,
    Ui,
)
from cinearr.features.settings.store import everything, get, get_value, read, save, set_value

__all__ = [
    "PAGES",
    "DownloadClients",
    "Host",
    "ImportLists",
    "Indexers",
    "MediaManagement",
    "Metadata",
    "Naming",
    "Page",
    "Ui",
    "everything",
    "get",
    "get_value",
    "read",
    "rules",
    "save",
    "set_value",
]
