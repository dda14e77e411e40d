"""The films of the library as the JSON clients read, kept in memory and brought up to date before each answer.

Each process keeps its own; nothing in it is state another process needs. Every answer asks the database once what changed
(`views.library.look`), and whoever comes while a question is still to be asked shares it. Only films that changed are made
anew; when the facts all films share change (profiles, root folders, settings, the day), all are.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Final, TypeVar, cast

import sqlalchemy.exc as sa

from cinearr.api.v3._movies import MovieResource, Scene, whole
from cinearr.api.v3._wire import encode
from cinearr.kit.clock import Clock
from cinearr.kit.db import Database
from cinearr.views import library
from cinearr.views.library import LibraryFilm

MOST_ANSWERS: Final = 100

_MASK: Final = (1 << 128) - 1

Answer = TypeVar("Answer")
Shape = Callable[[LibraryFilm, Scene], MovieResource]


@dataclass(frozen=True, slots=True)
class Entry:
    """One film: its resource as JSON, a digest of that, and the transaction it was made from."""

    changed_xid: int
    tmdb_id: int
    body: bytes
    digest: int

    @property
    def etag(self) -> str:
        """Changes when the film does."""
        return f'"{self.digest:032x}"'


class Library:
    """All films, as JSON. Raises what the database raises, and is right again when the database is."""

    def __init__(self, database: Database, clock: Clock, *, url_base: str = "") -> None:
        self._database = database
        self._clock = clock
        self._url_base = url_base
        self._entries: dict[int, Entry] = {}
        self._by_tmdb: dict[int, int] = {}
        self._horizon = 0
        self._facts_version = ""
        self._scene: Scene | None = None
        self._digest = 0
        self._lock = asyncio.Lock()
        self._next: _Look | None = None
        self._answers: dict[Hashable, object] = {}
        self._answers_of: tuple[int, str] = (0, "")

    async def warm(self) -> None:
        """Have everything in memory before somebody asks; when that fails now, the first who asks waits."""
        with contextlib.suppress(sa.DBAPIError, sa.TimeoutError):
            await self._up_to_date()

    async def film(self, movie_id: int) -> Entry | None:
        """One film as it is now."""
        await self._up_to_date(movie_id, counted=False)
        return self._entries.get(movie_id)

    async def film_at(self, movie_id: int, changed_xid: int, facts_version: str) -> Entry | None:
        """The same for a caller that has just seen when the film and the facts last changed: most often there is no need to ask."""
        entry, scene = self._entries.get(movie_id), self._scene
        if (
            entry is not None
            and scene is not None
            and entry.changed_xid == changed_xid
            and self._facts_version == facts_version
            and _day(self._clock()) == _day(scene.now)
        ):
            return entry
        return await self.film(movie_id)

    async def by_tmdb(self, tmdb_id: int) -> Entry | None:
        """The film with this TMDb id."""
        await self._up_to_date()
        return self._entries.get(self._by_tmdb.get(tmdb_id, 0))

    async def films(self) -> tuple[Sequence[bytes], str]:
        """Every film by id as it is now, and a tag for all of them that changes with any of them."""
        await self._up_to_date()
        return [entry.body for entry in self._entries.values()], f'"{self._digest:032x}"'

    async def tmdb_ids(self) -> Set[int]:
        """TMDb ids of all films."""
        await self._up_to_date()
        return self._by_tmdb.keys()

    async def in_language(self, language: int) -> list[bytes]:
        """Every film with its title and overview in another language than the settings'. Made for this one answer."""
        scene = await self.scene()
        scene = replace(scene, facts=replace(scene.facts, language=language))
        bodies: list[bytes] = []
        async with self._database.read() as session:
            async for batch in library.batches(session, language=language):
                bodies += [entry.body for _, entry in await asyncio.to_thread(_made, batch, scene)]
        return bodies

    async def scene(self) -> Scene:
        """What films are shown with now."""
        await self._up_to_date(counted=False)
        assert self._scene is not None
        return replace(self._scene, now=self._clock())

    async def resources(self, ids: Sequence[int], shape: Shape = whole) -> list[MovieResource]:
        """Some films in the order of the ids, read for this one answer."""
        scene = await self.scene()
        async with self._database.read() as session:
            found = await library.films(session, ids, language=scene.facts.language)
        return [shape(film, scene) for film in found]

    async def some(self, ids: Sequence[int]) -> list[tuple[int, bytes]]:
        """Some films in the order of the ids as they are now; those that have gone are left out."""
        await self._up_to_date(*ids, counted=False)
        return [(each, self._entries[each].body) for each in ids if each in self._entries]

    async def remembered(self, question: Hashable, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer to a question about films alone, asked again only when a film, a custom format or what films share changed."""
        await self._up_to_date()
        version = (self._digest, self._facts_version)
        if version != self._answers_of or len(self._answers) > MOST_ANSWERS:
            self._answers, self._answers_of = {}, version
        if question not in self._answers:
            answers = self._answers
            # What changes meanwhile changes the version too, and so is asked anew next time.
            answers[question] = await ask()
            return cast("Answer", answers[question])
        return cast("Answer", self._answers[question])

    # --- asking what changed ---

    async def _up_to_date(self, *movie_ids: int, counted: bool = True) -> None:
        """Have looked at the database after this was called. Callers share a look that has not begun."""
        look = self._next
        if look is None:
            look = self._next = _Look()
            look.task = asyncio.create_task(self._look(look), name="library")
            look.task.add_done_callback(_seen)
        look.asked.update(movie_ids)
        look.counted |= counted
        # A caller that goes away must not take the look from the others.
        await asyncio.shield(look.task)

    async def _look(self, asked: _Look) -> None:
        async with self._lock:
            self._next = None
            await self._bring_up_to_date(asked)

    async def _bring_up_to_date(self, asked: _Look) -> None:
        async with self._database.glance() as connection:
            seen = await library.look(connection, since=self._horizon, asked=list(asked.asked), counted=asked.counted)
        scene = await self._scene_of(seen)
        if scene is not self._scene:
            await self._make_all(scene)
        else:
            self._drop(asked.asked - seen.films.keys())
            await self._make([movie_id for movie_id, xid in seen.films.items() if self._is_old(movie_id, xid)], scene)
            if seen.count is not None and seen.count != len(self._entries):
                await self._drop_deleted()
        self._horizon, self._facts_version = seen.horizon, seen.facts_version

    async def _scene_of(self, seen: library.Look) -> Scene:
        """What films are shown with; the same as before when nothing that shows has changed."""
        now, before = self._clock(), self._scene
        # Availability changes at midnight, UTC.
        same_day = before is not None and _day(now) == _day(before.now)
        if before is not None and same_day and seen.facts_version == self._facts_version:
            return before
        async with self._database.read() as session:
            scene = Scene(facts=await library.facts(session), now=now, url_base=self._url_base)
        return before if before is not None and same_day and replace(scene, now=before.now) == before else scene

    def _is_old(self, movie_id: int, changed_xid: int) -> bool:
        entry = self._entries.get(movie_id)
        return entry is None or entry.changed_xid != changed_xid

    # --- making ---

    async def _make_all(self, scene: Scene) -> None:
        self._scene = None  # until all of it is done
        present = await self._load(None, scene)
        self._drop(self._entries.keys() - present)
        self._in_order()
        self._scene = scene

    async def _make(self, ids: Sequence[int], scene: Scene) -> None:
        if not ids:
            return
        known = len(self._entries)
        present = await self._load(ids, scene)
        self._drop(set(ids) - present)
        if len(self._entries) > known:
            self._in_order()

    async def _load(self, ids: Sequence[int] | None, scene: Scene) -> set[int]:
        present: set[int] = set()
        async with self._database.read() as session:
            async for batch in library.batches(session, ids, language=scene.facts.language):
                made = await asyncio.to_thread(_made, batch, scene)
                self._keep(made)
                present.update(movie_id for movie_id, _ in made)
        return present

    async def _drop_deleted(self) -> None:
        async with self._database.read() as session:
            present = await library.all_ids(session)
        self._drop(self._entries.keys() - present)

    def _in_order(self) -> None:
        self._entries = dict(sorted(self._entries.items()))

    def _keep(self, made: Sequence[tuple[int, Entry]]) -> None:
        for movie_id, entry in made:
            self._forget(self._entries.get(movie_id))
            self._entries[movie_id] = entry
            self._by_tmdb[entry.tmdb_id] = movie_id
            self._digest = (self._digest + entry.digest) & _MASK

    def _drop(self, ids: Iterable[int]) -> None:
        for movie_id in ids:
            self._forget(self._entries.pop(movie_id, None))

    def _forget(self, entry: Entry | None) -> None:
        if entry is not None:
            self._digest = (self._digest - entry.digest) & _MASK
            self._by_tmdb.pop(entry.tmdb_id, None)


class _Look:
    """A look at the database that is to come, and what its callers want to know."""

    __slots__ = ("asked", "counted", "task")

    def __init__(self) -> None:
        self.asked: set[int] = set()
        self.counted = False
        self.task: asyncio.Task[None]


def _seen(task: asyncio.Task[None]) -> None:
    """Its error is told to its callers; when they are all gone, nobody needs it."""
    if not task.cancelled():
        task.exception()


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _made(batch: Sequence[str], scene: Scene) -> list[tuple[int, Entry]]:
    made = []
    for film in map(library.read_film, batch):
        body = encode(whole(film, scene))
        digest = int.from_bytes(blake2b(body, digest_size=16).digest())
        made.append((film.id, Entry(film.changed_xid, film.tmdb_id, body, digest)))
    return made
