"""A real qBittorrent, started by the tests with a profile of its own."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import secrets
import signal
import socket
from pathlib import Path

PASSWORD = "correct horse"

_CONF = """\
[LegalNotice]
Accepted=true

[Application]
FileLogger\\Enabled=false

[BitTorrent]
Session\\Port={peer_port}
Session\\Interface=lo
Session\\InterfaceName=lo
Session\\DHTEnabled={dht}
Session\\LSDEnabled=false
Session\\PeXEnabled=false
Session\\QueueingSystemEnabled={queueing}
Session\\DefaultSavePath={downloads}
Session\\SSRFMitigation=false
Session\\MultiConnectionsPerIp=true
Session\\GlobalMaxSeedingMinutes=-1

[Network]
PortForwardingEnabled=false

[Preferences]
General\\Locale=en
WebUI\\Enabled=true
WebUI\\Address=127.0.0.1
WebUI\\Port={port}
WebUI\\UseUPnP=false
WebUI\\LocalHostAuth=true
WebUI\\Username=admin
WebUI\\Password_PBKDF2="@ByteArray({password})"
WebUI\\MaxAuthenticationFailCount={tries}
WebUI\\BanDuration=60
"""


class QBittorrentProgram:
    """One `qbittorrent-nox`. Login: admin and `PASSWORD`. It asks for a login from this machine, too."""

    def __init__(self, folder: Path, *, tries: int = 5, queueing: bool = False, dht: bool = True) -> None:
        """`tries` failed logins end in a ban."""
        self.port = _free_port()
        self.peer_port = _free_port()
        self.downloads = folder / "downloads"
        self._profile = folder / "profile"
        self._process: asyncio.subprocess.Process | None = None
        self.downloads.mkdir(parents=True)
        config = self._profile / "qBittorrent" / "config"
        config.mkdir(parents=True)
        text = _CONF.format(
            peer_port=self.peer_port,
            port=self.port,
            downloads=self.downloads,
            tries=tries,
            queueing=str(queueing).lower(),
            dht=str(dht).lower(),
            password=_password(PASSWORD),
        )
        (config / "qBittorrent.conf").write_text(text, encoding="utf-8")

    async def start(self) -> None:
        """Run it until its web interface answers."""
        self._process = await asyncio.create_subprocess_exec(
            "qbittorrent-nox",
            f"--profile={self._profile}",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "HOME": str(self._profile), "QT_LOGGING_RULES": "*=false"},
        )
        assert self._process.stdin is not None
        self._process.stdin.write(b"y\n")
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return
        raise TimeoutError("qbittorrent-nox does not answer")

    async def stop(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it; by SIGTERM it keeps its torrents, by SIGKILL it may lose them."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(how)
            await self._process.wait()

    def forget(self) -> None:
        """Lose every torrent, as after a reset of the profile. Only while stopped."""
        for path in (self._profile / "qBittorrent" / "data" / "BT_backup").glob("*"):
            path.unlink()


def _password(text: str) -> str:
    salt = secrets.token_bytes(16)
    key = hashlib.pbkdf2_hmac("sha512", text.encode(), salt, 100_000, 64)
    return f"{base64.b64encode(salt).decode()}:{base64.b64encode(key).decode()}"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
