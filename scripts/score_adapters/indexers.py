"""Indexers: their requests, capabilities and feeds, secrets in logs, magnet links and NZB files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec

from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.releases.model import Release
from cinearr.core.torrents import magnet_info_hash
from cinearr.features.indexers.contract import Capabilities, SearchCriteria, Tiers
from cinearr.features.indexers.implementations import _rss
from cinearr.features.indexers.implementations.newznab import Newznab, NewznabSettings
from cinearr.features.indexers.nzb import check_nzb
from cinearr.features.indexers.registry import IMPLEMENTATIONS
from cinearr.kit.http import Response
from cinearr.kit.masking import mask

_BY_KIND = {name.lower(): implementation for name, implementation in IMPLEMENTATIONS.items()}


def _indexer(kind: str, settings: Mapping[str, Any]) -> Any:
    if kind not in _BY_KIND:
        raise NotImplementedError(f"there is no indexer of the kind {kind}")
    implementation = _BY_KIND[kind]
    known = {field.name for field in msgspec.structs.fields(implementation.settings)}
    given = {name: tuple(v) if isinstance(v, list) else v for name, v in settings.items() if name in known}
    return implementation.build(implementation.settings(**given))


def _response(content: bytes, url: str = "http://localhost/api") -> Response:
    return Response(status=200, headers={}, content=content, url=url)


def _shown(release: Release) -> dict[str, Any]:
    shown = {name: getattr(release, name) for name in Release.__dataclass_fields__}
    return shown | {
        "protocol": release.protocol.wire,
        "publish_date": release.publish_date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "indexer_flags": [flag.name for flag in IndexerFlag if flag in release.indexer_flags],
        "languages": [language.name for language in release.languages],
    }


def parse_indexer_feed(
    kind: str,
    file: str,
    settings: Mapping[str, Any] | None = None,
    request_url: str = "http://localhost/api",
    replace: Sequence[Sequence[str]] = (),
) -> list[dict[str, Any]]:
    """The releases of a stored answer."""
    indexer = _indexer(kind, settings or {})
    return [_shown(release) for release in indexer.parse(_response(_text(file, replace), request_url))]


def newznab_caps(kind: str, file: str, replace: Sequence[Sequence[str]] = ()) -> Capabilities:
    """The capabilities of a stored answer."""
    found = _indexer(kind, {}).parse_capabilities(_response(_text(file, replace)))
    assert isinstance(found, Capabilities)
    return found


def newznab_page_size(max_page_size: int, default_page_size: int) -> int:
    """The page size that is asked for."""
    capabilities = Capabilities(max_page_size=max_page_size, default_page_size=default_page_size)
    return Newznab(NewznabSettings()).page_size(capabilities)


def newznab_request(
    *, mode: str, movie: Mapping[str, Any], capabilities: Mapping[str, Any], **settings: Any
) -> list[list[str]]:
    """The addresses of each tier's pages. What a case leaves open is what most indexers can do."""
    told = Capabilities(
        aggregate_ids=bool(capabilities.get("aggregate_id_search")),
        text_search_engine=capabilities.get("text_search_engine") or "sphinx",
        **(
            {"movie_search_params": tuple(capabilities["movie_search_parameters"])}
            if capabilities.get("movie_search_parameters") is not None
            else {}
        ),
    )
    return _addresses(_tiers(_indexer("newznab", settings), mode, movie, told))


def filelist_request(*, mode: str, movie: Mapping[str, Any], **settings: Any) -> list[list[str]]:
    """The addresses of each tier's pages."""
    return _addresses(_tiers(_indexer("filelist", settings), mode, movie, Capabilities()))


def hdbits_request(*, mode: str, movie: Mapping[str, Any], **settings: Any) -> dict[str, Any]:
    """The addresses, and the body of the first request."""
    tiers = _tiers(_indexer("hdbits", settings), mode, movie, Capabilities())
    body = msgspec.json.decode(tiers[0][0][0].content or b"{}") if tiers else None
    return {"tiers": _addresses(tiers), "body": body}


def _tiers(indexer: Any, mode: str, movie: Mapping[str, Any], capabilities: Capabilities) -> Tiers:
    if mode == "recent":
        recent: Tiers = indexer.recent_requests(capabilities)
        return recent
    criteria = SearchCriteria(
        tmdb_id=movie.get("tmdb_id") or 0,
        imdb_id=movie.get("imdb_id"),
        year=movie.get("year") or 0,
        title=movie["title"],
        scene_titles=(movie["title"],),
    )
    found: Tiers = indexer.search_requests(criteria, capabilities)
    return found


def _addresses(tiers: Tiers) -> list[list[str]]:
    return [[request.url for pages in tier for request in pages] for tier in tiers]


def parse_size_text(text: str, default_binary_prefix: bool = True) -> int:
    """Bytes of a size written as text."""
    return _rss.size_in(text, binary=default_binary_prefix)


def parse_rss_date(text: str) -> dict[str, Any]:
    """The date of a feed item."""
    moment = _rss.date_of(text)
    return {"year": moment.year, "is_utc": moment.tzinfo is UTC}


def redact_log_message(message: str) -> str:
    """A log line as it is written."""
    return mask(message)


def magnet_hash(magnet: str) -> str | None:
    """The info hash of a magnet link."""
    return magnet_info_hash(magnet)


def validate_nzb(file: str) -> dict[str, bool]:
    """Raises for what is no NZB file."""
    check_nzb(Path(file).read_bytes())
    return {"valid": True}


def _text(file: str, replacements: Sequence[Sequence[str]]) -> bytes:
    content = Path(file).read_bytes()
    for before, after in replacements:
        content = content.replace(before.encode(), after.encode())
    return content


CALLS = {
    "parse_indexer_feed": parse_indexer_feed,
    "newznab_caps": newznab_caps,
    "newznab_page_size": newznab_page_size,
    "newznab_request": newznab_request,
    "filelist_request": filelist_request,
    "hdbits_request": hdbits_request,
    "parse_size_text": parse_size_text,
    "parse_rss_date": parse_rss_date,
    "redact_log_message": redact_log_message,
    "magnet_info_hash": magnet_hash,
    "validate_nzb": validate_nzb,
}
