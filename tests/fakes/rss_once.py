"""Runs one RSS sync and ends; run as a process of its own that a test has killed on the way.

python -m tests.fakes.rss_once DATABASE_URL HOME
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from cinearr.kit.db import Database
from tests.fakes.line import SteppingClock
from tests.fakes.program import a_program, run_command


async def main(url: str, home: str) -> None:
    database = Database(url, pool_size=2)
    async with a_program(database, Path(home), clock=SteppingClock()) as program:
        await run_command(program, "RssSync")
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
