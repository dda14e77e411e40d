"""Small jobs of the command line that need the database for a moment."""

from __future__ import annotations

import asyncio
import getpass
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from cinearr import migrations
from cinearr.entrypoints.bootstrap import started
from cinearr.features import auth
from cinearr.kit.config import Config, prepare_home
from cinearr.kit.embedded_postgres import EmbeddedPostgres


@asynccontextmanager
async def _database(config: Config) -> AsyncIterator[str]:
    """The named server, or our own: used as it is when it runs, started for a moment when it does not."""
    prepare_home(config)
    if config.database_url is not None:
        yield config.database_url
        return
    server = EmbeddedPostgres(config.home / "postgres")
    url = await server.start()
    try:
        yield url
    finally:
        if not server.adopted:
            await server.stop()


async def upgrade(config: Config) -> None:
    """Bring the database to this version."""
    async with _database(config) as url:
        await asyncio.to_thread(migrations.upgrade, url)


async def api_key(config: Config) -> str:
    """The API key."""
    async with _database(config) as url:
        await asyncio.to_thread(migrations.upgrade, url)
        async with started(config, url) as program:
            return program.api_key


async def reset_password(config: Config, username: str) -> int:
    """Give a user a new password, typed twice at a terminal or read from standard input."""
    if sys.stdin.isatty():
        password = getpass.getpass("New password: ")
        if password != getpass.getpass("Again: "):
            print("The two are not the same.", file=sys.stderr)
            return 1
    else:
        password = sys.stdin.readline().rstrip("\n")
    async with _database(config) as url:
        await asyncio.to_thread(migrations.upgrade, url)
        async with started(config, url) as program, program.database.begin() as session:
            await auth.set_password(session, username, password)
    print(f"The password of {username} is set; every session was ended.")
    return 0
