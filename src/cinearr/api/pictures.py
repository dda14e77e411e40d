"""Pictures: those of the library's films from our own disk, and those of other films through us.

Browsers load pictures of a search from this server, so that the metadata source does not see who searches. The address
carries where the picture is, signed, so that any web process can answer it and none fetches anything else.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import FromPath

from cinearr.api._dto import WireResponse
from cinearr.api.v3._movies import ImageResource
from cinearr.kit.errors import NotFound
from cinearr.kit.http import Request as Outgoing
from cinearr.workflows.program import Program

MOST_BYTES: Final = 10 * 1024 * 1024
TIMEOUT: Final = 20.0
_MAC: Final = 16  # bytes of the signature
_KINDS: Final = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n", "image/png"), (b"RIFF", "image/webp"))


def proxied(images: Iterable[ImageResource], key: str, url_base: str) -> list[ImageResource]:
    """Pictures from elsewhere with an address on this server."""
    return [
        msgspec.structs.replace(image, url=f"{url_base}{proxy_path(image.remote_url, key)}")
        if image.remote_url
        else image
        for image in images
    ]


def proxy_path(url: str, key: str) -> str:
    """Where this server shows the picture of an address. Only addresses signed with the key are fetched."""
    name = urlsplit(url).path.rpartition("/")[2] or "picture"
    return f"/MediaCoverProxy/{_text(_signature(url, key) + url.encode())}/{name}"


def signed_url(token: str, key: str) -> str | None:
    """The address in a token; None when we did not make it."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        url = raw[_MAC:].decode()
    except (binascii.Error, ValueError):
        return None
    return url if hmac.compare_digest(raw[:_MAC], _signature(url, key)) else None


def _signature(url: str, key: str) -> bytes:
    return hmac.new(f"MediaCoverProxy:{key}".encode(), url.encode(), hashlib.sha256).digest()[:_MAC]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@get(["/mediacover/{movie_id:int}/{name:str}", "/api/v3/mediacover/{movie_id:int}/{name:str}"])
async def cover(
    request: Request[Any, Any, Any], program: NamedDependency[Program], movie_id: FromPath[int], name: FromPath[str]
) -> Response[bytes]:
    """A film's picture in one of its sizes."""
    path = await asyncio.to_thread(program.covers.find, movie_id, name)
    if path is None:
        raise NotFound(f"There is no picture {name!r} of movie {movie_id}")
    try:
        content = await asyncio.to_thread(path.read_bytes)
    except FileNotFoundError:
        raise NotFound(f"There is no picture {name!r} of movie {movie_id}") from None
    # An address with the time of writing means this very file.
    lasting = "lastWrite" in request.query_params
    return _picture(content, "private, max-age=31536000, immutable" if lasting else None)


@get("/mediacoverproxy/{token:str}/{name:str}")
async def proxied_picture(
    program: NamedDependency[Program], token: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """A picture from elsewhere."""
    url = signed_url(token, program.api_key)
    if url is None:
        raise NotFound(f"There is no picture {name!r}")
    answer = await program.http.send(Outgoing(url=url, timeout=TIMEOUT, max_bytes=MOST_BYTES))
    return _picture(answer.content, "private, max-age=86400")


def _picture(content: bytes, cache: str | None) -> Response[bytes]:
    kind = next((kind for head, kind in _KINDS if content.startswith(head)), None)
    if kind is None:
        raise NotFound("This is no picture")
    return WireResponse(content, media_type=kind, headers={"Cache-Control": cache} if cache else {})


ROUTES: Final[list[BaseRouteHandler]] = [cover, proxied_picture]
