"""What each token expands to. One literal table a subject; a token that is in none of them expands to nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from cinearr.core import languages
from cinearr.core.languages import Language
from cinearr.core.media.audio import format_audio_channels, format_audio_codec
from cinearr.core.media.display import language_codes
from cinearr.core.media.model import MediaInfo
from cinearr.core.media.video import format_dynamic_range, format_dynamic_range_type, format_video_codec
from cinearr.core.naming import titles
from cinearr.core.naming.characters import ELLIPSIS
from cinearr.core.naming.model import FALLBACK_RELEASE_GROUP, FileFacts, NamingFacts
from cinearr.core.naming.tokens import Token

FilmValue = Callable[[NamingFacts, Token], str]
FileValue = Callable[[FileFacts, Token], str]
MediaValue = Callable[[MediaInfo, FileFacts, Token], str]

_EXTENSION: Final = re.compile(r"\.[^./\\]*$")


def film_title(facts: NamingFacts, token: Token) -> str:
    """The title in the language the modifier asks for: the first code of a known language decides."""
    for code in token.modifier.split("|") if token.modifier else ():
        language = _language_of(code.strip())
        if language is not None:
            return next((title for known, title in facts.translations if known == language and title), facts.title)
    return facts.title


FILM: Final[Mapping[str, FilmValue]] = MappingProxyType(
    {
        "movietitle": lambda film, token: film_title(film, token),
        "moviecleantitle": lambda film, token: titles.clean_title(film_title(film, token)),
        "movietitlethe": lambda film, _: titles.move_article(film.title),
        "moviecleantitlethe": lambda film, _: titles.clean_title_article(film.title),
        "movietitlefirstcharacter": lambda film, token: titles.first_character(film_title(film, token)),
        "movieoriginaltitle": lambda film, _: film.original_title,
        "moviecleanoriginaltitle": lambda film, _: titles.clean_title(film.original_title),
        "moviecertification": lambda film, _: film.certification,
        "moviecollection": lambda film, _: film.collection,
        "moviecollectionthe": lambda film, _: titles.move_article(film.collection),
        "releaseyear": lambda film, _: str(film.year) if film.year else "",
        "imdbid": lambda film, _: film.imdb_id or "",
        "tmdbid": lambda film, _: str(film.tmdb_id) if film.tmdb_id else "",
    }
)
FILE: Final[Mapping[str, FileValue]] = MappingProxyType(
    {
        "qualityfull": lambda file, _: " ".join(filter(None, (file.quality, _proper(file), _real(file)))),
        "qualitytitle": lambda file, _: file.quality,
        "qualityproper": lambda file, _: _proper(file),
        "qualityreal": lambda file, _: _real(file),
        "releasegroup": lambda file, token: file.release_group or (FALLBACK_RELEASE_GROUP if token.bare else ""),
        "editiontags": lambda file, _: titles.edition_case(file.edition),
        "customformats": lambda file, token: " ".join(_chosen(file.custom_formats, token.modifier)),
        "customformat": lambda file, token: token.modifier if token.modifier in file.custom_formats else "",
    }
)
MEDIA: Final[Mapping[str, MediaValue]] = MappingProxyType(
    {
        "mediainfosimple": lambda media, file, _: _joined(_video(media, file), _audio(media)),
        "mediainfofull": lambda media, file, token: _full(media, file, token.modifier),
        "mediainfovideo": lambda media, file, _: _video(media, file),
        "mediainfovideocodec": lambda media, file, _: _video(media, file),
        "mediainfovideobitdepth": lambda media, _f, _t: str(media.video_bit_depth or 8),
        "mediainfovideodynamicrange": lambda media, _f, _t: format_dynamic_range(media.video_hdr_format),
        "mediainfovideodynamicrangetype": lambda media, _f, _t: format_dynamic_range_type(media.video_hdr_format),
        "mediainfoaudio": lambda media, _f, _t: _audio(media),
        "mediainfoaudiocodec": lambda media, _f, _t: _audio(media),
        "mediainfoaudiochannels": lambda media, _f, _t: _channels(media),
        "mediainfoaudiolanguages": lambda media, _f, token: _languages(media.audio_languages, token.modifier, True),
        "mediainfoaudiolanguagesall": lambda media, _f, token: _languages(media.audio_languages, token.modifier),
        "mediainfosubtitlelanguages": lambda media, _f, token: _languages(media.subtitles, token.modifier),
        "mediainfosubtitlelanguagesall": lambda media, _f, token: _languages(media.subtitles, token.modifier),
        "mediainfo3d": lambda media, _f, _t: "3D" if media.video_multi_view_count > 1 else "",
    }
)
# Tokens whose modifier is a length. A whole name that is too long is shortened through these as well.
TRUNCATED: Final = frozenset(
    {
        "movietitle",
        "moviecleantitle",
        "movietitlethe",
        "moviecleantitlethe",
        "movieoriginaltitle",
        "moviecleanoriginaltitle",
        "moviecollection",
        "moviecollectionthe",
        "releasegroup",
        "editiontags",
    }
)


def expand(token: Token, facts: NamingFacts, *, alone: bool) -> str:
    """The value of a token, as the facts have it. `alone`: it is the format's only token.

    A file's present name is no part of a larger format, since the name would grow with every renaming.
    """
    if token.key in FILM:
        return FILM[token.key](facts, token)
    file = facts.file
    if file is None:
        return ""
    if token.key in FILE:
        return FILE[token.key](file, token)
    if token.key == "originaltitle":
        return file.scene_name or (present_name(file) if alone else "")
    if token.key == "originalfilename":
        return present_name(file) if alone else ""
    if token.key in MEDIA and file.media_info is not None:
        return MEDIA[token.key](file.media_info, file, token)
    return ""


def present_name(file: FileFacts) -> str:
    """The file's name as it lies on the disk, without its extension."""
    last = re.split(r"[/\\]", file.relative_path or "")[-1]
    return _EXTENSION.sub("", last)


