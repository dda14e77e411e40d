"""`/api/v3/alttitle`, `/api/v3/credit` and `/api/v3/extrafile`: what belongs to a film."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from cinearr.api.pictures import proxied
from cinearr.api.v3._movies import AlternativeTitleResource, ImageResource, remote_images
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Int32, Resource
from cinearr.features.media_files.tables import ExtraFile
from cinearr.features.movies.tables import MovieTitle
from cinearr.kit.errors import NotFound
from cinearr.views import films
from cinearr.views.films import NumberedCredit
from cinearr.workflows.program import Program

AnyRequest = Request[Any, Any, Any]


class CreditResource(Resource):
    """A person's part in a film."""

    person_name: str | None = None
    credit_tmdb_id: str | None = None
    person_tmdb_id: int = 0
    movie_metadata_id: int = 0
    images: list[ImageResource] = []
    department: str | None = None
    job: str | None = None
    character: str | None = None
    order: int = 0
    type: str = "cast"
    id: int = 0


class ExtraFileResource(Resource):
    """A subtitle, or another file beside the film."""

    movie_id: int = 0
    movie_file_id: int | None = None
    relative_path: str | None = None
    extension: str | None = None
    language_tags: list[str] | None = None
    title: str | None = None
    type: str = "other"
    id: int = 0


class _OfFilm(Resource):
    movie_id: Int32 | None = None
    movie_metadata_id: Int32 | None = None

    @property
    def film(self) -> int | None:
        """Films and what is known of them have the same numbers here."""
        return self.movie_id if self.movie_id is not None else self.movie_metadata_id


@get("/api/v3/alttitle")
async def list_titles(request: AnyRequest, program: NamedDependency[Program]) -> list[AlternativeTitleResource]:
    """Other titles of a film, or of all."""
    asked = read_query(request, _OfFilm)
    async with program.database.read() as session:
        return [_title(row) for row in await films.alternative_titles(session, asked.film)]


@get("/api/v3/alttitle/{title_id:int}")
async def one_title(program: NamedDependency[Program], title_id: FromPath[int]) -> AlternativeTitleResource:
    """One other title."""
    async with program.database.read() as session:
        row = await films.alternative_title(session, title_id)
    if row is None:
        raise NotFound(f"AlternativeTitle with ID {title_id} does not exist")
    return _title(row)


def _title(row: MovieTitle) -> AlternativeTitleResource:
    return AlternativeTitleResource(movie_metadata_id=row.movie_id, title=row.title, id=row.id)


@get("/api/v3/credit")
async def list_credits(request: AnyRequest, program: NamedDependency[Program]) -> list[CreditResource]:
    """People of a film, or of all."""
    asked = read_query(request, _OfFilm)
    async with program.database.read() as session:
        return [_credit(each, program) for each in await films.credits_of(session, asked.film)]


@get("/api/v3/credit/{credit_id:int}")
async def one_credit(program: NamedDependency[Program], credit_id: FromPath[int]) -> CreditResource:
    """One person's part."""
    async with program.database.read() as session:
        found = await films.credit(session, credit_id)
    if found is None:
        raise NotFound(f"Credit with ID {credit_id} does not exist")
    return _credit(found, program)


def _credit(found: NumberedCredit, program: Program) -> CreditResource:
    credit = found.credit
    return CreditResource(
        person_name=credit.name,
        credit_tmdb_id=credit.credit_id,
        person_tmdb_id=credit.person_tmdb_id,
        movie_metadata_id=found.movie_id,
        images=proxied(remote_images(credit.images), program.api_key, program.config.url_base),
        department=credit.department,
        job=credit.job,
        character=credit.character,
        order=credit.order,
        type=credit.kind,
        id=found.id,
    )


@get("/api/v3/extrafile")
async def list_extras(request: AnyRequest, program: NamedDependency[Program]) -> list[ExtraFileResource]:
    """Files beside a film: subtitles first, then what others keep there. None without a film."""
    asked = read_query(request, _OfFilm)
    async with program.database.read() as session:
        rows = await films.extra_files(session, asked.movie_id or 0)
    return [_extra(row) for row in sorted(rows, key=lambda row: _ORDER.get(row.kind, 2))]


_ORDER: Final = {"subtitle": 0, "metadata": 1}


def _extra(row: ExtraFile) -> ExtraFileResource:
    return ExtraFileResource(
        movie_id=row.movie_id,
        # v3 writes 0 for a file of no film, but leaves it out for metadata of the film as a whole.
        movie_file_id=row.movie_file_id or (None if row.kind == "metadata" else 0),
        relative_path=row.relative_path,
        extension=row.extension,
        language_tags=list(row.language_tags) if row.kind == "subtitle" else None,
        title=row.title,
        type=row.kind,
        id=row.id,
    )


ROUTES: Final[list[BaseRouteHandler]] = [list_titles, one_title, list_credits, one_credit, list_extras]
