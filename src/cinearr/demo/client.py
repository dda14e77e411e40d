"""The v3 API as any outside program uses it: an address and a key."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import httpx2


class ApiError(Exception):
    """The server refused; the message is its own sentence."""


class Api:
    """JSON calls below `/api/v3`. Raises ApiError for a refusal and for no answer at all."""

    def __init__(self, url: str, api_key: str) -> None:
        self.url = url
        self._http = httpx2.AsyncClient(
            base_url=url, headers={"X-Api-Key": api_key}, timeout=httpx2.Timeout(30), trust_env=False
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def is_up(self) -> bool:
        """Whether it answers `/ping`."""
        try:
            return (await self._http.get("/ping")).status_code == 200
        except httpx2.TransportError:
            return False

    async def get(self, path: str, **query: Any) -> Any:
        """The answer of a GET."""
        return await self._call("GET", path, query=query)

    async def post(self, path: str, body: Any) -> Any:
        """The answer of a POST."""
        return await self._call("POST", path, body=body)

    async def put(self, path: str, body: Any) -> Any:
        """The answer of a PUT."""
        return await self._call("PUT", path, body=body)

    async def _call(self, method: str, path: str, *, query: Any = None, body: Any = None) -> Any:
        try:
            answer = await self._http.request(method, f"/api/v3/{path}", params=query, json=body)
        except httpx2.TransportError as error:
            raise ApiError(f"{method} {path}: no answer ({error!r})") from error
        if answer.is_success:
            return answer.json()
        raise ApiError(f"{method} {path} answered {answer.status_code}: {_sentence(answer)}")


def _sentence(answer: httpx2.Response) -> str:
    try:
        body = answer.json()
    except ValueError:
        return answer.text[:200]
    if isinstance(body, list):
        return "; ".join(f"{row.get('propertyName')}: {row.get('errorMessage')}" for row in body)
    return str(body.get("message", body))


def filled(schema: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A provider's schema with values in its fields, ready to be sent back. Raises ApiError for a field it lacks."""
    fields = {field["name"]: field for field in schema["fields"]}
    if missing := set(values) - set(fields):
        raise ApiError(f"{schema['implementation']} has no field {', '.join(sorted(missing))}")
    for name, value in values.items():
        fields[name] = fields[name] | {"value": value}
    return schema | {"fields": list(fields.values())}
