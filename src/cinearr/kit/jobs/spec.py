"""What a command is: a name, a body, a function, and how it gets along with others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

P = TypeVar("P")


class Body(msgspec.Struct, rename="camel", kw_only=True, frozen=True):
    """A command's own fields; wire names are camelCase. Commands without fields use this as it is."""


class CommandFailed(Exception):
    """The command ends as failed with this sentence; no traceback is worth keeping."""


class Unsuccessful(Exception):
    """The command ends as completed, with the result `unsuccessful` and this message."""


@dataclass(slots=True)
class CommandContext(Generic[P]):
    """What a running command has: the wired program, its body, and a way to say how far it is."""

    program: P
    command_id: int
    name: str
    body: Any
    trigger: str
    progress: Callable[[str], Awaitable[None]]

    @property
    def user_invoked(self) -> bool:
        """Started by a person through the API, not by a schedule or another command."""
        return self.trigger == "manual"


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSpec(Generic[P]):
    """One row of the command table.

    `requires_disk`: only one such command runs at a time. `type_exclusive`: no second of its kind runs beside it.
    `interval` makes it a scheduled task: minutes, or a function of the settings pages (`{"indexer": {...}}`) to minutes;
    0 switches it off. `updates_schedule` says whether a run with this body counts as the task's run.
    """

    run: Callable[[CommandContext[P]], Awaitable[None]]
    body: type[Body] = Body
    sends_updates: bool = True
    requires_disk: bool = False
    type_exclusive: bool = False
    long_running: bool = False
    completion_message: str | None = None
    interval: int | Callable[[Mapping[str, Mapping[str, Any]]], int] | None = None
    updates_schedule: Callable[[Any], bool] = _always
    priority: int = 0

    def is_told(self, trigger: str) -> bool:
        """Whether screens are told how it goes: of what a person started, always."""
        return self.sends_updates or trigger == "manual"

    def lock(self, name: str) -> str | None:
        """The name under which such commands wait for each other."""
        if self.requires_disk:
            return "disk"
        return f"command:{name}" if self.type_exclusive else None


def words(name: str) -> str:
    """`RefreshMovie` → `Refresh Movie`, as v3 shows a command."""
    return "".join(f" {letter}" if letter.isupper() and index else letter for index, letter in enumerate(name))
