"""What a found file is, put together from its name, its folder, its download and what is inside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from cinearr.core import languages
from cinearr.core.importing.extensions import VIDEO
from cinearr.core.importing.model import ImportCandidate
from cinearr.core.languages import Language
from cinearr.core.media.model import MediaInfo
from cinearr.core.media.weighing import of_grab, of_media, of_name, weigh
from cinearr.core.quality import QualityModel
from cinearr.core.releases.film_names import parse_film_name
from cinearr.core.releases.model import ParsedRelease
from cinearr.core.releases.parser import parse_title
from cinearr.core.releases.quality_parser import parse_quality


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The names around a file, "" where there is none: its own, its folder's, the download client's title.

    `of_film`: the file lies in the film's own folder, so its name is of a film whatever it looks like.
    """

    file: str = ""
    folder: str = ""
    download: str = ""
    of_film: bool = False

    @property
    def parsed(self) -> tuple[ParsedRelease | None, ParsedRelease | None, ParsedRelease | None]:
        """What each of them says of a film: file, folder, download."""
        file = parse_title(self.file)
        if file is None and self.of_film:
            file = parse_film_name(self.file)
        return (
            file,
            parse_title(self.folder, is_dir=True),
            parse_title(self.download, is_dir=_has_no_ending(self.download)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """What a file is taken for. `parsed`: at least one name could be read as a film's."""

    quality: QualityModel
    languages: tuple[Language, ...]
    release_group: str | None
    edition: str
    parsed: bool


def identify(
    names: KnownNames,
    media: MediaInfo | None,
    original_language: Language,
    grabbed: QualityModel | None = None,
) -> Identified:
    """Put together everything known of a file. `grabbed` is the quality that was grabbed, when a grab is known."""
    file, folder, download = names.parsed
    by_trust = [name for name in (download, folder, file) if name is not None]
    said = [name.languages for name in (file, folder, download) if name is not None]
    return Identified(
        quality=_quality(names, media, grabbed),
        languages=file_languages(original_language, said, media),
        release_group=next((name.release_group for name in by_trust if name.release_group), None),
        edition=next((name.edition for name in by_trust if name.edition), ""),
        parsed=bool(by_trust),
    )


def file_languages(
    original: Language, said: Iterable[tuple[Language, ...]], media: MediaInfo | None
) -> tuple[Language, ...]:
    """The film's own language, unless a name says another; the tracks of the file know best."""
    spoken = media_languages(media) if media is not None else ()
    found: tuple[Language, ...] = (original,)
    for each in (*said, spoken):
        if any(language.id != languages.UNKNOWN.id for language in each):
            found = each
    return tuple(dict.fromkeys(original if language == languages.ORIGINAL else language for language in found))


def media_languages(media: MediaInfo) -> tuple[Language, ...]:
    """The languages of the sound tracks, each once; codes of languages we have no number for are left out."""
    known = (languages.find_iso(code) for code in media.audio_languages)
    return tuple(dict.fromkeys(language for language in known if language is not None))


def in_import_order(candidates: Iterable[ImportCandidate], quality_ranks: Mapping[int, int]) -> list[ImportCandidate]:
    """Files of one film with the one to import first: the best quality, then the largest."""

    def key(candidate: ImportCandidate) -> tuple[int, tuple[int, int], int]:
        model = candidate.quality
        return quality_ranks.get(model.quality.id, 0), model.revision.key, candidate.size

    return sorted(candidates, key=key, reverse=True)


def _quality(names: KnownNames, media: MediaInfo | None, grabbed: QualityModel | None) -> QualityModel:
    said = [of_name(parse_quality(name)) for name in (names.file, names.folder, names.download) if name]
    return weigh([*said, of_media(media), of_grab(grabbed) if grabbed else None])


def _has_no_ending(title: str) -> bool:
    return PurePath(title).suffix.lower() not in VIDEO
