"""Torznab: the Newznab API with torrents, as Prowlarr, Jackett and many trackers speak it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.releases.model import Release
from cinearr.core.torrents import magnet_info_hash
from cinearr.features.indexers.implementations import _newznab, _rss, _settings
from cinearr.features.indexers.implementations._newznab import ApiIndexer, ApiSettings
from cinearr.features.indexers.implementations._settings import (
    MinimumSeeders,
    RejectBlocklistedHashes,
    RequiredFlags,
    SeedRatio,
    SeedTime,
)
from cinearr.kit import xml
from cinearr.kit.errors import Failure
from cinearr.kit.http import Response
from cinearr.kit.xml import Element

_NAMESPACE: Final = "http://torznab.com/schemas/2015/feed"
_DOWN: Final = {
    0.0: IndexerFlag.G_Freeleech,
    0.25: IndexerFlag.G_Freeleech75,
    0.5: IndexerFlag.G_Halfleech,
    0.75: IndexerFlag.G_Freeleech25,
}
_TAGS: Final = {"internal": IndexerFlag.G_Internal, "scene": IndexerFlag.G_Scene}
PRESETS: Final = (("Jackett", {"baseUrl": "http://localhost:9117/api/v2.0/indexers/YOURINDEXER/results/torznab/"}),)


class TorznabSettings(ApiSettings, frozen=True, kw_only=True):
    """The settings of a Torznab indexer."""

    minimum_seeders: MinimumSeeders = 1
    seed_ratio: SeedRatio = None
    seed_time: SeedTime = None
    reject_blocklisted_torrent_hashes_while_grabbing: RejectBlocklistedHashes = False
    required_flags: RequiredFlags = ()

    def check(self) -> Sequence[Failure]:
        """Jackett's collective indexer hides which of its indexers fails, so it is not accepted."""
        everything = [
            Failure(
                property_name="ApiPath",
                message="Jackett's all endpoint is not supported, please add indexers individually",
                attempted=self.api_path,
            )
        ]
        is_everything = "/all/results/torznab" in self.api_url.lower() or "/torznab/all" in self.api_url.lower()
        return [
            *super().check(),
            *(everything if is_everything else ()),
            *_settings.seed_failures(self.seed_ratio, self.seed_time),
        ]


class Torznab(ApiIndexer):
    """One Torznab indexer."""

    protocol: ClassVar[ReleaseProtocol] = ReleaseProtocol.TORRENT

    def parse(self, response: Response) -> list[Release]:
        """The items of a feed."""
        root = xml.parse(response.content, tolerant=True)
        _newznab.raise_error(root, has_key=bool(self._settings.api_key))
        return _rss.releases_of(_rss.items_of(root), lambda item: _release(item, response))


def _release(item: Element, response: Response) -> Release:
    attributes = _newznab.attributes_of(item, _NAMESPACE)
    url, length = _rss.file_of(item, "application/x-bittorrent")
    url = _rss.absolute(response, url)
    magnet = _magnet(url, attributes)
    comments = _rss.absolute(response, xml.text_of(item, "comments"))
    seeders = _rss.number(_newznab.first(attributes, "seeders"))
    tmdb_id, imdb_id = _newznab.ids_of(attributes)
    return Release(
        guid=_rss.guid_of(item),
        title=_rss.title_of(item),
        protocol=ReleaseProtocol.TORRENT,
        download_url=url or magnet,
        magnet_url=magnet,
        info_hash=_newznab.first(attributes, "infohash") or magnet_info_hash(magnet or ""),
        info_url=_rss.without_fragment(comments, "#comments") or _rss.page_of(item),
        comment_url=comments,
        size=_size(item, attributes, length),
        publish_date=_rss.date_of(xml.text_of(item, "pubDate")),
        seeders=seeders,
        peers=_peers(attributes, seeders),
        tmdb_id=tmdb_id,
        imdb_id=imdb_id,
        indexer_flags=_flags(attributes),
        languages=_newznab.languages_told(attributes),
        categories=_newznab.categories_told(attributes),
    )


def _magnet(url: str | None, attributes: dict[str, list[str]]) -> str | None:
    told = _newznab.first(attributes, "magneturl") or url or ""
    return told if told.lower().startswith("magnet:") else None


def _size(item: Element, attributes: dict[str, list[str]], length: int) -> int:
    told = _rss.number(_newznab.first(attributes, "size")) or _rss.number(xml.text_of(item, "size"))
    return told or length


def _peers(attributes: dict[str, list[str]], seeders: int | None) -> int | None:
    peers = _rss.number(_newznab.first(attributes, "peers"))
    if peers is not None:
        return peers
    leechers = _rss.number(_newznab.first(attributes, "leechers"))
    return None if leechers is None or seeders is None else leechers + seeders


def _flags(attributes: dict[str, list[str]]) -> IndexerFlag:
    flags = _DOWN.get(_factor(attributes, "downloadvolumefactor"), IndexerFlag(0))
    if _factor(attributes, "uploadvolumefactor") == 2:
        flags |= IndexerFlag.G_DoubleUpload
    for tag in attributes.get("tag", ()):
        flags |= _TAGS.get(tag.lower(), IndexerFlag(0))
    return flags


def _factor(attributes: dict[str, list[str]], name: str) -> float:
    try:
        return float(_newznab.first(attributes, name) or 1)
    except ValueError:
        return 1
