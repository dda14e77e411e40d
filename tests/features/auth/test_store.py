"""Users and sessions on a real database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from cinearr.features import auth
from cinearr.features.auth.tables import SessionRow, UserRow
from cinearr.kit.db import Database
from cinearr.kit.errors import Conflict, Invalid

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PASSWORD = "correct horse"


async def make_user(database: Database) -> int:
    async with database.begin() as session:
        return await auth.create_first_user(session, "Ada", PASSWORD)


class TestUsers:
    async def test_the_first_account(self, database: Database) -> None:
        async with database.read() as session:
            assert not await auth.any_user(session)
        user_id = await make_user(database)
        async with database.read() as session:
            assert await auth.any_user(session)
            user = await auth.find_user(session, "ADA")
            assert user == await auth.find_user(session)
        assert user is not None
        assert (user.id, user.username) == (user_id, "ada")
        assert await auth.verify(PASSWORD, user.password)
        assert not await auth.verify("wrong", user.password)

    async def test_there_is_only_one_first(self, database: Database) -> None:
        await make_user(database)
        with pytest.raises(Conflict):
            await make_user(database)

    async def test_two_at_once_make_one(self, database: Database) -> None:
        outcomes = await asyncio.gather(make_user(database), make_user(database), return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "int"]

    @pytest.mark.parametrize(
        ("username", "password"), [("", PASSWORD), ("  ", PASSWORD), ("ada", ""), ("ada", "x" * 2000)]
    )
    async def test_what_is_refused(self, database: Database, username: str, password: str) -> None:
        with pytest.raises(Invalid):
            async with database.begin() as session:
                await auth.set_password(session, username, password)

    async def test_the_password_is_not_kept(self, database: Database) -> None:
        await make_user(database)
        async with database.read() as session:
            stored = (await session.scalars(select(UserRow.password))).one()
            everything = str((await session.execute(text("select * from users"))).all())
        assert stored.startswith("$argon2id$")
        assert PASSWORD not in everything

    async def test_a_new_password_ends_every_session(self, database: Database) -> None:
        user_id = await make_user(database)
        async with database.begin() as session:
            token = await auth.open_session(session, user_id, NOW)
        async with database.begin() as session:
            await auth.set_password(session, "ada", "another one")
        async with database.begin() as session:
            assert not await auth.renew_session(session, token, NOW)
            user = await auth.find_user(session, "ada")
        assert user is not None and user.id == user_id
        assert await auth.verify("another one", user.password)

    @pytest.mark.parametrize("stored", [None, "no hash", ""])
    async def test_nobody_passes_without_a_hash(self, stored: str | None) -> None:
        assert not await auth.verify("a password of nobody", stored)


class TestSessions:
    async def test_it_lives_seven_days_from_its_last_use(self, database: Database) -> None:
        user_id = await make_user(database)
        async with database.begin() as session:
            token = await auth.open_session(session, user_id, NOW)
            other = await auth.open_session(session, user_id, NOW)
        later = NOW + timedelta(days=6)
        async with database.begin() as session:
            assert await auth.renew_session(session, token, later)
        async with database.begin() as session:
            assert await auth.renew_session(session, token, NOW + timedelta(days=12))
            assert not await auth.renew_session(session, other, NOW + timedelta(days=12))
            assert not await auth.renew_session(session, token, NOW + timedelta(days=20))

    async def test_using_it_often_does_not_write_each_time(self, database: Database) -> None:
        user_id = await make_user(database)
        async with database.begin() as session:
            token = await auth.open_session(session, user_id, NOW)
        async with database.begin() as session:
            assert await auth.renew_session(session, token, NOW + timedelta(minutes=5))
            assert await session.scalar(select(SessionRow.expires_at)) == NOW + auth.SESSION_LIFE

    async def test_the_token_is_not_kept(self, database: Database) -> None:
        user_id = await make_user(database)
        async with database.begin() as session:
            token = await auth.open_session(session, user_id, NOW)
            rows = str((await session.execute(text("select * from sessions"))).all())
        assert token not in rows

    async def test_ended(self, database: Database) -> None:
        user_id = await make_user(database)
        async with database.begin() as session:
            token = await auth.open_session(session, user_id, NOW)
            await auth.close_session(session, token)
            assert not await auth.renew_session(session, token, NOW)

    async def test_what_has_run_out_is_forgotten(self, database: Database) -> None:
        user_id = await make_user(database)
        async with database.begin() as session:
            await auth.open_session(session, user_id, NOW)
            kept = await auth.open_session(session, user_id, NOW + timedelta(days=3))
            assert await auth.forget_ended_sessions(session, NOW + timedelta(days=8)) == 1
            assert await auth.renew_session(session, kept, NOW + timedelta(days=8))
