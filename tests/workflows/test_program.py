"""The stand-in for a running program is one: commands run, and what they queue is seen."""

from __future__ import annotations

from pathlib import Path

from cinearr.kit.db import Database
from cinearr.kit.jobs.spec import CommandContext, CommandSpec
from cinearr.workflows.program import Program
from tests.factories.library import a_file, a_movie, a_root
from tests.fakes.program import a_program, commands_queued, run_command, settled, working


async def _hello(context: CommandContext[Program]) -> None:
    await context.progress("hello")


COMMANDS = {"Hello": CommandSpec(run=_hello)}


async def test_a_command_runs_and_a_worker_does_what_is_queued(database: Database, tmp_path: Path) -> None:
    async with a_program(database, tmp_path, commands=COMMANDS, reactions={}) as program:
        assert await run_command(program, "Hello") == ["hello"]
        async with database.begin() as session:
            await program.queue.command(session, "Hello")
        assert [name for name, _ in await commands_queued(program)] == ["Hello"]
        async with working(program):
            await settled(program)
        assert await commands_queued(program) == []


async def test_films_and_files_are_on_the_disk_and_in_the_database(database: Database, tmp_path: Path) -> None:
    async with a_program(database, tmp_path, commands=COMMANDS, reactions={}) as program:
        movie = await a_movie(program, await a_root(program, tmp_path / "films"))
        row = await a_file(program, movie)
        assert (tmp_path / "films" / "Sintel (2010)" / row.relative_path).stat().st_size == row.size
