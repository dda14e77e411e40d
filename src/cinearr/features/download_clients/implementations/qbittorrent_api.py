"""The calls of qBittorrent's Web API that a download client needs: log in, keep the session, ask, tell."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import msgspec

from cinearr.kit import json
from cinearr.kit.errors import BadAnswer, NotAuthorised
from cinearr.kit.http import Http, Request, Response

T = TypeVar("T")
Version = tuple[int, ...]

_COOKIE = re.compile(r"(QBT_)?SID\w*")
_ANSWERS = frozenset({401, 403, 404, 409, 415})


# Cookies by HTTP client and login. Clients are made anew for each poll; logging in each time would be slow, and end in a
# ban when the password is wrong.
_SESSIONS: WeakKeyDictionary[Http, dict[tuple[str, str, str], str]] = WeakKeyDictionary()


class Banned(NotAuthorised):
    """Too many failed logins: qBittorrent does not even look at the next one for a while."""


class Torrent(msgspec.Struct, kw_only=True):
    """One row of `torrents/info`. Sizes in bytes, times in seconds, limits: -2 global, -1 none, minutes."""

    hash: str
    name: str = ""
    state: str = ""
    category: str | None = None
    size: int = 0
    progress: float = 0.0
    eta: int | float | None = None
    ratio: float = 0.0
    ratio_limit: float = -2
    seeding_time: int | None = None
    seeding_time_limit: int = -2
    inactive_seeding_time_limit: int = -2
    last_activity: int = 0
    save_path: str = ""
    content_path: str | None = None


class Preferences(msgspec.Struct, kw_only=True):
    """The settings of qBittorrent that matter to us. Times in minutes."""

    save_path: str = ""
    dht: bool = True
    queueing_enabled: bool = True
    max_ratio_enabled: bool = False
    max_ratio: float = -1
    max_seeding_time_enabled: bool = False
    max_seeding_time: int = -1
    max_inactive_seeding_time_enabled: bool = False
    max_inactive_seeding_time: int = -1
    max_ratio_act: int = 0


class Category(msgspec.Struct, kw_only=True):
    """A category; an empty path means the default one."""

    save_path: str | None = msgspec.field(name="savePath", default=None)


class _File(msgspec.Struct, kw_only=True):
    name: str


class Properties(msgspec.Struct, kw_only=True):
    """Some of `torrents/properties`."""

    save_path: str = ""
    seeding_time: int = 0


class QBittorrentApi:
    """A conversation with one qBittorrent. Its session lives as long as the HTTP client, beyond this object."""

    def __init__(self, http: Http, url: str, *, username: str | None, password: str | None) -> None:
        self._http = http
        self._url = url.rstrip("/")
        self._username = username or ""
        self._password = password or ""
        self._sessions = _SESSIONS.setdefault(http, {})
        # The password is part of the key: a wrong one must not pass its test on the session of the right one.
        self._key = (self._url, self._username, self._password)

    async def version(self) -> Version:
        """Version of the Web API, such as (2, 11, 4)."""
        response = await self._ask("app/webapiVersion", statuses=frozenset({404}))
        text = response.content.decode("utf-8", "replace").strip()
        found = re.fullmatch(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
        if response.status == 404 or found is None:
            raise BadAnswer("What answers there is not qBittorrent 4.1 or later")
        return tuple(int(part or 0) for part in found.groups())

    async def preferences(self) -> Preferences:
        """Its settings."""
        return _decode(await self._ask("app/preferences"), Preferences)

    async def torrents(self, category: str | None) -> list[Torrent]:
        """Its torrents, of one category or all."""
        query = {"category": category} if category else {}
        return _decode(await self._ask("torrents/info", query), list[Torrent])

    async def properties(self, info_hash: str) -> Properties | None:
        """More about one torrent, None when it is not (yet) there."""
        response = await self._ask("torrents/properties", {"hash": info_hash}, statuses=frozenset({404}))
        return None if response.status == 404 else _decode(response, Properties)

    async def files(self, info_hash: str) -> list[str]:
        """Paths of the files of one torrent, below its save path."""
        response = await self._ask("torrents/files", {"hash": info_hash}, statuses=frozenset({404}))
        return [] if response.status == 404 else [file.name for file in _decode(response, list[_File])]

    async def add(self, fields: Mapping[str, str], torrent: tuple[str, bytes] | None) -> bool:
        """Add what `fields` and the file (name, content) describe; False when it is refused or there already."""
        if torrent is None:
            response = await self._tell("torrents/add", fields, statuses=frozenset({409, 415}))
        else:
            body, content_type = _multipart(fields, *torrent)
            response = await self._call("torrents/add", body, content_type, frozenset({409, 415}))
        return response.status < 400 and response.content.strip() != b"Fails."

    async def delete(self, info_hash: str, *, delete_data: bool) -> None:
        """Forget a torrent; one that is not there is no error."""
        await self._tell("torrents/delete", {"hashes": info_hash, "deleteFiles": _flag(delete_data)})

    async def categories(self) -> dict[str, Category]:
        """Its categories by name."""
        return _decode(await self._ask("torrents/categories"), dict[str, Category])

    async def create_category(self, name: str) -> None:
        """Make a category; one that exists is no error."""
        await self._tell("torrents/createCategory", {"category": name}, statuses=frozenset({409}))

    async def set_category(self, info_hash: str, name: str) -> bool:
        """Put a torrent into a category; False when there is no such category."""
        fields = {"hashes": info_hash, "category": name}
        response = await self._tell("torrents/setCategory", fields, statuses=frozenset({409}))
        return response.status != 409

    async def move_to_top(self, info_hash: str) -> None:
        """First in the queue; nothing happens when queueing is off."""
        await self._tell("torrents/topPrio", {"hashes": info_hash}, statuses=frozenset({409}))

    async def force_start(self, info_hash: str) -> None:
        """Run regardless of queue and limits."""
        await self._tell("torrents/setForceStart", {"hashes": info_hash, "value": "true"})

    async def set_share_limits(self, info_hash: str, *, ratio: float | None, minutes: int | None) -> None:
        """Limits of one torrent; None leaves the global one."""
        fields = {
            "hashes": info_hash,
            "ratioLimit": str(-2 if ratio is None else ratio),
            "seedingTimeLimit": str(-2 if minutes is None else minutes),
            "inactiveSeedingTimeLimit": "-2",
        }
        await self._tell("torrents/setShareLimits", fields)

    async def _ask(
        self, path: str, query: Mapping[str, str] | None = None, *, statuses: frozenset[int] = frozenset()
    ) -> Response:
        return await self._call(f"{path}?{urlencode(query)}" if query else path, None, None, statuses)

    async def _tell(self, path: str, fields: Mapping[str, str], *, statuses: frozenset[int] = frozenset()) -> Response:
        body = urlencode(fields).encode()
        return await self._call(path, body, "application/x-www-form-urlencoded", statuses)

    async def _call(
        self, path: str, body: bytes | None, content_type: str | None, statuses: frozenset[int]
    ) -> Response:
        """One call; logs in and asks again when there is no session or it has ended."""
        response = await self._send(path, body, content_type)
        if response.status in (401, 403):
            await self._log_in()
            response = await self._send(path, body, content_type)
            if response.status in (401, 403):
                raise NotAuthorised(f"qBittorrent refuses the call after a login: {_text(response)}")
        if response.status >= 400 and response.status not in statuses:
            raise BadAnswer(f"qBittorrent answered {response.status} to {path.partition('?')[0]}: {_text(response)}")
        return response

    async def _send(self, path: str, body: bytes | None, content_type: str | None) -> Response:
        headers = {}
        if content_type:
            headers["Content-Type"] = content_type
        if cookie := self._sessions.get(self._key):
            headers["Cookie"] = cookie
        if self._username and self._password:
            # Not for qBittorrent itself but for a reverse proxy that guards it with the same login.
            pair = base64.b64encode(f"{self._username}:{self._password}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        return await self._http.send(
            Request(
                method="GET" if body is None else "POST",
                url=f"{self._url}/api/v2/{path}",
                headers=headers,
                content=body,
                statuses=_ANSWERS,
            )
        )

    async def _log_in(self) -> None:
        self._sessions.pop(self._key, None)
        if not self._username:
            raise NotAuthorised("qBittorrent asks for a login, and no user name is set")
        body = urlencode({"username": self._username, "password": self._password}).encode()
        response = await self._send("auth/login", body, "application/x-www-form-urlencoded")
        text = _text(response)
        if response.status == 403 and "banned" in text.lower():
            raise Banned(
                "qBittorrent has banned this address for a while after too many failed logins. "
                "Correct user name and password, then wait or restart qBittorrent"
            )
        if response.status >= 400 or text == "Fails.":
            raise NotAuthorised("qBittorrent does not accept the user name or password")
        for name, value in response.cookies.items():
            if _COOKIE.fullmatch(name):
                self._sessions[self._key] = f"{name}={value}"


def _decode(response: Response, kind: type[T]) -> T:
    return json.decode(response.content, kind, "qBittorrent's answer", strict=False)


def _text(response: Response) -> str:
    return response.content[:200].decode("utf-8", "replace").strip()


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _multipart(fields: Mapping[str, str], file_name: str, content: bytes) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    safe_name = file_name.replace('"', "%22").replace("\r", "").replace("\n", "")
    parts: Sequence[bytes] = [
        f'Content-Disposition: form-data; name="torrents"; filename="{safe_name}"\r\n'
        f"Content-Type: application/x-bittorrent\r\n\r\n".encode()
        + content,
        *(f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()),
    ]
    mark = f"--{boundary}\r\n".encode()
    body = b"".join(mark + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
