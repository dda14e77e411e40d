"""`/api/v3/manualimport`: what could be imported by hand, and what becomes of it as a person says it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from cinearr.api._errors import BadRequest
from cinearr.api.v3._movies import MovieResource
from cinearr.api.v3._quality import (
    FormatName,
    LanguageResource,
    QualityModelResource,
    format_names,
    language,
    language_ids,
    quality_model,
    sent_quality,
)
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource
from cinearr.api.v3._within import films_within
from cinearr.core import quality as known_qualities
from cinearr.core.evidence import languages_from_ids, quality_from_json
from cinearr.core.importing.model import ImportRejection
from cinearr.core.languages import Language
from cinearr.core.profiles.defaults import definition_weight
from cinearr.core.quality import QualityModel
from cinearr.core.tracking import stable_id
from cinearr.workflows import manual_import
from cinearr.workflows.manual_import import Listed, Wanted
from cinearr.workflows.program import Program


class ImportRejectionResource(Resource):
    """One reason against an import."""

    reason: str
    type: str = "permanent"


class ManualImportResource(Resource, kw_only=True):
    """A file that could be imported. Size in bytes."""

    path: str
    relative_path: str
    folder_name: str | None = None
    name: str
    size: int
    movie: MovieResource | None = None
    movie_file_id: int | None = None
    release_group: str | None = None
    quality: QualityModelResource
    languages: list[LanguageResource]
    quality_weight: int
    download_id: str | None = None
    custom_formats: list[FormatName]
    custom_format_score: int
    indexer_flags: int = 0
    rejections: list[ImportRejectionResource]
    id: int


class ManualImportReprocessResource(Resource):
    """A file as a person says it is, and what that comes to."""

    path: str | None = None
    movie_id: Int32 | None = None
    movie: MovieResource | None = None
    quality: QualityModelResource | None = None
    languages: list[LanguageResource] | None = None
    release_group: str | None = None
    download_id: str | None = None
    custom_formats: list[FormatName] | None = None
    custom_format_score: Int32 = 0
    indexer_flags: Int32 = 0
    rejections: list[ImportRejectionResource] | None = None
    id: Int32 = 0


class _Asked(Resource):
    folder: str | None = None
    download_id: str | None = None
    movie_id: int | None = None
    filter_existing_files: bool = True


def _rejections(found: Sequence[ImportRejection]) -> list[ImportRejectionResource]:
    return [ImportRejectionResource(reason=each.message) for each in found]


def _languages(found: Sequence[Language]) -> list[LanguageResource]:
    return [language(each.id) for each in found]


def _resource(listed: Listed, movie: MovieResource | None) -> ManualImportResource:
    quality, languages, group = _seen(listed)
    judged = listed.judged
    return ManualImportResource(
        path=str(listed.path),
        relative_path=_relative(listed),
        folder_name=listed.path.parent.name if listed.path.parent != listed.base else listed.base.name,
        name=listed.path.stem,
        size=listed.size,
        movie=movie,
        movie_file_id=listed.row.id if listed.row is not None else None,
        release_group=group,
        quality=quality_model(quality),
        languages=_languages(languages),
        quality_weight=definition_weight(quality),
        download_id=listed.download_id,
        custom_formats=format_names(judged.matched) if judged is not None else [],
        custom_format_score=judged.candidate.format_score if judged is not None and judged.candidate else 0,
        indexer_flags=_flags(listed),
        rejections=_rejections(listed.rejections),
        id=stable_id(str(listed.path)),
    )


def _seen(listed: Listed) -> tuple[QualityModel, Sequence[Language], str | None]:
    if listed.row is not None:
        row = listed.row
        return quality_from_json(row.quality), languages_from_ids(row.languages), row.release_group
    candidate = listed.judged.candidate if listed.judged is not None else None
    if candidate is not None:
        return candidate.quality, candidate.languages, candidate.release_group
    if listed.names.file:
        return manual_import.unknown_film_facts(listed)
    return QualityModel(known_qualities.UNKNOWN), (), None


def _flags(listed: Listed) -> int:
    if listed.row is not None:
        return listed.row.indexer_flags
    subject = listed.judged.subject if listed.judged is not None else None
    return int(subject.indexer_flags) if subject is not None else 0


def _relative(listed: Listed) -> str:
    inside = listed.path != listed.base and listed.path.is_relative_to(listed.base)
    return str(listed.path.relative_to(listed.base)) if inside else listed.path.name


@get("/api/v3/manualimport")
async def list_files(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> list[ManualImportResource]:
    """What lies in a folder, of a download, or of a film."""
    asked = read_query(request, _Asked)
    if not asked.folder and not asked.download_id and asked.movie_id is None:
        raise BadRequest("folder must be provided")
    listed = await manual_import.look(
        program,
        folder=asked.folder,
        download_id=asked.download_id,
        movie_id=asked.movie_id,
        only_new=asked.filter_existing_files,
    )
    films = await films_within(program, {each.movie_id for each in listed if each.movie_id is not None})
    return [_resource(each, films.get(each.movie_id or 0)) for each in listed]


@post("/api/v3/manualimport", status_code=200)
async def judge_files(
    program: NamedDependency[Program], data: JSONBody[list[ManualImportReprocessResource]]
) -> list[ManualImportReprocessResource]:
    """Judge files anew, as a person says they are. Nothing is imported."""
    if not data:
        raise BadRequest("items must be provided")
    films = await films_within(program, {each.movie_id for each in data if each.movie_id})
    return [await _judged(program, each, films.get(each.movie_id or 0)) for each in data]


async def _judged(
    program: Program, sent: ManualImportReprocessResource, movie: MovieResource | None
) -> ManualImportReprocessResource:
    path = Path(sent.path or "")
    if movie is None or not path.is_absolute():
        reason = "Unknown Movie" if movie is None else "Invalid path"
        return _answer(sent, movie, rejections=[ImportRejectionResource(reason=reason)])
    wanted = Wanted(
        path=path,
        movie_id=sent.movie_id,
        quality=sent_quality(sent.quality) if sent.quality is not None else None,
        languages=languages_from_ids(language_ids(sent.languages or ())),
        release_group=sent.release_group,
        indexer_flags=sent.indexer_flags,
        download_id=sent.download_id,
    )
    judged = (await manual_import.judged_as(program, wanted)).judged
    candidate = judged.candidate
    if candidate is None:
        return _answer(sent, movie, rejections=_rejections(judged.rejections))
    return _answer(
        sent,
        movie,
        quality=quality_model(candidate.quality),
        languages=_languages(candidate.languages),
        release_group=candidate.release_group,
        custom_formats=format_names(judged.matched),
        custom_format_score=candidate.format_score,
        rejections=_rejections(judged.rejections),
    )


def _answer(
    sent: ManualImportReprocessResource, movie: MovieResource | None, **found: Any
) -> ManualImportReprocessResource:
    """What was sent, with what was found out in its place."""
    values = {
        "quality": sent.quality,
        "languages": sent.languages,
        "release_group": sent.release_group,
        "custom_formats": [],
        **found,
    }
    return ManualImportReprocessResource(
        path=sent.path,
        movie_id=sent.movie_id,
        movie=movie,
        download_id=sent.download_id,
        indexer_flags=sent.indexer_flags,
        id=sent.id,
        **values,
    )


ROUTES = [list_files, judge_files]
