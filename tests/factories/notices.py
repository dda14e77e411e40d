"""Notices about a freely licensed film, one of every kind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from cinearr.core.notices.facts import (
    ClientFacts,
    FileDeleted,
    FileFacts,
    FilmAdded,
    FilmDeleted,
    FilmFacts,
    FormatFacts,
    Grabbed,
    GrabbedFacts,
    HealthFacts,
    HealthFailed,
    HealthRestored,
    ImageFacts,
    Imported,
    LanguageFacts,
    ManualInteraction,
    MediaFacts,
    Notice,
    ReleaseFacts,
    Renamed,
    RenamedFile,
    StatusMessage,
    Tested,
    Updated,
)

ENGLISH: Final = LanguageFacts(id=1, name="English")
FILM: Final = FilmFacts(
    id=3,
    title="Sintel",
    year=2010,
    folder_path="/films/Sintel (2010)",
    tmdb_id=45745,
    imdb_id="tt1727587",
    overview="A girl looks for her dragon.",
    genres=("Animation", "Fantasy"),
    images=(
        ImageFacts(
            cover_type="poster", url="/MediaCover/3/poster.jpg?lastWrite=1", remote_url="https://img.example.org/p.jpg"
        ),
        ImageFacts(cover_type="fanart", url="/MediaCover/3/fanart.jpg", remote_url="https://img.example.org/b.jpg"),
    ),
    tags=("open", "kids"),
    original_language=ENGLISH,
    in_cinemas=date(2010, 9, 27),
    physical_release=date(2010, 11, 1),
    youtube_trailer_id="HOfdboHvshg",
    website="https://durian.blender.org",
    rating=7.0,
)
FILE: Final = FileFacts(
    id=11,
    relative_path="Sintel (2010) [Bluray-1080p].mkv",
    path="/films/Sintel (2010)/Sintel (2010) [Bluray-1080p].mkv",
    quality="Bluray-1080p",
    quality_version=2,
    release_group="OPEN",
    scene_name="Sintel.2010.PROPER.1080p.BluRay.x264-OPEN",
    indexer_flags=("G_Freeleech", "G_Internal"),
    size=788826,
    date_added=datetime(2026, 11, 25, 10, 30, 5, 120000, tzinfo=UTC),
    languages=(ENGLISH,),
    media=MediaFacts(
        audio_channels=5.1,
        audio_codec="AC3",
        audio_languages=("eng", "eng", "ger"),
        height=1080,
        width=1920,
        subtitles=("eng", "eng"),
        video_codec="h264",
        scene_video_codec="x264",
    ),
    source_path="/downloads/Sintel/sintel.mkv",
)
OLD_FILE: Final = FileFacts(
    id=10,
    relative_path="Sintel.mkv",
    path="/films/Sintel (2010)/Sintel.mkv",
    quality="DVD",
    size=100,
    date_added=datetime(2026, 1, 1, tzinfo=UTC),
    recycle_bin_path="/bin/Sintel (2010)/Sintel.mkv",
)
FORMATS: Final = (FormatFacts(id=4, name="Open"), FormatFacts(id=5, name="Large"))
CLIENT: Final = ClientFacts(name="Box", type="qBittorrent", download_id="ABCDEF")
GRAB: Final = GrabbedFacts(title="Sintel.2010.PROPER.1080p.BluRay.x264-OPEN", indexer="Tracker", size=8_000_000_000)
HEALTH: Final = HealthFacts(
    source="RootFolderCheck",
    level="error",
    message="Missing root folder: /films",
    wiki_url="https://wiki.servarr.com/radarr/system#missing-root-folder",
)

GRABBED: Final = Grabbed(
    film=FILM,
    release=ReleaseFacts(
        title="Sintel.2010.PROPER.1080p.BluRay.x264-OPEN",
        quality="Bluray-1080p",
        quality_version=2,
        release_group="OPEN",
        indexer="Tracker",
        size=8_000_000_000,
        formats=FORMATS,
        format_score=31,
        languages=(ENGLISH,),
        indexer_flags=("G_Freeleech",),
    ),
    client=CLIENT,
)
IMPORTED: Final = Imported(film=FILM, file=FILE, client=CLIENT, formats=FORMATS, format_score=31, release=GRAB)
UPGRADED: Final = Imported(film=FILM, file=FILE, is_upgrade=True, deleted=(OLD_FILE,))
RENAMED: Final = Renamed(
    film=FILM,
    files=(
        RenamedFile(file=FILE, previous_relative_path="Sintel.mkv", previous_path="/films/Sintel (2010)/Sintel.mkv"),
    ),
)
ADDED: Final = FilmAdded(film=FILM)
DELETED: Final = FilmDeleted(film=FILM)
DELETED_WITH_FILES: Final = FilmDeleted(film=FILM, files_deleted=True, size=788826)
FILE_DELETED: Final = FileDeleted(film=FILM, file=FILE)
FILE_UPGRADED: Final = FileDeleted(film=FILM, file=OLD_FILE, reason="upgrade")
SICK: Final = HealthFailed(health=HEALTH)
WELL: Final = HealthRestored(health=HEALTH)
WAITING: Final = ManualInteraction(
    film=FILM,
    title="Strange.Name.1080p.BluRay-OPEN",
    quality="Bluray-1080p",
    size=8589934,
    release_group="OPEN",
    client=CLIENT,
    messages=(StatusMessage(title="Strange.Name", messages=("Matched by id only",)),),
    release=GRAB,
)
UPDATED: Final = Updated(message="Updated from 1.0 to 1.1", previous_version="1.0", new_version="1.1")
TESTED: Final = Tested()

EVERY: Final[tuple[Notice, ...]] = (
    GRABBED,
    IMPORTED,
    UPGRADED,
    RENAMED,
    ADDED,
    DELETED,
    DELETED_WITH_FILES,
    FILE_DELETED,
    FILE_UPGRADED,
    SICK,
    WELL,
    WAITING,
    UPDATED,
    TESTED,
)
