"""Saying that something on a screen is out of date, to every process, when the transaction commits."""

from __future__ import annotations

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.kit.db import notify

CHANNEL = "cinearr_events"


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A resource of this SignalR name changed. `action`: created, updated, deleted, sync. `ids` empty: the whole list."""

    name: str
    action: str
    ids: tuple[int, ...] = ()


async def changed(session: AsyncSession, name: str, action: str, *ids: int) -> None:
    """Tell at commit. Many ids are told in portions, since one payload has a limit."""
    portions = [ids[start : start + 500] for start in range(0, len(ids), 500)] or [()]
    for portion in portions:
        payload = msgspec.json.encode(Changed(name=name, action=action, ids=tuple(portion))).decode()
        await notify(session, CHANNEL, payload)


def read(payload: str) -> Changed:
    """The message of a payload. Raises msgspec.DecodeError."""
    return msgspec.json.decode(payload, type=Changed)
