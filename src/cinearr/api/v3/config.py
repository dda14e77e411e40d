"""`/api/v3/config/…`: the settings pages. Each is one object; whatever id a path names, it is that one.

A page is written as sent: what a client leaves out becomes false, 0 or empty.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Request, Response, get, put
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler

from cinearr.api.v3._answers import accepted
from cinearr.api.v3._problems import require
from cinearr.api.v3._providers import read_body
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource, WireEnum
from cinearr.core.naming import sample_names
from cinearr.core.naming.validation import problems as naming_problems
from cinearr.features import profiles, settings
from cinearr.features.settings import Page, rules
from cinearr.kit.errors import Failure, Invalid
from cinearr.workflows import save_settings
from cinearr.workflows.naming_facts import naming_config
from cinearr.workflows.program import Program

_SAMPLE_QUALITY = 7  # Bluray-1080p, what the sample film is


class Propers(WireEnum):
    """What becomes of propers and repacks."""

    PREFER_AND_UPGRADE = "preferAndUpgrade", 0
    DO_NOT_UPGRADE = "doNotUpgrade", 1
    DO_NOT_PREFER = "doNotPrefer", 2


class FileDate(WireEnum):
    """Which date a file gets."""

    NONE = "none", 0
    CINEMAS = "cinemas", 1
    RELEASE = "release", 2


class Rescan(WireEnum):
    """When folders are looked at again."""

    ALWAYS = "always", 0
    AFTER_MANUAL = "afterManual", 1
    NEVER = "never", 2


class Colon(WireEnum):
    """What becomes of a colon."""

    DELETE = "delete", 0
    DASH = "dash", 1
    SPACE_DASH = "spaceDash", 2
    SPACE_DASH_SPACE = "spaceDashSpace", 3
    SMART = "smart", 4


class Runtime(WireEnum):
    """How runtimes are written."""

    HOURS_MINUTES = "hoursMinutes", 0
    MINUTES = "minutes", 1


class Country(WireEnum):
    """Whose certification counts."""

    AU = "au", 0
    BR = "br", 1
    CA = "ca", 2
    FR = "fr", 3
    DE = "de", 4
    GB = "gb", 5
    IN = "in", 6
    IE = "ie", 7
    IT = "it", 8
    NZ = "nz", 9
    RO = "ro", 10
    ES = "es", 11
    US = "us", 12


class DownloadClientConfigResource(Resource):
    """Completed and failed download handling."""

    download_client_working_folders: str = ""
    enable_completed_download_handling: bool = False
    check_for_finished_download_interval: Int32 = 0
    auto_redownload_failed: bool = False
    auto_redownload_failed_from_interactive_search: bool = False
    id: Int32 = 1


class ImportListConfigResource(Resource):
    """What happens to films that are on no list."""

    list_sync_level: str = ""
    id: Int32 = 1


class IndexerConfigResource(Resource):
    """Limits for all indexers."""

    minimum_age: Int32 = 0
    maximum_size: Int32 = 0
    retention: Int32 = 0
    rss_sync_interval: Int32 = 0
    prefer_indexer_flags: bool = False
    availability_delay: Int32 = 0
    allow_hardcoded_subs: bool = False
    whitelisted_hardcoded_subs: str = ""
    id: Int32 = 1


class MediaManagementConfigResource(Resource):
    """How files are imported and kept."""

    auto_unmonitor_previously_downloaded_movies: bool = False
    recycle_bin: str = ""
    recycle_bin_cleanup_days: Int32 = 0
    download_propers_and_repacks: Propers = Propers.PREFER_AND_UPGRADE
    create_empty_movie_folders: bool = False
    delete_empty_folders: bool = False
    file_date: FileDate = FileDate.NONE
    rescan_after_refresh: Rescan = Rescan.ALWAYS
    auto_rename_folders: bool = False
    paths_default_static: bool = False
    set_permissions_linux: bool = False
    chmod_folder: str = ""
    chown_group: str = ""
    skip_free_space_check_when_importing: bool = False
    minimum_free_space_when_importing: Int32 = 0
    copy_using_hardlinks: bool = False
    use_script_import: bool = False
    script_import_path: str = ""
    import_extra_files: bool = False
    extra_file_extensions: str = ""
    enable_media_info: bool = False
    id: Int32 = 1


class MetadataConfigResource(Resource):
    """Whose certification counts."""

    certification_country: Country = Country.AU
    id: Int32 = 1


class NamingConfigResource(Resource):
    """How files and folders are named."""

    rename_movies: bool = False
    replace_illegal_characters: bool = False
    colon_replacement_format: Colon = Colon.DELETE
    standard_movie_format: str = ""
    movie_folder_format: str = ""
    id: Int32 = 1


class UiConfigResource(Resource):
    """How a person likes the screens."""

    first_day_of_week: Int32 = 0
    calendar_week_column_header: str = ""
    movie_runtime_format: Runtime = Runtime.HOURS_MINUTES
    short_date_format: str = ""
    long_date_format: str = ""
    time_format: str = ""
    show_relative_dates: bool = False
    enable_color_impaired_mode: bool = False
    movie_info_language: Int32 = 0
    ui_language: Int32 = 0
    theme: str = ""
    id: Int32 = 1


class NamingExamplesResource(Resource):
    """What the naming rules make of a sample."""

    movie_example: str | None = None
    movie_folder_example: str | None = None


class _Sample(Resource):
    """Naming rules to try; they count only with an id."""

    rename_movies: bool = False
    replace_illegal_characters: bool = False
    colon_replacement_format: Colon = Colon.DELETE
    standard_movie_format: str = ""
    movie_folder_format: str = ""
    id: Int32 = 0


Rules = Callable[[Program, Any], Awaitable[Sequence[Failure]]]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A page and how it looks on the wire, where its fields have the same names."""

    page: type[Page]
    resource: type[Resource]
    rules: Rules


