"""Brings one file in and ends; run as a process of its own that a test has killed on the way.

python -m tests.fakes.import_once DATABASE_URL HOME ENTRY_JSON
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec

from cinearr.kit.db import Database
from cinearr.workflows import import_file
from cinearr.workflows.import_entry import FileImport
from tests.fakes.program import a_program


async def main(url: str, home: str, entry: str) -> None:
    database = Database(url, pool_size=2)
    async with a_program(database, Path(home), commands={}, reactions={}) as program:
        await import_file.run(program, msgspec.json.decode(entry, type=FileImport))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
