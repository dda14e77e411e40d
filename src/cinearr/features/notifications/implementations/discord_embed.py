"""A notice as Discord shows it. Pure.

https://discord.com/developers/docs/resources/message#embed-object has the shape and its limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final

from cinearr.core.notices import wording
from cinearr.core.notices.facts import (
    FileDeleted,
    FilmAdded,
    FilmDeleted,
    FilmFacts,
    FormatFacts,
    Grabbed,
    HealthFailed,
    HealthRestored,
    Imported,
    ManualInteraction,
    MediaFacts,
    Renamed,
    Tested,
    Updated,
)
from cinearr.features.notifications.contract import Message

GRAB_FIELDS: Final = (
    "Overview",
    "Rating",
    "Genres",
    "Quality",
    "Group",
    "Size",
    "Links",
    "Release",
    "Poster",
    "Fanart",
    "Indexer",
    "CustomFormats",
    "CustomFormatScore",
    "Tags",
)
IMPORT_FIELDS: Final = (
    "Overview",
    "Rating",
    "Genres",
    "Quality",
    "Codecs",
    "Group",
    "Size",
    "Languages",
    "Subtitles",
    "Links",
    "Release",
    "Poster",
    "Fanart",
    "Tags",
    "CustomFormats",
    "CustomFormatScore",
)
MANUAL_FIELDS: Final = (
    "Overview",
    "Rating",
    "Genres",
    "Quality",
    "Group",
    "Size",
    "Links",
    "DownloadTitle",
    "Poster",
    "Fanart",
    "Tags",
)

BLACK: Final = 0
GREEN: Final = 2605644
PURPLE: Final = 4089856
RED: Final = 15749200
ORANGE: Final = 16753920
YELLOW: Final = 16761392

# The service refuses a message as a whole when one text is too long.
_LONGEST_TITLE: Final = 256
_LONGEST_VALUE: Final = 1000
_LONGEST_OVERVIEW: Final = 300
_LONGEST_DESCRIPTION: Final = 4000
_SIDE_BY_SIDE: Final = frozenset({"Quality", "Codecs", "Size"})
_SHOWN: Final = {
    "CustomFormats": "Custom Formats",
    "CustomFormatScore": "Custom Format Score",
    "DownloadTitle": "Download",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Names of the facts to show, in order, by kind of notice."""

    grab: tuple[str, ...] = GRAB_FIELDS
    imported: tuple[str, ...] = IMPORT_FIELDS[:14]
    manual: tuple[str, ...] = MANUAL_FIELDS


def content(message: Message) -> str | None:
    """The plain line above an embed, where there is one."""
    match message.notice:
        case Tested():
            return f"Test message from {message.instance_name} posted at {message.at:%m/%d/%Y %H:%M:%S}"
        case Renamed():
            return "Renamed"
        case _:
            return None


def embed(message: Message, author: str, chosen: Chosen) -> dict[str, Any]:
    """The embed of a notice that is not a test."""
    notice = message.notice
    stamp = message.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    by = {"author": {"name": _cut(author, _LONGEST_TITLE)}}
    match notice:
        case Renamed(film=film):
            return _head(wording.text(notice), film.title, BLACK)
        case Grabbed(film=film):
            head = _head("Movie Grabbed", wording.film_and_year(film), YELLOW)
            return head | _link(film) | by | _facts(film, _of_grab(notice), chosen.grab, stamp)
        case Imported(film=film, is_upgrade=is_upgrade):
            words, color = ("Movie Upgraded", PURPLE) if is_upgrade else ("Movie Imported", GREEN)
            head = _head(words, wording.film_and_year(film), color)
            return head | _link(film) | by | _facts(film, _of_import(notice), chosen.imported, stamp)
        case ManualInteraction(film=film, title=title):
            shown = wording.film_and_year(film) if film else title
            head = _head("Manual interaction needed", shown, YELLOW) | _link(film) | by
            return head | _facts(film, _of_manual_interaction(notice), chosen.manual, stamp)
        case FileDeleted(film=film, file=file, reason=reason):
            head = _head("Movie File Deleted", wording.film_and_year(film), RED)
            facts = {"Reason": reason[:1].upper() + reason[1:], "File name": _block(file.path)}
            return head | _link(film) | by | {"timestamp": stamp, "fields": list(_fields(facts, facts))}
        case FilmAdded(film=film):
            return _head("Movie Added", film.title, GREEN) | _link(film) | by | _pictures(film) | _links_alone(film)
        case FilmDeleted(film=film):
            head = _head(wording.removal(notice), film.title, RED)
            return head | _link(film) | by | _pictures(film) | _links_alone(film)
        case HealthFailed(health=health):
            color = RED if health.level == "error" else ORANGE
            return _head(health.message, health.source, color) | by | {"timestamp": stamp}
        case HealthRestored(health=health):
            shown = f"Health Issue Resolved: {health.source}"
            return _head(wording.text(notice), shown, GREEN) | by | {"timestamp": stamp}
        case Updated(message=text, previous_version=previous, new_version=new):
            facts = {"Previous Version": previous, "New Version": new}
            head = _head(text, wording.title(notice), GREEN)
            return head | by | {"timestamp": stamp, "fields": list(_fields(facts, facts))}
        case Tested():
            raise TypeError("a test has no embed")


