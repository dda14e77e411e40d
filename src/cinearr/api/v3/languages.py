"""`/api/v3/language`, `/api/v3/indexerflag` and `/api/v3/localization`: fixed lists."""

from __future__ import annotations

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from cinearr.api.v3._wire import Resource, kept
from cinearr.core import indexer_flags, languages
from cinearr.core.languages import Language
from cinearr.features import settings
from cinearr.kit.errors import NotBuilt, NotFound
from cinearr.workflows.program import Program


class NamedResource(Resource, kw_only=True, frozen=True):
    """A name with its number; an id of 0 is written."""

    id: int = kept(0)
    name: str
    name_lower: str


class LocalizationLanguageResource(Resource):
    """The code of the language the screens are in."""

    identifier: str


def _resource(each: Language) -> NamedResource:
    return NamedResource(id=each.id, name=each.name, name_lower=each.name.lower())


@get("/api/v3/language")
async def list_languages() -> list[NamedResource]:
    """Choices that are no languages first, then all languages by name."""
    return [_resource(each) for each in sorted(languages.ALL, key=lambda each: (each.id > 0, each.name))]


@get("/api/v3/language/{language_id:int}")
async def one_language(language_id: FromPath[int]) -> NamedResource:
    """One language."""
    found = languages.BY_ID.get(language_id)
    if found is None:
        raise NotFound(f"Language with ID {language_id} does not exist")
    return _resource(found)


@get("/api/v3/indexerflag")
async def list_flags() -> list[NamedResource]:
    """What indexers can say of a release."""
    shown = [flag for flag in indexer_flags.IndexerFlag if flag not in indexer_flags.DEPRECATED]
    return [
        NamedResource(id=flag.value, name=str(flag.name), name_lower=str(flag.name).lower())
        for flag in sorted(shown, key=lambda flag: flag.value)
    ]


@get("/api/v3/localization")
async def texts() -> dict[str, dict[str, str]]:
    """The texts of Radarr's own screens, which are not ours to give."""
    raise NotBuilt("Cinearr has no texts of Radarr's screens; its own come with its web interface")


@get("/api/v3/localization/language")
async def screen_language(program: NamedDependency[Program]) -> LocalizationLanguageResource:
    """The language chosen for the screens."""
    async with program.database.read() as session:
        page = await settings.get(session, settings.Ui)
    chosen = languages.by_id(page.ui_language)
    code = next((iso.alpha2 for iso in chosen.iso if iso.alpha2), None)
    return LocalizationLanguageResource(identifier=code or "en")


ROUTES = [list_languages, one_language, list_flags, texts, screen_language]
