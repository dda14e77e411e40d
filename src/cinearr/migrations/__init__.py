"""Brings a database of any earlier version to this one, at every start, under an advisory lock."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from cinearr.kit.db import sqlalchemy_url

# Any number, but the same for every version: whoever migrates holds it.
LOCK = 0x43494E45


def upgrade(url: str) -> None:
    """Run every missing migration. Several processes may call this at once; one works, the others wait. Blocks."""
    with psycopg.connect(url, autocommit=True) as lock:
        lock.execute("select pg_advisory_lock(%s)", (LOCK,))
        engine = create_engine(sqlalchemy_url(url))
        try:
            with engine.begin() as connection:
                config = Config()
                config.set_main_option("script_location", str(Path(__file__).parent))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        finally:
            engine.dispose()
