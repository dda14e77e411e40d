"""A small API to test the edge with."""

from __future__ import annotations

from typing import Any

import sqlalchemy.exc
from litestar import Request, Response, delete, get, head, post, put, route
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from cinearr.api._edge import EdgeConfig
from cinearr.api._errors import BadRequest, Refused, empty
from cinearr.api.app import Api, build_app
from cinearr.api.v3._answers import accepted, created, id_of
from cinearr.api.v3._paging import PagedResource, SortDirection, page_of, paging
from cinearr.api.v3._query import read_query
from cinearr.api.v3._wire import Resource
from cinearr.kit.errors import (
    BadAnswer,
    Conflict,
    Failure,
    Invalid,
    NotBuilt,
    NotFound,
    ProviderError,
    RateLimited,
    Unreachable,
)

from .client import KEY

AnyRequest = Request[Any, Any, Any]


class TagResource(Resource):
    label: str = ""
    id: int = 0


class Asked(Resource):
    movie_id: int | None = None
    movie_ids: list[int] = []
    include_movie: bool = False
    term: str = ""
    direction: SortDirection = SortDirection.DEFAULT


class Tags:
    """A shelf of labels."""

    def __init__(self) -> None:
        self.labels = {1: "alpha"}


@get("/api/v3/tag")
async def list_tags(tags: NamedDependency[Tags]) -> list[TagResource]:
    return [TagResource(id=number, label=label) for number, label in tags.labels.items()]


@get("/api/v3/tag/{tag_id:int}")
async def one_tag(tags: NamedDependency[Tags], tag_id: FromPath[int]) -> TagResource:
    if tag_id not in tags.labels:
        raise NotFound(f"Tag with ID {tag_id} does not exist")
    return TagResource(id=tag_id, label=tags.labels[tag_id])


@post("/api/v3/tag")
async def add_tag(
    request: AnyRequest, tags: NamedDependency[Tags], data: JSONBody[TagResource]
) -> Response[TagResource]:
    number = len(tags.labels) + 1
    tags.labels[number] = data.label
    return created(request, "tag", TagResource(id=number, label=data.label))


@put(["/api/v3/tag", "/api/v3/tag/{tag_id:int}"])
async def change_tag(
    request: AnyRequest, data: JSONBody[TagResource], tag_id: FromPath[int] = 0
) -> Response[TagResource]:
    return accepted(request, "tag", TagResource(id=id_of(data.id, tag_id), label=data.label))


@delete("/api/v3/tag/{tag_id:int}", status_code=200)
async def remove_tag(tags: NamedDependency[Tags], tag_id: FromPath[int]) -> dict[str, Any]:
    if tag_id not in tags.labels:
        raise NotFound(f"Tag with ID {tag_id} does not exist")
    del tags.labels[tag_id]
    return {}


@get("/api/v3/history")
async def history(request: AnyRequest) -> PagedResource[TagResource]:
    asked = paging(request, ["date", "quality"], default="date")
    return page_of(asked, 1, [TagResource(id=1, label="x")][asked.offset :][: asked.limit])


@get("/api/v3/asked")
async def asked(request: AnyRequest) -> Asked:
    return read_query(request, Asked)


@get("/api/v3/log/file/{name:str}")
async def log_file(name: FromPath[str]) -> str:
    return name


@get("/api/v3/large")
async def large() -> list[TagResource]:
    return [TagResource(id=number, label="x" * 50) for number in range(1, 5000)]


@get("/api/v3/nothing/{how:str}")
async def nothing(how: FromPath[str]) -> Response[bytes]:
    return empty(int(how))


ERRORS: dict[str, Exception] = {
    "not-found": NotFound("NotFound"),
    "conflict": Conflict("It is in use"),
    "not-built": NotBuilt("Collections are not built yet."),
    "bad-request": BadRequest("movieId must be provided"),
    "refused": Refused("Cannot delete global delay profile"),
    "unreachable": Unreachable("No answer from http://indexer/api?apikey=0123456789abcdef0123456789abcdef"),
    "rate-limited": RateLimited("Wait", retry_after=17.2),
    "bad-answer": BadAnswer("Not XML"),
    "provider": ProviderError("It said no"),
    "invalid": Invalid(
        Failure(
            property_name="TmdbId",
            message="This movie has already been added",
            attempted=603,
            code="MovieExistsValidator",
            placeholders={"propertyName": "Tmdb Id", "propertyValue": 603},
        ),
        Failure(property_name="", message="Slow", severity="warning", detail="Very", link="https://example.org/"),
        Failure(property_name="TmdbId", message="A movie with this ID was not found. Path: ", attempted=5),
    ),
    "database": sqlalchemy.exc.OperationalError("select 1", {}, Exception("gone away")),
    "pool": sqlalchemy.exc.TimeoutError(),
    "integrity": sqlalchemy.exc.IntegrityError("insert", {"password": "secret"}, Exception("twice")),
    "data": sqlalchemy.exc.DataError("insert", {}, Exception("integer out of range")),
    "unexpected": RuntimeError("the password is hunter2"),
}


@route("/api/v3/error/{name:str}", http_method=["GET", "POST"])
async def error(name: FromPath[str]) -> dict[str, Any]:
    raise ERRORS[name]


@get("/ping")
async def ping() -> dict[str, str]:
    return {"status": "OK"}


@head("/ping")
async def ping_head() -> None:
    return None


@get(["/", "/settings"])
async def page() -> Response[bytes]:
    return Response(b"<html></html>", media_type="text/html")


@get("/initialize.json")
async def initialize() -> dict[str, str]:
    return {"apiKey": KEY}


ROUTES = [
    list_tags,
    one_tag,
    add_tag,
    change_tag,
    remove_tag,
    history,
    asked,
    log_file,
    large,
    nothing,
    error,
    ping,
    ping_head,
    page,
    initialize,
]


def build(routes: list[Any] | None = None, **config: Any) -> Api:
    """The API, open to pages unless told otherwise."""
    sessions = config.pop("sessions", None)
    dependencies = {"tags": Tags(), **config.pop("dependencies", {})}
    values = {"version": "5.28.0.1", "external": sessions is None, **config}
    return build_app(
        ROUTES if routes is None else routes,
        dependencies,
        EdgeConfig(**values),
        api_key=lambda: KEY,
        sessions=sessions,
    )
