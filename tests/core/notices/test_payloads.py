"""The webhook bodies, with the order of their members."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from cinearr.core.notices.facts import FilmAdded, FilmFacts, Notice
from cinearr.core.notices.payloads import webhook
from tests.factories import notices as given

ENDING = ["eventType", "instanceName", "applicationUrl"]
MEDIA = {
    "audioChannels": 5.1,
    "audioCodec": "AC3",
    "audioLanguages": ["eng", "ger"],
    "height": 1080,
    "width": 1920,
    "subtitles": ["eng"],
    "videoCodec": "x264",
    "videoDynamicRange": "",
    "videoDynamicRangeType": "",
}
FILE = {
    "id": 11,
    "relativePath": "Sintel (2010) [Bluray-1080p].mkv",
    "path": "/films/Sintel (2010)/Sintel (2010) [Bluray-1080p].mkv",
    "quality": "Bluray-1080p",
    "qualityVersion": 2,
    "releaseGroup": "OPEN",
    "sceneName": "Sintel.2010.PROPER.1080p.BluRay.x264-OPEN",
    "indexerFlags": "G_Freeleech, G_Internal",
    "size": 788826,
    "dateAdded": "2026-11-25T10:30:05.12Z",
    "languages": [{"id": 1, "name": "English"}],
    "mediaInfo": MEDIA,
    "sourcePath": "/downloads/Sintel/sintel.mkv",
}
OLD_FILE = {
    "id": 10,
    "relativePath": "Sintel.mkv",
    "path": "/films/Sintel (2010)/Sintel.mkv",
    "quality": "DVD",
    "qualityVersion": 1,
    "indexerFlags": "0",
    "size": 100,
    "dateAdded": "2026-01-01T00:00:00Z",
    "languages": [],
    "recycleBinPath": "/bin/Sintel (2010)/Sintel.mkv",
}
REMOTE = {"tmdbId": 45745, "imdbId": "tt1727587", "title": "Sintel", "year": 2010}
FORMATS = {"customFormats": [{"id": 4, "name": "Open"}, {"id": 5, "name": "Large"}], "customFormatScore": 31}
NO_FORMATS: dict[str, Any] = {"customFormats": [], "customFormatScore": 0}
GRABBED_RELEASE = {
    "releaseTitle": "Sintel.2010.PROPER.1080p.BluRay.x264-OPEN",
    "indexer": "Tracker",
    "size": 8_000_000_000,
    "indexerFlags": [],
}


def body(notice: Notice) -> dict[str, Any]:
    return webhook(notice, instance_name="Radarr", application_url="http://box:7878")


def ordered(value: Any) -> Any:
    """A value in which the order of members counts."""
    if isinstance(value, dict):
        return [(name, ordered(member)) for name, member in value.items()]
    return [ordered(member) for member in value] if isinstance(value, list) else value


class TestTheFilm:
    def test_has_all_its_members_in_order(self) -> None:
        assert ordered(body(given.ADDED)["movie"]) == ordered(
            {
                "id": 3,
                "title": "Sintel",
                "year": 2010,
                "releaseDate": "2010-11-01",
                "folderPath": "/films/Sintel (2010)",
                "tmdbId": 45745,
                "imdbId": "tt1727587",
                "overview": "A girl looks for her dragon.",
                "genres": ["Animation", "Fantasy"],
                "images": [
                    {
                        "coverType": "poster",
                        "url": "/MediaCover/3/poster.jpg?lastWrite=1",
                        "remoteUrl": "https://img.example.org/p.jpg",
                    },
                    {
                        "coverType": "fanart",
                        "url": "/MediaCover/3/fanart.jpg",
                        "remoteUrl": "https://img.example.org/b.jpg",
                    },
                ],
                "tags": ["kids", "open"],
                "originalLanguage": {"id": 1, "name": "English"},
            }
        )

    @pytest.mark.parametrize(
        ("changes", "day"),
        [
            ({}, "2010-11-01"),
            ({"physical_release": None}, "2010-12-26"),
            ({"physical_release": None, "in_cinemas": None}, "9999-12-31"),
        ],
    )
    def test_is_released_on_disc_or_ninety_days_after_the_cinema(self, changes: dict[str, Any], day: str) -> None:
        film = msgspec.structs.replace(given.FILM, **changes)
        assert body(FilmAdded(film=film))["movie"]["releaseDate"] == day

    def test_leaves_out_what_is_not_known(self) -> None:
        film = body(FilmAdded(film=FilmFacts(id=1, title="x")))["movie"]
        assert list(film) == ["id", "title", "year", "releaseDate", "folderPath", "tmdbId", "genres", "images", "tags"]


@pytest.mark.parametrize(
    ("notice", "event_type", "rest"),
    [
        (
            given.GRABBED,
            "Grab",
            {
                "remoteMovie": REMOTE,
                "release": {
                    "quality": "Bluray-1080p",
                    "qualityVersion": 2,
                    "releaseGroup": "OPEN",
                    "releaseTitle": "Sintel.2010.PROPER.1080p.BluRay.x264-OPEN",
                    "indexer": "Tracker",
                    "size": 8_000_000_000,
                    "customFormatScore": 31,
                    "customFormats": ["Open", "Large"],
                    "languages": [{"id": 1, "name": "English"}],
                    "indexerFlags": ["G_Freeleech"],
                },
                "downloadClient": "Box",
                "downloadClientType": "qBittorrent",
                "downloadId": "ABCDEF",
                "customFormatInfo": FORMATS,
            },
        ),
        (
            given.IMPORTED,
            "Download",
            {
                "remoteMovie": REMOTE,
                "movieFile": FILE,
                "isUpgrade": False,
                "downloadClient": "Box",
                "downloadClientType": "qBittorrent",
                "downloadId": "ABCDEF",
                "customFormatInfo": FORMATS,
                "release": GRABBED_RELEASE,
            },
        ),
        (
            given.UPGRADED,
            "Download",
            {
                "remoteMovie": REMOTE,
                "movieFile": FILE,
                "isUpgrade": True,
                "deletedFiles": [OLD_FILE],
                "customFormatInfo": NO_FORMATS,
                "release": {"size": 0, "indexerFlags": []},
            },
        ),
        (
            given.RENAMED,
            "Rename",
            {
                "renamedMovieFiles": [
                    {"previousRelativePath": "Sintel.mkv", "previousPath": "/films/Sintel (2010)/Sintel.mkv"} | FILE
                ]
            },
        ),
        (given.ADDED, "MovieAdded", {"addMethod": "manual"}),
        (given.DELETED, "MovieDelete", {"deletedFiles": False, "movieFolderSize": 0}),
        (given.DELETED_WITH_FILES, "MovieDelete", {"deletedFiles": True, "movieFolderSize": 788826}),
        (given.FILE_UPGRADED, "MovieFileDelete", {"movieFile": OLD_FILE, "deleteReason": "upgrade"}),
        (
            given.WAITING,
            "ManualInteractionRequired",
            {
                "downloadInfo": {
                    "quality": "Bluray-1080p",
                    "qualityVersion": 1,
                    "title": "Strange.Name.1080p.BluRay-OPEN",
                    "size": 8589934,
                },
                "downloadClient": "Box",
                "downloadClientType": "qBittorrent",
                "downloadId": "ABCDEF",
                "downloadStatus": "Warning",
                "downloadStatusMessages": [{"title": "Strange.Name", "messages": ["Matched by id only"]}],
                "customFormatInfo": NO_FORMATS,
                "release": GRABBED_RELEASE,
            },
        ),
    ],
)
def test_notices_of_a_film(notice: Notice, event_type: str, rest: dict[str, Any]) -> None:
    found = body(notice)
    assert found.pop("movie")["tmdbId"] == 45745
    ending = {"eventType": event_type, "instanceName": "Radarr", "applicationUrl": "http://box:7878"}
    assert ordered(found) == ordered(rest | ending)


def test_health() -> None:
    assert ordered(body(given.SICK)) == ordered(
        {
            "level": "error",
            "message": "Missing root folder: /films",
            "type": "RootFolderCheck",
            "wikiUrl": "https://wiki.servarr.com/radarr/system#missing-root-folder",
            "eventType": "Health",
            "instanceName": "Radarr",
            "applicationUrl": "http://box:7878",
        }
    )
    restored = body(given.WELL)
    assert restored["eventType"] == "HealthRestored"
    assert "applicationUrl" not in restored


def test_an_update() -> None:
    assert list(body(given.UPDATED)) == ["message", "previousVersion", "newVersion", *ENDING]


def test_a_test_has_the_shape_of_a_grab() -> None:
    found = body(given.TESTED)
    assert list(found) == ["movie", "remoteMovie", "release", *ENDING]
    assert found["movie"]["tags"] == ["test-tag"]
    assert found["release"]["size"] == 9999999


def test_a_download_nobody_mapped_has_no_film() -> None:
    assert "movie" not in body(msgspec.structs.replace(given.WAITING, film=None))
