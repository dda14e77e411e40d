"""Which download client takes a grab: a pure choice among the clients there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cinearr.core.releases.model import Protocol as ReleaseProtocol
from cinearr.kit.errors import CinearrError


class ClientUnavailable(CinearrError):
    """No download client can take the release now; it can wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the choice needs to know of one client. `is_blocked`: it failed and is being left alone for a while."""

    id: int
    name: str
    protocol: ReleaseProtocol
    priority: int = 1
    is_enabled: bool = True
    is_blocked: bool = False
    tags: frozenset[int] = field(default_factory=frozenset)


def choose_client(
    clients: Iterable[Choice],
    *,
    protocol: ReleaseProtocol,
    movie_tags: Iterable[int] = (),
    explicit_id: int | None = None,
    indexer_client_id: int | None = None,
    last_used_id: int | None = None,
    allow_blocked: bool = True,
) -> Choice:
    """The client for a grab.

    `explicit_id` is a person's own choice and wins over everything; `indexer_client_id` is the one its indexer is
    tied to (0 and None: none). `last_used_id` is the last client used for the protocol, whose successor in the
    best priority group comes next. `allow_blocked` False for releases that already wait for a client: blocked
    clients are then not tried again. Raises ClientUnavailable.
    """
    clients = sorted(clients, key=lambda client: client.id)
    if explicit_id:
        return _by_id(clients, explicit_id)
    usable = _tagged(
        [client for client in clients if client.is_enabled and client.protocol is protocol], frozenset(movie_tags)
    )
    if not usable:
        raise ClientUnavailable(f"No download client for {protocol.wire} is available")
    if indexer_client_id:
        forced = _by_id(usable, indexer_client_id)
        if forced.is_blocked and not allow_blocked:
            raise ClientUnavailable(f"The download client {forced.name} is not answering at the moment")
        return forced
    free = [client for client in usable if not client.is_blocked]
    if not free and not allow_blocked:
        raise ClientUnavailable(f"All download clients for {protocol.wire} are not answering at the moment")
    return _next_of_best(free or usable, last_used_id)


def _by_id(clients: Sequence[Choice], wanted: int) -> Choice:
    for client in clients:
        if client.id == wanted:
            return client
    raise ClientUnavailable(f"The download client with id {wanted} is not available")


def _tagged(clients: Sequence[Choice], movie_tags: frozenset[int]) -> Sequence[Choice]:
    return [client for client in clients if client.tags & movie_tags] or [
        client for client in clients if not client.tags
    ]


def _next_of_best(clients: Sequence[Choice], last_used_id: int | None) -> Choice:
    best = min(client.priority for client in clients)
    group = [client for client in clients if client.priority == best]
    later = [client for client in group if last_used_id is not None and client.id > last_used_id]
    return (later or group)[0]
