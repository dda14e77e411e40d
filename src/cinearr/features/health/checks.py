"""The checks: each looks at the facts and finds one issue or none. Pure.

Names of checks, levels and the wording that clients know are those of the v3 API.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Final

from cinearr.core.notices.facts import HealthFacts
from cinearr.features.health.facts import HealthState, PathState, ProviderState

WIKI: Final = "https://wiki.servarr.com/radarr/system#"
LONG_TERM: Final = timedelta(hours=6)
SHORTEST_API_KEY: Final = 20
JACKETT_ALL: Final = ("/torznab/all/api", "/api/v2.0/indexers/all/results/torznab")

Check = Callable[[HealthState], HealthFacts | None]


def indexer_rss(state: HealthState) -> HealthFacts | None:
    """Someone must bring news."""
    able = [one for one in state.indexers if one.rss]
    if not able:
        message = "No indexers available with RSS sync enabled, Radarr will not grab new releases automatically"
        return _issue("IndexerRssCheck", "error", message)
    if all(one.is_blocked(state.now) for one in able):
        message = "Every indexer with RSS sync is unavailable for now, because of recent failures"
        return _issue("IndexerRssCheck", "warning", message, "indexers-are-unavailable-due-to-failures")
    return None


def download_client(state: HealthState) -> HealthFacts | None:
    """There must be a client, and it must answer."""
    if not state.clients:
        return _issue("DownloadClientCheck", "warning", "No download client is available")
    silent = [f"{one.name} ({one.problem})" for one in state.clients if one.problem]
    if not silent:
        return None
    message = f"Unable to communicate with {', '.join(silent)}"
    return _issue("DownloadClientCheck", "error", message, "unable-to-communicate-with-download-client")


def indexer_search(state: HealthState) -> HealthFacts | None:
    """Someone must answer searches of both kinds."""
    if not any(one.automatic_search for one in state.indexers):
        message = (
            "No indexers available with Automatic Search enabled, Radarr will not provide any automatic search results"
        )
        return _issue("IndexerSearchCheck", "warning", message)
    if not any(one.interactive_search for one in state.indexers):
        message = "No indexers available with Interactive Search enabled, so interactive searches find nothing"
        return _issue("IndexerSearchCheck", "warning", message, "no-indexers-available-with-interactive-search-enabled")
    if all(one.is_blocked(state.now) for one in state.indexers if one.automatic_search):
        message = "Every indexer that can be searched is unavailable for now, because of recent failures"
        return _issue("IndexerSearchCheck", "warning", message, "indexers-are-unavailable-due-to-failures")
    return None


def indexer_status(state: HealthState) -> HealthFacts | None:
    """Indexers that began to fail lately."""
    failing = [one for one in _blocked(state.indexers, state.now) if not _is_long(one, state.now)]
    return _unavailable("IndexerStatusCheck", "indexers", failing, state.indexers)


def indexer_long_term_status(state: HealthState) -> HealthFacts | None:
    """Indexers that have been failing for hours."""
    failing = [one for one in _blocked(state.indexers, state.now) if _is_long(one, state.now)]
    return _unavailable(
        "IndexerLongTermStatusCheck", "indexers", failing, state.indexers, suffix=" for more than 6 hours"
    )


def download_client_status(state: HealthState) -> HealthFacts | None:
    """Clients in back-off."""
    failing = _blocked(state.clients, state.now)
    return _unavailable("DownloadClientStatusCheck", "download clients", failing, state.clients)


def notification_status(state: HealthState) -> HealthFacts | None:
    """Connections in back-off."""
    failing = _blocked(state.notifications, state.now)
    return _unavailable("NotificationStatusCheck", "notifications", failing, state.notifications)


def indexer_download_client(state: HealthState) -> HealthFacts | None:
    """Indexers that want a client which is gone."""
    lost = [
        one.name
        for one in state.indexers
        if one.download_client_id and one.download_client_id not in state.every_client_id
    ]
    if not lost:
        return None
    message = f"Indexers that name a download client which does not exist: {', '.join(lost)}"
    return _issue("IndexerDownloadClientCheck", "warning", message, "invalid-indexer-download-client-setting")


def download_client_root_folder(state: HealthState) -> HealthFacts | None:
    """Downloads must not land in the library."""
    roots = {PurePosixPath(folder) for folder in state.root_folders}
    for client in state.clients:
        for folder in client.output_roots:
            if PurePosixPath(folder) in roots:
                message = f"{client.name} downloads into the root folder {folder}; it needs a folder of its own"
                return _issue("DownloadClientRootFolderCheck", "warning", message, "downloads-in-root-folder")
    return None


def download_client_removes(state: HealthState) -> HealthFacts | None:
    """What is done must stay with its client until it is imported."""
    removing = [one.name for one in state.clients if one.removes_completed]
    if not removing:
        return None
    message = f"Set to remove downloads that are done, maybe before they are imported: {', '.join(removing)}"
    source = "DownloadClientRemovesCompletedDownloadsCheck"
    return _issue(source, "warning", message, "download-client-removes-completed-downloads")


def indexer_jackett_all(state: HealthState) -> HealthFacts | None:
    """Jackett's sum of all indexers hides limits, categories and failures of each."""
    using = [one.name for one in state.indexers if any(part in one.address.lower() for part in JACKETT_ALL)]
    if not using:
        return None
    message = f"Jackett's endpoint for all indexers at once does not serve well; add its indexers one by one: {', '.join(using)}"
    return _issue("IndexerJackettAllCheck", "warning", message, "jackett-all-endpoint-used")


