"""The routes every provider kind has: schema, CRUD, bulk, test and action, in the shapes of v3.

A kind's own module says how its top-level values are read and shown; everything else is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from cinearr.api._dto import WireResponse, json_charset
from cinearr.api._errors import JSON_UTF8, BadRequest, failure_row
from cinearr.api.v3._answers import id_of, location
from cinearr.api.v3._body import decode
from cinearr.api.v3._wire import Int32, Resource, number
from cinearr.kit.provider_service import Draft, Provider, ProviderService
from cinearr.kit.providers import (
    FieldSpec,
    Implementation,
    Option,
    Settings,
    fields_of,
    settings_from_values,
    values_of,
)
from cinearr.workflows.program import Program

Json = dict[str, Any]
B = TypeVar("B", bound=Resource)


class FieldBody(Resource):
    """One setting as clients send it; everything but name and value is ignored."""

    name: str = ""
    value: Any = None


class ProviderBody(Resource, kw_only=True, frozen=True):
    """What clients send of a provider. A kind's body adds its top-level values, each None when left out."""

    name: str | None = None
    fields: list[FieldBody] | None = None
    implementation: str | None = None
    config_contract: str | None = None
    tags: list[Int32] | None = None
    id: Int32 = 0


class BulkBody(Resource, kw_only=True, frozen=True):
    """A change to many. A kind's bulk body adds its options."""

    ids: list[Int32] = []
    tags: list[Int32] | None = None
    apply_tags: str = "add"


@dataclass(frozen=True, slots=True, kw_only=True)
class WireKind:
    """How one kind looks on the wire. `leading` gives the values before the name of a resource, from its options."""

    name: str
    service: Callable[[Program], ProviderService]
    body: type[ProviderBody]
    leading: Callable[[Implementation, Settings, Mapping[str, Any]], Json]
    bulk: type[BulkBody] | None = None
    schema_name: Callable[[Implementation], str | None] = lambda _: ""


# --- resources ---


def field_resource(spec: FieldSpec, value: Any) -> Json:
    """One setting as the wire has it."""
    shown = spec.shown
    resource = {
        "order": spec.order,
        "name": spec.name,
        "label": shown.label,
        "unit": shown.unit,
        "helpText": shown.help_text,
        "helpTextWarning": shown.help_text_warning,
        "helpLink": shown.help_link,
        "value": number(value),
        "type": shown.type,
        "advanced": shown.advanced,
        "selectOptions": [_option(each) for each in shown.select_options] if shown.select_options else None,
        "selectOptionsProviderAction": shown.select_action,
        "section": shown.section,
        "hidden": shown.hidden,
        "privacy": shown.privacy,
        "placeholder": shown.placeholder,
        "isFloat": shown.is_float,
    }
    return _without_null(resource)


def _option(option: Option) -> Json:
    return _without_null(
        {
            "value": option.value,
            "name": option.name,
            "order": option.order,
            "hint": option.hint,
            "dividerAfter": option.divider_after,
        }
    )


def _without_null(resource: Json) -> Json:
    return {name: value for name, value in resource.items() if value is not None}


def _body_of(
    kind: WireKind,
    implementation: Implementation,
    settings: Settings,
    options: Mapping[str, Any],
    name: str | None,
    tags: Sequence[int],
) -> Json:
    values = values_of(settings)
    return {
        **kind.leading(implementation, settings, options),
        **({"name": name} if name is not None else {}),
        "fields": [field_resource(spec, values[spec.name]) for spec in fields_of(type(settings))],
        "implementationName": implementation.implementation_name,
        "implementation": implementation.implementation,
        "configContract": implementation.config_contract,
        "infoLink": implementation.info_link,
        **({"message": dict(implementation.message)} if implementation.message else {}),
        "tags": list(tags),
    }


def provider_resource(kind: WireKind, provider: Provider) -> Json:
    """A configured provider; secrets are masked."""
    body = _body_of(kind, provider.implementation, provider.settings, provider.options, provider.name, provider.tags)
    return {**body, "id": provider.id}


def schema_resource(kind: WireKind, implementation: Implementation, options: Mapping[str, Any]) -> Json:
    """An implementation to choose, with its defaults and presets."""
    settings = implementation.settings()
    name = kind.schema_name(implementation)
    body = _body_of(kind, implementation, settings, options, name, ())
    presets = []
    for preset_name, values in implementation.presets:
        changed = settings_from_values(implementation.settings, {**values_of(settings, masked=False), **values})
        preset = _body_of(kind, implementation, changed, options, preset_name, ())
        del preset["implementationName"]
        presets.append(preset)
    return {**body, "presets": presets}


def draft_of(kind: WireKind, body: ProviderBody, options: Mapping[str, Any], path_id: int = 0) -> Draft:
    """What a client sent, for the service."""
    given = {}
    for field in msgspec.structs.fields(type(body)):
        if field.encode_name in options:
            value = getattr(body, field.name)
            if value is not None:
                given[field.encode_name] = value
    return Draft(
        id=body.id or path_id,
        name=body.name,
        implementation=body.implementation,
        config_contract=body.config_contract,
        fields={each.name: each.value for each in body.fields} if body.fields is not None else None,
        options=given,
        tags=tuple(body.tags) if body.tags is not None else None,
    )


