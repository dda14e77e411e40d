"""Ties our reading and writing of JSON to the web framework: `data` of a handler is read by `_body`, results are written
by `_wire`.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from litestar import Response
from litestar._openapi.schema_generation import SchemaCreator
from litestar.dto import AbstractDTO
from litestar.dto.config import DTOConfig
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.enums import MediaType
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition

from cinearr.api._errors import JSON_UTF8, UnsupportedMedia
from cinearr.api.v3._body import decode
from cinearr.api.v3._wire import encode


class WireBody(AbstractDTO[Any]):
    """Reads `data` as the type a handler gives it. It only reads: results need no second form."""

    config = DTOConfig()
    model_type = object

    def decode_bytes(self, value: bytes) -> Any:
        """The value of a body. Raises UnsupportedMedia or Unreadable."""
        connection = self.asgi_connection
        header = next((text for name, text in connection.scope["headers"] if name == b"content-type"), b"")
        charset = json_charset(header.decode("latin-1"))
        field = connection.route_handler.parsed_data_field
        return decode(value, field.annotation, charset=charset)

    @classmethod
    def is_supported_model_type_field(cls, field_definition: FieldDefinition) -> bool:
        """Never a result."""
        return False

    @classmethod
    def create_for_field_definition(cls, *_: Any, **__: Any) -> None:
        """Nothing is prepared: types are read as they are."""

    @classmethod
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: SchemaCreator
    ) -> Reference | Schema:
        """The schema of the type itself."""
        return schema_creator.for_field_definition(field_definition)

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[DTOFieldDefinition, None, None]:
        """Asked only of forms that are prepared."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        """Asked only of forms that are prepared."""
        return False


def json_charset(header: str) -> str:
    """The charset of a JSON content type. Raises UnsupportedMedia for any other."""
    kind, *parameters = (part.strip().lower() for part in header.split(";"))
    if not kind:
        raise UnsupportedMedia(missing=True)
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise UnsupportedMedia(missing=False)
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset":
            return value.strip().strip('"')
    return "utf-8"


class WireResponse(Response[Any]):
    """Writes results the v3 way. Text and bytes are taken as they are."""

    def __init__(self, content: Any, *, media_type: Any = None, **more: Any) -> None:
        if media_type is None or media_type == MediaType.JSON:
            media_type = JSON_UTF8
        super().__init__(content, media_type=media_type, **more)

    def render(self, content: Any, media_type: str, enc_hook: Any = None) -> bytes:
        """The body."""
        if isinstance(content, bytes):
            return content
        if isinstance(content, str) and not media_type.startswith("application/json"):
            return content.encode()
        return encode(content)