def slack_url(state: HealthState) -> HealthFacts | None:
    """Discord takes Slack's messages, but shows its own better."""
    using = [
        one.name for one in state.notifications if one.implementation == "Slack" and "discord" in one.address.lower()
    ]
    if not using:
        return None
    message = f"Connections of the kind Slack that lead to Discord; use the kind Discord for them: {', '.join(using)}"
    return _issue("SlackUrlCheck", "warning", message, "discord-as-slack-notification")


def proxy(state: HealthState) -> HealthFacts | None:
    """A proxy must be found."""
    if state.unknown_proxy is None:
        return None
    message = f"There is no host named {state.unknown_proxy}, which is set as the proxy"
    return _issue("ProxyCheck", "error", message, "proxy-failed-resolve-ip")


def root_folder(state: HealthState) -> HealthFacts | None:
    """Root folders of films must be there."""
    missing = state.missing_root_folders
    if not missing:
        return None
    words = "Missing root folder" if len(missing) == 1 else "Missing root folders"
    return _issue("RootFolderCheck", "error", f"{words}: {' | '.join(missing)}", "missing-root-folder")


def collection_root_folder(state: HealthState) -> HealthFacts | None:
    """Films of a collection that is watched must have a place to go."""
    missing = state.missing_collection_folders
    if not missing:
        return None
    words = "Missing root folder of collections" if len(missing) == 1 else "Missing root folders of collections"
    message = f"{words}: {' | '.join(missing)}"
    return _issue("MovieCollectionRootFolderCheck", "error", message, "movie-collection-missing-root-folder")


def recycling_bin(state: HealthState) -> HealthFacts | None:
    """What is replaced must have a place to go."""
    if not state.recycle_bin or state.recycle_bin_is_writable:
        return None
    message = f"Unable to write to the recycle bin folder: {state.recycle_bin}"
    return _issue("RecyclingBinCheck", "error", message, "cannot-write-recycle-bin")


def remote_path_mapping(state: HealthState) -> HealthFacts | None:
    """Where clients put things must be seen from here."""
    for path in state.client_paths:
        if (found := _path_problem(path)) is not None:
            words, fragment = found
            return _issue("RemotePathMappingCheck", "error", words, fragment)
    return None


