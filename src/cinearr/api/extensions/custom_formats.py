"""Custom formats as people exchange them: taking in exported JSON, and trying formats on a release's name."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.api.v3._problems import failure, require
from cinearr.api.v3._quality import LanguageResource, QualityModelResource, quality_model
from cinearr.api.v3._quality import languages as language_resources
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource
from cinearr.api.v3.customformats import CustomFormatBody, CustomFormatResource, format_of, resource
from cinearr.core import languages
from cinearr.core.decisions.aggregation import release_languages
from cinearr.core.formats import CompiledFormats, CustomFormat, Explanation, Subject
from cinearr.core.formats import problems as format_problems
from cinearr.core.formats.exchange import ExchangeError, Imported, load
from cinearr.core.formats.subjects import of_name
from cinearr.core.indexer_flags import IndexerFlag
from cinearr.core.problems import Problem
from cinearr.core.releases.model import ParsedRelease
from cinearr.core.releases.parser import parse_title
from cinearr.features import custom_formats
from cinearr.kit.errors import Failure, Invalid
from cinearr.workflows import edit_custom_formats
from cinearr.workflows.program import Program

# --- taking in ---


class ImportedResource(Resource, kw_only=True, frozen=True):
    """A format that was taken in; `action` is added or changed. `scores` are those its author advises, by set."""

    action: str
    custom_format: CustomFormatResource
    scores: dict[str, int]


class _Import(Resource):
    """`replace`: a format whose name is taken becomes the sent one. A profile gets the scores of the set, if named."""

    replace: bool = False
    quality_profile_id: Int32 | None = None
    score_set: str = "default"


@post("/api/cinearr/customformats/import", status_code=200)
async def take_in(
    request: Request[Any, Any, Any],
    program: NamedDependency[Program],
    data: JSONBody[list[Any] | dict[str, Any]],
) -> list[ImportedResource]:
    """Take in one format, or a list of them, as files and answers have them: all or, with the reasons, none."""
    asked = read_query(request, _Import)
    sent = _loaded(data)
    async with program.database.begin() as session:
        present = {each.name: each for each in await custom_formats.all_formats(session)}
        _require_sound(sent, () if asked.replace else present)
        taken = [await _take(session, each, present) for each in sent]
        if asked.quality_profile_id is not None:
            scores = {row.custom_format.id: row.scores.get(asked.score_set, 0) for row in taken}
            await edit_custom_formats.set_scores(session, asked.quality_profile_id, scores)
    return taken


async def _take(session: AsyncSession, each: Imported, present: dict[str, CustomFormat]) -> ImportedResource:
    known = present.get(each.format.name)
    if known is None:
        kept, action = await edit_custom_formats.add(session, each.format), "added"
    else:
        kept, action = await edit_custom_formats.change(session, replace(each.format, id=known.id)), "changed"
    return ImportedResource(action=action, custom_format=resource(kept), scores=dict(each.scores))


def _loaded(data: Any) -> list[Imported]:
    try:
        return load(data)
    except ExchangeError as error:
        raise Invalid(Failure(property_name="", message=f"This is no custom format: {error}")) from None


def _require_sound(sent: Sequence[Imported], taken: Collection[str]) -> None:
    """Every broken rule of every format, each said of its name."""
    failures = []
    names = set(taken)
    for each in sent:
        for problem in format_problems(each.format, names):
            found = failure(problem)
            message = f"{each.format.name}: {found.message}"
            failures.append(Failure(property_name=found.property_name, message=message, attempted=found.attempted))
        names.add(each.format.name)
    if failures:
        raise Invalid(*failures)


# --- trying ---


class TryBody(Resource):
    """A release's name, and what else an indexer would say of it. Without `customFormats` all stored ones are tried."""

    title: str = ""
    size: int = 0
    indexer_flags: Int32 = 0
    original_language: LanguageResource | None = None
    custom_formats: list[CustomFormatBody] | None = None


class TriedCondition(Resource, kw_only=True, frozen=True):
    """A condition; `matched` is left out when its regular expression could not be used."""

    name: str
    implementation: str
    negate: bool
    required: bool
    matched: bool | None = None


class TriedFormat(Resource):
    """A format, and what each of its conditions came to (negated ones match when their test fails)."""

    name: str
    matched: bool
    conditions: list[TriedCondition]
    id: int


class TryResource(Resource):
    """What the name says, as far as conditions look at it, and every format."""

    title: str
    simple_title: str
    edition: str
    release_group: str | None
    year: int
    quality: QualityModelResource
    languages: list[LanguageResource]
    custom_formats: list[TriedFormat]


@post("/api/cinearr/customformats/test", status_code=200)
async def try_out(program: NamedDependency[Program], data: JSONBody[TryBody]) -> TryResource:
    """Which formats a release of this name has, and why. Raises Invalid for a name that no film can be read from."""
    parsed = parse_title(data.title.strip())
    if parsed is None:
        require([Problem(property_name="Title", message="No film can be read from this name", attempted=data.title)])
    assert parsed is not None
    subject = _subject(parsed, data)
    async with program.database.read() as session:
        compiled = await custom_formats.compiled(session)
    if data.custom_formats is not None:
        drafts = [format_of(each, each.id) for each in data.custom_formats]
        compiled = await asyncio.to_thread(CompiledFormats, drafts)
    return TryResource(
        title=parsed.title,
        simple_title=parsed.simple_title,
        edition=parsed.edition,
        release_group=parsed.release_group,
        year=parsed.year,
        quality=quality_model(parsed.quality),
        languages=language_resources(each.id for each in subject.languages),
        custom_formats=[_tried(each) for each in compiled.explain(subject)],
    )


def _subject(parsed: ParsedRelease, sent: TryBody) -> Subject:
    original = languages.by_id(sent.original_language.id) if sent.original_language is not None else languages.UNKNOWN
    found = release_languages(parsed.release_title, parsed.languages, (), original)
    subject = of_name(parsed, found, original, size=sent.size)
    return replace(subject, indexer_flags=IndexerFlag(sent.indexer_flags))


def _tried(each: Explanation) -> TriedFormat:
    return TriedFormat(
        name=each.format.name,
        matched=each.matched,
        conditions=[
            TriedCondition(
                name=condition.name,
                implementation=condition.kind.value,
                negate=condition.negate,
                required=condition.required,
                matched=matched,
            )
            for condition, matched in each.conditions
        ],
        id=each.format.id,
    )


ROUTES = [take_in, try_out]
