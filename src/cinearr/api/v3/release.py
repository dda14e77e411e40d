"""`/api/v3/release`: what indexers have, taking one of it, and `release/push` for programs that find releases themselves."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from cinearr.api._dto import WireResponse
from cinearr.api.v3._quality import (
    FormatName,
    LanguageResource,
    QualityModelResource,
    format_names,
    language,
    language_ids,
    quality_model,
    sent_quality,
)
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import UNSET_TIME, Int32, Resource, encode
from cinearr.api.v3.queue import DownloadProtocol
from cinearr.core import languages as known_languages
from cinearr.core.decisions.aggregation import release_languages
from cinearr.core.decisions.model import Decision
from cinearr.core.evidence import languages_from_ids
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.profiles.defaults import quality_weight
from cinearr.core.quality import QualityModel
from cinearr.core.releases.model import Protocol, Release
from cinearr.core.releases.quality_parser import parse_quality
from cinearr.core.torrents import magnet_info_hash
from cinearr.kit.errors import Failure, Invalid
from cinearr.kit.validators import broken, greater_than, not_empty, not_null
from cinearr.workflows import pick_releases
from cinearr.workflows.judge import Judged
from cinearr.workflows.pick_releases import Choice
from cinearr.workflows.program import Program


class ReleaseResource(Resource):
    """A release as it was judged; also what clients send to take or push one. Ages in days, hours and minutes."""

    guid: str | None = None
    quality: QualityModelResource | None = None
    custom_formats: list[FormatName] | None = None
    custom_format_score: Int32 = 0
    quality_weight: Int32 = 0
    age: Int32 = 0
    age_hours: float = 0
    age_minutes: float = 0
    size: int = 0
    indexer_id: Int32 = 0
    indexer: str | None = None
    release_group: str | None = None
    sub_group: str | None = None
    release_hash: str | None = None
    title: str | None = None
    scene_source: bool = False
    movie_titles: list[str] | None = None
    languages: list[LanguageResource] | None = None
    mapped_movie_id: Int32 | None = None
    approved: bool = False
    temporarily_rejected: bool = False
    rejected: bool = False
    tmdb_id: Int32 = 0
    imdb_id: Int32 = 0
    rejections: list[str] | None = None
    publish_date: datetime = UNSET_TIME
    comment_url: str | None = None
    download_url: str | None = None
    info_url: str | None = None
    movie_requested: bool = False
    download_allowed: bool = False
    release_weight: Int32 = 0
    edition: str | None = None
    magnet_url: str | None = None
    info_hash: str | None = None
    seeders: Int32 | None = None
    leechers: Int32 | None = None
    protocol: DownloadProtocol = DownloadProtocol.UNKNOWN
    indexer_flags: list[str] | int | None = None
    movie_id: Int32 | None = None
    download_client_id: Int32 | None = None
    download_client: str | None = None
    should_override: bool | None = None


class _Asked(Resource):
    movie_id: int | None = None


_PROTOCOLS = {each.number: each for each in DownloadProtocol}


def release_resources(judged: Judged, feeds_with_magnets: frozenset[int]) -> list[ReleaseResource]:
    """All releases in their order. `feeds_with_magnets` are the indexers whose feeds name a magnet link, an empty one too."""
    return [
        release_resource(each, judged, number, has_magnet=each.release.indexer_id in feeds_with_magnets)
        for number, each in enumerate(judged.decisions)
    ]


def release_resource(
    decision: Decision, judged: Judged, weight: int = 0, *, has_magnet: bool = False
) -> ReleaseResource:
    """One judged release."""
    release, parsed, candidate = decision.release, decision.parsed, decision.candidate
    quality = parsed.quality if parsed is not None else _quality_of(release)
    age = judged.facts.now - release.publish_date
    searched = judged.facts.searched
    return ReleaseResource(
        guid=release.guid,
        quality=quality_model(quality),
        custom_formats=format_names(candidate.formats) if candidate is not None else [],
        custom_format_score=candidate.score if candidate is not None else 0,
        quality_weight=quality_weight(quality),
        age=age.days,
        age_hours=age.total_seconds() / 3600,
        age_minutes=age.total_seconds() / 60,
        size=release.size,
        indexer_id=release.indexer_id,
        indexer=release.indexer or None,
        release_group=parsed.release_group if parsed is not None else None,
        release_hash=(parsed.release_hash or "") if parsed is not None else None,
        title=release.title,
        movie_titles=list(parsed.titles) if parsed is not None else [],
        languages=_languages(decision),
        mapped_movie_id=decision.film.movie_id if decision.film is not None else None,
        approved=decision.approved,
        temporarily_rejected=decision.temporarily_rejected,
        rejected=decision.rejected,
        tmdb_id=release.tmdb_id,
        imdb_id=release.imdb_id,
        rejections=decision.messages,
        publish_date=release.publish_date,
        comment_url=release.comment_url,
        download_url=release.download_url,
        info_url=release.info_url,
        movie_requested=searched is not None and decision.film is searched,
        download_allowed=decision.download_allowed,
        release_weight=weight,
        edition=parsed.edition if parsed is not None else None,
        magnet_url=release.magnet_url if release.magnet_url is not None or not has_magnet else "",
        info_hash=release.info_hash,
        seeders=release.seeders,
        leechers=release.leechers,
        protocol=_PROTOCOLS[release.protocol.value],
        indexer_flags=_shown_flags(release),
    )


def _shown_flags(release: Release) -> list[str]:
    """v3 shows flags of torrents only, though those of usenet posts count for custom formats."""
    return [str(flag.name) for flag in release.indexer_flags] if release.protocol is Protocol.TORRENT else []


def _quality_of(release: Release) -> QualityModel:
    """A name that is of no film may still tell a quality."""
    return parse_quality(release.title).quality


def _languages(decision: Decision) -> list[LanguageResource]:
    if decision.candidate is not None:
        return [language(each.id) for each in decision.candidate.languages]
    named = decision.parsed.languages if decision.parsed is not None else ()
    told = decision.release.languages
    return [
        language(each.id) for each in release_languages(decision.release.title, named, told, known_languages.UNKNOWN)
    ]


@get("/api/v3/release")
async def list_releases(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> Response[bytes]:
    """What indexers have for a film, or the newest they have, every reason against each with it."""
    asked = read_query(request, _Asked)
    judged = await pick_releases.look(program, asked.movie_id)
    torznab = frozenset(
        each.id for each in await program.indexers.all() if each.implementation.implementation == "Torznab"
    )
    body = await asyncio.to_thread(lambda: encode(release_resources(judged, torznab)))
    return WireResponse(body)


@post("/api/v3/release", status_code=200)
async def take_release(program: NamedDependency[Program], data: JSONBody[ReleaseResource]) -> ReleaseResource:
    """Take one that was listed in the last half hour."""
    if failures := [*greater_than("IndexerId", data.indexer_id, 0), *not_empty("Guid", data.guid)]:
        raise Invalid(*failures)
    await pick_releases.take(program, _choice(data))
    return _echo(data)


def _choice(data: ReleaseResource) -> Choice:
    client_id = data.download_client_id
    if not data.should_override:
        return Choice(
            indexer_id=data.indexer_id, guid=data.guid or "", movie_id=data.movie_id or None, client_id=client_id
        )
    if failures := [
        *not_null("MovieId", data.movie_id or None),
        *not_null("Quality", data.quality),
        *not_null("Languages", data.languages),
    ]:
        raise Invalid(*failures)
    assert data.quality is not None and data.languages is not None
    return Choice(
        indexer_id=data.indexer_id,
        guid=data.guid or "",
        movie_id=data.movie_id,
        quality=sent_quality(data.quality),
        languages=languages_from_ids(language_ids(data.languages)),
        client_id=client_id,
    )


def _echo(data: ReleaseResource) -> ReleaseResource:
    """What was sent; a quality without its particulars has the empty ones."""
    if data.quality is None:
        return data
    sent = data.quality.quality
    filled = msgspec.structs.replace(
        sent, source=sent.source or "unknown", resolution=sent.resolution or 0, modifier=sent.modifier or "none"
    )
    return msgspec.structs.replace(data, quality=msgspec.structs.replace(data.quality, quality=filled))


@post("/api/v3/release/push", status_code=200)
async def push_release(program: NamedDependency[Program], data: JSONBody[ReleaseResource]) -> list[ReleaseResource]:
    """Judge a release another program found; taken if it is good."""
    if failures := _push_failures(data):
        raise Invalid(*failures)
    client_id = data.download_client_id or await pick_releases.client_named(program, data.download_client)
    pushed = await pick_releases.push(program, _pushed_release(data), indexer=data.indexer, client_id=client_id)
    resource = release_resource(pushed.decision, pushed.judged)
    return [msgspec.structs.replace(resource, info_hash=pushed.info_hash, movie_requested=False)]


def _push_failures(data: ReleaseResource) -> list[Failure]:
    failures = not_empty("Title", data.title)
    if not data.magnet_url:
        failures += not_empty("DownloadUrl", data.download_url)
    if not data.download_url:
        failures += not_empty("MagnetUrl", data.magnet_url)
    if data.protocol is DownloadProtocol.UNKNOWN:
        failures.append(broken("Protocol", "'Protocol' must not be empty.", "unknown", "NotEmptyValidator"))
    if data.publish_date == UNSET_TIME:
        unset = "0001-01-01T00:00:00Z"
        failures.append(broken("PublishDate", "'Publish Date' must not be empty.", unset, "NotEmptyValidator"))
    return failures


def _pushed_release(data: ReleaseResource) -> Release:
    magnet = data.magnet_url or None
    peers = None if data.seeders is None or data.leechers is None else data.seeders + data.leechers
    return Release(
        guid=f"PUSH-{data.download_url or data.magnet_url}",
        title=data.title or "",
        protocol=Protocol(data.protocol.number),
        indexer_id=max(data.indexer_id, 0),
        download_url=data.download_url or None,
        magnet_url=magnet,
        info_hash=data.info_hash or magnet_info_hash(magnet or "") or None,
        info_url=data.info_url,
        comment_url=data.comment_url,
        size=data.size,
        publish_date=data.publish_date,
        seeders=data.seeders,
        peers=peers,
        tmdb_id=data.tmdb_id,
        imdb_id=data.imdb_id,
        indexer_flags=_flags(data.indexer_flags),
        languages=languages_from_ids(language_ids(data.languages or ())),
    )


def _flags(sent: list[str] | int | None) -> IndexerFlag:
    if isinstance(sent, int):
        return IndexerFlag(sent & sum(flag.value for flag in IndexerFlag))
    found = IndexerFlag(0)
    for name in sent or ():
        found |= IndexerFlag.__members__.get(name, IndexerFlag(0))
    return found


ROUTES = [list_releases, take_release, push_release]