def _path_problem(path: PathState) -> tuple[str, str] | None:
    where = f"{path.client} puts downloads into {path.path}"
    if not path.is_valid:
        if path.is_local_client:
            return f"{where}, which is no path of this system; check its settings", "bad-download-client-settings"
        return f"{where}, which is no path of this system; a remote path mapping is needed", "bad-remote-path-mapping"
    if not path.exists:
        if path.is_local_client:
            return f"{where}, but that folder is not there or may not be seen", "permissions-error"
        return f"{where}, but that folder is not there; check the remote path mappings", "bad-remote-path-mapping"
    if not path.is_readable:
        return f"{where}, but that folder may not be read by this program", "permissions-error"
    return None


def import_mechanism(state: HealthState) -> HealthFacts | None:
    """Without it nothing is imported."""
    if state.handles_completed_downloads:
        return None
    message = "Completed Download Handling is disabled, so finished downloads are not imported"
    return _issue("ImportMechanismCheck", "warning", message, "completed-download-handling-is-disabled")


def removed_movie(state: HealthState) -> HealthFacts | None:
    """Films the metadata source does not know any more."""
    if not state.removed_movies:
        return None
    names = ", ".join(f"{title} (tmdbid {tmdb_id})" for title, tmdb_id in state.removed_movies)
    verb = "was" if len(state.removed_movies) == 1 else "were"
    return _issue("RemovedMovieCheck", "error", f"{names} {verb} removed from TMDb", "movie-was-removed-from-tmdb")


def mount(state: HealthState) -> HealthFacts | None:
    """Films on a disk that takes no changes."""
    if not state.read_only_mounts:
        return None
    message = f"Films are on a file system that is mounted read-only: {', '.join(state.read_only_mounts)}"
    return _issue("MountCheck", "error", message, "movie-mount-ro")


def api_key_validation(state: HealthState) -> HealthFacts | None:
    """A short key can be guessed."""
    if state.api_key_length >= SHORTEST_API_KEY:
        return None
    message = f"The API key is short; give it at least {SHORTEST_API_KEY} characters"
    return _issue("ApiKeyValidationCheck", "warning", message, "invalid-api-key")


CHECKS: Final[tuple[Check, ...]] = (
    api_key_validation,
    indexer_rss,
    download_client,
    indexer_search,
    indexer_status,
    indexer_long_term_status,
    indexer_download_client,
    indexer_jackett_all,
    download_client_status,
    download_client_removes,
    download_client_root_folder,
    remote_path_mapping,
    import_mechanism,
    root_folder,
    collection_root_folder,
    recycling_bin,
    mount,
    removed_movie,
    notification_status,
    slack_url,
    proxy,
)


def run(state: HealthState) -> list[HealthFacts]:
    """Every issue there is."""
    return [issue for check in CHECKS if (issue := check(state)) is not None]


def wiki_url(message: str, fragment: str | None = None) -> str:
    """Where the issue is explained; without a fragment of its own it is made of the message."""
    if fragment is None:
        kept = (letter for letter in message.lower() if "a" <= letter <= "z" or letter == " ")
        fragment = "".join(kept).replace(" ", "-")
    return WIKI + fragment


def _issue(source: str, level: str, message: str, fragment: str | None = None) -> HealthFacts:
    return HealthFacts(source=source, level=level, message=message, wiki_url=wiki_url(message, fragment))


def _blocked(providers: Iterable[ProviderState], now: datetime) -> list[ProviderState]:
    return [one for one in providers if one.is_blocked(now)]


def _is_long(one: ProviderState, now: datetime) -> bool:
    return one.failing_since is not None and one.failing_since <= now - LONG_TERM


def _unavailable(
    source: str, what: str, failing: Sequence[ProviderState], every: Sequence[ProviderState], *, suffix: str = ""
) -> HealthFacts | None:
    if not failing:
        return None
    fragment = f"{what.replace(' ', '-')}-are-unavailable-due-to-failures"
    if len(failing) == len(every):
        return _issue(source, "error", f"All {what} are unavailable due to failures{suffix}", fragment)
    names = ", ".join(one.name for one in failing)
    return _issue(source, "warning", f"{what.capitalize()} unavailable due to failures{suffix}: {names}", fragment)