def truncate(value: str, length: int) -> str:
    """At most `length` characters, `...` where something was left out; a negative length keeps the end. 0: all."""
    if not length or len(value) <= abs(length):
        return value
    kept = max(abs(length) - 3, 0)
    if length > 0:
        return value[:kept].rstrip(" .") + ELLIPSIS
    return ELLIPSIS + (value[-kept:] if kept else "").lstrip(" .")


def _language_of(code: str) -> Language | None:
    alpha2, _, country = code.partition("-")
    return languages.by_iso(alpha2, country or None)


def _proper(file: FileFacts) -> str:
    return "Proper" if file.revision.version > 1 else ""


def _real(file: FileFacts) -> str:
    return "REAL" if file.revision.real > 0 else ""


def _chosen(names: Iterable[str], modifier: str) -> list[str]:
    if not modifier:
        return list(names)
    if modifier.startswith("-"):
        dropped = modifier[1:].split(",")
        return [name for name in names if name not in dropped]
    kept = modifier.split(",")
    return [name for name in names if name in kept]


def _video(media: MediaInfo, file: FileFacts) -> str:
    known_as = file.scene_name or present_name(file)
    return format_video_codec(media.video_format, media.video_codec_id, known_as)


def _audio(media: MediaInfo) -> str:
    return format_audio_codec(media.audio_format, media.audio_codec_id, media.audio_profile)


def _channels(media: MediaInfo) -> str:
    channels = format_audio_channels(media.audio_channels, media.audio_channel_positions)
    return f"{channels:.1f}" if channels else ""


def _full(media: MediaInfo, file: FileFacts, modifier: str) -> str:
    audio = _audio(media) + _languages(media.audio_languages, modifier, True)
    return _joined(_video(media, file), audio, _languages(media.subtitles, modifier))


def _joined(*texts: str) -> str:
    return " ".join(filter(None, texts))


def _languages(codes: Iterable[str], modifier: str, skip_english_only: bool = False) -> str:
    """Languages as `[EN+DE]`, filtered: `DE+EN` keeps those in that order, `-EN` drops, a last `+` tells of others."""
    present = list(language_codes(codes))
    if skip_english_only and present == ["EN"]:
        return ""
    shown = _filtered(present, modifier.upper())
    return f"[{'+'.join(shown)}]" if shown else ""


def _filtered(present: list[str], modifier: str) -> list[str]:
    if not modifier:
        return present
    if modifier.startswith("-"):
        dropped = modifier.split("-")
        return [code for code in present if code not in dropped]
    wanted = modifier.split("+")
    kept = [code for code in wanted if code in present]
    return [*kept, "--"] if modifier.endswith("+") and len(kept) < len(present) else kept
