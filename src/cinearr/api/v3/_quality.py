"""Qualities, languages and custom formats as parts of other resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from cinearr.api.v3._wire import Int32, Resource, kept
from cinearr.core import languages as known_languages
from cinearr.core import quality as known_qualities
from cinearr.core.evidence import quality_from_json
from cinearr.core.formats import CustomFormat
from cinearr.core.quality import Quality, QualityModel, Revision


class LanguageResource(Resource):
    """A language; Unknown has the id 0, which is written."""

    id: Int32 = kept(0)
    name: str | None = None


class QualityResource(Resource):
    """One of the fixed qualities. Of what clients send only the id counts."""

    id: Int32 = kept(0)
    name: str | None = None
    source: str | None = None
    resolution: int | None = None
    modifier: str | None = None


class RevisionResource(Resource):
    """How often a release was put right."""

    version: Int32 = 1
    real: Int32 = 0
    is_repack: bool = False


class QualityModelResource(Resource):
    """A quality with its revision."""

    quality: QualityResource = QualityResource()
    revision: RevisionResource = RevisionResource()


class FormatName(Resource):
    """A custom format that matched, by name."""

    id: int = kept(0)
    name: str = ""


_LANGUAGES: Final = {each.id: LanguageResource(id=each.id, name=each.name) for each in known_languages.ALL}
_QUALITIES: Final = {
    each.id: QualityResource(
        id=each.id,
        name=each.name,
        source=each.source.wire,
        resolution=each.resolution,
        modifier=each.modifier.wire,
    )
    for each in known_qualities.ALL
}


def language(language_id: int) -> LanguageResource:
    """A language by its id."""
    return _LANGUAGES.get(language_id) or _LANGUAGES[0]


def languages(ids: Iterable[int]) -> list[LanguageResource]:
    """Several."""
    return [language(each) for each in ids]


def language_ids(sent: Iterable[LanguageResource]) -> tuple[int, ...]:
    """The languages a client names that there are, without the choices that are no languages of a file."""
    no_language = (known_languages.ANY.id, known_languages.ORIGINAL.id)
    return tuple(dict.fromkeys(each.id for each in sent if each.id in _LANGUAGES and each.id not in no_language))


def quality(stored: Mapping[str, Any] | None) -> QualityModelResource:
    """A quality of a row."""
    return quality_model(quality_from_json(stored))


def quality_resource(each: Quality) -> QualityResource:
    """A quality without a revision."""
    return _QUALITIES[each.id]


def quality_model(model: QualityModel) -> QualityModelResource:
    """A quality."""
    revision = model.revision
    return QualityModelResource(
        quality=_QUALITIES[model.quality.id],
        revision=RevisionResource(version=revision.version, real=revision.real, is_repack=revision.is_repack),
    )


def sent_quality(resource: QualityModelResource) -> QualityModel:
    """The quality a client means; an unknown id is Unknown."""
    revision = resource.revision
    return QualityModel(
        known_qualities.by_id(resource.quality.id),
        Revision(real=revision.real, version=revision.version, is_repack=revision.is_repack),
    )


def format_names(formats: Iterable[CustomFormat]) -> list[FormatName]:
    """The formats that matched, by name."""
    return [FormatName(id=each.id, name=each.name) for each in sorted(formats, key=lambda each: each.name)]
