"""What every test may ask for: a real PostgreSQL, a fresh database for each test that wants one."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from cinearr import migrations
from cinearr.kit.db import Database
from cinearr.kit.embedded_postgres import EmbeddedPostgres

pytest_plugins = ["tests.left_out"]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A server for the whole run: `CINEARR_TEST_DATABASE_URL`, or an embedded one in a folder of its own."""
    named = os.environ.get("CINEARR_TEST_DATABASE_URL")
    if named:
        yield named
        return
    # Not pytest's tmp_path: the path of a Unix socket must be short. In memory where there is room, since every test copies a
    # database, and a copy on a disk takes ten times as long.
    folder = Path(tempfile.mkdtemp(prefix="cinearr-pg-", dir=_memory()))
    server = EmbeddedPostgres(folder, safe=False)
    url = asyncio.run(server.start())
    try:
        yield url
    finally:
        asyncio.run(server.stop())
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_template(postgres_url: str) -> str:
    """Name of a database with every migration run, to be copied."""
    name = f"template_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    migrations.upgrade(_with_database(postgres_url, name))
    return name


@pytest.fixture
def database_url(postgres_url: str, migrated_template: str) -> Iterator[str]:
    """The address of a fresh, migrated database that is dropped afterwards."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"create database {name} template {migrated_template} strategy file_copy")
    yield _with_database(postgres_url, name)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A `Database` on a fresh database."""
    found = Database(database_url, pool_size=4)
    yield found
    await found.close()


def _memory() -> str | None:
    shared = Path("/dev/shm")
    if not shared.is_dir() or not os.access(shared, os.W_OK) or shutil.disk_usage(shared).free < 2 * 1024**3:
        return None
    return str(shared)


def _with_database(url: str, name: str) -> str:
    head, _, tail = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{tail}" if tail else "")
