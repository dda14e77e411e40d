"""The database of our own starts where people really have their data."""

from __future__ import annotations

from pathlib import Path

import psycopg

from cinearr.kit.embedded_postgres import EmbeddedPostgres


class TestStart:
    async def test_in_a_folder_that_is_nobody_elses(self, tmp_path: Path) -> None:
        # As root the server runs as another user, and a home folder is closed to others: both happen on one machine.
        private = tmp_path / "private"
        private.mkdir(mode=0o700)
        server = EmbeddedPostgres(private / "postgres")
        url = await server.start()
        try:
            async with await psycopg.AsyncConnection.connect(url) as connection:
                row = await (await connection.execute("select current_database()")).fetchone()
            assert row == ("cinearr",)
        finally:
            await server.stop()