def _flag(request: Request[Any, Any, Any], name: str) -> bool:
    for key, value in request.query_params.multi_items():
        if key.lower() == name.lower():
            return str(value).lower() == "true"
    return False


# --- routes ---


async def read_body(request: Request[Any, Any, Any], kind: type[B]) -> B:
    """A body whose type the route knows only when it is made. Raises as `data` of a handler does."""
    charset = json_charset(request.headers.get("content-type", ""))
    return decode(await request.body(), kind, charset=charset)


def provider_routes(kind: WireKind) -> list[BaseRouteHandler]:
    """The routes of a kind. Handlers read their bodies themselves, since the body's type belongs to the kind."""
    base = f"/api/v3/{kind.name}"

    def answer(request: Request[Any, Any, Any], status: int, provider: Provider) -> Response[Json]:
        return WireResponse(
            provider_resource(kind, provider),
            status_code=status,
            media_type=JSON_UTF8,
            headers={"Location": location(request, kind.name, provider.id)},
        )

    @get(base)
    async def list_all(program: NamedDependency[Program]) -> list[Json]:
        return [provider_resource(kind, each) for each in await kind.service(program).all()]

    @get(f"{base}/{{provider_id:int}}")
    async def one(program: NamedDependency[Program], provider_id: FromPath[int]) -> Json:
        return provider_resource(kind, await kind.service(program).get(provider_id))

    @get(f"{base}/schema")
    async def schema(program: NamedDependency[Program]) -> list[Json]:
        service = kind.service(program)
        known = sorted(service.kind.registry.values(), key=lambda each: each.implementation_name.lower())
        return [schema_resource(kind, each, {**service.kind.options, **each.defaults}) for each in known]

    @post(base)
    async def add(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> Response[Json]:
        service = kind.service(program)
        draft = draft_of(kind, await read_body(request, kind.body), service.kind.options)
        return answer(request, 201, await service.create(draft, force=_flag(request, "forceSave")))

    @put([base, f"{base}/{{provider_id:int}}"])
    async def change(
        request: Request[Any, Any, Any], program: NamedDependency[Program], provider_id: FromPath[int] = 0
    ) -> Response[Json]:
        service = kind.service(program)
        body = await read_body(request, kind.body)
        draft = draft_of(kind, body, service.kind.options, id_of(body.id, provider_id))
        return answer(request, 202, await service.update(draft, force=_flag(request, "forceSave")))

    @delete(f"{base}/{{provider_id:int}}", status_code=200)
    async def remove(program: NamedDependency[Program], provider_id: FromPath[int]) -> Json:
        await kind.service(program).delete(provider_id)
        return {}

    @post(f"{base}/test", status_code=200)
    async def test(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> Response[str]:
        service = kind.service(program)
        draft = draft_of(kind, await read_body(request, kind.body), service.kind.options)
        await service.test(draft, force=_flag(request, "forceTest"))
        # An oddity of v3 kept for compatibility: the answer is the JSON text "{}", not an object.
        return WireResponse("{}", status_code=200, media_type=JSON_UTF8)

    @post(f"{base}/testall", status_code=200)
    async def test_all(program: NamedDependency[Program]) -> Response[list[Json]]:
        results = await kind.service(program).test_all()
        rows = [
            {
                "id": each.id,
                "isValid": not each.failures,
                "validationFailures": [failure_row(failure) for failure in each.failures],
            }
            for each in results
        ]
        status = 200 if all(row["isValid"] for row in rows) else 400
        return WireResponse(rows, status_code=status, media_type=JSON_UTF8)

    @post(f"{base}/action/{{action:str}}", status_code=200)
    async def action(request: Request[Any, Any, Any], program: NamedDependency[Program], action: FromPath[str]) -> Any:
        service = kind.service(program)
        draft = draft_of(kind, await read_body(request, kind.body), service.kind.options)
        query = dict(request.query_params.multi_items())
        return await service.action(draft, action, query)

    routes: list[BaseRouteHandler] = [list_all, one, schema, add, change, remove, test, test_all, action]
    return [*routes, *_bulk_routes(kind, base)] if kind.bulk is not None else routes


def _bulk_routes(kind: WireKind, base: str) -> list[BaseRouteHandler]:
    assert kind.bulk is not None
    bulk = kind.bulk

    @put(f"{base}/bulk")
    async def change_many(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> Response[list[Json]]:
        body = await read_body(request, bulk)
        if not body.ids:
            raise BadRequest("ids must be provided")
        options = {
            field.encode_name: getattr(body, field.name)
            for field in msgspec.structs.fields(bulk)
            if field.name not in ("ids", "tags", "apply_tags")
        }
        changed = await kind.service(program).update_many(body.ids, options, body.tags, body.apply_tags)
        rows = [provider_resource(kind, each) for each in changed]
        return WireResponse(rows, status_code=202, media_type=JSON_UTF8)

    @delete(f"{base}/bulk", status_code=200)
    async def remove_many(request: Request[Any, Any, Any], program: NamedDependency[Program]) -> Json:
        body = await read_body(request, bulk)
        await kind.service(program).delete(*body.ids)
        return {}

    return [change_many, remove_many]
