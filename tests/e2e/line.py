"""The main line as a person sets it up and watches it: through the public API, and by looking at the disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cinearr.demo.client import Api, filled
from cinearr.demo.neighbourhood import Neighbourhood
from tests.e2e.server import Server, files_below, litter, until
from tests.fakes.qbittorrent import PASSWORD, QBittorrentProgram

TMDB_KEY = "e2e-metadata-key"
FILM = 10378
FIRST = "Big.Buck.Bunny.2008.720p.WEB-DL.AAC2.0.H.264-OPEN"
BETTER = "Big.Buck.Bunny.2008.1080p.BluRay.AAC2.0.x264-OPEN"
FIRST_FILE = "Big Buck Bunny (2008)/Big Buck Bunny (2008) WEBDL-720p.mkv"
BETTER_FILE = "Big Buck Bunny (2008)/Big Buck Bunny (2008) Bluray-1080p.mkv"


def neighbours(near: Neighbourhood) -> dict[str, str]:
    """What a server is told so that it finds the metadata service."""
    return {"CINEARR_TMDB_URL": f"{near.metadata.url}/3", "CINEARR_TMDB_KEY": TMDB_KEY}


@dataclass(frozen=True)
class Folders:
    """What a test looks at."""

    library: Path
    recycle_bin: Path
    downloads: Path

    @classmethod
    def below(cls, folder: Path) -> Folders:
        """Three empty ones."""
        made = cls(folder / "library", folder / "recycle-bin", folder / "downloads")
        for each in (made.library, made.recycle_bin, made.downloads):
            each.mkdir()
        return made

    def films(self) -> list[str]:
        """Films in the library, relative to it."""
        return [str(path.relative_to(self.library)) for path in files_below(self.library)]

    def recycled(self) -> list[str]:
        """Names of what lies in the recycle bin."""
        return [path.name for path in files_below(self.recycle_bin)]

    def downloaded(self) -> list[str]:
        """Names of films the client has."""
        return [path.name for path in files_below(self.downloads) if path.suffix == ".mkv"]

    def litter(self) -> list[Path]:
        """Leavings of unfinished steps."""
        return litter(files_below(self.library, self.recycle_bin))


class Line:
    """A server set up for one film. `await line.set_up()` first."""

    def __init__(self, server: Server, near: Neighbourhood, folders: Folders) -> None:
        self.server = server
        self.near = near
        self.folders = folders
        self.profile_id = 0
        self.movie_id = 0

    @property
    def api(self) -> Api:
        """The server's API."""
        return self.server.api

    # --- what a person does once ---

    async def set_up(self, **indexer: Any) -> None:
        """Root folder, names, profile, indexer (with further fields), webhook."""
        await self.api.post("rootfolder", {"path": str(self.folders.library)})
        media = await self.api.get("config/mediamanagement")
        await self.api.put("config/mediamanagement", media | {"recycleBin": str(self.folders.recycle_bin)})
        await self.name_films("{Movie Title} ({Release Year}) {Quality Full}")
        await self._profile()
        await self._indexer(**indexer)
        schema = await self.schema("notification", "Webhook")
        events = {"onGrab": True, "onDownload": True, "onUpgrade": True, "name": "Phone"}
        await self.api.post("notification", filled(schema, url=f"{self.near.webhook.url}/hook") | events)

    async def name_films(self, template: str) -> None:
        """Rename on import, after this template."""
        naming = await self.api.get("config/naming")
        await self.api.put("config/naming", naming | {"renameMovies": True, "standardMovieFormat": template})

    async def _profile(self) -> None:
        profile = next(row for row in await self.api.get("qualityprofile") if row["name"] == "Any")
        bluray = next(item["quality"]["id"] for item in profile["items"] if _quality(item) == "Bluray-1080p")
        await self.api.put(f"qualityprofile/{profile['id']}", profile | {"upgradeAllowed": True, "cutoff": bluray})
        self.profile_id = profile["id"]

    async def _indexer(self, **more: Any) -> None:
        schema = await self.schema("indexer", "Torznab")
        enabled = {"enableRss": True, "enableAutomaticSearch": True, "enableInteractiveSearch": True}
        fields = {"baseUrl": self.near.indexer.url, "apiKey": self.near.indexer_key, **more}
        await self.api.post("indexer", filled(schema, **fields) | enabled | {"name": "The neighbourhood"})

    async def schema(self, kind: str, implementation: str) -> dict[str, Any]:
        """The empty form of a provider."""
        rows = await self.api.get(f"{kind}/schema")
        found = next(row for row in rows if row["implementation"] == implementation)
        return {name: value for name, value in found.items() if name != "presets"}

    async def use_engine(self, port: int, **fields: Any) -> None:
        """The built-in client, on this port and with further fields."""
        client = next(row for row in await self.api.get("downloadclient") if row["implementation"] == "Cinearr")
        values = {"port": port, "downloadFolder": str(self.folders.downloads), "useDht": False, **fields}
        await self.api.put(f"downloadclient/{client['id']}", filled(client, **values))

    async def add_film(self, *, search: bool = True) -> None:
        """Look the film up and add it."""
        found = (await self.api.get("movie/lookup", term=f"tmdb:{FILM}"))[0]
        wish = {
            "qualityProfileId": self.profile_id,
            "rootFolderPath": str(self.folders.library),
            "monitored": True,
            "minimumAvailability": "released",
            "addOptions": {"searchForMovie": search},
        }
        self.movie_id = (await self.api.post("movie", found | wish))["id"]

    async def command(self, name: str, **body: Any) -> dict[str, Any]:
        """Run a command to its end; how it ended."""
        command = await self.api.post("command", {"name": name, **body})

        async def look() -> Any:
            row = await self.api.get(f"command/{command['id']}")
            return row if row["status"] not in ("queued", "started") else None

        ended: dict[str, Any] = await until(look, f"the end of {name}")
        return ended

    def schedule_is_due(self, name: str) -> None:
        """As if a task's interval had passed: a scheduler starts it at its next look."""
        self.server.sql("update schedules set last_execution = now() - interval '1 day' where name = %s", name)

    async def until_idle(self) -> None:
        """Wait until no command waits or runs."""

        async def look() -> Any:
            return all(row["status"] not in ("queued", "started") for row in await self.api.get("command"))

        await self.until(look, "the end of all commands")

    # --- what a person sees ---

    async def history(self, event: str | None = None) -> list[str]:
        """Events of the film, oldest first; or the titles of one kind of event."""
        rows = await self.api.get("history/movie", movieId=self.movie_id)
        rows = sorted(rows, key=lambda row: row["id"])
        return (
            [row["sourceTitle"] for row in rows if row["eventType"] == event]
            if event
            else [row["eventType"] for row in rows]
        )

    async def queue(self) -> list[dict[str, Any]]:
        """What is under way."""
        records: list[dict[str, Any]] = (await self.api.get("queue", pageSize=50))["records"]
        return records

    async def file(self) -> dict[str, Any] | None:
        """The film's file as the API tells it."""
        movie = await self.api.get(f"movie/{self.movie_id}")
        found: dict[str, Any] | None = movie.get("movieFile")
        return found

    async def until_file(self, relative: str, *, asking: bool = False) -> None:
        """Wait until the API names this file as the film's. `asking`: look at the clients now, not once a minute."""

        async def look() -> Any:
            if asking:
                await self.command("RefreshMonitoredDownloads")
            file = await self.file()
            return file is not None and file["path"] == str(self.folders.library / relative)

        await self.until(look, f"{relative} in the library")

    async def until_told(self, event: str, release: str, *, upgrade: bool = False) -> None:
        """Wait until the webhook was told of an event of a release."""

        async def look() -> Any:
            for row in await self.near.received():
                payload = row["payload"]
                titles = (
                    (payload.get("release") or {}).get("releaseTitle"),
                    (payload.get("movieFile") or {}).get("sceneName"),
                )
                if payload.get("eventType") == event and release in titles:
                    return bool(payload.get("isUpgrade")) == upgrade
            return False

        await self.until(look, f"the webhook told {event} of {release}")

    async def until(self, probe: Callable[[], Any], what: str, *, seconds: float = 60) -> Any:
        """As `until`, and what the server says of itself when it does not happen."""
        try:
            return await until(probe, what, seconds=seconds)
        except TimeoutError as error:
            for path in ("queue?includeUnknownMovieItems=true", "command", "health"):
                error.add_note(f"{path}: {await self._said(path)}")
            raise

    async def _said(self, path: str) -> Any:
        try:
            said = await self.api.get(path)
        except Exception as error:  # noqa: BLE001 (only a note on a failure that is told anyway)
            return repr(error)
        return [
            {name: row.get(name) for name in ("title", "name", "status", "trackedDownloadState", "message",
                                              "statusMessages", "exception") if row.get(name)}
            for row in (said["records"] if isinstance(said, dict) else said)
        ]  # fmt: skip

    async def agrees(self) -> None:
        """The database says what is on the disk, and nothing lies about."""
        file = await self.file()
        told = [] if file is None else [file["path"]]
        assert told == [str(path) for path in files_below(self.folders.library)]
        if file is not None:
            assert Path(file["path"]).stat().st_size == file["size"]
        assert self.folders.litter() == []


async def use_qbittorrent(line: Line, program: QBittorrentProgram) -> None:
    """qBittorrent in place of the client that is built in."""
    for row in await line.api.get("downloadclient"):
        await line.api.put(f"downloadclient/{row['id']}", row | {"enable": False})
    schema = await line.schema("downloadclient", "QBittorrent")
    login = {"host": "127.0.0.1", "port": program.port, "username": "admin", "password": PASSWORD}
    flags = {"enable": True, "name": "qBittorrent", "removeCompletedDownloads": True}
    await line.api.post("downloadclient", filled(schema, **login) | flags)


def _quality(item: dict[str, Any]) -> str | None:
    name: str | None = item.get("quality", {}).get("name")
    return name
