"""Which connections are told of a notice. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cinearr.core.notices.facts import (
    FileDeleted,
    FilmAdded,
    FilmDeleted,
    Grabbed,
    HealthFacts,
    HealthFailed,
    HealthRestored,
    Imported,
    ManualInteraction,
    Notice,
    Renamed,
    Tested,
    Updated,
)
from cinearr.features.notifications.contract import Event

INCLUDE_WARNINGS: Final = "includeHealthWarnings"

_EVENTS: Final[dict[type, Event]] = {
    Grabbed: Event.GRAB,
    Imported: Event.DOWNLOAD,
    Renamed: Event.RENAME,
    FilmAdded: Event.MOVIE_ADDED,
    FilmDeleted: Event.MOVIE_DELETE,
    FileDeleted: Event.MOVIE_FILE_DELETE,
    HealthFailed: Event.HEALTH_ISSUE,
    HealthRestored: Event.HEALTH_RESTORED,
    ManualInteraction: Event.MANUAL_INTERACTION_REQUIRED,
    Updated: Event.APPLICATION_UPDATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What matching needs to know of a connection: the events switched on and possible, and its tags."""

    id: int
    events: frozenset[Event]
    includes_warnings: bool = False
    tags: frozenset[int] = frozenset()


def connection(
    connection_id: int, options: Mapping[str, Any], tags: Iterable[int], supports: frozenset[Event]
) -> Connection:
    """A connection from its stored options (v3 flags by wire name)."""
    switched_on = frozenset(event for event in Event if options.get(event.value))
    return Connection(
        id=connection_id,
        events=switched_on & supports,
        includes_warnings=bool(options.get(INCLUDE_WARNINGS)),
        tags=frozenset(tags),
    )


def is_enabled(options: Mapping[str, Any]) -> bool:
    """Whether any event is switched on."""
    return any(options.get(event.value) for event in Event)


def told(connections: Iterable[Connection], notice: Notice, film_tags: Iterable[int] = ()) -> list[int]:
    """Ids of the connections that are told; `film_tags` are the tag ids of the notice's film."""
    tags = frozenset(film_tags)
    return [one.id for one in connections if _needs(notice) <= one.events and _fits(one, notice, tags)]


def _needs(notice: Notice) -> frozenset[Event]:
    """Every flag that must be on."""
    match notice:
        case Tested():
            return frozenset()
        case Imported(is_upgrade=True):
            return frozenset({Event.DOWNLOAD, Event.UPGRADE})
        case FileDeleted(reason="upgrade"):
            return frozenset({Event.MOVIE_FILE_DELETE, Event.MOVIE_FILE_DELETE_FOR_UPGRADE})
        case _:
            return frozenset({_EVENTS[type(notice)]})


def _fits(one: Connection, notice: Notice, tags: frozenset[int]) -> bool:
    match notice:
        case HealthFailed(health=health) | HealthRestored(health=health):
            return _is_grave(one, health)
        case Updated() | Tested():
            return True
        case _:
            return not one.tags or bool(one.tags & tags)


def _is_grave(one: Connection, health: HealthFacts) -> bool:
    return health.level == "error" or (health.level == "warning" and one.includes_warnings)
