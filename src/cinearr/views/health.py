"""What health checks look at, as far as the database knows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.core.movies import MovieStatus
from cinearr.features import root_folders, settings
from cinearr.features.collections.tables import CollectionRow
from cinearr.features.download_clients.paths import Mapping
from cinearr.features.downloads.tables import RemotePathMappingRow
from cinearr.features.health import ClientState, ConnectionState, HealthState, IndexerState
from cinearr.features.movies.tables import Movie, Target
from cinearr.kit import provider_status
from cinearr.kit.provider_service import Provider
from cinearr.kit.provider_status import ProviderStatusRow


class _Common(TypedDict):
    id: int
    name: str
    failing_since: datetime | None
    disabled_till: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The state without what must be asked of clients, disks and names, and what is needed for asking.

    `roots` hold films, `collection_roots` are where those of collections go; `proxy` is its name or address.
    """

    state: HealthState
    clients: tuple[Provider, ...]
    mappings: tuple[Mapping, ...]
    roots: tuple[str, ...]
    collection_roots: tuple[str, ...]
    proxy: str | None


async def known(
    session: AsyncSession,
    *,
    now: datetime,
    api_key: str,
    indexers: Sequence[Provider],
    clients: Sequence[Provider],
    notifications: Sequence[Provider],
) -> Known:
    """Everything in a fixed number of queries."""
    client_page = await settings.get(session, settings.DownloadClients)
    media_page = await settings.get(session, settings.MediaManagement)
    host_page = await settings.get(session, settings.Host)
    removed = await session.execute(
        select(Movie.title, Movie.tmdb_id).where(Movie.status == MovieStatus.DELETED.value).order_by(Movie.sort_title)
    )
    folders = [row.path for row in await root_folders.all_folders(session)]
    paths = list(await session.scalars(select(Target.path)))
    collected = await session.scalars(
        select(CollectionRow.root_folder_path).where(CollectionRow.monitored, CollectionRow.root_folder_path != "")
    )
    mappings = await session.scalars(select(RemotePathMappingRow))
    indexer_status = await provider_status.load(session, "indexer")
    client_status = await provider_status.load(session, "downloadclient")
    notification_status = await provider_status.load(session, "notification")
    enabled = tuple(each for each in clients if each.options.get("enable"))
    state = HealthState(
        now=now,
        api_key_length=len(api_key),
        indexers=tuple(_indexer(each, indexer_status.get(each.id)) for each in indexers if _is_used(each)),
        clients=tuple(ClientState(**_common(each, client_status.get(each.id))) for each in enabled),
        every_client_id=frozenset(each.id for each in clients),
        notifications=tuple(
            ConnectionState(
                **_common(each, notification_status.get(each.id)),
                implementation=each.implementation.implementation,
                address=str(getattr(each.settings, "web_hook_url", "") or ""),
            )
            for each in notifications
            if any(value for name, value in each.options.items() if name.startswith("on"))
        ),
        root_folders=tuple(folders),
        recycle_bin=media_page.recycle_bin or None,
        handles_completed_downloads=client_page.enable_completed_download_handling,
        removed_movies=tuple((title, tmdb_id) for title, tmdb_id in removed),
    )
    return Known(
        state=state,
        clients=enabled,
        mappings=tuple(
            Mapping(host=row.host, remote_path=row.remote_path, local_path=row.local_path) for row in mappings
        ),
        roots=tuple(sorted({root_folders.best_for(path, folders) for path in paths})),
        collection_roots=tuple(sorted(set(collected))),
        proxy=host_page.proxy_hostname if host_page.proxy_enabled else None,
    )


def _is_used(each: Provider) -> bool:
    return any(each.options.get(name) for name in ("enableRss", "enableAutomaticSearch", "enableInteractiveSearch"))


def _indexer(each: Provider, status: ProviderStatusRow | None) -> IndexerState:
    return IndexerState(
        **_common(each, status),
        rss=bool(each.options.get("enableRss")),
        automatic_search=bool(each.options.get("enableAutomaticSearch")),
        interactive_search=bool(each.options.get("enableInteractiveSearch")),
        download_client_id=int(each.options.get("downloadClientId", 0)),
        address="".join(str(getattr(each.settings, name, "") or "") for name in ("base_url", "api_path")),
    )


def _common(each: Provider, status: ProviderStatusRow | None) -> _Common:
    return {
        "id": each.id,
        "name": each.name,
        "failing_since": status.initial_failure if status is not None else None,
        "disabled_till": status.disabled_till if status is not None else None,
    }
