"""Every command: what it runs, how it gets along with others, and when it runs by itself.

Names, bodies and exclusivity are those of the v3 API. A command that is not here does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cinearr.kit.jobs.spec import CommandSpec
from cinearr.workflows import (
    check_health,
    clean_recycle_bin,
    housekeeping,
    manual_import,
    move_movie,
    refresh_collections,
    refresh_movies,
    rename_files,
    rescan_movies,
    rss_sync,
    scan_downloads,
    search,
    track_downloads,
)
from cinearr.workflows.program import Program

Pages = Mapping[str, Mapping[str, Any]]

DAILY: Final = 1440


def _rss_interval(pages: Pages) -> int:
    """Minutes from the settings; 0 is off, and nobody may ask more often than every ten."""
    minutes = int(pages.get("indexer", {}).get("rssSyncInterval", 30))
    return max(minutes, 10) if minutes > 0 else 0


def _tracking_interval(pages: Pages) -> int:
    return max(int(pages.get("downloadclient", {}).get("checkForFinishedDownloadInterval", 1)), 1)


# Commands of v3 that this version does not have, and why.
NOT_BUILT: Final[Mapping[str, str]] = {
    "ApplicationCheckUpdate": "Cinearr is updated by whatever installed it; it does not look for updates itself",
    "ApplicationUpdate": "Cinearr is updated by whatever installed it; it does not install updates itself",
    "Backup": "Backup and restore are not built in this version of Cinearr yet",
    "DeleteUpdateLogFiles": "Cinearr is updated by whatever installed it; there are no log files of updates",
    "ImportListSync": "Import lists are not built in this version of Cinearr yet",
    "RenameMovieFolder": "This command does nothing in the original either; edit the film's path instead",
    "ResetApiKey": "The API key belongs to the configuration; set CINEARR_API_KEY and start again",
    "Restart": "Restart and shutdown by the API are not built in this version of Cinearr yet",
    "Shutdown": "Restart and shutdown by the API are not built in this version of Cinearr yet",
}

COMMANDS: Final[dict[str, CommandSpec[Program]]] = {
    "BulkMoveMovie": CommandSpec(run=move_movie.run_bulk, body=move_movie.BulkMoveBody, requires_disk=True),
    "CheckForFinishedDownload": CommandSpec(run=track_downloads.refresh, sends_updates=False, type_exclusive=True),
    "CheckHealth": CommandSpec(run=check_health.run, sends_updates=False, interval=360),
    "CleanUpRecycleBin": CommandSpec(run=clean_recycle_bin.run, sends_updates=False, interval=DAILY),
    "ClearBlocklist": CommandSpec(run=housekeeping.clear_blocklist),
    "ClearLog": CommandSpec(run=housekeeping.clear_log),
    "CutoffUnmetMoviesSearch": CommandSpec(run=search.search_cutoff_unmet),
    "DeleteLogFiles": CommandSpec(run=housekeeping.delete_log_files),
    "DownloadedMoviesScan": CommandSpec(
        run=scan_downloads.run,
        body=scan_downloads.ScanPath,
        sends_updates=False,
        requires_disk=True,
        long_running=True,
    ),
    "Housekeeping": CommandSpec(run=housekeeping.run, sends_updates=False, interval=DAILY),
    "MessagingCleanup": CommandSpec(run=housekeeping.clean_commands, sends_updates=False, interval=5),
    "ManualImport": CommandSpec(
        run=manual_import.run, body=manual_import.ManualImportBody, requires_disk=True, priority=1
    ),
    "MissingMoviesSearch": CommandSpec(run=search.search_missing),
    "MoveMovie": CommandSpec(run=move_movie.run, body=move_movie.MoveBody, requires_disk=True),
    "MoviesSearch": CommandSpec(run=search.search_movies, body=search.MovieIds),
    "ProcessMonitoredDownloads": CommandSpec(
        run=track_downloads.process, sends_updates=False, requires_disk=True, long_running=True, priority=1
    ),
    "RefreshCollections": CommandSpec(
        run=refresh_collections.run,
        body=refresh_collections.CollectionIds,
        long_running=True,
        completion_message="Completed",
        interval=DAILY,
        updates_schedule=lambda body: not body.collection_ids,
    ),
    "RefreshMonitoredDownloads": CommandSpec(
        run=track_downloads.refresh, sends_updates=False, type_exclusive=True, interval=_tracking_interval, priority=1
    ),
    "RefreshMovie": CommandSpec(
        run=refresh_movies.run,
        body=refresh_movies.RefreshBody,
        long_running=True,
        completion_message="Completed",
        interval=DAILY,
        updates_schedule=lambda body: not body.movie_ids,
    ),
    "RenameFiles": CommandSpec(run=rename_files.run_files, body=rename_files.RenameFilesBody, requires_disk=True),
    "RenameMovie": CommandSpec(run=rename_files.run_movies, body=rename_files.RenameMovieBody, requires_disk=True),
    "RescanMovie": CommandSpec(run=rescan_movies.run, body=rescan_movies.RescanBody),
    "ResetQualityDefinitions": CommandSpec(
        run=housekeeping.reset_quality_definitions, body=housekeeping.ResetBody, sends_updates=False
    ),
    "RssSync": CommandSpec(run=rss_sync.run, long_running=True, type_exclusive=True, interval=_rss_interval),
}
