"""HDBits: a private tracker with a JSON API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec

from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.releases.model import Release
from cinearr.features.indexers.contract import Capabilities, SearchCriteria, Tiers
from cinearr.features.indexers.implementations import _rss, _settings, _tracker
from cinearr.features.indexers.implementations._settings import (
    ApiUrl,
    FailDownloads,
    MinimumSeeders,
    MultiLanguages,
    RejectBlocklistedHashes,
    RequiredFlags,
    SeedRatio,
    SeedTime,
    labelled,
)
from cinearr.features.indexers.implementations._tracker import Tracker
from cinearr.kit import json
from cinearr.kit.errors import BadAnswer, Failure, NotAuthorised
from cinearr.kit.http import Request, Response
from cinearr.kit.providers import Settings, required, setting

_ALL_WHEN_EMPTY: Final = "All when empty"
_LIMIT: Final = 100


class HDBitsSettings(Settings, frozen=True, kw_only=True):
    """The settings of HDBits."""

    base_url: ApiUrl = "https://hdbits.org"
    username: Annotated[str | None, setting("Username", privacy="userName")] = None
    api_key: Annotated[str | None, setting("API Key", privacy="apiKey")] = None
    categories: Annotated[
        tuple[int, ...],
        setting(
            "Categories",
            "select",
            help_text=_ALL_WHEN_EMPTY,
            select_options=labelled(
                84,
                (1, "Movie"),
                (2, "TV"),
                (3, "Documentary"),
                (4, "Music"),
                (5, "Sport"),
                (6, "Audio Track"),
                (7, "XXX"),
                (8, "Misc/Demo"),
            ),
        ),
    ] = (1,)
    codecs: Annotated[
        tuple[int, ...],
        setting(
            "Codecs",
            "select",
            advanced=True,
            help_text=_ALL_WHEN_EMPTY,
            select_options=labelled(104, (1, "H.264"), (2, "MPEG-2"), (3, "VC-1"), (4, "XviD"), (5, "HEVC")),
        ),
    ] = ()
    mediums: Annotated[
        tuple[int, ...],
        setting(
            "Mediums",
            "select",
            advanced=True,
            help_text=_ALL_WHEN_EMPTY,
            select_options=labelled(
                118, (1, "Blu-ray/HD DVD"), (3, "Encode"), (4, "Capture"), (5, "Remux"), (6, "WEB-DL")
            ),
        ),
    ] = ()
    minimum_seeders: MinimumSeeders = 1
    seed_ratio: SeedRatio = None
    seed_time: SeedTime = None
    reject_blocklisted_torrent_hashes_while_grabbing: RejectBlocklistedHashes = False
    multi_languages: MultiLanguages = ()
    fail_downloads: FailDownloads = ()
    required_flags: RequiredFlags = ()

    def check(self) -> Sequence[Failure]:
        """The rules of the v3 API, in its order."""
        return [
            *_settings.url_failures(self, "base_url"),
            *required(self, "api_key"),
            *_settings.seed_failures(self.seed_ratio, self.seed_time),
        ]


class _Film(msgspec.Struct):
    id: int | None = None


class _Torrent(msgspec.Struct):
    id: int | str
    name: str
    size: int
    added: str
    hash: str | None = None
    seeders: int | None = None
    leechers: int | None = None
    freeleech: str = "no"
    type_origin: int = 0
    imdb: _Film | None = None


class _Answer(msgspec.Struct):
    status: int
    message: str | None = None
    data: list[Any] | None = None


class HDBits(Tracker):
    """The tracker's API."""

    def __init__(self, settings: HDBitsSettings) -> None:
        super().__init__(settings)
        self._settings = settings

    def parse_capabilities(self, response: Response) -> Capabilities:
        """Always the same."""
        return Capabilities(search_params=(), movie_search_params=("imdbid",))

    def recent_requests(self, capabilities: Capabilities) -> Tiers:
        """The newest of the chosen kinds."""
        return [[[self._request({})]]]

    def search_requests(self, criteria: SearchCriteria, capabilities: Capabilities) -> Tiers:
        """By IMDb id; a film without one cannot be asked for."""
        digits = (criteria.imdb_id or "").removeprefix("tt")
        if not digits.isdecimal() or int(digits) == 0:
            return []
        return [[[self._request({"imdb": {"id": int(digits)}})]]]

    def parse(self, response: Response) -> list[Release]:
        """The torrents of an answer."""
        answer = json.decode(response.content, _Answer, "HDBits' answer")
        if answer.status in (4, 5):
            raise NotAuthorised(answer.message or "HDBits did not accept the user name or passkey")
        if answer.status != 0:
            raise BadAnswer(f"HDBits answered with status {answer.status}: {answer.message or 'no reason given'}")
        return _rss.releases_of(answer.data or [], self._release)

    def _request(self, query: dict[str, Any]) -> Request:
        settings = self._settings
        login = {"username": settings.username, "passkey": settings.api_key}
        chosen = {"category": settings.categories, "codec": settings.codecs, "medium": settings.mediums}
        filters = {name: values for name, values in chosen.items() if values}
        return Request(
            method="POST",
            url=self._url("/api/torrents"),
            headers={"Accept": "application/json", "Content-Type": "application/json"},
            content=msgspec.json.encode(login | filters | query | {"limit": _LIMIT}),
        )

    def _release(self, row: Any) -> Release:
        torrent = _tracker.row_of(row, _Torrent)
        return Release(
            guid=f"HDBits-{torrent.id}",
            title=torrent.name,
            protocol=ReleaseProtocol.TORRENT,
            download_url=self._url(f"/download.php?id={torrent.id}&passkey={self._settings.api_key or ''}"),
            info_hash=torrent.hash,
            info_url=self._url(f"/details.php?id={torrent.id}"),
            size=max(0, torrent.size),
            publish_date=_rss.date_of(torrent.added),
            seeders=torrent.seeders,
            peers=_tracker.peers_of(torrent.seeders, torrent.leechers),
            imdb_id=(torrent.imdb.id or 0) if torrent.imdb else 0,
            indexer_flags=_flags(torrent),
        )


def _flags(torrent: _Torrent) -> IndexerFlag:
    flags = IndexerFlag(0)
    if torrent.freeleech.lower() == "yes":
        flags |= IndexerFlag.G_Freeleech
    if torrent.type_origin == 1:
        flags |= IndexerFlag.G_Internal
    return flags
