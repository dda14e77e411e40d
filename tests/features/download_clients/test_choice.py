"""Which client takes a grab."""

from __future__ import annotations

from typing import Any

import pytest

from cinearr.core.releases.model import Protocol
from cinearr.features.download_clients.choice import Choice, ClientUnavailable, choose_client

TORRENT, USENET = Protocol.TORRENT, Protocol.USENET


def client(number: int, **more: Any) -> Choice:
    return Choice(**{"id": number, "name": f"client {number}", "protocol": TORRENT, **more})


ONE, TWO, THREE = client(1), client(2), client(3)
USENET_ONE = client(9, protocol=USENET)
TAGGED = client(4, tags=frozenset({7}))


@pytest.mark.parametrize(
    ("clients", "asked", "chosen"),
    [
        ([ONE], {}, 1),
        ([USENET_ONE, ONE], {}, 1),
        ([USENET_ONE, ONE], {"protocol": USENET}, 9),
        ([client(1, is_enabled=False), TWO], {}, 2),
        # tags
        ([ONE, TAGGED], {"movie_tags": [7]}, 4),
        ([ONE, TAGGED], {"movie_tags": [8]}, 1),
        ([ONE, TAGGED], {}, 1),
        # a person's choice wins over tags, protocol and state
        ([ONE, client(2, is_enabled=False, tags=frozenset({1}))], {"explicit_id": 2}, 2),
        # the indexer's client
        ([ONE, TWO], {"indexer_client_id": 2}, 2),
        ([ONE, client(2, is_blocked=True)], {"indexer_client_id": 2}, 2),
        ([ONE, TWO], {"indexer_client_id": 0}, 1),
        # blocked ones
        ([client(1, is_blocked=True), TWO], {}, 2),
        ([client(1, is_blocked=True)], {}, 1),
        ([client(1, is_blocked=True), client(2, priority=5)], {}, 2),
        # best priority, then in turn
        ([client(1, priority=2), TWO, THREE], {}, 2),
        ([client(1, priority=2), TWO, THREE], {"last_used_id": 2}, 3),
        ([client(1, priority=2), TWO, THREE], {"last_used_id": 3}, 2),
        ([ONE, TWO, THREE], {"last_used_id": 1}, 2),
        ([ONE, THREE], {"last_used_id": 2}, 3),
    ],
)
def test_chosen(clients: list[Choice], asked: dict[str, Any], chosen: int) -> None:
    assert choose_client(clients, **{"protocol": TORRENT, **asked}).id == chosen


@pytest.mark.parametrize(
    ("clients", "asked", "sentence"),
    [
        ([], {}, "No download client for torrent is available"),
        ([USENET_ONE], {}, "No download client for torrent"),
        ([TAGGED], {}, "No download client for torrent"),
        ([ONE], {"explicit_id": 5}, "id 5 is not available"),
        ([ONE], {"indexer_client_id": 5}, "id 5 is not available"),
        ([ONE, TAGGED], {"indexer_client_id": 4}, "id 4 is not available"),
        ([client(1, is_blocked=True)], {"allow_blocked": False}, "not answering"),
        ([client(1, is_blocked=True)], {"allow_blocked": False, "indexer_client_id": 1}, "not answering"),
    ],
)
def test_unavailable(clients: list[Choice], asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ClientUnavailable, match=sentence):
        choose_client(clients, **{"protocol": TORRENT, **asked})
