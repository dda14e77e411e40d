"""The main line with everything around it: a program, a film, an indexer over a real socket and a download client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cinearr.core.torrents import read_torrent
from cinearr.features.decisions.tables import DecisionRow
from cinearr.features.download_clients.tables import DownloadClientRow
from cinearr.features.downloads.tables import GrabRow, PendingReleaseRow, TrackedDownloadRow
from cinearr.features.history.tables import HistoryRow
from cinearr.features.indexers.tables import IndexerRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie
from cinearr.features.profiles.tables import QualityProfileRow
from cinearr.features.settings import Naming
from cinearr.kit.db import Database
from cinearr.workflows.program import Program
from tests.factories.library import a_film, a_movie, a_root, use
from tests.factories.videos import a_video
from tests.fakes.http_server import Answer, Asked, HttpServer, http_server
from tests.fakes.newznab import FakeIndexer, Item
from tests.fakes.program import a_program, run_command
from tests.fakes.swarm import torrent_of


class SteppingClock:
    """The present, a few seconds later at each look, so that nobody who keeps a pace has to wait."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        self.ahead += timedelta(seconds=3)
        return datetime.now(UTC) + self.ahead


@dataclass
class Line:
    """What a test of the main line works with."""

    program: Program
    clock: SteppingClock
    indexer: FakeIndexer
    root: Path
    folder: Path  # everything of the download client lies below
    movie: Movie
    torrents: dict[str, bytes] = field(default_factory=dict)

    @property
    def torrent_folder(self) -> Path:
        return self.folder / "torrents"

    @property
    def watch_folder(self) -> Path:
        return self.folder / "watch"

    @property
    def library(self) -> Path:
        """The film's folder."""
        return self.root / f"{self.movie.title} ({self.movie.year})"

    def offer(
        self,
        title: str,
        *,
        size: int = 200 * 1024**2,
        seeders: int = 10,
        age: timedelta = timedelta(hours=2),
        torrent: bytes | None = None,
        answer: Answer | None = None,
    ) -> str:
        """Put a release into the feed and into what searches find; its info hash. `answer` replaces the torrent."""
        torrent = torrent or torrent_of(title, {f"{title}.mkv": title.encode() * 100})
        self.torrents[title] = torrent
        path = f"/get/{len(self.torrents)}.torrent"
        self.indexer.server.routes[path] = answer or Answer(
            body=torrent, headers={"content-type": "application/x-bittorrent"}
        )
        item = Item(
            title=title,
            guid=f"https://tracker.invalid/details/{len(self.torrents)}",
            published=datetime.now(UTC) - age,
            link=self.indexer.server.url + path,
            size=size,
            attributes=(("seeders", str(seeders)), ("peers", str(seeders + 2)), ("size", str(size))),
        )
        self.indexer.items.insert(0, item)
        self.indexer.found = {str(self.movie.tmdb_id): self.indexer.items}
        return read_torrent(torrent).info_hash

    async def rss(self) -> None:
        """One RSS sync."""
        await run_command(self.program, "RssSync")

    async def search(self) -> None:
        """A search that a schedule started."""
        await run_command(self.program, "MoviesSearch", {"movieIds": [self.movie.id]}, trigger="scheduled")

    async def track(self) -> None:
        """Ask the clients and deal with what they say."""
        await run_command(self.program, "RefreshMonitoredDownloads")
        await run_command(self.program, "ProcessMonitoredDownloads")

    def dropped(self) -> list[str]:
        """Torrents in the blackhole, by release name."""
        return sorted(each.stem for each in self.torrent_folder.glob("*.torrent"))

    def download(self, title: str, video: bytes | None = None) -> Path:
        """The program behind the blackhole is done with a release."""
        (self.torrent_folder / f"{title}.torrent").unlink()
        folder = self.watch_folder / title
        folder.mkdir()
        (folder / f"{title}.mkv").write_bytes(video or a_video())
        self.clock.ahead += timedelta(minutes=2)  # it has settled
        return folder

    def files(self) -> list[str]:
        """What lies in the film's folder."""
        return sorted(str(each.relative_to(self.library)) for each in self.library.rglob("*") if each.is_file())

    async def rows(self, table: type[Any]) -> list[Any]:
        """All rows of a table, oldest first."""
        async with self.program.database.read() as session:
            return list(await session.scalars(select(table).order_by(table.id)))

    async def rows_of(self, table: type[Any]) -> list[Any]:
        """All rows of a table that has no number."""
        async with self.program.database.read() as session:
            return list(await session.scalars(select(table)))

    async def grabs(self, state: str = "sent") -> list[str]:
        """Titles of grabs in a state."""
        return [row.title for row in await self.rows(GrabRow) if row.state == state]

    async def pending(self) -> list[tuple[str, str]]:
        """Titles that wait, with their reasons."""
        return [(row.title, row.reason) for row in await self.rows(PendingReleaseRow)]

    async def tracked(self) -> list[TrackedDownloadRow]:
        return await self.rows(TrackedDownloadRow)

    async def movie_files(self) -> list[MovieFile]:
        return await self.rows(MovieFile)

    async def history(self) -> list[int]:
        """The kinds of events, oldest first."""
        return [row.event_type for row in await self.rows(HistoryRow)]

    async def outcomes(self) -> dict[str, str]:
        """The newest outcome of each release in the journal."""
        return {row.title: row.outcome for row in await self.rows(DecisionRow)}

    async def allow_upgrades(self, cutoff: int = 7) -> None:
        """Let the film's profile go on to better releases, up to Bluray-1080p."""
        async with self.program.database.begin() as session:
            profile = await session.get(QualityProfileRow, 1)
            assert profile is not None
            profile.upgrade_allowed, profile.cutoff = True, cutoff


