"""Settings pages: `settings.get(session, settings.Naming)`."""

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
    "save",
    "set_value",
]
