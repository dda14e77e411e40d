"""Brings a database of any earlier version to this one, at every start, under an advisory lock."""

from __future__ import annotations

from pathlib import Path

import psycopg

# The newest migration (a test compares): a database that is there already needs none of the machinery.
HEAD = "0002"
# Any number, but the same for every version: whoever migrates holds it.
LOCK = 0x43494E45


def upgrade(url: str) -> None:
    """Run every missing migration. Several processes may call this at once; one works, the others wait. Blocks."""
    with psycopg.connect(url, autocommit=True) as lock:
        lock.execute("select pg_advisory_lock(%s)", (LOCK,))
        if _revision(lock) == HEAD:
            return
        # Here, since importing them takes longer than a start of an up-to-date server should.
        from alembic import command
        from alembic.config import Config
        from sqlalchemy import create_engine

        from cinearr.kit.db import sqlalchemy_url

        engine = create_engine(sqlalchemy_url(url))
        try:
            with engine.begin() as connection:
                config = Config()
                config.set_main_option("script_location", str(Path(__file__).parent))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        finally:
            engine.dispose()


def _revision(connection: psycopg.Connection[tuple[object, ...]]) -> object:
    """The revision of a database; None for an empty one."""
    row = connection.execute("select to_regclass('alembic_version') is not null").fetchone()
    if row is None or not row[0]:
        return None
    found = connection.execute("select version_num from alembic_version").fetchone()
    return found[0] if found is not None else None