def _head(description: str, title: str, color: int) -> dict[str, Any]:
    return {
        "description": _cut(description, _LONGEST_DESCRIPTION),
        "title": _cut(title, _LONGEST_TITLE),
        "color": color,
    }


def _link(film: FilmFacts | None) -> dict[str, Any]:
    return {"url": f"https://www.themoviedb.org/movie/{film.tmdb_id}"} if film and film.tmdb_id else {}


def _facts(film: FilmFacts | None, facts: dict[str, str], chosen: tuple[str, ...], stamp: str) -> dict[str, Any]:
    shown = _of_film(film) | facts if film else facts
    pictures = _pictures(film, poster="Poster" in chosen, fanart="Fanart" in chosen) if film else {}
    return pictures | {"timestamp": stamp, "fields": list(_fields(shown, chosen))}


def _fields(facts: dict[str, str], chosen: Iterable[str]) -> Iterator[dict[str, Any]]:
    for name in chosen:
        if value := facts.get(name):
            yield {
                "name": _SHOWN.get(name, name),
                "value": _cut(value, _LONGEST_VALUE),
                "inline": name in _SIDE_BY_SIDE,
            }


def _of_film(film: FilmFacts) -> dict[str, str]:
    return {
        "Overview": _cut(film.overview or "", _LONGEST_OVERVIEW),
        "Rating": "" if film.rating is None else f"{film.rating:g}",
        "Genres": ", ".join(film.genres),
        "Links": _links(film),
        "Tags": ", ".join(sorted(film.tags)),
    }


def _of_grab(notice: Grabbed) -> dict[str, str]:
    release = notice.release
    return {
        "Quality": release.quality,
        "Group": release.release_group or "",
        "Size": wording.size_text(release.size),
        "Release": _block(release.title),
        "Indexer": release.indexer or "",
    } | _of_formats(release.formats, release.format_score)


def _of_import(notice: Imported) -> dict[str, str]:
    file = notice.file
    facts = {
        "Quality": file.quality,
        "Group": file.release_group or "",
        "Size": wording.size_text(file.size),
        "Release": _block(file.scene_name or file.relative_path),
    }
    return facts | (_of_media(file.media) if file.media else {}) | _of_formats(notice.formats, notice.format_score)


def _of_manual_interaction(notice: ManualInteraction) -> dict[str, str]:
    return {
        "Quality": notice.quality,
        "Group": notice.release_group or "",
        "Size": wording.size_text(notice.size),
        "DownloadTitle": _block(notice.title),
    }


def _of_media(media: MediaFacts) -> dict[str, str]:
    return {
        "Codecs": f"{media.video_codec} / {media.audio_codec} {media.audio_channels:g}",
        "Languages": "/".join(media.audio_languages),
        "Subtitles": "/".join(media.subtitles),
    }


def _of_formats(formats: Iterable[FormatFacts], score: int) -> dict[str, str]:
    return {"CustomFormats": "|".join(one.name for one in formats), "CustomFormatScore": str(score)}


def _pictures(film: FilmFacts, *, poster: bool = True, fanart: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if poster and (url := film.remote_image("poster")):
        found["thumbnail"] = {"url": url}
    if fanart and (url := film.remote_image("fanart")):
        found["image"] = {"url": url}
    return found


def _links_alone(film: FilmFacts) -> dict[str, Any]:
    return {"fields": list(_fields({"Links": _links(film)}, ("Links",)))}


def _links(film: FilmFacts) -> str:
    links = []
    if film.tmdb_id:
        links.append(("TMDb", f"https://themoviedb.org/movie/{film.tmdb_id}"))
        links.append(("Trakt", f"https://trakt.tv/search/tmdb/{film.tmdb_id}?id_type=movie"))
    if film.imdb_id:
        links.append(("IMDb", f"https://imdb.com/title/{film.imdb_id}/"))
    if film.youtube_trailer_id:
        links.append(("YouTube", f"https://www.youtube.com/watch?v={film.youtube_trailer_id}"))
    if film.website:
        links.append(("Website", film.website))
    return " / ".join(f"[{name}]({url})" for name, url in links)


def _block(text: str) -> str:
    return f"```{_cut(text.replace('```', ''), _LONGEST_VALUE - 6)}```"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 3] + "..."
