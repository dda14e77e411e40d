"""FileList.io: a private tracker with a JSON API behind Basic authentication."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Annotated, Any, Final
from urllib.parse import quote_plus

import msgspec

from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.releases.model import Release
from cinearr.core.releases.titles import search_title
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
from cinearr.kit.errors import BadAnswer, Failure
from cinearr.kit.http import Request, Response
from cinearr.kit.providers import Settings, required, setting


class FileListSettings(Settings, frozen=True, kw_only=True):
    """The settings of FileList."""

    username: Annotated[str | None, setting("Username", privacy="userName")] = None
    passkey: Annotated[str | None, setting("Passkey", privacy="apiKey")] = None
    base_url: ApiUrl = "https://filelist.io"
    categories: Annotated[
        tuple[int, ...],
        setting(
            "Categories",
            "select",
            help_text="Where to look, in feeds and searches",
            select_options=labelled(
                86,
                (24, "Anime"),
                (15, "Animation"),
                (1, "Movies SD"),
                (2, "Movies DVD"),
                (3, "Movies DVD-RO"),
                (4, "Movies HD"),
                (19, "Movies HD-RO"),
                (6, "Movies 4K"),
                (20, "Movies Blu-Ray"),
                (26, "Movies 4K Blu-Ray"),
                (25, "Movies 3D"),
                (28, "RO Dubbed"),
                (7, "XXX"),
            ),
        ),
    ] = (1, 4, 19, 6)
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
            *required(self, "username"),
            *required(self, "passkey"),
            *required(self, "categories"),
            *_settings.seed_failures(self.seed_ratio, self.seed_time),
        ]


class _Torrent(msgspec.Struct):
    id: int | str
    name: str
    size: int
    upload_date: str
    imdb: str | None = None
    seeders: int | None = None
    leechers: int | None = None
    freeleech: bool = False
    internal: bool = False


class _Error(msgspec.Struct):
    error: str


_ANSWER: Final[Any] = list[Any] | _Error  # a union is no type to a type checker


class FileList(Tracker):
    """The tracker's API."""

    def __init__(self, settings: FileListSettings) -> None:
        super().__init__(settings)
        self._settings = settings

    def parse_capabilities(self, response: Response) -> Capabilities:
        """Always the same."""
        return Capabilities(movie_search_params=("q", "imdbid"))

    def recent_requests(self, capabilities: Capabilities) -> Tiers:
        """The newest of the chosen categories."""
        return [[[self._request("latest-torrents", "")]]]

    def search_requests(self, criteria: SearchCriteria, capabilities: Capabilities) -> Tiers:
        """By IMDb id, or by title where there is none."""
        if criteria.imdb_id:
            return [[[self._request("search-torrents", f"&type=imdb&query={quote_plus(criteria.imdb_id)}")]]]
        if criteria.year <= 0:
            return []
        titles = dict.fromkeys(f"{search_title(title)} {criteria.year}" for title in criteria.scene_titles)
        return [[[self._request("search-torrents", f"&type=name&query={quote_plus(title)}")] for title in titles]]

    def parse(self, response: Response) -> list[Release]:
        """The torrents of an answer."""
        answer: list[Any] | _Error = json.decode(response.content, _ANSWER, "FileList's answer")
        if isinstance(answer, _Error):
            raise BadAnswer(f"FileList answered with an error: {answer.error}")
        return _rss.releases_of(answer, self._release)

    def _request(self, action: str, query: str) -> Request:
        settings = self._settings
        login = f"{(settings.username or '').strip()}:{(settings.passkey or '').strip()}".encode()
        categories = ",".join(map(str, settings.categories))
        return Request(
            url=self._url(f"/api.php?action={action}&category={categories}{query}"),
            headers={"Accept": "application/json", "Authorization": "Basic " + base64.b64encode(login).decode()},
        )

    def _release(self, row: Any) -> Release:
        torrent = _tracker.row_of(row, _Torrent)
        imdb = (torrent.imdb or "").removeprefix("tt")
        return Release(
            guid=f"FileList-{torrent.id}",
            title=torrent.name,
            protocol=ReleaseProtocol.TORRENT,
            download_url=self._url(f"/download.php?id={torrent.id}&passkey={self._settings.passkey or ''}"),
            info_url=self._url(f"/details.php?id={torrent.id}"),
            size=max(0, torrent.size),
            publish_date=_rss.date_of(torrent.upload_date),
            seeders=torrent.seeders,
            peers=_tracker.peers_of(torrent.seeders, torrent.leechers),
            imdb_id=_rss.number(imdb) or 0,
            indexer_flags=_flags(torrent),
        )


def _flags(torrent: _Torrent) -> IndexerFlag:
    flags = IndexerFlag(0)
    if torrent.freeleech:
        flags |= IndexerFlag.G_Freeleech
    if torrent.internal:
        flags |= IndexerFlag.G_Internal
    return flags
