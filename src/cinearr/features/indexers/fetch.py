"""Asks indexers: paging, tiers, pace and memory, written once for all of them. Keeps nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog

from cinearr.core.releases.model import Release
from cinearr.features.indexers.contract import Capabilities, Indexer, Pages, SearchCriteria, Tiers
from cinearr.kit.errors import BadAnswer, ProviderError
from cinearr.kit.http import Http, Request, Response
from cinearr.kit.limiter import Limiter

log = structlog.get_logger(__name__)

CAPABILITIES_KEPT: Final = timedelta(days=7)
MAX_PAGES: Final = 30
MAX_RESULTS: Final = 1000
_FAR_BACK: Final = timedelta(hours=24)
# Parsing more than this takes long enough to be felt by whoever shares the event loop.
LARGE: Final = 128 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A configured indexer, ready to be asked."""

    id: int
    name: str
    priority: int
    indexer: Indexer


class LastSeen(msgspec.Struct, frozen=True, kw_only=True):
    """The newest release of the last RSS fetch."""

    published: datetime
    url: str


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of one indexer between two fetches; stored as JSON by whoever asks."""

    capabilities: Capabilities | None = None
    capabilities_at: datetime | None = None
    last_seen: LastSeen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How to get to an indexer: the client, and who says when it is our turn."""

    http: Http
    limiter: Limiter


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an indexer gave.

    `error` is set when it failed after it had given something; what came before is kept. `gap_since`: between this
    moment and the oldest release fetched there may be releases that nobody has seen.
    """

    releases: tuple[Release, ...]
    memory: Memory
    error: ProviderError | None = None
    gap_since: datetime | None = None


async def fetch_recent(source: Source, memory: Memory, way: Way, now: datetime) -> Fetched:
    """The newest releases, back to the newest one of the last time. Raises ProviderErrors when nothing came."""
    capabilities, memory = await _capabilities(source, memory, way, now)
    gathered = _Gathered()
    found_last = True
    for pages in _queries(source.indexer.recent_requests(capabilities)):
        found_last = await _fetch_feed(source, pages, capabilities, memory.last_seen, way, now, gathered) and found_last
    seen_before = memory.last_seen
    newest = max(gathered.releases, key=lambda release: release.publish_date, default=None)
    if newest is not None and gathered.error is None:
        memory = msgspec.structs.replace(memory, last_seen=_last_seen(newest))
    gap = seen_before.published if seen_before is not None and newest is not None and not found_last else None
    return Fetched(releases=gathered.named(source), memory=memory, error=gathered.error, gap_since=gap)


async def search(source: Source, criteria: SearchCriteria, memory: Memory, way: Way, now: datetime) -> Fetched:
    """Every release of one film: the first tier of requests that gives any. Raises ProviderErrors when nothing came."""
    capabilities, memory = await _capabilities(source, memory, way, now)
    gathered = _Gathered()
    for tier in source.indexer.search_requests(criteria, capabilities):
        for pages in tier:
            await _fetch_all(source, pages, capabilities, way, gathered)
        if gathered.releases or gathered.error is not None:
            break
    return Fetched(releases=gathered.named(source), memory=memory, error=gathered.error)


async def ask_capabilities(source: Source, way: Way) -> Capabilities:
    """What the indexer can do, asked anew. Raises ProviderErrors."""
    request = source.indexer.capabilities_request()
    if request is None:
        return Capabilities()
    response = await _send(source, request, way)
    with _reading(source):
        return source.indexer.parse_capabilities(response)


async def first_page(source: Source, capabilities: Capabilities, way: Way) -> list[Release]:
    """The usable releases of the first page of the feed; for trying an indexer out. Raises ProviderErrors."""
    for pages in _queries(source.indexer.recent_requests(capabilities)):
        return [release for release in await _page(source, pages[0], way) if _is_usable(release)]
    return []


async def _capabilities(source: Source, memory: Memory, way: Way, now: datetime) -> tuple[Capabilities, Memory]:
    """Remembered for a week. An indexer whose caps cannot be read is asked with what most can do."""
    known, at = memory.capabilities, memory.capabilities_at
    if known is not None and at is not None and timedelta(0) <= now - at < CAPABILITIES_KEPT:
        return known, memory
    try:
        asked = await ask_capabilities(source, way)
    except BadAnswer:
        return known or Capabilities(), memory
    return asked, msgspec.structs.replace(memory, capabilities=asked, capabilities_at=now)


class _Gathered:
    """Releases of several pages, each once, in their order."""

    def __init__(self) -> None:
        self._by_guid: dict[str, Release] = {}
        self.error: ProviderError | None = None

    @property
    def releases(self) -> list[Release]:
        return list(self._by_guid.values())

    def add(self, page: Sequence[Release]) -> int:
        """How many of them are new."""
        before = len(self._by_guid)
        for release in page:
            if _is_usable(release):
                self._by_guid.setdefault(release.guid, release)
        return len(self._by_guid) - before

    def named(self, source: Source) -> tuple[Release, ...]:
        return tuple(
            replace(release, indexer_id=source.id, indexer=source.name, indexer_priority=source.priority)
            for release in self._by_guid.values()
        )


async def _fetch_feed(
    source: Source,
    pages: Pages,
    capabilities: Capabilities,
    last_seen: LastSeen | None,
    way: Way,
    now: datetime,
    gathered: _Gathered,
) -> bool:
    """Page by page until the last seen release comes by; whether it did."""
    count = 0
    async for page in _pages(source, pages, capabilities, way, gathered):
        count += len(page)
        oldest = min((release.publish_date for release in page), default=now)
        if last_seen is None or any(_last_seen(release) == last_seen for release in page):
            return True
        if oldest < last_seen.published:
            # It is no longer there, but everything from here on is older.
            return True
        if count >= MAX_RESULTS and oldest < now - _FAR_BACK:
            return False
    return False


async def _fetch_all(source: Source, pages: Pages, capabilities: Capabilities, way: Way, gathered: _Gathered) -> None:
    count = 0
    async for page in _pages(source, pages, capabilities, way, gathered):
        count += len(page)
        if count >= MAX_RESULTS:
            return


async def _pages(
    source: Source, pages: Pages, capabilities: Capabilities, way: Way, gathered: _Gathered
) -> AsyncIterator[list[Release]]:
    """Each page as it comes, gathered already. Ends after one that is not full or brings nothing new."""
    size = source.indexer.page_size(capabilities)
    for request in pages[:MAX_PAGES]:
        try:
            page = await _page(source, request, way)
        except ProviderError as error:
            if not gathered.releases:
                raise
            gathered.error = error
            return
        added = gathered.add(page)
        yield page
        # An indexer that ignores the offset gives the same page for ever.
        if size == 0 or len(page) < size or added == 0:
            return


async def _page(source: Source, request: Request, way: Way) -> list[Release]:
    response = await _send(source, request, way)
    with _reading(source):
        if len(response.content) > LARGE:
            return await asyncio.to_thread(source.indexer.parse, response)
        return source.indexer.parse(response)


@contextmanager
def _reading(source: Source) -> Iterator[None]:
    """What a reader stumbles over is a bad answer: one odd indexer must not stop a round of all of them."""
    try:
        yield
    except (ValueError, ArithmeticError, RecursionError) as error:
        log.exception("an answer was not foreseen", indexer=source.name)
        raise BadAnswer(f"The answer cannot be read: {error}") from error


async def _send(source: Source, request: Request, way: Way) -> Response:
    await way.limiter.wait(f"indexer:{source.id}", source.indexer.rate_limit)
    return await way.http.send(request)


def _queries(tiers: Tiers) -> list[Pages]:
    return [pages for tier in tiers for pages in tier if pages]


def _is_usable(release: Release) -> bool:
    return bool(release.title and release.download_url and release.guid)


def _last_seen(release: Release) -> LastSeen:
    return LastSeen(published=release.publish_date, url=release.download_url or "")
