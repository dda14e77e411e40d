"""All SQL about users and sessions."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.features.auth.passwords import hashed
from cinearr.features.auth.tables import SessionRow, UserRow
from cinearr.kit.errors import Conflict, Failure, Invalid

SESSION_LIFE: Final = timedelta(days=7)  # from the last use
_RENEW_AFTER: Final = timedelta(hours=1)  # not every request has to write

_FIRST_USER_LOCK: Final = 0x43494E45_0001


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A person who may log in. `password` is a hash."""

    id: int
    username: str
    password: str


async def any_user(session: AsyncSession) -> bool:
    """Whether somebody can log in at all."""
    return bool(await session.scalar(select(select(UserRow.id).exists())))


async def find_user(session: AsyncSession, username: str | None = None) -> User | None:
    """The user of this name in any case; without a name the first one."""
    statement = select(UserRow).order_by(UserRow.id).limit(1)
    if username is not None:
        statement = statement.where(UserRow.username == _name(username))
    row = await session.scalar(statement)
    return User(id=row.id, username=row.username, password=row.password) if row is not None else None


async def create_first_user(session: AsyncSession, username: str, password: str) -> int:
    """The id of the first account. Raises Conflict when there is one already, Invalid for an empty name or password."""
    _check_name(username)
    stored = await hashed(password)
    # Two browsers at once must not both become the first.
    await session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _FIRST_USER_LOCK})
    if await any_user(session):
        raise Conflict("There is an account already.")
    row = UserRow(username=_name(username), password=stored)
    session.add(row)
    await session.flush()
    return row.id


async def set_password(session: AsyncSession, username: str, password: str) -> None:
    """Give a user a new password and end all of his sessions; a user who is not there is made. Raises Invalid."""
    _check_name(username)
    statement = insert(UserRow).values(username=_name(username), password=await hashed(password))
    user_id = await session.scalar(
        statement.on_conflict_do_update(
            index_elements=["username"], set_={"password": statement.excluded.password}
        ).returning(UserRow.id)
    )
    await session.execute(delete(SessionRow).where(SessionRow.user_id == user_id))


async def set_account(session: AsyncSession, username: str, password: str | None) -> None:
    """Give the first account this name and, unless None, this password; it is made when there is none.

    A new password ends all of its sessions. Raises Invalid.
    """
    _check_name(username)
    row = await session.scalar(select(UserRow).order_by(UserRow.id).limit(1))
    if row is None:
        await create_first_user(session, username, password or "")
        return
    row.username = _name(username)
    if password is not None:
        row.password = await hashed(password)
        await session.execute(delete(SessionRow).where(SessionRow.user_id == row.id))
    await session.flush()


async def open_session(session: AsyncSession, user_id: int, now: datetime) -> str:
    """The token of a new session. It is told once and not kept."""
    token = secrets.token_urlsafe(32)
    session.add(SessionRow(token_hash=_hash(token), user_id=user_id, expires_at=now + SESSION_LIFE))
    await session.flush()
    return token


async def renew_session(session: AsyncSession, token: str, now: datetime) -> bool:
    """Whether a token belongs to a session that has not ended; using it prolongs it."""
    token_hash = _hash(token)
    expires_at = await session.scalar(
        select(SessionRow.expires_at).where(SessionRow.token_hash == token_hash, SessionRow.expires_at > now)
    )
    if expires_at is None:
        return False
    if now + SESSION_LIFE - expires_at > _RENEW_AFTER:
        await session.execute(
            update(SessionRow).where(SessionRow.token_hash == token_hash).values(expires_at=now + SESSION_LIFE)
        )
    return True


async def close_session(session: AsyncSession, token: str) -> None:
    """End a session."""
    await session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))


async def forget_ended_sessions(session: AsyncSession, now: datetime) -> int:
    """Remove what has run out; how many."""
    ended = await session.scalars(delete(SessionRow).where(SessionRow.expires_at <= now).returning(SessionRow.user_id))
    return len(ended.all())


def _name(username: str) -> str:
    return username.strip().lower()


def _check_name(username: str) -> None:
    if not _name(username) or len(username) > 255:
        raise Invalid(Failure(property_name="Username", message="'Username' must not be empty."))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
