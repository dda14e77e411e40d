"""A tiny swarm on loopback that speaks the real protocols: torrents made on the spot, a tracker and a seeder."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote_to_bytes, urlsplit

import libtorrent as lt

from cinearr.core.torrents import read_torrent

PIECE = 16 * 1024


def bencode(value: Any) -> bytes:
    """Bencoding of text, bytes, numbers, lists and dictionaries."""
    match value:
        case int():
            return b"i%de" % value
        case str():
            return bencode(value.encode())
        case bytes():
            return b"%d:%s" % (len(value), value)
        case list() | tuple():
            return b"l" + b"".join(bencode(part) for part in value) + b"e"
        case Mapping():
            pairs = sorted((key.encode() if isinstance(key, str) else key, part) for key, part in value.items())
            return b"d" + b"".join(bencode(key) + bencode(part) for key, part in pairs) + b"e"
    raise TypeError(type(value))


def torrent_of(
    name: str, files: Mapping[str, bytes] | bytes, *, tracker: str | None = None, private: bool = False
) -> bytes:
    """A version 1 torrent of one file (bytes) or of a folder's files by path."""
    content = files if isinstance(files, bytes) else b"".join(files.values())
    pieces = b"".join(
        hashlib.sha1(content[start : start + PIECE], usedforsecurity=False).digest()
        for start in range(0, len(content), PIECE)
    )
    info: dict[str, Any] = {"name": name, "piece length": PIECE, "pieces": pieces}
    if isinstance(files, bytes):
        info["length"] = len(files)
    else:
        info["files"] = [{"length": len(data), "path": path.split("/")} for path, data in files.items()]
    if private:
        info["private"] = 1
    return bencode({"info": info} | ({"announce": tracker} if tracker else {}))


def magnet_of(torrent: bytes, *, tracker: str | None = None) -> str:
    """A magnet link to a torrent."""
    facts = read_torrent(torrent)
    link = f"magnet:?xt=urn:btih:{facts.info_hash.lower()}&dn={quote(facts.name)}"
    return link + (f"&tr={quote(tracker, safe='')}" if tracker else "")


def content_of(size: int, *, salt: str = "") -> bytes:
    """Bytes that do not repeat, the same for the same arguments."""
    blocks = (hashlib.sha256(f"{salt}{number}".encode()).digest() for number in range(size // 32 + 1))
    return b"".join(blocks)[:size]


@dataclass(slots=True)
class Tracker:
    """An HTTP tracker that tells everybody of everybody. `announces` are the queries it got."""

    url: str
    server: asyncio.Server
    peers: dict[bytes, set[bytes]]
    announces: list[dict[str, list[str]]]

    @classmethod
    async def start(cls) -> Tracker:
        """Listen on a free port of loopback."""
        peers: dict[bytes, set[bytes]] = {}
        announces: list[dict[str, list[str]]] = []

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line = await reader.readline()
            while (await reader.readline()).strip():
                pass
            query = urlsplit(line.split(b" ")[1].decode()).query
            values = parse_qs(query)
            announces.append(values)
            raw = dict(part.split("=", 1) for part in query.split("&") if "=" in part)
            swarm = peers.setdefault(unquote_to_bytes(raw["info_hash"]), set())
            peer = bytes([127, 0, 0, 1]) + int(values["port"][0]).to_bytes(2, "big")
            swarm.add(peer)
            body = bencode({"interval": 5, "min interval": 1, "peers": b"".join(swarm - {peer})})
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        return cls(f"http://127.0.0.1:{port}/announce", server, peers, announces)

    async def stop(self) -> None:
        """Close the port."""
        self.server.close()
        await self.server.wait_closed()


class Seeder:
    """A libtorrent session on loopback that has everything."""

    def __init__(self, folder: Path, *, upload_limit: int = 0) -> None:
        """`upload_limit` in bytes a second, 0 for none."""
        self._folder = folder
        self._session = lt.session(
            {
                "listen_interfaces": "127.0.0.1:0",
                "enable_dht": False,
                "enable_lsd": False,
                "enable_upnp": False,
                "enable_natpmp": False,
                "allow_multiple_connections_per_ip": True,
                "upload_rate_limit": upload_limit,
                "alert_mask": 0,
            }
        )
        # libtorrent spares peers on the own network from limits unless told otherwise.
        self._session.set_peer_class_filter(_everyone(self._session))

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._session.listen_port()

    def seed(self, torrent: bytes, files: Mapping[str, bytes] | bytes) -> None:
        """Write the files and offer them."""
        facts = read_torrent(torrent)
        contents = (
            {facts.name: files} if isinstance(files, bytes) else {f"{facts.name}/{p}": d for p, d in files.items()}
        )
        for path, data in contents.items():
            target = self._folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        self.seed_raw(torrent)

    def seed_raw(self, torrent: bytes) -> None:
        """Offer a torrent whose files are there, or that is only good for its metadata."""
        params = lt.load_torrent_buffer(torrent)
        params.save_path = str(self._folder)
        params.flags |= lt.torrent_flags.seed_mode
        params.flags &= ~lt.torrent_flags.auto_managed & ~lt.torrent_flags.paused
        self._session.add_torrent(params)

    def limit(self, upload_limit: int) -> None:
        """Change the speed, bytes a second."""
        self._session.apply_settings({"upload_rate_limit": upload_limit})

    def stop(self) -> None:
        """Leave the swarm."""
        self._session.pause()


def _everyone(session: lt.session) -> lt.ip_filter:
    whole = lt.ip_filter()
    whole.add_rule("0.0.0.0", "255.255.255.255", 1 << session.global_peer_class_id)
    return whole
