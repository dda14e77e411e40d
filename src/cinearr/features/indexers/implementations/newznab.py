"""Newznab: the API of Usenet indexers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final
from urllib.parse import urlsplit

from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.core.releases.model import Release
from cinearr.features.indexers.implementations import _newznab, _rss
from cinearr.features.indexers.implementations._newznab import ApiIndexer, ApiSettings
from cinearr.kit import xml
from cinearr.kit.errors import Failure
from cinearr.kit.http import Response
from cinearr.kit.providers import required
from cinearr.kit.xml import Element

_NAMESPACE: Final = "http://www.newznab.com/DTD/2010/feeds/attributes/"
_NEEDS_KEY: Final = (
    "nzbs.org",
    "nzb.su",
    "dognzb.cr",
    "nzbplanet.net",
    "nzbid.org",
    "nzbndx.com",
    "nzbindex.in",
)
PRESETS: Final = (
    ("DOGnzb", {"baseUrl": "https://api.dognzb.cr"}),
    ("DrunkenSlug", {"baseUrl": "https://drunkenslug.com"}),
    ("Nzb.su", {"baseUrl": "https://api.nzb.su"}),
    ("NZBCat", {"baseUrl": "https://nzb.cat"}),
    ("NZBFinder.ws", {"baseUrl": "https://nzbfinder.ws", "categories": (2030, 2040, 2045, 2050, 2060, 2070)}),
    ("NZBgeek", {"baseUrl": "https://api.nzbgeek.info"}),
    ("nzbplanet.net", {"baseUrl": "https://api.nzbplanet.net"}),
    ("SimplyNZBs", {"baseUrl": "https://simplynzbs.com"}),
    ("Tabula Rasa", {"baseUrl": "https://www.tabula-rasa.pw", "apiPath": "/api/v1/api"}),
    ("Usenet Crawler", {"baseUrl": "https://www.usenet-crawler.com"}),
)


class NewznabSettings(ApiSettings, frozen=True, kw_only=True):
    """The settings of a Newznab indexer."""

    def check(self) -> Sequence[Failure]:
        """Some indexers are known to answer nobody without a key."""
        host = (urlsplit(self.base_url or "").hostname or "").lower()
        needs_key = any(host == known or host.endswith("." + known) for known in _NEEDS_KEY)
        return [*super().check(), *(required(self, "api_key") if needs_key else ())]


class Newznab(ApiIndexer):
    """One Newznab indexer."""

    protocol: ClassVar[ReleaseProtocol] = ReleaseProtocol.USENET

    def parse(self, response: Response) -> list[Release]:
        """The items of a feed."""
        root = xml.parse(response.content, tolerant=True)
        _newznab.raise_error(root, has_key=bool(self._settings.api_key))
        return _rss.releases_of(_rss.items_of(root), lambda item: _release(item, response))


def _release(item: Element, response: Response) -> Release:
    attributes = _newznab.attributes_of(item, _NAMESPACE)
    url, length = _rss.file_of(item, "application/x-nzb")
    comments = _rss.absolute(response, xml.text_of(item, "comments"))
    tmdb_id, imdb_id = _newznab.ids_of(attributes)
    return Release(
        guid=_rss.guid_of(item),
        title=_rss.title_of(item),
        protocol=ReleaseProtocol.USENET,
        download_url=_rss.absolute(response, url),
        info_url=_rss.without_fragment(comments, "#comments") or _rss.page_of(item),
        comment_url=comments,
        size=_rss.number(_newznab.first(attributes, "size")) or length,
        # When it was posted counts for retention, not when the indexer found it.
        publish_date=_rss.date_of(_newznab.first(attributes, "usenetdate") or xml.text_of(item, "pubDate")),
        tmdb_id=tmdb_id,
        imdb_id=imdb_id,
        indexer_flags=_flags(attributes),
        languages=_newznab.languages_told(attributes),
        categories=_newznab.categories_told(attributes),
        poster=_newznab.first(attributes, "poster"),
        nzb_grabs=_rss.number(_newznab.first(attributes, "grabs")),
    )


def _flags(attributes: dict[str, list[str]]) -> IndexerFlag:
    flags = IndexerFlag(0)
    if _newznab.first(attributes, "prematch") == "1" or _newznab.first(attributes, "haspretime") == "1":
        flags |= IndexerFlag.G_Scene
    if _newznab.first(attributes, "nuked") == "1":
        flags |= IndexerFlag.Nuked
    return flags
