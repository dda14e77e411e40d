"""What an import will do, before it does anything: a value that can be shown, tested and logged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePath

from cinearr.core.importing.model import CurrentFile
from cinearr.core.importing.paths import OutsidePath, confine, recycle_path


class TransferMode(Enum):
    """How a file comes to its place. A hard link falls back to a copy where the file system has none."""

    HARDLINK = "hardlink"
    COPY = "copy"
    MOVE = "move"
    KEEP = "keep"  # it lies where it belongs


class ImportMode(Enum):
    """What the person or the client asked for; the values are the v3 words."""

    AUTO = "auto"
    MOVE = "move"
    COPY = "copy"

    @classmethod
    def _missing_(cls, value: object) -> ImportMode | None:
        """Clients write the words in any case."""
        return next((each for each in cls if isinstance(value, str) and each.value == value.lower()), None)


@dataclass(frozen=True, slots=True)
class ExtraFile:
    """A file that comes along, and the name it gets beside the film's file."""

    source: PurePath
    name: str
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """Everything a plan is made from.

    `file_name` is the built name without extension, `/` between its folders. `same_device`: source and film folder
    share a file system (None: unknown). `recycle_bin` is None when replaced files are deleted.
    """

    source: PurePath
    size: int
    movie_folder: PurePath
    root_folder: PurePath
    file_name: str
    extension: str
    mode: ImportMode = ImportMode.AUTO
    can_move: bool = True
    use_hardlinks: bool = True
    same_device: bool | None = None
    current_file: CurrentFile | None = None
    recycle_bin: PurePath | None = None
    extras: tuple[ExtraFile, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedExtra:
    """One file that comes along: from where, to where."""

    source: PurePath
    destination: PurePath
    size: int = 0


@dataclass(frozen=True, slots=True)
class Replaced:
    """The file that goes once the new one is safe. Without `recycled_to` it is deleted."""

    path: PurePath
    recycled_to: PurePath | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """The steps of one import. `needed_bytes` is the space it takes on the film's file system at its fullest."""

    source: PurePath
    destination: PurePath
    mode: TransferMode
    size: int
    needed_bytes: int
    replaces: Replaced | None = None
    extras: tuple[PlannedExtra, ...] = ()

    def lines(self) -> Iterator[str]:
        """The plan for a person to read, a step a line."""
        yield f"{self.mode.value} {self.source} -> {self.destination} ({self.size} bytes)"
        for extra in self.extras:
            yield f"{self.mode.value} {extra.source} -> {extra.destination} ({extra.size} bytes)"
        if self.replaces is not None:
            target = self.replaces.recycled_to
            yield f"recycle {self.replaces.path} -> {target}" if target else f"delete {self.replaces.path}"

    def __str__(self) -> str:
        return "\n".join(self.lines())


def plan_import(request: ImportRequest) -> ImportPlan:
    """The plan for a file that was accepted. Raises OutsidePath when a name would leave the film's folder."""
    destination = confine(request.movie_folder, request.file_name + request.extension)
    mode = _transfer_mode(request, destination)
    extras = tuple(_planned(extra, destination) for extra in request.extras)
    size = request.size + sum(extra.size for extra in extras)
    return ImportPlan(
        source=request.source,
        destination=destination,
        mode=mode,
        size=request.size,
        needed_bytes=size if _takes_space(mode, request.same_device) else 0,
        replaces=_replaced(request, mode),
        extras=extras,
    )


def _transfer_mode(request: ImportRequest, destination: PurePath) -> TransferMode:
    if request.source == destination:
        return TransferMode.KEEP
    moves = request.mode is ImportMode.MOVE or (request.mode is ImportMode.AUTO and request.can_move)
    if moves:
        return TransferMode.MOVE
    return TransferMode.HARDLINK if request.use_hardlinks else TransferMode.COPY


def _takes_space(mode: TransferMode, same_device: bool | None) -> bool:
    return mode is TransferMode.COPY or (mode is not TransferMode.KEEP and same_device is not True)


def _planned(extra: ExtraFile, destination: PurePath) -> PlannedExtra:
    target = confine(destination.parent, extra.name)
    if target == destination:
        raise OutsidePath(f"'{extra.source}' would take the place of the film's own file")
    return PlannedExtra(extra.source, target, extra.size)


def _replaced(request: ImportRequest, mode: TransferMode) -> Replaced | None:
    current = request.current_file
    if current is None or mode is TransferMode.KEEP or current.path == request.source:
        return None
    if request.recycle_bin is None:
        return Replaced(current.path, None)
    return Replaced(current.path, recycle_path(request.recycle_bin, request.root_folder, current.path))
