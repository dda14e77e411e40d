"""What a found file is, put together from its name, its folder, its download and what is inside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from cinearr.core import languages
from cinearr.core.importing.extensions import quality_of_extension
from cinearr.core.importing.model import ImportCandidate
from cinearr.core.languages import Language
from cinearr.core.media.model import MediaInfo
from cinearr.core.media.weighing import Confidence, QualityClaim, of_grab, of_media, of_name, weigh
from cinearr.core.quality import QualityModel, Source
from cinearr.core.releases.model import Detection, ParsedRelease


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """What the names around a file say; None where there is no such name or it says nothing.

    `inside` is the title written into the file itself, `download` the download client's title.
    """

    file: ParsedRelease | None = None
    folder: ParsedRelease | None = None
    download: ParsedRelease | None = None
    inside: ParsedRelease | None = None


@dataclass(frozen=True, slots=True)
class Identified:
    """What a file is taken for."""

    quality: QualityModel
    languages: tuple[Language, ...]
    release_group: str | None
    edition: str


def identify(
    path: PurePath,
    names: KnownNames,
    media: MediaInfo | None,
    original_language: Language,
    grabbed: QualityModel | None = None,
) -> Identified:
    """Put together everything known of a file. `grabbed` is the quality that was grabbed, when a grab is known."""
    by_trust = [name for name in (names.download, names.folder, names.file) if name is not None]
    return Identified(
        quality=_quality(path, names, media, grabbed),
        languages=file_languages(original_language, names, media),
        release_group=next((name.release_group for name in by_trust if name.release_group), None),
        edition=next((name.edition for name in by_trust if name.edition), ""),
    )


def file_languages(original: Language, names: KnownNames, media: MediaInfo | None) -> tuple[Language, ...]:
    """The film's own language, unless a name says another; the tracks of the file know best."""
    spoken = media_languages(media) if media is not None else ()
    said = [name.languages for name in (names.file, names.folder, names.download) if name is not None]
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


def _quality(path: PurePath, names: KnownNames, media: MediaInfo | None, grabbed: QualityModel | None) -> QualityModel:
    said = [of_name(name) for name in (names.file, names.folder, names.download) if name is not None]
    inside = of_media(media, title_source=_source_inside(names.inside))
    return weigh([*said, inside, of_grab(grabbed) if grabbed else None, _of_ending(path)])


def _source_inside(title: ParsedRelease | None) -> Source:
    if title is None or title.source_detection is not Detection.NAME:
        return Source.UNKNOWN
    return title.quality.quality.source


def _of_ending(path: PurePath) -> QualityClaim:
    expected = quality_of_extension(path)
    return QualityClaim(
        source=expected.source,
        source_confidence=Confidence.FALLBACK,
        resolution=expected.resolution,
        resolution_confidence=Confidence.FALLBACK,
    )
