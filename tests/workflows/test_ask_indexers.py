"""What indexers are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from cinearr.core import languages
from cinearr.core.films import Translation
from cinearr.core.formats import Condition, CustomFormat, Kind
from cinearr.features import custom_formats
from cinearr.features.custom_formats.tables import CustomFormatRow
from cinearr.features.indexers.contract import SearchCriteria
from cinearr.features.indexers.tables import IndexerRow
from cinearr.features.profiles.tables import QualityProfileRow
from cinearr.workflows import ask_indexers
from cinearr.workflows.program import Program
from cinearr.workflows.provider_kinds import INDEXER_OPTIONS
from tests.factories.library import a_film, a_movie, a_root

GERMAN, FRENCH, ITALIAN = (languages.BY_NAME[name].id for name in ("german", "french", "italian"))
TITLES = {GERMAN: "Sintel, die Suchende", FRENCH: "Sintel la chercheuse", ITALIAN: "Sintel che cerca"}


def language_format(name: str, language: int, **columns: Any) -> CustomFormat:
    return CustomFormat(name=name, conditions=(Condition(kind=Kind.LANGUAGE, value=language, **columns),))


@pytest.mark.parametrize(
    ("profile_language", "part", "score", "asked"),
    [
        (languages.ORIGINAL.id, None, 0, []),
        (GERMAN, None, 0, [GERMAN]),
        (GERMAN, language_format("French", FRENCH), 10, [GERMAN, FRENCH]),
        (languages.ANY.id, language_format("French", FRENCH), -10, []),
        (languages.ANY.id, language_format("Not French", FRENCH, negate=True), 10, []),
        (languages.ANY.id, language_format("All but French", FRENCH, except_language=True), 10, []),
    ],
)
async def test_titles_of_languages_that_are_wanted_are_asked_for(
    program: Program,
    films: Path,
    monkeypatch: pytest.MonkeyPatch,
    profile_language: int,
    part: CustomFormat | None,
    score: int,
    asked: list[int],
) -> None:
    translations = tuple(Translation(language_id=id_, title=title, overview="") for id_, title in TITLES.items())
    movie = await a_movie(program, await a_root(program, films), a_film(translations=translations))
    scores = []
    async with program.database.begin() as session:
        if part is not None:
            row = CustomFormatRow(**custom_formats.columns(part))
            session.add(row)
            await session.flush()
            scores = [{"format": row.id, "score": score}]
        await session.execute(update(QualityProfileRow).values(language_id=profile_language, format_items=scores))
    criteria: list[SearchCriteria] = []
    known = ask_indexers.criteria_of

    def seen(*arguments: Any) -> SearchCriteria:
        criteria.append(known(*arguments))
        return criteria[-1]

    monkeypatch.setattr(ask_indexers, "criteria_of", seen)
    await ask_indexers.search(program, movie, interactive=False)
    assert list(criteria[0].scene_titles) == ["Sintel", *(TITLES[each] for each in asked)]


@pytest.mark.parametrize(
    ("options", "tags", "automatic", "interactive"),
    [
        ({"enableAutomaticSearch": True, "enableInteractiveSearch": True}, [], True, True),
        ({"enableAutomaticSearch": True, "enableInteractiveSearch": False}, [], True, False),
        ({"enableAutomaticSearch": False, "enableInteractiveSearch": True}, [], False, True),
        ({"enableRss": True, "enableAutomaticSearch": False, "enableInteractiveSearch": False}, [], False, False),
        ({"enableAutomaticSearch": True, "enableInteractiveSearch": True}, [1, 7], True, True),
        ({"enableAutomaticSearch": True, "enableInteractiveSearch": True}, [7], False, False),
    ],
)
async def test_who_is_asked(
    program: Program, films: Path, options: dict[str, bool], tags: list[int], automatic: bool, interactive: bool
) -> None:
    movie = await a_movie(program, await a_root(program, films), tags=[1, 2])
    async with program.database.begin() as session:
        row = IndexerRow(
            name="Tracker",
            implementation="Torznab",
            settings={"baseUrl": "http://127.0.0.1:1"},
            options={**INDEXER_OPTIONS, **options},
            tags=tags,
        )
        session.add(row)
    for is_interactive, is_asked in ((False, automatic), (True, interactive)):
        asked = await ask_indexers.for_search(program, movie, interactive=is_interactive)
        assert [each.name for each in asked] == ["Tracker"] * is_asked
