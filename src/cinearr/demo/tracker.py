"""A BitTorrent tracker over HTTP: announce and scrape, compact answers."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass
from urllib.parse import parse_qs

from .http import Request, Response, not_found

INTERVAL = 30  # seconds between two announces of a client
# Common clients (libtorrent among them) come at most every five minutes, whatever the tracker asks for.
FORGET_AFTER = 20 * 60

Bencoded = int | bytes | list["Bencoded"] | dict[bytes, "Bencoded"]


@dataclass(slots=True)
class _Peer:
    left: int
    seen: float


class Tracker:
    """Knows who has which torrent. Torrents not registered are refused, as a private tracker does."""

    def __init__(self) -> None:
        self._swarms: dict[bytes, dict[tuple[str, int], _Peer]] = {}

    def register(self, info_hash: bytes) -> None:
        """Serve this torrent. The hash is 20 bytes."""
        self._swarms.setdefault(info_hash, {})

    def seeders(self, info_hash: bytes) -> int:
        """How many have it whole."""
        return sum(peer.left == 0 for peer in self._swarms.get(info_hash, {}).values())

    async def __call__(self, request: Request) -> Response:
        """One exchange."""
        # The hash is raw bytes in the address, which latin-1 carries through unharmed.
        query = {name: values[-1] for name, values in parse_qs(request.raw_query, encoding="latin-1").items()}
        match request.path:
            case "/announce":
                return _bencoded(self._announce(query, request.peer))
            case "/scrape":
                return _bencoded(self._scrape())
        return not_found()

    def _announce(self, query: dict[str, str], address: str) -> Bencoded:
        swarm = self._swarms.get(query.get("info_hash", "").encode("latin-1"))
        if swarm is None:
            return {b"failure reason": b"unregistered torrent"}
        try:
            port, left = int(query["port"]), int(query.get("left", "1"))
        except (KeyError, ValueError):
            return {b"failure reason": b"port and left are numbers"}
        self._forget_silent(swarm)
        if query.get("event") == "stopped":
            swarm.pop((address, port), None)
        else:
            swarm[address, port] = _Peer(left, time.monotonic())
        others = [peer for peer in swarm if peer != (address, port)]
        seeds = sum(peer.left == 0 for peer in swarm.values())
        return {
            b"interval": INTERVAL,
            b"min interval": INTERVAL // 2,
            b"complete": seeds,
            b"incomplete": len(swarm) - seeds,
            b"peers": b"".join(ipaddress.IPv4Address(ip).packed + number.to_bytes(2, "big") for ip, number in others),
        }

    def _forget_silent(self, swarm: dict[tuple[str, int], _Peer]) -> None:
        now = time.monotonic()
        for address in [address for address, peer in swarm.items() if now - peer.seen > FORGET_AFTER]:
            del swarm[address]

    def _scrape(self) -> Bencoded:
        files: dict[bytes, Bencoded] = {}
        for info_hash, swarm in self._swarms.items():
            seeds = self.seeders(info_hash)
            files[info_hash] = {b"complete": seeds, b"incomplete": len(swarm) - seeds, b"downloaded": seeds}
        return {b"files": files}


def _bencoded(value: Bencoded) -> Response:
    return Response(body=bencode(value))


def bencode(value: Bencoded) -> bytes:
    """The BitTorrent wire form of a value."""
    match value:
        case int():
            return b"i%de" % value
        case bytes():
            return b"%d:%s" % (len(value), value)
        case list():
            return b"l" + b"".join(bencode(item) for item in value) + b"e"
        case dict():
            return b"d" + b"".join(bencode(key) + bencode(value[key]) for key in sorted(value)) + b"e"