@asynccontextmanager
async def a_line(database: Database, home: Path, *, clients: Sequence[str] = ("blackhole",)) -> AsyncIterator[Line]:
    """A film wanted, an indexer with nothing yet, and clients: `blackhole`, `built-in`, or none."""
    clock = SteppingClock()
    folder = home / "client"
    for name in ("torrents", "watch", "downloads"):
        (folder / name).mkdir(parents=True)
    async with http_server() as server, a_program(database, home, clock=clock) as program:
        root = await a_root(program, home / "films")
        movie = await a_movie(program, root, a_film(runtime=3))
        await use(program, Naming(rename_movies=True))
        async with database.begin() as session:
            session.add(indexer_row(server))
            for name in clients:
                session.add(client_row(name, folder))
        yield Line(program, clock, FakeIndexer(server), root, folder, movie)


def indexer_row(server: HttpServer, **options: Any) -> IndexerRow:
    """A configured indexer."""
    return IndexerRow(
        name=f"Tracker {server.port}",
        implementation="Torznab",
        settings={"baseUrl": server.url, "apiPath": "/api", "apiKey": "good", "minimumSeeders": 1},
        options={
            "enableRss": True,
            "enableAutomaticSearch": True,
            "enableInteractiveSearch": True,
            "priority": 25,
            **options,
        },
        tags=[],
    )


def hdbits_row(server: HttpServer) -> IndexerRow:
    """A configured HDBits; whoever it is that answers there."""
    row = indexer_row(server)
    row.name, row.implementation = "HDBits", "HDBits"
    row.settings = {"baseUrl": server.url, "username": "me", "apiKey": "good", "minimumSeeders": 1}
    return row


def client_row(name: str, folder: Path) -> DownloadClientRow:
    """A configured download client."""
    if name == "built-in":
        return DownloadClientRow(
            name="Cinearr",
            implementation="Cinearr",
            settings={"downloadFolder": str(folder / "downloads"), "seedRatio": None, "seedTime": None},
            options={"enable": True, "priority": 50},
            tags=[],
        )
    return DownloadClientRow(
        name="Blackhole",
        implementation="TorrentBlackhole",
        settings={
            "torrentFolder": str(folder / "torrents"),
            "watchFolder": str(folder / "watch"),
            "readOnly": False,
        },
        options={"enable": True, "priority": 1},
        tags=[],
    )


def qbittorrent_row(server: HttpServer) -> DownloadClientRow:
    """A configured qBittorrent; whoever it is that answers there."""
    return DownloadClientRow(
        name="qBittorrent",
        implementation="QBittorrent",
        settings={"host": server.host, "port": server.port, "movieCategory": None},
        options={"enable": True, "priority": 2},
        tags=[],
    )


def gone(_: Asked) -> Answer:
    """What an indexer says of a torrent it has no more."""
    return Answer(status=404)
