"""The demo's story, told through the public v3 API alone: every line is printed when it has been seen to happen.

A film is added with a search; the release is found, grabbed, downloaded and imported. Then a better release appears in the
feed and takes the place of the first, whose file goes to the recycle bin.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from .client import Api, ApiError, filled
from .neighbourhood import Neighbourhood

T = TypeVar("T")

FILM = 10378
FIRST = "Big.Buck.Bunny.2008.720p.WEB-DL.AAC2.0.H.264-OPEN"
BETTER = "Big.Buck.Bunny.2008.1080p.BluRay.AAC2.0.x264-OPEN"
RELEASES = (FIRST, BETTER)
WANTED_QUALITIES = {"WEBDL-720p", "Bluray-1080p"}

POLL = 0.2  # seconds between two looks
STEP_TIMEOUT = 90.0  # seconds; a download is checked every minute at the latest


class StepFailed(Exception):
    """A step did not happen; the message says which and what was seen instead."""


@dataclass(slots=True)
class Teller:
    """Prints what happened and when, in seconds since the start."""

    started: float = field(default_factory=time.monotonic)

    def tell(self, text: str, *more: str) -> None:
        """One step that happened, with lines below it."""
        print(f"{time.monotonic() - self.started:7.1f} s  {text}", flush=True)
        for line in more:
            print(f"{'':11}{line}", flush=True)

    def chapter(self, title: str) -> None:
        """A heading."""
        print(f"\n{title}", flush=True)


@dataclass(frozen=True, slots=True)
class Seen:
    """A film in the library after an import."""

    movie_id: int
    file: Path
    quality: str


class Story:
    """Plays against a server that is up. `library` and `recycle_bin` are existing folders the server can write."""

    def __init__(self, api: Api, near: Neighbourhood, teller: Teller, *, library: Path, recycle_bin: Path) -> None:
        self._api = api
        self._near = near
        self._teller = teller
        self._library = library
        self._recycle_bin = recycle_bin

    async def play(self) -> None:
        """The whole story. Raises StepFailed naming the step that did not happen."""
        await self._near.release(FIRST)
        self._teller.chapter("Setting it up, as a person would once")
        profile_id = await self._step("set up", self._set_up())
        self._teller.chapter("A film is added; from here on nobody presses anything")
        movie_id = await self._step("add the film", self._add(profile_id))
        first = await self._follow(movie_id, FIRST, "WEBDL-720p")
        await self._webhook("Grab", FIRST)
        await self._webhook("Download", FIRST, upgrade=False)
        self._teller.chapter("A better release appears in the indexer's feed")
        await self._near.release(FIRST, BETTER)
        await self._step("read the feed", self._read_feed())
        better = await self._follow(movie_id, BETTER, "Bluray-1080p")
        await self._webhook("Download", BETTER, upgrade=True)
        await self._retired(first, better)

    async def _step(self, name: str, work: Awaitable[T]) -> T:
        try:
            return await work
        except (ApiError, OSError) as error:
            raise StepFailed(f"{name}: {error}") from error

    async def _set_up(self) -> int:
        """Root folder, recycle bin, profile, indexer, webhook. The id of the profile."""
        await self._api.post("rootfolder", {"path": str(self._library)})
        media = await self._api.get("config/mediamanagement")
        await self._api.put("config/mediamanagement", media | {"recycleBin": str(self._recycle_bin)})
        naming = await self._api.get("config/naming")
        await self._api.put("config/naming", naming | {"renameMovies": True})
        self._teller.tell(f"root folder {self._library}, recycle bin {self._recycle_bin}, files are renamed")
        profile = await self._profile()
        self._teller.tell(f"quality profile '{profile['name']}': upgrades until Bluray-1080p")
        schema = await self._schema("indexer", "Torznab")
        enabled = {"enableRss": True, "enableAutomaticSearch": True, "enableInteractiveSearch": True}
        address = {"baseUrl": self._near.indexer.url, "apiKey": self._near.indexer_key}
        await self._api.post("indexer", filled(schema, **address) | enabled | {"name": "The neighbourhood"})
        self._teller.tell(f"indexer at {self._near.indexer.url}, tested by the server")
        schema = await self._schema("notification", "Webhook")
        events = {"onGrab": True, "onDownload": True, "onUpgrade": True}
        target = {"url": f"{self._near.webhook.url}/hook"}
        await self._api.post("notification", filled(schema, **target) | events | {"name": "The neighbour's phone"})
        self._teller.tell(f"webhook to {self._near.webhook.url}, tested by the server")
        clients = [
            row for row in await self._api.get("downloadclient") if row["enable"] and row["protocol"] == "torrent"
        ]
        if not clients:
            raise ApiError("there is no torrent client, though one is built in")
        self._teller.tell(f"download client '{clients[0]['name']}' was there already")
        return int(profile["id"])

    async def _profile(self) -> dict[str, Any]:
        """The first profile that allows both releases, made to upgrade from one to the other."""
        for profile in await self._api.get("qualityprofile"):
            allowed = {name: number for name, number in _qualities(profile) if name in WANTED_QUALITIES}
            if len(allowed) == len(WANTED_QUALITIES):
                wish = {"upgradeAllowed": True, "cutoff": allowed["Bluray-1080p"]}
                changed: dict[str, Any] = await self._api.put(f"qualityprofile/{profile['id']}", profile | wish)
                return changed
        raise ApiError("no quality profile allows both WEBDL-720p and Bluray-1080p")

    async def _schema(self, kind: str, implementation: str) -> dict[str, Any]:
        schema: dict[str, Any]
        for schema in await self._api.get(f"{kind}/schema"):
            if schema["implementation"] == implementation:
                return {name: value for name, value in schema.items() if name != "presets"}
        raise ApiError(f"there is no {kind} of the kind {implementation}")

    async def _add(self, profile_id: int) -> int:
        found = (await self._api.get("movie/lookup", term=f"tmdb:{FILM}"))[0]
        self._teller.tell(f"looked up: {found['title']} ({found['year']}), {found['runtime']} minutes")
        wish = {
            "qualityProfileId": profile_id,
            "rootFolderPath": str(self._library),
            "monitored": True,
            "minimumAvailability": "released",
            "addOptions": {"searchForMovie": True},
        }
        added = await self._api.post("movie", found | wish)
        self._teller.tell("added, with a search")
        return int(added["id"])

    async def _read_feed(self) -> None:
        task = next(row for row in await self._api.get("system/task") if row["taskName"] == "RssSync")
        self._teller.tell(
            f"the feed is read every {task['interval']} minutes by itself;",
            "so that you need not wait, the demo asks for it now (command RssSync)",
        )
        await self._api.post("command", {"name": "RssSync"})

    async def _follow(self, movie_id: int, release: str, quality: str) -> Seen:
        """From grab to library."""
        await self._until("grabbed", lambda: self._history(movie_id, "grabbed", release))
        self._teller.tell(f"grabbed: {release}")
        await self._until("downloaded and imported", self._import_watch(movie_id, release))
        movie = await self._until("in the library", lambda: self._in_library(movie_id, quality))
        file = Path(movie["movieFile"]["path"])
        if not file.is_file():
            raise StepFailed(f"in the library: the server names {file}, which is not there")
        size = file.stat().st_size / 1e6
        self._teller.tell(f"in the library as {quality}:", f"{file} ({size:.1f} MB)")
        return Seen(movie_id, file, quality)

    def _import_watch(self, movie_id: int, release: str) -> Callable[[], Awaitable[Any]]:
        """A probe that tells the states of the download as they change, and is true once the import is in the history."""
        told: list[str] = []

        async def look() -> Any:
            queue = await self._api.get("queue", pageSize=50)
            for row in queue["records"]:
                if row.get("movieId") == movie_id and row["title"] == release and (state := _state(row)) not in told:
                    told.append(state)
                    self._teller.tell(state)
            imported = await self._history(movie_id, "downloadFolderImported", release)
            if imported:
                self._teller.tell("imported")
            return imported

        return look

    async def _history(self, movie_id: int, event: str, release: str) -> Any:
        rows = await self._api.get("history/movie", movieId=movie_id)
        return next((row for row in rows if row["eventType"] == event and row["sourceTitle"] == release), None)

    async def _in_library(self, movie_id: int, quality: str) -> Any:
        movie = await self._api.get(f"movie/{movie_id}")
        file = movie.get("movieFile")
        return movie if file and file["quality"]["quality"]["name"] == quality else None

    async def _webhook(self, event: str, release: str, *, upgrade: bool | None = None) -> None:
        async def look() -> Any:
            for row in await self._near.received():
                payload = row["payload"]
                titles = (
                    (payload.get("release") or {}).get("releaseTitle"),
                    (payload.get("movieFile") or {}).get("sceneName"),
                )
                if (
                    payload.get("eventType") == event
                    and release in titles
                    and payload.get("isUpgrade") in (None, upgrade)
                ):
                    return payload
            return None

        await self._until(f"webhook {event}", look)
        self._teller.tell(f"the webhook was told: {event}{' (an upgrade)' if upgrade else ''}")

    async def _retired(self, first: Seen, better: Seen) -> None:
        """The old file lies in the recycle bin and the new one alone in the library."""

        async def look() -> Any:
            kept = [path for path in self._recycle_bin.rglob("*") if path.suffix == first.file.suffix]
            films = [path for path in self._library.rglob("*") if path.suffix == first.file.suffix]
            return kept if kept and films == [better.file] else None

        kept = await self._until("the old file in the recycle bin", look)
        self._teller.tell("the first file was kept in the recycle bin:", str(kept[0]))

    async def _until(self, step: str, probe: Callable[[], Awaitable[Any]]) -> Any:
        """Look until the probe is true; what it gave. Raises StepFailed with what the server says instead."""
        deadline = time.monotonic() + STEP_TIMEOUT
        while time.monotonic() < deadline:
            try:
                if found := await probe():
                    return found
            except (ApiError, OSError) as error:
                raise StepFailed(f"{step}: {error}") from error
            await asyncio.sleep(POLL)
        raise StepFailed(f"{step}: not within {STEP_TIMEOUT:.0f} seconds.{await self._reasons()}")

    async def _reasons(self) -> str:
        try:
            queue = await self._api.get("queue", pageSize=50, includeUnknownMovieItems=True)
            commands = await self._api.get("command")
            health = await self._api.get("health")
        except ApiError as error:
            return f" And now {error}."
        lines = [f"queue: {row['title']}: {_state(row)} {row.get('statusMessages') or ''}" for row in queue["records"]]
        lines += [f"command: {row['name']}: {row['status']} {row.get('message', '')}" for row in commands]
        lines += [f"health: {row['message']}" for row in health]
        return "".join(f"\n  {line}" for line in lines)


def _qualities(profile: dict[str, Any]) -> list[tuple[str, int]]:
    """The allowed qualities of a profile; of a group's members the id that a cutoff takes is the group's."""
    found = []
    for item in profile["items"]:
        if not item["allowed"]:
            continue
        if "quality" in item:
            found.append((item["quality"]["name"], item["quality"]["id"]))
        found += [(member["quality"]["name"], item["id"]) for member in item.get("items", [])]
    return found


def _state(row: dict[str, Any]) -> str:
    state = str(row.get("trackedDownloadState") or row["status"])
    if state != "downloading":
        return {"importPending": "downloaded, waiting for its import", "importing": "importing"}.get(state, state)
    done = row["size"] - row["sizeleft"]
    if row["status"] == "queued" or done <= 0:
        return "downloading"
    # Thirds are enough to see it move.
    return f"downloading, {done / row['size'] * 100 // 33 * 33:.0f} %" if row["size"] else "downloading"
