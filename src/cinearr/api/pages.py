"""The web pages: the files that `web/` was built into, what the pages load first, and the sign of life."""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from typing import Any, Final

import brotli
from litestar import Request, Response, get, route
from litestar.di import NamedDependency
from litestar.params import FromPath

from cinearr.api._errors import DATABASE_AWAY
from cinearr.api.v3.system import COMPATIBLE_VERSION
from cinearr.kit.db import Database
from cinearr.workflows.program import Shown

BUILT: Final = Path(__file__).parents[1] / "web"
INDEX: Final = "index.html"
# The build puts a hash of the content into the name of every asset.
FOR_EVER: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
NOT_BUILT: Final = b"<!doctype html><title>Cinearr</title><p>The web pages are not built: run <code>make setup</code>."
PING_SECONDS: Final = 5.0
PATIENCE_SECONDS: Final = 3.0  # who asks for a sign of life does not wait long

AnyRequest = Request[Any, Any, Any]
Page = Response[bytes]


@dataclass(frozen=True, slots=True)
class _File:
    """A file with its type, and its compressed form where that is worth it."""

    content: bytes
    media_type: str
    compressed: bytes | None


class Pages:
    """The built files, read once: they are few and small, and never change under a running server."""

    def __init__(self, folder: Path = BUILT, *, url_base: str = "") -> None:
        self._files = {
            path.relative_to(folder).as_posix(): _read(path.name, path.read_bytes()) for path in _files_below(folder)
        }
        if INDEX in self._files:
            self._files[INDEX] = _read(INDEX, _based(self._files[INDEX].content, url_base))

    def index(self) -> Page:
        """The page. Never kept by a browser, since it names the assets of this version."""
        return self.file(INDEX, "") or Response(NOT_BUILT, media_type="text/html", status_code=503)

    def file(self, name: str, accepted: str, headers: Mapping[str, str] | None = None) -> Page | None:
        """A file by its path below the folder; None when there is none. `accepted` is the Accept-Encoding."""
        found = self._files.get(name)
        if found is None:
            return None
        named = dict(headers or {})
        content = found.content
        if found.compressed is not None and "br" in accepted:
            named |= {"Content-Encoding": "br", "Vary": "Accept-Encoding"}
            content = found.compressed
        return Response(content, media_type=found.media_type, headers=named)

    def answer_to(self, path: str) -> Page | None:
        """The page for an address that only the page itself knows; None for what must be a file or belongs to programs."""
        head, *_ = PurePosixPath(path.lower()).parts[1:] or ("",)
        is_page = head not in ("api", "feed", "signalr", "content", "mediacover") and "." not in path.rpartition("/")[2]
        return self.index() if is_page else None


def _files_below(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()] if folder.is_dir() else []


def _based(page: bytes, url_base: str) -> bytes:
    """The page with its addresses relative to the URL base, however deep the address it is shown under."""
    return page.replace(b"<head>", f'<head><base href="{escape(url_base)}/">'.encode(), 1)


def _read(name: str, content: bytes) -> _File:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_worth_it = len(content) > 1024 and not media_type.startswith(("image/png", "image/jpeg", "font/"))
    return _File(content, media_type, brotli.compress(content, quality=6) if is_worth_it else None)


@get("/")
async def index(pages: NamedDependency[Pages]) -> Page:
    """The page."""
    return pages.index()


@get("/assets/{name:str}")
async def asset(request: AnyRequest, pages: NamedDependency[Pages], name: FromPath[str]) -> Page:
    """A script, a style, a font."""
    found = pages.file(f"assets/{name}", request.headers.get("accept-encoding", ""), FOR_EVER)
    return found or Response(b"", status_code=404)


@get(["/favicon.svg", "/favicon.ico"])
async def favicon(request: AnyRequest, pages: NamedDependency[Pages]) -> Page:
    """The mark of the page."""
    found = pages.file("favicon.svg", request.headers.get("accept-encoding", ""), {"Cache-Control": "max-age=86400"})
    return found or Response(b"", status_code=404)


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a page must know to ask further. The key is asked for each time, since it can be changed."""

    url_base: str
    api_key: Callable[[], str]
    shown: Shown


@get("/initialize.json", media_type="application/json")
async def initialize(welcome: NamedDependency[Welcome]) -> dict[str, Any]:
    """What the pages, and programs without a key of their own, ask for first."""
    key, shown = welcome.api_key(), welcome.shown
    return {
        "apiRoot": f"{welcome.url_base}/api/v3",
        "apiKey": key,
        "release": f"{COMPATIBLE_VERSION}-{shown.branch}",
        "version": COMPATIBLE_VERSION,
        "instanceName": shown.instance_name,
        "theme": shown.theme,
        "branch": shown.branch,
        "analytics": False,  # there are none, whatever is set
        "userHash": hashlib.sha256(key.encode()).hexdigest()[:8],
        "urlBase": welcome.url_base,
        "isProduction": True,
    }


class Pulse:
    """Whether the database answers, asked at most every few seconds however often others ask us."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers = False
        self._asked = float("-inf")

    async def beats(self) -> bool:
        """True when it does."""
        if time.monotonic() - self._asked > PING_SECONDS:
            self._answers = await self._ask()
            self._asked = time.monotonic()
        return self._answers

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._database.ping()
        except (*DATABASE_AWAY, TimeoutError):
            return False


@route("/ping", http_method=["GET", "HEAD"])
async def ping(pulse: NamedDependency[Pulse]) -> Response[dict[str, str]]:
    """The sign of life that watchers of services ask for, without a key."""
    beats = await pulse.beats()
    return Response({"status": "OK" if beats else "Error"}, status_code=200 if beats else 500)


@get("/api")
async def versions() -> dict[str, Any]:
    """Which APIs there are: programs ask this before they know any other address."""
    return {"current": "v3", "deprecated": []}


@get("/robots.txt", media_type="text/plain")
async def robots() -> str:
    """Nothing here is for search engines."""
    return "User-agent: *\nDisallow: /\n"


ROUTES: Final = (index, asset, favicon, initialize, ping, versions, robots)
