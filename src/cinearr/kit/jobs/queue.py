"""Putting work into the queue, always in the caller's transaction: both happen or neither does."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

import msgspec
import procrastinate
import psycopg
from procrastinate.psycopg_connector import PsycopgConnector
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from cinearr.kit import events
from cinearr.kit.db import driver_connection
from cinearr.kit.errors import Conflict, Failure, Invalid, NotFound
from cinearr.kit.jobs.spec import Body, CommandSpec
from cinearr.kit.jobs.tables import CommandRow
from cinearr.kit.pubsub import notifications

QUEUE = "cinearr"
OPEN = ("queued", "started")
Event = TypeVar("Event", bound=msgspec.Struct)

CommandTable = Mapping[str, CommandSpec[Any]]
# Event type → what happens besides, each under the name it is queued by.
ReactionTable = Mapping[type[msgspec.Struct], Mapping[str, Callable[[Any, Any], Awaitable[None]]]]


class QuietConnector(PsycopgConnector):
    """The library's connector, but asleep while nothing is queued."""

    async def _loop_notify(
        self, on_notification: Any, connection: psycopg.AsyncConnection[Any], timeout: float = 0
    ) -> None:
        with contextlib.suppress(psycopg.OperationalError):  # the caller connects again
            async for notification in notifications(connection):
                await on_notification(channel=notification.channel, payload=notification.payload)


class JobQueue:
    """The doors into the queue. One a process; knows the command and reaction tables."""

    def __init__(self, url: str, commands: CommandTable, reactions: ReactionTable) -> None:
        self.url = url
        self.commands = commands
        self.reactions = reactions
        self._by_lower_name = {name.lower(): name for name in commands}
        self.app = procrastinate.App(connector=QuietConnector(conninfo=url, min_size=1, max_size=4))
        # The work itself is hung in by the worker; a process that only queues needs the names.
        self._command_task: procrastinate.tasks.Task[..., Any, Any] = procrastinate.tasks.Task(
            _not_here, blueprint=self.app, name="command", queue=QUEUE, pass_context=True
        )
        self._reaction_task: procrastinate.tasks.Task[..., Any, Any] = procrastinate.tasks.Task(
            _not_here, blueprint=self.app, name="reaction", queue=QUEUE, pass_context=True
        )

    async def open(self) -> None:
        """Connect; needed before anything is queued outside a caller's transaction or worked on."""
        await self.app.open_async()

    async def close(self) -> None:
        """Give the connections back."""
        await self.app.close_async()

    def known(self, name: str) -> str:
        """The proper spelling of a command's name, given in any case. Raises NotFound."""
        try:
            return self._by_lower_name[name.lower()]
        except KeyError:
            raise NotFound(f"There is no command named {name!r}") from None

    async def command(
        self,
        session: AsyncSession,
        name: str,
        body: Body | Mapping[str, Any] | None = None,
        *,
        trigger: str = "unspecified",
        priority: int | None = None,
        user_agent: str | None = None,
        delay_until: datetime | None = None,
        again: bool = False,
    ) -> CommandRow:
        """Queue a command, or answer the equal one that waits or runs. Raises NotFound or Invalid.

        With `again` one that runs does not count: it may have looked before what is to be seen had happened.
        """
        name = self.known(name)
        spec = self.commands[name]
        values = _body_values(spec, body)
        # Two processes that queue the same command at once must see each other.
        await session.execute(text("select pg_advisory_xact_lock(hashtext(:name))"), {"name": f"command:{name}"})
        equal = select(CommandRow).where(
            CommandRow.name == name,
            CommandRow.status.in_(("queued",) if again else OPEN),
            CommandRow.body == values,
        )
        found = (await session.scalars(equal.limit(1))).first()
        if found is not None:
            return found
        row = CommandRow(
            name=name,
            body=values,
            priority=spec.priority if priority is None else priority,
            trigger=trigger,
            status="queued",
            result="unknown",
            attempts=0,
            client_user_agent=user_agent,
        )
        session.add(row)
        await session.flush()
        await session.refresh(row, ["queued"])
        deferrer = self._command_task.configure(
            priority=row.priority,
            lock=spec.lock(name),
            schedule_at=delay_until,
            connection=await driver_connection(session),
        )
        row.job_id = await deferrer.defer_async(command_id=row.id)
        if spec.is_told(trigger):
            await events.changed(session, "command", "updated", row.id)
        return row

    async def cancel(self, session: AsyncSession, command_id: int) -> None:
        """Take a command out of the queue. Raises Conflict when it is not waiting."""
        done = await session.execute(
            update(CommandRow)
            .where(CommandRow.id == command_id, CommandRow.status == "queued")
            .values(status="cancelled", ended=func.now())
            .returning(CommandRow.job_id)
        )
        row = done.first()
        if row is None:
            raise Conflict("Unable to cancel task")
        if row.job_id is not None:
            await session.execute(text("select procrastinate_cancel_job_v1(:job, false, false)"), {"job": row.job_id})
        await events.changed(session, "command", "updated", command_id)

    async def publish(self, session: AsyncSession, *happened: msgspec.Struct) -> None:
        """Queue everything that happens besides when these events do; nothing of it is lost if the transaction commits."""
        due = [
            {"reaction": name, "event": msgspec.to_builtins(event)}
            for event in happened
            for name in self.reactions.get(type(event), {})
        ]
        if due:
            deferrer = self._reaction_task.configure(connection=await driver_connection(session))
            await deferrer.batch_defer_async(*due)


def _body_values(spec: CommandSpec[Any], body: Body | Mapping[str, Any] | None) -> dict[str, Any]:
    if body is None:
        body = spec.body()
    elif not isinstance(body, Body):
        try:
            body = msgspec.convert(_spelled(dict(body), spec.body), spec.body)
        except msgspec.ValidationError as error:
            raise Invalid(Failure(property_name="Body", message=str(error))) from None
    values: dict[str, Any] = msgspec.to_builtins(body)
    return {name: sorted(set(value)) if _is_id_list(value) else value for name, value in values.items()}


def _spelled(sent: dict[str, Any], kind: type[Body]) -> dict[str, Any]:
    """Values of enums may come in any case, as everywhere in v3."""
    for field in msgspec.structs.fields(kind):
        value = sent.get(field.encode_name)
        if isinstance(value, str) and isinstance(field.type, type) and issubclass(field.type, Enum):
            for member in field.type:
                if str(member.value).lower() == value.lower():
                    sent[field.encode_name] = member.value
    return sent


def _is_id_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, int) for entry in value)


async def _not_here(*_: Any, **__: Any) -> None:
    raise RuntimeError("this process queues work but does not do it")
