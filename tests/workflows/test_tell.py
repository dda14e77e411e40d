from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from sqlalchemy import text

from cinearr.core.films import Image, Rating
from cinearr.features import tags
from cinearr.features.custom_formats.tables import CustomFormatRow
from cinearr.features.downloads.tables import GrabRow, TrackedDownloadRow
from cinearr.features.media_files.tables import MovieFile
from cinearr.features.movies.tables import Movie
from cinearr.features.notifications.registry import DEFAULT_OPTIONS
from cinearr.features.notifications.tables import NotificationRow
from cinearr.kit import provider_status
from cinearr.workflows import events, note_version
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_film, a_movie, a_root
from tests.fakes.http_server import Answer, HttpServer, http_server
from tests.fakes.program import settled, until, working

MEDIA = {
    "video_format": "h264",
    "width": 1920,
    "height": 1080,
    "audio_format": "ac3",
    "audio_channels": 6,
    "audio_languages": ["eng", "eng"],
    "subtitles": ["eng"],
}


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[HttpServer]:
    async with http_server() as server:
        server.routes["/hook"] = Answer()
        server.routes["/other"] = Answer()
        yield server


async def connect(program: Program, url: str, name: str = "Hook", **options: Any) -> int:
    everything = {name: name.startswith("on") for name in DEFAULT_OPTIONS}
    tag_ids = options.pop("tags", [])
    async with program.database.begin() as session:
        row = NotificationRow(
            name=name, implementation="Webhook", settings={"url": url}, options={**everything, **options}, tags=tag_ids
        )
        session.add(row)
        await session.flush()
        return row.id


async def happen(program: Program, *what: msgspec.Struct) -> None:
    """Publish events and wait until all is told."""
    async with program.database.begin() as session:
        for event in what:
            await program.queue.publish(session, event)
    async with working(program):
        await settled(program)


def told(receiver: HttpServer) -> list[dict[str, Any]]:
    return [json.loads(asked.body) for asked in receiver.asked]


async def sintel(program: Program, films: Path) -> Movie:
    film = a_film(
        images=(Image(cover_type="poster", url="https://img.example.org/p.jpg"),), ratings={"tmdb": Rating(value=7.0)}
    )
    async with program.database.begin() as session:
        tag = await tags.ensure(session, "open")
    return await a_movie(program, await a_root(program, films), film, tags=[tag.id])


def film_payload(films: Path, movie: Movie) -> dict[str, Any]:
    return {
        "id": movie.id,
        "title": "Sintel",
        "year": 2010,
        "releaseDate": "2010-11-01",
        "folderPath": str(films / "Sintel (2010)"),
        "tmdbId": 45745,
        "imdbId": "tt0045745",
        "overview": "The story of Sintel.",
        "genres": ["Animation", "Fantasy"],
        "images": [
            {
                "coverType": "poster",
                "url": f"/MediaCover/{movie.id}/poster.jpg",
                "remoteUrl": "https://img.example.org/p.jpg",
            }
        ],
        "tags": ["open"],
        "originalLanguage": {"id": 1, "name": "English"},
    }


def file_payload(films: Path, row: MovieFile) -> dict[str, Any]:
    assert row.date_added.tzinfo is not None
    moment = row.date_added.astimezone(UTC).replace(tzinfo=None).isoformat()
    return {
        "id": row.id,
        "relativePath": row.relative_path,
        "path": str(films / "Sintel (2010)" / row.relative_path),
        "quality": "WEBDL-1080p",
        "qualityVersion": 1,
        "releaseGroup": "OPEN",
        "sceneName": "Sintel.2010.1080p.WEB-DL.x264-OPEN",
        "indexerFlags": "0",
        "size": 1000,
        "dateAdded": (moment.rstrip("0") if "." in moment else moment) + "Z",
        "languages": [{"id": 1, "name": "English"}],
        "mediaInfo": {
            "audioChannels": 6.0,
            "audioCodec": "AC3",
            "audioLanguages": ["eng"],
            "height": 1080,
            "width": 1920,
            "subtitles": ["eng"],
            "videoCodec": "x264",
            "videoDynamicRange": "",
            "videoDynamicRangeType": "",
        },
    }


