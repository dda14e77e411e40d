"""What must hold of a settings page before it is saved; nothing here looks at a disk or another feature."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from cinearr.core import languages
from cinearr.features.settings.pages import Host, ImportLists, Indexers, MediaManagement, Ui
from cinearr.kit.errors import Failure
from cinearr.kit.logging import LEVELS
from cinearr.kit.validators import at_least, between, broken

SYNC_LEVELS: Final = ("disabled", "logOnly", "keepAndUnmonitor", "removeAndKeep", "removeAndDelete")
THEMES: Final = ("auto", "light", "dark")
_MODE: Final = re.compile(r"[0-7]{3,4}")
_PRIVILEGED: Final = 1024
_WEB_PORTS: Final = (80, 443)


def indexers(page: Indexers) -> Iterator[Failure]:
    """Limits for all indexers."""
    yield from at_least("MinimumAge", page.minimum_age, 0)
    yield from at_least("MaximumSize", page.maximum_size, 0)
    yield from at_least("Retention", page.retention, 0)
    if page.rss_sync_interval != 0 and not 10 <= page.rss_sync_interval <= 120:
        message = "Must be between 10 and 120 minutes, or 0 for never"
        yield broken("RssSyncInterval", message, page.rss_sync_interval, "PredicateValidator")


def import_lists(page: ImportLists) -> Iterator[Failure]:
    """What happens to films that are on no list."""
    if page.list_sync_level not in SYNC_LEVELS:
        message = f"Must be one of {', '.join(SYNC_LEVELS)}"
        yield broken("ListSyncLevel", message, page.list_sync_level, "PredicateValidator")


def media_management(page: MediaManagement) -> Iterator[Failure]:
    """How files are imported and kept; the folders are looked at elsewhere."""
    yield from at_least("RecycleBinCleanupDays", page.recycle_bin_cleanup_days, 0)
    if page.chmod_folder and not is_folder_mode(page.chmod_folder):
        message = "Must be an octal mode that lets the owner in, such as 755"
        yield broken("ChmodFolder", message, page.chmod_folder, "PredicateValidator")
    if page.use_script_import:
        message = "Importing by a script is not built in this version of Cinearr yet"
        yield broken("UseScriptImport", message, page.use_script_import, "PredicateValidator")
    yield from at_least("MinimumFreeSpaceWhenImporting", page.minimum_free_space_when_importing, 100)


def is_folder_mode(text: str) -> bool:
    """Three or four octal digits that leave the owner reading, writing and entering."""
    return bool(_MODE.fullmatch(text)) and int(text, 8) & 0o700 == 0o700


def ui(page: Ui) -> Iterator[Failure]:
    """How a person likes the screens."""
    for name, language_id in (("MovieInfoLanguage", page.movie_info_language), ("UILanguage", page.ui_language)):
        if language_id < 1 or language_id not in languages.BY_ID:
            yield broken(name, "The language does not exist", language_id, "PredicateValidator")
    if page.theme not in THEMES:
        yield broken("Theme", f"Must be one of {', '.join(THEMES)}", page.theme, "PredicateValidator")


def bind_address(address: str) -> Iterator[Failure]:
    """Where the server listens."""
    if address in ("*", "localhost"):
        return
    try:
        ipaddress.ip_address(address)
    except ValueError:
        message = "Must be an IP address, * or localhost"
        yield broken("BindAddress", message, address, "PredicateValidator")


def port(number: int) -> Iterator[Failure]:
    """The port it listens on."""
    outside = between("Port", number, 1, 65535)
    yield from outside
    if not outside and number < _PRIVILEGED and number not in _WEB_PORTS:
        message = f"A port below {_PRIVILEGED} can only be 80 or 443"
        yield broken("Port", message, number, "PredicateValidator")


def host(page: Host, branch: str | None) -> Iterator[Failure]:
    """The host page without address, port and people. `branch` is None when it was left out."""
    yield from _log_level("LogLevel", page.log_level)
    yield from _log_level("ConsoleLogLevel", page.console_log_level)
    yield from between("LogSizeLimit", page.log_size_limit, 1, 10)
    if not (branch or "").strip():
        yield broken("Branch", "Branch name is required, 'master' is the default", branch, "NotEmptyValidator")
    if page.instance_name and "radarr" not in page.instance_name.lower():
        message = "Must contain Radarr, since clients tell the server by it"
        yield broken("InstanceName", message, page.instance_name, "PredicateValidator")
    yield from _application_url(page.application_url)
    yield from _proxy(page)
    yield from between("BackupInterval", page.backup_interval, 1, 7)
    yield from between("BackupRetention", page.backup_retention, 1, 90)


def _log_level(name: str, level: str) -> Iterator[Failure]:
    if level and level.lower() not in LEVELS:
        yield broken(name, f"Must be one of {', '.join(LEVELS)}, or nothing", level, "PredicateValidator")


def _application_url(url: str) -> Iterator[Failure]:
    try:
        parts = urlsplit(url)
        is_good = not url or (parts.scheme in ("http", "https") and bool(parts.hostname))
    except ValueError:
        is_good = False
    if not is_good:
        yield broken(
            "ApplicationUrl", "Must be an address such as https://films.example.org", url, "PredicateValidator"
        )


def _proxy(page: Host) -> Iterator[Failure]:
    if not page.proxy_enabled:
        return
    if not page.proxy_hostname.strip():
        message = "A proxy needs a host name"
        yield broken("ProxyHostname", message, page.proxy_hostname, "NotEmptyValidator")
    yield from between("ProxyPort", page.proxy_port, 1, 65535)
