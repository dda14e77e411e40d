"""Noticing that the program is of another version than the one that ran on this database before."""

from __future__ import annotations

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from cinearr import __version__
from cinearr.features import settings
from cinearr.kit.jobs.queue import JobQueue
from cinearr.workflows.events import ProgramUpdated

_MARK: Final = ("program", "version")


async def note(session: AsyncSession, queue: JobQueue) -> None:
    """Keep the version; people are told when it is another one. Callers see to it that one does so at a time."""
    previous = await settings.get_value(session, *_MARK)
    if previous == __version__:
        return
    await settings.set_value(session, *_MARK, __version__)
    if previous is not None:
        await queue.publish(session, ProgramUpdated(previous_version=str(previous), new_version=__version__))