END = {"instanceName": "Radarr", "applicationUrl": ""}
REMOTE = {"tmdbId": 45745, "imdbId": "tt0045745", "title": "Sintel", "year": 2010}


async def test_a_new_version_is_told_once(
    program: Program, receiver: HttpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await connect(program, f"{receiver.url}/hook")
    await connect(program, f"{receiver.url}/other", "Deaf", onApplicationUpdate=False)
    for version in ("1.0", "1.0", "1.1", "1.1"):
        monkeypatch.setattr(note_version, "__version__", version)
        async with program.database.begin() as session:
            await note_version.note(session, program.queue)
    async with working(program):
        await settled(program)
    assert told(receiver) == [
        {
            "eventType": "ApplicationUpdate",
            "instanceName": "Radarr",
            "applicationUrl": "",
            "message": "Cinearr was updated from 1.0 to 1.1",
            "previousVersion": "1.0",
            "newVersion": "1.1",
        }
    ]


class TestWhatIsTold:
    async def test_a_film_that_was_added(self, program: Program, films: Path, receiver: HttpServer) -> None:
        movie = await sintel(program, films)
        await connect(program, f"{receiver.url}/hook")
        await happen(program, events.MoviesAdded(movie_ids=[movie.id]))
        assert told(receiver) == [
            {"movie": film_payload(films, movie), "addMethod": "manual", "eventType": "MovieAdded", **END}
        ]

    async def test_a_grab(self, program: Program, films: Path, receiver: HttpServer) -> None:
        movie = await sintel(program, films)
        await connect(program, f"{receiver.url}/hook")
        async with program.database.begin() as session:
            session.add(CustomFormatRow(name="Open", specifications=[]))
            grab = GrabRow(
                movie_id=movie.id,
                target_id=1,
                state="sent",
                fingerprint="f",
                guid="g",
                title="Sintel.2010.PROPER.1080p.BluRay.x264-OPEN",
                release={"title": "x", "indexer": "Tracker", "size": 5000, "indexer_flags": 1},
                evidence={
                    "quality": {"id": 7, "version": 2},
                    "languages": [1],
                    "format_ids": [1],
                    "score": 31,
                    "release_group": "OPEN",
                },
                download_id="ABC",
                source="rss",
            )
            session.add(grab)
            await session.flush()
        await happen(program, events.ReleaseGrabbed(movie_id=movie.id, grab_id=grab.id))
        assert told(receiver) == [
            {
                "movie": film_payload(films, movie),
                "remoteMovie": REMOTE,
                "release": {
                    "quality": "Bluray-1080p",
                    "qualityVersion": 2,
                    "releaseGroup": "OPEN",
                    "releaseTitle": "Sintel.2010.PROPER.1080p.BluRay.x264-OPEN",
                    "indexer": "Tracker",
                    "size": 5000,
                    "customFormatScore": 31,
                    "customFormats": ["Open"],
                    "languages": [{"id": 1, "name": "English"}],
                    "indexerFlags": ["G_Freeleech"],
                },
                "downloadId": "ABC",
                "customFormatInfo": {"customFormats": [{"id": 1, "name": "Open"}], "customFormatScore": 31},
                "eventType": "Grab",
                **END,
            }
        ]

    async def test_an_upgrade_and_the_file_that_went_for_it(
        self, program: Program, films: Path, receiver: HttpServer
    ) -> None:
        movie = await sintel(program, films)
        await connect(program, f"{receiver.url}/hook")
        row = await a_file(
            program, movie, release_group="OPEN", scene_name="Sintel.2010.1080p.WEB-DL.x264-OPEN", media_info=MEDIA
        )
        old = {
            "id": 99,
            "relative_path": "Old.mkv",
            "path": str(films / "Sintel (2010)" / "Old.mkv"),
            "size": 5,
            "quality": {"id": 2},
            "languages": [1],
            "date_added": "2026-01-02T03:04:05+00:00",
        }
        event = events.FileImported(
            movie_id=movie.id,
            movie_file_id=row.id,
            download_id="ABC",
            is_upgrade=True,
            told={
                "source_path": "/downloads/sintel.mkv",
                "download_client": "Box",
                "download_client_type": "qBittorrent",
                "replaced": old,
                "recycled_to": "/bin/Old.mkv",
            },
        )
        await happen(program, event)
        bodies = {body["eventType"]: body for body in told(receiver)}
        old_payload = {
            "id": 99,
            "relativePath": "Old.mkv",
            "path": str(films / "Sintel (2010)" / "Old.mkv"),
            "quality": "DVD",
            "qualityVersion": 1,
            "indexerFlags": "0",
            "size": 5,
            "dateAdded": "2026-01-02T03:04:05Z",
            "languages": [{"id": 1, "name": "English"}],
        }
        assert bodies == {
            "MovieFileDelete": {
                "movie": film_payload(films, movie),
                "movieFile": old_payload,
                "deleteReason": "upgrade",
                "eventType": "MovieFileDelete",
                **END,
            },
            "Download": {
                "movie": film_payload(films, movie),
                "remoteMovie": REMOTE,
                "movieFile": {**file_payload(films, row), "sourcePath": "/downloads/sintel.mkv"},
                "isUpgrade": True,
                "downloadClient": "Box",
                "downloadClientType": "qBittorrent",
                "downloadId": "ABC",
                "deletedFiles": [{**old_payload, "recycleBinPath": "/bin/Old.mkv"}],
                "customFormatInfo": {"customFormats": [], "customFormatScore": 0},
                "release": {"size": 0, "indexerFlags": []},
                "eventType": "Download",
                **END,
            },
        }

    async def test_renamed_files(self, program: Program, films: Path, receiver: HttpServer) -> None:
        movie = await sintel(program, films)
        await connect(program, f"{receiver.url}/hook")
        row = await a_file(
            program, movie, release_group="OPEN", scene_name="Sintel.2010.1080p.WEB-DL.x264-OPEN", media_info=MEDIA
        )
        before = {"movieFileId": row.id, "previousRelativePath": "a.mkv", "previousPath": "/f/a.mkv"}
        await happen(program, events.FilesRenamed(movie_id=movie.id, renamed=[before]))
        assert told(receiver) == [
            {
                "movie": film_payload(films, movie),
                "renamedMovieFiles": [
                    {"previousRelativePath": "a.mkv", "previousPath": "/f/a.mkv", **file_payload(films, row)}
                ],
                "eventType": "Rename",
                **END,
            }
        ]

    async def test_a_download_that_waits_for_a_person(
        self, program: Program, films: Path, receiver: HttpServer
    ) -> None:
        movie = await sintel(program, films)
        await connect(program, f"{receiver.url}/hook")
        async with program.database.begin() as session:
            row = TrackedDownloadRow(
                download_client_id=1,
                download_id="ABC",
                movie_id=movie.id,
                state="importBlocked",
                status="warning",
                title="Strange.Name",
                protocol=2,
                item={"total_size": 77},
                quality={"id": 7},
                messages=[{"title": "Strange.Name", "messages": ["Matched by id only"]}],
            )
            session.add(row)
            await session.flush()
        await happen(program, events.ManualInteractionRequired(movie_id=movie.id, tracked_id=row.id))
        assert told(receiver) == [
            {
                "movie": film_payload(films, movie),
                "downloadInfo": {
                    "quality": "Bluray-1080p",
                    "qualityVersion": 1,
                    "title": "Strange.Name",
                    "size": 77,
                },
                "downloadId": "ABC",
                "downloadStatus": "Warning",
                "downloadStatusMessages": [{"title": "Strange.Name", "messages": ["Matched by id only"]}],
                "customFormatInfo": {"customFormats": [], "customFormatScore": 0},
                "release": {"size": 0, "indexerFlags": []},
                "eventType": "ManualInteractionRequired",
                **END,
            }
        ]

    async def test_health(self, program: Program, receiver: HttpServer) -> None:
        await connect(program, f"{receiver.url}/hook", includeHealthWarnings=False)
        what = {"source": "RootFolderCheck", "message": "Missing root folder: /films", "wiki_url": "https://w"}
        quiet = {"source": "DownloadClientCheck", "message": "none"}
        await happen(
            program,
            events.HealthIssueFound(kind="error", **what),
            events.HealthIssueFound(kind="warning", **quiet),
            events.HealthRestored(kind="error", **what),
        )
        assert sorted(body["eventType"] for body in told(receiver)) == ["Health", "HealthRestored"]

    async def test_nothing_is_told_of_what_is_gone_by_now(self, program: Program, receiver: HttpServer) -> None:
        await connect(program, f"{receiver.url}/hook")
        await happen(
            program,
            events.MoviesAdded(movie_ids=[5]),
            events.FileImported(movie_id=5, movie_file_id=5),
            events.ReleaseGrabbed(movie_id=5, grab_id=5),
            events.FilesRenamed(movie_id=5, renamed=[]),
            events.NoticeDue(connection_id=77, notice={"type": "tested"}, at=datetime(2026, 1, 1, tzinfo=UTC)),
        )
        assert told(receiver) == []


class TestWhoIsTold:
    @pytest.mark.parametrize(
        ("options", "expected"),
        [({}, 1), ({"onMovieAdded": False}, 0), ({"tags": [1]}, 1), ({"tags": [2]}, 0)],
    )
    async def test_by_event_and_tag(
        self, program: Program, films: Path, receiver: HttpServer, options: dict[str, Any], expected: int
    ) -> None:
        movie = await sintel(program, films)
        await connect(program, f"{receiver.url}/hook", **options)
        await happen(program, events.MoviesAdded(movie_ids=[movie.id]))
        assert len(told(receiver)) == expected

    async def test_a_broken_connection_neither_delays_nor_repeats_the_others_and_is_tried_again(
        self, program: Program, films: Path, receiver: HttpServer
    ) -> None:
        movie = await sintel(program, films)
        broken = await connect(program, f"{receiver.url}/broken", name="Broken")
        await connect(program, f"{receiver.url}/other", name="Other")
        receiver.routes["/broken"] = Answer(status=500)
        async with program.database.begin() as session:
            await program.queue.publish(session, events.MoviesAdded(movie_ids=[movie.id]))
        async with working(program):
            await until(lambda: len(_paths(receiver)) >= 2)
            async with program.database.read() as session:
                status = (await provider_status.load(session, "notification"))[broken]
            receiver.routes["/broken"] = Answer()
            await settled(program)
        assert status.level == 1
        assert "500" in (status.message or "")
        assert sorted(_paths(receiver)) == ["/broken", "/broken", "/other"]

    async def test_a_connection_in_back_off_waits_without_being_asked(
        self, program: Program, films: Path, receiver: HttpServer
    ) -> None:
        movie = await sintel(program, films)
        hook = await connect(program, f"{receiver.url}/hook")
        async with program.database.begin() as session:
            await provider_status.save(
                session, "notification", hook, level=3, disabled_till=datetime(2026, 11, 25, 13, tzinfo=UTC)
            )
            await program.queue.publish(session, events.MoviesAdded(movie_ids=[movie.id]))
        waiting = text("select count(*) from procrastinate_jobs where status = 'todo' and attempts > 0")

        async with working(program):
            for _ in range(500):
                async with program.database.read() as session:
                    if await session.scalar(waiting):
                        break
        assert told(receiver) == []
        async with program.database.read() as session:
            assert await session.scalar(waiting) == 1


def _paths(receiver: HttpServer) -> list[str]:
    return [asked.path for asked in receiver.asked]