def resource_of(page: Page, kind: type[Resource]) -> Any:
    """A page as the wire has it."""
    return msgspec.convert(msgspec.to_builtins(page), kind)


def page_of(resource: Resource, kind: type[Page]) -> Any:
    """The page a client means."""
    return msgspec.convert(msgspec.to_builtins(resource), kind)


def refuse(failures: Iterable[Failure]) -> None:
    """Nothing when all is well, else Invalid."""
    found = list(failures)
    if found:
        raise Invalid(*found)


def _plain(check: Callable[[Any], Iterable[Failure]]) -> Rules:
    async def run(_: Program, page: Any) -> list[Failure]:
        return list(check(page))

    return run


async def _media_management(program: Program, page: settings.MediaManagement) -> list[Failure]:
    return [*rules.media_management(page), *await save_settings.folder_failures(program, page)]


async def _naming(_: Program, page: settings.Naming) -> list[Failure]:
    require(naming_problems(naming_config(page)))
    return []


_KINDS = (
    _Kind(settings.DownloadClients, DownloadClientConfigResource, _plain(lambda _: ())),
    _Kind(settings.ImportLists, ImportListConfigResource, _plain(rules.import_lists)),
    _Kind(settings.Indexers, IndexerConfigResource, _plain(rules.indexers)),
    _Kind(settings.MediaManagement, MediaManagementConfigResource, _media_management),
    _Kind(settings.Metadata, MetadataConfigResource, _plain(lambda _: ())),
    _Kind(settings.Naming, NamingConfigResource, _naming),
    _Kind(settings.Ui, UiConfigResource, _plain(rules.ui)),
)


def _routes(kind: _Kind) -> list[BaseRouteHandler]:
    paths = [f"/api/v3/config/{kind.page.section}", f"/api/v3/config/{kind.page.section}/{{page_id:int}}"]

    @get(paths)
    async def read(program: NamedDependency[Program]) -> Any:
        async with program.database.read() as session:
            return resource_of(await settings.get(session, kind.page), kind.resource)

    @put(paths)
    async def change(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> Response[Any]:
        page = page_of(await read_body(request, kind.resource), kind.page)
        refuse(await kind.rules(program, page))
        await save_settings.save(program, page)
        return accepted(request, f"config/{kind.page.section}", resource_of(page, kind.resource))

    return [read, change]


@get("/api/v3/config/naming/examples")
async def naming_examples(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> NamingExamplesResource:
    """What rules make of a sample film: those of the query when it has an id, else the saved ones."""
    asked = read_query(request, _Sample)
    async with program.database.read() as session:
        saved = await settings.get(session, settings.Naming)
        definitions = await profiles.quality_definitions(session)
    page = page_of(asked, settings.Naming) if asked.id else saved
    title = definitions[_SAMPLE_QUALITY].title if _SAMPLE_QUALITY in definitions else "Bluray-1080p"
    file, folder = sample_names(naming_config(page), quality_title=title)
    return NamingExamplesResource(
        movie_example=file if page.standard_movie_format.strip() else None,
        movie_folder_example=folder if page.movie_folder_format.strip() else None,
    )


ROUTES = [route for kind in _KINDS for route in _routes(kind)] + [naming_examples]
