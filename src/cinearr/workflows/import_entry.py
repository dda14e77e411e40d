"""An import as it stands in the journal: everything that is needed to end it or to undo it, whoever does so."""

from __future__ import annotations

from typing import Any

import msgspec

from cinearr.core.importing.plan import ImportPlan


class Extra(msgspec.Struct, frozen=True, kw_only=True):
    """A subtitle or the like that comes along."""

    source: str
    destination: str
    size: int
    columns: dict[str, Any]


class FileImport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an import does, as it stands in the journal. Paths are absolute.

    `file` are the columns of the new `movie_files` row, `history` the values of its history entry (None: none is written),
    `download` those of its download event. `replaces` is the old file's path and id, `recycle` where it goes (None: deleted).
    `told` is what the event for notifications carries besides. `marks` are size and time of the files it takes from or replaces,
    by path, and `token` makes the names of files on their way nobody else's.
    """

    movie_id: int
    target_id: int
    source: str
    destination: str
    size: int
    mode: str
    root: str
    file: dict[str, Any]
    extras: tuple[Extra, ...] = ()
    replaces: str | None = None
    replaces_id: int | None = None
    recycle: str | None = None
    history: dict[str, Any] | None = None
    deleted_history: dict[str, Any] | None = None
    download: dict[str, Any] | None = None
    download_id: str | None = None
    told: dict[str, Any] = {}
    # What the file is dressed in once it has its name: octal mode of its folder, group, time in seconds.
    folder_mode: int | None = None
    group: str | None = None
    moment: float | None = None
    marks: dict[str, list[int]] = {}
    token: str = ""


def from_plan(plan: ImportPlan, **more: Any) -> FileImport:
    """A journal entry from a plan; `more` are the fields the plan does not know."""
    return FileImport(
        source=str(plan.source),
        destination=str(plan.destination),
        size=plan.size,
        mode=plan.mode.value,
        replaces=str(plan.replaces.path) if plan.replaces else None,
        recycle=str(plan.replaces.recycled_to) if plan.replaces and plan.replaces.recycled_to else None,
        **more,
    )
