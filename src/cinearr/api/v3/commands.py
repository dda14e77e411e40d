"""`/api/v3/command`: starting work, and seeing how it goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlalchemy import case, or_, select

from cinearr.api._dto import WireResponse, json_charset
from cinearr.api._errors import JSON_UTF8
from cinearr.api.v3._answers import created
from cinearr.api.v3._body import decode
from cinearr.api.v3._wire import Resource, span
from cinearr.kit.errors import Invalid, NotBuilt, NotFound
from cinearr.kit.jobs.spec import CommandSpec, words
from cinearr.kit.jobs.tables import CommandRow
from cinearr.kit.validators import not_empty
from cinearr.workflows.commands import NOT_BUILT
from cinearr.workflows.program import Program

# Finished commands stay listed so long.
LISTED = timedelta(minutes=5)
HIGH = 1
_PRIORITIES = {-1: "low", 0: "normal", 1: "high"}


class CommandResource(Resource, kw_only=True, frozen=True):
    """A command and how it goes."""

    name: str
    command_name: str
    message: str | None = None
    body: dict[str, Any]
    priority: str
    status: str
    result: str
    queued: datetime
    started: datetime | None = None
    ended: datetime | None = None
    duration: str | None = None
    exception: str | None = None
    trigger: str
    client_user_agent: str | None = None
    state_change_time: datetime | None = None
    send_updates_to_client: bool
    update_scheduled_task: bool
    last_execution_time: datetime | None = None
    id: int


def command_resource(row: CommandRow, spec: CommandSpec[Any] | None) -> CommandResource:
    """A command as the wire has it."""
    manual = row.trigger == "manual"
    sends = manual or (spec.sends_updates if spec is not None else False)
    updates = spec.updates_schedule(msgspec.convert(row.body, spec.body)) if spec is not None else False
    body = {
        **{name: value for name, value in row.body.items() if value is not None},
        "sendUpdatesToClient": sends,
        "updateScheduledTask": updates,
        **({"completionMessage": spec.completion_message} if spec is not None and spec.completion_message else {}),
        "requiresDiskAccess": spec.requires_disk if spec is not None else False,
        "isExclusive": False,
        # What v3 says of these commands; that some of ours go one at a time all the same is nobody's business.
        "isTypeExclusive": False,
        "isLongRunning": spec.long_running if spec is not None else False,
        "name": row.name,
        "trigger": row.trigger,
        "suppressMessages": manual and spec is not None and not spec.sends_updates,
    }
    duration = row.ended - row.started if row.ended is not None and row.started is not None else None
    return CommandResource(
        name=row.name,
        command_name=words(row.name),
        message=row.message,
        body=body,
        priority=_PRIORITIES.get(row.priority, "normal"),
        status=row.status,
        result=row.result,
        queued=row.queued,
        started=row.started,
        ended=row.ended,
        duration=span(duration) if duration is not None else None,
        exception=row.exception,
        trigger=row.trigger,
        client_user_agent=row.client_user_agent,
        state_change_time=row.ended or row.started,
        send_updates_to_client=sends,
        update_scheduled_task=updates,
        id=row.id,
    )


@get("/api/v3/command")
async def list_commands(program: NamedDependency[Program]) -> list[CommandResource]:
    """What runs, what waits, and what ended in the last minutes."""
    recently = datetime.now(UTC) - LISTED
    order = case((CommandRow.status == "started", 0), (CommandRow.status == "queued", 1), else_=2)
    query = (
        select(CommandRow)
        .where(or_(CommandRow.status.in_(("queued", "started")), CommandRow.ended > recently))
        .order_by(order, CommandRow.priority.desc(), CommandRow.id)
    )
    async with program.database.read() as session:
        rows = await session.scalars(query)
        return [command_resource(row, program.queue.commands.get(row.name)) for row in rows]


@get("/api/v3/command/{command_id:int}")
async def one_command(program: NamedDependency[Program], command_id: FromPath[int]) -> CommandResource:
    """One command."""
    async with program.database.read() as session:
        row = await session.get(CommandRow, command_id)
    if row is None:
        raise NotFound(f"Command with ID {command_id} does not exist")
    return command_resource(row, program.queue.commands.get(row.name))


@post("/api/v3/command")
async def start_command(
    request: Request[Any, Any, Any], program: NamedDependency[Program]
) -> Response[CommandResource]:
    """Queue a command; the equal one that waits or runs is answered instead of a second."""
    sent = decode(await request.body(), dict[str, Any], charset=json_charset(request.headers.get("content-type", "")))
    fields = {str(name).lower(): value for name, value in sent.items()}
    name = fields.get("name")
    if not isinstance(name, str) or not name.strip():
        raise Invalid(*not_empty("Name", name if isinstance(name, str) else None))
    known = _known(program, name.strip())
    spec = program.queue.commands[known]
    body = {
        field.encode_name: fields[field.encode_name.lower()]
        for field in msgspec.structs.fields(spec.body)
        if fields.get(field.encode_name.lower()) is not None
    }
    async with program.database.begin() as session:
        row = await program.queue.command(
            session,
            known,
            body,
            trigger="manual",
            priority=HIGH if known == "ManualImport" else 0,
            user_agent=request.headers.get("user-agent"),
        )
        resource = command_resource(row, spec)
    return created(request, "command", resource)


def _known(program: Program, name: str) -> str:
    for missing, sentence in NOT_BUILT.items():
        if missing.lower() == name.lower():
            raise NotBuilt(sentence)
    return program.queue.known(name)


@delete("/api/v3/command/{command_id:int}", status_code=200)
async def cancel_command(program: NamedDependency[Program], command_id: FromPath[int]) -> Response[dict[str, Any]]:
    """Take a waiting command out of the queue."""
    async with program.database.begin() as session:
        await program.queue.cancel(session, command_id)
    return WireResponse({}, media_type=JSON_UTF8)


ROUTES = [list_commands, one_command, start_command, cancel_command]
