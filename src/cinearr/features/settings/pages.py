"""The settings pages as values. Field names are those of the v3 API (camelCase on the wire), in its order."""

from __future__ import annotations

from typing import ClassVar

import msgspec


class Page(msgspec.Struct, rename="camel", kw_only=True, frozen=True):
    """The root of all pages. `section` is the last part of `/api/v3/config/…`."""

    section: ClassVar[str]


class Host(Page, frozen=True, kw_only=True):
    """What v3 calls the host. Address, port and keys belong to the configuration and are shown, not stored."""

    section: ClassVar[str] = "host"

    launch_browser: bool = True
    authentication_required: str = "enabled"
    analytics_enabled: bool = False
    log_level: str = ""  # "": as the configuration says
    log_size_limit: int = 1
    console_log_level: str = ""
    branch: str = "master"
    instance_name: str = "Radarr"
    application_url: str = ""
    update_automatically: bool = False
    update_mechanism: str = "builtIn"
    update_script_path: str = ""
    proxy_enabled: bool = False
    proxy_type: str = "http"
    proxy_hostname: str = ""
    proxy_port: int = 8080
    proxy_username: str = ""
    proxy_password: str = ""
    proxy_bypass_filter: str = ""
    proxy_bypass_local_addresses: bool = True
    certificate_validation: str = "enabled"
    backup_folder: str = "Backups"
    backup_interval: int = 7
    backup_retention: int = 28
    trust_cgnat_ip_addresses: bool = False


class DownloadClients(Page, frozen=True, kw_only=True):
    """Completed and failed download handling."""

    section: ClassVar[str] = "downloadclient"

    download_client_working_folders: str = "_UNPACK_|_FAILED_"
    enable_completed_download_handling: bool = True
    check_for_finished_download_interval: int = 1
    auto_redownload_failed: bool = True
    auto_redownload_failed_from_interactive_search: bool = True


class ImportLists(Page, frozen=True, kw_only=True):
    """What happens to films that are on no list any more."""

    section: ClassVar[str] = "importlist"

    list_sync_level: str = "disabled"


class Indexers(Page, frozen=True, kw_only=True):
    """Limits for all indexers. Age and delay in minutes and days, sizes in megabytes, interval in minutes."""

    section: ClassVar[str] = "indexer"

    minimum_age: int = 0
    maximum_size: int = 0
    retention: int = 0
    rss_sync_interval: int = 30
    prefer_indexer_flags: bool = False
    availability_delay: int = 0
    allow_hardcoded_subs: bool = False
    whitelisted_hardcoded_subs: str = ""


class MediaManagement(Page, frozen=True, kw_only=True):
    """How files are imported and kept. Free space in megabytes."""

    section: ClassVar[str] = "mediamanagement"

    auto_unmonitor_previously_downloaded_movies: bool = False
    recycle_bin: str = ""
    recycle_bin_cleanup_days: int = 7
    download_propers_and_repacks: str = "preferAndUpgrade"
    create_empty_movie_folders: bool = False
    delete_empty_folders: bool = False
    file_date: str = "none"
    rescan_after_refresh: str = "always"
    auto_rename_folders: bool = False
    paths_default_static: bool = False
    set_permissions_linux: bool = False
    chmod_folder: str = "755"
    chown_group: str = ""
    skip_free_space_check_when_importing: bool = False
    minimum_free_space_when_importing: int = 100
    copy_using_hardlinks: bool = True
    use_script_import: bool = False
    script_import_path: str = ""
    import_extra_files: bool = False
    extra_file_extensions: str = "srt"
    enable_media_info: bool = True


class Metadata(Page, frozen=True, kw_only=True):
    """Whose certification counts."""

    section: ClassVar[str] = "metadata"

    certification_country: str = "us"


class Naming(Page, frozen=True, kw_only=True):
    """How files and folders are named."""

    section: ClassVar[str] = "naming"

    rename_movies: bool = False
    replace_illegal_characters: bool = True
    colon_replacement_format: str = "smart"
    standard_movie_format: str = "{Movie Title} ({Release Year}) {Quality Full}"
    movie_folder_format: str = "{Movie Title} ({Release Year})"


class Ui(Page, frozen=True, kw_only=True):
    """How a person likes the screens."""

    section: ClassVar[str] = "ui"

    first_day_of_week: int = 0
    calendar_week_column_header: str = "ddd M/D"
    movie_runtime_format: str = "hoursMinutes"
    short_date_format: str = "MMM D YYYY"
    long_date_format: str = "dddd, MMMM D YYYY"
    time_format: str = "h(:mm)a"
    show_relative_dates: bool = True
    enable_color_impaired_mode: bool = False
    movie_info_language: int = 1
    ui_language: int = 1
    theme: str = "auto"


PAGES: tuple[type[Page], ...] = (
    Host,
    DownloadClients,
    ImportLists,
    Indexers,
    MediaManagement,
    Metadata,
    Naming,
    Ui,
)
