"""PostgreSQL: the engine, the declarative base and the transaction.

Stores take a session and never commit; a workflow opens a transaction around one step with `database.begin()` and closes
it before it talks to a network or a disk. There are no relationships: what belongs together is selected on purpose.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

import msgspec
import psycopg
from sqlalchemy import BigInteger, ColumnElement, DateTime, Integer, MetaData, Text, any_, event, literal, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

from cinearr.kit.direct_line import DirectLine


class Base(DeclarativeBase):
    """The root of all rows. `dict` columns are JSONB, `list[int]` integer arrays, times carry UTC."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        list[int]: ARRAY(Integer),
        list[str]: ARRAY(Text),
        str: Text,
    }


BigInt = BigInteger  # sizes in bytes


def _dumps(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def sqlalchemy_url(url: str) -> str:
    """The same address with the driver named."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _without_jit(connection: Any, _: Any) -> None:
    """Compiling a query takes longer than any of ours runs."""
    before, connection.autocommit = connection.autocommit, True
    with connection.cursor() as cursor:
        cursor.execute("set jit = off")
    connection.autocommit = before


# What is raised when the database does not answer, or not any more.
AWAY: Final = (OperationalError, InterfaceError, PoolTimeout, psycopg.OperationalError)


def is_away(error: BaseException) -> bool:
    """Whether the database does not answer, or not any more: what was under way may simply start over."""
    return isinstance(error, AWAY) or (isinstance(error, DBAPIError) and error.connection_invalidated)


class Database:
    """The pool of one process. `url` is a `postgresql://` address.

    So many connections as `pool_size` stay open, each for some memory of the server's; what a burst needs besides, up to
    `most` in all, is closed after it.
    """

    def __init__(self, url: str, *, pool_size: int = 3, most: int = 16, echo: bool = False) -> None:
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            sqlalchemy_url(url),
            pool_size=pool_size,
            max_overflow=most - pool_size,
            pool_timeout=15,
            json_serializer=_dumps,
            json_deserializer=msgspec.json.decode,
            echo=echo,
        )
        event.listen(self.engine.sync_engine, "connect", _without_jit)
        self.line = DirectLine(url)
        self._autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """A transaction: committed at the end of the block, rolled back by an exception."""
        async with self._sessions() as session, session.begin():
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for questions only. Nothing it changes is kept."""
        async with self._sessions() as session:
            try:
                yield session
            finally:
                session.expunge_all()  # rows stay readable after the block
                await session.rollback()

    @asynccontextmanager
    async def glance(self) -> AsyncIterator[AsyncConnection]:
        """A connection for single questions, each by itself: a third of the round trips of a session."""
        async with self._autocommit.connect() as connection:
            yield connection

    async def ping(self) -> bool:
        """Whether the server answers."""
        async with self.engine.connect() as connection:
            return bool(await connection.scalar(text("select 1")) == 1)

    async def close(self) -> None:
        """Give all connections back."""
        await self.line.close()
        await self.engine.dispose()


def among(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """`column` is one of `values`, which go to the server as one array: `in_` would make a parameter of each, and with
    thousands of them writing the statement takes longer than running it.
    """
    return column == any_(literal(list(values), ARRAY(column.type)))


async def notify(session: AsyncSession, channel: str, payload: str) -> None:
    """NOTIFY at commit. The payload must stay below 8000 bytes: send ids, not contents."""
    await session.execute(text("select pg_notify(:channel, :payload)"), {"channel": channel, "payload": payload})


async def driver_connection(session: AsyncSession) -> psycopg.AsyncConnection[Any]:
    """The psycopg connection under a session, for libraries that join our transaction."""
    raw = await (await session.connection()).get_raw_connection()
    connection = raw.driver_connection
    assert isinstance(connection, psycopg.AsyncConnection)
    return connection
