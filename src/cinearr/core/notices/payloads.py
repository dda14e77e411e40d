"""The v3 webhook body of a notice: the same members in the same order, nulls left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

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
    Imported,
    LanguageFacts,
    ManualInteraction,
    MediaFacts,
    Notice,
    ReleaseFacts,
    Renamed,
    Tested,
    Updated,
)

EVENT_TYPES: Final[dict[type, str]] = {
    Tested: "Test",
    Grabbed: "Grab",
    Imported: "Download",
    Renamed: "Rename",
    FilmAdded: "MovieAdded",
    FilmDeleted: "MovieDelete",
    FileDeleted: "MovieFileDelete",
    HealthFailed: "Health",
    HealthRestored: "HealthRestored",
    ManualInteraction: "ManualInteractionRequired",
    Updated: "ApplicationUpdate",
}

CINEMA_TO_HOME: Final = timedelta(days=90)


def webhook(notice: Notice, *, instance_name: str, application_url: str) -> dict[str, Any]:
    """The whole body, ready for JSON."""
    body = _event(notice)
    body["eventType"] = EVENT_TYPES[type(notice)]
    body["instanceName"] = instance_name
    # This one event never carried it.
    if not isinstance(notice, HealthRestored):
        body["applicationUrl"] = application_url
    return body


def _event(notice: Notice) -> dict[str, Any]:
    match notice:
        case Grabbed():
            return _grabbed(notice)
        case Imported():
            return _imported(notice)
        case Renamed(film=film, files=files):
            renamed = [
                {"previousRelativePath": one.previous_relative_path, "previousPath": one.previous_path}
                | _file(one.file)
                for one in files
            ]
            return {"movie": _film(film), "renamedMovieFiles": renamed}
        case FilmAdded(film=film, method=method):
            return {"movie": _film(film), "addMethod": method}
        case FilmDeleted(film=film, files_deleted=deleted, size=size):
            return {"movie": _film(film), "deletedFiles": deleted, "movieFolderSize": size if deleted else 0}
        case FileDeleted(film=film, file=file, reason=reason):
            return {"movie": _film(film), "movieFile": _file(file), "deleteReason": reason}
        case HealthFailed(health=health) | HealthRestored(health=health):
            return _health(health)
        case ManualInteraction():
            return _manual_interaction(notice)
        case Updated(message=message, previous_version=previous, new_version=new):
            return {"message": message, "previousVersion": previous, "newVersion": new}
        case Tested():
            return _test()


def _grabbed(notice: Grabbed) -> dict[str, Any]:
    return (
        {"movie": _film(notice.film), "remoteMovie": _remote(notice.film), "release": _release(notice.release)}
        | _client(notice.client)
        | {"customFormatInfo": _formats(notice.release.formats, notice.release.format_score)}
    )


def _imported(notice: Imported) -> dict[str, Any]:
    body: dict[str, Any] = {
        "movie": _film(notice.film),
        "remoteMovie": _remote(notice.film),
        "movieFile": _file(notice.file),
        "isUpgrade": notice.is_upgrade,
        **_client(notice.client),
    }
    if notice.deleted:
        body["deletedFiles"] = [_file(file) for file in notice.deleted]
    body["customFormatInfo"] = _formats(notice.formats, notice.format_score)
    body["release"] = _grabbed_release(notice.release)
    return body


def _manual_interaction(notice: ManualInteraction) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if notice.film is not None:
        body["movie"] = _film(notice.film)
    body["downloadInfo"] = {
        "quality": notice.quality,
        "qualityVersion": notice.quality_version,
        "title": notice.title,
        "size": notice.size,
    }
    body |= _client(notice.client)
    body["downloadStatus"] = notice.status.capitalize()
    body["downloadStatusMessages"] = [{"title": one.title, "messages": list(one.messages)} for one in notice.messages]
    body["customFormatInfo"] = _formats(notice.formats, notice.format_score)
    body["release"] = _grabbed_release(notice.release)
    return body


def _test() -> dict[str, Any]:
    return {
        "movie": {
            "id": 1,
            "title": "Test Title",
            "year": 1970,
            "releaseDate": "1970-01-01",
            "folderPath": "C:\\testpath",
            "tmdbId": 0,
            "tags": ["test-tag"],
        },
        "remoteMovie": {"tmdbId": 1234, "imdbId": "5678", "title": "Test title", "year": 1970},
        "release": {
            "quality": "Test Quality",
            "qualityVersion": 1,
            "releaseGroup": "Test Group",
            "releaseTitle": "Test Title",
            "indexer": "Test Indexer",
            "size": 9999999,
            "customFormatScore": 0,
        },
    }


def _film(film: FilmFacts) -> dict[str, Any]:
    return _without_nulls(
        id=film.id,
        title=film.title,
        year=film.year,
        releaseDate=_release_date(film).isoformat(),
        folderPath=film.folder_path,
        tmdbId=film.tmdb_id,
        imdbId=film.imdb_id,
        overview=film.overview,
        genres=list(film.genres),
        images=[
            _without_nulls(coverType=image.cover_type, url=image.url, remoteUrl=image.remote_url)
            for image in film.images
        ],
        tags=sorted(film.tags),
        originalLanguage=_language(film.original_language) if film.original_language else None,
    )


def _release_date(film: FilmFacts) -> date:
    if film.physical_release:
        return film.physical_release
    return film.in_cinemas + CINEMA_TO_HOME if film.in_cinemas else date.max


def _remote(film: FilmFacts) -> dict[str, Any]:
    return _without_nulls(tmdbId=film.tmdb_id, imdbId=film.imdb_id, title=film.title, year=film.year)


def _release(release: ReleaseFacts) -> dict[str, Any]:
    return _without_nulls(
        quality=release.quality,
        qualityVersion=release.quality_version,
        releaseGroup=release.release_group,
        releaseTitle=release.title,
        indexer=release.indexer,
        size=release.size,
        customFormatScore=release.format_score,
        customFormats=[one.name for one in release.formats],
        languages=_languages(release.languages),
        indexerFlags=list(release.indexer_flags),
    )


def _grabbed_release(release: GrabbedFacts) -> dict[str, Any]:
    return _without_nulls(
        releaseTitle=release.title,
        indexer=release.indexer,
        size=release.size,
        indexerFlags=list(release.indexer_flags),
    )


def _file(file: FileFacts) -> dict[str, Any]:
    return _without_nulls(
        id=file.id,
        relativePath=file.relative_path,
        path=file.path,
        quality=file.quality,
        qualityVersion=file.quality_version,
        releaseGroup=file.release_group,
        sceneName=file.scene_name,
        indexerFlags=", ".join(file.indexer_flags) or "0",
        size=file.size,
        dateAdded=_moment(file.date_added),
        languages=_languages(file.languages),
        mediaInfo=_media(file.media) if file.media else None,
        sourcePath=file.source_path,
        recycleBinPath=file.recycle_bin_path,
    )


def _media(media: MediaFacts) -> dict[str, Any]:
    return {
        "audioChannels": media.audio_channels,
        "audioCodec": media.audio_codec,
        "audioLanguages": _distinct(media.audio_languages),
        "height": media.height,
        "width": media.width,
        "subtitles": _distinct(media.subtitles),
        "videoCodec": media.scene_video_codec or media.video_codec,
        "videoDynamicRange": media.video_dynamic_range,
        "videoDynamicRangeType": media.video_dynamic_range_type,
    }


def _client(client: ClientFacts) -> dict[str, Any]:
    return _without_nulls(
        downloadClient=client.name, downloadClientType=client.type, downloadId=client.download_id or None
    )


def _formats(formats: Iterable[FormatFacts], score: int) -> dict[str, Any]:
    return {"customFormats": [{"id": one.id, "name": one.name} for one in formats], "customFormatScore": score}


def _health(health: HealthFacts) -> dict[str, Any]:
    return _without_nulls(level=health.level, message=health.message, type=health.source, wikiUrl=health.wiki_url)


def _language(language: LanguageFacts) -> dict[str, Any]:
    return {"id": language.id, "name": language.name}


def _languages(languages: Iterable[LanguageFacts]) -> list[dict[str, Any]]:
    return [_language(language) for language in languages]


def _moment(moment: datetime) -> str:
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _without_nulls(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
